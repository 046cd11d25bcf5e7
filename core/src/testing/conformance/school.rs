use std::collections::BTreeSet;

use crate::base::{
    CustomerId, GalleryId, JobGroupId, JobId, Keyed, PartialDate, ParticipantId, RegistrationId, Result,
    Revision, Timestamp,
};
use crate::customers::Customer;
use crate::galleries::{Gallery, GalleryDetails, GalleryState};
use crate::jobs::{Job, JobDetails, JobGroup, JobGroupDetails, JobStatus};
use crate::participants::{Participant, ParticipantDetails, ParticipantLink, Relation};
use crate::registrations::{Registration, RegistrationDetails, RegistrationKind};
use crate::repository::RepositoryExt;

use super::fixture::Fixture;

const TITLES: [&str; 6] = ["Ekskolan", "ekskolan", "Åskolan", "Bokskolan", "Öster IF", "Училище"];
const GIVEN: [&str; 5] = ["Elsa", "elsa", "Åke", "Иван", ""];
const FAMILY: [&str; 5] = ["Ek", "Öberg", "Oberg", "Zetterlund", ""];

/// Photo jobs with records that cross in every way: many sort alike, and some have nothing.
pub(super) struct School {
    pub(super) customers: Vec<Customer>,
    pub(super) jobs: Vec<Keyed<Job>>,
    /// Of the first jobs alone.
    pub(super) groups: Vec<Keyed<JobGroup>>,
    pub(super) participants: Vec<Keyed<Participant>>,
    /// One of each group, then those of participants.
    pub(super) galleries: Vec<Keyed<Gallery>>,
    pub(super) registrations: Vec<Keyed<Registration>>,
    pub(super) members: BTreeSet<(JobGroupId, ParticipantId)>,
    pub(super) links: Vec<ParticipantLink>,
    pub(super) registered: BTreeSet<(RegistrationId, ParticipantId)>,
}

impl School {
    /// Invents jobs with their groups, participants and customers, and stores the customers alone.
    pub(super) fn new(fixture: &mut Fixture) -> Result<Self> {
        let customers = fixture.add(25)?;
        let jobs: Vec<Keyed<Job>> = (0..30).map(|_| job(fixture)).collect();
        let names = ["4b", "4A", "Öst", "Ost", "Lärare"];
        let groups = jobs[..4].iter().flat_map(|job| names.map(|name| (job.record.id, name)));
        let groups: Vec<_> = groups.map(|(job, name)| group(fixture, job, name)).collect();
        let participants: Vec<_> = (0..60).map(|_| participant(fixture)).collect();
        let mut school = Self {
            customers,
            jobs,
            groups,
            participants,
            galleries: Vec::new(),
            registrations: Vec::new(),
            members: BTreeSet::new(),
            links: Vec::new(),
            registered: BTreeSet::new(),
        };
        school.tie(fixture);
        Ok(school)
    }

    /// Invents and stores all of it.
    pub(super) fn fill(fixture: &mut Fixture) -> Result<Self> {
        let school = Self::new(fixture)?;
        fixture.repository.write(|tx| {
            tx.insert_jobs(&school.jobs)?;
            tx.insert_job_groups(&school.groups)?;
            tx.insert_participants(&school.participants)?;
            tx.insert_galleries(&school.galleries)?;
            tx.insert_registrations(&school.registrations)?;
            tx.add_to_groups(&school.members.iter().copied().collect::<Vec<_>>())?;
            tx.put_links(&school.links)?;
            tx.add_registered(&school.registered.iter().copied().collect::<Vec<_>>())
        })?;
        Ok(school)
    }

    fn tie(&mut self, fixture: &mut Fixture) {
        for group in &self.groups {
            let owners = (group.record.job, Some(group.record.id), None);
            self.galleries.push(gallery(fixture, owners));
        }
        for (place, participant) in self.participants.iter().enumerate().step_by(3) {
            for job in &self.jobs[..1 + place % 2] {
                let owners = (job.record.id, None, Some(participant.record.id));
                self.galleries.push(gallery(fixture, owners));
            }
        }
        let mut pairs = BTreeSet::new();
        for _ in 0..80 {
            let group = &self.groups[fixture.samples.random.below(self.groups.len())].record;
            let customer = self.customers[fixture.samples.random.below(self.customers.len() - 2)].id;
            if pairs.insert((group.id, customer)) {
                self.registrations.push(registration(fixture, group, customer));
            }
        }
        let random = &fixture.samples.random;
        // The last few are nowhere.
        let someone = || self.participants[random.below(self.participants.len() - 5)].record.id;
        for place in 0..70 {
            self.members.insert((self.groups[random.below(self.groups.len() - 3)].record.id, someone()));
            let registration = &self.registrations[random.below(self.registrations.len() - 3)].record;
            self.registered.insert((registration.id, someone()));
            let (participant, customer) = (someone(), self.customers[random.below(self.customers.len())].id);
            let tied = |link: &ParticipantLink| (link.participant, link.customer) == (participant, customer);
            if !self.links.iter().any(tied) {
                let relation = Relation::ALL[place % Relation::ALL.len()];
                self.links.push(ParticipantLink { participant, customer, relation });
            }
        }
    }

