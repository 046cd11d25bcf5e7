use crate::base::{CollectionId, CustomerId, ErrorKind, Result, Timestamp, name_key};
use crate::collections::{Collection, CollectionKind, CollectionRef, Membership};
use crate::customers::Tombstone;
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, fails, holds, same};
use super::fixture::{Fixture, collection};

fn size(fixture: &Fixture, set: CollectionId) -> Result<u64> {
    Ok(fixture.repository.read(|tx| tx.collection(set))?.map_or(0, |set| set.size))
}

fn change(
    fixture: &Fixture,
    customers: &[CustomerId],
    add: &[CollectionId],
    remove: &[CollectionId],
) -> Result<Vec<Option<Membership>>> {
    let changes = fixture.repository.write(|tx| tx.change_members(customers, add, remove))?;
    // In which order the sets of one customer are told says nothing.
    let sorted = |mut change: Membership| {
        change.added.sort();
        change.removed.sort();
        change
    };
    Ok(changes.into_iter().map(|change| change.map(sorted)).collect())
}

fn ids_of(fixture: &mut Fixture, count: usize) -> Result<Vec<CustomerId>> {
    Ok(fixture.add(count)?.iter().map(|customer| customer.id).collect())
}

pub(super) fn sets_come_back_by_name(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let names = ["wedding", "VIP", "Åre", "portrait"];
    let mut sets = Vec::new();
    for name in names {
        sets.push(fixture.add_set(CollectionKind::Tag, name)?);
    }
    let list = fixture.add_set(CollectionKind::ContactGroup, "wedding")?;
    let found = fixture.repository.read(|tx| tx.collections(CollectionKind::Tag))?;
    sets.sort_by_key(|set| name_key(&set.name));
    same(&found, &sets, "the tags by name")?;
    same(
        found.iter().map(|set| set.name.as_str()).collect(),
        vec!["portrait", "VIP", "wedding", "Åre"],
        "names",
    )?;
    let asked = [
        (CollectionKind::CustomerGroup, "wedding"),
        (CollectionKind::ContactGroup, " Wedding"),
        (CollectionKind::Tag, "vip"),
        (CollectionKind::ContactGroup, "wedding"),
        (CollectionKind::Tag, "VIP\0"),
    ];
    let names = asked.map(|(kind, name)| (kind, name_key(name)));
    let by_name = fixture.repository.read(|tx| tx.collections_by_name(&names))?;
    let ids = by_name.iter().map(|set| set.as_ref().map(|set| set.id)).collect::<Vec<_>>();
    for turn in ["asked first", "asked again"] {
        same(fixture.repository.read(|tx| tx.collection_ids(&names))?, ids.clone(), turn)?;
    }
    let vip = sets.iter().find(|set| set.name == "VIP").cloned();
    same(by_name, vec![None, Some(list.clone()), vip, Some(list.clone()), None], "sets by kind and name")?;
    same(fixture.repository.read(|tx| tx.collection(list.id))?, Some(list), "the list by id")?;
    let standard = fixture.repository.read(|tx| tx.collection(fixture.standard.id))?;
    holds(standard.is_some_and(|set| set.preset.is_some()), "the preset group says that it is one")
}

pub(super) fn a_name_is_unique_in_its_kind(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let first = fixture.add_set(CollectionKind::Tag, "Wedding")?;
    let other = fixture.add_set(CollectionKind::Tag, "portrait")?;
    let twin = collection(&mut fixture.samples, CollectionKind::Tag, "wedding");
    let insert =
        |set: &Collection| fixture.repository.write(|tx| tx.insert_collection(set, &name_key(&set.name)));
    fails(insert(&twin), ErrorKind::AlreadyExists, "a second set of the name")?;
    let same_id = Collection { name: "new".into(), ..first.clone() };
    fails(insert(&same_id), ErrorKind::AlreadyExists, "a second set of the id")?;
    let renamed = Collection { name: "WEDDING".into(), ..other.clone() };
    let renaming = fixture.repository.write(|tx| tx.update_collection(&renamed, &name_key(&renamed.name)));
    fails(renaming, ErrorKind::AlreadyExists, "a renaming to a name in use")?;
    let found = fixture.repository.read(|tx| tx.collections(CollectionKind::Tag))?;
    same(found, vec![other, first], "the tags after that")
}

