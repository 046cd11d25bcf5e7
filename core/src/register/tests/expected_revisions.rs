use crate::base::{Error, ErrorKind};
use crate::collections::{BulkOutcome, Preset};
use crate::customers::CustomerDraft;
use crate::register::Enabled;
use crate::tags::TagChange;

use super::{edit, person, register};

// SPEC: B8, C24, B16
#[test]
fn a_bulk_call_leaves_alone_what_was_changed_since_it_was_read() {
    let register = register();
    let (anna, bo) = (person(&register, "Anna"), person(&register, "Bo"));
    edit(&register, anna.id, "Annie");
    let careful = register.expecting([(anna.id, anna.revision), (bo.id, bo.revision)]);
    let ids = [anna.id, bo.id];
    let expected = [BulkOutcome::VersionConflict, BulkOutcome::Changed];
    assert_eq!(careful.tags().apply(&ids, &TagChange::add(["VIP"])).unwrap(), expected);
    let group = register.contact_groups().create("Parents").unwrap();
    assert_eq!(careful.contact_groups().attach(group.id, &ids).unwrap(), expected);
    let business = register.customer_groups().preset(Preset::Business).unwrap();
    assert_eq!(careful.customer_groups().attach(business.id, &ids).unwrap(), expected);
    assert_eq!(careful.customers().set_enabled(&ids, Enabled::No).unwrap(), expected);
    let anna = register.customers().get(anna.id).unwrap();
    assert!(anna.tags.is_empty() && anna.contact_groups.is_empty() && anna.profile.enabled);
    // What the caller changed itself counts as changed, too.
    assert_eq!(careful.customers().archive(&ids).unwrap(), [BulkOutcome::VersionConflict; 2]);
}

// SPEC: B8, B16
#[test]
fn a_bulk_call_in_conflict_answers_the_same_again() {
    let register = register();
    let anna = person(&register, "Anna");
    edit(&register, anna.id, "Annie");
    let careful = register.expecting([(anna.id, anna.revision)]).with_idempotency_key("dialog-3");
    for _ in 0..2 {
        let outcomes = careful.tags().apply(&[anna.id], &TagChange::add(["VIP"])).unwrap();
        assert_eq!(outcomes, [BulkOutcome::VersionConflict]);
    }
    assert!(register.tags().all().unwrap().iter().all(|tag| tag.size == 0));
}

// SPEC: C24, B8
#[test]
fn a_tag_that_was_renamed_since_it_was_read_is_neither_merged_archived_nor_deleted() {
    let register = register();
    let (seen, other) = (register.tags().create("vip").unwrap(), register.tags().create("lead").unwrap());
    register.tags().rename(seen.id, seen.revision, "VIP customers").unwrap();
    let careful = register.expecting([(seen.id, seen.revision)]);
    let kind = |result: Result<_, Error>| result.map(|_| ()).map_err(|error| error.kind());
    assert_eq!(kind(careful.tags().merge(seen.id, other.id).map(drop)), Err(ErrorKind::Conflict));
    assert_eq!(kind(careful.tags().merge(other.id, seen.id).map(drop)), Err(ErrorKind::Conflict));
    assert_eq!(kind(careful.tags().archive(seen.id).map(drop)), Err(ErrorKind::Conflict));
    assert_eq!(kind(careful.tags().delete(seen.id)), Err(ErrorKind::Conflict));
    assert!(careful.tags().archive(other.id).is_ok(), "nothing is expected of it");
    assert!(register.tags().delete(seen.id).is_ok());
}

// SPEC: C24, B16
#[test]
fn a_conflict_has_both_sides_and_shows_no_value() {
    let register = register();
    let anna = person(&register, "Anna");
    edit(&register, anna.id, "Annie");
    let mut mine = anna.profile.clone();
    mine.nickname = "Ann".into();
    let error = register.customers().update(anna.id, anna.revision, mine).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Ann"));
    let Error::Conflict(conflict) = error else { panic!("{error}") };
    assert_eq!((conflict.expected.0, conflict.found.0), (1, 2));
    let sides: Vec<_> =
        conflict.fields.iter().map(|f| (f.field.as_ref(), f.stored.as_str(), f.given.as_str())).collect();
    assert_eq!(sides, [("nickname", "Annie", "Ann")]);

    let tag = register.tags().create("vip").unwrap();
    register.tags().rename(tag.id, tag.revision, "VIP").unwrap();
    let Err(Error::Conflict(late)) = register.tags().rename(tag.id, tag.revision, "lead") else { panic!() };
    assert_eq!((late.fields[0].stored.as_str(), late.fields[0].given.as_str()), ("VIP", "lead"));

    let (mut settings, revision) = register.settings_with_revision().unwrap();
    settings.name = "Sol".into();
    register.update_settings_at(revision, settings.clone()).unwrap();
    settings.name = "Luna".into();
    let Err(Error::Conflict(late)) = register.update_settings_at(revision, settings) else { panic!() };
    let name = &late.fields[0];
    assert_eq!(
        (name.field.as_ref(), name.stored.as_str(), name.given.as_str()),
        ("name", "\"Sol\"", "\"Luna\"")
    );
}

// SPEC: A21
#[test]
fn a_draft_tells_what_it_changes_of_a_record_with_its_tags_and_groups() {
    let register = register();
    let mut draft = CustomerDraft::person("Anna", "Ek").with_tag("VIP").with_tag("lead");
    draft.contact_groups.push("Parents".into());
    draft.default_group = Some("Schools".into());
    let stored = register.customers().create(draft.clone()).unwrap();
    assert_eq!(draft.changes_from(&stored), []);
    draft.tags = vec![" vip ".into(), "wedding".into()];
    draft.profile.nickname = "Annie".into();
    draft.default_group = Some("Choirs".into());
    draft.contact_groups.clear();
    let changes = draft.changes_from(&stored);
    let told: Vec<_> = changes
        .iter()
        .map(|c| (c.field.as_ref(), c.old.to_text().into_owned(), c.new.to_text().into_owned()))
        .collect();
    let expected = [
        ("nickname", "", "Annie"),
        ("default_group", "Schools", "Choirs"),
        ("contact_groups", "Parents", ""),
        ("tags", "lead\nVIP", " vip \nwedding"),
    ];
    assert_eq!(told, expected.map(|(field, old, new)| (field, old.to_owned(), new.to_owned())));
    assert_eq!(register.customers().get(stored.id).unwrap(), stored);
}
