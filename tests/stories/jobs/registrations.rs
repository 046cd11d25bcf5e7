//! Who registered where, how and for whom.

use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::ManualClock;
use kartotek::{
    Context, Error, ErrorKind, JobDetails, JobStatus, RegistrationDetails, RegistrationKind, Timestamp,
};

use super::School;
use crate::{builder, open, settings, studio};

// SPEC: P1, P3, P4, P9, B5
#[test]
fn a_registration_keeps_when_how_and_under_which_name() {
    let clock = Arc::new(ManualClock::default());
    let school = School::open(open(builder(&clock).settings(settings())));
    let register = &school.register;
    let anna = school.customer("Anna", "García");
    clock.advance(Duration::from_secs(3_600));
    let kinds = ["online_form", "qr_card", "gallery_visit", "csv_import", "staff", "order", "fax"];
    assert_eq!(RegistrationKind::from_code("order"), RegistrationKind::Order);
    for (place, code) in kinds.into_iter().enumerate() {
        let group = register.job_groups().create(school.job.id, &format!("5{place}")).unwrap();
        let details = RegistrationDetails {
            kind: RegistrationKind::from_code(code),
            entered_name: "GARCIA anna-maría".into(),
            registered_at: None,
        };
        let entry = register.registrations().create(group.id, anna.id, details, &[]).unwrap();
        let stored = register.registrations().get(entry.id).unwrap();
        assert_eq!(stored, entry);
        assert_eq!(stored.details.kind.code(), code);
        assert_eq!(stored.details.entered_name, "GARCIA anna-maría");
        assert_eq!(stored.details.registered_at, Some(entry.created_at));
        assert!(entry.created_at > anna.created_at);
    }
}

// SPEC: P25, B5
#[test]
fn registering_again_in_a_group_adds_participants_to_the_one_entry() {
    let school = School::open(studio());
    let anna = school.customer("Anna", "Ek");
    let (elsa, nils) = (school.participant("Elsa", "Ek"), school.participant("Nils", "Ek"));
    let first = school.enter(0, &anna, &[&elsa]);
    let second = school.enter(0, &anna, &[&nils, &elsa]);
    assert_eq!(first, second);
    let other = school.enter(1, &anna, &[&elsa]);
    assert_ne!(first.id, other.id);
    let participants = school.register.registrations().participants(first.id).unwrap();
    assert_eq!(participants, [elsa.id, nils.id]);
    school.register.registrations().remove_participants(first.id, &[elsa.id]).unwrap();
    assert_eq!(school.register.registrations().participants(first.id).unwrap(), [nils.id]);
    school.register.registrations().add_participants(first.id, &[elsa.id]).unwrap();
    assert_eq!(school.register.registrations().participants(first.id).unwrap(), participants);
}

// SPEC: B5
#[test]
fn customers_register_by_themselves_until_the_deadline() {
    let clock = Arc::new(ManualClock::default());
    let school = School::open(open(builder(&clock).settings(settings())));
    let anna = school.customer("Anna", "Ek");
    let form = school.register.in_context(Context::SelfRegistration);
    let enter = |group: usize| {
        let details = RegistrationDetails::default();
        form.registrations().create(school.groups[group].id, anna.id, details, &[])
    };
    let plan = |change: &dyn Fn(&mut JobDetails)| {
        let job = school.register.jobs().get(school.job.id).unwrap();
        let mut details = job.details;
        change(&mut details);
        school.register.jobs().update(job.id, job.revision, details).unwrap();
    };
    let deadline = Timestamp::from_micros(school.job.created_at.as_micros() + 60_000_000);
    plan(&|details| details.registration_deadline = Some(deadline));
    let entry = enter(0).unwrap();
    let (elsa, nils) = (school.participant("Elsa", "Ek"), school.participant("Nils", "Ek"));
    form.registrations().add_participants(entry.id, &[elsa.id]).unwrap();
    clock.advance(Duration::from_secs(60));
    let error = enter(1).unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains("deadline")), (ErrorKind::RuleViolated, true));
    // Nor may they change what they entered.
    let renamed = RegistrationDetails { entered_name: "Ann".into(), ..entry.details.clone() };
    let late = [
        form.registrations().add_participants(entry.id, &[nils.id]),
        form.registrations().remove_participants(entry.id, &[elsa.id]),
        form.registrations().update(entry.id, entry.revision, renamed.clone()).map(drop),
        form.registrations().delete(entry.id),
    ];
    for result in late {
        assert!(matches!(result, Err(Error::RuleViolated { rule: "registration_closed", .. })), "{result:?}");
    }
    assert_eq!(school.register.registrations().get(entry.id).unwrap(), entry);
    assert_eq!(school.register.registrations().participants(entry.id).unwrap(), [elsa.id]);
    // The staff may.
    school.register.registrations().update(entry.id, entry.revision, renamed).unwrap();
    school.register.registrations().remove_participants(entry.id, &[elsa.id]).unwrap();
    school.enter(1, &anna, &[]);
    plan(&|details| details.registration_deadline = None);
    for (status, open) in
        [(JobStatus::Planned, false), (JobStatus::Published, true), (JobStatus::Closed, false)]
    {
        plan(&|details| details.status = status);
        assert_eq!(enter(0).is_ok(), open, "{status:?}");
    }
}
