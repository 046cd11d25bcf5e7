//! What people say about columns themselves.

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result};
use crate::catalogue::FieldKind;
use crate::customers::customer_field;

use super::mapping::{ColumnMapping, Evidence};
use super::target::{IgnoreReason, ItemPart, Target};

/// Gives a column its target, or makes a column of others.
///
/// Columns that others are made of are not imported themselves, unless they are given a target too.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Override {
    /// The column with this heading; the first of several. Columns without headings are named by
    /// their number.
    Header(String, Target),
    /// The column at this place, counted from 0.
    Column(usize, Target),
    /// The same text in every row.
    Fixed(Target, String),
    /// The texts of several columns as one.
    Join {
        /// Their headings.
        columns: Vec<String>,
        /// What is put between texts that are not empty.
        between: String,
        /// A text field or a part of an address.
        target: Target,
    },
    /// A part of the texts of one column.
    Piece {
        /// Its heading.
        column: String,
        /// What its texts are cut at.
        at: String,
        /// Which part it is.
        piece: Piece,
        /// What the part is for.
        target: Target,
    },
}

/// Where the texts of a column come from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellSource {
    /// Its own cells.
    Own,
    /// One text for every row.
    Fixed(String),
    /// The cells of other columns.
    Joined {
        /// Their places, counted from 0.
        columns: Vec<usize>,
        /// What is put between texts that are not empty.
        between: String,
    },
    /// A part of the cells of another column.
    Piece {
        /// Its place, counted from 0.
        column: usize,
        /// What its texts are cut at.
        at: String,
        /// Which part it is.
        piece: Piece,
    },
}

/// A part of a text that is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Piece {
    /// What stands before the first cut; all of a text without one.
    First,
    /// What stands behind the first cut.
    Rest,
    /// What stands before the last cut; all of a text without one.
    Beginning,
    /// What stands behind the last cut.
    Last,
}

impl Piece {
    pub(super) fn of<'t>(self, text: &'t str, at: &str) -> &'t str {
        let text = text.trim();
        let cut = match self {
            Self::First | Self::Rest => text.split_once(at),
            Self::Beginning | Self::Last => text.rsplit_once(at),
        };
        match (self, cut) {
            (Self::First | Self::Beginning, Some((before, _))) => before.trim(),
            (Self::First | Self::Beginning, None) => text,
            (Self::Rest | Self::Last, Some((_, behind))) => behind.trim(),
            (Self::Rest | Self::Last, None) => "",
        }
    }
}

/// Gives columns their targets, and puts those that are made behind them; so many are the file's own.
///
/// # Errors
/// `Import` when a column is not there, or when joined texts cannot be what they are to be.
pub(super) fn apply(columns: &mut Vec<ColumnMapping>, own: usize, overrides: &[Override]) -> Result<()> {
    let place_of = |columns: &[ColumnMapping], header: &str| {
        let place = columns[..own].iter().position(|column| column.header == header.trim());
        place.ok_or_else(|| {
            Error::Import(format!("the file has no column {header:?}, which is mapped by hand"))
        })
    };
    let made = |header: &str, target: &Target, source| ColumnMapping {
        source,
        ..ColumnMapping::new(header, target.clone(), Evidence::Given)
    };
    let mut used = Vec::new();
    for given in overrides {
        match given {
            Override::Header(header, target) => {
                let place = place_of(columns, header)?;
                give(&mut columns[place], target);
            }
            Override::Column(place, target) => match columns[..own].get_mut(*place) {
                Some(column) => give(column, target),
                None => {
                    let message = format!("the file has no column {place}, which is mapped by hand");
                    return Err(Error::Import(message));
                }
            },
            Override::Fixed(target, text) => {
                columns.push(made("", target, CellSource::Fixed(text.clone())));
            }
            Override::Join { columns: headers, between, target } => {
                check_joined(target)?;
                let places =
                    headers.iter().map(|header| place_of(columns, header)).collect::<Result<Vec<_>>>()?;
                used.extend_from_slice(&places);
                let source = CellSource::Joined { columns: places, between: between.clone() };
                columns.push(made(&headers.join(" + "), target, source));
            }
            Override::Piece { column, at, piece, target } => {
                let place = place_of(columns, column)?;
                used.push(place);
                let source = CellSource::Piece { column: place, at: at.clone(), piece: *piece };
                columns.push(made(column, target, source));
            }
        }
    }
    for place in used {
        let column = &mut columns[place];
        if column.evidence != Evidence::Given {
            give(column, &Target::Ignored(IgnoreReason::Chosen));
        }
    }
    Ok(())
}

fn give(column: &mut ColumnMapping, target: &Target) {
    *column = ColumnMapping::new(&column.header, target.clone(), Evidence::Given);
}

fn check_joined(target: &Target) -> Result<()> {
    let is_text = match target {
        Target::Field(key) => customer_field(key).is_some_and(|field| {
            matches!(field.kind, FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::WebAddress)
        }),
        Target::Item { part: ItemPart::Address(_), .. } => true,
        _ => false,
    };
    if is_text {
        Ok(())
    } else {
        Err(Error::Import("several columns can only be joined into a text".to_owned()))
    }
}
