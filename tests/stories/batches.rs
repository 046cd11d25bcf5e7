use std::sync::Arc;

use kartotek::testing::{FaultyRepository, Moment};
use kartotek::{
    Actor, BulkOutcome, ConsentDecision, CustomerDraft, CustomerFilter, CustomerId, CustomerProfile, Enabled,
    Error, ErrorKind, JobDetails, JobId, ParticipantDetails, ParticipantId, PhotoConsent, Register,
    RegistrationDetails, RegistrationFilter, Relation, Revision, Rule, Sort, TagChange, WriteBatch,
};

use crate::{anna, studio};

fn count(register: &Register) -> u64 {
    register.customers().count(&CustomerFilter::default()).unwrap()
}

/// Which command was refused, and why.
fn refused(batch: &mut WriteBatch) -> (usize, &'static str, ErrorKind) {
    match batch.commit().unwrap_err() {
        Error::Command { number, name, source } => (number, name, source.kind()),
        other => panic!("{other}"),
    }
}

// SPEC: C24
#[test]
fn what_belongs_together_is_stored_together() {
    let register = studio().acting_as(Actor::staff("maria")).with_reason("by phone");
    let mut batch = register.batch();
    let job = batch.create_job(JobDetails::titled("Ekskolan 2026")).unwrap();
    let group = batch.create_job_group(job, "4b").unwrap();
    let elsa = batch.create_participant(ParticipantDetails::named("Elsa", "Ek")).unwrap();
    let mother = batch.create_customer(anna()).unwrap();
    batch.add_to_job_group(group, &[elsa]);
    batch.link_participant(elsa, mother, Relation::Guardian);
    let consent = PhotoConsent {
        decision: ConsentDecision::Granted,
        at: "2026-09-01T10:00:00Z".parse().unwrap(),
        customer: Some(mother),
        wording: "Pictures of Elsa may be shown.".into(),
        given_by: "Anna García".into(),
    };
    batch.add_photo_consent(elsa, consent.clone());
    batch.create_registration(group, mother, RegistrationDetails::default(), &[elsa]);
    batch.apply_tags(&[mother], TagChange::add(["school"]));
    assert_eq!((batch.len(), count(&register)), (9, 0), "nothing is stored before");
    batch.commit().unwrap();

    let stored = register.customers().get(mother).unwrap();
    assert_eq!((stored.number, stored.tags[0].name.as_str()), (1, "school"));
    assert_eq!(register.jobs().get(job).unwrap().details.title, "Ekskolan 2026");
    assert!(register.galleries().of_group(group).is_ok(), "a group has its gallery");
    assert_eq!(register.participants().groups_of(elsa).unwrap()[0].id, group);
    assert_eq!(register.participants().customers_of(elsa).unwrap()[0].relation, Relation::Guardian);
    assert_eq!(register.participants().photo_consents(elsa).unwrap(), [consent]);
    let entries = register.registrations().all(&RegistrationFilter::default(), &Sort::by("registered_at"));
    let entries: Vec<_> = entries.map(Result::unwrap).collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(register.registrations().participants(entries[0].id).unwrap(), [elsa]);

    let feed = register.history().changes(0, 100).unwrap();
    assert!(feed.iter().all(|entry| entry.set.at == stored.created_at), "one unit of work");
    let told =
        feed.iter().all(|entry| entry.set.actor == Actor::staff("maria") && entry.set.reason == "by phone");
    assert!(told, "in the name of who began it");
}

// SPEC: C24, C25
#[test]
fn one_command_that_is_refused_undoes_all_and_is_named() {
    let register = studio();
    let there = register.customers().create(anna()).unwrap();
    let nobody = CustomerId::from_bytes([7; 16]);
    type Record = fn(&mut WriteBatch, CustomerId);
    let refusals: [(Record, &str, ErrorKind); 9] = [
        (
            |batch, _| drop(batch.create_customer(anna().with_email("anna@"))),
            "create_customer",
            ErrorKind::Invalid,
        ),
        (|batch, id| batch.archive_customers(&[id]), "archive_customers", ErrorKind::NotFound),
        (|batch, id| batch.restore_customers(&[id]), "restore_customers", ErrorKind::NotFound),
        (
            |batch, id| batch.set_customers_enabled(&[id], Enabled::No),
            "set_customers_enabled",
            ErrorKind::NotFound,
        ),
        (|batch, id| batch.apply_tags(&[id], TagChange::add(["new"])), "apply_tags", ErrorKind::NotFound),
        (
            |batch, id| batch.update_customer(id, Revision(1), CustomerProfile::default()),
            "update_customer",
            ErrorKind::NotFound,
        ),
        (|batch, id| batch.delete_customer(id, Revision(1)), "delete_customer", ErrorKind::NotFound),
        (|batch, _| drop(batch.create_job(JobDetails::default())), "create_job", ErrorKind::Invalid),
        (
            |batch, _| batch.delete_participant(ParticipantId::from_bytes([7; 16])),
            "delete_participant",
            ErrorKind::NotFound,
        ),
    ];
    let before = register.history().latest().unwrap();
    for (record, name, kind) in refusals {
        let mut batch = register.batch();
        batch.create_customer(CustomerDraft::person("Bo", "Ek").with_tag("made in a batch")).unwrap();
        batch.set_customers_enabled(&[there.id], Enabled::No);
        record(&mut batch, nobody);
        batch.create_customer(CustomerDraft::person("Cai", "Ek")).unwrap();
        assert_eq!(refused(&mut batch), (3, name, kind));
    }
    assert_eq!((count(&register), register.history().latest().unwrap()), (1, before));
    assert_eq!(register.customers().get(there.id).unwrap(), there);
    assert!(register.tags().all().unwrap().is_empty());

    let mut batch = register.batch();
    batch.create_customer(CustomerDraft::person("Bo", "Ek").with_email("bo@")).unwrap();
    let error = batch.commit().unwrap_err();
    assert_eq!((error.kind(), error.is_of_item()), (ErrorKind::Invalid, true));
    assert_eq!((error.problems()[0].field.as_ref(), error.problems()[0].rule), ("email", Rule::EmailSyntax));
}

