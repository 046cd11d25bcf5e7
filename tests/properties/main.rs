//! What must hold for any sequence of calls.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

mod names_lists;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::{ManualClock, Samples, SequentialIds};
use kartotek::{
    Address, Archived, Clock, Customer, CustomerDraft, CustomerFilter, CustomerId, CustomerProfile,
    Difference, Email, Enabled, Error, ErrorKind, ExternalId, PageRequest, Phone, Register, RegisterSettings,
    Repeats, Result, Revision, Sort, Source, TagChange, Timestamp, TotalMode, Units,
};
use proptest::prelude::*;

/// A register in memory whose clock and ids a test can foresee.
fn register(clock: &Arc<ManualClock>) -> Register {
    let settings = RegisterSettings { locale: "sv".into(), country: "SE".into(), ..Default::default() };
    let ids = Arc::new(SequentialIds::default());
    Register::builder()
        .settings(settings)
        .clock(clock.clone())
        .ids(ids)
        .with_repository(kartotek_tests::store().unwrap())
        .unwrap()
}

fn everybody() -> CustomerFilter {
    CustomerFilter::default().with_archived(Archived::Include)
}

fn all(register: &Register) -> Vec<Customer> {
    register.customers().all(&everybody(), &Sort::Number).collect::<Result<_>>().unwrap()
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "Anna", "Åsa", "öberg", "Ek", " de la Cruz ", "Иван", "x\"y"])
        .prop_map(str::to_owned)
}

/// A profile as people may type it; now and then a wrong one.
fn profile() -> impl Strategy<Value = CustomerProfile> {
    let phones = prop::sample::select(vec!["", "070-123 45 67", "+34 645 337 711", "12"]);
    let emails = prop::sample::select(vec!["", "anna@example.com", "Bo@Example.se", "broken@"]);
    let country = prop::sample::select(vec!["", "SE", "ES", "XX"]);
    let ids = prop::option::weighted(0.3, 0..4_u32);
    (word(), word(), word(), phones, emails, country, ids, any::<bool>()).prop_map(
        |(given_name, family_name, note, phone, email, country, id, enabled)| CustomerProfile {
            given_name,
            family_name,
            note,
            phones: vec![Phone::new(phone), Phone::new("08-12 34 56")],
            emails: vec![Email::new(email), Email { label: "work".into(), ..Email::new("info@example.com") }],
            addresses: vec![Address {
                city: "Göteborg".into(),
                country: country.to_owned(),
                default_shipping: enabled,
                ..Address::default()
            }],
            external_ids: id
                .map(|id| ExternalId { source: "shop".into(), id: id.to_string() })
                .into_iter()
                .collect(),
            enabled,
            ..CustomerProfile::default()
        },
    )
}

fn draft() -> impl Strategy<Value = CustomerDraft> {
    let names =
        prop::collection::vec(prop::sample::select(vec!["VIP", "vip", "wedding", "two\nlines"]), 0..3);
    (profile(), names, prop::option::weighted(0.2, prop::sample::select(vec!["Business", "Gold"]))).prop_map(
        |(profile, tags, default_group)| CustomerDraft {
            tags: tags.into_iter().map(str::to_owned).collect(),
            default_group: default_group.map(str::to_owned),
            ..CustomerDraft::from(profile)
        },
    )
}

/// The results of calls without what differs between one unit of work and several.
fn plain(results: Vec<Result<Customer>>) -> Vec<std::result::Result<Customer, String>> {
    results.into_iter().map(|result| result.map_err(|error| format!("{error:?}"))).collect()
}

/// Everything that two registers must agree on after the same calls.
fn content(register: &Register) -> (Vec<Customer>, Vec<String>, Vec<String>) {
    let sets = [register.tags().all(), register.customer_groups().all()].into_iter().flat_map(Result::unwrap);
    let changes = register.history().changes(0, 1_000).unwrap();
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
    (
        all(register),
        sets.map(|set| format!("{} {} {}", set.id, set.name, set.size)).collect(),
        changes.into_iter().map(|entry| format!("{:?}", entry.change)).collect(),
    )
}

