//! What calls about customers leave behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::{Actor, CustomerId, EntityKind, Error, ErrorKind, FieldProblem, Result, Rule};
use crate::catalogue::{FieldPolicy, Level};
use crate::collections::BulkOutcome;
use crate::customers::{Address, Customer, CustomerDraft, CustomerProfile, Email, ExternalId};
use crate::history::Action;
use crate::register::{Dependent, DependentSource, Enabled, Register};

// SPEC: C25, A2
#[test]
fn an_item_that_is_refused_leaves_no_tags_groups_or_history() {
    let register = Register::in_memory().unwrap();
    let booking = |name: &str| {
        let mut draft = CustomerDraft::person(name, "Ek");
        draft.profile.external_ids.push(ExternalId { source: "booking".into(), id: "1".into() });
        draft
    };
    register.customers().create(booking("Anna")).unwrap();
    let sets = (register.tags().all().unwrap(), register.customer_groups().all().unwrap());
    let mut taken = booking("Bo").with_tag("new");
    taken.contact_groups.push("Parents".into());
    taken.customer_groups.push("Schools".into());
    taken.default_group = Some("Choirs".into());
    let mut misnamed = CustomerDraft::person("Cai", "Ek").with_tag("fine").with_tag("");
    misnamed.default_group = Some("Choirs".into());
    let last = register.history().changes(0, 100).unwrap().len();
    let made = register
        .customers()
        .create_many(&[taken, misnamed, CustomerDraft::person("Dan", "Ek").with_tag("kept")])
        .unwrap();
    let kinds: Vec<_> = made.iter().map(|item| item.as_ref().err().map(|error| error.kind())).collect();
    assert_eq!(kinds, [Some(ErrorKind::AlreadyExists), Some(ErrorKind::Invalid), None]);
    let tags: Vec<_> = register.tags().all().unwrap().into_iter().map(|tag| tag.name).collect();
    assert_eq!(tags, ["kept"]);
    assert_eq!(register.contact_groups().all().unwrap(), []);
    let groups = |sets: &[crate::collections::Collection]| -> Vec<String> {
        sets.iter().map(|set| set.name.clone()).collect()
    };
    assert_eq!(groups(&register.customer_groups().all().unwrap()), groups(&sets.1));
    let history = register.history().changes(0, 100).unwrap();
    let new: Vec<Action> = history[last..].iter().map(|entry| entry.change.action).collect();
    assert_eq!(new, [Action::Created, Action::Created], "of Dan and his tag alone");
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
}

/// Counts how often it is asked, and says that something depends from the second time on.
#[derive(Debug, Default)]
struct Later(AtomicU64);

impl DependentSource for Later {
    fn dependents_of(&self, _: CustomerId) -> Result<Vec<Dependent>> {
        let count = self.0.fetch_add(1, Ordering::SeqCst);
        Ok(vec![Dependent { kind: "invoice".into(), count }])
    }
}

// SPEC: B16, A31
#[test]
fn a_deletion_that_is_asked_for_again_asks_no_dependents() {
    let source = Arc::new(Later::default());
    let register = Register::builder().dependents(source.clone()).in_memory().unwrap();
    let anna = register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
    let once = register.with_idempotency_key("form-17");
    once.customers().delete(anna.id, anna.revision).unwrap();
    once.customers().delete(anna.id, anna.revision).unwrap();
    assert_eq!(source.0.load(Ordering::SeqCst), 1);
}

// SPEC: N9, C25
#[test]
fn a_bulk_call_tells_the_outcome_of_each_in_order_and_changes_each_once() {
    let register = Register::in_memory().unwrap();
    let drafts: Vec<_> = (0..501).map(|at| CustomerDraft::person(format!("A{at}"), "Ek")).collect();
    let made = register.customers().create_many(&drafts).unwrap();
    let mut ids: Vec<CustomerId> = made.into_iter().map(|customer| customer.unwrap().id).collect();
    ids.insert(1, ids[0]);
    ids.insert(2, CustomerId::from_bytes([7; 16]));
    ids.push(ids[0]);
    let outcomes = register.customers().set_enabled(&ids, Enabled::No).unwrap();
    let mut expected = vec![BulkOutcome::Changed; 504];
    (expected[1], expected[2], expected[503]) =
        (BulkOutcome::Unchanged, BulkOutcome::NotFound, BulkOutcome::Unchanged);
    assert_eq!(outcomes, expected);
    let anna = register.customers().get(ids[0]).unwrap();
    assert_eq!((anna.profile.enabled, anna.revision.0), (false, 2));
    let last = register.history().of_customer(ids[500], None, 1).unwrap();
    assert_eq!((last[0].action, last[0].fields[0].old.to_text()), (Action::Updated, "true".into()));
}

