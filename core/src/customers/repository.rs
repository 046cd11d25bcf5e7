use std::borrow::Cow;

use crate::base::{Collation, CollectionId, CustomerId, Error, Result, Sort, Timestamp};
use crate::catalogue::FieldValue;

use super::rules::changed_keys;
use super::{Archived, Condition, Customer, CustomerField, SearchQuery};

/// A customer with what the register computed from it for order, search and matching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCustomer {
    /// The record. On insertion its number is 0 and its groups other than the default are ignored.
    pub customer: Customer,
    /// What was computed from it.
    pub keys: CustomerKeys,
}

/// A change of one customer: what is stored, and what shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerUpdate {
    /// The record as it was read in the same unit of work.
    pub before: Customer,
    /// The record to store, with the next revision.
    pub after: Customer,
    /// What is computed from it and may be another than before.
    pub keys: ChangedKeys,
}

impl CustomerUpdate {
    /// Makes the change of one record into another one.
    #[must_use]
    pub fn new(before: Customer, after: Customer, collation: &Collation) -> Self {
        let keys = changed_keys(&before.profile, &after.profile, collation);
        Self { before, after, keys }
    }
}

/// What the register computes from a customer for order, search and matching.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CustomerKeys {
    /// Collation key of the name: family, then given name; else the company.
    pub sort_name: Vec<u8>,
    /// Collation key of the company.
    pub sort_company: Vec<u8>,
    /// Collation key of the primary address's town.
    pub sort_city: Vec<u8>,
    /// Bytes of the primary e-mail's comparison form.
    pub sort_email: Vec<u8>,
    /// Hash of each e-mail's comparison form, in their order.
    pub email_hashes: Vec<Option<i64>>,
    /// The folded text that search looks into.
    pub search_text: String,
}

// All of it is made of personal data.
impl std::fmt::Debug for CustomerKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomerKeys(…)")
    }
}

/// Those of a customer's [`CustomerKeys`] whose sources an update changes.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ChangedKeys {
    /// Collation key of the name.
    pub sort_name: Option<Vec<u8>>,
    /// Collation key of the company.
    pub sort_company: Option<Vec<u8>>,
    /// Collation key of the primary address's town.
    pub sort_city: Option<Vec<u8>>,
    /// Bytes of the primary e-mail's comparison form.
    pub sort_email: Option<Vec<u8>>,
    /// Hash of each e-mail's comparison form, in their order.
    pub email_hashes: Option<Vec<Option<i64>>>,
    /// The folded text that search looks into.
    pub search_text: Option<String>,
}

impl std::fmt::Debug for ChangedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangedKeys(…)")
    }
}

/// Which customers a list shows, with names resolved to ids.
#[derive(Debug, Clone)]
pub struct CustomerQuery<'a> {
    /// What was typed into a search box.
    pub search: Option<SearchQuery>,
    /// Tests on single fields, each field known and the test fit for it.
    pub conditions: &'a [Condition],
    /// Of each of these groups of sets, a customer is in at least one; a default group counts.
    pub in_sets: Vec<Vec<CollectionId>>,
    /// A customer is in none of these sets.
    pub not_in_sets: Vec<CollectionId>,
    /// Whether archived customers are shown.
    pub archived: Archived,
    /// Only these.
    pub ids: Option<&'a [CustomerId]>,
    /// The order of texts.
    pub collation: &'a Collation,
}

/// A part of a list: the query, its order, and where to begin.
#[derive(Debug, Clone)]
pub struct CustomerList<'a> {
    /// Which customers.
    pub query: CustomerQuery<'a>,
    /// In which order; the field is sortable.
    pub sort: &'a Sort,
    /// The row to begin after.
    pub after: Option<ListPlace>,
    /// How many rows at most.
    pub limit: usize,
}

/// Where a row stands in the order of a list: its sort key (see [`sort_key`](super::sort_key)) and its id.
pub type ListPlace = (Vec<u8>, CustomerId);

/// A row of a list with its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCustomer {
    /// The record.
    pub customer: Customer,
    /// Its sort key in this list (see [`sort_key`](super::sort_key)).
    pub sort_key: Vec<u8>,
}

/// A list that is walked, whole or a part of it, and the fields that are read on the way.
#[derive(Debug, Clone)]
pub struct CustomerWalk<'a> {
    /// Which customers in which order, after whom, and how many.
    pub list: CustomerList<'a>,
    /// The fields that are asked for.
    pub fields: &'a [&'static CustomerField],
}

/// A customer on a walk. A backend need not have read more than the fields asked for.
pub trait CustomerRow {
    /// Returns the customer's number.
    fn number(&self) -> u64;

