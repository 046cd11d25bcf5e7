//! Exports of shops and address books whose columns are known (SPEC C15), as tables.
//!
//! A table holds layouts, each begun by its name in brackets. `need` lists headings of which one must
//! be in the file; `rows` says that a customer has one row for each address; `own_groups` says what the names
//! of groups begin with that the program makes for everybody. Every other line is a
//! column: its heading in all spellings, what it is for (as [`Target`] is written; `ignore` with a
//! reason; `!` behind it refuses rows without it), what stands between several values of one cell, and words
//! that stand for values; `order=month` says that the month of its dates stands first. In a heading `#` is the number of an item and `*` at the end anything.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::dates::DateOrder;
use super::headings::{key_of, undecorated};
use super::mapping::{ColumnMapping, Evidence, OnEmpty};
use super::target::{IgnoreReason, Target};

static TABLES: &[&str] = &[
    include_str!("prestashop.tsv"),
    include_str!("shopify.tsv"),
    include_str!("woocommerce.tsv"),
    include_str!("magento.tsv"),
    include_str!("square.tsv"),
    include_str!("stripe.tsv"),
    include_str!("mailings.tsv"),
    include_str!("crm.tsv"),
    include_str!("address_books.tsv"),
    include_str!("outlook.tsv"),
];

/// Says in a table that the month stands first.
const MONTH_FIRST: &str = "order=month";

/// A known set of columns.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Its name in reports.
    pub(super) name: &'static str,
    /// Keys of headings; of each set one must be there.
    needs: Vec<Vec<String>>,
    has_row_per_address: bool,
    own_groups: Option<&'static str>,
    columns: Vec<LayoutColumn>,
    /// The place of a column by the key of its heading.
    headings: HashMap<String, usize>,
    patterns: Vec<Pattern>,
}

/// One column of a layout.
#[derive(Debug)]
struct LayoutColumn {
    target: Target,
    separator: Option<&'static str>,
    codes: Vec<(String, String)>,
    on_empty: OnEmpty,
    date_order: Option<DateOrder>,
}

/// A heading with a number in it, or with any end.
#[derive(Debug)]
struct Pattern {
    before: String,
    /// What follows the number; nothing where anything may follow.
    after: Option<String>,
    column: usize,
}

/// Finds the layout of a header: of several the one that knows most of it.
pub(super) fn find(headers: &[String]) -> Option<&'static Layout> {
    let keys: Vec<[String; 2]> = headers.iter().map(|header| keys_of(header)).collect();
    let has = |need: &Vec<String>| keys.iter().flatten().any(|key| need.contains(key));
    let fitting = all().iter().filter(|layout| layout.needs.iter().all(has));
    let known = |layout: &&Layout| keys.iter().filter(|keys| layout.place(keys).is_some()).count();
    // Of equal ones the first.
    fitting.rev().max_by_key(known)
}

/// Tells whether a customer has one row for each address in files of a layout.
pub(super) fn has_row_per_address(name: &str) -> bool {
    all().iter().any(|layout| layout.name == name && layout.has_row_per_address)
}

/// Returns what the names of groups begin with that the program of a layout makes for everybody.
pub(super) fn own_groups(name: &str) -> Option<&'static str> {
    all().iter().find(|layout| layout.name == name)?.own_groups
}

/// Tells whether a heading is known to stand for something that the register does not keep.
pub(super) fn is_not_kept(header: &str) -> bool {
    static KEYS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let not_kept = |layout: &'static Layout| {
        let left_out = |place: &usize| {
            let column = layout.columns.get(*place);
            column.is_some_and(|column| column.target == Target::Ignored(IgnoreReason::NotKept))
        };
        layout.headings.iter().filter(move |(_, place)| left_out(place)).map(|(key, _)| key.as_str())
    };
    let keys = KEYS.get_or_init(|| all().iter().flat_map(not_kept).collect());
    keys_of(header).iter().any(|key| keys.contains(key.as_str()))
}

fn all() -> &'static [Layout] {
    static LAYOUTS: OnceLock<Vec<Layout>> = OnceLock::new();
    LAYOUTS.get_or_init(|| TABLES.iter().flat_map(|table| parse(table).0).collect())
}

/// The keys of a heading as it stands and without its decorations.
fn keys_of(header: &str) -> [String; 2] {
    [key_of(header), key_of(&undecorated(header))]
}

impl Layout {
    /// Finds what a column is for; nothing where the layout does not know it.
    pub(super) fn column(&self, header: &str) -> Option<ColumnMapping> {
        let (place, slot) = self.place(&keys_of(header))?;
        let column = self.columns.get(place)?;
        let mut target = column.target.clone();
        if let Target::Item { slot: place, .. } = &mut target {
            *place = place.saturating_add(slot);
        }
        Some(ColumnMapping {
            codes: column.codes.clone(),
            separator: column.separator.map(str::to_owned),
            on_empty: column.on_empty,
            date_order: column.date_order,
            ..ColumnMapping::new(header, target, Evidence::Layout)
        })
    }

