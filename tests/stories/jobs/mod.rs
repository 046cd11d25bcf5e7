//! Photo jobs: their groups and galleries, who is pictured, who registered.

mod clients;
mod faults;
mod forms;
mod kept;
mod languages;
mod naive;
mod plans;
mod registers;
mod registrations;
mod tags;

use kartotek::{
    Customer, CustomerDraft, Job, JobDetails, JobGroup, JobStatus, Participant, ParticipantDetails, Register,
    Registration, RegistrationDetails, RegistrationKind,
};

/// A school with two classes.
struct School {
    register: Register,
    job: Job,
    groups: Vec<JobGroup>,
}

impl School {
    fn open(register: Register) -> Self {
        let details = JobDetails { status: JobStatus::Open, ..JobDetails::titled("Ekskolan 2026") };
        let job = register.jobs().create(details).unwrap();
        let groups = ["4a", "4b"].map(|name| register.job_groups().create(job.id, name).unwrap());
        Self { register, job, groups: groups.into() }
    }

    fn customer(&self, given: &str, family: &str) -> Customer {
        self.register.customers().create(CustomerDraft::person(given, family)).unwrap()
    }

    fn participant(&self, given: &str, family: &str) -> Participant {
        self.register.participants().create(ParticipantDetails::named(given, family)).unwrap()
    }

    /// Registers a customer in a group by the staff.
    fn enter(&self, group: usize, customer: &Customer, participants: &[&Participant]) -> Registration {
        let ids: Vec<_> = participants.iter().map(|participant| participant.id).collect();
        let details = RegistrationDetails { kind: RegistrationKind::Staff, ..RegistrationDetails::default() };
        self.register.registrations().create(self.groups[group].id, customer.id, details, &ids).unwrap()
    }
}
