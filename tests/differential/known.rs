//! What a sequence of calls has made so far, to choose the arguments of the next call from.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kartotek::{
    BatchId, Collection, Cursor, Customer, CustomerFilter, CustomerId, CustomerSort, RegisterSettings,
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

/// A list of which a page was read.
pub(crate) struct List {
    pub(crate) filter: CustomerFilter,
    pub(crate) sort: CustomerSort,
    /// Where the last page ended.
    pub(crate) next: RefCell<Option<Cursor>>,
}
