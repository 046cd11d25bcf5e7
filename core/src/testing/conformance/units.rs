use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::base::{
    BatchId, CollectionId, EntityKind, Error, ErrorKind, JobId, List, Result, Sort, Timestamp,
};
use crate::collections::CollectionKind;
use crate::customers::{CustomerKeys, MatchKeys, SearchQuery};
use crate::history::EntityRef;
use crate::jobs::JobFilter;
use crate::participants::ParticipantFilter;
use crate::registrations::{RegistrationFilter, TotalScope};
use crate::repository::{ReadTx, Repository, RepositoryExt, WriteTx};

use super::expect::{Checked, Failure, fails, holds, same};
use super::{Factory, fixture::Fixture};

/// Everything that a store can tell about a unit of work that was given up.
fn trace(fixture: &Fixture) -> Result<(Option<String>, u64)> {
    let fact = fixture.repository.read(|tx| tx.fact("left"))?;
    Ok((fact, fixture.count()?))
}

pub(super) fn an_error_stores_nothing(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let kept = fixture.add(1)?;
    let row = fixture.sample();
    let change = fixture.edit(&kept[0], |customer| customer.profile.given_name = "Changed".into());
    let result: Result<()> = fixture.repository.write(|tx| {
        tx.insert_customers(std::slice::from_ref(&row))?;
        tx.update_customers(std::slice::from_ref(&change))?;
        tx.put_fact("left", "something")?;
        Err(Error::Cancelled)
    });
    fails(result, ErrorKind::Cancelled, "the body's own error")?;
    same(trace(&fixture)?, (None, 1), "what is left of it")?;
    same(fixture.everybody()?, kept, "the customers that were there before")
}

pub(super) fn a_panic_stores_nothing(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let row = fixture.sample();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        fixture.repository.write::<()>(|tx| {
            tx.insert_customers(std::slice::from_ref(&row))?;
            tx.put_fact("left", "something")?;
            panic!("a panic that a check asked for")
        })
    }));
    holds(panicked.is_err(), "the panic goes on to the caller")?;
    same(trace(&fixture)?, (None, 0), "what is left of it")?;
    fixture.add(1)?;
    same(fixture.count()?, 1, "units of work after it are stored")
}

pub(super) fn a_body_sees_its_own_writes(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let row = fixture.sample();
    let seen = fixture.repository.write(|tx| {
        tx.put_fact("left", "something")?;
        let number = tx.insert_customers(std::slice::from_ref(&row))?[0];
        let by_number = tx.customer_by_number(number)?.map(|customer| customer.id);
        Ok((tx.fact("left")?, by_number, tx.customers(&[row.customer.id])?.len()))
    })?;
    same(seen, (Some("something".into()), Some(row.customer.id), 1), "what the body reads")
}

pub(super) fn a_read_sees_whole_units_of_work(factory: Factory<'_>) -> Checked {
    const TURNS: usize = 50;
    let fixture = Fixture::new(factory)?;
    let repository = &*fixture.repository;
    let done = AtomicBool::new(false);
    let pair = |tx: &dyn ReadTx| Ok((tx.fact("one")?, tx.fact("other")?));
    let (written, read) = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let result = (0..TURNS).try_for_each(|turn| {
                repository.write(|tx| {
                    tx.put_fact("one", &turn.to_string())?;
                    tx.put_fact("other", &turn.to_string())
                })
            });
            done.store(true, Ordering::SeqCst);
            result
        });
        let reader = scope.spawn(|| -> Checked {
            while !done.load(Ordering::SeqCst) {
                let (one, other) = repository.read(pair)?;
                same(one, other, "two facts of one unit of work")?;
                let twice = repository.read(|tx| Ok((pair(tx)?, pair(tx)?)))?;
                same(&twice.0, &twice.1, "the same facts read twice in one body")?;
            }
            Ok(())
        });
        (writer.join(), reader.join())
    });
    written.map_err(|panic| Failure::of_panic(panic.as_ref()))??;
    read.map_err(|panic| Failure::of_panic(panic.as_ref()))?
}

pub(super) fn threads_take_turns(factory: Factory<'_>) -> Checked {
    const THREADS: u64 = 4;
    const TURNS: u64 = 10;
    let fixture = Fixture::new(factory)?;
    let repository = &*fixture.repository;
    let add_one = || {
        repository.write(|tx| {
            let count: u64 = tx.fact("count")?.map_or(0, |text| text.parse().unwrap_or(0));
            tx.put_fact("count", &(count + 1).to_string())
        })
    };
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(|| (0..TURNS).try_for_each(|_| add_one()))).collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    for result in results {
        result.map_err(|panic| Failure::of_panic(panic.as_ref()))??;
    }
    let count = repository.read(|tx| tx.fact("count"))?;
    same(count, Some((THREADS * TURNS).to_string()), "turns that were counted")
}

