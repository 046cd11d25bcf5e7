use crate::base::{ErrorKind, GalleryId, JobGroupId, JobId, ParticipantId, Result};
use crate::galleries::{Gallery, GalleryState};
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, fails, same};
use super::fixture::Fixture;
use super::records::Kept;
use super::school::{School, gallery};

const GALLERIES: Kept<Gallery, GalleryId> = Kept {
    id: GalleryId::from_bytes,
    load: |tx, ids| tx.galleries(ids),
    insert: |tx, galleries| tx.insert_galleries(galleries),
    update: |tx, galleries| tx.update_galleries(galleries),
    delete: |tx, ids, at| tx.delete_galleries(ids, at),
};

pub(super) fn galleries_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::new(&mut fixture)?;
    fixture.repository.write(|tx| {
        tx.insert_jobs(&school.jobs)?;
        tx.insert_job_groups(&school.groups)?;
        tx.insert_participants(&school.participants)
    })?;
    GALLERIES.come_and_go(&fixture, &school.galleries, |details| {
        details.title.push('+');
        details.state = GalleryState::Closed;
        details.opens_at = details.closes_at.take();
    })
}

/// The galleries that pass a test, by id.
fn such(school: &School, test: impl Fn(&Gallery) -> bool) -> Vec<Gallery> {
    let mut galleries: Vec<Gallery> = school.galleries.iter().map(|gallery| gallery.record.clone()).collect();
    galleries.retain(test);
    sorted(galleries)
}

fn sorted(mut galleries: Vec<Gallery>) -> Vec<Gallery> {
    galleries.sort_by_key(|gallery| gallery.id);
    galleries
}

pub(super) fn galleries_are_found_by_whose_they_are(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let repository = &*fixture.repository;
    let of_groups = |groups: &[JobGroupId]| -> Result<Vec<Gallery>> {
        Ok(sorted(repository.read(|tx| tx.galleries_of_groups(groups))?))
    };
    let [one, other] = [school.groups[0].record.id, school.groups[7].record.id];
    let groups = [one, JobGroupId::from_bytes([0xEE; 16]), other, one];
    let expected =
        such(&school, |gallery| gallery.job_group == Some(one) || gallery.job_group == Some(other));
    same(of_groups(&groups)?, expected, "the galleries of two groups")?;
    same(of_groups(&[])?, Vec::new(), "the galleries of no group")?;

    let of_participants = |job: Option<JobId>, ids: &[ParticipantId]| -> Result<Vec<Gallery>> {
        Ok(sorted(repository.read(|tx| tx.galleries_of_participants(job, ids))?))
    };
    let ids: Vec<ParticipantId> = (0..12)
        .map(|place| school.participants[place % 8].record.id)
        .chain([[0xEE; 16]].map(ParticipantId::from_bytes))
        .collect();
    let theirs = |gallery: &Gallery| gallery.participant.is_some_and(|id| ids.contains(&id));
    same(of_participants(None, &ids)?, such(&school, theirs), "the galleries of participants in all jobs")?;
    for job in [school.jobs[0].record.id, school.jobs[1].record.id, school.jobs[9].record.id] {
        let expected = such(&school, |gallery| theirs(gallery) && gallery.job == job);
        same(of_participants(Some(job), &ids)?, expected, "the galleries of participants in a job")?;
    }
    same(of_participants(None, &[])?, Vec::new(), "the galleries of no participant")
}

pub(super) fn a_group_and_a_participant_in_a_job_have_one_gallery(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let [job, other] = [school.jobs[0].record.id, school.jobs[9].record.id];
    let (group, participant) = (school.groups[0].record.id, school.participants[0].record.id);
    for owners in [(job, Some(group), None), (job, None, Some(participant))] {
        let second = gallery(&mut fixture, owners);
        let insert = fixture.repository.write(|tx| tx.insert_galleries(std::slice::from_ref(&second)));
        fails(insert, ErrorKind::AlreadyExists, "a second gallery")?;
        let found = fixture.repository.read(|tx| tx.galleries(&[second.record.id]))?;
        same(found, Vec::new(), "the second gallery after that")?;
    }
    let elsewhere = gallery(&mut fixture, (other, None, Some(participant)));
    fixture.repository.write(|tx| tx.insert_galleries(std::slice::from_ref(&elsewhere)))?;
    let found = fixture.repository.read(|tx| tx.galleries_of_participants(Some(other), &[participant]))?;
    same(found, vec![elsewhere.record], "the gallery of the participant in another job")
}
