use std::collections::BTreeSet;
use std::fmt::Debug;

use crate::base::{CustomerId, JobGroupId, JobId, ParticipantId, Result, Sort, Timestamp};
use crate::catalogue::{FieldValue, Record as _};
use crate::participants::{
    ConsentDecision, Participant, ParticipantFilter, ParticipantLink, PhotoConsent, Relation,
};
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, same};
use super::fixture::Fixture;
use super::records::{Kept, Listed, both_ways, time_key};
use super::school::{School, participant};

const PARTICIPANTS: Kept<Participant, ParticipantId> = Kept {
    id: ParticipantId::from_bytes,
    load: |tx, ids| tx.participants(ids),
    insert: |tx, participants| tx.insert_participants(participants),
    update: |tx, participants| tx.update_participants(participants),
    delete: |tx, ids, at| tx.delete_participants(ids, at),
};
const LISTED: Listed<Participant, ParticipantFilter> = Listed {
    list: |tx, list| tx.list_participants(list),
    count: |tx, filter, cap| tx.count_participants(filter, cap),
};
const NOBODY: ParticipantId = ParticipantId::from_bytes([0xEE; 16]);

pub(super) fn participants_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::new(&mut fixture)?;
    PARTICIPANTS.come_and_go(&fixture, &school.participants, |details| {
        details.family_name = "Ny".into();
        details.birthday = None;
        details.minor = details.minor.map(|minor| !minor);
        details.note.clear();
    })
}

fn passes(school: &School, filter: &ParticipantFilter, id: ParticipantId) -> bool {
    let member_of = |group: JobGroupId| school.members.contains(&(group, id));
    let mut groups = school.groups.iter().map(|group| &group.record);
    let tied = |customer| school.links.iter().any(|link| (link.participant, link.customer) == (id, customer));
    filter.job.is_none_or(|job| groups.any(|group| group.job == job && member_of(group.id)))
        && filter.group.is_none_or(member_of)
        && filter.customer.is_none_or(tied)
}

fn key(fixture: &Fixture, field: &str, participant: &Participant) -> Vec<u8> {
    let details = &participant.details;
    match field {
        Sort::ID => Vec::new(),
        "family_name" => fixture.collation.key(&participant.sort_text()),
        "student_number" => details.student_number.clone().into(),
        "birthday" => {
            let day = details.birthday.map_or(FieldValue::Empty, FieldValue::PartialDate);
            day.to_text().into_owned().into()
        }
        _ => time_key(Some(participant.created_at)),
    }
}

fn any_filter(fixture: &Fixture, school: &School) -> ParticipantFilter {
    let random = &fixture.samples.random;
    let some = |ask: bool| ask && random.once_in(2);
    ParticipantFilter {
        job: some(true).then(|| school.jobs[random.below(5)].record.id),
        group: some(random.once_in(2)).then(|| school.groups[random.below(school.groups.len())].record.id),
        customer: some(random.once_in(2)).then(|| school.customers[random.below(8)].id),
    }
}

pub(super) fn lists_of_participants_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    for round in 0..2 {
        for sort in ParticipantFilter::SORTS.into_iter().chain([Sort::ID]).flat_map(both_ways) {
            for place in 0..6 {
                let none = place == 0;
                let filter = if none { ParticipantFilter::default() } else { any_filter(&fixture, &school) };
                let rows = school.participants.iter().map(|keyed| &keyed.record);
                let rows = rows.filter(|participant| passes(&school, &filter, participant.id));
                let expected = rows.map(|row| (key(&fixture, &sort.field, row), row.clone())).collect();
                LISTED.agrees(&fixture, (&filter, &sort), expected)?;
            }
        }
        if round == 0 {
            for keyed in &mut school.participants[..12] {
                let mut details = keyed.record.details.clone();
                details.family_name.insert(0, 'Ä');
                *keyed = fixture.keyed(fixture.changed(&keyed.record, details));
            }
            let (gone, new) = (school.members.pop_first(), participant(&mut fixture));
            let joins = (school.groups[2].record.id, new.record.id);
            fixture.repository.write(|tx| {
                tx.update_participants(&school.participants[..12])?;
                tx.remove_from_groups(gone.as_slice())?;
                tx.insert_participants(std::slice::from_ref(&new))?;
                tx.add_to_groups(&[joins])
            })?;
            school.participants.push(new);
            school.members.insert(joins);
        }
    }
    for unknown in [
        ParticipantFilter { job: Some(JobId::from_bytes([0xEE; 16])), ..ParticipantFilter::default() },
        ParticipantFilter { group: Some(JobGroupId::from_bytes([0xEE; 16])), ..ParticipantFilter::default() },
        ParticipantFilter {
            customer: Some(CustomerId::from_bytes([0xEE; 16])),
            ..ParticipantFilter::default()
        },
    ] {
        LISTED.agrees(&fixture, (&unknown, &both_ways("birthday")[0]), Vec::new())?;
    }
    Ok(())
}

