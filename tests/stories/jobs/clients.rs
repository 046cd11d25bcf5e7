//! One login for several who order for themselves over one album.

use kartotek::testing::SequentialIds;
use kartotek::{
    ConsentDecision, Customer, CustomerDraft, CustomerFilter, CustomerId, CustomerKind, CustomerProfile,
    ErrorKind, FieldValue, KnownCustomer, ParticipantDetails, PhotoConsent, Register, RegistrationDetails,
    RegistrationForm, RegistrationKind, Rule, Sort, Source, Submitted, Test, Timestamp,
};

use super::School;
use crate::{problems, studio};

fn login(register: &Register, name: &str) -> Customer {
    let mut draft = CustomerDraft::person("", name);
    draft.profile.kind = CustomerKind::SharedLogin;
    register.customers().create(draft).unwrap()
}

fn guest(name: &str, login: CustomerId) -> CustomerDraft {
    let mut draft = CustomerDraft::person(name, "Ek");
    draft.profile.shared_login = Some(login);
    draft
}

fn changed(customer: &Customer, change: impl FnOnce(&mut CustomerProfile)) -> CustomerProfile {
    let mut profile = customer.profile.clone();
    change(&mut profile);
    profile
}

fn names(register: &Register, test: Test) -> Vec<String> {
    let filter = CustomerFilter::default().with("shared_login", test);
    let all = register.customers().all(&filter, &Sort::by("given_name"));
    all.map(|customer| customer.unwrap().profile.given_name).collect()
}

fn is(login: &Customer) -> FieldValue<'static> {
    FieldValue::Text(login.id.to_string().into())
}