pub(super) fn a_set_is_renamed_and_archived(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let set = fixture.add_set(CollectionKind::Tag, "wedding")?;
    let ids = ids_of(&mut fixture, 2)?;
    change(&fixture, &ids, &[set.id], &[])?;
    let changed = Collection {
        name: "Weddings".into(),
        revision: set.revision.next(),
        archived_at: Some(Timestamp::from_micros(5)),
        size: 2,
        ..set.clone()
    };
    fixture.repository.write(|tx| tx.update_collection(&changed, "weddings"))?;
    same(fixture.repository.read(|tx| tx.collection(set.id))?, Some(changed.clone()), "the set")?;
    same(fixture.read_one(ids[0])?.tags, vec![CollectionRef::from(&changed)], "the tag of a member")?;
    // Its own name in other letters.
    let again = Collection { name: "WEDDINGS".into(), ..changed };
    fixture.repository.write(|tx| tx.update_collection(&again, "weddings"))?;
    same(fixture.repository.read(|tx| tx.members(set.id))?, ids, "the members")
}

pub(super) fn changing_members_says_what_truly_changed(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut sets = Vec::new();
    for name in ["a", "b", "c"] {
        sets.push(fixture.add_set(CollectionKind::Tag, name)?.id);
    }
    let ids = ids_of(&mut fixture, 3)?;
    let unknown = CustomerId::from_bytes([0xEE; 16]);
    let added = |sets: &[CollectionId]| Some(Membership { added: sets.to_vec(), removed: Vec::new() });
    let none = || Some(Membership::default());
    let first = change(&fixture, &[ids[0], unknown, ids[1], ids[0]], &[sets[0], sets[1]], &[])?;
    same(first, vec![added(&sets[..2]), None, added(&sets[..2]), none()], "the first change")?;
    let second = change(&fixture, &[ids[2], ids[0]], &[sets[0], sets[2]], &[sets[1]])?;
    let both = Membership { added: vec![sets[2]], removed: vec![sets[1]] };
    same(second, vec![added(&[sets[0], sets[2]]), Some(both)], "the second change")?;
    let third = change(&fixture, &[ids[2], ids[0]], &[sets[0], sets[2]], &[sets[1]])?;
    same(third, vec![none(), none()], "the second change made again")?;
    for (set, expected) in sets.iter().zip([3, 1, 2]) {
        same(size(&fixture, *set)?, expected, "the size of a set")?;
    }
    let counts = fixture.repository.read(|tx| tx.count_members(&sets, &[ids[0], ids[1], ids[0], unknown]))?;
    same(counts, vec![2, 1, 1], "how many of some customers are in each set")?;
    same(fixture.read_one(ids[0])?.revision.0, 1, "the revision of a member")
}

pub(super) fn memberships_show_on_customers(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let kinds = [
        (CollectionKind::Tag, "b"),
        (CollectionKind::Tag, "A"),
        (CollectionKind::ContactGroup, "a"),
        (CollectionKind::CustomerGroup, "a"),
    ];
    let mut sets = Vec::new();
    for (kind, name) in kinds {
        sets.push(fixture.add_set(kind, name)?);
    }
    let ids = ids_of(&mut fixture, 2)?;
    let all: Vec<CollectionId> = sets.iter().map(|set| set.id).collect();
    change(&fixture, &ids[..1], &all, &[])?;
    let customer = fixture.read_one(ids[0])?;
    let found = (customer.tags, customer.contact_groups, customer.customer_groups, customer.default_group);
    let refs: Vec<CollectionRef> = sets.iter().map(CollectionRef::from).collect();
    let tags = vec![refs[1].clone(), refs[0].clone()];
    let expected = (tags, vec![refs[2].clone()], vec![refs[3].clone()], fixture.standard.clone());
    same(found, expected, "the sets of a customer, by name")?;
    let other = fixture.read_one(ids[1])?;
    holds(other.tags.is_empty() && other.customer_groups.is_empty(), "another customer is in none")?;
    same(fixture.repository.read(|tx| tx.members(sets[0].id))?, vec![ids[0]], "the members of a tag")
}

