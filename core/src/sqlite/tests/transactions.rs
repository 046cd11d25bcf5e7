use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use crate::base::{Actor, BatchId, EntityKind, Error, RegisterId, Timestamp};
use crate::history::{Action, Change, ChangeSet, EntityRef};
use crate::idempotency::AnsweredCall;
use crate::sql::{Driver, Sql, SqlTx, Value};

fn impatient() -> SqliteOptions {
    SqliteOptions { busy_timeout: Duration::from_millis(20), readers: 1, ..SqliteOptions::default() }
}

fn file_and_memory(test: impl Fn(&SqliteRepository)) {
    let place = Place::new();
    test(&place.open());
    test(&SqliteRepository::in_memory().unwrap());
}

#[test]
fn a_unit_of_work_is_stored_whole_or_not_at_all() {
    file_and_memory(|repository| {
        put(repository, "a", "1").unwrap();
        let failed: Result<()> = repository.write(|tx| {
            tx.put_fact("a", "2")?;
            tx.put_fact("b", "2")?;
            Err(Error::Cancelled)
        });
        assert_eq!(kind(failed), ErrorKind::Cancelled);
        assert_eq!(get(repository, "a").as_deref(), Some("1"));
        assert_eq!(get(repository, "b"), None);
    });
}

#[test]
fn a_panic_stores_nothing_and_the_repository_stays_usable() {
    file_and_memory(|repository| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            repository.write::<()>(|tx| {
                tx.put_fact("a", "1")?;
                panic!("a mistake of the host")
            })
        }));
        assert!(panicked.is_err());
        let read = catch_unwind(AssertUnwindSafe(|| repository.read::<()>(|_| panic!("another"))));
        assert!(read.is_err());
        assert_eq!(get(repository, "a"), None);
        put(repository, "a", "2").unwrap();
        assert_eq!(get(repository, "a").as_deref(), Some("2"));
    });
}

#[test]
fn a_reader_keeps_its_state_while_others_write() {
    let place = Place::new();
    let repository = place.open();
    put(&repository, "a", "1").unwrap();
    repository
        .read(|tx| {
            assert_eq!(tx.fact("a")?.as_deref(), Some("1"));
            put(&repository, "a", "2")?;
            assert_eq!(tx.fact("a")?.as_deref(), Some("1"));
            Ok(())
        })
        .unwrap();
    assert_eq!(get(&repository, "a").as_deref(), Some("2"));
}

#[test]
fn a_second_program_that_writes_is_busy_and_may_try_again() {
    let place = Place::new();
    let first = place.open();
    let second = place.open_with(impatient()).unwrap();
    first
        .write(|tx| {
            tx.put_fact("a", "1")?;
            let error = put(&second, "a", "2").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Busy);
            assert!(error.is_retryable());
            assert_eq!(get(&second, "a"), None, "what is not committed is not seen");
            Ok(())
        })
        .unwrap();
    put(&second, "a", "2").unwrap();
    assert_eq!(get(&first, "a").as_deref(), Some("2"));
}

#[test]
fn opening_does_not_wait_for_a_program_that_writes() {
    let place = Place::new();
    let first = place.open();
    first
        .write(|tx| {
            tx.put_fact("a", "1")?;
            place.open_with(impatient()).map(drop)
        })
        .unwrap();
    // Opening and closing another one has not taken the locks of the first.
    let other = place.open_with(impatient()).unwrap();
    first.write(|_| Ok(assert_eq!(kind(put(&other, "a", "2")), ErrorKind::Busy))).unwrap();
}

#[test]
fn a_unit_of_work_inside_another_fails_instead_of_waiting() {
    file_and_memory(|repository| {
        repository
            .write(|_| {
                assert_eq!(kind(put(repository, "a", "1")), ErrorKind::Storage);
                Ok(assert_eq!(kind(repository.shut_down()), ErrorKind::Storage))
            })
            .unwrap();
        put(repository, "a", "2").unwrap();
    });
}

#[test]
fn more_readers_than_allowed_are_busy() {
    let place = Place::new();
    let repository = place.open_with(impatient()).unwrap();
    repository.read(|_| Ok(assert_eq!(kind(repository.read(|_| Ok(()))), ErrorKind::Busy))).unwrap();
    repository.read(|_| Ok(())).unwrap();
}

