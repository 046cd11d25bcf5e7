use kartotek::{
    AccessCodeId, CodeState, CodeStorage, JobId, LinkToken, ParticipantId, ResolveOutcome, Revision,
    SystemRandomness, Timestamp, TypedCode,
};
use pyo3::prelude::*;

use crate::arguments::Taken;
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::record::{around, record, view};

view! {
    /// The code that took the place of another one.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> register.jobs.import_names(job.id, [{"Elev": "Elsa", "Klass": "4b"}]).participants
    /// 1
    /// >>> (card,) = register.codes.issue_missing(job.id)
    /// >>> new = register.codes.rotate(card.stored.id, grace_days=3)
    /// >>> register.codes.get(card.stored.id).code.successor.id == new.stored.id
    /// True
    Successor(kartotek::Successor) {
        /// The new code.
        id: AccessCodeId,
        /// From when on the old one is rotated; until then both are good.
        good_from: Timestamp = |of| of.from,
    }
}

view! {
    /// An access code: whose it is and where it stands, never its secrets.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> (card,) = register.codes.issue_blank(job.id, 1)
    /// >>> card.stored.code.state, card.stored.code.participant
    /// (<CodeState.BLANK: 'blank'>, None)
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
        successor: Option<Successor> = |of| of.successor.as_ref().map(Successor::from),
    }
    methods {
        /// Returns where it stands at an instant.
        fn state_at(&self, now: Taken<Timestamp>) -> Given<CodeState> {
            Given(self.of_core().state_at(now.0))
        }
    }
}

impl AccessCode {
    fn of_core(&self) -> kartotek::AccessCode {
        let Self { id, state, participant, expires_at, successor } = self.clone();
        let successor = successor.map(|after| kartotek::Successor { id: after.id, from: after.good_from });
        kartotek::AccessCode { id, state, participant, expires_at, successor }
    }
}

view! {
    /// An access code as a register stores it, without what it is found by.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> (card,) = register.codes.issue_blank(job.id, 1)
    /// >>> card.stored.storage, card.stored.is_live(card.stored.created_at)
    /// (<CodeStorage.HASHED: 'hashed'>, False)
    StoredCode(kartotek::StoredCode) {
        /// Names the code; it is no secret.
        id: AccessCodeId = |of| of.code.id,
        /// Counts its changes.
        revision: Revision,
        /// When it was made.
        created_at: Timestamp,
        /// When it was changed last.
        updated_at: Timestamp,
        /// The job that it was made for.
        job: JobId,
        /// Whom it belongs to; ``None`` while it is blank.
        participant: Option<ParticipantId> = |of| of.code.participant,
        /// Whose it is and where it stands.
        code: AccessCode = |of| AccessCode::from(&of.code),
        /// Whether its card can be printed again.
        storage: CodeStorage = |of| of.storage(),
    }
    methods {
        /// Tells whether it belongs to somebody and has not come to an end at an instant, nor will soon because
        /// another one takes its place.
        fn is_live(&self, now: Taken<Timestamp>) -> bool {
            self.code.of_core().is_live(now.0)
        }
    }
}

record! {
    /// The two secrets of one card. Neither is shown, and it is not pickled: ``expose`` returns them.
    ///
    /// >>> import kartotek
    /// >>> secrets = kartotek.CardSecrets.random()
    /// >>> secrets
    /// CardSecrets(token=LinkToken(…), typed=TypedCode(…))
    /// >>> len(secrets.typed.expose())
    /// 16
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

around! {
    /// A code that was just issued, with its secrets, which are shown once. It is not pickled.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> (card,) = register.codes.issue_blank(job.id, 1)
    /// >>> card.secrets
    /// CardSecrets(token=LinkToken(…), typed=TypedCode(…))
    IssuedCode(kartotek::IssuedCode) {
        /// The code as it is stored.
        stored: kartotek::StoredCode,
        /// What its card says.
        secrets: kartotek::CardSecrets,
    }
}

record! {
    /// What a code opened.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> register.jobs.import_names(job.id, [{"Elev": "Elsa", "Klass": "4b"}]).participants
    /// 1
    /// >>> (card,) = register.codes.issue_missing(job.id)
    /// >>> active = register.codes.activate([card.stored.id])
    /// >>> opened = register.codes.resolve(card.secrets.token.expose(), "192.0.2.7")
    /// >>> opened.participant.display_name, opened.job == job.id, opened.gallery
    /// ('Elsa', True, None)
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
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> try:
    /// ...     opened = register.codes.resolve("7KX9-QM2T-4HWC-Y", "192.0.2.7")
    /// ... except kartotek.RuleViolatedError as refused:
    /// ...     print(refused.rule)
    /// code_refused
    /// >>> [(attempt.outcome.value, attempt.origin) for attempt in register.codes.attempts()]
    /// [('unknown', '192.0.2.0/24')]
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
    ///
    /// >>> import kartotek
    /// >>> kartotek.FailureLimit(burst=20, forgive_micros=30_000_000).burst
    /// 20
    FailureLimit {
        /// So many at once.
        burst: u32,
        /// One is forgiven every so many microseconds.
        forgive_micros: u32,
    }
}

record! {
    /// How much guessing of codes a register bears.
    ///
    /// >>> import kartotek
    /// >>> kartotek.ThrottlePolicy(second_factor_after=5).network
    /// FailureLimit(burst=20, forgive_micros=30000000)
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
