//! What a register says where somebody else wrote beside it: contradictions, and totals that it does not
//! keep by itself yet. On each engine.

use std::sync::Arc;

use kartotek::{
    ConsentDecision, CustomerDraft, Dependent, Error, GalleryDetails, Job, JobDetails, JobFilter,
    PageRequest, PhotoConsent, Register, RegisterQuery, RegistrationDetails, Relation, Repository, Result,
    Sort, SqliteOptions, SqliteRepository, TotalOf,
};
use kartotek_tests::on_server::{Schema, client};

use super::School;
use crate::settings;

/// Statements for both engines that each plant a contradiction, and the words that it is named by.
const FAULTS: [(&str, &str); 16] = [
    (
        "UPDATE registrations SET job = (SELECT key FROM jobs WHERE title = 'Bokskolan')",
        "registrations in a group of another job: 1",
    ),
    (
        "UPDATE galleries SET job = (SELECT key FROM jobs WHERE title = 'Bokskolan')
         WHERE job_group IN (SELECT key FROM job_groups)",
        "galleries of a group of another job: 2",
    ),
    (
        "DELETE FROM galleries WHERE job_group = (SELECT key FROM job_groups WHERE name = '4b')",
        "groups of jobs without a gallery: 1",
    ),
    ("INSERT INTO customer_totals VALUES (1, 9, 999, 'SEK', 5)", "totals in a scope that does not exist: 1"),
    ("INSERT INTO customer_totals VALUES (1, 8, 999, 'SEK', 5)", "totals in a scope that does not exist: 1"),
    ("INSERT INTO customer_totals VALUES (1, 1, 999, 'SEK', 5)", "totals in a scope that does not exist: 1"),
    ("INSERT INTO customer_totals VALUES (1, 4, 0, 'SEK', 5)", "totals in a scope that does not exist: 1"),
    ("DELETE FROM photo_consents WHERE position = 0", "decisions on pictures are not counted from 0: 1"),
    ("UPDATE counters SET value = 0 WHERE name = 'gallery_key'", "a key that was not given yet: 1"),
    (
        "INSERT INTO tombstones (id, entity_kind, deleted_at) SELECT id, 12, 0 FROM registrations",
        "records of photo jobs that have a tombstone: 1",
    ),
    ("UPDATE jobs SET status = 'lost' WHERE title = 'Bokskolan'", "photo jobs that cannot be read: 1"),
    ("UPDATE job_groups SET revision = -1", "groups of jobs that cannot be read: 2"),
    ("UPDATE galleries SET state = 'lost' WHERE job_group IS NULL", "galleries that cannot be read: 1"),
    ("UPDATE participants SET birthday = 'zubizarreta'", "participants that cannot be read: 1"),
    ("UPDATE participant_customers SET relation = 'lost'", "participants that cannot be read: 1"),
    ("UPDATE registrations SET revision = -1", "registrations that cannot be read: 1"),
];

/// Two jobs, one of them with two groups, in which all tables have rows.
fn fill(register: Register) {
    let school = School::open(register);
    let (anna, elsa) = (school.customer("Anna", "Ek"), school.participant("Elsa", "Ek"));
    let register = &school.register;
    register.jobs().create(JobDetails::titled("Bokskolan")).unwrap();
    register.participants().add_to_group(school.groups[0].id, &[elsa.id]).unwrap();
    register.participants().link(elsa.id, anna.id, Relation::Guardian).unwrap();
    register.galleries().create(school.job.id, elsa.id, GalleryDetails::default()).unwrap();
    for decision in [ConsentDecision::Granted, ConsentDecision::Withdrawn] {
        let (at, wording, given_by) = (elsa.created_at, "version 2".into(), "Anna Ek".into());
        let consent = PhotoConsent { at, decision, wording, given_by, customer: Some(anna.id) };
        register.participants().add_photo_consent(elsa.id, consent).unwrap();
    }
    school.enter(0, &anna, &[&elsa]);
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
}

