use crate::base::{Error, Result};
use crate::catalogue::{FieldKind, Language};
use crate::customers::customer_field;

use super::dates::{DateOrder, OrderVotes};
use super::headings::{self, Heading, labelled_item};
use super::layouts::{self, Layout};
use super::reader::Row;
use super::table::Table;
use super::target::{IgnoreReason, ItemPart, Target};
use super::words;

/// Says for every column of a table what it is for.
///
/// ```
/// use kartotek::exchange::{Mapping, MappingOptions, Source, Table, TableOptions};
///
/// let source = Source::bytes("Vorname;Nachname;E-Mail;Schuhgröße\nAnna;Berg;anna@example.com;38\n");
/// let table = Table::open(source, &TableOptions::default())?;
/// let mapping = Mapping::detect(&table, &MappingOptions::default())?;
/// let targets: Vec<String> = mapping.columns.iter().map(|column| column.target.to_string()).collect();
/// assert_eq!(targets, ["given_name", "family_name", "email", "ignore"]);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// One for each column, in the order of the file.
    pub columns: Vec<ColumnMapping>,
    /// The name of the known layout that the file has, for example `shopify`.
    pub layout: Option<&'static str>,
    /// Fields that several columns claim; none of those columns is imported until somebody chooses.
    pub contested: Vec<Contest>,
    /// Whether the register wrote the file itself, so that lists have one item a line.
    pub own_export: bool,
}

/// What one column is for, and how its cells are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMapping {
    /// The heading as it stands in the file.
    pub header: String,
    /// What it is for.
    pub target: Target,
    /// How that was found.
    pub evidence: Evidence,
    /// In which order its dates are written, for columns with dates.
    pub date_order: Option<DateOrder>,
    /// Whether its dates leave open which order they are in, so that [`ColumnMapping::date_order`]
    /// is a guess.
    pub ambiguous_dates: bool,
    /// What an empty cell means.
    pub on_empty: OnEmpty,
    /// Words that stand for values in this layout, for example `1` for `mr`.
    pub codes: Vec<(String, String)>,
    /// What stands between the items of a cell; otherwise found in each cell.
    pub separator: Option<String>,
}

/// How it was found what a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// It was not.
    None,
    /// Its heading is a word for the field in some language.
    Heading,
    /// Its heading is the key of the field.
    Key,
    /// The file has a known layout.
    Layout,
    /// The caller said so.
    Given,
}

/// What an empty cell means for a record that has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnEmpty {
    /// The value stays.
    #[default]
    Keep,
    /// The value is taken away.
    Clear,
}

/// A target that several columns claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// What they claim.
    pub target: Target,
    /// Their places, counted from 0.
    pub columns: Vec<usize>,
}

/// What the caller knows about the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappingOptions {
    /// Columns whose target is given.
    pub overrides: Vec<Override>,
    /// The name under which ids of the other system are kept where the layout has none of its own;
    /// otherwise `file`.
    pub external_source: Option<String>,
    /// The order of dates in columns that do not prove another one.
    pub date_order: DateOrder,
}

/// Gives a column its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Override {
    /// The column with this heading; the first of several.
    Header(String, Target),
    /// The column at this place, counted from 0.
    Column(usize, Target),
}

impl Mapping {
    /// Returns the language that most headings are words of, if any is.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        headings::language_of(self.columns.iter().map(|column| column.header.as_str()))
    }

    /// Finds out what each column is for.
    ///
    /// The layout is known, or the heading is the key or a word of a field in one of the languages
    /// of the labels. Two columns that claim one field are both left out and listed as contested:
    /// nothing is guessed.
    ///
    /// # Errors
    /// `Import` when an override names a column that is not there.
    pub fn detect(table: &Table, options: &MappingOptions) -> Result<Self> {
        let (headers, sample) = (table.headers(), table.sample());
        let layout = layouts::find(headers);
        let mut columns: Vec<ColumnMapping> =
            headers.iter().map(|header| recognise(header, layout, options)).collect();
        give(&mut columns, &options.overrides)?;
        settle_names(&mut columns);
        settle_birthday(&mut columns);
        number_items(&mut columns);
        let is_own = settle_ids(&mut columns, sample, layout.is_some());
        let contested = settle_contests(&mut columns);
        for (place, column) in columns.iter_mut().enumerate() {
            settle_values(column, place, sample, options.date_order);
        }
        let own_export = is_own || table.has_keys();
        Ok(Self { columns, layout: layout.map(|layout| layout.name), contested, own_export })
    }

    /// Decides the order of dates from all rows, where the first ones leave it open.
    ///
    /// It reads the table only if there is such a column.
    ///
    /// # Errors
    /// As [`RowReader::read`](super::RowReader::read).
    pub fn settle_dates(&mut self, table: &Table) -> Result<()> {
        let open: Vec<usize> =
            (0..self.columns.len()).filter(|place| self.columns[*place].ambiguous_dates).collect();
        if open.is_empty() {
            return Ok(());
        }
        let mut votes = vec![OrderVotes::default(); open.len()];
        let (mut rows, mut row) = (table.rows()?, Row::default());
        while rows.read(&mut row)? {
            for (vote, place) in votes.iter_mut().zip(&open) {
                vote.look(row.get(*place).unwrap_or("").trim());
            }
        }
        for (vote, place) in votes.into_iter().zip(open) {
            if let Some(order) = vote.proved() {
                let column = &mut self.columns[place];
                column.date_order = Some(order);
                column.ambiguous_dates = false;
            }
        }
        Ok(())
    }

    /// Returns the headings of the columns that are not imported, with the reasons.
    pub fn ignored(&self) -> impl Iterator<Item = (&str, IgnoreReason)> {
        self.columns.iter().filter_map(|column| match column.target {
            Target::Ignored(reason) => Some((column.header.as_str(), reason)),
            _ => None,
        })
    }
}

