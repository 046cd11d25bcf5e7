//! What customers fill in by themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kartotek::{
    Action, Claim, ClaimBy, Clock, ConsentDecision, CustomerDraft, CustomerFilter, CustomerProfile, Email,
    EntityKind, Error, ErrorKind, FieldPolicy, FormParticipant, JobDetails, JobGroupId, JobStatus,
    KnownCustomer, Level, ParticipantDetails, ParticipantFilter, Phone, Register, RegistrationDetails,
    RegistrationFilter, RegistrationForm, RegistrationKind, Relation, Rule, Submitted, Timestamp,
};

use super::School;
use crate::{open, problems, settings, studio};

/// A clock that goes on whenever somebody looks at it.
#[derive(Debug, Default)]
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_767_225_600_000_000 + self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

fn elsa() -> FormParticipant {
    FormParticipant::Named(ParticipantDetails::named("Elsa", "Ek"))
}

fn form(group: JobGroupId) -> RegistrationForm {
    let mut anna =
        CustomerDraft::person("Anna", "Ek").with_email("anna@example.com").with_phone("070-123 45 67");
    anna.profile.entered_name = "anna ek".into();
    RegistrationForm {
        photo_consent: Some((ConsentDecision::Granted, "version 2".into())),
        ..RegistrationForm::new(group, anna, elsa())
    }
}

fn registered(submitted: Submitted) -> kartotek::Registration {
    match submitted {
        Submitted::Registered(entry) => entry,
        Submitted::Claimed(claim) => panic!("not stored, since {claim:?}"),
    }
}

fn counts(register: &Register) -> [u64; 3] {
    [
        register.customers().count(&CustomerFilter::default()).unwrap(),
        register.participants().count(&ParticipantFilter::default()).unwrap(),
        register.registrations().count(&RegistrationFilter::default()).unwrap(),
    ]
}

// SPEC: B5, P4, P9
#[test]
fn a_form_makes_customer_participants_ties_consents_and_registration_at_once() {
    // Each unit of work looks at the clock once, and finds another time than those before.
    let clock = Arc::new(Ticking::default());
    let school = School::open(open(Register::builder().clock(clock).settings(settings())));
    let register = &school.register;
    let form = form(school.groups[0].id);
    let before = register.history().changes(0, 100).unwrap().last().map_or(0, |entry| entry.seq);
    let entry = registered(register.registrations().submit(&form, KnownCustomer::Ask).unwrap());
    assert_eq!(entry.details.entered_name, "anna ek");
    assert_eq!(entry.details.kind, RegistrationKind::OnlineForm);
    let [elsa] = register.registrations().participants(entry.id).unwrap()[..] else { panic!() };
    assert_eq!(register.participants().groups_of(elsa).unwrap(), [school.groups[0].clone()]);
    let links = register.participants().customers_of(elsa).unwrap();
    assert_eq!((links[0].customer, links[0].relation), (entry.customer, Relation::Guardian));
    let consents = register.participants().photo_consents(elsa).unwrap();
    assert_eq!((consents[0].given_by.as_str(), consents[0].customer), ("anna ek", Some(entry.customer)));
    assert_eq!(counts(register), [1, 1, 1]);
    let changes = register.history().changes(before, 100).unwrap();
    assert!(changes.iter().all(|change| change.set.at == entry.created_at), "one unit of work");
    let told: Vec<_> = changes.iter().map(|entry| (entry.change.entity.kind, entry.change.action)).collect();
    let expected = [
        (EntityKind::Customer, Action::Created),
        (EntityKind::Participant, Action::Created),
        // The group, the tie and the decision.
        (EntityKind::Participant, Action::Grouped),
        (EntityKind::Participant, Action::Grouped),
        (EntityKind::Participant, Action::Grouped),
        (EntityKind::Registration, Action::Created),
        (EntityKind::Registration, Action::Grouped),
    ];
    assert_eq!(told, expected);
}

