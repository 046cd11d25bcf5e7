//! Tags, contact groups and customer groups through the register.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use proptest::prelude::*;

use crate::base::{Clock, CollectionId, CustomerId, Error, ErrorKind, Timestamp};
use crate::collections::{BulkOutcome, CollectionKind, CollectionRef, Preset};
use crate::customers::{CustomerDraft, CustomerFilter};
use crate::history::Action;
use crate::tags::{TagChange, TagState};

use super::Register;

const NOBODY: CustomerId = CustomerId::from_bytes([7; 16]);

/// Tells another second whenever it is asked.
#[derive(Debug, Default)]
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

fn register_of(names: &[&str]) -> (Register, Vec<CustomerId>) {
    let register = Register::builder().clock(Arc::new(Ticking::default())).in_memory().unwrap();
    let drafts: Vec<CustomerDraft> = names.iter().map(|name| CustomerDraft::person(*name, "Ek")).collect();
    let made = register.customers().create_many(&drafts).unwrap();
    let ids = made.into_iter().map(|customer| customer.unwrap().id).collect();
    (register, ids)
}

fn names(sets: &[CollectionRef]) -> Vec<&str> {
    sets.iter().map(|set| set.name.as_str()).collect()
}

fn tags_of(register: &Register, id: CustomerId) -> Vec<String> {
    names(&register.customers().get(id).unwrap().tags).into_iter().map(str::to_owned).collect()
}

fn rule_of(error: &Error) -> &str {
    match error {
        Error::RuleViolated { rule, .. } => rule,
        other => panic!("{other}"),
    }
}

fn assert_sound(register: &Register) {
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
}

// SPEC: A27, A39
#[test]
fn tags_of_one_customer_are_put_on_and_taken_away_without_a_new_revision() {
    let (register, ids) = register_of(&["Anna"]);
    let before = register.customers().get(ids[0]).unwrap();
    register.tags().apply(&ids, &TagChange::add(["vip", "Wedding"])).unwrap();
    assert_eq!(tags_of(&register, ids[0]), ["vip", "Wedding"]);
    register.tags().apply(&ids, &TagChange::remove(["VIP", "no such tag"])).unwrap();
    let after = register.customers().get(ids[0]).unwrap();
    assert_eq!(names(&after.tags), ["Wedding"]);
    assert_eq!((after.revision, after.updated_at), (before.revision, before.updated_at));
    assert_eq!(register.tags().find_by_name("no such tag").unwrap(), None);
    assert_sound(&register);
}

// SPEC: A40, A41, A42, B8
#[test]
fn one_call_changes_many_customers_and_tells_what_became_of_each() {
    let (register, ids) = register_of(&["Anna", "Bo", "Cecilia"]);
    register.tags().apply(&ids[1..], &TagChange::add(["lead"])).unwrap();
    register.tags().apply(&ids[2..], &TagChange::add(["wedding"]).and_remove(["lead"])).unwrap();
    let selection = [ids[2], NOBODY, ids[0], ids[1], ids[0]];
    let change = TagChange::add(["wedding"]).and_remove(["lead"]);
    let outcomes = register.tags().apply(&selection, &change).unwrap();
    use BulkOutcome::{Changed, NotFound, Unchanged};
    assert_eq!(outcomes, [Unchanged, NotFound, Changed, Changed, Unchanged]);
    assert!(ids.iter().all(|id| tags_of(&register, *id) == ["wedding"]));
    let wedding = register.tags().find_by_name("WEDDING").unwrap().unwrap();
    assert_eq!((wedding.size, register.tags().find_by_name("lead").unwrap().unwrap().size), (3, 0));
    assert_sound(&register);
}

// SPEC: B8, A42
#[test]
fn a_tag_in_both_sets_is_refused_and_nothing_is_stored() {
    let (register, ids) = register_of(&["Anna"]);
    let change = TagChange::add(["new", "Vip"]).and_remove(["vip "]);
    let error = register.tags().apply(&ids, &change).unwrap_err();
    assert_eq!(rule_of(&error), "tag_in_both");
    assert!(register.tags().all().unwrap().is_empty());
}