// SPEC: C24
#[test]
fn what_was_changed_since_it_was_seen_is_left_alone_with_all_else() {
    let register = studio();
    let seen = register.customers().create(anna()).unwrap();
    let expecting = register.expecting([(seen.id, seen.revision)]);
    register.customers().set_enabled(&[seen.id], Enabled::No).unwrap();
    let mut batch = expecting.batch();
    batch.create_customer(CustomerDraft::person("Bo", "Ek")).unwrap();
    batch.apply_tags(&[seen.id], TagChange::add(["VIP"]));
    assert_eq!(refused(&mut batch), (2, "apply_tags", ErrorKind::Conflict));
    assert_eq!(count(&register), 1);

    let mut batch = register.batch();
    batch.update_customer(
        seen.id,
        seen.revision,
        CustomerProfile { given_name: "Eva".into(), ..seen.profile },
    );
    let error = batch.commit().unwrap_err();
    let Error::Command { source, .. } = error else { panic!("{error}") };
    let Error::Conflict(conflict) = *source else { panic!("{source}") };
    assert!(conflict.fields.iter().any(|field| (&*field.field, &*field.given) == ("given_name", "Eva")));
}

// SPEC: B16, C24
#[test]
fn with_a_key_it_is_done_once_and_nothing_else_with_that_key() {
    let register = studio().with_idempotency_key("form-17");
    let id = "018f0000-0000-7000-8000-000000000000".parse().unwrap();
    let recorded = || {
        let mut batch = register.batch();
        batch.create_customer(CustomerDraft { id: Some(id), ..anna() }).unwrap();
        batch.apply_tags(&[id], TagChange::add(["VIP"]));
        batch
    };
    recorded().commit().unwrap();
    recorded().commit().unwrap();
    assert_eq!(count(&register), 1);
    let mut other = recorded();
    other.archive_customers(&[id]);
    assert_eq!(other.commit().unwrap_err().kind(), ErrorKind::Conflict, "it is the key of another batch");
    assert_eq!(count(&register), 1, "nobody is archived");
}

// SPEC: C24
#[test]
fn what_is_done_is_not_done_again() {
    let register = studio();
    let mut batch = register.batch();
    let id = batch.create_customer(anna()).unwrap();
    batch.commit().unwrap();
    assert!(batch.is_empty());
    batch.commit().unwrap();
    batch.archive_customers(&[id]);
    batch.commit().unwrap();
    assert!(register.customers().get(id).unwrap().archived_at.is_some());

    batch.archive_customers(&[CustomerId::from_bytes([7; 16])]);
    assert_eq!(refused(&mut batch).0, 1);
    assert_eq!(batch.len(), 1, "a batch that is refused stays as it is");
}