pub(super) fn a_default_group_counts_as_membership(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(3)?;
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let group = fixture.add_set(CollectionKind::CustomerGroup, "Business")?;
    let standard = fixture.standard.id;
    same(size(&fixture, standard)?, 3, "the size of everybody's default group")?;
    same(fixture.repository.read(|tx| tx.members(standard))?, Vec::new(), "its members beside")?;
    let put = change(&fixture, &ids, &[standard], &[])?;
    same(put, vec![Some(Membership::default()); 3], "putting customers into their default group")?;
    let update = fixture.edit(&customers[0], |customer| customer.default_group = CollectionRef::from(&group));
    fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(&update)))?;
    same((size(&fixture, standard)?, size(&fixture, group.id)?), (3, 1), "the sizes after a change")?;
    let changed = fixture.read_one(ids[0])?;
    same(changed.default_group, CollectionRef::from(&group), "the default group")?;
    same(fixture.repository.read(|tx| tx.members(standard))?, vec![ids[0]], "who stays as a member")?;
    let counts = fixture.repository.read(|tx| tx.count_members(&[standard, group.id], &ids))?;
    same(counts, vec![3, 1], "who is in which group, by default or else")?;
    let back = fixture.edit(&update.after, |customer| {
        customer.default_group = update.before.default_group.clone();
    });
    fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(&back)))?;
    same(fixture.repository.read(|tx| tx.members(standard))?, Vec::new(), "members of their default group")?;
    same((size(&fixture, standard)?, size(&fixture, group.id)?), (3, 1), "the sizes after another change")
}

pub(super) fn pairs_are_added_once(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids = ids_of(&mut fixture, 2)?;
    let tag = fixture.add_set(CollectionKind::Tag, "a")?.id;
    let group = fixture.add_set(CollectionKind::CustomerGroup, "b")?.id;
    let pairs = [(ids[1], tag), (ids[0], group), (ids[1], tag), (ids[0], fixture.standard.id)];
    let new = fixture.repository.write(|tx| tx.add_members(&pairs))?;
    same(new, vec![true, true, false, false], "which pairs are new")?;
    same((size(&fixture, tag)?, size(&fixture, group)?), (1, 1), "the sizes")?;
    let again = fixture.repository.write(|tx| tx.add_members(&pairs))?;
    same(again, vec![false; 4], "which pairs are new the second time")
}

pub(super) fn pairs_of_new_customers_are_added_once(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let (first, second) = (fixture.sample(), fixture.sample());
    let ids = [first.customer.id, second.customer.id];
    let tags = [fixture.add_set(CollectionKind::Tag, "a")?.id, fixture.add_set(CollectionKind::Tag, "b")?.id];
    let standard = fixture.standard.id;
    // All in the unit of work that makes them.
    let new = fixture.repository.write(|tx| {
        tx.insert_customers(std::slice::from_ref(&first))?;
        let mut new = vec![tx.add_members(&[(ids[0], tags[0]), (ids[0], tags[0]), (ids[0], standard)])?];
        tx.insert_customers(std::slice::from_ref(&second))?;
        new.push(tx.add_members(&[(ids[1], tags[0]), (ids[0], tags[0]), (ids[0], tags[1])])?);
        new.push(tx.add_members(&[(ids[1], tags[0]), (ids[1], tags[1])])?);
        Ok(new)
    })?;
    let expected = vec![vec![true, false, false], vec![true, false, true], vec![false, true]];
    same(new, expected, "which pairs are new")?;
    for tag in tags {
        same(size(&fixture, tag)?, 2, "the size of a tag")?;
        same(fixture.repository.read(|tx| tx.members(tag))?, ids.to_vec(), "its members")?;
    }
    same(size(&fixture, standard)?, 2, "the size of the default group")
}

