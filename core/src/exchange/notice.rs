use std::fmt;

use super::by_hand::CellSource;
use super::column_facts::CellReading;
use super::dates::DateOrder;
use super::dialect::Delimiter;
use super::encoding::{EncodingDoubt, EncodingEvidence};
use super::mapping::{Evidence, Mapping};
use super::table::{ERROR_COLUMNS, Table};
use super::target::{IgnoreReason, Target};

/// Something about how a file was understood that somebody should look at before it is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The encoding was guessed by the frequency of its letters.
    EncodingGuessed(&'static str),
    /// Something speaks against the encoding.
    EncodingDoubtful(&'static str, EncodingDoubt),
    /// So many sequences were not of the encoding; rows with them in a column that is imported are refused.
    Replaced(u64),
    /// The first delimiter was taken, though the rows agree nearly as well with the second.
    DelimiterGuessed(Delimiter, Delimiter),
    /// So many lines above the headings were skipped.
    LinesAbove(u64),
    /// The first row was taken for a record, so that columns have no headings.
    NoHeadings,
    /// There is nothing below the headings, or nothing at all.
    NoRows,
    /// These sheets of the workbook are read on as one table with the first one, whose headings they have.
    SheetsJoined(Vec<String>),
    /// These visible sheets of the workbook have tables too, and are not read.
    SheetsLeft(Vec<String>),
    /// A saved mapping was used.
    SavedMapping(String),
    /// A heading was taken for a field whose name it resembles.
    SimilarHeading {
        /// The heading.
        header: String,
        /// What it was taken for.
        target: Target,
    },
    /// A heading may mean several fields; its column is left out.
    UnclearHeading {
        /// The heading.
        header: String,
        /// What it may mean.
        targets: Vec<Target>,
    },
    /// Several columns claim a field; at most one of them is imported.
    Contested {
        /// The field.
        target: Target,
        /// Their headings.
        headers: Vec<String>,
    },
    /// Columns are not imported, which somebody may not expect; one without a heading is called by its number.
    ///
    /// ```
    /// use kartotek::exchange::{IgnoreReason, Notice};
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("given_name,shoe size\nAnna,38\n"))?;
    /// let left_out =
    ///     Notice::LeftOut { reason: IgnoreReason::Unknown, headers: vec!["shoe size".to_owned()] };
    /// assert!(import.notices().contains(&left_out));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    LeftOut {
        /// Why.
        reason: IgnoreReason,
        /// Their headings.
        headers: Vec<String>,
    },
    /// No date of the column tells whether the day or the month stands first.
    DateOrderGuessed {
        /// The heading.
        header: String,
        /// What is taken.
        order: DateOrder,
    },
    /// A spreadsheet made numbers of phones or postcodes, so that they may lack what stood before: zeros, a
    /// plus.
    MadeNumbers {
        /// The heading.
        header: String,
    },
    /// The cells of a column leave open how they are read.
    Reading {
        /// The heading.
        header: String,
        /// How they are read.
        reading: CellReading,
    },
}

