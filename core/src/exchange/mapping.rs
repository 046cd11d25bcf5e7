use crate::base::{Error, Result, Rule};
use crate::catalogue::Language;
use crate::customers::customer_field;
use crate::mappings::SavedMapping;

use super::by_hand::{self, CellSource, Override};
use super::column_facts::{CellReading, ColumnFacts};
use super::dates::{DateOrder, OrderVotes};
use super::headings::{self, Heading, labelled_item};
use super::layouts::{self, Layout};
use super::reader::{CellMark, Row};
use super::saved;
use super::settle;
use super::similar;
use super::table::Table;
use super::target::{IgnoreReason, ItemPart, Target};

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
    /// One for each column, in the order of the file; behind them those that were made by hand.
    pub columns: Vec<ColumnMapping>,
    /// The name of the known layout that the file has, for example `shopify`.
    pub layout: Option<&'static str>,
    /// Fields that several columns claim; none of those columns is imported until somebody chooses,
    /// unless one of them claims it more clearly.
    pub contested: Vec<Contest>,
    /// Columns that several fields claim; they are not imported until somebody chooses.
    pub unclear: Vec<Unclear>,
    /// The name of the saved mapping that was used.
    pub saved: Option<String>,
    /// Whether texts are taken with all their blanks, and birthdays as they stand, since a register writes
    /// them so: it has ids of a register, or all headings are keys of fields.
    pub own_export: bool,
}

/// What one column is for, and how its cells are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMapping {
    /// The heading as it stands in the file; of a column made by hand those that it is made of.
    pub header: String,
    /// Where its texts come from.
    pub source: CellSource,
    /// What it is for.
    pub target: Target,
    /// How that was found.
    pub evidence: Evidence,
    /// In which order its dates are written, for columns with dates; by the first rows, until an import
    /// or [`Mapping::settle_dates`] has looked at all.
    pub date_order: Option<DateOrder>,
    /// Whether its dates leave open which order they are in, so that [`ColumnMapping::date_order`]
    /// is a guess.
    pub ambiguous_dates: bool,
    /// Whether its dates prove the order, or a saved mapping knows it.
    pub known_dates: bool,
    /// Whether a spreadsheet made numbers of some of its phones or postcodes; of those in the first rows,
    /// until an import has looked at all.
    pub made_numbers: bool,
    /// How its cells are read where they leave it open; by the first rows, until an import has looked at
    /// all.
    pub readings: Vec<CellReading>,
    /// What an empty cell means.
    pub on_empty: OnEmpty,
    /// Words that stand for values in this layout, for example `1` for `mr`.
    pub codes: Vec<(String, String)>,
    /// What stands between the items of a cell; otherwise found in each cell.
    pub separator: Option<String>,
}

/// How it was found what a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Evidence {
    /// It was not.
    None,
    /// Its heading is nearly a word for the field, or has further words around one.
    Similar,
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
    /// The row is refused: it says nothing of whom it is about.
    Refuse,
}

/// A target that several columns claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// What they claim.
    pub target: Target,
    /// Their places, counted from 0.
    pub columns: Vec<usize>,
}

/// A column that several fields claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Its place, counted from 0.
    pub column: usize,
    /// What it may be for.
    pub targets: Vec<Target>,
}

/// What the caller knows about the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MappingOptions {
    /// Columns whose target is given, and columns that are made by hand.
    pub overrides: Vec<Override>,
    /// A mapping that was saved and fits the table; otherwise an import takes the only one that fits.
    /// Overrides come on top of it.
    pub saved: Option<SavedMapping>,
    /// The name under which ids of the other system are kept where the layout has none of its own;
    /// otherwise `file`.
    pub external_source: Option<String>,
    /// The order of dates in columns that do not prove another one.
    pub date_order: DateOrder,
}

