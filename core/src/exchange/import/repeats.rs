//! Finds rows of one file that are about the same person, before anything is stored.
//!
//! It must be known of a row whether a later one repeats it: if both were written, the same file
//! imported again would change the customer twice. So the file is read once more, first, and only
//! for keys, names and what columns say together. What stays in memory is a filter of fixed size and
//! an entry for each key that comes again.
//!
//! Phones are compared in two steps, since understanding a number takes far longer than reading it:
//! what ends in the same digits may be the same, and is understood to find out whether it is.

use std::collections::{HashMap, HashSet};

use crate::base::{CustomerId, Error, Result};
use crate::customers::{Customer, CustomerProfile, EmailKey, normalise_phone, phone_digits};

use super::super::by_hand::CellSource;
use super::super::column_facts::ColumnFacts;
use super::super::convert::RowConverter;
use super::super::guard::unguard;
use super::super::mapping::{ColumnMapping, Mapping};
use super::super::reader::Row;
use super::super::row::ApplyMode;
use super::super::source::SourceProgress;
use super::super::table::Table;
use super::super::target::{ItemList, ItemPart, Target};
use super::known_keys::{KnownKeys, NumberMap, NumberSet, hash_of};
use super::options::{ImportProgress, ImportStep, Repeats};
use super::run::Progress;

/// Rows after which progress is told: looking takes a fraction of the time that storing takes.
const TOLD_ROWS: u64 = 4_096;
/// Bytes after which it is told anyway.
const TOLD_BYTES: u64 = 16 << 20;

/// 32 MiB, for files from 540 MB on. A key that is wrongly taken for seen is kept to the run's end, so
/// the filter may take more than that of a run, which comes when this one is gone.
const MOST_BITS: u64 = 1 << 28;

/// What is known of a file after it was read for repetitions.
#[derive(Debug)]
pub(super) struct Scan {
    /// Rows below the header.
    pub(super) rows: u64,
    /// SHA-256 of the file.
    pub(super) digest: [u8; 32],
    /// What the columns say together.
    pub(super) facts: ColumnFacts,
    reading: KeyReading,
    /// The last row with each key and name that comes again.
    last: NumberMap<u64, Seen>,
    /// Ends of phones that come again.
    ends: NumberSet<u64>,
    /// Keys that come again with any name; for a plan alone.
    bare: NumberSet<u64>,
    /// All keys; for a plan alone.
    seen: Option<KnownKeys>,
}

/// What a file is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScanFor {
    Run,
    Plan,
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
    /// Reads a whole file. Phones without a country code are those of the row's country, else of
    /// `home_country`.
    ///
    /// # Errors
    /// `Cancelled` when the caller asks to stop; else as [`RowReader::read`](super::super::RowReader::read).
    pub(super) fn read(
        table: &Table,
        mapping: &Mapping,
        converter: RowConverter,
        home_country: &str,
        purpose: ScanFor,
        progress: Progress<'_>,
    ) -> Result<Self> {
        let columns = KeyColumns::of(mapping, table.is_guarded());
        let reading = KeyReading { columns, converter, home_country: home_country.to_owned() };
        let mut seen = KnownKeys::of_bits((table.content_bytes()? / 4).min(MOST_BITS));
        let (mut last, mut ends, mut bare) =
            (NumberMap::default(), NumberSet::default(), NumberSet::default());
        let (mut rows, mut row, mut keys) = (table.rows()?, Row::default(), Keys::default());
        let (mut count, mut told, mut facts) = (0, 0, ColumnFacts::new(mapping));
        while rows.read(&mut row)? {
            count += 1;
            let SourceProgress { done_bytes, total_bytes } = rows.progress();
            if count % TOLD_ROWS == 0 || done_bytes - told >= TOLD_BYTES {
                told = done_bytes;
                let step = ImportStep::Looking;
                if progress(ImportProgress { step, done_bytes, total_bytes, rows: count }).is_break() {
                    return Err(Error::Cancelled);
                }
            }
            facts.look(mapping, &row);
            reading.columns.keys(&row, &mut keys);
            let here = Seen { row: row.number(), identity: keys.identity };
            for key in &keys.whole {
                if seen.insert(*key) {
                    last.insert(*key, here);
                }
            }
            if purpose == ScanFor::Plan {
                bare.extend(keys.bare.iter().copied().filter(|key| seen.insert(*key)));
            }
            for (end, column) in &keys.phones {
                if seen.insert(*end) {
                    ends.insert(*end);
                    last.insert(reading.phone(&row, *column, &keys.name), here);
                }
            }
        }
        last.shrink_to_fit();
        ends.shrink_to_fit();
        let seen = (purpose == ScanFor::Plan).then_some(seen);
        Ok(Self { rows: count, digest: rows.digest(), facts, reading, last, ends, bare, seen })
    }

    /// Tells whether several rows have a key of a customer.
    pub(super) fn come_again(&self, customer: &Customer) -> bool {
        bare_keys(customer).any(|key| self.bare.contains(&key))
    }

    /// Tells whether a row may have a key of a customer that it has no longer.
    pub(super) fn lost(&self, before: &Customer, after: &Customer) -> bool {
        let Some(seen) = &self.seen else { return true };
        bare_keys(before).any(|key| seen.may_hold(key) && !bare_keys(after).any(|own| own == key))
    }

    /// Begins to tell of each row, in their order, whether it is left out.
    pub(super) fn watch(&self, policy: Repeats) -> Watch<'_> {
        Watch { scan: self, policy, first: HashMap::new(), keys: Keys::default() }
    }
}

