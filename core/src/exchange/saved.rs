//! Mappings as they are stored: columns by their headings, targets in their text form.

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result, Rule};
use crate::mappings::SavedMapping;

use super::by_hand::{CellSource, Piece};
use super::dates::DateOrder;
use super::headings::key_of;
use super::mapping::{ColumnMapping, Evidence, Mapping, OnEmpty};
use super::table::Table;
use super::target::{IgnoreReason, Target};

/// A column of a file: its folded heading, and which of several with this heading it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ColumnName(String, usize);

#[derive(Debug, Serialize, Deserialize)]
struct SavedColumn {
    #[serde(flatten)]
    source: SavedSource,
    target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month_first: Option<bool>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    clear_on_empty: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    separator: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<(String, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedSource {
    Column(ColumnName),
    Fixed(String),
    Joined { columns: Vec<ColumnName>, between: String },
    Piece { column: ColumnName, at: String, piece: Piece },
}

/// Describes the headings that a mapping is found by; empty for a table without headings.
pub(super) fn header_of(table: &Table) -> String {
    if !table.dialect().has_header {
        return String::new();
    }
    let mut keys: Vec<String> = table.headers().iter().map(|header| key_of(header)).collect();
    keys.sort_unstable();
    keys.join("\n")
}

/// Writes a mapping down.
///
/// # Errors
/// `Invalid` when the name is empty.
pub(super) fn save(name: &str, mapping: &Mapping, table: &Table) -> Result<SavedMapping> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field("name", Rule::Required));
    }
    let names = names_of(table);
    let named = |place: &usize| names.get(*place).cloned().unwrap_or(ColumnName(String::new(), 0));
    // A field may be switched on again.
    let kept = |column: &ColumnMapping| column.target != Target::Ignored(IgnoreReason::SwitchedOff);
    // A guess is no knowledge.
    let known = |column: &ColumnMapping| column.date_order.filter(|_| column.known_dates);
    let columns =
        mapping.columns.iter().enumerate().filter(|(_, column)| kept(column)).map(|(place, column)| {
            SavedColumn {
                source: match &column.source {
                    CellSource::Own => SavedSource::Column(named(&place)),
                    CellSource::Fixed(text) => SavedSource::Fixed(text.clone()),
                    CellSource::Joined { columns, between } => SavedSource::Joined {
                        columns: columns.iter().map(named).collect(),
                        between: between.clone(),
                    },
                    CellSource::Piece { column, at, piece } => {
                        SavedSource::Piece { column: named(column), at: at.clone(), piece: *piece }
                    }
                },
                target: column.target.to_string(),
                month_first: known(column).map(|order| order == DateOrder::MonthFirst),
                clear_on_empty: column.on_empty == OnEmpty::Clear,
                separator: column.separator.clone(),
                codes: column.codes.clone(),
            }
        });
    let columns: Vec<SavedColumn> = columns.collect();
    let columns = serde_json::to_string(&columns).map_err(|_| unreadable())?;
    Ok(SavedMapping { name: name.to_owned(), header: header_of(table), columns })
}

/// Gives the columns of a table what a saved mapping says; those made by hand stand behind them.
/// What the mapping does not name is as detected.
///
/// # Errors
/// `Import` when it names columns that are not in the table, or cannot be read.
pub(super) fn apply(saved: &SavedMapping, table: &Table, columns: &mut Vec<ColumnMapping>) -> Result<()> {
    let read: Vec<SavedColumn> = serde_json::from_str(&saved.columns).map_err(|_| unreadable())?;
    let names = names_of(table);
    let place_of = |name: &ColumnName| {
        let place = names.iter().position(|known| known == name);
        place.ok_or_else(|| Error::Import("a column of the saved mapping is not in the file".to_owned()))
    };
    for column in read {
        let (own, header, source) = match &column.source {
            SavedSource::Column(name) => {
                let place = place_of(name)?;
                (Some(place), table.headers()[place].clone(), CellSource::Own)
            }
            SavedSource::Fixed(text) => (None, String::new(), CellSource::Fixed(text.clone())),
            SavedSource::Joined { columns: parts, between } => {
                let places = parts.iter().map(place_of).collect::<Result<Vec<_>>>()?;
                let headers: Vec<&str> =
                    places.iter().map(|place| table.headers()[*place].as_str()).collect();
                let header = headers.join(" + ");
                (None, header, CellSource::Joined { columns: places, between: between.clone() })
            }
            SavedSource::Piece { column: name, at, piece } => {
                let place = place_of(name)?;
                let source = CellSource::Piece { column: place, at: at.clone(), piece: *piece };
                (None, table.headers()[place].clone(), source)
            }
        };
        let target = column.target.parse().map_err(|_| unreadable())?;
        let found = own.and_then(|place| columns.get(place)).map_or(OnEmpty::Keep, |own| own.on_empty);
        let month_first = |first| if first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
        let mapping = ColumnMapping {
            source,
            date_order: column.month_first.map(month_first),
            on_empty: if column.clear_on_empty { OnEmpty::Clear } else { found },
            codes: column.codes,
            separator: column.separator,
            ..ColumnMapping::new(&header, target, Evidence::Given)
        };
        match own.and_then(|place| columns.get_mut(place)) {
            Some(place) => *place = mapping,
            None => columns.push(mapping),
        }
    }
    Ok(())
}

fn names_of(table: &Table) -> Vec<ColumnName> {
    let mut names: Vec<ColumnName> = Vec::with_capacity(table.headers().len());
    for header in table.headers() {
        let key = key_of(header);
        let earlier = names.iter().filter(|name| name.0 == key).count();
        names.push(ColumnName(key, earlier));
    }
    names
}

fn unreadable() -> Error {
    Error::Import("the saved mapping cannot be read".to_owned())
}
