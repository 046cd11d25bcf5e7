use std::fs;

use super::*;
use crate::sql::Driver;
use crate::sql::list_indexes;
use crate::sqlite::bulk::is_unfinished;
use crate::sqlite::trigram_index::is_indexed;

fn anna(number: i64) -> (i64, String) {
    (number, format!(" anna {number} "))
}

fn indexes(repository: &SqliteRepository) -> u32 {
    let count = |tx: &SqliteTx<'_>| {
        let exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = ?1";
        let found = |index| tx.connection.query_row(exists, [index], |row| row.get::<_, u32>(0)).unwrap();
        Ok(list_indexes().map(found).sum())
    };
    repository.reading(count).unwrap()
}

// SPEC: C1
#[test]
fn a_backup_is_a_register_of_its_own() {
    let place = Place::new();
    let repository = place.open();
    repository.writing(|tx| Ok(add_customers(tx, (1..=50).map(anna)))).unwrap();
    let copy = place.folder.path().join("copy.db");
    let while_writing = repository.write(|tx| {
        tx.put_fact("later", "1")?;
        repository.backup_to(&copy)
    });
    while_writing.unwrap();
    let copy = SqliteRepository::open(&copy, SqliteOptions::default()).unwrap();
    assert_eq!(copy.verify().unwrap(), [""; 0]);
    let count = "SELECT count(*) FROM customers";
    let customers =
        copy.reading(|tx| Ok(tx.connection.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()));
    assert_eq!(customers.unwrap(), 50);
    assert_eq!(get(&copy, "later"), None, "only what was committed is copied");
    put(&copy, "own", "1").unwrap();
    assert_eq!(get(&repository, "own"), None);
}

#[test]
fn a_register_in_memory_can_be_kept_in_a_file() {
    let place = Place::new();
    let repository = SqliteRepository::in_memory().unwrap();
    put(&repository, "name", "Sol").unwrap();
    repository.backup_to(&place.path()).unwrap();
    assert_eq!(get(&place.open(), "name").as_deref(), Some("Sol"));
}

#[test]
fn a_backup_never_replaces_a_file_and_leaves_nothing_when_it_fails() {
    let place = Place::new();
    let repository = place.open();
    let target = place.folder.path().join("precious.txt");
    fs::write(&target, "mine").unwrap();
    put(&repository, "name", "Sol").unwrap();
    let before = place.files();
    assert_eq!(kind(repository.backup_to(&target)), ErrorKind::Io);
    assert_eq!(kind(repository.backup_to(&place.path())), ErrorKind::Io);
    assert_eq!(kind(repository.backup_to(&place.folder.path().join("none").join("copy.db"))), ErrorKind::Io);
    assert_eq!(fs::read(&target).unwrap(), b"mine");
    assert_eq!(place.files(), before);
}

#[test]
fn what_was_deleted_is_not_in_a_backup() {
    let place = Place::new();
    let repository = place.open();
    let holds =
        |path: &std::path::Path| fs::read(path).unwrap().windows(11).any(|bytes| bytes == b"zubizarreta");
    put(&repository, "secret", "zubizarreta").unwrap();
    repository.writing(|tx| Ok(tx.connection.execute_batch("DELETE FROM register_facts").unwrap())).unwrap();
    let copy = place.folder.path().join("copy.db");
    repository.backup_to(&copy).unwrap();
    assert!(!holds(&copy));
}

#[test]
fn what_was_deleted_is_overwritten_in_the_file() {
    let place = Place::new();
    let repository = place.open();
    let holds = |text: &[u8]| fs::read(place.path()).unwrap().windows(text.len()).any(|bytes| bytes == text);
    repository.writing(|tx| Ok(add_customers(tx, (1..=300).map(anna)))).unwrap();
    put(&repository, "secret", &"zubizarreta ".repeat(5_000)).unwrap();
    drop(repository);
    assert!(holds(b"zubizarreta"), "on pages of its own");
    let repository = place.open();
    let delete = "DELETE FROM register_facts WHERE name = 'secret'; DELETE FROM customers WHERE number < 300";
    repository.writing(|tx| Ok(tx.connection.execute_batch(delete).unwrap())).unwrap();
    repository.shut_down().unwrap();
    assert!(!holds(b"zubizarreta"));
    assert!(!holds(b"299"), "in a row");
}