/// Tells of each row whether it is left out for another one.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    scan: &'a Scan,
    policy: Repeats,
    /// The first row of each key that comes again.
    first: HashMap<u64, Seen>,
    keys: Keys,
}

impl Watch<'_> {
    /// Returns the number of the row that counts instead of this one, if another does.
    pub(super) fn stands_for(&mut self, row: &Row) -> Option<u64> {
        let scan = self.scan;
        if self.policy == Repeats::Each || scan.last.is_empty() {
            return None;
        }
        let keys = &mut self.keys;
        scan.reading.columns.keys(row, keys);
        for (end, column) in &keys.phones {
            if scan.ends.contains(end) {
                keys.whole.push(scan.reading.phone(row, *column, &keys.name));
            }
        }
        let (number, identity) = (row.number(), keys.identity);
        if self.policy == Repeats::Last {
            let last = keys.whole.iter().filter_map(|key| scan.last.get(key));
            return last.filter(|l| l.row > number && l.is_same(identity)).map(|l| l.row).max();
        }
        let again: HashSet<u64> =
            keys.whole.iter().copied().filter(|key| scan.last.contains_key(key)).collect();
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

/// The keys of one row.
#[derive(Debug, Default)]
struct Keys {
    /// The folded name.
    name: String,
    /// A hash of the ids; 0 where there is none.
    identity: u64,
    /// Hashes of each id and e-mail together with the name.
    whole: Vec<u64>,
    /// The same of the ends of phones, with their columns.
    phones: Vec<(u64, usize)>,
    /// Hashes of ids, e-mails and ends of phones without the name.
    bare: Vec<u64>,
}

/// The keys of a customer as [`Keys::bare`] has them.
fn bare_keys(customer: &Customer) -> impl Iterator<Item = u64> {
    let profile = &customer.profile;
    let ids = profile.external_ids.iter().map(|own| bare_id(&own.id));
    let emails = profile.emails.iter().filter_map(|email| EmailKey::of(&email.address));
    let phones = profile.phones.iter().filter_map(|phone| phone_end(&phone.text));
    ids.chain([bare_id(&customer.id.to_string())])
        .chain(emails.map(|key| bare_email(&key)))
        .chain(phones.map(bare_phone))
}

fn bare_id(id: &str) -> u64 {
    hash_of((5, id))
}

fn bare_email(key: &EmailKey) -> u64 {
    hash_of((6, key.as_str()))
}

fn bare_phone(end: u32) -> u64 {
    hash_of((7, end))
}

/// Reads keys of rows.
#[derive(Debug)]
struct KeyReading {
    columns: KeyColumns,
    converter: RowConverter,
    home_country: String,
}

impl KeyReading {
    /// Hashes a phone as it will be stored, together with the name: the number that it is understood
    /// as, or all its digits.
    fn phone(&self, row: &Row, column: usize, name: &str) -> u64 {
        let mut profile = CustomerProfile::default();
        // Of a row with problems, what could be read tells enough.
        let _ = self.converter.convert(row).apply_to(&mut profile, ApplyMode::Overwrite);
        let country = Some(profile.country()).filter(|country| !country.is_empty());
        let text = self.columns.cell(row, column);
        match normalise_phone(text, country.unwrap_or(&self.home_country)).e164 {
            Some(number) => hash_of((3, number, name)),
            None => hash_of((4, phone_digits(text), name)),
        }
    }
}

/// The columns that tell who a row is about.
#[derive(Debug)]
struct KeyColumns {
    ids: Vec<usize>,
    emails: Vec<usize>,
    phones: Vec<usize>,
    /// The columns of a name, by how they name somebody: in parts, as a whole, by a company, by a nickname.
    names: [Vec<usize>; 4],
    /// All that are imported.
    imported: Vec<usize>,
    columns: Vec<ColumnMapping>,
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
        let names = [
            find(|t| matches!(t, Target::Field("given_name" | "family_name") | Target::LastFirst)),
            find(|t| matches!(t, Target::Field("entered_name"))),
            find(|t| matches!(t, Target::Field("company"))),
            find(|t| matches!(t, Target::Field("nickname"))),
        ];
        Self {
            ids: find(|t| matches!(t, Target::Field("id") | Target::ExternalId(_))),
            emails: item(ItemList::Emails),
            phones: item(ItemList::Phones),
            names,
            imported: find(Target::is_imported),
            columns: mapping.columns.clone(),
            guarded,
        }
    }

    fn keys(&self, row: &Row, keys: &mut Keys) {
        let Keys { name, identity, whole, phones, bare } = keys;
        *identity = 0;
        whole.clear();
        phones.clear();
        bare.clear();
        self.name(row, name);
        for column in &self.ids {
            let id = self.cell(row, *column).trim_start_matches('\'');
            if !id.is_empty() {
                let key = hash_of((1, column, id));
                *identity ^= key;
                whole.push(hash_of((key, &*name)));
                bare.push(id.parse().map_or_else(|_| bare_id(id), |id: CustomerId| bare_id(&id.to_string())));
            }
        }
        for column in &self.emails {
            if let Some(email) = EmailKey::of(self.cell(row, *column)) {
                whole.push(hash_of((2, email.as_str(), &*name)));
                bare.push(bare_email(&email));
            }
        }
        for column in &self.phones {
            if let Some(end) = phone_end(self.cell(row, *column)) {
                phones.push((hash_of((3, end, &*name)), *column));
                bare.push(bare_phone(end));
            }
        }
    }

    /// Puts the folded name of a row: the first kind of name of which a cell is filled. Rows without any
    /// are the same only if all that is imported of them is.
    fn name(&self, row: &Row, name: &mut String) {
        for columns in &self.names {
            name.clear();
            for column in columns {
                let joined = match &self.columns[*column].source {
                    CellSource::Joined { columns, .. } => columns.as_slice(),
                    _ => std::slice::from_ref(column),
                };
                for column in joined {
                    crate::base::fold_into(self.cell(row, *column), name);
                    name.push(' ');
                }
            }
            if !name.trim_ascii().is_empty() {
                return;
            }
        }
        name.clear();
        for column in &self.imported {
            name.push_str(self.cell(row, *column));
            name.push('\n');
        }
    }

    fn cell<'r>(&'r self, row: &'r Row, column: usize) -> &'r str {
        let text = self.columns[column].text(row, column).unwrap_or("");
        if self.guarded { unguard(text).trim() } else { text.trim() }
    }
}