// SPEC: A41, A42, B8
#[test]
fn a_preview_tells_all_some_or_none_for_each_tag() {
    let (register, ids) = register_of(&["Anna", "Bo", "Cecilia"]);
    register.tags().apply(&ids, &TagChange::add(["all"])).unwrap();
    register.tags().apply(&ids[..1], &TagChange::add(["some"])).unwrap();
    register.tags().apply(&ids[2..], &TagChange::add(["other"])).unwrap();
    let old = register.tags().create("old").unwrap();
    register.tags().archive(old.id).unwrap();
    // An archived customer is selected like any other; unknown and repeated ids count for nothing.
    register.customers().archive(&ids[1..2]).unwrap();
    let preview = register.tags().preview(&[ids[0], ids[1], NOBODY, ids[0]]).unwrap();
    let states: Vec<_> = preview.iter().map(|p| (p.tag.name.as_str(), p.state)).collect();
    let expected = [("all", TagState::All), ("other", TagState::None), ("some", TagState::Some)];
    assert_eq!(states, expected);
}

// SPEC: A43, B8
#[test]
fn active_tags_are_used_and_not_archived_and_come_in_the_order_of_the_language() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    register.tags().apply(&ids, &TagChange::add(["zon", "äng", "Ark"])).unwrap();
    register.tags().create("unused").unwrap();
    let old = register.tags().find_by_name("zon").unwrap().unwrap();
    register.tags().archive(old.id).unwrap();
    let active = register.tags().active().unwrap();
    let found: Vec<_> = active.iter().map(|tag| (tag.name.as_str(), tag.size)).collect();
    assert_eq!(found, [("äng", 2), ("Ark", 2)]);
    register.tags().restore(old.id).unwrap();
    assert_eq!(register.tags().active().unwrap().len(), 3);
}

// SPEC: A43
#[test]
fn picking_a_tag_filters_the_customers() {
    let (register, ids) = register_of(&["Anna", "Bo", "Cecilia"]);
    register.tags().apply(&ids[1..], &TagChange::add(["Wedding"])).unwrap();
    assert_eq!(register.customers().count(&CustomerFilter::default().with_tag("wedding")).unwrap(), 2);
}

// SPEC: B8
#[test]
fn a_name_is_unique_in_its_kind_whatever_its_case_and_blanks() {
    let register = Register::in_memory().unwrap();
    let tag = register.tags().create(" VIP  Kunden").unwrap();
    assert_eq!(tag.name, "VIP  Kunden");
    for again in ["vip kunden", "ＶＩＰ Kunden"] {
        assert_eq!(register.tags().create(again).unwrap_err().kind(), ErrorKind::AlreadyExists);
    }
    assert!(register.contact_groups().create("vip kunden").is_ok());
    assert_eq!(register.tags().create(" ").unwrap_err().kind(), ErrorKind::Invalid);
}

// SPEC: B8
#[test]
fn renaming_keeps_id_and_members() {
    let (register, ids) = register_of(&["Anna"]);
    register.tags().apply(&ids, &TagChange::add(["vip", "lead"])).unwrap();
    let tag = register.tags().find_by_name("vip").unwrap().unwrap();
    let renamed = register.tags().rename(tag.id, tag.revision, "VIP+").unwrap();
    assert_eq!((renamed.id, renamed.revision), (tag.id, tag.revision.next()));
    assert_eq!(tags_of(&register, ids[0]), ["lead", "VIP+"]);
    let late = register.tags().rename(tag.id, tag.revision, "x").unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Conflict);
    let taken = register.tags().rename(tag.id, renamed.revision, "LEAD").unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
    // Another way to write its own name is none that another tag has.
    assert!(register.tags().rename(tag.id, renamed.revision, "vip+").is_ok());
}

// SPEC: B8
#[test]
fn merging_moves_the_members_and_deletes_the_first_tag() {
    let (register, ids) = register_of(&["Anna", "Bo", "Cecilia"]);
    register.tags().apply(&ids[..2], &TagChange::add(["weding"])).unwrap();
    register.tags().apply(&ids[1..], &TagChange::add(["wedding"])).unwrap();
    let [from, into] =
        ["weding", "wedding"].map(|name| register.tags().find_by_name(name).unwrap().unwrap().id);
    assert_eq!(register.tags().merge(from, into).unwrap().size, 3);
    assert!(ids.iter().all(|id| tags_of(&register, *id) == ["wedding"]));
    assert_eq!(register.tags().get(from).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(rule_of(&register.tags().merge(into, into).unwrap_err()), "merged_into_itself");
    assert_sound(&register);
}

#[test]
fn deleting_a_tag_keeps_the_customers_and_history_tells_who_bore_it() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    register.tags().apply(&ids[..1], &TagChange::add(["vip"])).unwrap();
    let tag = register.tags().find_by_name("vip").unwrap().unwrap();
    register.tags().delete(tag.id).unwrap();
    assert!(tags_of(&register, ids[0]).is_empty());
    let last = &register.history().of_customer(ids[0], None, 1).unwrap()[0].fields[0];
    assert_eq!((last.old.to_text(), last.new.to_text()), ("vip".into(), "".into()));
    assert_eq!(register.history().of_customer(ids[1], None, 10).unwrap().len(), 1);
    assert_sound(&register);
}

