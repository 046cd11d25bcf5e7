//! Lists of records: pages with cursors, and whole lists page after page.

use std::fmt;

use crate::base::{
    Cursor, Error, FieldProblem, Keyed, List, Page, PageRequest, Result, Rule, Sort, Total, TotalMode,
};
use crate::catalogue::Record;

use super::builder::order_of;
use super::idempotency::Arguments;
use super::{Register, State};

/// Returns one page of a list of records: of which kind, what is in it, by what it may be sorted, how the
/// storage lists and counts it.
pub(super) fn page<R: Record, F: fmt::Debug>(
    register: &Register,
    state: &State,
    sorts: &[&str],
    (filter, sort, request): (&F, &Sort, &PageRequest),
    list: impl FnOnce(&List<'_, F>) -> Result<Vec<Keyed<R>>>,
    count: impl FnOnce(Option<u64>) -> Result<u64>,
) -> Result<Page<R>> {
    check_sort(sorts, sort)?;
    // What a cursor is bound to.
    let digest = Arguments::default()
        .id(register.id())
        .number(R::KIND.code().cast_unsigned())
        .text(&order_of(&state.settings))
        .text(&format!("{sort:?} {filter:?}"))
        .finish();
    let page = cut(
        (&digest, request),
        |after, limit| list(&List { filter, sort, after, limit }),
        count,
        |row| (&row.sort_key, row.record.stamp().id),
    )?;
    Ok(page.map(|row| row.record))
}

/// The sort key and the id of a row.
type Place<K> = (K, [u8; 16]);

/// Cuts a page off a list: what its cursors are bound to, how the rows after a place are read and all of them
/// counted, and where a row stands.
pub(super) fn cut<T>(
    (digest, request): (&[u8], &PageRequest),
    list: impl FnOnce(Option<Place<Vec<u8>>>, usize) -> Result<Vec<T>>,
    count: impl FnOnce(Option<u64>) -> Result<u64>,
    place: impl FnOnce(&T) -> Place<&[u8]>,
) -> Result<Page<T>> {
    let after = request.after.as_ref().map(|cursor| cursor.unpack(digest)).transpose()?;
    let limit = request.clamped_limit() as usize;
    // One more than the page, to know whether another follows.
    let mut items = list(after, limit + 1)?;
    let total = match request.total {
        TotalMode::None => None,
        TotalMode::Exact => Some(Total::Exactly(count(None)?)),
        TotalMode::Capped(cap) => match count(Some(cap))? {
            count if count < cap => Some(Total::Exactly(count)),
            count => Some(Total::AtLeast(count)),
        },
    };
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| {
        let (key, id) = place(last);
        Cursor::pack(digest, key, id)
    });
    Ok(Page { items, next, total })
}

/// Refuses what a list cannot be sorted by.
pub(super) fn check_sort(sorts: &[&str], sort: &Sort) -> Result<()> {
    if sorts.contains(&&*sort.field) {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldProblem::new(sort.field.clone(), Rule::NotSorted)]))
}

/// A whole list, fetched page after page while it is walked.
///
/// Every item that keeps its place in the list from beginning to end is given once, whatever others
/// write. One that meanwhile gets another place, by an edit of the field that the list is sorted by, is given
/// where it stands when the walk comes there: perhaps twice, or not at all. An item is an error where a page
/// could not be read, and the last one then.
pub struct Walk<'r, T> {
    fetch: Fetch<'r, T>,
    fetched: std::vec::IntoIter<T>,
    next: Next,
}

type Fetch<'r, T> = Box<dyn FnMut(&PageRequest) -> Result<Page<T>> + 'r>;

enum Next {
    Page(Option<Cursor>),
    End,
}

impl<'r, T> Walk<'r, T> {
    /// How many items are fetched at a time.
    const PAGE: u32 = 500;

    pub(super) fn new(fetch: impl FnMut(&PageRequest) -> Result<Page<T>> + 'r) -> Self {
        Self { fetch: Box::new(fetch), fetched: Vec::new().into_iter(), next: Next::Page(None) }
    }

    fn fetch(&mut self, after: Option<Cursor>) -> Result<()> {
        let request = PageRequest { limit: Self::PAGE, after, total: TotalMode::None };
        let page = (self.fetch)(&request)?;
        self.fetched = page.items.into_iter();
        self.next = page.next.map_or(Next::End, |cursor| Next::Page(Some(cursor)));
        Ok(())
    }
}

impl<T> Iterator for Walk<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.fetched.next() {
                return Some(Ok(item));
            }
            match std::mem::replace(&mut self.next, Next::End) {
                Next::End => return None,
                Next::Page(after) => {
                    if let Err(error) = self.fetch(after) {
                        return Some(Err(error));
                    }
                }
            }
        }
    }
}

impl<T> fmt::Debug for Walk<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Walk")
    }
}
