use std::cell::Cell;

use crate::base::{
    AccessCodeId, BatchId, CollectionId, CustomerId, EntityKind, ErrorKind, GalleryId, JobGroupId, JobId,
    Keyed, List, ParticipantId, RegisterId, RegistrationId, Result, Revision, Timestamp,
};
use crate::batches::{BatchRead, BatchWrite, ImportBatch};
use crate::codes::{CodeAttempt, CodeDigest, CodeRead, CodeWrite, StoredCode};
use crate::collections::{
    Collection, CollectionKind, CollectionRead, CollectionRef, CollectionWrite, Membership,
};
use crate::customers::{
    Customer, CustomerKeys, CustomerList, CustomerQuery, CustomerRead, CustomerRow, CustomerUpdate,
    CustomerWalk, CustomerWrite, ListPlace, ListedCustomer, MatchKeys, SearchQuery, StoredCustomer,
    Tombstone,
};
use crate::dependents::DependentRead;
use crate::dump::{DumpRead, DumpRow, DumpTable, DumpValue, DumpWrite};
use crate::galleries::{Gallery, GalleryRead, GalleryWrite};
use crate::history::{Change, ChangeSet, EntityRef, HistoryEntry, HistoryRead, HistoryWrite, OldValue};
use crate::idempotency::{AnsweredCall, IdempotencyRead, IdempotencyWrite};
use crate::jobs::{Job, JobFilter, JobGroup, JobRead, JobWrite};
use crate::mappings::{MappingRead, MappingWrite, SavedMapping};
use crate::participants::{
    Participant, ParticipantFilter, ParticipantLink, ParticipantRead, ParticipantWrite, PhotoConsent,
};
use crate::registrations::{
    RegisterParts, Registration, RegistrationFilter, RegistrationRead, RegistrationWrite, Spent, TotalScope,
};
use crate::repository::{ReadTx, WriteTx};
use crate::settings::{RegisterSettings, SettingsRead, SettingsWrite};

use super::Moment;
use super::faulty::failure;

/// Counts the calls that a body makes, and lets one of them fail.
pub(super) struct Calls {
    made: Cell<u64>,
    fault: Option<(Moment, ErrorKind)>,
}

impl Calls {
    pub(super) fn new(fault: Option<(Moment, ErrorKind)>) -> Self {
        Self { made: Cell::new(0), fault }
    }

    fn count(&self) -> Result<()> {
        self.made.set(self.made.get() + 1);
        match self.fault {
            Some((Moment::Call(nth), kind)) if nth == self.made.get() => Err(failure(kind)),
            _ => Ok(()),
        }
    }
}

/// A read whose calls are counted.
pub(super) struct WatchedRead<'a> {
    pub(super) tx: &'a dyn ReadTx,
    pub(super) calls: &'a Calls,
}

/// A unit of work whose calls are counted.
pub(super) struct WatchedWrite<'a> {
    pub(super) tx: &'a mut dyn WriteTx,
    pub(super) calls: &'a Calls,
}

macro_rules! reading {
    ($($trait:ident { $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)+ })+) => {$(
        impl $trait for WatchedRead<'_> {$(
            fn $name(&self $(, $arg: $type)*) -> Result<$out> {
                self.calls.count()?;
                self.tx.$name($($arg),*)
            }
        )+}
        impl $trait for WatchedWrite<'_> {$(
            fn $name(&self $(, $arg: $type)*) -> Result<$out> {
                self.calls.count()?;
                self.tx.$name($($arg),*)
            }
        )+}
    )+};
}

macro_rules! writing {
    ($($trait:ident { $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)+ })+) => {$(
        impl $trait for WatchedWrite<'_> {$(
            fn $name(&mut self $(, $arg: $type)*) -> Result<$out> {
                self.calls.count()?;
                self.tx.$name($($arg),*)
            }
        )+}
    )+};
}