    pub(super) fn group(&self, id: JobGroupId) -> Option<&Keyed<JobGroup>> {
        self.groups.iter().find(|group| group.record.id == id)
    }

    pub(super) fn participant(&self, id: ParticipantId) -> Option<&Keyed<Participant>> {
        self.participants.iter().find(|participant| participant.record.id == id)
    }
}

/// One of a few instants, so that several are at one.
fn moment(fixture: &Fixture) -> Timestamp {
    let seconds = i64::try_from(fixture.samples.random.below(6)).unwrap_or(0);
    // The first two lie before 1970.
    Timestamp::from_micros((seconds - 2) * 1_000_000)
}

fn sometimes<T>(fixture: &Fixture, value: T) -> Option<T> {
    fixture.samples.random.once_in(3).then_some(value)
}

fn pick(fixture: &Fixture, words: &[&str]) -> String {
    fixture.samples.random.pick(words).copied().unwrap_or_default().to_owned()
}

fn job(fixture: &mut Fixture) -> Keyed<Job> {
    let id = JobId::from_bytes(fixture.samples.id());
    let (created_at, random) = (moment(fixture), &fixture.samples.random);
    let days = [&[][..], &["2026-09-01"], &["2026-09-01", "2026-09-02"], &["2026-09-02", "2026-10-05"]];
    let details = JobDetails {
        title: pick(fixture, &TITLES),
        kind: pick(fixture, &["", "school", "School", "свадба"]),
        status: JobStatus::ALL[random.below(4)],
        shoot_dates: days[random.below(4)].iter().filter_map(|day| day.parse().ok()).collect(),
        publish_from: sometimes(fixture, moment(fixture)),
        publish_until: sometimes(fixture, moment(fixture)),
        registration_deadline: sometimes(fixture, moment(fixture)),
        note: pick(fixture, &["", "two\nlines", "\u{1F389}"]),
    };
    fixture.keyed(Job { id, revision: Revision::FIRST, created_at, updated_at: created_at, details })
}

pub(super) fn group(fixture: &mut Fixture, job: JobId, name: &str) -> Keyed<JobGroup> {
    let id = JobGroupId::from_bytes(fixture.samples.id());
    let (created_at, details) = (moment(fixture), JobGroupDetails { name: name.to_owned() });
    fixture.keyed(JobGroup {
        id,
        revision: Revision::FIRST,
        created_at,
        updated_at: created_at,
        job,
        details,
    })
}

pub(super) fn participant(fixture: &mut Fixture) -> Keyed<Participant> {
    let id = ParticipantId::from_bytes(fixture.samples.id());
    let (created_at, random) = (moment(fixture), &fixture.samples.random);
    let birthdays = [None, PartialDate::new(Some(2016), 2, 29), PartialDate::new(None, 2, 29)];
    let details = ParticipantDetails {
        entered_name: pick(fixture, &["", "elsa  ek"]),
        birthday: birthdays[random.below(3)],
        minor: [None, Some(true), Some(false)][random.below(3)],
        student_number: pick(fixture, &["", "7", "07", "S-7"]),
        email: pick(fixture, &["", "elsa@example.com"]),
        phone: pick(fixture, &["", "070-123 45 67"]),
        note: pick(fixture, &["", "two\nlines"]),
        ..ParticipantDetails::named(pick(fixture, &GIVEN), pick(fixture, &FAMILY))
    };
    fixture.keyed(Participant { id, revision: Revision::FIRST, created_at, updated_at: created_at, details })
}

pub(super) fn gallery(
    fixture: &mut Fixture,
    (job, job_group, participant): (JobId, Option<JobGroupId>, Option<ParticipantId>),
) -> Keyed<Gallery> {
    let id = GalleryId::from_bytes(fixture.samples.id());
    let created_at = moment(fixture);
    let details = GalleryDetails {
        title: pick(fixture, &["", "Elsa"]),
        state: GalleryState::ALL[fixture.samples.random.below(3)],
        opens_at: sometimes(fixture, moment(fixture)),
        closes_at: sometimes(fixture, moment(fixture)),
    };
    let (revision, updated_at) = (Revision::FIRST, created_at);
    fixture.keyed(Gallery { id, revision, created_at, updated_at, job, job_group, participant, details })
}

pub(super) fn registration(
    fixture: &mut Fixture,
    group: &JobGroup,
    customer: CustomerId,
) -> Keyed<Registration> {
    let id = RegistrationId::from_bytes(fixture.samples.id());
    let created_at = moment(fixture);
    let kinds = ["online_form", "qr_card", "staff", "fax"];
    let details = RegistrationDetails {
        kind: RegistrationKind::from_code(pick(fixture, &kinds)),
        registered_at: Some(moment(fixture)),
        entered_name: format!("{} {}", pick(fixture, &GIVEN), pick(fixture, &FAMILY)),
    };
    let (revision, updated_at, job, job_group) = (Revision::FIRST, created_at, group.job, group.id);
    fixture.keyed(Registration { id, revision, created_at, updated_at, job, job_group, customer, details })
}