// SPEC: A38, B8
#[test]
fn history_tells_the_difference_for_each_customer_that_truly_changed() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    register.tags().apply(&ids[..1], &TagChange::add(["vip"])).unwrap();
    let begin = register.history().changes(0, 100).unwrap().last().unwrap().seq;
    register.tags().apply(&ids, &TagChange::add(["vip"])).unwrap();
    let changes = register.history().changes(begin, 100).unwrap();
    let told: Vec<_> = changes.iter().map(|entry| (entry.change.entity.id, entry.change.action)).collect();
    assert_eq!(told, [(ids[1].to_bytes(), Action::Grouped)]);
    assert_eq!(changes[0].change.old[0].field, "tags");
}

// SPEC: C19, B8
#[test]
fn a_record_as_of_a_date_has_the_tags_of_then_with_their_names_of_then() {
    let (register, ids) = register_of(&["Anna"]);
    register.tags().apply(&ids, &TagChange::add(["lead", "old", "gone", "typo"])).unwrap();
    let then = register.history().of_customer(ids[0], None, 1).unwrap()[0].set.at;
    let [lead, gone, typo] =
        ["lead", "gone", "typo"].map(|name| register.tags().find_by_name(name).unwrap().unwrap());
    register.tags().apply(&ids, &TagChange::add(["vip"]).and_remove(["old"])).unwrap();
    register.tags().rename(lead.id, lead.revision, "prospect").unwrap();
    register.tags().delete(gone.id).unwrap();
    register.tags().merge(typo.id, lead.id).unwrap();
    assert_eq!(tags_of(&register, ids[0]), ["prospect", "vip"]);
    let record = register.customers().as_of(ids[0], then).unwrap().unwrap();
    assert_eq!(names(&record.tags), ["gone", "lead", "old", "typo"]);
}

// SPEC: B16
#[test]
fn a_call_with_an_idempotency_key_gives_its_first_answer_again() {
    let (register, ids) = register_of(&["Anna"]);
    let keyed = register.with_idempotency_key("dialog-3");
    let change = TagChange::add(["vip"]);
    let selection = [ids[0], NOBODY];
    let first = keyed.tags().apply(&selection, &change).unwrap();
    assert_eq!(first, [BulkOutcome::Changed, BulkOutcome::NotFound]);
    assert_eq!(keyed.tags().apply(&selection, &change).unwrap(), first);
    let other = keyed.tags().apply(&ids, &change).unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Conflict);
    let keyed = register.with_idempotency_key("dialog-4");
    let made = keyed.contact_groups().create_with("Parents", &ids).unwrap();
    assert_eq!(keyed.contact_groups().create_with("Parents", &ids).unwrap(), made);
}

// SPEC: P16, P19, P22
#[test]
fn many_customers_are_attached_to_an_existing_contact_group() {
    let (register, ids) = register_of(&["Anna", "Bo", "Cecilia"]);
    let group = register.contact_groups().create("Parents 4B").unwrap();
    let outcomes = register.contact_groups().attach(group.id, &ids[..2]).unwrap();
    assert_eq!(outcomes, [BulkOutcome::Changed; 2]);
    assert_eq!(names(&register.customers().get(ids[0]).unwrap().contact_groups), ["Parents 4B"]);
    assert!(register.customers().get(ids[2]).unwrap().contact_groups.is_empty());
    assert_eq!(register.contact_groups().detach(group.id, &ids).unwrap()[2], BulkOutcome::Unchanged);
    assert_eq!(register.contact_groups().get(group.id).unwrap().size, 0);
    let tag = register.tags().create("tag").unwrap();
    let wrong = register.contact_groups().attach(tag.id, &ids).unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::NotFound);
    assert_sound(&register);
}

// SPEC: P23
#[test]
fn a_contact_group_is_made_with_its_first_members_or_not_at_all() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    let group = register.contact_groups().create_with("Class 4B", &ids).unwrap();
    assert_eq!(group.size, 2);
    let error = register.contact_groups().create_with("Class 5B", &[ids[0], NOBODY]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(register.contact_groups().find_by_name("Class 5B").unwrap(), None);
    assert_sound(&register);
}

