//! The rows of a names list, which are in memory as a whole: what a row says depends on all of them.

use crate::base::{Error, Result, Timestamp};
use crate::exchange::convert::{ConvertContext, RowConverter};
use crate::exchange::dates::{DateOrder, OrderVotes};
use crate::exchange::mapping::{Mapping, MappingOptions};
use crate::exchange::reader::Row;
use crate::exchange::source::Source;
use crate::exchange::table::{HeaderRow, Table, TableOptions};
use crate::register::State;

use super::NamesImport;
use super::columns::check;
use super::headings::recognise;
use super::read::{Entry, Reading};
use super::repeats::Repeats;
use super::target::{NamesTarget, PersonPart};

/// The most rows of a names list.
const MOST_ROWS: usize = 500_000;
/// The most bytes of its cells.
const MOST_BYTES: usize = 128 << 20;
/// Rows in which headings are looked for that the table did not find.
const HEAD: usize = 10;

/// Opens a file, and looks for its headings by the words of names lists where the table knows none of them.
pub(super) fn open(source: Source, options: &TableOptions) -> Result<Table> {
    let table = Table::open(source.clone(), options)?;
    let known = |table: &Table| table.headers().iter().filter(|header| recognise(header).is_some()).count();
    if known(&table) > 0 {
        return Ok(table);
    }
    // Another first row may part cells at another delimiter.
    for line in table.sample().iter().take(HEAD).map(Row::line) {
        let options = TableOptions { header: HeaderRow::Line(line), ..options.clone() };
        let other = Table::open(source.clone(), &options)?;
        if known(&other) > 1 {
            return Ok(other);
        }
    }
    Ok(table)
}

/// The rows of a file.
pub(super) struct NamesList {
    pub(super) rows: Vec<Row>,
    pub(super) replaced: u64,
    /// Bytes of the file.
    pub(super) bytes: u64,
    dates: Vec<DateOrder>,
    /// Reads cells, whatever they are for.
    pub(super) cells: RowConverter,
}

/// The rows as they were understood.
pub(super) struct Entries {
    pub(super) entries: Vec<Entry>,
    pub(super) repeats: Repeats,
}

impl NamesList {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// `Import` where its columns do not make a names list, or it is too large for one; `Cancelled` when the caller
    /// asks to stop; those of reading.
    pub(super) fn read(import: &NamesImport<'_>) -> Result<Self> {
        check(&import.columns, import.default_group.is_some())?;
        let (table, state) = (&import.table, import.register.state()?);
        let context = ConvertContext {
            zone: state.zone,
            currency: state.currency,
            today: import.register.now().local_date(state.zone),
            country: state.settings.country.clone(),
            clear_token: None,
            guarded: table.is_guarded(),
        };
        let cells = RowConverter::new(&Mapping::detect(table, &MappingOptions::default())?, context);
        let mut votes = vec![OrderVotes::default(); import.columns.len()];
        let (mut reader, mut row) = (table.rows()?, Row::default());
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while reader.read(&mut row)? {
            bytes += row.iter().map(str::len).sum::<usize>();
            if rows.len() == MOST_ROWS || bytes > MOST_BYTES {
                let message = "a names list has at most 500,000 rows and 128 MiB; cut the file";
                return Err(Error::Import(message.to_owned()));
            }
            for (place, votes) in votes.iter_mut().enumerate() {
                let is_birthday =
                    matches!(import.columns[place].target, NamesTarget::Participant(_, PersonPart::Birthday));
                if is_birthday && let Some(text) = cells.cell(&row, place) {
                    votes.look(text);
                }
            }
            rows.push(row.clone());
            import.watch.looking(rows.len(), || reader.progress())?;
        }
        let read = reader.progress();
        import.watch.looked(rows.len(), read)?;
        let dates = votes.into_iter().map(|votes| votes.proved().unwrap_or_default()).collect();
        Ok(Self { rows, replaced: reader.replaced(), bytes: read.total_bytes, dates, cells })
    }

    /// Understands all rows under the settings of a register.
    pub(super) fn entries(&self, import: &NamesImport<'_>, state: &State, now: Timestamp) -> Entries {
        let reading = Reading {
            columns: &import.columns,
            dates: &self.dates,
            cells: &self.cells,
            default_group: import.default_group.as_deref(),
            state,
            now,
        };
        let entries: Vec<Entry> = self.rows.iter().map(|row| reading.entry(row)).collect();
        let repeats = Repeats::of(&entries);
        Entries { entries, repeats }
    }
}
