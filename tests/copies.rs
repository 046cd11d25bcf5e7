//! A whole register copied into another one.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::ops::ControlFlow;
use std::sync::Arc;

use kartotek::testing::{FaultyRepository, ManualClock, Moment, SequentialIds};
use kartotek::{
    Actor, Archived, ConsentDecision, Customer, CustomerDraft, CustomerFilter, ErrorKind, Gallery,
    GalleryDetails, HistoryEntry, Job, JobDetails, JobFilter, JobGroup, JobStatus, Matching, Participant,
    ParticipantDetails, ParticipantFilter, ParticipantLink, PhotoConsent, Register, RegisterQuery,
    RegisterSettings, RegisteredCustomer, RegistrationDetails, Relation, Result, Sort, Source, SqliteOptions,
    SqliteRepository, TagChange,
};

fn everybody() -> CustomerFilter {
    CustomerFilter::default().with_archived(Archived::Include)
}

/// A register with what a studio has after a while: imports, tags, groups, edits, deletions, answers.
fn studio(rows: usize) -> Register {
    let settings = RegisterSettings { locale: "sv".into(), country: "SE".into(), ..Default::default() };
    let clock = Arc::new(ManualClock::default());
    let ids = Arc::new(SequentialIds::default());
    let register = Register::builder().settings(settings).clock(clock).ids(ids).in_memory().unwrap();
    let mut file = String::from("given_name;family_name;email;phone;tags;note\n");
    for row in 0..rows {
        let note = if row % 7 == 0 { "ring kl. 8, \"inte\" tidigare" } else { "" };
        let note = note.replace('"', "\"\"");
        file += &format!("Åsa {row};Öberg;asa{row}@example.com;070-{:07};VIP|bröllop;\"{note}\"\n", row + 1);
    }
    let import = register.import_source(Source::bytes(file)).unwrap();
    let report = import.matching(Matching::Upsert).run().unwrap();
    assert_eq!(report.counts.created, rows as u64);
    let maria = register.acting_as(Actor::staff("maria")).with_reason("ringde");
    let anna = CustomerDraft::person("Anna", "García").with_email("anna@example.com");
    let anna = maria.with_idempotency_key("form-1").customers().create(anna).unwrap();
    maria.tags().apply(&[anna.id], &TagChange::add(["2024"])).unwrap();
    maria.contact_groups().create_with("Nyhetsbrev", &[anna.id]).unwrap();
    let olga = maria.customers().create(CustomerDraft::person("Ольга", "Иванова")).unwrap();
    maria.customers().archive(&[olga.id]).unwrap();
    let gone = maria.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
    maria.customers().delete(gone.id, gone.revision).unwrap();
    add_job(&maria, &[anna, olga]);
    register
}

/// A photo job in which every table has a row, and one of each kind that is gone.
fn add_job(register: &Register, customers: &[Customer]) {
    let details = JobDetails { status: JobStatus::Open, ..JobDetails::titled("Ekskolan") };
    let job = register.jobs().create(details).unwrap();
    let groups = ["4a", "4b", "5"].map(|name| register.job_groups().create(job.id, name).unwrap());
    for (place, customer) in customers.iter().enumerate() {
        let elsa = ParticipantDetails::named("Elsa", customer.profile.family_name.clone());
        let elsa = register.participants().create(elsa).unwrap();
        register.participants().add_to_group(groups[place].id, &[elsa.id]).unwrap();
        register.participants().link(elsa.id, customer.id, Relation::Guardian).unwrap();
        let (wording, given_by, decision) = ("version 2".into(), "Anna".into(), ConsentDecision::Granted);
        let consent =
            PhotoConsent { at: elsa.created_at, decision, wording, given_by, customer: Some(customer.id) };
        register.participants().add_photo_consent(elsa.id, consent).unwrap();
        register.galleries().create(job.id, elsa.id, GalleryDetails::default()).unwrap();
        let details = RegistrationDetails::default();
        register.registrations().create(groups[place].id, customer.id, details, &[elsa.id]).unwrap();
    }
    register.job_groups().delete(groups[2].id).unwrap();
    let gone = register.participants().create(ParticipantDetails::named("Nils", "Ny")).unwrap();
    register.participants().delete(gone.id).unwrap();
    let gone = register.jobs().create(JobDetails::titled("Bokskolan")).unwrap();
    register.jobs().delete(gone.id).unwrap();
}

/// A participant with all that ties it.
type Tied = (Participant, Vec<JobGroup>, Vec<ParticipantLink>, Vec<PhotoConsent>, Vec<Gallery>);

/// What a host sees of the photo jobs of a register.
#[derive(Debug, PartialEq)]
struct Jobs {
    jobs: Vec<Job>,
    groups: Vec<(JobGroup, Gallery)>,
    participants: Vec<Tied>,
    rows: Vec<RegisteredCustomer>,
}

