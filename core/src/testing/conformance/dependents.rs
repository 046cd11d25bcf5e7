use std::collections::BTreeMap;

use crate::base::{EntityKind, Timestamp};
use crate::galleries::{GalleryDetails, GalleryState};
use crate::history::EntityRef;
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, same};
use super::fixture::Fixture;
use super::school::School;

/// How many records of a kind depend on a record.
type Counts = BTreeMap<(EntityKind, [u8; 16], EntityKind), u64>;

fn entity(kind: EntityKind, id: impl Into<[u8; 16]>) -> EntityRef {
    EntityRef { kind, id: id.into() }
}

/// Every record that something may depend on.
fn everything(school: &School) -> Vec<EntityRef> {
    let customers = school.customers.iter().map(|customer| entity(EntityKind::Customer, customer.id));
    let jobs = school.jobs.iter().map(|job| entity(EntityKind::Job, job.record.id));
    let groups = school.groups.iter().map(|group| entity(EntityKind::JobGroup, group.record.id));
    let participants =
        school.participants.iter().map(|keyed| entity(EntityKind::Participant, keyed.record.id));
    let galleries = school.galleries.iter().map(|gallery| entity(EntityKind::Gallery, gallery.record.id));
    let entries = school.registrations.iter().map(|keyed| entity(EntityKind::Registration, keyed.record.id));
    customers.chain(jobs).chain(groups).chain(participants).chain(galleries).chain(entries).collect()
}

/// What the documentation says that depends on what.
fn expected(school: &School) -> Counts {
    use EntityKind::{Customer, Gallery, Job, JobGroup, Participant, Registration};
    let mut counts = Counts::new();
    let mut depends = |kind, id: [u8; 16], dependent| *counts.entry((kind, id, dependent)).or_default() += 1;
    for login in school.customers.iter().filter_map(|customer| customer.profile.shared_login) {
        depends(Customer, login.into(), Customer);
    }
    for keyed in &school.registrations {
        depends(Customer, keyed.record.customer.into(), Registration);
        depends(JobGroup, keyed.record.job_group.into(), Registration);
    }
    for (_, participant) in &school.registered {
        depends(Participant, (*participant).into(), Registration);
    }
    for link in &school.links {
        depends(Customer, link.customer.into(), Participant);
        depends(Participant, link.participant.into(), Customer);
    }
    for (group, participant) in &school.members {
        depends(JobGroup, (*group).into(), Participant);
        depends(Participant, (*participant).into(), JobGroup);
    }
    for group in &school.groups {
        depends(Job, group.record.job.into(), JobGroup);
    }
    for gallery in school.galleries.iter().map(|gallery| &gallery.record) {
        match (gallery.job_group, gallery.participant) {
            (Some(group), _) if gallery.details.state != GalleryState::Draft => {
                depends(JobGroup, group.into(), Gallery);
            }
            (_, Some(participant)) => {
                depends(Participant, participant.into(), Gallery);
                depends(Job, gallery.job.into(), Gallery);
            }
            _ => {}
        }
    }
    counts
}

fn agrees(fixture: &Fixture, school: &School, of: &[EntityRef], when: &str) -> Checked {
    let found = fixture.repository.read(|tx| tx.dependents(of))?;
    let count = found.len();
    let found: Counts =
        found.into_iter().map(|(entity, kind, count)| ((entity.kind, entity.id, kind), count)).collect();
    let mut expected = expected(school);
    expected.retain(|(kind, id, _), _| of.contains(&EntityRef { kind: *kind, id: *id }));
    same(count, expected.len(), &format!("how many kinds depend on {} records {when}", of.len()))?;
    same(found, expected, &format!("what depends on {} records {when}", of.len()))
}

pub(super) fn what_depends_on_records_is_counted_by_kind(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let all = everything(&school);
    agrees(&fixture, &school, &all, "at first")?;
    agrees(&fixture, &school, &[], "that are none")?;
    for one in all.iter().step_by(9) {
        agrees(&fixture, &school, &[*one], "alone")?;
    }
    let (first, stranger) = (all[0], entity(EntityKind::Job, [0xEE; 16]));
    // The id of a customer names no job.
    agrees(
        &fixture,
        &school,
        &[first, stranger, first, entity(EntityKind::Job, first.id)],
        "one of them twice",
    )?;

    let gone: Vec<_> = school.registrations.drain(..20).map(|keyed| keyed.record.id).collect();
    school.registered.retain(|(id, _)| !gone.contains(id));
    let out: Vec<_> = school.members.iter().copied().step_by(2).collect();
    school.members.retain(|pair| !out.contains(pair));
    let untied: Vec<_> = school.links.drain(..20).map(|link| (link.participant, link.customer)).collect();
    let closed: Vec<_> = school.galleries.drain(20..).map(|gallery| gallery.record.id).collect();
    fixture.repository.write(|tx| {
        tx.delete_registrations(&gone, Timestamp::from_micros(7))?;
        tx.remove_from_groups(&out)?;
        tx.delete_links(&untied)?;
        tx.delete_galleries(&closed, Timestamp::from_micros(7))
    })?;
    agrees(&fixture, &school, &all, "after much of it went")
}

pub(super) fn the_gallery_of_a_group_depends_on_it_once_it_was_shown(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let all = everything(&school);
    for state in GalleryState::ALL {
        for gallery in &mut school.galleries[..5] {
            let details = GalleryDetails { state, ..gallery.record.details.clone() };
            *gallery = fixture.keyed(fixture.changed(&gallery.record, details));
        }
        fixture.repository.write(|tx| tx.update_galleries(&school.galleries[..5]))?;
        agrees(&fixture, &school, &all, &format!("with galleries that are {}", state.code()))?;
    }
    Ok(())
}