    /// Returns the value of one of the fields asked for, by its place among them.
    ///
    /// # Errors
    /// `Corrupt` when what is stored is no value of the field.
    fn value(&self, place: usize) -> Result<FieldValue<'_>>;

    /// Returns the same as its canonical text; it is put into `buffer` where it does not stand in what
    /// was read.
    ///
    /// # Errors
    /// As [`CustomerRow::value`].
    fn text<'t>(&'t self, place: usize, buffer: &'t mut String) -> Result<&'t str> {
        Ok(match self.value(place)? {
            FieldValue::Empty => "",
            FieldValue::Text(Cow::Borrowed(text)) => text,
            value => {
                buffer.clear();
                buffer.push_str(&value.to_text());
                buffer
            }
        })
    }
}

/// A whole record on a walk.
pub(crate) struct WholeRow<'a> {
    pub(crate) customer: &'a Customer,
    pub(crate) fields: &'a [&'static CustomerField],
}

impl CustomerRow for WholeRow<'_> {
    fn number(&self) -> u64 {
        self.customer.number
    }

    fn value(&self, place: usize) -> Result<FieldValue<'_>> {
        Ok(self.fields.get(place).map_or(FieldValue::Empty, |field| field.of(self.customer)))
    }
}

/// Walks a list in pages of whole records.
pub(crate) fn walk_pages<R: CustomerRead + ?Sized>(
    tx: &R,
    walk: &CustomerWalk<'_>,
    each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
) -> Result<Option<ListPlace>> {
    const PAGE: usize = 1_000;
    let CustomerWalk { list, fields } = walk;
    let mut part = list.clone();
    let mut left = list.limit;
    while left > 0 {
        part.limit = left.min(PAGE);
        let rows = tx.list_customers(&part)?;
        rows.iter().try_for_each(|row| each(&WholeRow { customer: &row.customer, fields }))?;
        left -= rows.len();
        let more = rows.len() == part.limit;
        match rows.into_iter().next_back().filter(|_| more) {
            Some(last) => part.after = Some((last.sort_key, last.customer.id)),
            None => return Ok(None),
        }
    }
    Ok(part.after)
}

/// Values by which rows of a file are matched with customers (SPEC B17).
#[derive(Clone, Default)]
pub struct MatchKeys {
    /// Ids.
    pub ids: Vec<CustomerId>,
    /// Pairs of source and id of other systems.
    pub external_ids: Vec<(String, String)>,
    /// Hashes of e-mails' comparison forms.
    pub email_hashes: Vec<i64>,
    /// Phones in E.164 without the plus sign.
    pub phones: Vec<u64>,
    /// Hashes of the contents of rows without any key.
    pub contents: Vec<i64>,
    /// Sources of which rows have ids, known or not: of a crowd, those without such an id count.
    pub id_sources: Vec<String>,
}

impl MatchKeys {
    /// More customers than this with one e-mail or phone are a crowd, of which
    /// [`CustomerRead::match_customers`] need not return everybody.
    pub const FEW: usize = 8;
}

// Keys are personal data.
impl std::fmt::Debug for MatchKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MatchKeys(…)")
    }
}

/// What is left of a deleted or merged customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Tombstone {
    /// The id that it had.
    pub id: CustomerId,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// The customer that took its place, if it was merged.
    pub merged_into: Option<CustomerId>,
}

/// Reads customers.
pub trait CustomerRead {
    /// Returns the customers with these ids in the order asked for; unknown ids are left out.
    ///
    /// # Errors
    /// Of the storage.
    fn customers(&self, ids: &[CustomerId]) -> Result<Vec<Customer>>;

    /// Returns the customer with a number, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    fn customer_by_number(&self, number: u64) -> Result<Option<Customer>>;

