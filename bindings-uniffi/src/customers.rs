//! What can be done with customers, and the records of calls on many.

use kartotek::{
    BulkOutcome, Customer, CustomerDraft, CustomerFilter, CustomerId, CustomerProfile, Dependent, Enabled,
    ExportOptions, FieldProblem, KartotekError, PageRequest, Revision, Sort, Timestamp, Tombstone,
};

use crate::handle::handle;
use crate::pages::CustomerPage;

handle! {
    /// What can be done with customers.
    Customers(customers) {
        /// Stores a new customer. Fails with `Invalid` with every problem of the draft.
        fn create(draft: CustomerDraft) -> Customer { customers.create(draft) }

        /// Stores many, each on its own: the outcomes stand in the order of the drafts.
        fn create_many(drafts: Vec<CustomerDraft>) -> Vec<CustomerOutcome> {
            Ok(customers.create_many(&drafts)?.into_iter().map(Into::into).collect())
        }

        /// Returns every problem that `create` would find; none when the draft will do.
        fn check(draft: CustomerDraft) -> Vec<FieldProblem> { customers.check(&draft) }

        /// Returns one. Fails with `NotFound`.
        fn get(id: CustomerId) -> Customer { customers.get(id) }

        /// Returns one, or nothing.
        fn find(id: CustomerId) -> Option<Customer> { customers.find(id) }

        /// Returns those of some ids that exist, in that order.
        fn get_many(ids: Vec<CustomerId>) -> Vec<Customer> { customers.get_many(&ids) }

        /// Returns the one with a number, or nothing.
        fn find_by_number(number: u64) -> Option<Customer> { customers.find_by_number(number) }

        /// Returns the one that another system calls so, or nothing.
        fn find_by_external_id(source: String, id: String) -> Option<Customer> {
            customers.find_by_external_id(&source, &id)
        }

        /// Returns what is left of a deleted customer, or nothing.
        fn find_tombstone(id: CustomerId) -> Option<Tombstone> { customers.find_tombstone(id) }

        /// Returns a customer as it was at a time, or nothing where it was not there.
        fn as_of(id: CustomerId, at: Timestamp) -> Option<Customer> { customers.as_of(id, at) }

        /// Returns one page of a list, of at most 1,000.
        fn page(filter: CustomerFilter, sort: Sort, request: PageRequest) -> CustomerPage {
            customers.page(&filter, &sort, &request).map(Into::into)
        }

        /// Returns how many a filter shows.
        fn count(filter: CustomerFilter) -> u64 { customers.count(&filter) }

        /// Returns some that a typed text finds; those with exactly this number, e-mail or phone come first.
        fn search(text: String, limit: u32) -> Vec<Customer> { customers.search(&text, limit) }

        /// Makes a draft of a typed text that found nobody.
        fn draft_from_search(text: String) -> CustomerDraft { customers.draft_from_search(&text) }

        /// Changes what people entered. The revision is the one that was read: if somebody else was faster, it
        /// fails with `Conflict`, which tells the fields.
        fn update(id: CustomerId, revision: Revision, profile: CustomerProfile) -> Customer {
            customers.update(id, revision, profile)
        }

        /// Changes many, each on its own: the outcomes stand in the order of the edits.
        fn update_many(edits: Vec<CustomerEdit>) -> Vec<CustomerOutcome> {
            let edits: Vec<_> = edits.into_iter().map(|edit| (edit.id, edit.revision, edit.profile)).collect();
            Ok(customers.update_many(&edits)?.into_iter().map(Into::into).collect())
        }

        /// Lets customers sign in and order, or keeps them from it.
        fn set_enabled(ids: Vec<CustomerId>, state: Enabled) -> Vec<BulkOutcome> {
            customers.set_enabled(&ids, state)
        }

        /// Hides customers from lists.
        fn archive(ids: Vec<CustomerId>) -> Vec<BulkOutcome> { customers.archive(&ids) }

        /// Shows archived customers again.
        fn restore(ids: Vec<CustomerId>) -> Vec<BulkOutcome> { customers.restore(&ids) }

        /// Returns what keeps a customer from being deleted.
        fn dependents(id: CustomerId) -> Vec<Dependent> { customers.dependents(id) }

        /// Deletes one for ever. The revision is the one that was read.
        fn delete(id: CustomerId, revision: Revision) -> () { customers.delete(id, revision) }

        /// Deletes many, each on its own: where one was not deleted, its place has the reason.
        fn delete_many(customers_seen: Vec<CustomerSeen>) -> Vec<Option<KartotekError>> {
            let seen: Vec<_> = customers_seen.into_iter().map(|seen| (seen.id, seen.revision)).collect();
            Ok(customers.delete_many(&seen)?.into_iter().map(|done| done.err().map(Into::into)).collect())
        }

        /// Empties a field of all customers, for ever, and returns how many had it.
        fn purge_field(key: String) -> u64 { customers.purge_field(&key) }

        /// Returns the link of a customer's private area, which opens nothing by itself. Fails with the rule
        /// `no_web_address` where the settings have none.
        fn private_area_link(id: CustomerId) -> String { customers.private_area_link(id) }
    }
}

/// What became of one item of a call on many.
// It crosses by value; a box would be one more allocation for each item.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, uniffi::Enum)]
pub enum CustomerOutcome {
    /// It is done, and this is the customer now.
    Done {
        /// The customer.
        customer: Customer,
    },
    /// It was refused; the others were not.
    Refused {
        /// Why.
        error: KartotekError,
    },
}

impl From<kartotek::Result<Customer>> for CustomerOutcome {
    fn from(done: kartotek::Result<Customer>) -> Self {
        match done {
            Ok(customer) => Self::Done { customer },
            Err(error) => Self::Refused { error: error.into() },
        }
    }
}

/// New details of a customer.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CustomerEdit {
    /// The customer.
    pub id: CustomerId,
    /// The revision that was read.
    pub revision: Revision,
    /// What it is to become.
    pub profile: CustomerProfile,
}

/// A customer as it was seen.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct CustomerSeen {
    /// The customer.
    pub id: CustomerId,
    /// The revision that was read.
    pub revision: Revision,
}

/// Makes the draft of a person.
#[uniffi::export]
pub fn draft_of_person(given_name: String, family_name: String) -> CustomerDraft {
    CustomerDraft::person(given_name, family_name)
}

/// Makes the draft of a company.
#[uniffi::export]
pub fn draft_of_company(name: String) -> CustomerDraft {
    CustomerDraft::company(name)
}

/// Makes functions that give a record as it is where nothing is said.
macro_rules! defaults {
    ($($(#[$doc:meta])* $function:ident: $record:ty;)+) => {$(
        $(#[$doc])*
        #[uniffi::export]
        pub fn $function() -> $record {
            <$record>::default()
        }
    )+};
}

pub(crate) use defaults;

defaults! {
    /// A profile in which nothing is entered yet.
    blank_profile: CustomerProfile;
    /// An address in which nothing is entered yet.
    blank_address: kartotek::Address;
    /// The filter that shows all who are not archived.
    filter_of_all: CustomerFilter;
    /// An export of all columns in the format for exchange.
    export_of_all: ExportOptions;
    /// The options that leave to be found out how a file is read.
    table_found_out: kartotek::exchange::TableOptions;
    /// The options that leave to be found out what the columns of a file are for.
    columns_found_out: kartotek::exchange::MappingOptions;
}
