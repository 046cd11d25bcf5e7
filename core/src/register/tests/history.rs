use crate::base::CustomerId;
use crate::collections::Preset;
use crate::customers::{CustomerDraft, Email, Phone};
use crate::history::Action;
use crate::register::{CustomerChange, Enabled, Register};
use crate::tags::TagChange;

use super::{edit, person, register};

/// Field, old and new value.
type Told = (String, String, String);

/// What each change did, the newest first.
fn told(changes: &[CustomerChange]) -> Vec<(Action, Vec<Told>)> {
    let text = |change: &crate::catalogue::FieldChange| {
        let (old, new) = (change.old.to_text().into_owned(), change.new.to_text().into_owned());
        (change.field.to_string(), old, new)
    };
    changes.iter().map(|change| (change.action, change.fields.iter().map(text).collect())).collect()
}

fn history(register: &Register, id: CustomerId) -> Vec<CustomerChange> {
    register.history().of_customer(id, None, 100).unwrap()
}

fn one(field: &str, old: &str, new: &str) -> Vec<Told> {
    vec![(field.to_owned(), old.to_owned(), new.to_owned())]
}

// SPEC: C19, B16
#[test]
fn a_reader_of_history_sees_old_and_new_values() {
    let register = register();
    let anna = person(&register, "Anna");
    edit(&register, anna.id, "Annie");
    let second = edit(&register, anna.id, "Ann");
    let mut profile = second.profile.clone();
    profile.phones.push(Phone::new("070-123 45 67"));
    profile.emails.push(Email::new("anna@example.com"));
    let third = register.customers().update(anna.id, second.revision, profile.clone()).unwrap();
    profile.emails[0].address = "ann@example.com".into();
    register.customers().update(anna.id, third.revision, profile).unwrap();
    register.customers().set_enabled(&[anna.id], Enabled::No).unwrap();
    let mut expected = vec![
        (Action::Updated, one("enabled", "true", "false")),
        (Action::Updated, one("email", "anna@example.com", "ann@example.com")),
        (Action::Updated, [one("email", "", "anna@example.com"), one("phone", "", "070-123 45 67")].concat()),
        (Action::Updated, one("nickname", "Annie", "Ann")),
        (Action::Updated, one("nickname", "", "Annie")),
        (Action::Created, Vec::new()),
    ];
    assert_eq!(told(&history(&register, anna.id)), expected);

    let mut pages = Vec::new();
    let mut before = None;
    loop {
        let page = register.history().of_customer(anna.id, before, 2).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.seq);
        pages.extend(told(&page));
    }
    assert_eq!(pages, expected, "page by page");

    let now = register.customers().get(anna.id).unwrap();
    register.customers().delete(now.id, now.revision).unwrap();
    expected.iter_mut().for_each(|change| change.1.clear());
    expected.insert(0, (Action::Deleted, Vec::new()));
    assert_eq!(told(&history(&register, anna.id)), expected, "nothing personal is left");
}

// SPEC: C19, B16, B8
#[test]
fn history_calls_tags_and_groups_by_their_names() {
    let register = register();
    let mut draft = CustomerDraft::person("Anna", "Ek").with_tag("lead").with_tag("gone");
    draft.contact_groups.push("Parents".into());
    let anna = register.customers().create(draft).unwrap();
    register.tags().apply(&[anna.id], &TagChange::add(["VIP", "wedding"]).and_remove(["lead"])).unwrap();
    let gone = register.tags().find_by_name("gone").unwrap().unwrap();
    register.tags().delete(gone.id).unwrap();
    let parents = register.contact_groups().find_by_name("parents").unwrap().unwrap();
    register.contact_groups().detach(parents.id, &[anna.id]).unwrap();
    let business = register.customer_groups().preset(Preset::Business).unwrap();
    register.customer_groups().set_default(business.id, &[anna.id]).unwrap();
    let standard = register.customer_groups().preset(Preset::Standard).unwrap();
    register.customer_groups().rename(standard.id, standard.revision, "Everybody").unwrap();
    register.customers().archive(&[anna.id]).unwrap();
    let now = register.customers().get(anna.id).unwrap();
    let archived_at = now.archived_at.unwrap().to_string();
    let expected = [
        (Action::Archived, one("archived_at", "", &archived_at)),
        (
            Action::Updated,
            [one("customer_groups", "", "Everybody"), one("default_group", "Everybody", "Business")].concat(),
        ),
        (Action::Grouped, one("contact_groups", "Parents", "")),
        (Action::Grouped, one("tags", "gone", "")),
        (Action::Grouped, one("tags", "lead", "VIP\nwedding")),
        (Action::Created, Vec::new()),
    ];
    assert_eq!(told(&history(&register, anna.id)), expected);
}

// SPEC: B17
#[test]
fn runs_of_imports_are_listed_page_by_page() {
    let register = register();
    for name in ["Anna", "Bo", "Cecilia"] {
        let file = crate::exchange::Source::bytes(format!("given_name,family_name\n{name},Ek\n"));
        register.import_source(file).unwrap().run().unwrap();
    }
    let all = register.history().imports(None, 10).unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(register.history().imports(Some(all[0].id), 1).unwrap(), all[1..2]);
    assert_eq!(register.history().imports(Some(all[2].id), 10).unwrap(), []);
}
