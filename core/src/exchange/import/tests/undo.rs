//! Taking an import back.

use std::sync::Arc;

use super::*;
use crate::base::{Actor, BatchId, CustomerId, ErrorKind, Result, Revision};
use crate::customers::{Archived, CustomerDraft};
use crate::exchange::{Repeats, UndoReport, Undone, Units};
use crate::register::{Dependent, DependentSource};
use crate::sqlite::SqliteRepository;
use crate::testing::{FaultyRepository, Moment};

pub(super) const HEAD: &str =
    "Customer number,First name,Last name,Email,Phone,City,Note,Tags,Customer group\n";

pub(super) fn with_two() -> Register {
    let register = Register::in_memory().unwrap();
    import(
        &register,
        &format!(
            "{HEAD}1,Anna,Berg,anna@example.com,+46701740605,Lund,first,VIP,\n\
             2,Bo,Ek,bo@example.com,,Lund,,,\n"
        ),
    );
    register
}

/// All that a register has but history and revisions.
pub(super) fn dump(register: &Register) -> (Vec<Customer>, Vec<(String, u64)>) {
    let everybody = CustomerFilter { archived: Archived::Include, ..CustomerFilter::default() };
    let mut all: Vec<Customer> =
        register.customers().all(&everybody, &Sort::Number).map(|c| c.unwrap()).collect();
    for customer in &mut all {
        customer.revision = Revision(0);
    }
    let (tags, groups) = (register.tags().all().unwrap(), register.customer_groups().all().unwrap());
    let contacts = register.contact_groups().all().unwrap();
    let sets = [tags, groups, contacts].concat();
    (all, sets.into_iter().map(|set| (set.name, set.size)).collect())
}

fn report(reversed: u64, kept_edited: u64, kept_referenced: u64, failed: u64) -> UndoReport {
    UndoReport { reversed, kept_edited, kept_referenced, failed, kept: Vec::new() }
}

pub(super) fn without_names(report: UndoReport) -> UndoReport {
    UndoReport { kept: Vec::new(), ..report }
}

// SPEC: B17, C14
#[test]
fn what_an_import_made_is_gone_and_what_it_changed_is_as_it_was() {
    let register = with_two();
    let before = dump(&register);
    let file = format!(
        "{HEAD}1,Anna,Björk,new@example.com,+46701740606,Malmö,second,\"new, VIP\",Gold\n\
         2,Bo,Ek,bo@example.com,,Lund,,,\n\
         3,Cia,Ek,cia@example.com,,Kiruna,,new,Gold\n\
         ,Dag,,,,Kiruna,,,\n"
    );
    let made = import(&register, &file);
    assert_eq!(counts(&made), [2, 1, 1, 0, 0, 0]);
    assert_ne!(dump(&register), before);
    assert_eq!(register.undo_import(made.batch).unwrap(), report(3, 0, 0, 0));
    assert_eq!(dump(&register), before);
    assert_eq!(register.verify().unwrap(), [""; 0]);
    // The same call again changes nothing and says the same; the file comes in again as it did.
    let history = register.history().changes(0, 1_000).unwrap().len();
    assert_eq!(register.undo_import(made.batch).unwrap(), report(3, 0, 0, 0));
    assert_eq!(register.history().changes(0, 1_000).unwrap().len(), history);
    assert_eq!(counts(&import(&register, &file)), [2, 1, 1, 0, 0, 0]);
}