impl Mapping {
    /// Returns the language that most headings are words of, if any is.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        let own = self.columns.iter().filter(|column| column.source == CellSource::Own);
        headings::language_of(own.map(|column| column.header.as_str()))
    }

    /// Finds out what each column is for.
    ///
    /// The layout is known, or the heading is the key or a word of a field in one of the languages
    /// of the labels. Two columns that claim one field are both left out and listed as contested:
    /// nothing is guessed.
    ///
    /// # Errors
    /// `Import` when an override names a column that is not there, `Invalid` when the name of the other system is
    /// empty.
    pub fn detect(table: &Table, options: &MappingOptions) -> Result<Self> {
        if options.external_source.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(Error::field("external_source", Rule::Required));
        }
        let (headers, sample) = (table.headers(), table.sample());
        let layout = layouts::find(headers);
        let mut columns: Vec<ColumnMapping> =
            headers.iter().map(|header| recognise(header, layout, options)).collect();
        let unclear = similar_headings(&mut columns, sample, options);
        if let Some(saved) = &options.saved {
            saved::apply(saved, table, &mut columns)?;
        }
        by_hand::apply(&mut columns, headers.len(), &options.overrides)?;
        settle::names(&mut columns);
        settle::birthday(&mut columns);
        settle::items(&mut columns);
        let is_own = settle::ids(&mut columns, sample, layout.is_some(), options.external_source.as_deref());
        let contested = settle::contests(&mut columns);
        for place in 0..columns.len() {
            settle::values(&mut columns, place, sample, options.date_order);
        }
        let own_export = is_own || table.has_keys();
        if !own_export {
            settle::whole_names(&mut columns, sample);
        }
        let unclear: Vec<Unclear> =
            unclear.into_iter().filter(|unclear| !columns[unclear.column].target.is_imported()).collect();
        let layout = layout.map(|layout| layout.name);
        let saved = options.saved.as_ref().map(|saved| saved.name.clone());
        let mut mapping = Self { columns, layout, contested, unclear, saved, own_export };
        let mut facts = ColumnFacts::new(&mapping);
        sample.iter().for_each(|row| facts.look(&mapping, row));
        mapping.settle_cells(&facts);
        Ok(mapping)
    }

    /// Decides the order of dates from all rows, where the first ones do not prove it, and whether
    /// letters for genders are Spanish.
    ///
    /// It reads the table only if something is open. An import does so by itself while it looks at
    /// the file.
    ///
    /// # Errors
    /// As [`RowReader::read`](super::RowReader::read).
    pub fn settle_dates(&mut self, table: &Table) -> Result<()> {
        let mut facts = ColumnFacts::new(self);
        table.sample().iter().for_each(|row| facts.look(self, row));
        if facts.are_settled() {
            return Ok(());
        }
        let (mut rows, mut row) = (table.rows()?, Row::default());
        while rows.read(&mut row)? {
            facts.look(self, &row);
        }
        self.settle(&facts);
        Ok(())
    }

    /// Takes what all rows say in place of what the first ones said.
    pub(super) fn settle(&mut self, facts: &ColumnFacts) {
        for (place, votes) in facts.dates() {
            let column = &mut self.columns[place];
            if let Some(order) = votes.proved() {
                column.date_order = Some(order);
                column.known_dates = true;
            } else if votes.proves_both() {
                column.known_dates = false;
            }
            column.ambiguous_dates = column.leaves_open(votes);
        }
        self.settle_cells(facts);
    }

    fn settle_cells(&mut self, facts: &ColumnFacts) {
        facts.made_numbers().for_each(|place| self.columns[place].made_numbers = true);
        self.columns.iter_mut().for_each(|column| column.readings.clear());
        facts.readings().for_each(|(place, reading)| self.columns[place].readings.push(reading));
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
            source: CellSource::Own,
            target,
            evidence,
            date_order: None,
            ambiguous_dates: false,
            known_dates: false,
            made_numbers: false,
            readings: Vec::new(),
            on_empty: OnEmpty::Keep,
            codes: Vec::new(),
            separator: None,
        }
    }

    /// Tells whether dates leave their order open; a layout that knows it needs no proof.
    pub(super) fn leaves_open(&self, votes: OrderVotes) -> bool {
        votes.is_ambiguous() && !(self.known_dates && self.evidence == Evidence::Layout)
    }

    /// Tells whether a cell of a row is read for this column, which stands at a place.
    pub(super) fn reads(&self, cell: usize, place: usize) -> bool {
        match &self.source {
            CellSource::Own => cell == place,
            CellSource::Fixed(_) => false,
            CellSource::Joined { columns, .. } => columns.contains(&cell),
            CellSource::Piece { column, .. } => cell == *column,
        }
    }

    /// Returns what the cell is that this column, which stands at a place, takes its text from.
    pub(super) fn mark(&self, row: &Row, place: usize) -> CellMark {
        match &self.source {
            CellSource::Own => row.mark(place),
            CellSource::Piece { column, .. } => row.mark(*column),
            CellSource::Fixed(_) | CellSource::Joined { .. } => CellMark::Text,
        }
    }

    pub(super) fn is(&self, key: &str) -> bool {
        matches!(self.target, Target::Field(field) if field == key)
    }

    /// Returns the text of a row for this column, which stands at a place; nothing where the row is
    /// shorter, or where it is joined of several cells.
    pub(super) fn text<'r>(&'r self, row: &'r Row, place: usize) -> Option<&'r str> {
        match &self.source {
            CellSource::Own => row.get(place),
            CellSource::Fixed(text) => Some(text),
            CellSource::Piece { column, at, piece } => row.get(*column).map(|text| piece.of(text, at)),
            CellSource::Joined { .. } => None,
        }
    }
}

