use crate::base::{
    CollectionId, EntityKind, GalleryId, JobGroupId, JobId, Keyed, Result, Revision, Timestamp,
};
use crate::collections::{Collection, CollectionKind, CollectionRef, Membership};
use crate::galleries::{Gallery, GalleryDetails};
use crate::jobs::{Job, JobDetails, JobGroup, JobGroupDetails};
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, same};
use super::fixture::Fixture;

const KIND: EntityKind = EntityKind::Gallery;
const AT: Timestamp = Timestamp::from_micros(1_704_067_200_000_000);

/// Stores a job whose groups have a gallery each, and returns the ids of these.
fn galleries(fixture: &mut Fixture, count: usize) -> Result<Vec<[u8; 16]>> {
    let job_id = JobId::from_bytes(fixture.samples.id());
    let job = Job {
        id: job_id,
        revision: Revision::FIRST,
        created_at: AT,
        updated_at: AT,
        details: JobDetails::titled("Ekskolan"),
    };
    fixture.repository.write(|tx| tx.insert_jobs(&[keyed(job.clone())]))?;
    let mut ids = Vec::new();
    for nth in 0..count {
        let group = JobGroup {
            id: JobGroupId::from_bytes(fixture.samples.id()),
            revision: Revision::FIRST,
            created_at: AT,
            updated_at: AT,
            job: job_id,
            details: JobGroupDetails { name: format!("{nth}a") },
        };
        let gallery = Gallery {
            id: GalleryId::from_bytes(fixture.samples.id()),
            revision: Revision::FIRST,
            created_at: AT,
            updated_at: AT,
            job: job_id,
            job_group: Some(group.id),
            participant: None,
            details: GalleryDetails::default(),
        };
        ids.push(gallery.id.to_bytes());
        fixture.repository.write(|tx| {
            tx.insert_job_groups(&[keyed(group.clone())])?;
            tx.insert_galleries(&[keyed(gallery.clone())])
        })?;
    }
    Ok(ids)
}

fn keyed<R>(record: R) -> Keyed<R> {
    Keyed { record, sort_key: Vec::new() }
}

fn tags<const N: usize>(fixture: &mut Fixture, names: [&str; N]) -> Result<[Collection; N]> {
    let mut made = Vec::with_capacity(N);
    for name in names {
        made.push(fixture.add_set(CollectionKind::Tag, name)?);
    }
    made.try_into().map_err(|_| crate::base::Error::Cancelled)
}

fn counts(fixture: &Fixture) -> Result<Vec<(CollectionId, u64)>> {
    let mut counts = fixture.repository.read(|tx| tx.count_bearers(KIND))?;
    counts.sort_unstable();
    Ok(counts)
}

pub(super) fn galleries_bear_tags_apart_from_customers(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids = galleries(&mut fixture, 2)?;
    let customers = fixture.add(3)?;
    let [b, a] = tags(&mut fixture, ["b", "a"])?;
    let everybody: Vec<_> = customers.iter().map(|customer| customer.id).collect();
    fixture.repository.write(|tx| tx.change_members(&everybody, &[b.id], &[]))?;
    let change = |ids: &[[u8; 16]], add: &[CollectionId], remove: &[CollectionId]| {
        fixture.repository.write(|tx| tx.change_tags(KIND, ids, add, remove))
    };
    let added = |sets: &[CollectionId]| Some(Membership { added: sets.to_vec(), removed: Vec::new() });
    let unknown = [0xEE; 16];
    let first = change(&[ids[1], unknown, ids[0], ids[1]], &[b.id], &[a.id])?;
    let expected = vec![added(&[b.id]), None, added(&[b.id]), Some(Membership::default())];
    same(first, expected, "the first change")?;
    same(change(&ids[..1], &[a.id], &[])?, vec![added(&[a.id])], "the second change")?;

    let found = fixture.repository.read(|tx| tx.tags_of(KIND, &[ids[0], unknown, ids[0]]))?;
    let named = [&a, &b].map(|set| (ids[0], CollectionRef::from(set)));
    same(found, named.to_vec(), "the tags of a gallery that is asked for twice, by name")?;
    same(fixture.repository.read(|tx| tx.bearers(KIND, b.id))?, ids.clone(), "the galleries of a tag")?;
    let mut expected = vec![(a.id, 1), (b.id, 2)];
    expected.sort_unstable();
    same(counts(&fixture)?, expected, "how many galleries bear each tag")?;
    same(fixture.repository.read(|tx| tx.members(b.id))?, everybody, "its customers")?;
    let sizes = fixture.repository.read(|tx| tx.collections(CollectionKind::Tag))?;
    same(sizes.iter().map(|tag| tag.size).collect(), vec![0, 3], "how many customers bear each tag")?;

    let removed = Some(Membership { added: Vec::new(), removed: vec![b.id] });
    same(change(&ids[1..], &[], &[b.id])?, vec![removed], "a removal")?;
    same(fixture.repository.read(|tx| tx.bearers(KIND, b.id))?, ids[..1].to_vec(), "who is left")
}

pub(super) fn a_deleted_gallery_leaves_its_tags(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids = galleries(&mut fixture, 2)?;
    let [tag, other] = tags(&mut fixture, ["school", "draft"])?;
    fixture.repository.write(|tx| tx.change_tags(KIND, &ids, &[tag.id], &[]))?;
    fixture.repository.write(|tx| tx.change_tags(KIND, &ids[..1], &[other.id], &[]))?;
    let gone = [GalleryId::from_bytes(ids[0])];
    fixture.repository.write(|tx| tx.delete_galleries(&gone, AT))?;
    same(fixture.repository.read(|tx| tx.bearers(KIND, tag.id))?, ids[1..].to_vec(), "who is left")?;
    same(counts(&fixture)?, vec![(tag.id, 1)], "how many galleries bear each tag")?;
    same(
        fixture.repository.read(|tx| tx.tags_of(KIND, &ids[..1]))?,
        Vec::new(),
        "the tags of the deleted one",
    )
}

pub(super) fn a_deleted_tag_leaves_its_galleries(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids = galleries(&mut fixture, 1)?;
    let [tag] = tags(&mut fixture, ["school"])?;
    fixture.repository.write(|tx| tx.change_tags(KIND, &ids, &[tag.id], &[]))?;
    fixture.repository.write(|tx| tx.delete_collection(tag.id))?;
    same(counts(&fixture)?, Vec::new(), "how many galleries bear each tag")?;
    let there = fixture.repository.read(|tx| tx.galleries(&[GalleryId::from_bytes(ids[0])]))?;
    same(there.len(), 1, "the galleries")
}