/// Fills a register on each engine, runs a statement beside it, and looks at what it says then.
fn planted(statements: &str, check: impl Fn(Register)) {
    let open = |repository: Arc<dyn Repository>| {
        Register::builder().settings(settings()).with_repository(repository).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    let file = || open(Arc::new(SqliteRepository::open(&path, SqliteOptions::default()).unwrap()));
    fill(file());
    rusqlite::Connection::open(&path).unwrap().execute_batch(statements).unwrap();
    check(file());
    let Some(schema) = Schema::on_server() else { return };
    fill(open(Arc::new(schema.open().unwrap())));
    let mut client = client().unwrap();
    client.batch_execute(&format!("SET search_path TO {}; {statements}", schema.name())).unwrap();
    check(open(Arc::new(schema.open().unwrap())));
}

// SPEC: C1, C2, P25
#[test]
fn verify_names_each_contradiction() {
    for (fault, words) in FAULTS {
        planted(fault, |register| {
            let found = register.verify().unwrap();
            assert!(found.iter().any(|text| text.contains(words)), "{fault}: {found:?}");
            assert!(!found.concat().contains("zubizarreta"), "no personal data: {found:?}");
        });
    }
}

// SPEC: P20, P25
#[test]
fn of_what_somebody_bought_nothing_goes() {
    let spent = "INSERT INTO customer_totals (customer, scope_kind, scope, currency, minor) VALUES
        (1, 9, (SELECT key FROM job_groups WHERE name = '4b'), 'SEK', 5),
        (1, 9, (SELECT key FROM job_groups WHERE name = '4b'), 'EUR', 0),
        (1, 8, (SELECT key FROM jobs WHERE title = 'Bokskolan'), 'SEK', 0)";
    planted(spent, |register| {
        let jobs = register.jobs().all(&JobFilter::default(), &Sort::by("title"));
        let jobs: Vec<Job> = jobs.collect::<Result<_>>().unwrap();
        let [bokskolan, ekskolan] = &jobs[..] else { panic!("{jobs:?}") };
        let group = register.job_groups().of_job(ekskolan.id).unwrap().remove(1).id;
        let buyers = [Dependent { kind: "customer".into(), count: 1 }];
        assert_eq!(register.job_groups().dependents(group).unwrap(), buyers);
        assert_eq!(register.jobs().dependents(bokskolan.id).unwrap(), buyers);
        for refused in [register.job_groups().delete(group), register.jobs().delete(bokskolan.id)] {
            assert!(
                matches!(refused, Err(Error::RuleViolated { rule: "has_dependents", .. })),
                "{refused:?}"
            );
        }
        assert_eq!(register.verify().unwrap(), Vec::<String>::new());
    });
}

// SPEC: P20, B5, B12, C7
#[test]
fn totals_are_those_of_the_group_the_job_or_all() {
    // As purchases will keep them: of groups 9, of jobs 8, of all 1. Another customer's are not shown.
    let spent = "INSERT INTO customer_totals (customer, scope_kind, scope, currency, minor) VALUES
        (1, 9, (SELECT key FROM job_groups WHERE name = '4a'), 'SEK', 12500),
        (1, 9, (SELECT key FROM job_groups WHERE name = '4a'), 'EUR', 5),
        (1, 9, (SELECT key FROM job_groups WHERE name = '4a'), 'NOK', 0),
        (1, 8, (SELECT key FROM jobs WHERE title = 'Ekskolan 2026'), 'SEK', 12600),
        (1, 8, (SELECT key FROM jobs WHERE title = 'Bokskolan'), 'SEK', 7),
        (1, 1, 0, 'SEK', 12607), (1, 1, 0, 'EUR', -50), (1, 1, 0, 'NOK', 0)";
    planted(spent, |register| {
        assert_eq!(register.verify().unwrap(), Vec::<String>::new());
        let jobs = register.jobs().all(&JobFilter::default(), &Sort::by("title"));
        let jobs: Vec<Job> = jobs.collect::<Result<_>>().unwrap();
        let ekskolan = jobs.iter().find(|job| job.details.title == "Ekskolan 2026").unwrap().id;
        let groups = register.job_groups().of_job(ekskolan).unwrap();
        let anna = register.customers().find_by_number(1).unwrap().unwrap();
        let bo = register.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
        for (group, customer) in [(&groups[0], bo.id), (&groups[1], anna.id)] {
            let details = RegistrationDetails::default();
            register.registrations().create(group.id, customer, details, &[]).unwrap();
        }
        let shown = [
            (TotalOf::Group, ["125.00 SEK\n0.05 EUR", "0.00 SEK", "0.00 SEK"]),
            (TotalOf::Job, ["126.00 SEK", "0.00 SEK", "126.00 SEK"]),
            (TotalOf::Lifetime, ["126.07 SEK\n-0.50 EUR", "0.00 SEK", "126.07 SEK\n-0.50 EUR"]),
        ];
        for (total, expected) in shown {
            let query = RegisterQuery { total, ..RegisterQuery::default() };
            let page = register.jobs().customers(ekskolan, &query, &PageRequest::first(9)).unwrap();
            let totals: Vec<_> =
                page.items.iter().map(|row| row.value("total").to_text().into_owned()).collect();
            assert_eq!(totals, expected, "{total:?}");
        }
    });
}
