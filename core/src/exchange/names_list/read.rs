//! What one row of a names list says, before it is compared with the register.

use crate::base::{LocalDate, Rule, Timestamp};
use crate::exchange::cells::{is_shortened, values, without_fraction};
use crate::exchange::convert::RowConverter;
use crate::exchange::dates::{DateOrder, DateReading};
use crate::exchange::import::fault::Fault;
use crate::exchange::reader::{CellMark, Row};
use crate::exchange::row_kind::RowKind;
use crate::exchange::target::ItemList;
use crate::register::State;

use super::columns::NamesColumn;
use super::guardians::Guardian;
use super::names::Name;
use super::pupils::Pupil;
use super::target::{NamesTarget, PersonPart};

/// What rows are read with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) columns: &'a [NamesColumn],
    /// The order of dates of each column.
    pub(super) dates: &'a [DateOrder],
    /// Reads cells, whatever they are for.
    pub(super) cells: &'a RowConverter,
    pub(super) default_group: Option<&'a str>,
    pub(super) state: &'a State,
    pub(super) now: Timestamp,
}

/// A row as it was understood.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) pupils: Vec<Pupil>,
    pub(super) guardians: Vec<Guardian>,
    pub(super) refused: Vec<Fault>,
    /// Whether it is a record at all.
    pub(super) kind: RowKind,
}

/// The filled cells about one person.
#[derive(Default)]
pub(super) struct Cells<'r>(pub(super) Vec<(usize, PersonPart, &'r str)>);

impl<'r> Cells<'r> {
    pub(super) fn all(&self, part: PersonPart) -> impl Iterator<Item = (usize, &'r str)> {
        self.0.iter().filter(move |(_, own, _)| *own == part).map(|(column, _, text)| (*column, *text))
    }

    pub(super) fn text(&self, part: PersonPart) -> &'r str {
        self.all(part).next().map_or("", |(_, text)| text)
    }

    pub(super) fn name(&self) -> Name {
        let (given, family) = (self.text(PersonPart::GivenName), self.text(PersonPart::FamilyName));
        if !given.is_empty() || !family.is_empty() {
            let entered = self.text(PersonPart::Name).to_owned();
            return Name { given: given.to_owned(), family: family.to_owned(), entered };
        }
        match (self.text(PersonPart::LastFirst), self.text(PersonPart::Name)) {
            ("", whole) => Name::of_whole(whole),
            (text, _) => Name::of_last_first(text),
        }
    }
}

impl Reading<'_> {
    /// Reads a row with all that is wrong in it.
    pub(super) fn entry(&self, row: &Row) -> Entry {
        let mut entry = Entry { kind: row.kind(), ..Entry::default() };
        if row.kind() != RowKind::Record {
            entry.refused.push(Fault::not_a_record(row.kind()));
            return entry;
        }
        if row.holds_rows {
            entry.refused.push(Fault::unclosed_quote());
            return entry;
        }
        let (mut pupils, mut guardians, mut groups) =
            (Vec::<Cells<'_>>::new(), Vec::<Cells<'_>>::new(), Vec::new());
        for (place, column) in self.columns.iter().enumerate() {
            if column.target == NamesTarget::Ignored {
                continue;
            }
            if row.mark(place) == CellMark::Error {
                entry.refused.push(Fault::of_cell(place, Rule::FormulaError));
            }
            let Some(text) = self.cells.cell(row, place).filter(|text| !text.is_empty()) else { continue };
            let (people, number, part) = match column.target {
                NamesTarget::Ignored => continue,
                _ if row.is_undecodable && text.contains('\u{FFFD}') => {
                    entry.refused.push(Fault::undecodable(place));
                    continue;
                }
                NamesTarget::Group => {
                    groups.push((place, without_fraction(text)));
                    continue;
                }
                NamesTarget::Participant(number, part) => (&mut pupils, number, part),
                NamesTarget::Guardian(number, part) => (&mut guardians, number, part),
            };
            if people.len() < usize::from(number) {
                people.resize_with(number.into(), Cells::default);
            }
            people[usize::from(number) - 1].0.push((place, part, text));
        }
        let beyond = (self.columns.len()..row.len()).filter_map(|place| row.get(place));
        if beyond.into_iter().any(|cell| !cell.trim().is_empty()) {
            entry.refused.push(Fault::extra_cells());
        }
        let family = pupils.first().map_or(String::new(), |first| first.name().family);
        for cells in pupils.iter().filter(|cells| !cells.0.is_empty()) {
            self.take_pupils(cells, &family, &groups, &mut entry);
        }
        if entry.pupils.is_empty() && entry.refused.is_empty() {
            entry.refused.push(self.unnamed());
        }
        for cells in guardians.iter().filter(|cells| !cells.0.is_empty()) {
            self.take_guardian(cells, &mut entry);
        }
        entry
    }

    /// Nobody is named.
    pub(super) fn unnamed(&self) -> Fault {
        let is_name = |column: &NamesColumn| matches!(column.target, NamesTarget::Participant(1, part) if part.is_name() || part == PersonPart::Siblings);
        let column = self.columns.iter().position(is_name);
        Fault { column, ..Fault::row(Rule::Identity.code(), "give the name of the participant") }
    }

    fn take_guardian(&self, cells: &Cells<'_>, entry: &mut Entry) {
        let mut contacts = Vec::new();
        for (list, part) in [(ItemList::Emails, PersonPart::Email), (ItemList::Phones, PersonPart::Phone)] {
            for (column, text) in cells.all(part) {
                if part == PersonPart::Phone && is_shortened(text) {
                    entry.refused.push(Fault::of_cell(column, Rule::ShortenedNumber));
                    continue;
                }
                contacts.extend(values(text, list, None).map(|text| (column, list, text)));
            }
        }
        let name = cells.name();
        if name.is_empty() && contacts.is_empty() {
            return;
        }
        let column = cells.0.iter().find(|cell| cell.1.is_name()).or(cells.0.first()).map(|cell| cell.0);
        let column_of = |field: &str| cells.0.iter().find(|cell| cell.1.code() == field).map(|cell| cell.0);
        match Guardian::of(name, &contacts, self.state, self.now) {
            Ok(guardian) => entry.guardians.push(guardian),
            Err(problems) => entry.refused.extend(problems.into_iter().map(|(own, problem)| {
                let column = own.or_else(|| column_of(&problem.field)).or(column);
                Fault { column, ..Fault::of_field(problem.field, problem.rule) }
            })),
        }
    }

    pub(super) fn today(&self) -> LocalDate {
        self.now.local_date(self.state.zone)
    }

    pub(super) fn date_reading(&self, column: usize) -> DateReading {
        let order = self.dates.get(column).copied().unwrap_or_default();
        DateReading { order, zone: self.state.zone, latest_year: self.today().year() }
    }
}