#[test]
fn a_bulk_into_an_empty_register_makes_its_indexes_at_the_end() {
    let place = Place::new();
    let options = SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() };
    let repository = place.open_with(options).unwrap();
    let all = u32::try_from(list_indexes().count()).unwrap();
    assert_eq!(indexes(&repository), all);
    repository.writing(|tx| tx.bulk_started()).unwrap();
    assert_eq!(indexes(&repository), 0);
    let added = |tx: &SqliteTx<'_>| {
        add_customers(tx, (1..=2_000).map(anna));
        tx.search_changed(&(1..=2_000).collect::<Vec<_>>())
    };
    repository.writing(added).unwrap();
    assert!(!repository.reading(is_indexed).unwrap());
    assert_eq!(repository.verify().unwrap(), [""; 0]);
    repository.writing(|tx| tx.bulk_finished()).unwrap();
    assert_eq!(indexes(&repository), all);
    assert!(repository.reading(is_indexed).unwrap());
    assert!(!repository.reading(is_unfinished).unwrap());
    assert_eq!(repository.verify().unwrap(), [""; 0]);
}

#[test]
fn a_bulk_into_a_filled_register_keeps_its_indexes() {
    let repository = SqliteRepository::in_memory().unwrap();
    repository.writing(|tx| Ok(add_customers(tx, (1..=1).map(anna)))).unwrap();
    repository.writing(|tx| tx.bulk_started()).unwrap();
    assert_eq!(indexes(&repository) as usize, list_indexes().count());
    repository.writing(|tx| tx.bulk_finished()).unwrap();
    assert_eq!(repository.verify().unwrap(), [""; 0]);
}

#[test]
fn indexes_that_an_interrupted_bulk_left_out_are_made_at_the_next_opening() {
    let place = Place::new();
    let options = || SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() };
    let repository = place.open_with(options()).unwrap();
    repository.writing(|tx| tx.bulk_started()).unwrap();
    repository.writing(|tx| Ok(add_customers(tx, (1..=150).map(anna)))).unwrap();
    drop(repository);
    let repository = place.open_with(options()).unwrap();
    assert_eq!(indexes(&repository) as usize, list_indexes().count());
    assert!(repository.reading(is_indexed).unwrap());
    assert_eq!(repository.verify().unwrap(), [""; 0]);
}

#[test]
fn verify_names_each_contradiction() {
    let planted = [
        ("UPDATE counters SET value = value + 1 WHERE name = 'customer_count'", "kept count"),
        ("UPDATE counters SET value = 3 WHERE name = 'customer_number'", "not given yet"),
        ("DELETE FROM customer_search WHERE customer = 9", "without a text"),
        ("UPDATE customer_search SET text = 'zubizarreta' WHERE customer = 9", "begin and end"),
        ("UPDATE customer_search SET text = ' zubizarreta ' WHERE customer = 9", "trigram index"),
        ("UPDATE collection_sizes SET size = 2", "kept size"),
        ("INSERT INTO collection_members VALUES (1, 1, 999)", "members that do not exist"),
        ("INSERT INTO collection_members VALUES (1, 10, 9)", "members that do not exist"),
        (
            "UPDATE customers SET further = further | 16, shared_login = zeroblob(16) WHERE number = 9",
            "persons of a shared login",
        ),
        ("INSERT INTO change_sets VALUES (1, 0, 0, '', NULL, '', x'', 1, 2)", "units of work"),
        ("INSERT INTO changes VALUES (1, 1, 1, x'01', 1, NULL)", "changes more or fewer"),
        ("INSERT INTO tombstones SELECT id, 1, 0, NULL FROM customers WHERE number = 9", "tombstone"),
        ("UPDATE customers SET further = further | 2 WHERE number = 9", "beside their row"),
        ("UPDATE customers SET nickname = 'Ann' WHERE number = 9", "beside their row"),
        ("UPDATE customers SET payment_term_days = 30 WHERE number = 9", "beside their row"),
        ("UPDATE customers SET given_name = CAST(x'FF' AS TEXT) WHERE number = 9", "cannot be read: 1"),
        (
            "INSERT INTO change_sets VALUES (1, 0, 0, '', NULL, '', x'', 1, 1);
             INSERT INTO changes VALUES (1, 1, 1, randomblob(16), 99, NULL)",
            "history cannot be read",
        ),
        ("DROP INDEX customers_by_name", "customers_by_name"),
        (
            "PRAGMA foreign_keys = OFF; UPDATE customers SET default_group = 77 WHERE number = 9",
            "refer to nothing",
        ),
        ("DELETE FROM customer_trigrams_data WHERE id > 10", "customer_trigrams"),
    ];
    let original = Place::new();
    let options = || SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() };
    let repository = original.open_with(options()).unwrap();
    let added = |tx: &SqliteTx<'_>| {
        add_customers(tx, (1..=200).map(anna));
        tx.search_changed(&(1..=200).collect::<Vec<_>>())
    };
    repository.writing(added).unwrap();
    assert_eq!(repository.verify().unwrap(), [""; 0]);
    repository.shut_down().unwrap();
    for (fault, word) in planted {
        let place = Place::new();
        fs::copy(original.path(), place.path()).unwrap();
        place.raw().execute_batch(fault).unwrap();
        let found = place.open_with(options()).unwrap().verify().unwrap();
        assert!(found.iter().any(|text| text.contains(word)), "{fault}: {found:?}");
        assert!(!found.concat().contains("zubizarreta"), "no personal data");
    }
}