impl ColumnMapping {
    pub(super) fn new(header: &str, target: Target, evidence: Evidence) -> Self {
        Self {
            header: header.to_owned(),
            target,
            evidence,
            date_order: None,
            ambiguous_dates: false,
            on_empty: OnEmpty::Keep,
            codes: Vec::new(),
            separator: None,
        }
    }

    fn is(&self, key: &str) -> bool {
        matches!(self.target, Target::Field(field) if field == key)
    }
}

/// Stands for a whole name or the part of it that has no column; [`settle_names`] decides.
const BARE_NAME: &str = "name";

fn recognise(header: &str, layout: Option<&'static Layout>, options: &MappingOptions) -> ColumnMapping {
    if let Some(found) = layout.and_then(|layout| layout.column(header)) {
        return found;
    }
    let unknown = || ColumnMapping::new(header, Target::Ignored(IgnoreReason::Unknown), Evidence::None);
    let target = match headings::recognise(header) {
        None => return unknown(),
        Some(Heading::Item(target)) => target,
        Some(Heading::Key(key)) => match key {
            BARE_NAME => Target::Field(BARE_NAME),
            "last_first" => Target::LastFirst,
            "birthday:day" => Target::BirthDay,
            "birthday:month" => Target::BirthMonth,
            "birthday:year" => Target::BirthYear,
            "street_number" => Target::StreetNumber,
            "consent" => Target::Ignored(IgnoreReason::Consent),
            "password" => Target::Ignored(IgnoreReason::Password),
            "external_id" => {
                let source = options.external_source.clone().unwrap_or_else(|| "file".to_owned());
                Target::ExternalId(source.into())
            }
            _ => match (customer_field(key), labelled_item(key)) {
                (Some(field), _) => Target::Field(field.key),
                (None, Some((list, label))) => Target::item(list, 0, ItemPart::Value, label),
                (None, None) => return unknown(),
            },
        },
    };
    let is_key = matches!(target, Target::Field(key) if key == header);
    ColumnMapping::new(header, target, if is_key { Evidence::Key } else { Evidence::Heading })
}

fn give(columns: &mut [ColumnMapping], overrides: &[Override]) -> Result<()> {
    for given in overrides {
        let (place, target) = match given {
            Override::Column(place, target) => (Some(*place), target),
            Override::Header(header, target) => {
                (columns.iter().position(|column| column.header == header.trim()), target)
            }
        };
        match place.and_then(|place| columns.get_mut(place)) {
            Some(column) => *column = ColumnMapping::new(&column.header, target.clone(), Evidence::Given),
            None => {
                return Err(Error::Import("a column that is mapped by hand is not in the file".to_owned()));
            }
        }
    }
    Ok(())
}

/// `Name` beside `Vorname` is the family name, beside `Apellidos` the given one, alone the whole.
fn settle_names(columns: &mut [ColumnMapping]) {
    let has = |key| columns.iter().any(|column| column.is(key));
    let part = match (has("given_name"), has("family_name")) {
        (true, false) => "family_name",
        (false, true) => "given_name",
        _ => "entered_name",
    };
    for column in columns.iter_mut().filter(|column| column.is(BARE_NAME)) {
        column.target = Target::Field(part);
    }
}

