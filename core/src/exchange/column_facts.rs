use super::dates::OrderVotes;
use super::mapping::Mapping;
use super::reader::{CellMark, Row};

/// What the cells of whole columns say about how they are read.
#[derive(Debug, Clone)]
pub(super) struct ColumnFacts {
    /// The places of the columns with dates.
    dates: Vec<(usize, OrderVotes)>,
    /// The places of the columns with phones or postcodes, and whether some are numbers.
    codes: Vec<(usize, bool)>,
}

impl ColumnFacts {
    /// Nothing is known yet of the columns of a mapping.
    pub(super) fn new(mapping: &Mapping) -> Self {
        let columns = || mapping.columns.iter().enumerate();
        let dates = columns().filter(|(_, column)| column.date_order.is_some());
        let codes = columns().filter(|(_, column)| column.target.is_code());
        Self {
            dates: dates.map(|(place, _)| (place, OrderVotes::default())).collect(),
            codes: codes.map(|(place, _)| (place, false)).collect(),
        }
    }

    /// Looks at one row with the mapping that it was made for.
    pub(super) fn look(&mut self, mapping: &Mapping, row: &Row) {
        for (place, votes) in &mut self.dates {
            votes.look(mapping.columns[*place].text(row, *place).unwrap_or("").trim());
        }
        for (place, made_numbers) in &mut self.codes {
            *made_numbers |= mapping.columns[*place].mark(row, *place) == CellMark::Number;
        }
    }

    /// Tells whether the rows so far prove the order of all dates.
    pub(super) fn prove_dates(&self) -> bool {
        self.dates.iter().all(|(_, votes)| votes.proved().is_some())
    }

    /// Returns what the dates of each column with dates say.
    pub(super) fn dates(&self) -> impl Iterator<Item = (usize, OrderVotes)> {
        self.dates.iter().copied()
    }

    /// Returns the places of the columns with phones or postcodes that are numbers.
    pub(super) fn made_numbers(&self) -> impl Iterator<Item = usize> {
        self.codes.iter().filter(|(_, made_numbers)| *made_numbers).map(|(place, _)| *place)
    }
}