pub(super) fn a_deleted_set_leaves_its_members(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids = ids_of(&mut fixture, 2)?;
    let (tag, kept) =
        (fixture.add_set(CollectionKind::Tag, "a")?, fixture.add_set(CollectionKind::Tag, "b")?);
    change(&fixture, &ids, &[tag.id, kept.id], &[])?;
    fixture.repository.write(|tx| tx.delete_collection(tag.id))?;
    same(fixture.repository.read(|tx| tx.collection(tag.id))?, None, "the deleted set")?;
    same(fixture.read_one(ids[0])?.tags, vec![CollectionRef::from(&kept)], "the tags of a member")?;
    let next = fixture.add_set(CollectionKind::Tag, "a")?;
    same(size(&fixture, next.id)?, 0, "the size of a new set of the same name")
}

pub(super) fn a_deleted_customer_leaves_its_sets(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids = ids_of(&mut fixture, 2)?;
    let tag = fixture.add_set(CollectionKind::Tag, "a")?.id;
    change(&fixture, &ids, &[tag], &[])?;
    let tombstone = Tombstone { id: ids[0], deleted_at: Timestamp::from_micros(1), merged_into: None };
    fixture.repository.write(|tx| tx.delete_customer(&tombstone))?;
    same((size(&fixture, tag)?, size(&fixture, fixture.standard.id)?), (1, 1), "the sizes")?;
    same(fixture.repository.read(|tx| tx.members(tag))?, ids[1..].to_vec(), "the members")
}

pub(super) fn archived_members_are_counted(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(4)?;
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let (a, b) =
        (fixture.add_set(CollectionKind::Tag, "a")?.id, fixture.add_set(CollectionKind::Tag, "b")?.id);
    let group = fixture.add_set(CollectionKind::CustomerGroup, "c")?.id;
    change(&fixture, &ids, &[a, group], &[])?;
    change(&fixture, &ids[2..], &[b], &[])?;
    for (place, customer) in customers.iter().enumerate() {
        let archived_at = (place < 2).then_some(customer.updated_at);
        let update = fixture.edit(customer, |customer| customer.archived_at = archived_at);
        fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(&update)))?;
    }
    let count = |kind| fixture.repository.read(|tx| tx.count_archived_members(kind));
    same(count(CollectionKind::Tag)?, vec![(a, 2)], "the tags of archived customers")?;
    let mut groups = count(CollectionKind::CustomerGroup)?;
    groups.sort_unstable();
    let mut expected = vec![(group, 2), (fixture.standard.id, 2)];
    expected.sort_unstable();
    same(groups, expected, "their groups, the default one too")
}

pub(super) fn sizes_agree_with_the_members(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut ids = ids_of(&mut fixture, 20)?;
    let mut sets = Vec::new();
    for name in ["a", "b", "c", "d"] {
        sets.push(fixture.add_set(CollectionKind::Tag, name)?.id);
    }
    for _ in 0..60 {
        let random = &fixture.samples.random;
        let some: Vec<CustomerId> = ids.iter().copied().filter(|_| random.once_in(3)).collect();
        let (add, remove): (Vec<CollectionId>, Vec<CollectionId>) =
            sets.iter().copied().filter(|_| random.once_in(2)).partition(|_| random.once_in(2));
        change(&fixture, &some, &add, &remove)?;
        if fixture.samples.random.once_in(10) {
            let id = ids.remove(fixture.samples.random.below(ids.len()));
            let tombstone = Tombstone { id, deleted_at: Timestamp::from_micros(1), merged_into: None };
            fixture.repository.write(|tx| tx.delete_customer(&tombstone))?;
        }
    }
    for set in sets {
        let members = fixture.repository.read(|tx| tx.members(set))?;
        same(size(&fixture, set)?, u64::try_from(members.len()).unwrap_or(0), "a kept size")?;
        let all = fixture.repository.read(|tx| tx.count_members(&[set], &ids))?;
        same(all, vec![size(&fixture, set)?], "a counted size")?;
    }
    Ok(())
}