// SPEC: C24
#[test]
fn each_command_does_what_the_method_does_that_it_records() {
    let register = studio();
    let mut drafts = (1..=5).map(|nth| CustomerDraft::person("Anna", format!("Ek {nth}")));
    let [edited, deleted, hidden, shown, off] =
        std::array::from_fn(|_| register.customers().create(drafts.next().unwrap()).unwrap());
    register.customers().archive(&[shown.id]).unwrap();
    let letter = register.contact_groups().create("Letter").unwrap().id;
    let ball = register.contact_groups().create_with("Ball", &[edited.id]).unwrap().id;
    let regulars = register.customer_groups().create("Regulars").unwrap().id;
    let staff = register.customer_groups().create("Staff").unwrap().id;
    let [spring, autumn]: [_; 2] =
        ["Spring", "Autumn"].map(|title| register.jobs().create(JobDetails::titled(title)).unwrap());
    let [elsa, olle]: [_; 2] = ["Elsa", "Olle"]
        .map(|name| register.participants().create(ParticipantDetails::named(name, "Ek")).unwrap());
    let group = register.job_groups().create(spring.id, "4b").unwrap().id;
    let entry =
        register.registrations().create(group, edited.id, RegistrationDetails::default(), &[]).unwrap().id;

    let mut batch = register.batch();
    let profile = CustomerProfile { nickname: "Annie".into(), ..edited.profile.clone() };
    batch.update_customer(edited.id, edited.revision, profile);
    batch.delete_customer(deleted.id, deleted.revision);
    batch.archive_customers(&[hidden.id]);
    batch.restore_customers(&[shown.id]);
    batch.set_customers_enabled(&[off.id], Enabled::No);
    batch.attach_contact_group(letter, &[edited.id]);
    batch.detach_contact_group(ball, &[edited.id]);
    batch.attach_customer_group(regulars, &[off.id]);
    batch.set_default_group(staff, &[off.id]);
    batch.delete_registration(entry);
    batch.update_job(spring.id, spring.revision, JobDetails::titled("Late spring"));
    batch.delete_job(autumn.id);
    batch.update_participant(elsa.id, elsa.revision, ParticipantDetails::named("Elsie", "Ek"));
    batch.delete_participant(olle.id);
    batch.commit().unwrap();

    let customers = register.customers();
    let after = customers.get(edited.id).unwrap();
    assert_eq!(after.profile.nickname, "Annie");
    assert_eq!(after.contact_groups.iter().map(|group| group.id).collect::<Vec<_>>(), [letter]);
    assert!(customers.find(deleted.id).unwrap().is_none());
    assert!(customers.get(hidden.id).unwrap().archived_at.is_some());
    assert!(customers.get(shown.id).unwrap().archived_at.is_none());
    let after = customers.get(off.id).unwrap();
    assert_eq!((after.profile.enabled, after.default_group.id), (false, staff));
    assert!(after.customer_groups.iter().any(|group| group.id == regulars));
    assert_eq!(register.registrations().count(&RegistrationFilter::default()).unwrap(), 0);
    assert_eq!(register.jobs().get(spring.id).unwrap().details.title, "Late spring");
    assert_eq!(register.jobs().get(autumn.id).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(register.participants().get(elsa.id).unwrap().details.given_name, "Elsie");
    assert_eq!(register.participants().get(olle.id).unwrap_err().kind(), ErrorKind::NotFound);
    let outcomes = register.customers().restore(&[shown.id]).unwrap();
    assert_eq!(outcomes, [BulkOutcome::Unchanged]);
}

// SPEC: C24, C25
#[test]
fn commands_see_what_those_before_them_did() {
    let register = studio();
    let mut batch = register.batch();
    let group = batch.create_job_group(JobId::from_bytes([7; 16]), "4b").unwrap();
    batch.add_to_job_group(group, &[]);
    assert_eq!(refused(&mut batch), (1, "create_job_group", ErrorKind::NotFound));

    let mut batch = register.batch();
    let job = batch.create_job(JobDetails::titled("Ekskolan")).unwrap();
    batch.create_job_group(job, "4b").unwrap();
    batch.create_job_group(job, "4B").unwrap();
    assert_eq!(refused(&mut batch), (3, "create_job_group", ErrorKind::AlreadyExists));

    let mut batch = register.batch();
    let made = batch.create_customer(anna()).unwrap();
    batch.update_customer(
        made,
        Revision::FIRST,
        CustomerProfile { given_name: "Eva".into(), ..anna().profile },
    );
    batch.archive_customers(&[made]);
    batch.commit().unwrap();
    let stored = register.customers().get(made).unwrap();
    assert_eq!((stored.profile.given_name.as_str(), stored.revision), ("Eva", Revision(3)));
    assert!(stored.archived_at.is_some());
}

// SPEC: C24
#[test]
fn a_storage_that_fails_at_any_moment_stores_nothing_and_the_batch_goes_on() {
    let faulty = Arc::new(FaultyRepository::new(kartotek_tests::store().unwrap()));
    let register = Register::builder().with_repository(faulty.clone()).unwrap();
    let mut batch = register.batch();
    let id = batch.create_customer(anna()).unwrap();
    batch.apply_tags(&[id], TagChange::add(["VIP"]));
    batch.archive_customers(&[id]);
    let before = register.history().latest().unwrap();
    let mut calls = 0;
    let done = loop {
        calls += 1;
        faulty.fail_write(1, Moment::Call(calls), ErrorKind::Io);
        match batch.commit() {
            Err(error) if error.kind() == ErrorKind::Io => {
                assert!(matches!(error, Error::Storage { .. }), "no command is to blame: {error}");
                assert_eq!((batch.len(), register.history().latest().unwrap()), (3, before));
            }
            done => break done,
        }
    };
    done.unwrap();
    assert!(calls > 6, "it failed {calls} times");
    faulty.clear();
    let stored = register.customers().get(id).unwrap();
    assert_eq!((stored.tags.len(), stored.archived_at.is_some()), (1, true));
}
