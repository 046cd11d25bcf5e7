//! Photo jobs for a filled register: a job for each thousand customers, with a thousand participants and half
//! as many registrations more.

use kartotek::{
    AccessCode, AccessCodeId, CodeAttempt, CodeDigest, Collation, ConsentDecision, CustomerId, Gallery,
    GalleryDetails, GalleryId, Job, JobDetails, JobGroup, JobGroupDetails, JobGroupId, JobId, Keyed,
    Participant, ParticipantDetails, ParticipantId, ParticipantLink, PhotoConsent, Registration,
    RegistrationDetails, RegistrationId, RegistrationKind, Relation, ResolveOutcome, Revision, StoredCode,
    Timestamp, WriteTx,
};

const GROUPS: u32 = 20;
const PARTICIPANTS: u32 = 1_000;
const REGISTRATIONS: u32 = 1_500;
/// In the first job, which is measured.
const MANY_REGISTRATIONS: u32 = 2_000;
/// So many participants of a job have a gallery of their own.
const GALLERIES: u32 = 200;
/// So many cards of a job are blank.
const BLANK: u32 = 8;

/// The id of a customer, the given name and the family name.
type Person = ([u8; 16], String, String);

/// Makes jobs.
#[derive(Debug)]
pub(crate) struct Jobs {
    people: Vec<Person>,
    collation: Collation,
}

/// An id that tells what it is of: which kind, which job, which place in it.
pub(crate) fn id(kind: u8, job: u32, place: u32) -> [u8; 16] {
    let mut id = [0; 16];
    (id[0], id[6], id[8]) = (kind, 0x70, 0x80);
    id[1..5].copy_from_slice(&job.to_be_bytes());
    id[12..].copy_from_slice(&place.to_be_bytes());
    id
}

fn made_at(job: u32) -> Timestamp {
    Timestamp::from_micros(1_600_000_000_000_000 + i64::from(job) * 1_000_000_000)
}

fn participant_id(job: u32, place: u32) -> ParticipantId {
    ParticipantId::from_bytes(id(3, job, place % PARTICIPANTS))
}

impl Jobs {
    /// Takes the customers, who register and give their names to participants; there is at least one.
    pub(crate) fn new(people: Vec<Person>) -> kartotek::Result<Self> {
        Ok(Self { people, collation: Collation::new("sv-SE")? })
    }

    /// How many jobs a register of so many customers has.
    pub(crate) fn count(customers: u32) -> u32 {
        (customers / PARTICIPANTS).max(1)
    }

    fn person(&self, job: u32, place: u32) -> &Person {
        &self.people[(job as usize * 997 + place as usize) % self.people.len()]
    }

