//! Finds rows of one file that are about the same person, before anything is stored.
//!
//! It must be known of a row whether a later one repeats it: if both were written, the same file
//! imported again would change the customer twice. So the file is read once more, first, and only
//! for keys and names. What stays in memory is a filter of fixed size and an entry for each key
//! that comes again.

use std::collections::{HashMap, HashSet};

use crate::base::Result;
use crate::customers::EmailKey;

use super::super::guard::unguard;
use super::super::mapping::Mapping;
use super::super::reader::Row;
use super::super::table::Table;
use super::super::target::{ItemList, ItemPart, Target};
use super::known_keys::{KnownKeys, hash_of};
use super::options::Repeats;

/// What is known of a file after it was read for repetitions.
#[derive(Debug)]
pub(super) struct Scan {
    /// Rows below the header.
    pub(super) rows: u64,
    /// SHA-256 of the file.
    pub(super) digest: [u8; 32],
    columns: KeyColumns,
    /// The last row with each key and name that comes again.
    last: HashMap<u64, Seen>,
}

/// A row that was seen with a key.
#[derive(Debug, Clone, Copy)]
struct Seen {
    row: u64,
    /// A hash of the row's ids; 0 where it has none.
    identity: u64,
}

impl Seen {
    /// Rows with different ids are about different people, whatever else they share.
    fn is_same(self, identity: u64) -> bool {
        self.identity == 0 || identity == 0 || self.identity == identity
    }
}

impl Scan {
    /// Reads a whole file.
    ///
    /// # Errors
    /// As [`RowReader::read`](super::super::RowReader::read).
    pub(super) fn read(table: &Table, mapping: &Mapping) -> Result<Self> {
        let columns = KeyColumns::of(mapping, table.is_guarded());
        let mut seen = KnownKeys::for_file(table.content_bytes()?);
        let mut last = HashMap::new();
        let (mut rows, mut row, mut keys) = (table.rows()?, Row::default(), Vec::new());
        let mut count = 0;
        while rows.read(&mut row)? {
            count += 1;
            let identity = columns.keys(&row, &mut keys);
            for key in &keys {
                if seen.insert(*key) {
                    last.insert(*key, Seen { row: row.number(), identity });
                }
            }
        }
        last.shrink_to_fit();
        Ok(Self { rows: count, digest: rows.digest(), columns, last })
    }

    /// Begins to tell of each row, in their order, whether it is left out.
    pub(super) fn watch(&self, policy: Repeats) -> Watch<'_> {
        Watch { scan: self, policy, first: HashMap::new(), keys: Vec::new() }
    }
}

/// Tells of each row whether it is left out for another one.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    scan: &'a Scan,
    policy: Repeats,
    /// The first row of each key that comes again.
    first: HashMap<u64, Seen>,
    keys: Vec<u64>,
}

impl Watch<'_> {
    /// Returns the number of the row that counts instead of this one, if another does.
    pub(super) fn stands_for(&mut self, row: &Row) -> Option<u64> {
        if self.policy == Repeats::Each || self.scan.last.is_empty() {
            return None;
        }
        let identity = self.scan.columns.keys(row, &mut self.keys);
        let number = row.number();
        if self.policy == Repeats::Last {
            let last = self.keys.iter().filter_map(|key| self.scan.last.get(key));
            return last.filter(|l| l.row > number && l.is_same(identity)).map(|l| l.row).max();
        }
        let again: HashSet<u64> =
            self.keys.iter().copied().filter(|key| self.scan.last.contains_key(key)).collect();
        let earlier = again.iter().filter_map(|key| self.first.get(key));
        let found = earlier.filter(|first| first.is_same(identity)).map(|first| first.row).min();
        if found.is_none() {
            for key in again {
                self.first.entry(key).or_insert(Seen { row: number, identity });
            }
        }
        found
    }
}

/// The columns that tell who a row is about.
#[derive(Debug)]
struct KeyColumns {
    ids: Vec<usize>,
    emails: Vec<usize>,
    phones: Vec<usize>,
    names: Vec<usize>,
    guarded: bool,
}