// SPEC: N25
#[test]
fn preset_groups_are_there_from_the_start_and_can_be_renamed_but_not_deleted() {
    let (register, ids) = register_of(&["Anna"]);
    let business = register.customer_groups().preset(Preset::Business).unwrap();
    assert_eq!((business.name.as_str(), business.size), ("Business", 0));
    let error = register.customer_groups().delete(business.id).unwrap_err();
    assert_eq!(rule_of(&error), "preset_group");
    let standard = register.customer_groups().preset(Preset::Standard).unwrap();
    assert_eq!(standard.size, 1);
    register.customer_groups().rename(standard.id, standard.revision, "Privat").unwrap();
    assert_eq!(register.customers().get(ids[0]).unwrap().default_group.name, "Privat");
    let made = register.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
    assert_eq!(made.default_group.name, "Privat");
}

// SPEC: N24, N26, B7
#[test]
fn a_customer_is_in_several_groups_and_one_is_the_default() {
    let (register, ids) = register_of(&["Anna"]);
    let groups = register.customer_groups();
    let (standard, business) =
        (groups.preset(Preset::Standard).unwrap(), groups.preset(Preset::Business).unwrap());
    let schools = groups.create("Schools").unwrap();
    let changed = [BulkOutcome::Changed];
    let unchanged = [BulkOutcome::Unchanged];
    assert_eq!(groups.attach(schools.id, &ids).unwrap(), changed);
    assert_eq!(groups.attach(standard.id, &ids).unwrap(), unchanged, "the default group is a group");
    assert_eq!(groups.set_default(schools.id, &ids).unwrap(), changed);
    assert_eq!(groups.set_default(schools.id, &ids).unwrap(), unchanged);
    let anna = register.customers().get(ids[0]).unwrap();
    assert_eq!(
        (anna.default_group.name.as_str(), names(&anna.customer_groups)),
        ("Schools", vec!["Standard"])
    );
    assert_eq!(anna.revision.0, 2);
    let error = groups.detach(schools.id, &ids, None).unwrap_err();
    assert_eq!(rule_of(&error), "default_group_required");
    let same = groups.detach(schools.id, &ids, Some(schools.id)).unwrap_err();
    assert_eq!(rule_of(&same), "default_group_required");
    assert_eq!(groups.detach(schools.id, &ids, Some(business.id)).unwrap(), changed);
    let anna = register.customers().get(ids[0]).unwrap();
    let now = (anna.default_group.name.as_str(), names(&anna.customer_groups));
    assert_eq!(now, ("Business", vec!["Standard"]));
    assert_eq!(groups.get(schools.id).unwrap().size, 0);
    assert_sound(&register);
}

// SPEC: N26, C19
#[test]
fn a_record_as_of_a_date_has_the_groups_of_then() {
    let (register, ids) = register_of(&["Anna"]);
    let before = register.customers().get(ids[0]).unwrap();
    let schools = register.customer_groups().create("Schools").unwrap();
    register.customer_groups().set_default(schools.id, &ids).unwrap();
    let then = register.customers().as_of(ids[0], before.created_at).unwrap().unwrap();
    let seen = (&then.default_group, &then.customer_groups, then.revision);
    assert_eq!(seen, (&before.default_group, &before.customer_groups, before.revision));
}

// SPEC: N26
#[test]
fn a_group_that_is_somebodys_default_cannot_be_deleted() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    let schools = register.customer_groups().create("Schools").unwrap();
    register.customer_groups().attach(schools.id, &ids).unwrap();
    register.customer_groups().set_default(schools.id, &ids[..1]).unwrap();
    let error = register.customer_groups().delete(schools.id).unwrap_err();
    assert_eq!(rule_of(&error), "group_in_use");
    let standard = register.customer_groups().preset(Preset::Standard).unwrap();
    register.customer_groups().set_default(standard.id, &ids).unwrap();
    register.customer_groups().delete(schools.id).unwrap();
    assert!(register.customers().get(ids[0]).unwrap().customer_groups.is_empty());
    assert_sound(&register);
}

#[test]
fn deleting_a_customer_takes_it_out_of_its_sets() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    register.tags().apply(&ids, &TagChange::add(["vip"])).unwrap();
    register.customers().delete(ids[0], register.customers().get(ids[0]).unwrap().revision).unwrap();
    assert_eq!(register.tags().find_by_name("vip").unwrap().unwrap().size, 1);
    assert_eq!(register.customer_groups().preset(Preset::Standard).unwrap().size, 1);
    assert_sound(&register);
}