fn problems<T>(result: Result<T>) -> Vec<(String, Option<usize>, Rule)> {
    let of = |p: &FieldProblem| (p.field.to_string(), p.item, p.rule);
    result.err().map_or_else(Vec::new, |error| error.problems().iter().map(of).collect())
}

// SPEC: B1, N4
#[test]
fn an_id_of_a_host_is_a_new_uuid_of_version_7() {
    let register = Register::in_memory().unwrap();
    let with = |id| CustomerDraft { id: Some(id), ..CustomerDraft::person("Anna", "Ek") };
    let mut random = [7; 16];
    (random[6], random[8]) = (0x4F, 0x80);
    let mut other_variant = register.id().to_bytes();
    other_variant[8] = 0xC0;
    for bytes in [[0; 16], random, other_variant, register.id().to_bytes()] {
        let draft = with(CustomerId::from_bytes(bytes));
        let expected = [("id".to_owned(), None, Rule::Id)];
        assert_eq!(problems(register.customers().create(draft.clone())), expected);
        assert_eq!(
            problems(register.customers().check(&draft).and_then(|p| Err::<(), _>(Error::Invalid(p)))),
            expected
        );
    }
    (random[6], random[8]) = (0x7F, 0xBF);
    assert!(register.customers().create(with(CustomerId::from_bytes(random))).is_ok());
}

// SPEC: C6, B8
#[test]
fn a_check_tells_all_that_a_creation_would_refuse() {
    let register = Register::in_memory().unwrap();
    let mut draft = CustomerDraft::person("Anna", "Ek").with_email("anna@").with_tag("fine").with_tag("a\nb");
    draft.id = Some(CustomerId::from_bytes([0; 16]));
    draft.default_group = Some(String::new());
    let told = register.customers().check(&draft).unwrap();
    assert_eq!(register.customers().create(draft).unwrap_err().problems(), told);
    let expected = [
        ("email", None, Rule::EmailSyntax),
        ("id", None, Rule::Id),
        ("tags", Some(1), Rule::Character),
        ("default_group", None, Rule::Required),
    ];
    let told: Vec<_> = told.iter().map(|p| (&*p.field, p.item, p.rule)).collect();
    assert_eq!(told, expected);
}

// SPEC: C6, B1
#[test]
fn a_further_item_is_checked_as_the_first_and_told_by_its_place() {
    let register = Register::in_memory().unwrap();
    let mut draft = CustomerDraft::person("Anna", "Ek").with_phone("1").with_phone("x".repeat(61));
    draft.profile.emails = ["a@example.com", "b@", "c\0d"].map(Email::new).into();
    draft.profile.emails[1].label = "a:\0".into();
    let address = |label: &str, country: &str| Address {
        city: "Lund".into(),
        label: label.into(),
        country: country.into(),
        postal_code: "1".repeat(41),
        ..Address::default()
    };
    draft.profile.addresses =
        vec![Address { city: "Lund".into(), ..Address::default() }, address(&"x".repeat(3_000), "se")];
    let expected = [
        ("email", 1, Rule::EmailSyntax),
        ("email_label", 1, Rule::Character),
        ("email", 2, Rule::EmailSyntax),
        ("phone", 1, Rule::TooLong),
        ("postal_code", 1, Rule::TooLong),
        ("country", 1, Rule::Country),
        ("address_label", 1, Rule::TooLong),
    ];
    let expected = expected.map(|(field, item, rule)| (field.to_owned(), Some(item), rule));
    assert_eq!(problems(register.customers().create(draft)), expected);
    let mut named = CustomerDraft::person("Anna", "Ek");
    named.profile.external_ids =
        ["b", "a", "b"].map(|source| ExternalId { source: source.into(), id: "1\0".into() }).into();
    let told = problems(register.customers().create(named));
    let expected = [(0, Rule::Character), (1, Rule::Character), (2, Rule::Duplicate), (2, Rule::Character)];
    assert_eq!(told, expected.map(|(item, rule)| ("external_ids".to_owned(), Some(item), rule)));
}

