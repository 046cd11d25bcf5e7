use std::borrow::Cow;
use std::fmt;

use crate::base::{Cursor, Result, Sort};
use crate::customers::{CustomerField, CustomerFilter, CustomerRow};
use crate::register::listing::{self, ListPart};
use crate::register::{Customers, Register};

use super::columns::fields_of;

/// Customers as rows of some of their fields, read part by part: what a host makes a table of its own from.
///
/// Each part is of one moment, and others may write between two of them, as with [`Customers::all`]. Nothing
/// is held meanwhile: who stops half-way leaves no connection and no thread behind.
pub struct CustomerRows {
    register: Register,
    fields: Vec<&'static CustomerField>,
    filter: CustomerFilter,
    sort: Sort,
    next: Next,
}

/// Rows of a part: some may be long.
const PART: usize = 1_000;

enum Next {
    Part(Option<Cursor>),
    End,
}

impl Customers<'_> {
    /// Begins to read customers as rows: the keys of the fields, which customers, and in which order. Without
    /// keys the fields are those of an export.
    ///
    /// # Errors
    /// `Invalid` for columns, filters or sorts of fields that are not there.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, Register, Sort};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let everybody = CustomerFilter::default();
    /// let mut rows = register.customers().rows(["number", "family_name"], &everybody, &Sort::Number)?;
    /// let mut table = Vec::new();
    /// while rows.read(&mut |row| {
    ///     table.push((row.number(), row.value(1)?.to_text().into_owned()));
    ///     Ok(())
    /// })? {}
    /// assert_eq!(table, [(1, "García".to_owned())]);
    /// assert!(register.customers().rows(["shoe_size"], &everybody, &Sort::Number).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn rows<K: Into<Cow<'static, str>>>(
        &self,
        columns: impl IntoIterator<Item = K>,
        filter: &CustomerFilter,
        sort: &Sort,
    ) -> Result<CustomerRows> {
        let keys: Vec<Cow<'static, str>> = columns.into_iter().map(Into::into).collect();
        listing::check(filter, Some(sort))?;
        Ok(CustomerRows {
            register: self.register.clone(),
            fields: fields_of(&keys)?,
            filter: filter.clone(),
            sort: sort.clone(),
            next: Next::Part(None),
        })
    }
}

impl CustomerRows {
    /// Returns the fields of a row, in their order.
    #[must_use]
    pub fn fields(&self) -> &[&'static CustomerField] {
        &self.fields
    }

    /// Hands over the next rows, at most a thousand; answers whether there were any.
    ///
    /// # Errors
    /// Those of `each`; else as [`Customers::page`]. There are no rows after an error.
    pub fn read(&mut self, each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>) -> Result<bool> {
        let Next::Part(after) = std::mem::replace(&mut self.next, Next::End) else { return Ok(false) };
        let mut any = false;
        let part = ListPart { filter: &self.filter, sort: &self.sort, after: after.as_ref(), limit: PART };
        let next = self.register.read_with_state(|tx, state| {
            listing::walk(tx, state, self.register.id(), &part, &self.fields, &mut |row| {
                any = true;
                each(row)
            })
        })?;
        self.next = next.map_or(Next::End, |cursor| Next::Part(Some(cursor)));
        Ok(any)
    }
}

// Filters are made of personal data.
impl fmt::Debug for CustomerRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&str> = self.fields.iter().map(|field| field.key).collect();
        f.debug_struct("CustomerRows").field("fields", &keys).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{Error, Sort};
    use crate::customers::{CustomerDraft, CustomerFilter, CustomerRow};
    use crate::register::Register;

    #[test]
    fn parts_follow_each_other_while_others_write() {
        let register = Register::in_memory().unwrap();
        let drafts: Vec<_> = (0..2_500).map(|n| CustomerDraft::person("Anna", format!("{n}"))).collect();
        register.customers().create_many(&drafts).unwrap();
        let everybody = CustomerFilter::default();
        let mut rows = register.customers().rows(["number"], &everybody, &Sort::Number).unwrap();
        let (mut seen, mut parts) = (Vec::new(), 0);
        let mut see = |row: &dyn CustomerRow| {
            seen.push(row.number());
            Ok(())
        };
        while rows.read(&mut see).unwrap() {
            parts += 1;
            register.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
        }
        assert_eq!(parts, 3);
        assert_eq!(seen, (1..=2_502).collect::<Vec<u64>>());
    }

    #[test]
    fn there_is_nothing_after_an_error_and_wrong_names_fail_at_once() {
        let register = Register::in_memory().unwrap();
        register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
        let everybody = CustomerFilter::default();
        let mut rows = register.customers().rows(["number"], &everybody, &Sort::Number).unwrap();
        assert!(rows.read(&mut |_| Err(Error::Cancelled)).is_err());
        assert!(!rows.read(&mut |_| Ok(())).unwrap());
        assert!(register.customers().rows(["number", "number"], &everybody, &Sort::Number).is_err());
        assert!(register.customers().rows(["number"], &everybody, &Sort::by("note")).is_err());
    }
}
