//! What a sequence of calls has made so far, to choose the arguments of the next call from.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kartotek::{
    AccessCodeId, BatchId, CardSecrets, Collection, Cursor, Customer, CustomerFilter, CustomerId, Gallery,
    GalleryId, Job, JobGroup, JobGroupId, JobId, PageRequest, Participant, ParticipantId, Register,
    RegisterSettings, Registration, RegistrationId, Result, Sort, StoredCode,
};

use crate::operation::{Caller, Operation};

/// Everything that later calls may name.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) settings: RegisterSettings,
    /// Those that are there, as they are.
    pub(crate) customers: BTreeMap<CustomerId, Customer>,
    /// Those that were deleted.
    pub(crate) gone: Vec<CustomerId>,
    /// Tags, contact groups and customer groups, and those that were deleted.
    pub(crate) sets: Vec<Collection>,
    /// What photo jobs have, as it is.
    pub(crate) jobs: BTreeMap<JobId, Job>,
    pub(crate) groups: BTreeMap<JobGroupId, JobGroup>,
    pub(crate) galleries: BTreeMap<GalleryId, Gallery>,
    pub(crate) participants: BTreeMap<ParticipantId, Participant>,
    pub(crate) registrations: BTreeMap<RegistrationId, Registration>,
    pub(crate) codes: BTreeMap<AccessCodeId, StoredCode>,
    /// What stands on their cards, and on those of deleted ones.
    pub(crate) secrets: Vec<CardSecrets>,
    /// Ids of what was deleted of them.
    pub(crate) gone_records: Vec<[u8; 16]>,
    /// Lists of them that were begun.
    pub(crate) begun: Vec<Rc<Begun>>,
    /// Runs of imports, and of what took them back.
    pub(crate) batches: Vec<BatchId>,
    /// The last place in the change feed.
    pub(crate) seq: u64,
    /// Calls that may come again, most of them with an idempotency key.
    pub(crate) earlier: Vec<(Caller, Rc<Operation>)>,
    /// Lists that were begun.
    pub(crate) lists: Vec<Rc<List>>,
    /// Files that were imported.
    pub(crate) files: Vec<Rc<String>>,
}

/// Reads a page of a list, and writes it.
type Page = Box<dyn Fn(&Register, &PageRequest) -> Result<(String, Option<Cursor>)>>;

/// A list of records of photo jobs of which a page was read.
pub(crate) struct Begun {
    pub(crate) method: &'static str,
    pub(crate) text: String,
    pub(crate) page: Page,
    /// Where the last page ended.
    pub(crate) next: RefCell<Option<Cursor>>,
}

/// A list of which a page was read.
pub(crate) struct List {
    pub(crate) filter: CustomerFilter,
    pub(crate) sort: Sort,
    /// Where the last page ended.
    pub(crate) next: RefCell<Option<Cursor>>,
}