// Every method, those with a default body too: `a_faulty_repository_passes_the_suite` fails
// with `Unsupported` where one is forgotten.
reading! {
    SettingsRead {
        fn settings() -> (RegisterSettings, Revision);
        fn settings_revision() -> Revision;
        fn register_id() -> Option<RegisterId>;
        fn fact(name: &str) -> Option<String>;
    }
    CustomerRead {
        fn customers(ids: &[CustomerId]) -> Vec<Customer>;
        fn customer_by_number(number: u64) -> Option<Customer>;
        fn list_customers(list: &CustomerList<'_>) -> Vec<ListedCustomer>;
        fn count_customers(query: &CustomerQuery<'_>, cap: Option<u64>) -> u64;
        fn each_customer(
            walk: &CustomerWalk<'_>,
            each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>
        ) -> Option<ListPlace>;
        fn search_customers(query: &SearchQuery, limit: usize) -> Vec<Customer>;
        fn match_customers(keys: &MatchKeys) -> Vec<Customer>;
        fn customers_of_contents(contents: &[i64]) -> Vec<(i64, CustomerId)>;
        fn tombstones(ids: &[CustomerId]) -> Vec<Tombstone>;
    }
    CollectionRead {
        fn collections(kind: CollectionKind) -> Vec<Collection>;
        fn collection(id: CollectionId) -> Option<Collection>;
        fn collections_by_name(names: &[(CollectionKind, String)]) -> Vec<Option<Collection>>;
        fn collection_ids(names: &[(CollectionKind, String)]) -> Vec<Option<CollectionId>>;
        fn members(set: CollectionId) -> Vec<CustomerId>;
        fn count_members(sets: &[CollectionId], customers: &[CustomerId]) -> Vec<u64>;
        fn count_archived_members(kind: CollectionKind) -> Vec<(CollectionId, u64)>;
        fn bearers(kind: EntityKind, tag: CollectionId) -> Vec<[u8; 16]>;
        fn count_bearers(kind: EntityKind) -> Vec<(CollectionId, u64)>;
        fn tags_of(kind: EntityKind, ids: &[[u8; 16]]) -> Vec<([u8; 16], CollectionRef)>;
    }
    JobRead {
        fn jobs(ids: &[JobId]) -> Vec<Job>;
        fn list_jobs(list: &List<'_, JobFilter>) -> Vec<Keyed<Job>>;
        fn count_jobs(filter: &JobFilter, cap: Option<u64>) -> u64;
        fn job_groups(ids: &[JobGroupId]) -> Vec<JobGroup>;
        fn groups_of_jobs(jobs: &[JobId]) -> Vec<JobGroup>;
        fn groups_of_job(job: JobId) -> Vec<JobGroup>;
    }
    GalleryRead {
        fn galleries(ids: &[GalleryId]) -> Vec<Gallery>;
        fn galleries_of_groups(groups: &[JobGroupId]) -> Vec<Gallery>;
        fn galleries_of_participants(job: Option<JobId>, participants: &[ParticipantId]) -> Vec<Gallery>;
    }
    ParticipantRead {
        fn participants(ids: &[ParticipantId]) -> Vec<Participant>;
        fn participants_of_numbers(student_numbers: &[&str]) -> Vec<Participant>;
        fn list_participants(list: &List<'_, ParticipantFilter>) -> Vec<Keyed<Participant>>;
        fn count_participants(filter: &ParticipantFilter, cap: Option<u64>) -> u64;
        fn groups_of_participants(participants: &[ParticipantId]) -> Vec<(JobGroupId, ParticipantId)>;
        fn customers_of_participants(participants: &[ParticipantId]) -> Vec<ParticipantLink>;
        fn participants_of_customers(customers: &[CustomerId]) -> Vec<ParticipantLink>;
        fn photo_consents(participants: &[ParticipantId]) -> Vec<(ParticipantId, PhotoConsent)>;
    }
    RegistrationRead {
        fn registrations(ids: &[RegistrationId]) -> Vec<Registration>;
        fn list_registrations(list: &List<'_, RegistrationFilter>) -> Vec<Keyed<Registration>>;
        fn count_registrations(filter: &RegistrationFilter, cap: Option<u64>) -> u64;
        fn registrations_of(pairs: &[(JobGroupId, CustomerId)]) -> Vec<Registration>;
        fn registrations_of_customers(customers: &[CustomerId]) -> Vec<Registration>;
        fn participants_of_registrations(registrations: &[RegistrationId]) -> Vec<(RegistrationId, ParticipantId)>;
        fn register_parts(registrations: &[Registration], scope: TotalScope<'_>) -> Option<RegisterParts>;
        fn customer_totals(scope: TotalScope<'_>, customers: &[CustomerId]) -> Vec<Spent>;
    }
    CodeRead {
        fn codes(ids: &[AccessCodeId]) -> Vec<StoredCode>;
        fn codes_by_tokens(digests: &[CodeDigest]) -> Vec<StoredCode>;
        fn codes_by_typed(digests: &[CodeDigest]) -> Vec<StoredCode>;
        fn codes_of_job(job: JobId, after: Option<AccessCodeId>, limit: usize) -> Vec<StoredCode>;
        fn count_codes_of_job(job: JobId, cap: Option<u64>) -> u64;
        fn codes_of_participants(participants: &[ParticipantId]) -> Vec<StoredCode>;
        fn code_attempts(code: Option<AccessCodeId>, before: Option<u64>, limit: u32) -> Vec<CodeAttempt>;
    }
    DependentRead {
        fn dependents(of: &[EntityRef]) -> Vec<(EntityRef, EntityKind, u64)>;
    }
    HistoryRead {
        fn changes_after(after: u64, limit: u32) -> Vec<HistoryEntry>;
        fn latest_change() -> u64;
        fn history_of(entity: EntityRef, before: Option<u64>, limit: u32) -> Vec<HistoryEntry>;
        fn changes_of_batch(batch: BatchId, after: u64, limit: u32) -> Vec<HistoryEntry>;
        fn changes_of(entities: &[EntityRef], after: u64) -> Vec<HistoryEntry>;
    }
    IdempotencyRead {
        fn answered_call(key: &str, operation: &str) -> Option<AnsweredCall>;
    }
    BatchRead {
        fn import_batch(id: BatchId) -> Option<ImportBatch>;
        fn import_batches(before: Option<BatchId>, limit: u32) -> Vec<ImportBatch>;
    }
    MappingRead {
        fn saved_mappings() -> Vec<SavedMapping>;
    }
    DumpRead {
        fn dump_tables() -> Vec<DumpTable>;
        fn dump_facts() -> Vec<(String, String)>;
        fn dump_rows(
            table: &DumpTable,
            after: &[DumpValue],
            each: &mut dyn FnMut(DumpRow) -> Result<()>
        ) -> ();
    }
}

writing! {
    SettingsWrite {
        fn put_settings(settings: &RegisterSettings, revision: Revision) -> ();
        fn put_register_id(id: RegisterId) -> ();
        fn put_fact(name: &str, value: &str) -> ();
    }
    CustomerWrite {
        fn insert_customers(rows: &[StoredCustomer]) -> Vec<u64>;
        fn update_customers(updates: &[CustomerUpdate]) -> ();
        fn delete_customer(tombstone: &Tombstone) -> ();
        fn remember_contents(contents: &[(i64, CustomerId)]) -> ();
        fn put_customer_keys(keys: &[(u64, CustomerKeys)]) -> ();
        fn delete_customers(tombstones: &[Tombstone]) -> ();
        fn begin_clearing() -> ();
        fn begin_bulk() -> ();
        fn end_bulk() -> ();
    }
    CollectionWrite {
        fn insert_collection(collection: &Collection, name_key: &str) -> ();
        fn update_collection(collection: &Collection, name_key: &str) -> ();
        fn delete_collection(id: CollectionId) -> ();
        fn change_members(
            customers: &[CustomerId],
            add: &[CollectionId],
            remove: &[CollectionId]
        ) -> Vec<Option<Membership>>;
        fn add_members(pairs: &[(CustomerId, CollectionId)]) -> Vec<bool>;
        fn change_tags(
            kind: EntityKind,
            ids: &[[u8; 16]],
            add: &[CollectionId],
            remove: &[CollectionId]
        ) -> Vec<Option<Membership>>;
    }
    JobWrite {
        fn insert_jobs(jobs: &[Keyed<Job>]) -> ();
        fn update_jobs(jobs: &[Keyed<Job>]) -> ();
        fn delete_jobs(ids: &[JobId], at: Timestamp) -> ();
        fn insert_job_groups(groups: &[Keyed<JobGroup>]) -> ();
        fn update_job_groups(groups: &[Keyed<JobGroup>]) -> ();
        fn delete_job_groups(ids: &[JobGroupId], at: Timestamp) -> ();
    }
    GalleryWrite {
        fn insert_galleries(galleries: &[Keyed<Gallery>]) -> ();
        fn update_galleries(galleries: &[Keyed<Gallery>]) -> ();
        fn delete_galleries(ids: &[GalleryId], at: Timestamp) -> ();
    }
    ParticipantWrite {
        fn insert_participants(participants: &[Keyed<Participant>]) -> ();
        fn update_participants(participants: &[Keyed<Participant>]) -> ();
        fn delete_participants(ids: &[ParticipantId], at: Timestamp) -> ();
        fn add_to_groups(members: &[(JobGroupId, ParticipantId)]) -> ();
        fn remove_from_groups(members: &[(JobGroupId, ParticipantId)]) -> ();
        fn put_links(links: &[ParticipantLink]) -> ();
        fn delete_links(pairs: &[(ParticipantId, CustomerId)]) -> ();
        fn append_photo_consents(consents: &[(ParticipantId, PhotoConsent)]) -> ();
    }
    RegistrationWrite {
        fn insert_registrations(registrations: &[Keyed<Registration>]) -> ();
        fn update_registrations(registrations: &[Keyed<Registration>]) -> ();
        fn delete_registrations(ids: &[RegistrationId], at: Timestamp) -> ();
        fn add_registered(pairs: &[(RegistrationId, ParticipantId)]) -> ();
        fn remove_registered(pairs: &[(RegistrationId, ParticipantId)]) -> ();
    }
    CodeWrite {
        fn insert_codes(codes: &[StoredCode]) -> ();
        fn update_codes(codes: &[StoredCode]) -> ();
        fn delete_codes(ids: &[AccessCodeId], at: Timestamp) -> ();
        fn append_attempts(attempts: &[CodeAttempt]) -> ();
    }
    HistoryWrite {
        fn append_changes(set: &ChangeSet, changes: &[Change]) -> ();
        fn forget_old_values(entity: EntityRef) -> ();
        fn rewrite_old_values(
            after: u64,
            limit: u32,
            rewrite: &dyn Fn(&mut [OldValue])
        ) -> Option<u64>;
    }
    IdempotencyWrite {
        fn put_answered_call(key: &str, call: &AnsweredCall, forget_before: Timestamp) -> ();
    }
    BatchWrite {
        fn put_import_batch(batch: &ImportBatch) -> ();
    }
    MappingWrite {
        fn put_saved_mapping(mapping: &SavedMapping) -> ();
        fn delete_saved_mapping(name: &str) -> bool;
    }
    DumpWrite {
        fn begin_restore() -> ();
        fn restore_rows(table: &DumpTable, rows: &[DumpRow]) -> ();
        fn end_restore(facts: &[(String, String)]) -> ();
    }
}