// SPEC: B5
#[test]
fn a_known_customer_is_reused_only_with_proof() {
    let school = School::open(studio());
    let (register, form) = (&school.register, form(school.groups[0].id));
    let anna = register.customers().create(form.customer.clone()).unwrap();
    let ask = |form: &RegistrationForm| register.registrations().submit(form, KnownCustomer::Ask).unwrap();
    let before = counts(register);
    let Submitted::Claimed(claim) = ask(&form) else { panic!("Anna is known") };
    assert_eq!(claim, Claim { customer: anna.id, by: ClaimBy::Email("anna@example.com".into()) });
    assert!(!format!("{claim:?}").contains("anna"));
    assert_eq!(counts(register), before);

    let proven = KnownCustomer::Proven(claim);
    let entry = registered(register.registrations().submit(&form, proven.clone()).unwrap());
    assert_eq!(entry.customer, anna.id);
    assert_eq!(register.customers().get(anna.id).unwrap(), anna);
    // The child that she has already is meant by its name.
    let other = RegistrationForm { group: school.groups[1].id, ..form.clone() };
    registered(register.registrations().submit(&other, proven).unwrap());
    assert_eq!(counts(register), [1, 1, 2]);

    let new = registered(register.registrations().submit(&form, KnownCustomer::New).unwrap());
    assert_ne!(new.customer, anna.id);
    // Two have the e-mail now: nobody is meant for sure.
    assert_ne!(registered(ask(&form)).customer, anna.id);
}

// SPEC: B5, B16
#[test]
fn a_form_that_comes_again_is_answered_as_at_first() {
    let school = School::open(studio());
    let form = form(school.groups[0].id);
    let once = school.register.with_idempotency_key("form-17");
    let submit = || once.registrations().submit(&form, KnownCustomer::Ask).unwrap();
    let entry = registered(submit());
    let details = RegistrationDetails { entered_name: "Anna Ek".into(), ..entry.details.clone() };
    let edited = school.register.registrations().update(entry.id, entry.revision, details).unwrap();
    assert_eq!(registered(submit()), entry);
    assert_eq!(school.register.registrations().get(entry.id).unwrap(), edited);

    // A claim too, though nobody has the e-mail and the phone any more.
    let again = school.register.with_idempotency_key("form-18");
    let claim = || again.registrations().submit(&form, KnownCustomer::Ask).unwrap();
    let claimed = claim();
    assert!(matches!(claimed, Submitted::Claimed(_)));
    let anna = school.register.customers().get(entry.customer).unwrap();
    let profile = CustomerProfile { emails: Vec::new(), phones: Vec::new(), ..anna.profile };
    school.register.customers().update(anna.id, anna.revision, profile).unwrap();
    assert_eq!(claim(), claimed);
    assert_eq!(counts(&school.register), [1, 1, 1]);
}

// SPEC: B5
#[test]
fn a_form_leaves_the_ties_that_there_are() {
    let school = School::open(studio());
    let register = &school.register;
    let form = form(school.groups[0].id);
    let anna = register.customers().create(form.customer.clone()).unwrap();
    let tied = school.participant("Elsa", "Ek");
    register.participants().link(tied.id, anna.id, Relation::Own).unwrap();
    let nils = FormParticipant::Named(ParticipantDetails::named("Nils", "Ek"));
    let both = RegistrationForm { participants: vec![elsa(), nils], ..form };
    let claim = Claim { customer: anna.id, by: ClaimBy::Email("anna@example.com".into()) };
    let entry = registered(register.registrations().submit(&both, KnownCustomer::Proven(claim)).unwrap());
    let registered = register.registrations().participants(entry.id).unwrap();
    let relation = |id| register.participants().customers_of(id).unwrap()[0].relation;
    assert_eq!(
        registered.iter().map(|id| relation(*id)).collect::<Vec<_>>(),
        [Relation::Own, Relation::Guardian]
    );
    assert_eq!(registered[0], tied.id);
}

// SPEC: B5
#[test]
fn a_claim_goes_by_the_phone_and_ends_with_it() {
    let school = School::open(studio());
    let register = &school.register;
    let mut form = form(school.groups[0].id);
    let anna = register.customers().create(form.customer.clone()).unwrap();
    form.customer.profile.emails.clear();
    let submit = |form: &RegistrationForm, known| register.registrations().submit(form, known);
    let Submitted::Claimed(claim) = submit(&form, KnownCustomer::Ask).unwrap() else { panic!() };
    assert_eq!(claim, Claim { customer: anna.id, by: ClaimBy::Phone(46_701_234_567) });
    assert!(!format!("{claim:?}").contains("46"));
    // A father with the family's phone is no claim on the mother.
    let mut father = form.clone();
    father.customer.profile.given_name = "Bo".into();
    father.customer.profile.entered_name.clear();
    assert_ne!(registered(submit(&father, KnownCustomer::Ask).unwrap()).customer, anna.id);

    let profile = CustomerProfile { phones: Vec::new(), ..anna.profile.clone() };
    register.customers().update(anna.id, anna.revision, profile).unwrap();
    let error = submit(&form, KnownCustomer::Proven(claim)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RuleViolated);
}