/// The last six digits of a phone, which notations of one number share: with a code of a country or
/// an area in front or without. Some countries have no more than six.
fn phone_end(text: &str) -> Option<u32> {
    let (mut end, mut digits) = (0_u32, 0);
    for digit in text.chars().filter_map(|c| c.to_digit(10)) {
        end = end % 100_000 * 10 + digit;
        digits += 1;
    }
    (digits >= 6).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{ConvertContext, MappingOptions, Source, TableOptions};

    fn left_out(text: &str, policy: Repeats) -> Vec<(u64, u64)> {
        left_out_in("SE", text, policy)
    }

    fn left_out_in(country: &str, text: &str, policy: Repeats) -> Vec<(u64, u64)> {
        let table = Table::open(Source::bytes(text), &TableOptions::default()).unwrap();
        let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
        let context = ConvertContext {
            zone: chrono_tz::UTC,
            currency: "SEK".parse().unwrap(),
            today: "2026-01-01".parse().unwrap(),
            country: country.to_owned(),
            clear_token: None,
            guarded: table.is_guarded(),
        };
        let converter = RowConverter::new(&mapping, context);
        let progress = &mut |_| std::ops::ControlFlow::Continue(());
        let scan = Scan::read(&table, &mapping, converter, country, ScanFor::Run, progress).unwrap();
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

    // SPEC: B17
    #[test]
    fn short_numbers_repeat_each_other_in_every_notation() {
        for (country, one, other) in [
            ("IS", "581 2345", "+354 581 2345"),
            ("SE", "08-123 456", "+46 8 123 456"),
            ("AD", "712 345", "+376 712 345"),
        ] {
            let file = format!("First name,Last name,Phone\nAnna,Berg,{one}\nAnna,Berg,{other}\n");
            assert_eq!(left_out_in(country, &file, Repeats::Last), [(2, 3)], "{country}");
        }
    }

    // SPEC: B17
    #[test]
    fn two_firms_with_one_mailbox_are_two() {
        let file = "First name,Last name,Company,Email\n\
            ,,Foto AB,info@example.com\n\
            ,,Film AB,info@example.com\n\
            Anna,Berg,Film AB,info@example.com\n\
            ,,FOTO ab,info@example.com\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 5)]);
        let file = "Name,Company,Phone\n,Foto AB,070-174 06 05\n,Film AB,070-174 06 05\n";
        assert_eq!(left_out(file, Repeats::Last), []);
    }

    // SPEC: B17
    #[test]
    fn the_parts_of_a_name_come_before_the_whole_one_in_each_row() {
        let file = "First name,Last name,entered_name,Email\n\
            Anna,Berg,Anna B.,anna@example.com\n\
            ,,Anna Berg,anna@example.com\n\
            ,,Bo Berg,anna@example.com\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 3)]);
    }

    // SPEC: B17
    #[test]
    fn rows_without_a_name_repeat_each_other_only_as_a_whole() {
        let file = "First name,Email,City\n\
            ,info@example.com,Lund\n,info@example.com,Kiruna\n,info@example.com,Lund\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
    }

    #[test]
    fn rows_with_different_numbers_are_different_people() {
        let file = "Customer number,First name,Last name,Email\n\
            1,Anna,Berg,anna@example.com\n\
            2,Anna,Berg,anna@example.com\n\
            1,Anna,Berg,other@example.com\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
    }

    // SPEC: B17
    #[test]
    fn phones_that_only_end_alike_do_not_make_two_people_one() {
        let file = "First name,Last name,Phone,Country\n\
            Anna,Berg,+46 72 012 34 56,\n\
            Anna,Berg,+45 20 12 34 56,\n\
            Anna,Berg,20 12 34 56,DK\n\
            Anna,Berg,072-012 34 56,\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 5), (3, 4)]);
        assert_eq!(left_out(file, Repeats::First), [(4, 3), (5, 2)]);
    }

    #[test]
    fn phones_that_are_not_understood_are_compared_by_all_their_digits() {
        let file = "First name,Last name,Phone\n\
            Anna,Berg,1 99999999\nAnna,Berg,2 99999999\nAnna,Berg,1-99999999\n";
        assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
    }
}