#[test]
fn threads_write_one_after_the_other_and_lose_nothing() {
    let place = Place::new();
    let repository = place.open();
    static COUNT: Sql =
        Sql::new("INSERT INTO counters VALUES ('n', 1) ON CONFLICT DO UPDATE SET value = value + 1");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    repository.writing(|tx| tx.execute(&COUNT, &[])).unwrap();
                    repository.reading(|tx| SqlTx::new(tx).counter("n")).unwrap();
                }
            });
        }
    });
    assert_eq!(repository.reading(|tx| SqlTx::new(tx).counter("n")).unwrap(), 100);
}

#[test]
fn after_a_shut_down_every_call_says_so() {
    file_and_memory(|repository| {
        repository.shut_down().unwrap();
        repository.shut_down().unwrap();
        assert_eq!(kind(put(repository, "a", "1")), ErrorKind::ShutDown);
        assert_eq!(kind(repository.read(|tx| tx.fact("a"))), ErrorKind::ShutDown);
        assert_eq!(kind(repository.verify()), ErrorKind::ShutDown);
    });
}

#[test]
fn a_shut_down_waits_for_those_who_read() {
    let place = Place::new();
    let repository = Arc::new(place.open());
    let events = Mutex::new(Vec::new());
    let (reading, wait_for_reading) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let read = repository.read(|tx| {
                reading.send(()).unwrap();
                // Ends once the shut-down lets nobody in any more.
                while repository.read(|_| Ok(())).is_ok() {}
                let value = tx.fact("a");
                events.lock().unwrap().push("read");
                value
            });
            assert_eq!(read.unwrap(), None);
        });
        wait_for_reading.recv().unwrap();
        repository.shut_down().unwrap();
        events.lock().unwrap().push("shut down");
    });
    assert_eq!(*events.lock().unwrap(), ["read", "shut down"]);
    assert_eq!(place.files(), ["studio.db"]);
}

#[test]
fn a_full_disk_ends_the_unit_of_work_even_if_its_body_goes_on() {
    static FILL: Sql = Sql::new("INSERT INTO register_facts VALUES ($1, hex(zeroblob(100000)))");
    static SMALL: Sql = Sql::new("INSERT INTO register_facts VALUES ('small', '')");
    let place = Place::new();
    let repository = place.open();
    let result = repository.writing(|tx| {
        tx.connection.query_row("PRAGMA max_page_count = 1", [], |_| Ok(())).unwrap();
        let full = tx.execute(&FILL, &[Value::Text("large")]);
        assert_eq!(kind(full), ErrorKind::Full);
        assert_eq!(kind(tx.execute(&SMALL, &[])), ErrorKind::Storage);
        Ok(())
    });
    assert_eq!(kind(result), ErrorKind::Storage);
    assert_eq!(get(&repository, "small"), None);
}

#[test]
fn a_statement_with_a_forgotten_parameter_is_refused() {
    static TWO: Sql = Sql::new("INSERT INTO register_facts VALUES ($1, $2)");
    let repository = SqliteRepository::in_memory().unwrap();
    let result = repository.writing(|tx| {
        tx.execute(&TWO, &[Value::Text("a"), Value::Text("1")])?;
        tx.execute(&TWO, &[Value::Text("b")])
    });
    assert_eq!(kind(result), ErrorKind::Storage);
}

#[test]
fn a_column_of_another_type_is_corrupt() {
    static TEXT: Sql = Sql::new("SELECT 'a', NULL, x'00', 2, CAST(x'ff' AS TEXT)");
    let repository = SqliteRepository::in_memory().unwrap();
    repository
        .reading(|tx| {
            tx.query(&TEXT, &[], &mut |row| {
                assert_eq!(kind(row.int(0)), ErrorKind::Corrupt);
                assert_eq!(row.opt_text(1)?, None);
                assert_eq!(kind(row.text(1)), ErrorKind::Corrupt);
                assert_eq!(kind(row.uuid(2)), ErrorKind::Corrupt);
                assert_eq!(kind(row.bool(3)), ErrorKind::Corrupt);
                assert_eq!(kind(row.text(4)), ErrorKind::Corrupt);
                Ok(())
            })
        })
        .unwrap();
}