// SPEC: B5
#[test]
fn a_claim_names_the_one_address_that_the_customer_has_too() {
    let school = School::open(studio());
    let register = &school.register;
    let mut form = form(school.groups[0].id);
    form.customer.profile.phones.clear();
    let anna = register.customers().create(form.customer.clone()).unwrap();
    let submit = |form: &RegistrationForm, known| register.registrations().submit(form, known);
    let claim = |by: &str| Claim { customer: anna.id, by: ClaimBy::Email(by.into()) };

    // Whoever writes an address of their own before hers is not asked for their own.
    let mut two = form.clone();
    two.customer.profile.emails.clear();
    two.customer = two.customer.with_email("mine@example.com").with_email("ANNA@example.com");
    assert_eq!(submit(&two, KnownCustomer::Ask).unwrap(), Submitted::Claimed(claim("anna@example.com")));
    let outdated = |form: &RegistrationForm, claim| {
        let error = submit(form, KnownCustomer::Proven(claim)).unwrap_err();
        assert!(matches!(error, Error::RuleViolated { rule: "claim_outdated", .. }), "{error}");
    };
    outdated(&two, claim("mine@example.com"));
    let mut without = two.clone();
    without.customer.profile.emails.pop();
    outdated(&without, claim("anna@example.com"));
    assert_eq!(counts(register), [1, 0, 0]);
    let entry = registered(submit(&two, KnownCustomer::Proven(claim("anna@example.com"))).unwrap());
    assert_eq!(entry.customer, anna.id);
}

// SPEC: B5
#[test]
fn nobody_is_claimed_by_what_a_crowd_has() {
    let school = School::open(studio());
    let register = &school.register;
    let form = form(school.groups[0].id);
    let mut others = form.customer.clone();
    others.profile.given_name = "Bo".into();
    others.profile.entered_name.clear();
    // Anna is among the first of them, another Anna the last.
    register.customers().create(form.customer.clone()).unwrap();
    for _ in 0..8 {
        register.customers().create(others.clone()).unwrap();
    }
    let known = register.customers().create(form.customer.clone()).unwrap();
    let entry = registered(register.registrations().submit(&form, KnownCustomer::Ask).unwrap());
    assert!(entry.customer != known.id);
    assert_eq!(counts(register), [11, 1, 1]);

    // Nor by a crowd in which one alone has the name.
    let mut cia = form.clone();
    cia.customer.profile.given_name = "Cia".into();
    cia.customer.profile.entered_name.clear();
    register.customers().create(cia.customer.clone()).unwrap();
    assert!(matches!(
        register.registrations().submit(&cia, KnownCustomer::Ask).unwrap(),
        Submitted::Registered(_)
    ));
}

// SPEC: B5
#[test]
fn a_refused_form_leaves_nothing_behind() {
    let school = School::open(studio());
    let register = &school.register;
    let good = form(school.groups[0].id);
    let refused = |form: &RegistrationForm| {
        let error = register.registrations().submit(form, KnownCustomer::Ask).unwrap_err();
        assert_eq!(counts(register)[0], 0);
        error
    };
    let stranger = school.participant("Nils", "Lund");
    let outside =
        RegistrationForm { participants: vec![FormParticipant::Known(stranger.id)], ..good.clone() };
    assert_eq!(refused(&outside).kind(), ErrorKind::RuleViolated);
    let nobody = FormParticipant::Named(ParticipantDetails::named("", ""));
    let unnamed = RegistrationForm { participants: vec![elsa(), nobody], ..good.clone() };
    assert_eq!(refused(&unnamed).kind(), ErrorKind::Invalid);
    let unworded =
        RegistrationForm { photo_consent: Some((ConsentDecision::Granted, String::new())), ..good.clone() };
    assert_eq!(refused(&unworded).kind(), ErrorKind::Invalid);
    let unknown = RegistrationForm { group: JobGroupId::from_bytes([7; 16]), ..good.clone() };
    assert_eq!(refused(&unknown).kind(), ErrorKind::NotFound);

    // The form is held to the policies of self-registration.
    let mut settings = register.settings().unwrap();
    let city = FieldPolicy::new("city", Level::Required).in_context(kartotek::Context::SelfRegistration);
    settings.policies.push(city);
    register.update_settings(settings).unwrap();
    let result = register.registrations().submit(&good, KnownCustomer::Ask);
    assert_eq!(problems(result), [("city".to_owned(), Rule::Required)]);

    let job = register.jobs().get(school.job.id).unwrap();
    let closed = JobDetails { status: JobStatus::Closed, ..job.details };
    register.jobs().update(job.id, job.revision, closed).unwrap();
    assert_eq!(refused(&good).kind(), ErrorKind::RuleViolated);
    assert_eq!(counts(register), [0, 1, 0]);
}