// SPEC: A17, A18, B5
#[test]
fn the_persons_of_a_shared_login_are_a_list() {
    let register = studio();
    let (wedding, race) = (login(&register, "Wedding"), login(&register, "Race"));
    for (name, login) in [("Bo", &wedding), ("Anna", &wedding), ("Cai", &race)] {
        register.customers().create(guest(name, login.id)).unwrap();
    }
    register.customers().create(CustomerDraft::person("Dan", "Ek")).unwrap();
    assert_eq!(names(&register, Test::Is(is(&wedding))), ["Anna", "Bo"]);
    assert_eq!(names(&register, Test::OneOf(vec![is(&wedding), is(&race)])), ["Anna", "Bo", "Cai"]);
    assert_eq!(names(&register, Test::Filled), ["Anna", "Bo", "Cai"]);
    assert_eq!(names(&register, Test::Empty), ["", "", "Dan"]);
    let logins = CustomerFilter::default().with("kind", Test::is_text("shared_login"));
    assert_eq!(register.customers().count(&logins).unwrap(), 2);
    let by = Sort::by("shared_login").reversed();
    let last = register.customers().all(&CustomerFilter::default(), &by).next().unwrap().unwrap();
    assert_eq!(last.profile.shared_login, Some(race.id), "a later id sorts later");
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: A18, A21
#[test]
fn clearing_the_link_makes_a_customer_of_their_own_and_history_tells() {
    let register = studio();
    let wedding = login(&register, "Wedding");
    let bo = register.customers().create(guest("Bo", wedding.id)).unwrap();
    let own = changed(&bo, |profile| profile.shared_login = None);
    let bo = register.customers().update(bo.id, bo.revision, own).unwrap();
    assert_eq!(register.customers().get(bo.id).unwrap().profile.shared_login, None);
    let told = &register.history().of_customer(bo.id, None, 1).unwrap()[0].fields[0];
    assert_eq!((&*told.field, &*told.old.to_text()), ("shared_login", &*wedding.id.to_string()));
    register.customers().delete(wedding.id, wedding.revision).unwrap();
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: A17, B5
#[test]
fn a_person_names_a_stored_shared_login_that_has_none_itself() {
    let register = studio();
    let wedding = login(&register, "Wedding");
    let anna = register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
    let unknown = CustomerId::from_bytes(SequentialIds::nth(77));
    let refused = [("shared_login".to_owned(), Rule::SharedLogin)];
    for other in [anna.id, unknown] {
        assert_eq!(problems(register.customers().create(guest("Bo", other))), refused);
        let check = register.customers().check(&guest("Bo", other)).unwrap();
        assert_eq!(check[0].rule, Rule::SharedLogin);
        let named = changed(&anna, |profile| profile.shared_login = Some(other));
        assert_eq!(problems(register.customers().update(anna.id, anna.revision, named)), refused);
    }
    assert!(register.customers().check(&guest("Bo", wedding.id)).unwrap().is_empty());
    let mut chain = guest("", wedding.id);
    chain.profile.kind = CustomerKind::SharedLogin;
    let refused = [("shared_login".to_owned(), Rule::NotApplicable)];
    assert_eq!(problems(register.customers().create(chain)), refused);
}

// SPEC: A17, C25
#[test]
fn of_customers_made_together_a_person_names_an_earlier_one_that_was_not_refused() {
    let register = studio();
    let ids = [1, 2].map(|nth| CustomerId::from_bytes(SequentialIds::nth(5_000_000 + nth)));
    let shared = |id| {
        let mut draft = CustomerDraft { id: Some(id), ..CustomerDraft::person("", "Wedding") };
        draft.profile.kind = CustomerKind::SharedLogin;
        draft
    };
    let drafts = [guest("Early", ids[0]), shared(ids[0]), guest("Anna", ids[0]), shared(ids[0])];
    let made = register.customers().create_many(&drafts).unwrap();
    assert_eq!(made.iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true, true, false]);
    assert_eq!(made[3].as_ref().unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(names(&register, Test::Filled), ["Anna"]);
}

// SPEC: A17, A32, B5
#[test]
fn a_shared_login_with_persons_stays_one() {
    let register = studio();
    let wedding = login(&register, "Wedding");
    let bo = register.customers().create(guest("Bo", wedding.id)).unwrap();
    let found = register.customers().dependents(wedding.id).unwrap();
    assert_eq!((found[0].kind.as_str(), found[0].count), ("customer", 1));
    let rule = |error: kartotek::Error| error.to_string();
    let gone = register.customers().delete(wedding.id, wedding.revision).unwrap_err();
    assert_eq!(rule(gone), "has_dependents: 1 customer");
    let person = changed(&wedding, |profile| profile.kind = CustomerKind::Person);
    let turned = register.customers().update(wedding.id, wedding.revision, person.clone()).unwrap_err();
    assert_eq!(rule(turned), "has_dependents: 1 customer");

    // Together with the one who leaves it, and only after.
    let own = changed(&bo, |profile| profile.shared_login = None);
    let leaves = (bo.id, bo.revision, own);
    let turns = (wedding.id, wedding.revision, person);
    let wrong = register.customers().update_many(&[turns.clone(), leaves]).unwrap();
    assert_eq!(wrong.iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true]);
    let bo = register.customers().get(bo.id).unwrap();
    let back = guest("Bo", wedding.id).profile;
    let joined = CustomerProfile { shared_login: back.shared_login, ..bo.profile.clone() };
    let joins = (bo.id, bo.revision, joined);
    let leaves = (bo.id, bo.revision.next(), bo.profile.clone());
    let right = register.customers().update_many(&[joins, leaves, turns]).unwrap();
    assert_eq!(right.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, true]);
    let bo = register.customers().get(bo.id).unwrap();
    let refused = register.customers().update(bo.id, bo.revision, back).unwrap_err();
    assert_eq!(refused.problems()[0].rule, Rule::SharedLogin);
}

// SPEC: A18, B5
#[test]
fn persons_register_and_consent_but_a_shared_login_does_neither() {
    let school = School::open(studio());
    let register = &school.register;
    let parents = login(register, "Parents of 4a");
    let details = RegistrationDetails { kind: RegistrationKind::Staff, ..RegistrationDetails::default() };
    let enter = |customer, details| {
        register.registrations().create(school.groups[0].id, customer, details, &[]).map(drop)
    };
    let refused = enter(parents.id, details.clone()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::RuleViolated);
    assert!(refused.to_string().starts_with("shared_login"));
    let anna = register.customers().create(guest("Anna", parents.id)).unwrap();
    enter(anna.id, details).unwrap();
    // Whose registration would it be?
    let anna = register.customers().get(anna.id).unwrap();
    let shared = changed(&anna, |profile| {
        (profile.kind, profile.shared_login) = (CustomerKind::SharedLogin, None);
    });
    let turned = register.customers().update(anna.id, anna.revision, shared).unwrap_err();
    assert_eq!(turned.to_string(), "has_dependents: 1 registration");

    let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek")).unwrap();
    let consent = |customer| PhotoConsent {
        at: Timestamp::from_micros(1),
        decision: ConsentDecision::Granted,
        wording: "v1".into(),
        given_by: "Anna".into(),
        customer: Some(customer),
    };
    let refused = register.participants().add_photo_consent(elsa.id, consent(parents.id)).unwrap_err();
    assert!(refused.to_string().starts_with("shared_login"));
    register.participants().add_photo_consent(elsa.id, consent(anna.id)).unwrap();
}