    /// Returns a part of a list, ordered by sort key and then id, both in the sort's direction.
    ///
    /// # Errors
    /// `Unsupported` where the backend lacks a part of the query, else of the storage.
    fn list_customers(&self, list: &CustomerList<'_>) -> Result<Vec<ListedCustomer>>;

    /// Hands over the customers of a list in order, each once, as of one moment. Returns the place of the last
    /// one where the limit ended the walk, and nothing where the list ended.
    ///
    /// # Errors
    /// Those of `each`, after which no more are handed over; else as
    /// [`CustomerRead::list_customers`].
    fn each_customer(
        &self,
        walk: &CustomerWalk<'_>,
        each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
    ) -> Result<Option<ListPlace>> {
        walk_pages(self, walk, each)
    }

    /// Counts the customers of a query, but not further than `cap`.
    ///
    /// # Errors
    /// As [`CustomerRead::list_customers`].
    fn count_customers(&self, query: &CustomerQuery<'_>, cap: Option<u64>) -> Result<u64>;

    /// Returns customers that match a typed text (see [`SearchQuery::finds`]): those with exactly this
    /// number, e-mail or phone first, then the others by number. Archived ones are left out.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no search, else of the storage.
    fn search_customers(&self, _query: &SearchQuery, _limit: usize) -> Result<Vec<Customer>> {
        Err(Error::Unsupported("search"))
    }

    /// Returns every customer, archived ones too, that bears at least one of the keys, each once.
    ///
    /// A hash may be shared by different texts: the caller compares. Of an e-mail or phone that a
    /// crowd has, one customer more than [`MatchKeys::FEW`] is enough: the caller need only see that they are a
    /// crowd. For each of
    /// [`MatchKeys::id_sources`] one that has no id of it is among them, if there is any, so that the
    /// caller sees whom a row with another id may be about.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no matching, else of the storage.
    fn match_customers(&self, _keys: &MatchKeys) -> Result<Vec<Customer>> {
        Err(Error::Unsupported("matching"))
    }

    /// Returns which of the contents in [`MatchKeys::contents`] earlier imports made customers of.
    ///
    /// # Errors
    /// As [`CustomerRead::match_customers`].
    fn customers_of_contents(&self, _contents: &[i64]) -> Result<Vec<(i64, CustomerId)>> {
        Err(Error::Unsupported("matching"))
    }

    /// Returns what is left of those of these customers who were deleted, in any order.
    ///
    /// # Errors
    /// Of the storage.
    fn tombstones(&self, ids: &[CustomerId]) -> Result<Vec<Tombstone>>;
}

/// Writes customers. Keys, revisions and times come from the caller; nothing is checked here but
/// uniqueness and existence.
pub trait CustomerWrite: CustomerRead {
    /// Inserts customers and returns their new numbers, in order; numbers grow. Each has a time of
    /// registration.
    ///
    /// # Errors
    /// `AlreadyExists` when an id or an external id is in use or has a tombstone; then nothing is
    /// inserted.
    fn insert_customers(&mut self, rows: &[StoredCustomer]) -> Result<Vec<u64>>;

    /// Changes customers. Tags and groups are not touched, except that a customer whose default group
    /// changes stays in the old one as a member, and is no member of the new one beside (SPEC N26).
    ///
    /// # Errors
    /// `Conflict` when a stored revision is not that of `before`, `NotFound` when there is no such
    /// customer, `AlreadyExists` for an external id in use; the unit of work must then be given up.
    fn update_customers(&mut self, updates: &[CustomerUpdate]) -> Result<()>;

    /// Removes a customer with all that belongs to it alone, and leaves the tombstone.
    ///
    /// # Errors
    /// `NotFound`; else of the storage.
    fn delete_customer(&mut self, tombstone: &Tombstone) -> Result<()>;

    /// Removes several customers, each once, as [`CustomerWrite::delete_customer`] does one.
    ///
    /// # Errors
    /// `NotFound` when one is not there, the unit of work must then be given up; else of the storage.
    fn delete_customers(&mut self, tombstones: &[Tombstone]) -> Result<()> {
        tombstones.iter().try_for_each(|tombstone| self.delete_customer(tombstone))
    }

    /// Notes that rows with these contents, which had no key, made these customers.
    ///
    /// # Errors
    /// As [`CustomerRead::match_customers`].
    fn remember_contents(&mut self, _contents: &[(i64, CustomerId)]) -> Result<()> {
        Err(Error::Unsupported("matching"))
    }

    /// Stores the sort keys of name, company and town anew, when the order of the register changed.
    ///
    /// # Errors
    /// Of the storage.
    fn put_customer_keys(&mut self, _keys: &[(u64, CustomerKeys)]) -> Result<()> {
        Err(Error::Unsupported("another order"))
    }

    /// Tells that many insertions follow, so that indexes may wait until [`CustomerWrite::end_bulk`].
    ///
    /// # Errors
    /// Of the storage.
    fn begin_bulk(&mut self) -> Result<()> {
        Ok(())
    }

    /// Tells that most customers are about to be deleted, so that indexes may be left out until
    /// [`CustomerWrite::end_bulk`].
    ///
    /// # Errors
    /// Of the storage.
    fn begin_clearing(&mut self) -> Result<()> {
        Ok(())
    }

    /// Tells that what [`CustomerWrite::begin_bulk`] or [`CustomerWrite::begin_clearing`] announced is
    /// done.
    ///
    /// # Errors
    /// Of the storage.
    fn end_bulk(&mut self) -> Result<()> {
        Ok(())
    }
}