#[test]
fn verify_tells_of_damaged_pages() {
    let place = Place::new();
    let repository = place.open();
    repository.writing(|tx| Ok(add_customers(tx, (1..=500).map(anna)))).unwrap();
    drop(repository);
    let mut bytes = fs::read(place.path()).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5A);
    fs::write(place.path(), &bytes).unwrap();
    let verdict = place.open_with(SqliteOptions::default()).and_then(|repository| repository.verify());
    match verdict {
        Ok(faults) => assert!(!faults.is_empty()),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Corrupt),
    }
}

#[test]
fn what_a_register_writes_contradicts_nothing() {
    use crate::customers::CustomerDraft;
    use crate::register::Register;

    let place = Place::new();
    let options = SqliteOptions { trigrams_from_customers: 20, ..SqliteOptions::default() };
    let register = Register::builder().sqlite(options).open(place.path()).unwrap();
    let drafts = (0..40).map(|n| {
        CustomerDraft::person("Anna", format!("García {n}")).with_email(format!("a{n}@example.com"))
    });
    let made = register.customers().create_many(&drafts.collect::<Vec<_>>()).unwrap();
    let mut made: Vec<_> = made.into_iter().map(|customer| customer.unwrap()).collect();
    let (changed, gone) = (made.swap_remove(3), made.swap_remove(4));
    let mut profile = changed.profile.clone();
    profile.family_name = "Zubizarreta".into();
    register.customers().update(changed.id, changed.revision, profile).unwrap();
    register.customers().delete(gone.id, gone.revision).unwrap();
    for (typed, hits) in [("zubi", 1), ("garcia", 38), ("z", 1), ("anna exam", 39)] {
        assert_eq!(register.customers().search(typed, 50).unwrap().len(), hits, "{typed}");
    }
    assert_eq!(register.verify().unwrap(), [""; 0]);
}

/// A table that is forgotten in the list of copies would be lost with a move.
#[test]
fn a_copy_knows_every_table_and_column_of_the_schema() {
    let place = Place::new();
    let listed = place.open().read(|tx| tx.dump_tables()).unwrap();
    let mut listed: Vec<(String, Vec<String>)> =
        listed.into_iter().map(|table| (table.name.to_owned(), table.columns)).collect();
    listed.iter_mut().for_each(|(_, columns)| columns.sort());
    listed.sort();
    let raw = place.raw();
    let texts = |sql: &str, parameters: &[&str]| -> Vec<String> {
        let mut statement = raw.prepare(sql).unwrap();
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    // Facts are handed over apart; the others belong to this engine.
    let apart = ["register_facts", "schema_steps", "customer_search_pending"];
    let tables = texts(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
             AND name NOT LIKE 'customer_trigrams%' ORDER BY name",
        &[],
    );
    let found: Vec<(String, Vec<String>)> = tables
        .into_iter()
        .filter(|name| !apart.contains(&name.as_str()))
        .map(|name| {
            let columns = texts("SELECT name FROM pragma_table_info(?1) ORDER BY name", &[&name]);
            (name, columns)
        })
        .collect();
    assert_eq!(listed, found);
}