// SPEC: B5
#[test]
fn a_form_is_told_every_problem_and_where_it_is() {
    let school = School::open(studio());
    let register = &school.register;
    let good = form(school.groups[0].id);
    let long = ParticipantDetails { student_number: "7".repeat(61), ..ParticipantDetails::named("", " ") };
    let bad = RegistrationForm {
        kind: RegistrationKind::from_code(" "),
        participants: vec![elsa(), FormParticipant::Named(long), elsa()],
        photo_consent: Some((ConsentDecision::Granted, String::new())),
        ..good.clone()
    };
    let of_form = [
        ("kind", None, Rule::Required),
        ("participants.student_number", Some(1), Rule::TooLong),
        ("participants.given_name", Some(1), Rule::Identity),
        ("photo_consent.wording", None, Rule::Required),
    ];
    let told = |form: &RegistrationForm, known| {
        let error = register.registrations().submit(form, known).unwrap_err();
        let problems = error.problems().iter();
        problems.map(|p| (p.field.clone().into_owned(), p.item, p.rule)).collect::<Vec<_>>()
    };
    let expected = |first: Option<&str>| {
        let first = first.map(|field| (field.to_owned(), None, Rule::EmailSyntax));
        let of_form = of_form.iter().map(|(field, item, rule)| ((*field).to_owned(), *item, *rule));
        first.into_iter().chain(of_form).collect::<Vec<_>>()
    };
    let mut misspelt = bad.clone();
    misspelt.customer.profile.emails[0].address = "anna@".into();
    assert_eq!(told(&misspelt, KnownCustomer::Ask), expected(Some("email")));
    assert_eq!(told(&misspelt, KnownCustomer::New), expected(Some("email")));
    assert_eq!(counts(register), [0, 0, 0]);

    // Nobody is asked to prove something for a form that is refused then.
    let anna = register.customers().create(good.customer.clone()).unwrap();
    assert_eq!(told(&bad, KnownCustomer::Ask), expected(None));
    let claim = Claim { customer: anna.id, by: ClaimBy::Phone(46_701_234_567) };
    assert_eq!(told(&bad, KnownCustomer::Proven(claim)), expected(None));
    assert_eq!(counts(register), [1, 0, 0]);
}

// SPEC: B5, P4
#[test]
fn whoever_can_be_a_customer_can_register() {
    let school = School::open(studio());
    let register = &school.register;
    let contact = |change: &dyn Fn(&mut CustomerDraft)| {
        let mut draft = CustomerDraft::person("", "");
        change(&mut draft);
        let form = RegistrationForm { customer: draft, ..form(school.groups[0].id) };
        let entry = registered(register.registrations().submit(&form, KnownCustomer::Ask).unwrap());
        let [elsa] = register.registrations().participants(entry.id).unwrap()[..] else { panic!() };
        let given_by = register.participants().photo_consents(elsa).unwrap()[0].given_by.clone();
        assert_eq!(given_by, entry.details.entered_name);
        let by_staff = register.registrations();
        let details = RegistrationDetails::default();
        let by_staff = by_staff.create(school.groups[1].id, entry.customer, details, &[]).unwrap();
        assert_eq!(by_staff.details.entered_name, given_by);
        given_by
    };
    assert_eq!(
        contact(&|draft| draft.profile.emails = vec![Email::new("cia@example.com")]),
        "cia@example.com"
    );
    assert_eq!(contact(&|draft| draft.profile.phones = vec![Phone::new("070-765 43 21")]), "070-765 43 21");
    assert_eq!(contact(&|draft| draft.profile.nickname = "Cia".into()), "Cia");
    assert_eq!(contact(&|draft| draft.profile.company = "Foto AB".into()), "Foto AB");
    // Each part of a name may be long.
    let long = contact(&|draft| {
        draft.profile.given_name = "ö".repeat(200);
        draft.profile.additional_names = "a".repeat(200);
        draft.profile.family_name = "b".repeat(200);
    });
    assert_eq!(long.chars().count(), 400);
    // Nobody at all is told so as a customer.
    let nobody = RegistrationForm { customer: CustomerDraft::person("", ""), ..form(school.groups[0].id) };
    let refused = register.registrations().submit(&nobody, KnownCustomer::Ask);
    assert_eq!(problems(refused), [("given_name".to_owned(), Rule::Identity)]);
}