    /// Inserts a job with its groups, participants, galleries and registrations.
    pub(crate) fn insert(&self, tx: &mut dyn WriteTx, job: u32) -> kartotek::Result<()> {
        let collation = &self.collation;
        let at = made_at(job);
        let revision = Revision::FIRST;
        let (created_at, updated_at, job_id) = (at, at, JobId::from_bytes(id(1, job, 0)));
        let details = JobDetails::titled(format!("Job {job}"));
        let sort_key = collation.key(&details.title);
        let record = Job { id: job_id, revision, created_at, updated_at, details };
        tx.insert_jobs(&[Keyed { record, sort_key }])?;

        let group_id = |place: u32| JobGroupId::from_bytes(id(2, job, place % GROUPS));
        let groups = (0..GROUPS).map(|place| {
            let details = JobGroupDetails { name: format!("Class {place}") };
            let sort_key = collation.key(&details.name);
            let record =
                JobGroup { id: group_id(place), revision, created_at, updated_at, job: job_id, details };
            Keyed { record, sort_key }
        });
        tx.insert_job_groups(&groups.collect::<Vec<_>>())?;

        let person = |place| self.person(job, place);
        let participant_id = |place| participant_id(job, place);
        let participants = (0..PARTICIPANTS).map(|place| {
            let (_, given, family) = person(place * 3);
            let details = ParticipantDetails::named(given.clone(), family.clone());
            let sort_key = collation.key(&format!("{family} {given}"));
            let record = Participant { id: participant_id(place), revision, created_at, updated_at, details };
            Keyed { record, sort_key }
        });
        tx.insert_participants(&participants.collect::<Vec<_>>())?;
        let members: Vec<_> =
            (0..PARTICIPANTS).map(|place| (group_id(place), participant_id(place))).collect();
        tx.add_to_groups(&members)?;

        let gallery = |place: u32, job_group, participant| {
            let (gallery, details) = (GalleryId::from_bytes(id(4, job, place)), GalleryDetails::default());
            let record = Gallery {
                id: gallery,
                revision,
                created_at,
                updated_at,
                job: job_id,
                job_group,
                participant,
                details,
            };
            Keyed { record, sort_key: Vec::new() }
        };
        let of_groups = (0..GROUPS).map(|place| gallery(place, Some(group_id(place)), None));
        let own = (0..GALLERIES).map(|place| gallery(GROUPS + place, None, Some(participant_id(place))));
        tx.insert_galleries(&of_groups.chain(own).collect::<Vec<_>>())?;

        let count = if job == 0 { MANY_REGISTRATIONS } else { REGISTRATIONS };
        let kinds = [RegistrationKind::OnlineForm, RegistrationKind::QrCard, RegistrationKind::Staff];
        let registration_id = |place: u32| RegistrationId::from_bytes(id(5, job, place));
        let registrations = (0..count).map(|place| {
            let (customer, given, family) = person(place);
            let details = RegistrationDetails {
                kind: kinds[place as usize % kinds.len()].clone(),
                registered_at: Some(Timestamp::from_micros(
                    at.as_micros() + i64::from(place * 7 % count) * 60_000_000,
                )),
                entered_name: format!("{given} {family}"),
            };
            let sort_key = collation.key(&details.entered_name);
            let record = Registration {
                id: registration_id(place),
                revision,
                created_at,
                updated_at,
                job: job_id,
                job_group: group_id(place),
                customer: CustomerId::from_bytes(*customer),
                details,
            };
            Keyed { record, sort_key }
        });
        tx.insert_registrations(&registrations.collect::<Vec<_>>())?;
        let registered: Vec<_> =
            (0..count).map(|place| (registration_id(place), participant_id(place))).collect();
        tx.add_registered(&registered)
    }

    /// Inserts what the participants of a job have beside: a card, which was tried now and then, a guardian and
    /// a decision on pictures.
    pub(crate) fn insert_cards(&self, tx: &mut dyn WriteTx, job: u32) -> kartotek::Result<()> {
        let at = made_at(job);
        let code_id = |place| AccessCodeId::from_bytes(id(6, job, place));
        let codes = (0..PARTICIPANTS + BLANK).map(|place| StoredCode {
            code: match place < PARTICIPANTS {
                true => AccessCode::bound(code_id(place), participant_id(job, place), None),
                false => AccessCode::blank(code_id(place), None),
            },
            job: JobId::from_bytes(id(1, job, 0)),
            revision: Revision::FIRST,
            created_at: at,
            updated_at: at,
            token_digest: digest(7, job, place),
            typed_digest: digest(8, job, place),
            sealed: None,
        });
        tx.insert_codes(&codes.collect::<Vec<_>>())?;
        let attempts = (0..PARTICIPANTS).step_by(2).map(|place| CodeAttempt {
            seq: 0,
            at,
            code: (place % 20 > 0).then(|| code_id(place)),
            outcome: if place % 20 > 0 { ResolveOutcome::Granted } else { ResolveOutcome::Unknown },
            origin: "192.0.2.0/24".to_owned(),
        });
        tx.append_attempts(&attempts.collect::<Vec<_>>())?;
        let guardian = |place| CustomerId::from_bytes(self.person(job, place).0);
        let links = (0..PARTICIPANTS).map(|place| ParticipantLink {
            participant: participant_id(job, place),
            customer: guardian(place),
            relation: Relation::Guardian,
        });
        tx.put_links(&links.collect::<Vec<_>>())?;
        let consents = (0..PARTICIPANTS).map(|place| {
            let consent = PhotoConsent {
                at,
                decision: ConsentDecision::Granted,
                wording: "version 2".to_owned(),
                given_by: String::new(),
                customer: Some(guardian(place)),
            };
            (participant_id(job, place), consent)
        });
        tx.append_photo_consents(&consents.collect::<Vec<_>>())
    }
}

/// A digest that nothing has.
fn digest(kind: u8, job: u32, place: u32) -> CodeDigest {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&id(kind, job, place));
    CodeDigest::from_bytes(bytes)
}
