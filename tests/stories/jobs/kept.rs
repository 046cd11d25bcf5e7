//! What is created, changed and deleted, and what keeps something from being deleted.

use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::ManualClock;
use kartotek::{
    ConsentDecision, CustomerDraft, EntityKind, Error, ErrorKind, GalleryDetails, GalleryState, JobDetails,
    JobFilter, JobStatus, LocalDate, PageRequest, ParticipantDetails, ParticipantFilter, PhotoConsent,
    Relation, Rule, Sort, Timestamp,
};

use super::School;
use crate::{builder, open, problems, studio};

fn day(text: &str) -> LocalDate {
    text.parse().unwrap()
}

// SPEC: P25, B5
#[test]
fn a_job_is_made_changed_and_found() {
    let register = studio();
    let details = JobDetails {
        kind: "school".into(),
        shoot_dates: vec![day("2026-09-01"), day("2026-09-02")],
        note: "bring the grey cloth".into(),
        ..JobDetails::titled("  Ekskolan  ")
    };
    let job = register.jobs().create(details.clone()).unwrap();
    assert_eq!(job.details, JobDetails { title: "Ekskolan".into(), ..details });
    let changed = JobDetails { status: JobStatus::Open, ..job.details.clone() };
    let after = register.jobs().update(job.id, job.revision, changed.clone()).unwrap();
    assert_eq!((&after.details, after.revision), (&changed, job.revision.next()));
    assert_eq!(register.jobs().get(job.id).unwrap(), after);
    assert_eq!(register.jobs().update(job.id, after.revision, changed).unwrap(), after);
    let late = register.jobs().update(job.id, job.revision, JobDetails::titled("Bokskolan")).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Conflict);

    let other = JobDetails { shoot_dates: vec![day("2026-10-05")], ..JobDetails::titled("Åskolan") };
    let other = register.jobs().create(other).unwrap();
    let list = |filter: &JobFilter, sort: Sort| {
        let page = register.jobs().page(filter, &sort, &PageRequest::first(10)).unwrap();
        page.items.into_iter().map(|job| job.id).collect::<Vec<_>>()
    };
    let all = JobFilter::default();
    // In Swedish å comes after all letters of the Latin alphabet.
    assert_eq!(list(&all, Sort::by("title")), [job.id, other.id]);
    assert_eq!(list(&all, Sort::by("shoot_dates").reversed()), [other.id, job.id]);
    let october = JobFilter { shot_from: Some(day("2026-10-01")), ..all.clone() };
    assert_eq!(list(&october, Sort::by("title")), [other.id]);
    let open_schools =
        JobFilter { statuses: vec![JobStatus::Open], kinds: vec!["school".into()], ..all.clone() };
    assert_eq!(list(&open_schools, Sort::by("created_at")), [job.id]);
    assert_eq!(register.jobs().count(&all).unwrap(), 2);
    assert_eq!(
        problems(register.jobs().page(&all, &Sort::by("note"), &PageRequest::first(1))),
        [("note".to_owned(), Rule::NotSorted)]
    );
}

// SPEC: P25
#[test]
fn a_wrong_job_is_refused_with_all_that_is_wrong() {
    let register = studio();
    let time = |day: i64| Some(Timestamp::from_micros(day * 86_400_000_000));
    let wrong = JobDetails {
        title: "x".repeat(201),
        kind: "two\nlines".into(),
        shoot_dates: vec![day("2026-09-02"), day("2026-09-01")],
        publish_from: time(2),
        publish_until: time(1),
        ..JobDetails::default()
    };
    assert_eq!(
        problems(register.jobs().create(wrong)),
        [
            ("title".to_owned(), Rule::TooLong),
            ("kind".to_owned(), Rule::Character),
            ("shoot_dates".to_owned(), Rule::Order),
            ("publish_until".to_owned(), Rule::Order),
        ]
    );
    assert_eq!(
        problems(register.jobs().create(JobDetails::titled(" \u{200B}"))),
        [("title".to_owned(), Rule::Required)]
    );
    assert_eq!(register.jobs().count(&JobFilter::default()).unwrap(), 0);
    assert!(
        register
            .history()
            .changes(0, 10)
            .unwrap()
            .iter()
            .all(|entry| entry.change.entity.kind != EntityKind::Job)
    );
}