/// One edit of a random sequence.
#[derive(Debug, Clone)]
enum Edit {
    Profile(Box<CustomerProfile>),
    Enabled(bool),
    Archive,
    Restore,
    Tag(TagChange),
    ContactGroup(bool),
    DefaultGroup(bool),
    RenameTag(String),
    Nothing,
}

fn edit() -> impl Strategy<Value = Edit> {
    let tags = || prop::collection::btree_set(prop::sample::select(vec!["VIP", "wedding", "new"]), 0..3);
    let tagging = (tags(), tags()).prop_map(|(add, remove)| {
        let remove: BTreeSet<_> = remove.difference(&add).copied().collect();
        Edit::Tag(TagChange::add(add).and_remove(remove))
    });
    prop_oneof![
        4 => profile().prop_map(|profile| Edit::Profile(Box::new(profile))),
        1 => any::<bool>().prop_map(Edit::Enabled),
        1 => Just(Edit::Archive),
        1 => Just(Edit::Restore),
        3 => tagging,
        1 => any::<bool>().prop_map(Edit::ContactGroup),
        1 => any::<bool>().prop_map(Edit::DefaultGroup),
        1 => prop::sample::select(vec!["A", "Z"]).prop_map(|name| Edit::RenameTag(name.to_owned())),
        1 => Just(Edit::Nothing),
    ]
}

fn apply(register: &Register, id: CustomerId, edit: &Edit) -> Result<()> {
    let ids = [id];
    match edit {
        Edit::Profile(profile) => {
            let revision = register.customers().get(id)?.revision;
            register.customers().update(id, revision, (**profile).clone()).map(drop)
        }
        Edit::Enabled(on) => {
            let state = if *on { Enabled::Yes } else { Enabled::No };
            register.customers().set_enabled(&ids, state).map(drop)
        }
        Edit::Archive => register.customers().archive(&ids).map(drop),
        Edit::Restore => register.customers().restore(&ids).map(drop),
        Edit::Tag(change) => register.tags().apply(&ids, change).map(drop),
        Edit::ContactGroup(put_in) => {
            let group = match register.contact_groups().find_by_name("News")? {
                Some(group) => group,
                None => register.contact_groups().create("News")?,
            };
            let groups = register.contact_groups();
            if *put_in { groups.attach(group.id, &ids) } else { groups.detach(group.id, &ids) }.map(drop)
        }
        Edit::DefaultGroup(business) => {
            let preset = if *business { kartotek::Preset::Business } else { kartotek::Preset::Standard };
            let group = register.customer_groups().preset(preset)?;
            register.customer_groups().set_default(group.id, &ids).map(drop)
        }
        Edit::RenameTag(name) => match register.tags().find_by_name("VIP")? {
            Some(tag) => register.tags().rename(tag.id, tag.revision, name).map(drop),
            None => Ok(()),
        },
        Edit::Nothing => Ok(()),
    }
}

/// All that is stored but history and revisions.
fn stored(register: &Register) -> (Vec<Customer>, Vec<String>) {
    let mut customers = all(register);
    for customer in &mut customers {
        customer.revision = Revision(0);
    }
    let sets = [register.tags().all(), register.customer_groups().all(), register.contact_groups().all()];
    let sets = sets.into_iter().flat_map(Result::unwrap);
    (customers, sets.map(|set| format!("{} {} {}", set.id, set.name, set.size)).collect())
}

