//! Answers about photo jobs as texts.

use kartotek::{
    CardSecrets, GALLERY_FIELDS, Gallery, GalleryDetails, IssuedCode, JOB_FIELDS, Job, JobDetails, JobGroup,
    Move, NamesReport, PARTICIPANT_FIELDS, Participant, ParticipantDetails, PhotoConsent,
    REGISTRATION_FIELDS, RegisteredCustomer, RegisteredParticipant, Registration, RegistrationDetails,
    Resolved, SealedSecrets, StoredCode,
};

use crate::written::Written;

/// Details that a catalogue describes.
macro_rules! written_details {
    ($($details:ty, $fields:expr;)+) => {$(
        impl Written for $details {
            fn write(&self) -> String {
                let fields = $fields.iter().map(|field| (field.key, field.of_profile(self)));
                let filled = fields.filter(|(_, value)| !value.is_empty());
                let texts: Vec<String> =
                    filled.map(|(key, value)| format!("{key} {:?}", value.to_text())).collect();
                texts.join(", ")
            }
        }
    )+};
}

written_details! {
    JobDetails, JOB_FIELDS;
    GalleryDetails, GALLERY_FIELDS;
    ParticipantDetails, PARTICIPANT_FIELDS;
    RegistrationDetails, REGISTRATION_FIELDS;
}

impl Written for Job {
    fn write(&self) -> String {
        let Self { id, revision, created_at, updated_at, details } = self;
        format!("{id} {revision:?} {created_at} {updated_at} {}", details.write())
    }
}

impl Written for JobGroup {
    fn write(&self) -> String {
        let Self { id, revision, created_at, updated_at, job, details } = self;
        format!("{id} {revision:?} {created_at} {updated_at} of {job} {:?}", details.name)
    }
}

impl Written for Gallery {
    fn write(&self) -> String {
        let Self { id, revision, created_at, updated_at, job, job_group, participant, details } = self;
        let owners = format!("of {job} {job_group:?} {participant:?}");
        format!("{id} {revision:?} {created_at} {updated_at} {owners} {}", details.write())
    }
}

impl Written for Participant {
    fn write(&self) -> String {
        let Self { id, revision, created_at, updated_at, details } = self;
        format!("{id} {revision:?} {created_at} {updated_at} {}", details.write())
    }
}

impl Written for Registration {
    fn write(&self) -> String {
        let Self { id, revision, created_at, updated_at, job, job_group, customer, details } = self;
        let owners = format!("of {customer} in {job} {job_group}");
        format!("{id} {revision:?} {created_at} {updated_at} {owners} {}", details.write())
    }
}

impl Written for PhotoConsent {
    fn write(&self) -> String {
        let Self { at, decision, wording, given_by, customer } = self;
        format!("{} {decision:?} {wording:?} {given_by:?} {customer:?}", at.as_micros())
    }
}

impl Written for StoredCode {
    fn write(&self) -> String {
        let Self { code, job, revision, created_at, updated_at, token_digest, typed_digest, sealed } = self;
        let digests = (token_digest.to_bytes(), typed_digest.to_bytes());
        let sealed = sealed.as_ref().map(SealedSecrets::as_bytes);
        format!("{code:?} of {job} {revision:?} {created_at} {updated_at} {digests:?} {sealed:?}")
    }
}

impl Written for CardSecrets {
    fn write(&self) -> String {
        let Self { token, typed } = self;
        format!("{} {}", token.expose(), typed.expose())
    }
}

impl Written for IssuedCode {
    fn write(&self) -> String {
        let Self { stored, secrets } = self;
        format!("{} {}", stored.write(), secrets.write())
    }
}

impl Written for Resolved {
    fn write(&self) -> String {
        let Self { code, job, participant, gallery } = self;
        format!("{code} of {job}, {}, {}", participant.write(), gallery.write())
    }
}

impl Written for NamesReport {
    fn write(&self) -> String {
        let Self {
            batch,
            end,
            outcomes,
            counts,
            problems,
            problem_count,
            groups,
            participants,
            customers,
            guardians,
            codes,
            moves,
            replaced,
        } = self;
        let moves = moves.iter().map(|Move { row, participant, from, to }| (row, participant, from, to));
        format!(
            "{batch} {end:?} {outcomes:?} {counts:?} {problem_count} {groups:?} {participants} {customers} {guardians} \
             {codes} {:?} {replaced} {}",
            moves.collect::<Vec<_>>(),
            problems.write(),
        )
    }
}

impl Written for RegisteredParticipant {
    fn write(&self) -> String {
        let Self { id, name, gallery } = self;
        format!("{id} {name:?} {gallery:?}")
    }
}

impl Written for RegisteredCustomer {
    fn write(&self) -> String {
        let Self { registration, customer, group, gallery, participants, total } = self;
        let whole = format!("{}, {}, {}", registration.write(), customer.write(), group.write());
        let columns = kartotek::JOB_COLUMNS.iter().chain(kartotek::GROUP_COLUMNS);
        let columns: Vec<String> =
            columns.map(|column| self.value(column.key).to_text().into_owned()).collect();
        format!("{whole}, {gallery} {} {total:?} {columns:?}", participants.write())
    }
}