// SPEC: A18, B5
#[test]
fn a_form_with_the_e_mail_of_a_shared_login_makes_a_person() {
    let school = School::open(studio());
    let mut shared = CustomerDraft::person("", "Ek").with_email("wedding@example.com");
    shared.profile.kind = CustomerKind::SharedLogin;
    let shared = school.register.customers().create(shared).unwrap();
    let form = RegistrationForm {
        participants: Vec::new(),
        ..RegistrationForm::new(
            school.groups[0].id,
            guest("Anna", shared.id).with_email("wedding@example.com"),
            kartotek::FormParticipant::Named(ParticipantDetails::named("Elsa", "Ek")),
        )
    };
    let submitted = school.register.registrations().submit(&form, KnownCustomer::Ask).unwrap();
    let Submitted::Registered(entry) = submitted else { panic!("a shared login is nobody's claim") };
    assert_ne!(entry.customer, shared.id);
    let person = school.register.customers().get(entry.customer).unwrap();
    assert_eq!(person.profile.shared_login, Some(shared.id));
}

const FILE: &str = "id,kind,last_name,first_name,shared_login
01890000-0000-7000-8000-000000000001,shared_login,Wedding,,
01890000-0000-7000-8000-000000000002,person,Ek,Anna,01890000-0000-7000-8000-000000000001
01890000-0000-7000-8000-000000000003,person,Ek,Bo,01890000-0000-7000-8000-000000000001
01890000-0000-7000-8000-000000000004,person,Ek,Cai,01890000-0000-7000-8000-000000000002
01890000-0000-7000-8000-000000000005,shared_login,Race,,01890000-0000-7000-8000-000000000001
01890000-0000-7000-8000-000000000006,person,Ek,Dan,wedding
";

// SPEC: A17, A18, B17, C14
#[test]
fn a_file_brings_a_shared_login_with_its_persons_and_an_undo_takes_both() {
    let register = studio();
    let import = |text: &str| register.import_source(Source::bytes(text)).unwrap();
    let planned = import(FILE).plan().unwrap().counts();
    assert_eq!((planned.created, planned.invalid), (3, 3));
    let report = import(FILE).run().unwrap();
    let wrong: Vec<_> =
        report.problems.iter().map(|p| (p.code, p.column.clone().unwrap_or_default())).collect();
    assert_eq!(
        wrong,
        [
            ("shared_login", "shared_login".to_owned()),
            ("not_applicable", "shared_login".to_owned()),
            ("shared_login", "shared_login".to_owned()),
        ]
    );
    assert_eq!(names(&register, Test::Filled), ["Anna", "Bo"]);
    let again = import(FILE).run().unwrap();
    assert_eq!((again.counts.unchanged, again.counts.created, again.counts.updated), (3, 0, 0));

    // A shared login with persons cannot become one of them.
    let turned = import("id,kind,last_name\n01890000-0000-7000-8000-000000000001,person,Wedding\n");
    let turned = turned.run().unwrap();
    assert_eq!((turned.counts.invalid, turned.problems[0].code), (1, "rule_violated"));

    let undone = register.undo_import(report.batch).unwrap();
    assert_eq!((undone.reversed, undone.kept_referenced), (3, 0));
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 0);
    assert_eq!(register.undo_import(report.batch).unwrap(), undone);
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: A18, B17, C14
#[test]
fn an_undo_leaves_a_shared_login_whose_person_came_later() {
    let register = studio();
    let report = register.import_source(Source::bytes(FILE)).unwrap().run().unwrap();
    let login: CustomerId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
    register.customers().create(guest("Eva", login)).unwrap();
    let undone = register.undo_import(report.batch).unwrap();
    assert_eq!((undone.reversed, undone.kept_referenced), (2, 1));
    assert!(register.customers().get(login).unwrap().archived_at.is_some());
    assert_eq!(names(&register, Test::Filled), ["Eva"]);
}
