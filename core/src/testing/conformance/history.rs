use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::base::{Actor, BatchId, CustomerId, EntityKind, Error, RegisterId, Result, Timestamp};
use crate::history::{Action, Change, ChangeSet, EntityRef, HistoryEntry, OldValue};
use crate::repository::RepositoryExt;

use super::expect::{Checked, Failure, holds, same};
use super::{Factory, fixture::Fixture};

const ALL: u32 = 10_000;

fn set(at: i64, batch: Option<BatchId>) -> ChangeSet {
    ChangeSet {
        at: Timestamp::from_micros(at),
        actor: Actor::staff("maria å"),
        batch,
        reason: "asked \"by phone\"".into(),
        origin: RegisterId::from_bytes([3; 16]),
    }
}

fn change(id: CustomerId, action: Action, old: &[(&'static str, &str)]) -> Change {
    let value =
        |(field, text): &(&'static str, &str)| OldValue { field: (*field).into(), text: (*text).to_owned() };
    let entity = EntityRef { kind: EntityKind::Customer, id: id.to_bytes() };
    Change { entity, action, old: old.iter().map(value).collect() }
}

fn append(fixture: &Fixture, set: &ChangeSet, changes: &[Change]) -> Result<()> {
    fixture.repository.write(|tx| tx.append_changes(set, changes))
}

fn feed(fixture: &Fixture, after: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
    fixture.repository.read(|tx| tx.changes_after(after, limit))
}

/// The old values by field: the order in which a backend keeps them says nothing.
fn sorted(change: &Change) -> Change {
    let mut change = change.clone();
    change.old.sort_by(|a, b| a.field.cmp(&b.field));
    change
}

pub(super) fn changes_come_back_in_order(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(3)?.iter().map(|customer| customer.id).collect();
    let latest = |fixture: &Fixture| fixture.repository.read(|tx| tx.latest_change());
    same(latest(&fixture)?, 0, "the number of the last change where there is none")?;
    let first = [change(ids[0], Action::Created, &[]), change(ids[1], Action::Created, &[])];
    let second = [
        change(ids[0], Action::Updated, &[("note", "two\nlines"), ("city", ""), ("given_name", "Å\"\\")]),
        change(ids[2], Action::Archived, &[("archived_at", "")]),
        change(ids[1], Action::Grouped, &[("tags", "+a")]),
    ];
    append(&fixture, &set(10, None), &first)?;
    append(&fixture, &set(5, None), &second)?;
    let entries = feed(&fixture, 0, ALL)?;
    holds(entries.windows(2).all(|pair| pair[0].seq < pair[1].seq), "numbers grow")?;
    holds(entries.first().is_some_and(|entry| entry.seq > 0), "0 is before the first")?;
    let told: Vec<(i64, Change)> =
        entries.iter().map(|entry| (entry.set.at.as_micros(), sorted(&entry.change))).collect();
    let expected: Vec<(i64, Change)> =
        first.iter().map(|c| (10, sorted(c))).chain(second.iter().map(|c| (5, sorted(c)))).collect();
    same(told, expected, "the change feed")?;
    same(&entries[4].set, &set(5, None), "who, when and why")?;
    same(feed(&fixture, entries[1].seq, 2)?, entries[2..4].to_vec(), "two changes after the second")?;
    same(latest(&fixture)?, entries[4].seq, "the number of the last change")?;
    same(feed(&fixture, entries[4].seq, ALL)?, Vec::new(), "after the last")
}

pub(super) fn the_history_of_an_entity_is_newest_first(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(2)?.iter().map(|customer| customer.id).collect();
    for at in 0..6 {
        let action = if at < 2 { Action::Created } else { Action::Updated };
        append(&fixture, &set(at, None), &[change(ids[usize::from(at % 2 == 1)], action, &[])])?;
    }
    let entity = EntityRef { kind: EntityKind::Customer, id: ids[0].to_bytes() };
    let all = fixture.repository.read(|tx| tx.history_of(entity, None, ALL))?;
    let at: Vec<i64> = all.iter().map(|entry| entry.set.at.as_micros()).collect();
    same(at, vec![4, 2, 0], "the times of its changes")?;
    let next = fixture.repository.read(|tx| tx.history_of(entity, Some(all[0].seq), 1))?;
    same(next, all[1..2].to_vec(), "the one before the newest")
}

pub(super) fn entities_have_their_changes_in_order(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(4)?.iter().map(|customer| customer.id).collect();
    let created: Vec<Change> = ids.iter().map(|id| change(*id, Action::Created, &[])).collect();
    append(&fixture, &set(1, None), &created)?;
    let batch = BatchId::from_bytes([5; 16]);
    let edits = [2, 0, 1].map(|place| change(ids[place], Action::Updated, &[("note", "old")]));
    append(&fixture, &set(2, Some(batch)), &edits)?;
    // Another entity may have the same id.
    let mut twin = change(ids[0], Action::Updated, &[]);
    twin.entity.kind = EntityKind::Tag;
    append(&fixture, &set(3, None), &[twin])?;
    let read = |entities: &[EntityRef], after| fixture.repository.read(|tx| tx.changes_of(entities, after));
    let wanted = [created[2].entity, created[0].entity];
    let all = read(&wanted, 0)?;
    let changes: Vec<Change> = all.iter().map(|entry| entry.change.clone()).collect();
    let expected = [&created[0], &created[2], &edits[0], &edits[1]].map(Clone::clone).to_vec();
    same(changes, expected, "their changes")?;
    same(&all[2].set, &set(2, Some(batch)), "who, when and why")?;
    same(read(&wanted, all[1].seq)?, all[2..].to_vec(), "those after the second")?;
    same(read(&wanted, all[3].seq)?, Vec::new(), "those after the last")?;
    same(read(&[], 0)?, Vec::new(), "changes of nothing")
}

pub(super) fn a_batch_has_its_changes(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(4)?.iter().map(|customer| customer.id).collect();
    let batch = BatchId::from_bytes([5; 16]);
    let created: Vec<Change> = ids.iter().map(|id| change(*id, Action::Created, &[])).collect();
    append(&fixture, &set(1, Some(batch)), &created[..2])?;
    append(&fixture, &set(2, None), &created[2..3])?;
    append(&fixture, &set(3, Some(batch)), &created[3..])?;
    let read = |after, limit| fixture.repository.read(|tx| tx.changes_of_batch(batch, after, limit));
    let all = read(0, ALL)?;
    let changes: Vec<Change> = all.iter().map(|entry| entry.change.clone()).collect();
    let expected = [&created[..2], &created[3..]].concat();
    same(changes, expected, "its changes")?;
    same(read(all[0].seq, 1)?, all[1..2].to_vec(), "one after the first")?;
    let other = fixture.repository.read(|tx| tx.changes_of_batch(BatchId::from_bytes([6; 16]), 0, ALL))?;
    same(other, Vec::new(), "of another batch")
}

pub(super) fn old_values_can_be_forgotten(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(2)?.iter().map(|customer| customer.id).collect();
    let changes = [
        change(ids[0], Action::Updated, &[("given_name", "Anna")]),
        change(ids[1], Action::Updated, &[("given_name", "Bo")]),
    ];
    append(&fixture, &set(1, None), &changes)?;
    fixture.repository.write(|tx| tx.forget_old_values(changes[0].entity))?;
    let told: Vec<Change> = feed(&fixture, 0, ALL)?.into_iter().map(|entry| entry.change).collect();
    let emptied = Change { old: Vec::new(), ..changes[0].clone() };
    same(told, vec![emptied, changes[1].clone()], "what is told then")
}

pub(super) fn reasons_are_forgotten_where_one_alone_was_changed(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(2)?.iter().map(|customer| customer.id).collect();
    let by_customer = |at| ChangeSet { actor: Actor::Customer("form 17".into()), ..set(at, None) };
    let mut tag = change(ids[0], Action::Created, &[]);
    tag.entity = EntityRef { kind: EntityKind::Tag, id: [9; 16] };
    let edit = |place: usize| change(ids[place], Action::Updated, &[("note", "old")]);
    append(&fixture, &by_customer(1), &[tag, edit(0)])?;
    append(&fixture, &set(2, None), &[edit(0)])?;
    append(&fixture, &by_customer(3), &[edit(0), edit(1)])?;
    append(&fixture, &by_customer(4), &[edit(1)])?;
    let of =
        |kind, n| Change { entity: EntityRef { kind, id: [n; 16] }, ..change(ids[1], Action::Created, &[]) };
    let registered = of(EntityKind::Registration, 7);
    let others = [of(EntityKind::Participant, 8), registered.clone(), of(EntityKind::Job, 6)];
    append(&fixture, &by_customer(5), &[others[0].clone(), edit(1)])?;
    append(&fixture, &by_customer(6), &[of(EntityKind::Job, 5), registered])?;
    append(&fixture, &by_customer(7), &others[2..])?;
    fixture.repository.write(|tx| tx.forget_old_values(edit(0).entity))?;
    for other in &others {
        fixture.repository.write(|tx| tx.forget_old_values(other.entity))?;
    }
    let told: Vec<(i64, ChangeSet)> =
        feed(&fixture, 0, ALL)?.into_iter().map(|entry| (entry.set.at.as_micros(), entry.set)).collect();
    let forgotten = |set: ChangeSet| ChangeSet { reason: String::new(), ..set };
    let nameless = |at| ChangeSet { actor: Actor::Customer(String::new()), ..forgotten(by_customer(at)) };
    let expected = [
        (1, nameless(1)),
        (1, nameless(1)),
        (2, forgotten(set(2, None))),
        (3, by_customer(3)),
        (3, by_customer(3)),
        (4, by_customer(4)),
        (5, by_customer(5)),
        (5, by_customer(5)),
        (6, nameless(6)),
        (6, nameless(6)),
        (7, by_customer(7)),
    ];
    // Debug shows neither reasons nor actors, so the comparison says which.
    for ((at, told), (_, expected)) in told.iter().zip(&expected) {
        same(&told.reason, &expected.reason, &format!("the reason of {at}"))?;
        holds(told == expected, format!("who did it, at {at}"))?;
    }
    same(told.len(), expected.len(), "changes")
}

pub(super) fn history_is_of_a_kind_and_an_id(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let id = fixture.add(1)?[0].id;
    let own = change(id, Action::Updated, &[("note", "old")]);
    let mut tag = change(id, Action::Updated, &[("name", "old")]);
    tag.entity.kind = EntityKind::Tag;
    append(&fixture, &set(1, None), &[own.clone(), tag.clone()])?;
    for (entity, expected) in [(own.entity, &own), (tag.entity, &tag)] {
        let (one, several) = fixture
            .repository
            .read(|tx| Ok((tx.history_of(entity, None, ALL)?, tx.changes_of(&[entity], 0)?)))?;
        for entries in [one, several] {
            let told: Vec<Change> = entries.into_iter().map(|entry| entry.change).collect();
            same(told, vec![expected.clone()], "the history of one of two with the same id")?;
        }
    }
    fixture.repository.write(|tx| tx.forget_old_values(tag.entity))?;
    let told: Vec<Change> = feed(&fixture, 0, ALL)?.into_iter().map(|entry| entry.change).collect();
    same(told, vec![own, Change { old: Vec::new(), ..tag }], "what is told when one is forgotten")
}

pub(super) fn old_values_can_be_rewritten(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let id = fixture.add(1)?[0].id;
    let mut tag = change(id, Action::Updated, &[("birthday", "not a customer's")]);
    tag.entity.kind = EntityKind::Tag;
    let changes = [
        change(id, Action::Updated, &[("birthday", "1990-09-21"), ("given_name", "Anna")]),
        change(id, Action::Updated, &[("birthday", "--09-21")]),
        change(id, Action::Updated, &[("city", "birthday")]),
        tag.clone(),
    ];
    append(&fixture, &set(1, None), &changes)?;
    let forget = |old: &mut [OldValue]| {
        old.iter_mut().filter(|value| value.field == "birthday").for_each(|value| value.text.clear());
    };
    // Some at a time, and whoever asks goes on after the last of them.
    let (mut after, mut turns) = (Some(0), 0);
    while let Some(seq) = after.filter(|_| turns <= changes.len()) {
        after = fixture.repository.write(|tx| tx.rewrite_old_values(seq, 2, &forget))?;
        turns += 1;
    }
    same(turns, 2, "turns for three changes with old values")?;
    let told: Vec<Change> = feed(&fixture, 0, ALL)?.iter().map(|entry| sorted(&entry.change)).collect();
    let expected = vec![
        sorted(&change(id, Action::Updated, &[("birthday", ""), ("given_name", "Anna")])),
        change(id, Action::Updated, &[("birthday", "")]),
        changes[2].clone(),
        tag,
    ];
    same(told, expected, "what is told then")
}

pub(super) fn numbers_commit_in_order(factory: Factory<'_>) -> Checked {
    const THREADS: usize = 3;
    const TURNS: usize = 10;
    let mut fixture = Fixture::new(factory)?;
    let id = fixture.add(1)?[0].id;
    let fixture = &fixture;
    let write =
        || (0..TURNS).try_for_each(|_| append(fixture, &set(1, None), &[change(id, Action::Updated, &[])]));
    let done = AtomicBool::new(false);
    // A follower that goes on from the last number it saw misses no change.
    let follow = || -> Result<usize> {
        let (mut last, mut seen) = (0, 0);
        loop {
            let ended = done.load(Ordering::SeqCst);
            let entries = feed(fixture, last, ALL)?;
            seen += entries.len();
            last = entries.last().map_or(last, |entry| entry.seq);
            if ended && entries.is_empty() {
                return Ok(seen);
            }
        }
    };
    let (written, followed) = thread::scope(|scope| {
        let follower = scope.spawn(follow);
        let writers: Vec<_> = (0..THREADS).map(|_| scope.spawn(write)).collect();
        let written: Vec<_> = writers.into_iter().map(|writer| writer.join()).collect();
        done.store(true, Ordering::SeqCst);
        (written, follower.join())
    });
    for result in written {
        result.map_err(|panic| Failure::of_panic(panic.as_ref()))??;
    }
    let all = followed.map_err(|panic| Failure::of_panic(panic.as_ref()))??;
    same(all, THREADS * TURNS, "changes that the follower saw")
}

pub(super) fn what_was_rolled_back_is_not_told(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let id = fixture.add(1)?[0].id;
    let result: Result<()> = fixture.repository.write(|tx| {
        tx.append_changes(&set(1, None), &[change(id, Action::Updated, &[])])?;
        Err(Error::Cancelled)
    });
    holds(result.is_err(), "the unit of work is given up")?;
    append(&fixture, &set(2, None), &[change(id, Action::Archived, &[])])?;
    let told: Vec<Action> = feed(&fixture, 0, ALL)?.into_iter().map(|entry| entry.change.action).collect();
    same(told, vec![Action::Archived], "what is told")
}