fn jobs_seen(register: &Register) -> Jobs {
    let jobs: Vec<Job> =
        register.jobs().all(&JobFilter::default(), &Sort::by("title")).collect::<Result<_>>().unwrap();
    let groups = jobs.iter().flat_map(|job| register.job_groups().of_job(job.id).unwrap());
    let with_gallery = |group: JobGroup| {
        let gallery = register.galleries().of_group(group.id).unwrap();
        (group, gallery)
    };
    let handle = register.participants();
    let participants = handle.all(&ParticipantFilter::default(), &Sort::by("family_name"));
    let whole = participants.map(|participant| {
        let participant = participant.unwrap();
        let id = participant.id;
        let (groups, links) = (handle.groups_of(id).unwrap(), handle.customers_of(id).unwrap());
        let galleries = register.galleries().of_participant(id).unwrap();
        (participant, groups, links, handle.photo_consents(id).unwrap(), galleries)
    });
    let rows = |job: &Job| register.jobs().all_customers(job.id, &RegisterQuery::default());
    Jobs {
        groups: groups.map(with_gallery).collect(),
        participants: whole.collect(),
        rows: jobs.iter().flat_map(rows).collect::<Result<_>>().unwrap(),
        jobs,
    }
}

type Seen = (Vec<Customer>, Vec<HistoryEntry>, Vec<(String, u64)>, Jobs);

/// What a host sees of a register.
fn seen(register: &Register) -> Seen {
    let customers = register.customers();
    let all = customers.all(&everybody(), &Sort::FamilyName).collect::<Result<_>>().unwrap();
    let mut changes: Vec<HistoryEntry> = Vec::new();
    loop {
        let after = changes.last().map_or(0, |entry| entry.seq);
        let next = register.history().changes(after, 1_000).unwrap();
        if next.is_empty() {
            break;
        }
        changes.extend(next);
    }
    let tags = register.tags().active().unwrap();
    (all, changes, tags.into_iter().map(|tag| (tag.name, tag.size)).collect(), jobs_seen(register))
}

// SPEC: C2
#[test]
fn a_copied_register_is_the_same_register() {
    let original = studio(40);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("moved.db");
    let moved = Register::open(&path).unwrap();
    let report = original.copy_to(&moved).unwrap();
    for register in [&moved, &Register::open(&path).unwrap()] {
        assert_eq!(seen(register), seen(&original));
        assert_eq!(register.id(), original.id());
        assert_eq!(register.settings_with_revision().unwrap(), original.settings_with_revision().unwrap());
        assert_eq!(register.verify().unwrap(), Vec::<String>::new());
        assert_eq!(register.customers().search("garcia", 10).unwrap().len(), 1);
        assert_eq!(
            register.history().imports(None, 10).unwrap(),
            original.history().imports(None, 10).unwrap()
        );
    }
    // Both go on alike: next numbers, answered calls, ids that are gone.
    let draft = CustomerDraft::person("Anna", "García").with_email("anna@example.com");
    let again = moved.acting_as(Actor::staff("maria")).with_reason("ringde").with_idempotency_key("form-1");
    let anna = again.customers().create(draft).unwrap();
    assert_eq!(anna.number, 41);
    let next = |register: &Register| {
        register.customers().create(CustomerDraft::person("Nils", "Ny")).unwrap().number
    };
    assert_eq!(next(&moved), next(&original));
    // What is made of photo jobs takes the place of nothing.
    let job = moved.jobs().create(JobDetails::titled("Aspskolan")).unwrap();
    let group = moved.job_groups().create(job.id, "1").unwrap();
    let olof = moved.participants().create(ParticipantDetails::named("Olof", "Ny")).unwrap();
    moved.registrations().create(group.id, anna.id, RegistrationDetails::default(), &[olof.id]).unwrap();
    assert_eq!((jobs_seen(&moved).jobs.len(), jobs_seen(&moved).rows.len()), (2, 3));
    assert_eq!(moved.verify().unwrap(), Vec::<String>::new());
    // And back again.
    let back = Register::in_memory().unwrap();
    let second = moved.copy_to(&back).unwrap();
    assert_eq!(seen(&back), seen(&moved));
    assert_eq!(second, moved.copy_to(&Register::in_memory().unwrap()).unwrap());
    assert_eq!(report, studio(40).copy_to(&Register::in_memory().unwrap()).unwrap());
}

