//! Access codes: issued, handed out, changed, and shown by those who want to be let in.

mod changed;
mod issued;
mod listed;
mod properties;
mod resolved;

use std::sync::Arc;

use kartotek::testing::{FixedRandomness, ManualClock};
use kartotek::{
    Actor, CodeOptions, Error, ErrorKind, IssuedCode, Job, JobDetails, JobGroup, Network, Participant,
    ParticipantDetails, Pepper, RecoveryKey, Register, RegisterBuilder, Resolved, Result, Timestamp,
};

use crate::{builder, open, settings};

const DAY: i64 = 86_400_000_000;

/// A school with two classes and three children, whose pictures are published for 60 days, from day 0 of the
/// clock.
struct School {
    clock: Arc<ManualClock>,
    register: Register,
    job: Job,
    groups: Vec<JobGroup>,
    children: Vec<Participant>,
}

fn hashed() -> CodeOptions {
    CodeOptions::new(Pepper::from_bytes([7; 32]))
}

fn recoverable() -> CodeOptions {
    CodeOptions { recovery_key: Some(RecoveryKey::from_bytes([8; 32])), ..hashed() }
}

/// The clock's first instant, and so many days later.
fn day(days: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + days * DAY)
}

fn network(n: u8) -> Network {
    Network::of(std::net::IpAddr::from([192, 0, n, 77]))
}

fn with_codes(clock: &Arc<ManualClock>, options: CodeOptions) -> RegisterBuilder {
    builder(clock).settings(settings()).randomness(Arc::new(FixedRandomness::new(5))).codes(options)
}

impl School {
    fn new(options: CodeOptions) -> Self {
        let clock = Arc::new(ManualClock::default());
        Self::open(open(with_codes(&clock, options)), clock)
    }

    fn open(register: Register, clock: Arc<ManualClock>) -> Self {
        let register = register.acting_as(Actor::staff("maria"));
        let details = JobDetails { publish_until: Some(day(60)), ..JobDetails::titled("Ekskolan 2026") };
        let job = register.jobs().create(details).unwrap();
        let groups = ["4b", "4a"].map(|name| register.job_groups().create(job.id, name).unwrap());
        let school = Self { clock, register, job, groups: groups.into(), children: Vec::new() };
        let children = [("Elsa", "Öberg", 0), ("Bo", "Zetterlund", 1), ("Ann", "Ek", 0)]
            .map(|(given, family, group)| school.child(given, family, group));
        Self { children: children.into(), ..school }
    }

    fn child(&self, given: &str, family: &str, group: usize) -> Participant {
        let child = self.register.participants().create(ParticipantDetails::named(given, family)).unwrap();
        self.register.participants().add_to_group(self.groups[group].id, &[child.id]).unwrap();
        child
    }

    /// A code of the first child that is active.
    fn active(&self) -> IssuedCode {
        let issued = self.register.codes().issue(self.job.id, &[self.children[0].id]).unwrap().remove(0);
        self.register.codes().activate(&[issued.stored.code.id]).unwrap();
        issued
    }

    fn show(&self, issued: &IssuedCode) -> Result<Resolved> {
        self.register.codes().resolve(&issued.secrets.typed.expose(), network(1), None)
    }

    fn opens(&self, issued: &IssuedCode) -> bool {
        match self.show(issued) {
            Ok(resolved) => resolved.code == issued.stored.code.id,
            Err(Error::RuleViolated { rule: "code_refused", .. }) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

/// The rule that a refused call names.
fn rule<T>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::RuleViolated { rule, .. }) => rule,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("the call was not refused"),
    }
}

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.err().map(|error| error.kind()).unwrap()
}
