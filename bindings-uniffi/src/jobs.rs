//! What can be done with photo jobs: their groups, galleries, participants and registrations.

use kartotek::{
    CollectionRef, CustomerDraft, CustomerId, Dependent, FormParticipant, Gallery, GalleryDetails, GalleryId,
    Job, JobDetails, JobFilter, JobGroup, JobGroupId, JobId, KnownCustomer, PageRequest, Participant,
    ParticipantDetails, ParticipantFilter, ParticipantId, ParticipantLink, PhotoConsent, RegisterExport,
    RegisterQuery, Registration, RegistrationDetails, RegistrationFilter, RegistrationForm, RegistrationId,
    Relation, Revision, Sort, Submitted,
};

use crate::customers::defaults;
use crate::handle::handle;
use crate::pages::{JobPage, ParticipantPage, RegisteredPage, RegistrationPage};

/// Makes the handle of a kind of record, with the methods that every kind has before its own.
macro_rules! records {
    ($(#[$doc:meta])* $name:ident ($core:ident) of $record:ident ($id:ident) { $($own:tt)* }) => {
        handle! {
            $(#[$doc])*
            $name($core) {
                /// Returns one. Fails with `NotFound`.
                fn get(id: $id) -> $record { $core.get(id) }

                /// Deletes one. Fails with `RuleViolated` while something depends on it.
                fn delete(id: $id) -> () { $core.delete(id) }

                $($own)*
            }
        }
    };
}

records! {
    /// What can be done with photo jobs.
    Jobs(jobs) of Job(JobId) {
        /// Stores a new job.
        fn create(details: JobDetails) -> Job { jobs.create(details) }

        /// Changes a job. The revision is the one that was read.
        fn update(id: JobId, revision: Revision, details: JobDetails) -> Job { jobs.update(id, revision, details) }

        /// Returns what keeps a job from being deleted.
        fn dependents(id: JobId) -> Vec<Dependent> { jobs.dependents(id) }

        /// Returns one page of a list, of at most 1,000.
        fn page(filter: JobFilter, sort: Sort, request: PageRequest) -> JobPage {
            jobs.page(&filter, &sort, &request).map(Into::into)
        }

        /// Returns how many a filter shows.
        fn count(filter: JobFilter) -> u64 { jobs.count(&filter) }

        /// Returns one page of the customers' register of a job: who registered in any of its groups, a row a
        /// registration. Its columns are those of `job_columns`.
        fn customers(job: JobId, query: RegisterQuery, request: PageRequest) -> RegisteredPage {
            jobs.customers(job, &query, &request).map(Into::into)
        }

        /// Returns how many rows the register has.
        fn count_customers(job: JobId, query: RegisterQuery) -> u64 { jobs.count_customers(job, &query) }
    }
}

records! {
    /// What can be done with the groups of jobs: classes and teams.
    JobGroups(job_groups) of JobGroup(JobGroupId) {
        /// Makes a group of a job, and its gallery.
        fn create(job: JobId, name: String) -> JobGroup { job_groups.create(job, &name) }

        /// Returns the groups of a job, by name.
        fn of_job(job: JobId) -> Vec<JobGroup> { job_groups.of_job(job) }

        /// Gives a group another name. The revision is the one that was read.
        fn rename(id: JobGroupId, revision: Revision, name: String) -> JobGroup {
            job_groups.rename(id, revision, &name)
        }

        /// Returns what keeps a group from being deleted.
        fn dependents(id: JobGroupId) -> Vec<Dependent> { job_groups.dependents(id) }

        /// Returns one page of the customers' register of a group. Its columns are those of `group_columns`.
        fn customers(group: JobGroupId, query: RegisterQuery, request: PageRequest) -> RegisteredPage {
            job_groups.customers(group, &query, &request).map(Into::into)
        }

        /// Returns how many rows the register has.
        fn count_customers(group: JobGroupId, query: RegisterQuery) -> u64 {
            job_groups.count_customers(group, &query)
        }
    }
}

records! {
    /// What can be done with galleries.
    Galleries(galleries) of Gallery(GalleryId) {
        /// Makes the gallery of a participant.
        fn create(job: JobId, participant: ParticipantId, details: GalleryDetails) -> Gallery {
            galleries.create(job, participant, details)
        }

        /// Returns the gallery of a group.
        fn of_group(group: JobGroupId) -> Gallery { galleries.of_group(group) }

        /// Returns the galleries of a participant.
        fn of_participant(participant: ParticipantId) -> Vec<Gallery> { galleries.of_participant(participant) }

        /// Returns the galleries that a customer may see.
        fn of_customer(customer: CustomerId) -> Vec<Gallery> { galleries.of_customer(customer) }

        /// Returns the tags of some galleries, in their order.
        fn tags(ids: Vec<GalleryId>) -> Vec<Vec<CollectionRef>> { galleries.tags(&ids) }

        /// Changes a gallery. The revision is the one that was read.
        fn update(id: GalleryId, revision: Revision, details: GalleryDetails) -> Gallery {
            galleries.update(id, revision, details)
        }

        /// Returns the link of a gallery. Fails with the rule `no_web_address` where the settings have none.
        fn link(id: GalleryId) -> String { galleries.link(id) }

        /// Returns the link of the gallery of a group.
        fn link_of_group(group: JobGroupId) -> String { galleries.link_of_group(group) }

        /// Returns what keeps a gallery from being deleted.
        fn dependents(id: GalleryId) -> Vec<Dependent> { galleries.dependents(id) }
    }
}

records! {
    /// What can be done with participants: those who are pictured.
    Participants(participants) of Participant(ParticipantId) {
        /// Stores a new participant.
        fn create(details: ParticipantDetails) -> Participant { participants.create(details) }

        /// Changes a participant. The revision is the one that was read.
        fn update(id: ParticipantId, revision: Revision, details: ParticipantDetails) -> Participant {
            participants.update(id, revision, details)
        }

        /// Returns what keeps a participant from being deleted.
        fn dependents(id: ParticipantId) -> Vec<Dependent> { participants.dependents(id) }

        /// Returns one page of a list, of at most 1,000.
        fn page(filter: ParticipantFilter, sort: Sort, request: PageRequest) -> ParticipantPage {
            participants.page(&filter, &sort, &request).map(Into::into)
        }

        /// Returns how many a filter shows.
        fn count(filter: ParticipantFilter) -> u64 { participants.count(&filter) }

        /// Takes participants into a group.
        fn add_to_group(group: JobGroupId, ids: Vec<ParticipantId>) -> () { participants.add_to_group(group, &ids) }

        /// Takes participants out of a group.
        fn remove_from_group(group: JobGroupId, ids: Vec<ParticipantId>) -> () {
            participants.remove_from_group(group, &ids)
        }

        /// Returns the groups that a participant is in.
        fn groups_of(id: ParticipantId) -> Vec<JobGroup> { participants.groups_of(id) }

        /// Says what a customer is to a participant.
        fn link(participant: ParticipantId, customer: CustomerId, relation: Relation) -> () {
            participants.link(participant, customer, relation)
        }

        /// Takes that back.
        fn unlink(participant: ParticipantId, customer: CustomerId) -> () {
            participants.unlink(participant, customer)
        }

        /// Returns the customers of a participant.
        fn customers_of(participant: ParticipantId) -> Vec<ParticipantLink> { participants.customers_of(participant) }

        /// Writes down what somebody decided on the pictures of a participant.
        fn add_photo_consent(participant: ParticipantId, consent: PhotoConsent) -> () {
            participants.add_photo_consent(participant, consent)
        }

        /// Returns what was decided on the pictures of a participant.
        fn photo_consents(participant: ParticipantId) -> Vec<PhotoConsent> { participants.photo_consents(participant) }
    }
}

records! {
    /// What can be done with registrations: who registered in which group of a job.
    Registrations(registrations) of Registration(RegistrationId) {
        /// Registers a customer in a group, for some participants.
        fn create(
            group: JobGroupId,
            customer: CustomerId,
            details: RegistrationDetails,
            participants: Vec<ParticipantId>,
        ) -> Registration {
            registrations.create(group, customer, details, &participants)
        }

        /// Stores a form that somebody filled in by themselves: customer, participants with their group and ties,
        /// decisions on pictures and registration, all or nothing. Where the register knows a customer with its e-mail
        /// or phone, it answers what has to be proven, and stores nothing.
        fn submit(form: RegistrationForm, known: KnownCustomer) -> Submitted {
            registrations.submit(&form, known)
        }

        /// Changes a registration. The revision is the one that was read.
        fn update(id: RegistrationId, revision: Revision, details: RegistrationDetails) -> Registration {
            registrations.update(id, revision, details)
        }

        /// Returns for whom somebody registered.
        fn participants(id: RegistrationId) -> Vec<ParticipantId> { registrations.participants(id) }

        /// Adds participants to a registration.
        fn add_participants(id: RegistrationId, participants: Vec<ParticipantId>) -> () {
            registrations.add_participants(id, &participants)
        }

        /// Takes participants out of a registration.
        fn remove_participants(id: RegistrationId, participants: Vec<ParticipantId>) -> () {
            registrations.remove_participants(id, &participants)
        }

        /// Returns one page of a list, of at most 1,000.
        fn page(filter: RegistrationFilter, sort: Sort, request: PageRequest) -> RegistrationPage {
            registrations.page(&filter, &sort, &request).map(Into::into)
        }

        /// Returns how many a filter shows.
        fn count(filter: RegistrationFilter) -> u64 { registrations.count(&filter) }
    }
}

defaults! {
    /// The details of a job in which nothing is entered yet.
    blank_job: JobDetails;
    /// The details of a gallery in which nothing is entered yet.
    blank_gallery: GalleryDetails;
    /// The details of a participant in which nothing is entered yet.
    blank_participant: ParticipantDetails;
    /// The details of a registration in which nothing is entered yet.
    blank_registration: RegistrationDetails;
    /// The filter that shows all jobs.
    filter_of_all_jobs: JobFilter;
    /// The filter that shows all participants.
    filter_of_all_participants: ParticipantFilter;
    /// The filter that shows all registrations.
    filter_of_all_registrations: RegistrationFilter;
    /// The query that shows all of a register by date.
    query_of_all: RegisterQuery;
    /// An export of all of a register in the format for exchange.
    register_export_of_all: RegisterExport;
}

/// Begins a form of a web page for one participant.
#[uniffi::export]
pub fn form_of(group: JobGroupId, customer: CustomerDraft, participant: FormParticipant) -> RegistrationForm {
    RegistrationForm::new(group, customer, participant)
}