/// A row of a file about one of few people.
fn imported_row() -> impl Strategy<Value = String> {
    let number = prop::sample::select(vec!["", "", "0", "1", "2", "7"]);
    let emails = prop::sample::select(vec!["", "anna@example.com", "bo@example.se", "info@example.com"]);
    let phones = prop::sample::select(vec!["", "070-123 45 67", "+46 70 174 06 05", "08-12 34 56"]);
    let names = prop::sample::select(vec!["", "Anna", "Åsa", "Иван"]);
    let cities = prop::sample::select(vec!["", "Lund", "Göteborg"]);
    let tags = prop::sample::select(vec!["", "VIP", "new", "\"wedding, new\""]);
    let groups = prop::sample::select(vec!["", "Gold", "Business", "Standard"]);
    (number, names.clone(), names, emails, phones, cities, word(), tags, groups).prop_map(
        |(number, given, family, email, phone, city, note, tags, group)| {
            let note = note.replace('"', "\"\"");
            format!("{number},{given},{family},{email},{phone},{city},\"{note}\",{tags},{group}\n")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: kartotek_tests::cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    // SPEC: B17, C14
    #[test]
    fn an_import_that_is_taken_back_leaves_the_register_as_it_was(
        drafts in prop::collection::vec(draft(), 0..12),
        rows in prop::collection::vec(imported_row(), 0..20),
        each in any::<bool>(),
        chunk in 1..8_usize,
    ) {
        let register = register(&Arc::new(ManualClock::default()));
        for draft in drafts {
            // Some are refused, which is as good here.
            let _ = register.customers().create(draft);
        }
        let before = stored(&register);
        let file = format!("shop number,given_name,family_name,email,phone,city,note,tags,default_group\n{}", rows.concat());
        let import = register.import_source(Source::bytes(file)).unwrap();
        let import = import.map("shop number", "external_id:shop".parse().unwrap()).unwrap();
        let repeats = if each { Repeats::Each } else { Repeats::Last };
        let report = import.units(Units::Chunks(chunk)).on_repeat(repeats).run().unwrap();
        let undone = register.undo_import(report.batch).unwrap();
        prop_assert_eq!((undone.kept_edited, undone.kept_referenced, undone.failed), (0, 0, 0));
        prop_assert_eq!(stored(&register), before);
        prop_assert_eq!(register.verify().unwrap(), Vec::<String>::new());
    }

    // SPEC: B18, C3
    #[test]
    fn a_page_walk_visits_each_row_once_while_others_write(
        seed in any::<u64>(),
        limit in 1..7_u32,
        sort in prop::sample::select(vec!["family_name", "number", "email", "city", "given_name", "registered_at"]),
        descending in any::<bool>(),
    ) {
        let clock = Arc::new(ManualClock::default());
        let register = register(&clock);
        let mut samples = Samples::new(seed);
        let create = |samples: &mut Samples| {
            clock.advance(Duration::from_secs(1));
            // Business fields are off in this register.
            let sample = samples.profile();
            let profile = CustomerProfile {
                given_name: sample.given_name, family_name: sample.family_name, emails: sample.emails,
                addresses: sample.addresses, entered_name: "x".into(), ..CustomerProfile::default()
            };
            register.customers().create(CustomerDraft::from(profile)).unwrap().id
        };
        let mut living: Vec<CustomerId> = (0..25).map(|_| create(&mut samples)).collect();
        let mut staying: BTreeSet<CustomerId> = living.iter().copied().collect();
        let (mut visited, mut moved) = (Vec::new(), BTreeSet::new());
        let sort = Sort { field: sort.into(), descending };
        let mut request = PageRequest::first(limit);
        loop {
            let page = register.customers().page(&everybody(), &sort, &request).unwrap();
            visited.extend(page.items.iter().map(|customer| customer.id));
            let Some(next) = page.next else { break };
            request = PageRequest { limit, after: Some(next), total: TotalMode::None };
            create(&mut samples);
            let gone = living.remove(samples.random.below(living.len()));
            staying.remove(&gone);
            let revision = register.customers().get(gone).unwrap().revision;
            register.customers().delete(gone, revision).unwrap();
            let changed = register.customers().get(living[samples.random.below(living.len())]).unwrap();
            let mut profile = changed.profile.clone();
            profile.note.push('.');
            register.customers().update(changed.id, changed.revision, profile).unwrap();
            // Who gets another place may be visited twice or not at all.
            let mover = register.customers().get(living[samples.random.below(living.len())]).unwrap();
            let sample = samples.profile();
            let profile = CustomerProfile {
                given_name: sample.given_name + "x", family_name: sample.family_name, ..mover.profile
            };
            register.customers().update(mover.id, mover.revision, profile).unwrap();
            if sort.field != "number" {
                staying.remove(&mover.id);
                moved.insert(mover.id);
            }
            if living.len() < 3 { break }
        }
        visited.retain(|id| !moved.contains(id));
        let distinct: BTreeSet<CustomerId> = visited.iter().copied().collect();
        prop_assert_eq!(distinct.len(), visited.len());
        if living.len() >= 3 {
            prop_assert!(staying.is_subset(&distinct));
        }
    }

    // SPEC: C19, B16
    #[test]
    fn a_record_as_of_a_date_equals_what_was_then(
        first in profile(),
        edits in prop::collection::vec((edit(), 0..3_u64), 1..14),
    ) {
        let clock = Arc::new(ManualClock::default());
        let register = register(&clock);
        let before = clock.now();
        clock.advance(Duration::from_secs(1));
        let Ok(created) = register.customers().create(CustomerDraft::from(first)) else { return Ok(()) };
        // What was there at the end of each instant.
        let mut then: BTreeMap<Timestamp, Customer> = BTreeMap::from([(clock.now(), created.clone())]);
        for (edit, seconds) in &edits {
            clock.advance(Duration::from_secs(*seconds));
            match apply(&register, created.id, edit) {
                Ok(()) => {}
                Err(error) => prop_assert!(error.is_of_item(), "{error}"),
            }
            then.insert(clock.now(), register.customers().get(created.id).unwrap());
        }
        prop_assert_eq!(register.customers().as_of(created.id, before).unwrap(), None);
        for (at, was) in then {
            let found = register.customers().as_of(created.id, at).unwrap().unwrap();
            let different: Vec<_> = found.profile.changes_from(&was.profile);
            prop_assert!(different.is_empty(), "{:?} differ at {at}", different.iter().map(|c| &c.field).collect::<Vec<_>>());
            prop_assert_eq!(found.profile == was.profile, true, "the profiles differ at {}", at);
            prop_assert_eq!(found, was);
        }
    }

    // SPEC: C25
    #[test]
    fn a_bulk_creation_equals_the_single_ones(drafts in prop::collection::vec(draft(), 1..7)) {
        let clock = Arc::new(ManualClock::default());
        let (bulk, single) = (register(&clock), register(&clock));
        let at_once = bulk.customers().create_many(&drafts).unwrap();
        let one_by_one = drafts.iter().map(|draft| single.customers().create(draft.clone())).collect();
        let (found, expected) = (plain(at_once), plain(one_by_one));
        prop_assert_eq!(found.iter().map(|r| r.is_ok()).collect::<Vec<_>>(), expected.iter().map(|r| r.is_ok()).collect::<Vec<_>>());
        let names = |(customers, sets, changes): (Vec<Customer>, Vec<String>, Vec<String>)| {
            let customers: Vec<_> = customers.into_iter().map(|c| (c.profile, c.tags.len(), c.default_group.name)).collect();
            (customers.len(), customers, sets.iter().map(|s| s[37..].to_owned()).collect::<Vec<_>>(), changes.len())
        };
        prop_assert_eq!(names(content(&bulk)), names(content(&single)));
    }

    // SPEC: C25
    #[test]
    fn a_bulk_update_equals_the_single_ones(
        drafts in prop::collection::vec(profile(), 3..5),
        changes in prop::collection::vec((0..5_usize, 1..3_u32, profile()), 1..6),
    ) {
        let clock = Arc::new(ManualClock::default());
        let (bulk, single) = (register(&clock), register(&clock));
        for register in [&bulk, &single] {
            for draft in &drafts {
                let _ = register.customers().create(CustomerDraft::from(draft.clone()));
            }
        }
        let ids: Vec<CustomerId> = all(&bulk).iter().map(|customer| customer.id).collect();
        clock.advance(Duration::from_secs(1));
        let unknown = CustomerId::from_bytes([0xEE; 16]);
        let changes: Vec<_> = changes
            .into_iter()
            .map(|(place, revision, profile)| (ids.get(place).copied().unwrap_or(unknown), Revision(revision), profile))
            .collect();
        let at_once = bulk.customers().update_many(&changes).unwrap();
        let one_by_one = changes
            .iter()
            .map(|(id, revision, profile)| single.customers().update(*id, *revision, profile.clone()))
            .collect();
        prop_assert_eq!(plain(at_once), plain(one_by_one));
        prop_assert_eq!(content(&bulk), content(&single));
    }

    // SPEC: C25
    #[test]
    fn bulk_marks_and_deletions_equal_the_single_ones(
        marks in prop::collection::vec((0..4_u8, prop::collection::vec(0..5_usize, 1..6)), 1..6),
        gone in prop::collection::vec((0..5_usize, any::<bool>()), 1..6),
    ) {
        let clock = Arc::new(ManualClock::default());
        let (bulk, single) = (register(&clock), register(&clock));
        let mut ids = Vec::new();
        for register in [&bulk, &single] {
            let drafts: Vec<_> = (0..4).map(|n| CustomerDraft::person("Anna", format!("Ek {n}"))).collect();
            let created = register.customers().create_many(&drafts).unwrap();
            ids = created.into_iter().map(|customer| customer.unwrap().id).collect();
        }
        ids.push(CustomerId::from_bytes([0xEE; 16]));
        let mark = |register: &Register, kind: u8, ids: &[CustomerId]| match kind {
            0 => register.customers().set_enabled(ids, Enabled::No).unwrap(),
            1 => register.customers().set_enabled(ids, Enabled::Yes).unwrap(),
            2 => register.customers().archive(ids).unwrap(),
            _ => register.customers().restore(ids).unwrap(),
        };
        for (kind, places) in marks {
            clock.advance(Duration::from_secs(1));
            let some: Vec<_> = places.iter().map(|place| ids[*place]).collect();
            let one_by_one: Vec<_> = some.iter().flat_map(|id| mark(&single, kind, &[*id])).collect();
            prop_assert_eq!(mark(&bulk, kind, &some), one_by_one);
        }
        let revision = |id| bulk.customers().find(id).unwrap().map_or(Revision(1), |customer| customer.revision);
        let gone: Vec<_> = gone
            .into_iter()
            .map(|(place, stale)| (ids[place], if stale { Revision(99) } else { revision(ids[place]) }))
            .collect();
        let kinds = |results: Vec<Result<()>>| {
            results.into_iter().map(|result| result.map_err(|error| error.kind())).collect::<Vec<_>>()
        };
        let one_by_one = gone.iter().map(|(id, revision)| single.customers().delete(*id, *revision)).collect();
        prop_assert_eq!(kinds(bulk.customers().delete_many(&gone).unwrap()), kinds(one_by_one));
        prop_assert_eq!(content(&bulk), content(&single));
    }

    // SPEC: B16, C24
    #[test]
    fn a_key_gives_the_same_ids_again_and_refuses_other_arguments(
        first in draft(),
        other in draft(),
    ) {
        let clock = Arc::new(ManualClock::default());
        let register = register(&clock).with_idempotency_key("k");
        let Ok(created) = register.customers().create(first.clone()) else { return Ok(()) };
        clock.advance(Duration::from_secs(24 * 60 * 60));
        let again = register.customers().create(first.clone()).unwrap();
        prop_assert_eq!((again.id, again.revision), (created.id, created.revision));
        prop_assert_eq!(all(&register).len(), 1);
        if other != first {
            let refused = register.customers().create(other).unwrap_err();
            prop_assert_eq!(refused.kind(), ErrorKind::Conflict);
        }
        // Another operation has answers of its own.
        let profile = CustomerProfile { note: "new".into(), ..created.profile };
        let updated = register.customers().update(created.id, created.revision, profile.clone()).unwrap();
        let again = register.customers().update(created.id, created.revision, profile).unwrap();
        prop_assert_eq!(again.revision, updated.revision);
    }

    // SPEC: B16, C24
    #[test]
    fn a_conflict_names_the_fields_that_differ(first in profile(), second in profile()) {
        let clock = Arc::new(ManualClock::default());
        let register = register(&clock);
        let stored = register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
        let Ok(changed) = register.customers().update(stored.id, stored.revision, first) else { return Ok(()) };
        prop_assume!(changed.revision != stored.revision);
        let expected: Vec<Difference> = second
            .changes_from(&changed.profile)
            .into_iter()
            .map(|change| Difference {
                stored: change.old.to_text().into_owned(),
                given: change.new.to_text().into_owned(),
                field: change.field,
            })
            .collect();
        match register.customers().update(stored.id, stored.revision, second) {
            Err(Error::Conflict(conflict)) => {
                prop_assert_eq!((conflict.expected, conflict.found), (Revision(1), Revision(2)));
                prop_assert_eq!(conflict.fields, expected);
            }
            other => prop_assert!(false, "{:?}", other.map(|customer| customer.id)),
        }
    }
}