/// Stands for a whole name or the part of it that has no column; `settle::names` decides.
pub(super) const BARE_NAME: &str = "name";

fn recognise(header: &str, layout: Option<&'static Layout>, options: &MappingOptions) -> ColumnMapping {
    if let Some(found) = layout.and_then(|layout| layout.column(header)) {
        return found;
    }
    match headings::recognise(header).and_then(|heading| target_of(heading, options)) {
        None => unknown(header),
        Some(target) => {
            let is_key = matches!(target, Target::Field(key) if key == header);
            ColumnMapping::new(header, target, if is_key { Evidence::Key } else { Evidence::Heading })
        }
    }
}

fn unknown(header: &str) -> ColumnMapping {
    ColumnMapping::new(header, Target::Ignored(IgnoreReason::Unknown), Evidence::None)
}

fn target_of(heading: Heading, options: &MappingOptions) -> Option<Target> {
    let key = match heading {
        Heading::Item(target) => return Some(target),
        Heading::Key(key) => key,
    };
    Some(match key {
        BARE_NAME => Target::Field(BARE_NAME),
        "last_first" => Target::LastFirst,
        "birthday:day" => Target::BirthDay,
        "birthday:month" => Target::BirthMonth,
        "birthday:year" => Target::BirthYear,
        "street_number" => Target::StreetNumber,
        "consent" => Target::Ignored(IgnoreReason::Consent),
        "password" => Target::Ignored(IgnoreReason::Password),
        "external_id" => {
            let source = options.external_source.clone().unwrap_or_else(|| settle::FILE.to_owned());
            Target::ExternalId(source.into())
        }
        _ => match (customer_field(key), labelled_item(key)) {
            (Some(field), _) => Target::Field(field.key),
            (None, Some((list, label))) => Target::item(list, 0, ItemPart::Value, label),
            (None, None) => return None,
        },
    })
}

/// Looks once more at headings that nothing is known by: what they may mean counts only where the
/// cells are of that kind.
fn similar_headings(columns: &mut [ColumnMapping], sample: &[Row], options: &MappingOptions) -> Vec<Unclear> {
    let mut unclear = Vec::new();
    for (place, column) in columns.iter_mut().enumerate() {
        if column.target != Target::Ignored(IgnoreReason::Unknown) {
            continue;
        }
        let guess = similar::guess(&column.header);
        let is_misspelt = guess.is_misspelt;
        let guesses = guess.headings.into_iter();
        let mut targets: Vec<Target> = guesses.filter_map(|heading| target_of(heading, options)).collect();
        targets.dedup();
        let cells = || sample.iter().filter_map(|row| row.get(place));
        targets.retain(|target| settle::fits(target, cells()));
        match targets.len() {
            0 => {}
            // Nothing about the cells of a free text says that a word was misspelt.
            1 if !(is_misspelt && settle::is_free_text(&targets[0])) => {
                column.evidence = Evidence::Similar;
                column.target = targets.remove(0);
            }
            _ => {
                column.target = Target::Ignored(IgnoreReason::Unclear);
                unclear.push(Unclear { column: place, targets });
            }
        }
    }
    unclear
}