/// `Birth Day` beside `Birth Month` is the day of the month.
fn settle_birthday(columns: &mut [ColumnMapping]) {
    if columns.iter().any(|column| column.target == Target::BirthMonth) {
        for column in columns.iter_mut().filter(|column| column.is("birthday")) {
            column.target = Target::BirthDay;
        }
    }
}

/// Items that headings named without a number get slots of their own.
fn number_items(columns: &mut [ColumnMapping]) {
    let mut next = 50;
    for column in columns {
        if let Target::Item { slot, .. } = &mut column.target
            && *slot == 0
        {
            *slot = next;
            next += 1;
        }
    }
}

/// Ids that are no ids of a register belong to another system; what the register keeps itself is
/// left out. Answers whether a register wrote the file.
fn settle_ids(columns: &mut [ColumnMapping], sample: &[Row], has_layout: bool) -> bool {
    let is_own = columns.iter().enumerate().any(|(place, column)| {
        let mut cells =
            sample.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.is_empty()).peekable();
        column.is("id") && cells.peek().is_some() && cells.all(|cell| uuid::Uuid::try_parse(cell).is_ok())
    });
    let has_registration = has_layout || columns.iter().any(|column| column.is("registered_at"));
    for column in columns {
        let Target::Field(key) = column.target else { continue };
        let derived = customer_field(key).is_some_and(|field| !field.is_editable());
        column.target = match key {
            "id" if is_own => continue,
            "id" => Target::Ignored(IgnoreReason::Reference),
            "created_at" if !is_own && !has_registration => Target::Field("registered_at"),
            "tags" | "default_group" | "customer_groups" | "contact_groups" => continue,
            _ if derived => Target::Ignored(IgnoreReason::ReadOnly),
            _ => continue,
        };
    }
    is_own
}

fn settle_contests(columns: &mut [ColumnMapping]) -> Vec<Contest> {
    let mut contested: Vec<Contest> = Vec::new();
    for place in 0..columns.len() {
        let target = columns[place].target.clone();
        if !target.is_imported() || target == Target::SkipRow {
            continue;
        }
        let rivals: Vec<usize> =
            (place..columns.len()).filter(|other| columns[*other].target == target).collect();
        if rivals.len() < 2 {
            continue;
        }
        // A layout and the caller know better than headings.
        let best = rivals.iter().map(|rival| columns[*rival].evidence).max().unwrap_or(Evidence::None);
        let strongest = rivals.iter().filter(|rival| columns[**rival].evidence == best).count();
        let has_winner = best >= Evidence::Layout && strongest == 1;
        for rival in &rivals {
            if !has_winner || columns[*rival].evidence < best {
                columns[*rival].target = Target::Ignored(IgnoreReason::Contested);
            }
        }
        if !has_winner {
            contested.push(Contest { target, columns: rivals });
        }
    }
    contested
}

/// Looks at the cells of a column for what its heading leaves open.
fn settle_values(column: &mut ColumnMapping, place: usize, sample: &[Row], order: DateOrder) {
    let cells =
        || sample.iter().filter_map(|row| row.get(place)).map(str::trim).filter(|cell| !cell.is_empty());
    let Target::Field(key) = column.target else { return };
    let kind = customer_field(key).map(|field| field.kind);
    match (key, kind) {
        (_, Some(FieldKind::Birthday | FieldKind::Time)) => {
            let mut votes = OrderVotes::default();
            cells().for_each(|cell| votes.look(cell));
            column.date_order = Some(votes.proved().unwrap_or(order));
            column.ambiguous_dates = votes.is_ambiguous();
        }
        // `Type` is a word for many things.
        (_, Some(FieldKind::Choice { options }))
            if column.evidence < Evidence::Layout
                && cells().next().is_some()
                && cells().all(|cell| words::choice(cell, options).is_err()) =>
        {
            column.target = Target::Ignored(IgnoreReason::Unknown);
            column.evidence = Evidence::None;
        }
        // Spanish files write H for hombre and M for mujer.
        ("gender", _) if column.codes.is_empty() && cells().any(|cell| cell.eq_ignore_ascii_case("h")) => {
            column.codes =
                [("h", "male"), ("m", "female")].map(|(c, v)| (c.to_owned(), v.to_owned())).to_vec();
        }
        ("entered_name", _) if column.evidence < Evidence::Layout => {
            let last_first = |cell: &str| {
                cell.split_once(", ").is_some_and(|(last, first)| !last.is_empty() && !first.contains(','))
            };
            if cells().count() >= 3 && cells().all(last_first) {
                column.target = Target::LastFirst;
            }
        }
        _ => {}
    }
}