impl Notice {
    pub(super) fn of(table: &Table, mapping: &Mapping) -> Vec<Self> {
        let mut notices = Vec::new();
        let encoding = table.encoding();
        if let Some(doubt) = encoding.doubt() {
            notices.push(Self::EncodingDoubtful(encoding.name(), doubt));
        } else if encoding.evidence() == EncodingEvidence::Letters {
            notices.push(Self::EncodingGuessed(encoding.name()));
        }
        let dialect = table.dialect();
        if let Some(other) = table.near_delimiter() {
            notices.push(Self::DelimiterGuessed(dialect.delimiter, other));
        }
        if dialect.skipped_lines > 0 {
            notices.push(Self::LinesAbove(dialect.skipped_lines));
        }
        if !dialect.has_header && !mapping.columns.is_empty() {
            notices.push(Self::NoHeadings);
        }
        if table.sample().is_empty() {
            notices.push(Self::NoRows);
        }
        let (joined, left) = table.further_sheets();
        if !joined.is_empty() {
            notices.push(Self::SheetsJoined(joined.to_vec()));
        }
        if !left.is_empty() {
            notices.push(Self::SheetsLeft(left.to_vec()));
        }
        notices.extend(mapping.saved.clone().map(Self::SavedMapping));
        let header_of = |place: usize| mapping.columns[place].header.clone();
        for unclear in &mapping.unclear {
            let (header, targets) = (header_of(unclear.column), unclear.targets.clone());
            notices.push(Self::UnclearHeading { header, targets });
        }
        for contest in &mapping.contested {
            let headers = contest.columns.iter().map(|place| header_of(*place)).collect();
            notices.push(Self::Contested { target: contest.target.clone(), headers });
        }
        notices.extend(left_out(table, mapping));
        for column in mapping.columns.iter().filter(|column| column.source == CellSource::Own) {
            let (header, target) = (column.header.clone(), column.target.clone());
            if column.evidence == Evidence::Similar && target.is_imported() {
                notices.push(Self::SimilarHeading { header: header.clone(), target });
            }
            if column.target.is_code() && column.made_numbers {
                notices.push(Self::MadeNumbers { header: header.clone() });
            }
            for reading in column.readings.iter().filter(|_| column.target.is_imported()) {
                notices.push(Self::Reading { header: header.clone(), reading: *reading });
            }
            if let Some(order) =
                column.date_order.filter(|_| column.ambiguous_dates && column.target.is_imported())
            {
                notices.push(Self::DateOrderGuessed { header, order });
            }
        }
        notices
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EncodingGuessed(name) => write!(f, "the encoding was guessed: {name}"),
            Self::EncodingDoubtful(name, doubt) => write!(f, "the encoding {name} is doubtful: {doubt}"),
            Self::Replaced(count) => write!(f, "{count} characters could not be read in this encoding"),
            Self::DelimiterGuessed(taken, other) => {
                write!(
                    f,
                    "cells are taken to end at {:?}; {:?} would do as well",
                    taken.as_char(),
                    other.as_char()
                )
            }
            Self::LinesAbove(lines) => write!(f, "{lines} lines above the headings are skipped"),
            Self::NoHeadings => f.write_str("the file has no headings"),
            Self::NoRows => f.write_str("the file has no rows"),
            Self::SheetsJoined(names) => write!(f, "read on with the sheets {}", names.join(", ")),
            Self::SheetsLeft(names) => write!(f, "the sheets {} are not read; choose one", names.join(", ")),
            Self::SavedMapping(name) => write!(f, "the columns are mapped as in {name}"),
            Self::SimilarHeading { header, target } => write!(f, "{header} is taken for {target}"),
            Self::UnclearHeading { header, targets } => {
                write!(f, "{header} may be {} and is left out", list(targets))
            }
            Self::Contested { target, headers } => {
                write!(f, "{} claim {target}; choose one", headers.join(", "))
            }
            Self::LeftOut { reason, headers } => {
                write!(f, "not imported, as {reason}: {}", headers.join(", "))
            }
            Self::MadeNumbers { header } => {
                write!(f, "{header} holds numbers, which may lack zeros or a plus")
            }
            Self::Reading { header, reading } => write!(f, "{header}: {reading}"),
            Self::DateOrderGuessed { header, order } => {
                let first = if *order == DateOrder::DayFirst { "day" } else { "month" };
                write!(f, "the dates of {header} do not tell their order; the {first} is taken to be first")
            }
        }
    }
}

/// What a known layout has beyond a register, and what somebody chose, is no surprise.
fn left_out(table: &Table, mapping: &Mapping) -> Vec<Notice> {
    use IgnoreReason::{Consent, NoId, PartOfBirthday, Password, SwitchedOff, Unknown};
    let name = |place: usize, header: &str| match header {
        "" => {
            let is_filled =
                table.sample().iter().any(|row| row.get(place).is_some_and(|c| !c.trim().is_empty()));
            is_filled.then(|| format!("column {}", place + 1))
        }
        header => (!ERROR_COLUMNS.contains(&header)).then(|| header.to_owned()),
    };
    let of_reason = |reason| {
        let columns = mapping.columns.iter().enumerate();
        let own =
            columns.filter(|(_, own)| own.source == CellSource::Own && own.target == Target::Ignored(reason));
        let headers: Vec<String> = own.filter_map(|(place, own)| name(place, &own.header)).collect();
        (!headers.is_empty()).then_some(Notice::LeftOut { reason, headers })
    };
    [Unknown, SwitchedOff, NoId, PartOfBirthday, Consent, Password]
        .into_iter()
        .filter_map(of_reason)
        .collect()
}

fn list(targets: &[Target]) -> String {
    let texts: Vec<String> = targets.iter().map(Target::to_string).collect();
    texts.join(" or ")
}