/// One call on a register of five customers, three sets of a kind and the two preset groups.
#[derive(Debug, Clone)]
struct Call {
    kind: CollectionKind,
    action: usize,
    set: usize,
    other: usize,
    customers: Vec<usize>,
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let kinds = prop::sample::select(CollectionKind::ALL.to_vec());
    let call = (kinds, 0..3_usize, 0..3_usize, 0..3_usize, prop::collection::vec(0..6_usize, 0..8));
    prop::collection::vec(
        call.prop_map(|(kind, action, set, other, customers)| Call { kind, action, set, other, customers }),
        1..10,
    )
}

struct World {
    register: Register,
    customers: Vec<CustomerId>,
    contact_groups: Vec<CollectionId>,
    customer_groups: Vec<CollectionId>,
}

impl World {
    fn new() -> Self {
        let (register, mut customers) = register_of(&["Anna", "Bo", "Cecilia", "David", "Eva"]);
        customers.push(NOBODY);
        let names = ["a", "b", "c"];
        let contact_groups = names.map(|name| register.contact_groups().create(name).unwrap().id).to_vec();
        let customer_groups = names.map(|name| register.customer_groups().create(name).unwrap().id).to_vec();
        Self { register, customers, contact_groups, customer_groups }
    }

    fn make(&self, call: &Call, customers: &[usize]) -> Vec<BulkOutcome> {
        let ids: Vec<CustomerId> = customers.iter().map(|index| self.customers[*index]).collect();
        let names = ["x", "y", "z"];
        match call.kind {
            CollectionKind::Tag => {
                let change = TagChange::add([names[call.set]]);
                let both = call.action > 0 && call.set != call.other;
                let change = if both { change.and_remove([names[call.other]]) } else { change };
                self.register.tags().apply(&ids, &change).unwrap()
            }
            CollectionKind::ContactGroup => {
                let group = self.contact_groups[call.set];
                match call.action {
                    0 => self.register.contact_groups().detach(group, &ids).unwrap(),
                    _ => self.register.contact_groups().attach(group, &ids).unwrap(),
                }
            }
            CollectionKind::CustomerGroup => {
                let group = self.customer_groups[call.set];
                let other = self.customer_groups[(call.set + 1) % 3];
                match call.action {
                    0 => self.register.customer_groups().detach(group, &ids, Some(other)).unwrap(),
                    1 => self.register.customer_groups().attach(group, &ids).unwrap(),
                    _ => self.register.customer_groups().set_default(group, &ids).unwrap(),
                }
            }
        }
    }

    /// What can be seen without ids and times.
    fn seen(&self) -> Vec<(String, Vec<String>, Vec<Option<u64>>)> {
        let sizes: Vec<Option<u64>> = ["x", "y", "z"]
            .iter()
            .map(|name| self.register.tags().find_by_name(name).unwrap().map(|tag| tag.size))
            .chain(self.register.contact_groups().all().unwrap().into_iter().map(|group| Some(group.size)))
            .chain(self.register.customer_groups().all().unwrap().into_iter().map(|group| Some(group.size)))
            .collect();
        let customers = self.customers.iter().filter_map(|id| self.register.customers().find(*id).unwrap());
        customers
            .map(|customer| {
                let sets = [&customer.tags, &customer.contact_groups, &customer.customer_groups];
                let names = sets.into_iter().flatten().map(|set| set.name.clone()).collect();
                (customer.default_group.name, names, sizes.clone())
            })
            .collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    // SPEC: B8, A40, C25
    #[test]
    fn a_bulk_call_equals_the_single_calls(calls in calls()) {
        let (bulk, single) = (World::new(), World::new());
        for call in &calls {
            let together = bulk.make(call, &call.customers);
            let apart: Vec<BulkOutcome> =
                call.customers.iter().flat_map(|customer| single.make(call, &[*customer])).collect();
            prop_assert_eq!(together, apart);
        }
        prop_assert_eq!(bulk.seen(), single.seen());
        assert_sound(&bulk.register);
        assert_sound(&single.register);
    }
}

// SPEC: B8, A43
#[test]
fn archived_customers_make_no_tag_active_and_count_in_no_picker() {
    let (register, ids) = register_of(&["Anna", "Bo"]);
    register.tags().apply(&ids, &TagChange::add(["both"])).unwrap();
    register.tags().apply(&ids[..1], &TagChange::add(["gone"])).unwrap();
    register.customers().archive(&ids[..1]).unwrap();
    let offered = || -> Vec<(String, u64)> {
        register.tags().active().unwrap().into_iter().map(|tag| (tag.name, tag.size)).collect()
    };
    assert_eq!(offered(), [("both".to_owned(), 1)]);
    register.customers().restore(&ids[..1]).unwrap();
    assert_eq!(offered(), [("both".to_owned(), 2), ("gone".to_owned(), 1)]);
}