// SPEC: B17, C14
#[test]
fn what_somebody_changed_since_stays() {
    let register = with_two();
    let made = import(
        &register,
        &format!(
            "{HEAD}1,Anna,Björk,,,Malmö,second,new,\n2,Bo,Holm,,,,,new,\n\
             3,Cia,Ek,cia@example.com,,Kiruna,,,\n4,Dag,Ek,dag@example.com,,,,,\n"
        ),
    );
    let edit = |place: usize, note: &str| {
        let customer = everybody(&register).remove(place);
        let profile = crate::customers::CustomerProfile { note: note.to_owned(), ..customer.profile };
        register.customers().update(customer.id, customer.revision, profile).unwrap();
        customer.id
    };
    // Anna's note was changed by the import and since, Bo's since alone; Cia is new and was changed.
    let (anna, _bo, cia) = (edit(0, "third"), edit(1, "of Bo"), edit(2, "of Cia"));
    let undone = register.undo_import(made.batch).unwrap();
    assert_eq!(without_names(undone.clone()), report(2, 2, 0, 0));
    // In the order in which the import wrote them: new customers first.
    assert_eq!(undone.kept, [(cia, Undone::KeptEdited), (anna, Undone::KeptEdited)]);
    let all = everybody(&register);
    let seen: Vec<_> = all
        .iter()
        .map(|c| (c.profile.given_name.as_str(), c.profile.family_name.as_str(), c.profile.note.as_str()))
        .collect();
    assert_eq!(seen, [("Anna", "Berg", "third"), ("Bo", "Ek", "of Bo"), ("Cia", "Ek", "of Cia")]);
    assert_eq!(all[0].profile.addresses[0].city, "Lund");
    assert!(all.iter().all(|c| c.tags.iter().all(|tag| tag.name == "VIP")));
    assert_eq!(without_names(register.undo_import(made.batch).unwrap()), report(2, 2, 0, 0));
}

// SPEC: B17, C14
#[test]
fn an_address_and_emails_somebody_corrected_stay_whole() {
    let head = "Customer number,First name,Email,Street,City,Note\n";
    let register = Register::in_memory().unwrap();
    import(
        &register,
        &format!("{head}1,Anna,a@example.com,Storg 1,Lund,first\n2,Bo,b@example.com,Storg 2,Lund,\n"),
    );
    let made = import(
        &register,
        &format!(
            "{head}1,Anna,a@example.com,Ringv 2,Malmö,second\n2,Bo,new@example.com,Storg 2,Lund,second\n"
        ),
    );
    assert_eq!(counts(&made), [0, 2, 0, 0, 0, 0]);
    let all = everybody(&register);
    let (mut anna, mut bo) = (all[0].profile.clone(), all[1].profile.clone());
    anna.addresses[0].street = "Ringv 2B".into();
    bo.emails.push(crate::customers::Email { address: "b@example.com".into(), ..Default::default() });
    register.customers().update(all[0].id, all[0].revision, anna).unwrap();
    register.customers().update(all[1].id, all[1].revision, bo).unwrap();
    assert_eq!(without_names(register.undo_import(made.batch).unwrap()), report(0, 2, 0, 0));
    let all = everybody(&register);
    let address = &all[0].profile.addresses[0];
    assert_eq!((address.street.as_str(), address.city.as_str()), ("Ringv 2B", "Malmö"));
    let emails: Vec<&str> = all[1].profile.emails.iter().map(|email| email.address.as_str()).collect();
    assert_eq!(emails, ["new@example.com", "b@example.com"]);
    assert_eq!((all[0].profile.note.as_str(), all[1].profile.note.as_str()), ("first", ""));
}

// SPEC: B17, C14
#[test]
fn where_the_previous_group_was_deleted_the_rest_is_as_it_was() {
    let register = Register::in_memory().unwrap();
    let head = "Customer number,First name,Email,Note,default_group\n";
    import(&register, &format!("{head}1,Anna,anna@example.com,first,Silver\n"));
    let made = import(&register, &format!("{head}1,Anna,anna@example.com,second,Gold\n"));
    assert_eq!(counts(&made), [0, 1, 0, 0, 0, 0]);
    let groups = register.customer_groups().all().unwrap();
    let silver = groups.iter().find(|group| group.name == "Silver").unwrap();
    register.customer_groups().delete(silver.id).unwrap();
    assert_eq!(without_names(register.undo_import(made.batch).unwrap()), report(0, 1, 0, 0));
    let anna = everybody(&register).remove(0);
    assert_eq!((anna.profile.note.as_str(), anna.default_group.name.as_str()), ("first", "Gold"));
    assert_eq!(without_names(register.undo_import(made.batch).unwrap()), report(0, 1, 0, 0));
}