pub(super) fn unsupported_is_answered_where_nothing_is_claimed(factory: Factory<'_>) -> Checked {
    let fixture = Fixture::new(factory)?;
    let claimed = fixture.capabilities;
    let entity = EntityRef { kind: EntityKind::Customer, id: [1; 16] };
    let calls: Vec<(&str, bool, Result<()>)> = fixture.repository.read(|tx| {
        let keys = MatchKeys::default();
        Ok(vec![
            ("search", claimed.search, tx.search_customers(&SearchQuery::default(), 1).map(drop)),
            ("matching", claimed.matching, tx.match_customers(&keys).map(drop)),
            ("contents of rows", claimed.matching, tx.customers_of_contents(&[]).map(drop)),
            ("batches", claimed.matching, tx.import_batches(None, 1).map(drop)),
            ("one batch", claimed.matching, tx.import_batch(BatchId::from_bytes([1; 16])).map(drop)),
            ("saved mappings", claimed.matching, tx.saved_mappings().map(drop)),
            ("tags", claimed.collections, tx.collections(CollectionKind::Tag).map(drop)),
            ("one set", claimed.collections, tx.collection(CollectionId::from_bytes([1; 16])).map(drop)),
            (
                "a set's name",
                claimed.collections,
                tx.collections_by_name(&[(CollectionKind::Tag, "a".into())]).map(drop),
            ),
            ("access codes", claimed.jobs, tx.codes(&[]).map(drop)),
            ("changes", claimed.history, tx.changes_after(0, 1).map(drop)),
            ("a history", claimed.history, tx.history_of(entity, None, 1).map(drop)),
            ("answered calls", claimed.idempotency, tx.answered_call("a", "a").map(drop)),
        ])
    })?;
    for (what, claimed, result) in calls {
        as_claimed(claimed, result, what)?;
    }
    let call = crate::idempotency::AnsweredCall {
        operation: "a".into(),
        digest: [0; 32],
        result: String::new(),
        at: Timestamp::from_micros(1),
    };
    let put = fixture.repository.write(|tx| tx.put_answered_call("a", &call, Timestamp::from_micros(0)));
    as_claimed(claimed.idempotency, put, "writing an answered call")?;
    let renewed = fixture.repository.write(|tx| tx.put_customer_keys(&Vec::<(u64, CustomerKeys)>::new()));
    as_claimed(claimed.reordering, renewed, "another order")?;
    photo_jobs_are_as_claimed(&fixture)
}