// SPEC: B16, B17
#[test]
fn a_call_says_who_why_and_by_which_key_in_what_can_be_stored() {
    let register = Register::in_memory().unwrap();
    let cases = [
        (register.acting_as(Actor::staff("")), ("actor", Rule::Required)),
        (register.acting_as(Actor::Sync(" ".into())), ("actor", Rule::Required)),
        (register.acting_as(Actor::staff("m\0")), ("actor", Rule::Character)),
        (register.acting_as(Actor::Customer("two\nlines".into())), ("actor", Rule::Character)),
        (register.with_reason("r\0"), ("reason", Rule::Character)),
        (register.with_idempotency_key("k\0"), ("idempotency_key", Rule::Character)),
        (register.with_idempotency_key(""), ("idempotency_key", Rule::Required)),
    ];
    for (caller, (field, rule)) in cases {
        let refused = problems(caller.customers().create(CustomerDraft::person("Anna", "Ek")));
        assert_eq!(refused, [(field.to_owned(), None, rule)]);
        assert_eq!(problems(caller.tags().create("VIP")), refused);
    }
    let two_lines = register.with_reason("moved,\nasked by phone");
    assert!(two_lines.customers().create(CustomerDraft::person("Anna", "Ek")).is_ok());
}

// SPEC: B15, B16, A2
#[test]
fn a_deletion_forgets_why_the_customer_was_changed_and_debug_never_tells() {
    let register = Register::in_memory().unwrap();
    let form =
        register.acting_as(Actor::Customer("anna@example.com".into())).with_reason("Anna García moved");
    let keyed = form.with_idempotency_key("García 17");
    assert!(!["García", "anna@"].iter().any(|text| format!("{keyed:?}").contains(text)), "{keyed:?}");
    let create = |register: &Register, name: &str| {
        register.customers().create(CustomerDraft::person(name, "García").with_tag("moved")).unwrap()
    };
    let (anna, bo) = (create(&form, "Anna"), create(&register, "Bo"));
    let both = form.with_reason("García family");
    both.customers().archive(&[anna.id, bo.id]).unwrap();
    let told = |customer: &Customer| register.history().of_customer(customer.id, None, 10).unwrap();
    assert!(!["García", "anna@"].iter().any(|text| format!("{:?}", told(&anna)).contains(text)));
    let deleting = register.acting_as(Actor::staff("maria")).with_reason("asked for it");
    deleting.customers().delete(anna.id, anna.revision.next()).unwrap();
    let left: Vec<_> = told(&anna).into_iter().map(|e| (e.action, e.set.actor, e.set.reason)).collect();
    let by = |text: &str| Actor::Customer(text.into());
    let expected = [
        (Action::Deleted, Actor::staff("maria"), "asked for it".to_owned()),
        (Action::Archived, by("anna@example.com"), "García family".to_owned()),
        (Action::Created, by(""), String::new()),
    ];
    assert!(left == expected);
}

// SPEC: P4, F10
#[test]
fn an_edit_of_the_name_shows_and_one_of_its_case_keeps_what_was_entered() {
    let register = Register::in_memory().unwrap();
    let mut draft = CustomerDraft::person("Anna", "García");
    draft.profile.entered_name = "anna GARCÍA".into();
    let anna = register.customers().create(draft).unwrap();
    let mut profile = anna.profile.clone();
    profile.nickname = "Annie".into();
    let anna = register.customers().update(anna.id, anna.revision, profile.clone()).unwrap();
    assert_eq!(anna.profile.display_name(), "anna GARCÍA");
    profile.family_name = "Lund".into();
    let anna = register.customers().update(anna.id, anna.revision, profile).unwrap();
    assert_eq!((anna.profile.display_name().as_str(), anna.profile.entered_name.as_str()), ("Anna Lund", ""));
    let last = &register.history().of_customer(anna.id, None, 1).unwrap()[0];
    assert!(last.fields.iter().any(|one| one.field == "entered_name" && one.old.to_text() == "anna GARCÍA"));
}

// SPEC: C5, B2
#[test]
fn a_search_becomes_a_customer_whatever_is_switched_off() {
    let register = Register::in_memory().unwrap();
    let mut settings = register.settings().unwrap();
    settings.policies.extend(["entered_name", "email"].map(|key| FieldPolicy::new(key, Level::Off)));
    register.update_settings(settings).unwrap();
    let draft = register.customers().draft_from_search("anna ek anna@example.com").unwrap();
    let anna = register.customers().create(draft).unwrap();
    assert_eq!((anna.profile.display_name().as_str(), anna.profile.emails.len()), ("anna ek", 0));
}