impl KeyColumns {
    fn of(mapping: &Mapping, guarded: bool) -> Self {
        let find = |wanted: fn(&Target) -> bool| {
            let columns = mapping.columns.iter().enumerate();
            columns.filter(|(_, column)| wanted(&column.target)).map(|(place, _)| place).collect::<Vec<_>>()
        };
        let item = |list: ItemList| match list {
            ItemList::Emails => find(|t| {
                matches!(
                    t,
                    Target::Field("email")
                        | Target::Item { list: ItemList::Emails, part: ItemPart::Value, .. }
                )
            }),
            _ => find(|t| {
                matches!(
                    t,
                    Target::Field("phone")
                        | Target::Item { list: ItemList::Phones, part: ItemPart::Value, .. }
                )
            }),
        };
        let parts = find(|t| matches!(t, Target::Field("given_name" | "family_name") | Target::LastFirst));
        let whole = find(|t| matches!(t, Target::Field("entered_name")));
        let names = if parts.is_empty() { whole } else { parts };
        Self {
            ids: find(|t| matches!(t, Target::Field("id") | Target::ExternalId(_))),
            emails: item(ItemList::Emails),
            phones: item(ItemList::Phones),
            names,
            guarded,
        }
    }

    /// Writes hashes of each key together with the name, and returns a hash of the ids.
    fn keys(&self, row: &Row, keys: &mut Vec<u64>) -> u64 {
        keys.clear();
        let mut name = String::new();
        for column in &self.names {
            crate::base::fold_into(self.cell(row, *column), &mut name);
            name.push(' ');
        }
        let mut identity = 0;
        for column in &self.ids {
            let id = self.cell(row, *column).trim_start_matches('\'');
            if !id.is_empty() {
                let key = hash_of((1, column, id));
                identity ^= key;
                keys.push(hash_of((key, &name)));
            }
        }
        for column in &self.emails {
            let text = self.cell(row, *column);
            if let Some(email) = EmailKey::of(text) {
                keys.push(hash_of((2, email.as_str(), &name)));
            }
        }
        for column in &self.phones {
            if let Some(end) = phone_end(self.cell(row, *column)) {
                keys.push(hash_of((3, end, &name)));
            }
        }
        identity
    }

    fn cell<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        let text = row.get(column).unwrap_or("");
        if self.guarded { unguard(text).trim() } else { text.trim() }
    }
}

/// The last eight digits of a phone, which notations of one number share; understanding numbers
/// takes far longer. Together with the name they tell a person well enough.
fn phone_end(text: &str) -> Option<u32> {
    let (mut end, mut digits) = (0_u32, 0);
    for digit in text.chars().filter_map(|c| c.to_digit(10)) {
        end = end % 10_000_000 * 10 + digit;
        digits += 1;
    }
    (digits >= 7).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{MappingOptions, Source, TableOptions};

    fn left_out(text: &str, policy: Repeats) -> Vec<(u64, u64)> {
        let table = Table::open(Source::bytes(text), &TableOptions::default()).unwrap();
        let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
        let scan = Scan::read(&table, &mapping).unwrap();
        let (mut watch, mut rows, mut row) = (scan.watch(policy), table.rows().unwrap(), Row::default());
        let mut found = Vec::new();
        while rows.read(&mut row).unwrap() {
            found.extend(watch.stands_for(&row).map(|other| (row.number(), other)));
        }
        found
    }

    const FILE: &str = "First name,Last name,Email,Phone\n\
        Anna,Berg,anna@example.com,\n\
        Bo,Berg,anna@example.com,\n\
        ANNA,berg,Anna@Example.com,0046 73 013 39 59\n\
        Anna,Berg,,073-013 39 59\n\
        Cia,Ek,,073-013 39 59\n";

    // SPEC: B17
    #[test]
    fn the_same_key_and_folded_name_repeat_each_other() {
        assert_eq!(left_out(FILE, Repeats::Last), [(2, 4), (4, 5)]);
        assert_eq!(left_out(FILE, Repeats::First), [(4, 2)]);
        assert_eq!(left_out(FILE, Repeats::Each), []);
    }

    #[test]
    fn rows_with_different_numbers_are_different_people() {
        let file = "Customer number,First name,Last name,Email\n\
            1,Anna,Berg,anna@example.com\n\
            2,Anna,Berg,anna@example.com\n\
            1,Anna,Berg,other@example.com\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
    }
}