/// Makes every call of photo jobs, each in a unit of its own.
fn photo_jobs_are_as_claimed(fixture: &Fixture) -> Checked {
    type Read = fn(&dyn ReadTx) -> Result<()>;
    type Write = fn(&mut dyn WriteTx) -> Result<()>;
    fn list<'a, F>(filter: &'a F, sort: &'a Sort) -> List<'a, F> {
        List { filter, sort, after: None, limit: 1 }
    }
    let reads: [(&str, Read); 22] = [
        ("jobs", |tx| tx.jobs(&[]).map(drop)),
        ("list_jobs", |tx| tx.list_jobs(&list(&JobFilter::default(), &Sort::by("title"))).map(drop)),
        ("count_jobs", |tx| tx.count_jobs(&JobFilter::default(), None).map(drop)),
        ("job_groups", |tx| tx.job_groups(&[]).map(drop)),
        ("groups_of_job", |tx| tx.groups_of_job(JobId::from_bytes([1; 16])).map(drop)),
        ("galleries", |tx| tx.galleries(&[]).map(drop)),
        ("galleries_of_groups", |tx| tx.galleries_of_groups(&[]).map(drop)),
        ("galleries_of_participants", |tx| tx.galleries_of_participants(None, &[]).map(drop)),
        ("participants", |tx| tx.participants(&[]).map(drop)),
        ("list_participants", |tx| {
            tx.list_participants(&list(&ParticipantFilter::default(), &Sort::by("birthday"))).map(drop)
        }),
        ("count_participants", |tx| tx.count_participants(&ParticipantFilter::default(), None).map(drop)),
        ("groups_of_participants", |tx| tx.groups_of_participants(&[]).map(drop)),
        ("customers_of_participants", |tx| tx.customers_of_participants(&[]).map(drop)),
        ("participants_of_customers", |tx| tx.participants_of_customers(&[]).map(drop)),
        ("photo_consents", |tx| tx.photo_consents(&[]).map(drop)),
        ("registrations", |tx| tx.registrations(&[]).map(drop)),
        ("list_registrations", |tx| {
            tx.list_registrations(&list(&RegistrationFilter::default(), &Sort::by("kind"))).map(drop)
        }),
        ("count_registrations", |tx| tx.count_registrations(&RegistrationFilter::default(), None).map(drop)),
        ("registrations_of", |tx| tx.registrations_of(&[]).map(drop)),
        ("participants_of_registrations", |tx| tx.participants_of_registrations(&[]).map(drop)),
        ("customer_totals", |tx| tx.customer_totals(TotalScope::Lifetime, &[]).map(drop)),
        ("dependents", |tx| tx.dependents(&[]).map(drop)),
    ];
    let writes: [(&str, Write); 22] = [
        ("insert_jobs", |tx| tx.insert_jobs(&[])),
        ("update_jobs", |tx| tx.update_jobs(&[])),
        ("delete_jobs", |tx| tx.delete_jobs(&[], Timestamp::from_micros(1))),
        ("insert_job_groups", |tx| tx.insert_job_groups(&[])),
        ("update_job_groups", |tx| tx.update_job_groups(&[])),
        ("delete_job_groups", |tx| tx.delete_job_groups(&[], Timestamp::from_micros(1))),
        ("insert_galleries", |tx| tx.insert_galleries(&[])),
        ("update_galleries", |tx| tx.update_galleries(&[])),
        ("delete_galleries", |tx| tx.delete_galleries(&[], Timestamp::from_micros(1))),
        ("insert_participants", |tx| tx.insert_participants(&[])),
        ("update_participants", |tx| tx.update_participants(&[])),
        ("delete_participants", |tx| tx.delete_participants(&[], Timestamp::from_micros(1))),
        ("add_to_groups", |tx| tx.add_to_groups(&[])),
        ("remove_from_groups", |tx| tx.remove_from_groups(&[])),
        ("put_links", |tx| tx.put_links(&[])),
        ("delete_links", |tx| tx.delete_links(&[])),
        ("append_photo_consents", |tx| tx.append_photo_consents(&[])),
        ("insert_registrations", |tx| tx.insert_registrations(&[])),
        ("update_registrations", |tx| tx.update_registrations(&[])),
        ("remove_registered", |tx| tx.remove_registered(&[])),
        ("add_registered", |tx| tx.add_registered(&[])),
        ("delete_registrations", |tx| tx.delete_registrations(&[], Timestamp::from_micros(1))),
    ];
    let claimed = fixture.capabilities.jobs;
    for (what, call) in reads {
        as_claimed(claimed, fixture.repository.read(call), what)?;
    }
    for (what, call) in writes {
        as_claimed(claimed, fixture.repository.write(call), what)?;
    }
    Ok(())
}

fn as_claimed<T>(claimed: bool, result: Result<T>, what: &str) -> Checked {
    if claimed {
        result?;
        return Ok(());
    }
    fails(result, ErrorKind::Unsupported, what)
}

pub(super) fn after_shutting_down_every_call_fails(factory: Factory<'_>) -> Checked {
    let fixture = Fixture::new(factory)?;
    let repository: &dyn Repository = &*fixture.repository;
    repository.shut_down()?;
    repository.shut_down()?;
    fails(repository.read(|tx| tx.settings_revision()), ErrorKind::ShutDown, "a read")?;
    fails(repository.write(|tx| tx.put_fact("a", "b")), ErrorKind::ShutDown, "a unit of work")
}

pub(super) fn a_backup_and_a_verification_are_as_claimed(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    fixture.add(20)?;
    let claimed = fixture.capabilities;
    let folder = tempfile::tempdir().map_err(Error::from)?;
    let path = folder.path().join("copy");
    as_claimed(claimed.files, fixture.repository.backup_to(&path), "a backup")?;
    as_claimed(claimed.verification, fixture.repository.verify(), "a verification")?;
    if claimed.files {
        holds(path.exists(), "the copy exists")?;
        fails(fixture.repository.backup_to(&path), ErrorKind::Io, "a backup over a file")?;
    }
    if claimed.verification {
        same(fixture.repository.verify()?, Vec::new(), "contradictions")?;
    }
    Ok(())
}