#[derive(Debug)]
struct Invoices;

impl DependentSource for Invoices {
    fn dependents_of(&self, _: CustomerId) -> Result<Vec<Dependent>> {
        Ok(vec![Dependent { kind: "invoice".into(), count: 1 }])
    }
}

// SPEC: B15, B17, C14
#[test]
fn a_new_customer_that_something_depends_on_is_archived() {
    let register = Register::builder().dependents(Arc::new(Invoices)).in_memory().unwrap();
    let made = import(&register, "First name,Email\nAnna,anna@example.com\n");
    let undone = register.undo_import(made.batch).unwrap();
    assert_eq!(without_names(undone), report(0, 0, 1, 0));
    assert!(everybody(&register).is_empty());
    let (all, _) = dump(&register);
    assert!(all[0].archived_at.is_some());
    assert_eq!(without_names(register.undo_import(made.batch).unwrap()), report(0, 0, 1, 0));
}

// SPEC: B17, C14
#[test]
fn a_previous_number_that_belongs_to_another_by_now_is_a_failure() {
    let register = Register::in_memory().unwrap();
    import(&register, "Customer number,First name,Email\n1,Anna,anna@example.com\n");
    let anna = everybody(&register).remove(0).id;
    let made = import(&register, &format!("id,external_ids,note\n{anna},file: 7,new\n"));
    assert_eq!(counts(&made), [0, 1, 0, 0, 0, 0]);
    import(&register, "Customer number,First name,Email\n1,Bo,bo@example.com\n");
    let undone = register.undo_import(made.batch).unwrap();
    assert_eq!(undone.kept, [(anna, Undone::Failed)]);
    assert_eq!(without_names(undone), report(0, 0, 0, 1));
    assert_eq!(everybody(&register)[0].profile.note, "new");
}

// SPEC: B17, C14
#[test]
fn an_interrupted_undo_goes_on() {
    let faulty = Arc::new(FaultyRepository::new(Arc::new(SqliteRepository::in_memory().unwrap())));
    let register = Register::builder().with_repository(faulty.clone()).unwrap();
    let before = dump(&register);
    let rows: String = (0..12_000).map(|i| format!("A{i},a{i}@example.com,t{}\n", i % 3)).collect();
    let import = register.import_source(Source::bytes(format!("First name,Email,Tags\n{rows}"))).unwrap();
    let made = import.units(Units::Chunks(4_000)).on_repeat(Repeats::Each).run().unwrap();
    // The first units of work note the undo and leave out indexes, the third takes some back.
    faulty.fail_write(4, Moment::Commit, ErrorKind::Full);
    assert_eq!(register.undo_import(made.batch).unwrap_err().kind(), ErrorKind::Full);
    assert!((1_000..11_000).contains(&everybody(&register).len()));
    assert_eq!(register.undo_import(made.batch).unwrap(), report(12_000, 0, 0, 0));
    assert_eq!(dump(&register), before);
    assert_eq!(register.verify().unwrap(), [""; 0]);
}

// SPEC: B17
#[test]
fn runs_are_listed_with_their_counts_and_who_made_them() {
    let register = Register::in_memory().unwrap().acting_as(Actor::staff("maria"));
    let made = import(&register, "First name,Email\nAnna,anna@example.com\nBo,bo@\n");
    let listed = || register.history().imports(None, 10).unwrap().remove(0);
    let run = listed();
    assert_eq!((run.id, run.actor(), run.is_undone()), (made.batch, Actor::staff("maria"), false));
    assert_eq!(run.counts(), made.counts);
    register.undo_import(made.batch).unwrap();
    assert_eq!((listed().counts(), listed().actor()), (made.counts, Actor::staff("maria")));
    assert!(listed().is_undone());
}

#[test]
fn an_unknown_import_cannot_be_taken_back() {
    let register = Register::in_memory().unwrap();
    register.customers().create(CustomerDraft::person("Anna", "Berg")).unwrap();
    let error = register.undo_import(BatchId::from_bytes([7; 16])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