pub(super) fn participants_are_found_by_student_numbers(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let ids = |participants: Vec<Participant>| participants.into_iter().map(|one| one.id).collect::<Vec<_>>();
    for numbers in [&["7"][..], &["07", "S-7"], &["7", "7", "70", "s-7"], &[""], &["", "7"], &[]] {
        let found = fixture.repository.read(|tx| tx.participants_of_numbers(numbers))?;
        let has = |participant: &&Participant| {
            let own = participant.details.student_number.as_str();
            !own.is_empty() && numbers.contains(&own)
        };
        let expected = school.participants.iter().map(|keyed| &keyed.record).filter(has);
        same_set(
            ids(found),
            expected.map(|one| one.id),
            &format!("participants with the numbers {numbers:?}"),
        )?;
    }
    Ok(())
}

/// Compares what is in no order.
fn same_set<T: Ord + Debug>(found: Vec<T>, expected: impl IntoIterator<Item = T>, what: &str) -> Checked {
    let mut found = found;
    found.sort();
    let mut expected: Vec<T> = expected.into_iter().collect();
    expected.sort();
    same(found, expected, what)
}

pub(super) fn memberships_are_kept_once(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let repository = &*fixture.repository;
    let agree = |school: &School, when: &str| {
        let ids: Vec<ParticipantId> = school.participants.iter().map(|keyed| keyed.record.id).collect();
        for some in [&ids[..], &ids[..5], &[ids[0], NOBODY, ids[1], ids[0]], &[]] {
            let found = repository.read(|tx| tx.groups_of_participants(some))?;
            let expected = school.members.iter().filter(|(_, id)| some.contains(id)).copied();
            same_set(found, expected, &format!("groups of {} participants {when}", some.len()))?;
        }
        Ok::<(), super::Failure>(())
    };
    agree(&school, "at first")?;
    let [group, elsewhere] = [school.groups[0].record.id, school.groups[1].record.id];
    let (one, other) = (school.participants[58].record.id, school.participants[59].record.id);
    repository.write(|tx| tx.add_to_groups(&[(group, one), (group, other), (group, one)]))?;
    repository.write(|tx| tx.add_to_groups(&[(group, one), (elsewhere, one)]))?;
    repository.write(|tx| tx.add_to_groups(&[]))?;
    school.members.extend([(group, one), (group, other), (elsewhere, one)]);
    agree(&school, "after additions")?;
    repository.write(|tx| tx.remove_from_groups(&[(group, one), (elsewhere, other), (elsewhere, NOBODY)]))?;
    repository.write(|tx| tx.remove_from_groups(&[]))?;
    school.members.remove(&(group, one));
    agree(&school, "after a removal")
}

fn by_pair(mut links: Vec<ParticipantLink>) -> Vec<ParticipantLink> {
    links.sort_by_key(|link| (link.participant, link.customer));
    links
}