#[test]
fn lists_of_keys_and_ids_are_parameters_and_a_statement_may_run_inside_itself() {
    static KEYS: Sql = Sql::new("SELECT value FROM rarray($1)");
    static IDS: Sql = Sql::new("SELECT count(*) FROM rarray($1) WHERE value = $2");
    let repository = SqliteRepository::in_memory().unwrap();
    repository
        .reading(|tx| {
            let mut pairs = Vec::new();
            tx.query(&KEYS, &[Value::Keys(&[1, 2])], &mut |outer| {
                let outer = outer.int(0)?;
                tx.query(&KEYS, &[Value::Keys(&[7, 8])], &mut |inner| {
                    pairs.push((outer, inner.int(0)?));
                    Ok(())
                })
            })?;
            assert_eq!(pairs, [(1, 7), (1, 8), (2, 7), (2, 8)]);
            let ids = [Value::Uuids(&[[1; 16], [2; 16], [1; 16]]), Value::Uuid([1; 16])];
            assert_eq!(SqlTx::new(tx).first(&IDS, &ids, |row| row.int(0))?, Some(2));
            Ok(())
        })
        .unwrap();
}

// SPEC: C24
#[test]
fn a_later_answer_to_an_idempotency_key_replaces_its_result_alone() {
    let repository = SqliteRepository::in_memory().unwrap();
    let call = AnsweredCall {
        operation: "create".into(),
        digest: [1; 32],
        result: "id".into(),
        at: Timestamp::from_micros(10),
    };
    let later = AnsweredCall { digest: [2; 32], result: "two ids".into(), ..call.clone() };
    for answer in [&call, &later] {
        repository.write(|tx| tx.put_answered_call("key", answer, Timestamp::from_micros(0))).unwrap();
    }
    let kept = repository.read(|tx| tx.answered_call("key", "create")).unwrap().unwrap();
    assert_eq!(kept, AnsweredCall { result: "two ids".into(), ..call });
}

#[test]
fn a_second_customer_with_an_id_exists_already() {
    let repository = SqliteRepository::in_memory().unwrap();
    let result = repository.writing(|tx| {
        static AGAIN: Sql = Sql::new("UPDATE customers SET id = (SELECT min(id) FROM customers)");
        add_customers(tx, (1..=2).map(|number| (number, " anna ".to_owned())));
        tx.execute(&AGAIN, &[])
    });
    let Err(Error::AlreadyExists { entity, field }) = result else { panic!("{result:?}") };
    assert_eq!((entity, field), (EntityKind::Customer, "id"));
}

#[test]
fn history_is_kept_with_the_work_it_tells_of() {
    let repository = SqliteRepository::in_memory().unwrap();
    let entity = EntityRef { kind: EntityKind::Customer, id: [7; 16] };
    let set = ChangeSet {
        at: Timestamp::from_micros(5),
        actor: Actor::System,
        batch: Some(BatchId::from_bytes([9; 16])),
        reason: String::new(),
        origin: RegisterId::from_bytes([3; 16]),
    };
    let change = Change { entity, action: Action::Created, old: Vec::new() };
    repository.write(|tx| tx.append_changes(&set, &[change.clone(), change.clone()])).unwrap();
    let entries = repository.read(|tx| tx.changes_after(0, 10)).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(repository.verify().unwrap(), [""; 0]);
}

#[test]
fn names_of_sets_that_were_read_before_are_those_of_today() {
    use crate::collections::CollectionKind;
    use crate::customers::CustomerDraft;
    use crate::register::Register;

    let place = Place::new();
    let register = Register::open(place.path()).unwrap();
    let other = Register::open(place.path()).unwrap();
    let anna =
        register.customers().create(CustomerDraft::person("Anna", "García").with_tag("wedding")).unwrap();
    let names = |register: &Register| register.customers().get(anna.id).unwrap().tags[0].name.clone();
    assert_eq!([names(&register), names(&other)], ["wedding", "wedding"]);
    let tag = anna.tags[0].id;
    register.tags().rename(tag, crate::base::Revision::FIRST, "married").unwrap();
    assert_eq!([names(&register), names(&other)], ["married", "married"]);
    let again = other.customers().update(anna.id, anna.revision, CustomerDraft::person("Eva", "").profile);
    assert_eq!(again.unwrap().tags[0].name, "married", "in a unit of work that writes");

    // What a unit of work knew that was taken back must not be known afterwards.
    let repository = place.open();
    let failed: Result<()> = repository.write(|tx| {
        let mut set = tx.collections_by_name(&[(CollectionKind::Tag, "married".into())])?.remove(0).unwrap();
        set.name = "engaged".to_owned();
        tx.update_collection(&set, "engaged")?;
        assert_eq!(tx.customers(&[anna.id])?[0].tags[0].name, "engaged");
        Err(Error::Cancelled)
    });
    assert_eq!(kind(failed), ErrorKind::Cancelled);
    repository
        .write(|tx| {
            assert_eq!(tx.customers(&[anna.id])?[0].tags[0].name, "married");
            Ok(())
        })
        .unwrap();
}
