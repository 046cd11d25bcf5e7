//! What calls about customers leave behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::{CustomerId, ErrorKind, Result};
use crate::collections::BulkOutcome;
use crate::customers::{CustomerDraft, ExternalId};
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
