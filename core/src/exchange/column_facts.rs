use std::fmt;

use crate::catalogue::FieldKind;
use crate::customers::customer_field;

use super::cells::{is_shortened, without_fraction};
use super::dates::{self, OrderVotes};
use super::mapping::{ColumnMapping, Mapping};
use super::numbers;
use super::reader::{CellMark, Row};
use super::target::Target;

/// How the cells of a column are read where they leave it open; somebody should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CellReading {
    /// Nothing but the letters h and m, or v and m, which are hombre or varón, and mujer.
    SpanishGenders,
    /// Amounts with one mark each and three digits behind it, which marks thousands where the currency
    /// has no three decimals.
    Thousands,
    /// Birthdays with years of two digits, which are the last that ended in these.
    ShortYears,
    /// Years beside an empty day and month, which are no birthday and are left out.
    YearsAlone,
}

impl fmt::Display for CellReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SpanishGenders => "h and v are taken for male, m for female",
            Self::Thousands => "a mark before three digits is taken for one of thousands",
            Self::ShortYears => "years of two digits are taken for the last that ended so",
            Self::YearsAlone => "years without day and month are left out",
        })
    }
}

/// What the cells of whole columns say about how they are read.
#[derive(Debug, Clone)]
pub(super) struct ColumnFacts {
    /// The places of the columns with dates.
    dates: Vec<(usize, OrderVotes)>,
    /// The places of the columns with phones or postcodes, and whether some are numbers.
    codes: Vec<(usize, bool)>,
    /// The places of the columns whose cells say how they are read.
    readings: Vec<(usize, Votes)>,
}

/// What the cells of a column say for and against a reading.
#[derive(Debug, Clone)]
struct Votes {
    reading: CellReading,
    /// Columns that must be empty beside it.
    beside: Vec<usize>,
    is_open: bool,
    is_settled: bool,
}

impl ColumnFacts {
    /// Nothing is known yet of the columns of a mapping.
    pub(super) fn new(mapping: &Mapping) -> Self {
        let columns = || mapping.columns.iter().enumerate();
        let dates = columns().filter(|(_, column)| column.date_order.is_some());
        let codes = columns().filter(|(_, column)| column.target.is_code());
        let is_of_birth =
            |column: &ColumnMapping| matches!(column.target, Target::BirthDay | Target::BirthMonth);
        let days: Vec<usize> =
            columns().filter(|(_, column)| is_of_birth(column)).map(|(place, _)| place).collect();
        let readings = columns().flat_map(|(place, column)| {
            let beside = |reading| if reading == CellReading::YearsAlone { days.clone() } else { Vec::new() };
            readings_of(column).iter().map(move |reading| {
                (
                    place,
                    Votes { reading: *reading, beside: beside(*reading), is_open: false, is_settled: false },
                )
            })
        });
        Self {
            dates: dates.map(|(place, _)| (place, OrderVotes::default())).collect(),
            codes: codes.map(|(place, _)| (place, false)).collect(),
            readings: readings.collect(),
        }
    }

    /// Looks at one row with the mapping that it was made for.
    pub(super) fn look(&mut self, mapping: &Mapping, row: &Row) {
        let cell = |place: usize| mapping.columns[place].text(row, place).unwrap_or("").trim();
        for (place, votes) in &mut self.dates {
            votes.look(cell(*place));
        }
        for (place, made_numbers) in &mut self.codes {
            let text = cell(*place);
            *made_numbers |= mapping.columns[*place].mark(row, *place) == CellMark::Number
                || is_shortened(text)
                || without_fraction(text) != text;
        }
        for (place, votes) in &mut self.readings {
            let text = cell(*place);
            if !text.is_empty() && votes.beside.iter().all(|other| cell(*other).is_empty()) {
                votes.look(text);
            }
        }
    }

    /// Tells whether the rows so far settle what values depend on; other readings are only told.
    pub(super) fn are_settled(&self) -> bool {
        let is_told = |votes: &Votes| votes.reading != CellReading::SpanishGenders;
        self.dates.iter().all(|(_, votes)| votes.proved().is_some())
            && self.readings.iter().all(|(_, votes)| votes.is_settled || is_told(votes))
    }

    /// Returns what the dates of each column with dates say.
    pub(super) fn dates(&self) -> impl Iterator<Item = (usize, OrderVotes)> {
        self.dates.iter().copied()
    }

    /// Returns the places of the columns with phones or postcodes that are numbers.
    pub(super) fn made_numbers(&self) -> impl Iterator<Item = usize> {
        self.codes.iter().filter(|(_, made_numbers)| *made_numbers).map(|(place, _)| *place)
    }

    /// Returns how the cells of columns are read that leave it open.
    pub(super) fn readings(&self) -> impl Iterator<Item = (usize, CellReading)> {
        let open = self.readings.iter().filter(|(_, votes)| votes.is_open && !votes.is_settled);
        open.map(|(place, votes)| (*place, votes.reading))
    }
}

impl Votes {
    fn look(&mut self, text: &str) {
        match self.reading {
            CellReading::SpanishGenders if text.eq_ignore_ascii_case("m") => {}
            CellReading::SpanishGenders => {
                self.is_open |= text.eq_ignore_ascii_case("h") || text.eq_ignore_ascii_case("v");
                self.is_settled |= !(text.eq_ignore_ascii_case("h") || text.eq_ignore_ascii_case("v"));
            }
            CellReading::Thousands => match numbers::is_open(text) {
                Some(true) => self.is_open = true,
                Some(false) => self.is_settled = true,
                None => {}
            },
            CellReading::ShortYears => self.is_open |= dates::has_short_year(text),
            CellReading::YearsAlone => self.is_open = true,
        }
    }
}

fn readings_of(column: &ColumnMapping) -> &'static [CellReading] {
    let Target::Field(key) = column.target else {
        return match column.target {
            Target::BirthYear => &[CellReading::ShortYears, CellReading::YearsAlone],
            _ => &[],
        };
    };
    match (key, customer_field(key).map(|field| field.kind)) {
        ("gender", _) if column.codes.is_empty() => &[CellReading::SpanishGenders],
        (_, Some(FieldKind::Money)) => &[CellReading::Thousands],
        (_, Some(FieldKind::Birthday)) => &[CellReading::ShortYears],
        _ => &[],
    }
}