// SPEC: P6, P25
#[test]
fn every_group_has_a_gallery_and_a_name_of_its_own() {
    let school = School::open(studio());
    let groups = school.register.job_groups().of_job(school.job.id).unwrap();
    let names: Vec<_> = groups.iter().map(|group| group.details.name.as_str()).collect();
    assert_eq!(names, ["4a", "4b"]);
    for group in &groups {
        let gallery = school.register.galleries().of_group(group.id).unwrap();
        assert_eq!(
            (gallery.job, gallery.job_group, gallery.participant),
            (school.job.id, Some(group.id), None)
        );
    }
    let again = school.register.job_groups().create(school.job.id, "4A ").unwrap_err();
    assert_eq!(again.kind(), ErrorKind::AlreadyExists);
    let taken = school.register.job_groups().rename(groups[1].id, groups[1].revision, "4a").unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
    let renamed = school.register.job_groups().rename(groups[0].id, groups[0].revision, "4A").unwrap();
    assert_eq!(renamed.details.name, "4A");
    // Another job may have a group of the same name.
    let other = school.register.jobs().create(JobDetails::titled("Bokskolan")).unwrap();
    school.register.job_groups().create(other.id, "4a").unwrap();
}

// SPEC: P7, P25
#[test]
fn a_participant_has_at_most_one_gallery_in_a_job() {
    let school = School::open(studio());
    let (register, elsa) = (&school.register, school.participant("Elsa", "Ek"));
    let make = || register.galleries().create(school.job.id, elsa.id, GalleryDetails::default());
    assert_eq!(make().unwrap_err().kind(), ErrorKind::RuleViolated);
    register.participants().add_to_group(school.groups[0].id, &[elsa.id, elsa.id]).unwrap();
    let gallery = make().unwrap();
    assert_eq!(make().unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(register.galleries().of_participant(elsa.id).unwrap(), std::slice::from_ref(&gallery));
    let closed =
        GalleryDetails { state: GalleryState::Closed, title: "Elsa".into(), ..gallery.details.clone() };
    let gallery = register.galleries().update(gallery.id, gallery.revision, closed).unwrap();
    assert_eq!(register.galleries().get(gallery.id).unwrap().details.title, "Elsa");
}

// SPEC: P25, B5
#[test]
fn nothing_goes_while_something_depends_on_it() {
    let school = School::open(studio());
    let (register, job, group) = (&school.register, school.job.id, school.groups[0].id);
    let (anna, elsa) = (school.customer("Anna", "Ek"), school.participant("Elsa", "Ek"));
    register.participants().add_to_group(group, &[elsa.id]).unwrap();
    register.participants().link(elsa.id, anna.id, Relation::Guardian).unwrap();
    let gallery = register.galleries().create(job, elsa.id, GalleryDetails::default()).unwrap();
    let entry = school.enter(0, &anna, &[&elsa]);

    let in_use = |result: kartotek::Result<()>| {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RuleViolated, "{error}");
        error.to_string()
    };
    assert!(in_use(register.jobs().delete(job)).contains("2 job group"));
    assert!(in_use(register.job_groups().delete(group)).contains("1 registration"));
    let kept = register.participants().dependents(elsa.id).unwrap();
    let kept: Vec<_> = kept.iter().map(|dependent| (dependent.kind.as_str(), dependent.count)).collect();
    let expected = [("job group", 1), ("gallery", 1), ("registration", 1), ("customer", 1)];
    assert_eq!(kept, expected);
    assert!(in_use(register.participants().delete(elsa.id)).contains("1 gallery"));
    assert!(in_use(register.customers().delete(anna.id, anna.revision)).contains("1 registration"));
    assert_eq!(register.customers().dependents(anna.id).unwrap().len(), 2);
    let of_group = register.galleries().of_group(group).unwrap();
    in_use(register.galleries().delete(of_group.id));
    assert_eq!(register.participants().get(elsa.id).unwrap(), elsa);

    register.registrations().delete(entry.id).unwrap();
    let once = register.with_idempotency_key("dialog-3");
    once.galleries().delete(gallery.id).unwrap();
    once.galleries().delete(gallery.id).unwrap();
    assert!(matches!(once.galleries().delete(of_group.id), Err(Error::IdempotencyConflict)));
    register.participants().unlink(elsa.id, anna.id).unwrap();
    register.participants().remove_from_group(group, &[elsa.id]).unwrap();
    register.participants().delete(elsa.id).unwrap();
    for group in &school.groups {
        register.job_groups().delete(group.id).unwrap();
    }
    register.jobs().delete(job).unwrap();
    register.customers().delete(anna.id, anna.revision).unwrap();
    assert_eq!(register.jobs().get(job).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(register.galleries().get(of_group.id).unwrap_err().kind(), ErrorKind::NotFound);
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: P5, B5
#[test]
fn a_participant_is_a_person_apart_from_customers() {
    let school = School::open(studio());
    let register = &school.register;
    let (mother, father) = (school.customer("Anna", "Ek"), school.customer("Bo", "Lund"));
    let (elsa, nils) = (school.participant("Elsa", "Ek"), school.participant("Nils", "Lund"));
    for (participant, customer) in [(&elsa, &mother), (&elsa, &father), (&nils, &father)] {
        register.participants().link(participant.id, customer.id, Relation::Guardian).unwrap();
    }
    register.participants().link(nils.id, father.id, Relation::Other).unwrap();
    let links = register.participants().customers_of(elsa.id).unwrap();
    let customers: Vec<_> = links.iter().map(|link| link.customer).collect();
    assert_eq!(customers, [mother.id, father.id]);
    assert_eq!(register.participants().customers_of(nils.id).unwrap()[0].relation, Relation::Other);
    let of_father = ParticipantFilter { customer: Some(father.id), ..ParticipantFilter::default() };
    let children = register.participants().all(&of_father, &Sort::by("family_name"));
    let children: Vec<_> = children.map(|child| child.unwrap().id).collect();
    assert_eq!(children, [elsa.id, nils.id]);
    let nobody = register.participants().create(ParticipantDetails::named(" ", ""));
    assert_eq!(problems(nobody), [("given_name".to_owned(), Rule::Identity)]);
    let unknown = kartotek::CustomerId::from_bytes([7; 16]);
    let error = register.participants().link(elsa.id, unknown, Relation::Guardian).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

// SPEC: B5
#[test]
fn decisions_on_pictures_are_only_added_and_the_last_one_counts() {
    let school = School::open(studio());
    let (register, elsa) = (&school.register, school.participant("Elsa", "Ek"));
    let mother = register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
    let consent = |decision, at| PhotoConsent {
        at: Timestamp::from_micros(at),
        decision,
        wording: "school pictures, version 2".into(),
        given_by: "Anna Ek".into(),
        customer: Some(mother.id),
    };
    let told = [consent(ConsentDecision::Granted, 20), consent(ConsentDecision::Withdrawn, 10)];
    for consent in &told {
        register.participants().add_photo_consent(elsa.id, consent.clone()).unwrap();
    }
    assert_eq!(register.participants().photo_consents(elsa.id).unwrap(), told);
    let unworded = PhotoConsent { wording: String::new(), ..told[0].clone() };
    let refused = register.participants().add_photo_consent(elsa.id, unworded);
    assert_eq!(problems(refused), [("wording".to_owned(), Rule::Required)]);
    assert_eq!(register.participants().photo_consents(elsa.id).unwrap().len(), 2);
}

// SPEC: B16, C24
#[test]
fn a_repeated_call_makes_one_job_and_answers_as_then() {
    let clock = Arc::new(ManualClock::default());
    let register = open(builder(&clock));
    let once = register.with_idempotency_key("plan-1");
    clock.advance(Duration::from_secs(60));
    let job = once.jobs().create(JobDetails::titled("Ekskolan")).unwrap();
    let other = JobDetails { status: JobStatus::Open, ..JobDetails::titled("Bokskolan") };
    clock.advance(Duration::from_secs(60));
    let open = register.jobs().update(job.id, job.revision, other).unwrap();
    clock.advance(Duration::from_secs(60));
    let then = register.with_idempotency_key("plan-2");
    let renamed = then.jobs().update(job.id, open.revision, JobDetails::titled("Almskolan")).unwrap();
    assert!(job.updated_at < open.updated_at && open.updated_at < renamed.updated_at);
    clock.advance(Duration::from_secs(60));
    register.jobs().update(job.id, renamed.revision, JobDetails::titled("Lindskolan")).unwrap();
    assert_eq!(once.jobs().create(JobDetails::titled("Ekskolan")).unwrap(), job);
    assert_eq!(then.jobs().update(job.id, open.revision, JobDetails::titled("Almskolan")).unwrap(), renamed);
    let other = once.jobs().create(JobDetails::titled("Askskolan")).unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Conflict);
    assert_eq!(register.jobs().count(&JobFilter::default()).unwrap(), 1);
}