pub(super) fn ties_to_customers_are_replaced(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let repository = &*fixture.repository;
    let agree = |school: &School, when: &str| {
        let such = |test: &dyn Fn(&ParticipantLink) -> bool| {
            by_pair(school.links.iter().copied().filter(test).collect())
        };
        let ids: Vec<ParticipantId> = school.participants.iter().map(|keyed| keyed.record.id).collect();
        for some in [&ids[..], &[ids[0], NOBODY, ids[1], ids[0]], &[]] {
            let found = by_pair(repository.read(|tx| tx.customers_of_participants(some))?);
            let expected = such(&|link| some.contains(&link.participant));
            same(found, expected, &format!("customers of {} participants {when}", some.len()))?;
        }
        let ids: Vec<CustomerId> = school.customers.iter().map(|customer| customer.id).collect();
        for some in [&ids[..], &[ids[3], CustomerId::from_bytes([0xEE; 16]), ids[4], ids[3]], &[]] {
            let found = by_pair(repository.read(|tx| tx.participants_of_customers(some))?);
            let expected = such(&|link| some.contains(&link.customer));
            same(found, expected, &format!("participants of {} customers {when}", some.len()))?;
        }
        Ok::<(), super::Failure>(())
    };
    agree(&school, "at first")?;
    let relation = match school.links[0].relation {
        Relation::Own => Relation::Other,
        _ => Relation::Own,
    };
    let replaced = ParticipantLink { relation, ..school.links[0] };
    let (participant, customer) = (school.participants[59].record.id, school.customers[0].id);
    let new = ParticipantLink { participant, customer, relation };
    repository.write(|tx| tx.put_links(&[replaced, new]))?;
    repository.write(|tx| tx.put_links(&[]))?;
    school.links[0] = replaced;
    school.links.push(new);
    agree(&school, "after one was replaced and one added")?;
    let gone = school.links.swap_remove(1);
    let untied = (participant, school.customers[1].id);
    repository
        .write(|tx| tx.delete_links(&[(gone.participant, gone.customer), untied, (NOBODY, customer)]))?;
    repository.write(|tx| tx.delete_links(&[]))?;
    agree(&school, "after one was untied")
}

fn consent(number: i64, customer: Option<CustomerId>) -> PhotoConsent {
    PhotoConsent {
        // Not in the order in which they are told.
        at: Timestamp::from_micros((number % 3) * 1_000_000),
        decision: [ConsentDecision::Granted, ConsentDecision::Withdrawn][usize::from(number % 2 == 1)],
        wording: format!("version {number}\nof the school"),
        given_by: "Åsa Ek".into(),
        customer,
    }
}

pub(super) fn decisions_on_pictures_keep_their_order(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let repository = &*fixture.repository;
    let ids: Vec<ParticipantId> = school.participants[..4].iter().map(|keyed| keyed.record.id).collect();
    let mut told: Vec<(ParticipantId, PhotoConsent)> = Vec::new();
    let of = |some: &[ParticipantId]| -> Result<Vec<(ParticipantId, PhotoConsent)>> {
        let mut found = repository.read(|tx| tx.photo_consents(some))?;
        // Those of one keep their order.
        found.sort_by_key(|(id, _)| *id);
        Ok(found)
    };
    for call in 0..4 {
        let customer = (call % 2 == 0).then_some(school.customers[0].id);
        let new: Vec<_> = (0..5).map(|n| (ids[n % 3], consent(5 * call + n as i64, customer))).collect();
        repository.write(|tx| tx.append_photo_consents(&new[..usize::try_from(call).unwrap_or(0) + 2]))?;
        told.extend_from_slice(&new[..usize::try_from(call).unwrap_or(0) + 2]);
        let mut expected = told.clone();
        expected.sort_by_key(|(id, _)| *id);
        same(of(&[ids[0], ids[1], NOBODY, ids[2], ids[3], ids[0]])?, expected, "the decisions so far")?;
    }
    repository.write(|tx| tx.append_photo_consents(&[]))?;
    let distinct: BTreeSet<ParticipantId> = of(&ids[..1])?.into_iter().map(|(id, _)| id).collect();
    same(distinct, BTreeSet::from([ids[0]]), "whose the decisions of one are")?;
    same(of(&[])?.len(), 0, "the decisions of nobody")
}

pub(super) fn decisions_go_with_their_participant(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let some = [participant(&mut fixture), participant(&mut fixture)];
    let [gone, stays] = [some[0].record.id, some[1].record.id];
    let repository = &*fixture.repository;
    repository.write(|tx| {
        tx.insert_participants(&some)?;
        tx.append_photo_consents(&[
            (gone, consent(0, None)),
            (stays, consent(1, None)),
            (gone, consent(2, None)),
        ])
    })?;
    repository.write(|tx| tx.delete_participants(&[gone], Timestamp::from_micros(7)))?;
    let left = repository.read(|tx| tx.photo_consents(&[gone, stays]))?;
    same(left, vec![(stays, consent(1, None))], "the decisions that are left")
}
