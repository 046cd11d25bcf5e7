use kartotek::{
    AccessCodeId, CodeState, CodeStorage, JobId, LinkToken, ParticipantId, ResolveOutcome, Revision,
    SystemRandomness, Timestamp, TypedCode,
};
use pyo3::prelude::*;

use crate::cross::{Given, Taken};
use crate::errors::Raise as _;
use crate::record::{record, told};

told! {
    /// The code that took the place of another one.
    Successor(kartotek::Successor) {
        /// The new code.
        id: AccessCodeId,
        /// From when on the old one is rotated; until then both are good.
        good_from: Timestamp => from,
    }
}

told! {
    /// An access code: whose it is and where it stands, never its secrets.
    AccessCode(kartotek::AccessCode) {
        /// Names the code; it is no secret.
        id: AccessCodeId,
        /// What was last done with it, without what time did since: never expired nor rotated.
        state: CodeState,
        /// Whom it belongs to; ``None`` while it is blank.
        participant: Option<ParticipantId>,
        /// From when on it is expired; ``None``: never.
        expires_at: Option<Timestamp>,
        /// What took its place, if it was rotated.
        successor: Option<kartotek::Successor>,
    }
    methods {
        /// Returns where it stands at an instant.
        fn state_at(&self, now: Taken<Timestamp>) -> Given<CodeState> {
            Given(self.0.state_at(now.0))
        }
    }
}

told! {
    /// An access code as a register stores it, without what it is found by.
    StoredCode(kartotek::StoredCode) {
        /// Names the code; it is no secret.
        id: AccessCodeId => code.id,
        /// Counts its changes.
        revision: Revision,
        /// When it was made.
        created_at: Timestamp,
        /// When it was changed last.
        updated_at: Timestamp,
        /// The job that it was made for.
        job: JobId,
        /// Whom it belongs to; ``None`` while it is blank.
        participant: Option<ParticipantId> => code.participant,
        /// Whose it is and where it stands.
        code: kartotek::AccessCode,
    }
    methods {
        /// Whether its card can be printed again.
        #[getter]
        fn storage(&self) -> Given<CodeStorage> {
            Given(self.0.storage())
        }

        /// Tells whether it belongs to somebody and has not come to an end at an instant, nor will soon because
        /// another one takes its place.
        fn is_live(&self, now: Taken<Timestamp>) -> bool {
            self.0.is_live(now.0)
        }
    }
}

record! {
    /// The two secrets of one card. Neither is shown or pickled by accident: ``expose`` returns them.
    CardSecrets {
        /// What the link holds.
        token: LinkToken,
        /// What is typed.
        typed: TypedCode,
    }
    methods {
        /// Makes both, independently of each other.
        #[staticmethod]
        fn random(py: Python<'_>) -> PyResult<Self> {
            kartotek::CardSecrets::random(&SystemRandomness).map(Self).raise(py)
        }
    }
}

told! {
    /// A code that was just issued, with its secrets, which are shown once.
    IssuedCode(kartotek::IssuedCode) {
        /// The code as it is stored.
        stored: kartotek::StoredCode,
        /// What its card says.
        secrets: kartotek::CardSecrets,
    }
}

record! {
    /// What a code opened.
    Resolved {
        /// The code.
        code: AccessCodeId,
        /// The job that it was made for.
        job: JobId,
        /// Whose it is.
        participant: kartotek::Participant,
        /// The participant's own gallery in the job, where there is one; whether it may be seen now says
        /// :meth:`Gallery.is_open`.
        gallery: Option<kartotek::Gallery>,
    }
}

record! {
    /// One attempt to open something by a code, as the log has it.
    CodeAttempt {
        /// Its place in the log; later ones have greater numbers.
        seq: u64,
        /// When it was made.
        at: Timestamp,
        /// The code; ``None`` where none was found or looked for.
        code: Option<AccessCodeId>,
        /// How it ended.
        outcome: ResolveOutcome,
        /// The network that it came from, which is no address of one person.
        origin: String,
    }
}

record! {
    /// How many failures are borne.
    FailureLimit {
        /// So many at once.
        burst: u32,
        /// One is forgiven every so many microseconds.
        forgive_micros: u32,
    }
}

record! {
    /// How much guessing of codes a register bears.
    ThrottlePolicy {
        /// Of one network; 20 at once, one forgiven every half minute.
        network: kartotek::FailureLimit = kartotek::ThrottlePolicy::default().network,
        /// Of all together; 1,000 at once, one forgiven every ten milliseconds.
        all: kartotek::FailureLimit = kartotek::ThrottlePolicy::default().all,
        /// After how many failures of a network that are not forgiven yet a second factor is asked for; never where
        /// nothing is said.
        second_factor_after: Option<u32> = None,
        /// How many networks are remembered.
        networks: usize = kartotek::ThrottlePolicy::default().networks,
    }
}