// SPEC: N12, N13, B1
#[test]
fn a_registration_may_lie_before_1970_and_no_instant_after_the_year_9999() {
    let register = Register::in_memory().unwrap();
    let registered = |text: &str| {
        let mut draft = CustomerDraft::person("Anna", "Ek");
        draft.profile.registered_at = text.parse().ok();
        register.customers().create(draft)
    };
    for text in ["1965-05-01T00:00:00Z", "1970-01-01T00:00:00Z"] {
        let stored = registered(text).unwrap();
        let read = register.customers().get(stored.id).unwrap();
        assert_eq!(read.profile.registered_at.unwrap().to_string(), text);
        assert_eq!(read, stored);
    }
    let mut visited = CustomerDraft::person("Bo", "Ek");
    visited.profile.last_visit_at = "1970-01-01T00:00:00Z".parse().ok();
    let bo = register.customers().create(visited.clone()).unwrap();
    assert_eq!(bo.profile.last_visit_at, None);
    for micros in [crate::base::Timestamp::LATEST.as_micros() + 1, i64::MAX, -90_000_000_000] {
        visited.profile.last_visit_at = Some(crate::base::Timestamp::from_micros(micros));
        let refused = problems(register.customers().create(visited.clone()));
        assert_eq!(refused, [("last_visit_at".to_owned(), None, Rule::OutOfRange)], "{micros}");
    }
}

// SPEC: C25
#[test]
fn those_who_are_refused_stop_no_others_and_leave_no_group_behind() {
    let register = Register::in_memory().unwrap();
    let known = |id: &str| ExternalId { source: "shop".into(), id: id.into() };
    let draft = |name: &str, id: &str, group: &str| {
        let mut draft = CustomerDraft::person(name, "Ek");
        draft.profile.external_ids = vec![known(id)];
        draft.default_group = Some(group.into());
        draft
    };
    let first = register.customers().create(draft("Anna", "1", "Regulars")).unwrap();
    let drafts = [
        draft("Bo", "2", "Guests"),
        draft("Cy", "1", "Nobody's"),
        CustomerDraft { id: Some(first.id), ..CustomerDraft::person("Di", "Ek") },
        draft("Ed", "2", "Nobody's either"),
        draft("Fe", "3", "Regulars"),
    ];
    let made = register.customers().create_many(&drafts).unwrap();
    let refused: Vec<bool> = made.iter().map(Result::is_err).collect();
    assert_eq!(refused, [false, true, true, true, false]);
    assert_eq!(made[0].as_ref().unwrap().default_group.name, "Guests");
    let groups = register.customer_groups();
    let is_there = |name| groups.find_by_name(name).unwrap().is_some();
    assert_eq!(
        ["Guests", "Regulars", "Nobody's", "Nobody's either"].map(is_there),
        [true, true, false, false]
    );
    let told = register.history().changes(0, 100).unwrap();
    let ids: Vec<[u8; 16]> = groups.all().unwrap().iter().map(|group| group.id.to_bytes()).collect();
    let of_groups = told.iter().filter(|entry| entry.change.entity.kind == EntityKind::CustomerGroup);
    assert!(of_groups.clone().count() > 0);
    assert!(of_groups.into_iter().all(|entry| ids.contains(&entry.change.entity.id)));
}

// SPEC: C25
#[test]
fn an_external_id_that_one_change_gives_up_is_free_for_the_next() {
    let register = Register::in_memory().unwrap();
    let known = |id: &str| ExternalId { source: "shop".into(), id: id.into() };
    let customers = [("Anna", "1"), ("Bo", "2"), ("Cy", "3")].map(|(name, id)| {
        let mut draft = CustomerDraft::person(name, "Ek");
        draft.profile.external_ids = vec![known(id)];
        register.customers().create(draft).unwrap()
    });
    let change = |at: usize, id: &str| {
        let Customer { id: customer, revision, profile, .. } = customers[at].clone();
        (customer, revision, CustomerProfile { external_ids: vec![known(id)], ..profile })
    };
    let changes = [change(0, "9"), change(1, " 1 "), change(2, "9"), change(0, "5")];
    let changed = register.customers().update_many(&changes).unwrap();
    let kinds: Vec<_> = changed.iter().map(|item| item.as_ref().err().map(Error::kind)).collect();
    assert_eq!(kinds, [None, None, Some(ErrorKind::AlreadyExists), Some(ErrorKind::Conflict)]);
    let bearer = |id| register.customers().find_by_external_id("shop", id).unwrap().map(|found| found.id);
    assert_eq!(
        ["1", "2", "3", "9"].map(bearer),
        [Some(customers[1].id), None, Some(customers[2].id), Some(customers[0].id)]
    );
}