    /// Finds the place of a column, and the number in its heading or 0.
    fn place(&self, keys: &[String; 2]) -> Option<(usize, u8)> {
        let whole = keys.iter().find_map(|key| self.headings.get(key));
        let by_pattern = || {
            keys.iter().find_map(|key| {
                self.patterns.iter().find_map(|pattern| Some((pattern.column, pattern.number(key)?)))
            })
        };
        whole.map(|place| (*place, 0)).or_else(by_pattern)
    }
}

impl Pattern {
    fn number(&self, key: &str) -> Option<u8> {
        let rest = key.strip_prefix(self.before.as_str())?;
        match &self.after {
            Some(after) => rest.strip_suffix(after.as_str())?.parse().ok().filter(|number| *number > 0),
            None => Some(0),
        }
    }
}

/// Reads a table; with the lines that are wrong.
fn parse(table: &'static str) -> (Vec<Layout>, Vec<&'static str>) {
    let (mut layouts, mut wrong) = (Vec::<Layout>::new(), Vec::new());
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            layouts.push(Layout { name, ..Layout::default() });
        } else if layouts.last_mut().and_then(|layout| layout.take(line)).is_none() {
            wrong.push(line);
        }
    }
    (layouts, wrong)
}

impl Layout {
    fn take(&mut self, line: &'static str) -> Option<()> {
        let mut cells = line.split('\t');
        let (headings, target) = (cells.next()?, cells.next()?);
        match headings {
            "need" => self.needs.push(target.split(" | ").map(key_of).collect()),
            "rows" => self.has_row_per_address = target == "addresses",
            "own_groups" => self.own_groups = Some(target),
            _ => {
                let column = self.columns.len();
                for heading in headings.split(" | ") {
                    self.take_heading(heading, column)?;
                }
                let words = cells.clone().nth(1).unwrap_or("").split(' ').filter(|code| !code.is_empty());
                let order = words.clone().find(|word| *word == MONTH_FIRST);
                let codes = words.filter(|word| *word != MONTH_FIRST);
                let codes = codes.map(|code| {
                    code.split_once('=').map(|(code, value)| (code.to_owned(), value.to_owned()))
                });
                let must = target.strip_suffix('!');
                self.columns.push(LayoutColumn {
                    target: target_of(must.unwrap_or(target))?,
                    date_order: order.map(|_| DateOrder::MonthFirst),
                    on_empty: if must.is_some() { OnEmpty::Refuse } else { OnEmpty::Keep },
                    separator: cells.next().filter(|separator| !separator.is_empty()),
                    codes: codes.collect::<Option<_>>()?,
                });
            }
        }
        Some(())
    }

    fn take_heading(&mut self, heading: &str, column: usize) -> Option<()> {
        if let Some((before, after)) = heading.split_once('#') {
            let (before, after) = (key_of(before), Some(key_of(after)));
            self.patterns.push(Pattern { before, after, column });
        } else if let Some(before) = heading.strip_suffix('*') {
            self.patterns.push(Pattern { before: key_of(before), after: None, column });
        } else if self.headings.insert(key_of(heading), column).is_some_and(|other| other != column) {
            return None;
        }
        Some(())
    }
}

fn target_of(text: &str) -> Option<Target> {
    let reason = match text {
        "ignore" => IgnoreReason::NotKept,
        "ignore consent" => IgnoreReason::Consent,
        "ignore password" => IgnoreReason::Password,
        "ignore reference" => IgnoreReason::Reference,
        _ => return text.replace("[#]", "[0]").parse().ok(),
    };
    Some(Target::Ignored(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B17, C15
    #[test]
    fn every_line_of_every_table_is_understood() {
        for table in TABLES {
            let (layouts, wrong) = parse(table);
            assert!(!layouts.is_empty());
            assert_eq!(wrong, Vec::<&str>::new());
            for layout in layouts {
                assert!(!layout.needs.is_empty(), "{}", layout.name);
                let known = |key: &String| layout.place(&[key.clone(), key.clone()]).is_some();
                assert!(layout.needs.iter().flatten().all(known), "{} needs what it lacks", layout.name);
            }
        }
    }

    #[test]
    fn a_line_with_an_unknown_target_or_a_repeated_heading_is_wrong() {
        let (_, wrong) =
            parse("[x]\nName\tshoe_size\nE-mail\temail\nEMail*\temail\nE_mail\tphone\nNo target\n");
        assert_eq!(wrong, ["Name\tshoe_size", "E_mail\tphone", "No target"]);
    }
}