/// A copy that fails at its nth unit of work, or is stopped there.
#[test]
fn an_interrupted_copy_is_refused_as_a_register_and_goes_on() {
    let original = studio(4_500);
    let plain = Register::in_memory().unwrap();
    let mut units = 0;
    let whole = original.copy_to_watched(&plain, |_| {
        units += 1;
        ControlFlow::Continue(())
    });
    let whole = whole.unwrap();
    let expected = seen(&original);
    let folder = tempfile::tempdir().unwrap();
    for nth in [1, 2, 4, 7, 13] {
        let path = folder.path().join(format!("{nth}.db"));
        let store = || Arc::new(SqliteRepository::open(&path, with_trigrams()).unwrap());
        let faulty = Arc::new(FaultyRepository::new(store()));
        let target = Register::builder().with_repository(faulty.clone()).unwrap();
        faulty.fail_write(nth, Moment::Commit, ErrorKind::Full);
        assert_eq!(original.copy_to(&target).unwrap_err().kind(), ErrorKind::Full, "at {nth}");
        if nth > 1 {
            let early = target.customers().create(CustomerDraft::person("Anna", "García")).unwrap_err();
            assert_eq!(early.kind(), ErrorKind::RuleViolated, "at {nth}");
            assert!(early.to_string().starts_with("copy_unfinished"), "{early}");
        }
        target.shut_down().unwrap();
        drop((target, faulty));
        // As after a restart of the program, when nothing of it is shown either.
        let target = Register::builder().with_repository(store()).unwrap();
        if nth > 1 {
            let found = target.customers().find_by_number(1);
            assert_eq!(found.unwrap_err().kind(), ErrorKind::RuleViolated, "at {nth}");
        }
        let mut first = None;
        let report = original.copy_to_watched(&target, |progress| {
            first.get_or_insert(progress.done_rows);
            ControlFlow::Continue(())
        });
        assert_eq!(report.unwrap(), whole, "at {nth}");
        assert!(nth < 4 || first.unwrap() > 4_000, "it began anew at {nth}");
        assert_eq!(seen(&target), expected, "at {nth}");
        assert_eq!(target.verify().unwrap(), Vec::<String>::new(), "at {nth}");
        let found = target.customers().search("asa4321@example", 10).unwrap();
        assert_eq!(found.len(), 1, "at {nth}");
    }
    let stopped = Register::in_memory().unwrap();
    let mut left = units / 2;
    let result = original.copy_to_watched(&stopped, |_| {
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(original.copy_to(&stopped).unwrap(), whole);
}

/// Search by trigrams from a few customers on.
fn with_trigrams() -> SqliteOptions {
    SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() }
}

#[test]
fn a_copy_of_a_register_that_changed_meanwhile_begins_anew() {
    type Edit = fn(&Register);
    let edits: [Edit; 3] = [
        |register| {
            let first = register.customers().find_by_number(1).unwrap().unwrap();
            register.customers().archive(&[first.id]).unwrap();
        },
        // What was copied already lacks the group that what follows refers to.
        |register| {
            let mut draft = CustomerDraft::person("Eva", "Ny");
            draft.default_group = Some("Guld".into());
            register.customer_groups().create("Guld").unwrap();
            register.customers().create(draft).unwrap();
        },
        // No change that is counted.
        |register| drop(register.with_idempotency_key("0").customers().archive(&[])),
    ];
    for edit in edits {
        let original = studio(4_500);
        let target = Register::in_memory().unwrap();
        let mut calls = 0;
        let stopped = original.copy_to_watched(&target, |_| {
            calls += 1;
            if calls == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
        edit(&original);
        original.copy_to(&target).unwrap();
        assert_eq!(seen(&target), seen(&original));
        assert_eq!(target.verify().unwrap(), Vec::<String>::new());
    }
}

/// The one has an index of trigrams, the other none.
#[test]
fn each_register_keeps_its_own_search_index() {
    let folder = tempfile::tempdir().unwrap();
    let plain = studio(300);
    let indexed = Register::builder().sqlite(with_trigrams()).open(folder.path().join("one.db")).unwrap();
    plain.copy_to(&indexed).unwrap();
    let back = Register::open(folder.path().join("two.db")).unwrap();
    indexed.copy_to(&back).unwrap();
    for register in [&plain, &indexed, &back] {
        assert_eq!(register.customers().search("asa299@example", 10).unwrap().len(), 1);
        assert_eq!(register.verify().unwrap(), Vec::<String>::new());
        register.customers().create(CustomerDraft::person("Nils", "Nyqvist")).unwrap();
        assert_eq!(register.customers().search("nyqvist", 10).unwrap().len(), 1);
    }
}

#[test]
fn a_register_with_anything_in_it_is_not_overwritten() {
    let original = studio(3);
    let with = |fill: &dyn Fn(&Register)| {
        let target = Register::in_memory().unwrap();
        fill(&target);
        let before = seen(&target);
        let error = original.copy_to(&target).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RuleViolated);
        assert!(error.to_string().starts_with("empty_target_required"), "{error}");
        assert_eq!(seen(&target), before);
    };
    with(&|target| drop(target.customers().create(CustomerDraft::person("Anna", "García")).unwrap()));
    with(&|target| drop(target.tags().create("VIP").unwrap()));
    with(&|target| {
        target.update_settings(RegisterSettings { name: "Sol".into(), ..Default::default() }).unwrap()
    });
    assert_eq!(original.copy_to(&original).unwrap_err().kind(), ErrorKind::RuleViolated);
}
