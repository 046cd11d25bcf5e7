use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::base::{Result, Timestamp};
use crate::catalogue::{FieldKind, FieldValue};
use crate::collections::CollectionKind;
use crate::customers::{CustomerField, CustomerRow};
use crate::sql::{RankedSet, Row, Sql, SqlTx};

use super::columns::{FURTHER_ADDRESSES, FURTHER_EMAILS, FURTHER_PHONES, corrupt, id_value, is_never};
use super::list::read_value;

/// Names of tags and groups by their keys, all read at once: a walk hands over each row while its statement
/// runs, and orders names by a number. The sets that a connection knows are read one by one, in between.
#[derive(Default)]
pub(super) struct Sets(Arc<HashMap<i64, RankedSet>>);

impl Sets {
    pub(super) fn load(tx: &SqlTx<'_>) -> Result<Self> {
        static SETS: Sql = Sql::new("SELECT key, kind, name FROM collections ORDER BY name_key");
        let read = || {
            let mut sets = HashMap::new();
            tx.driver.query(&SETS, &[], &mut |row| {
                let set = RankedSet { kind: row.int(1)?, name: row.text(2)?.to_owned(), rank: sets.len() };
                sets.insert(row.int(0)?, set);
                Ok(())
            })?;
            Ok(sets)
        };
        Ok(Self(tx.driver.known_sets()?.ranked(read)?))
    }

    /// Returns the names of the sets of a kind that a customer is a member of, by name.
    fn names(&self, kind: CollectionKind, members: &[(i64, i64)]) -> impl Iterator<Item = &str> {
        let sets = members.iter().filter_map(|member| self.0.get(&member.1));
        let mut sets: Vec<&RankedSet> = sets.filter(|set| set.kind == kind.entity().code()).collect();
        sets.sort_unstable_by_key(|set| set.rank);
        sets.into_iter().map(|set| set.name.as_str())
    }
}

/// Where the fields asked for stand.
pub(super) struct Columns {
    places: Vec<Place>,
    /// What is selected after the number, each with a comma before it.
    pub(super) selected: String,
    /// The bits of `further` whose child tables are asked for.
    pub(super) children: i64,
    /// Whether names of tags or groups are asked for.
    pub(super) sets: bool,
    /// Whether external ids are asked for.
    pub(super) external_ids: bool,
}

enum Place {
    /// In a column, as the catalogue says.
    Column(usize, &'static CustomerField),
    /// In a column with an instant that is there or NULL.
    Instant(usize),
    /// By key in a column.
    DefaultGroup(usize),
    /// Among memberships.
    Members(CollectionKind),
    /// In two columns with the position of an address, or NULL.
    AddressUse(usize),
    /// Among external ids.
    ExternalIds,
    /// In a child table; without rows there it is empty.
    Children,
}

impl Columns {
    pub(super) fn of(fields: &[&'static CustomerField]) -> Self {
        let mut columns = Self {
            places: Vec::with_capacity(fields.len()),
            selected: String::new(),
            children: 0,
            sets: false,
            external_ids: false,
        };
        let mut width = 1;
        for field in fields {
            let mut select = |names: &[&str]| {
                names.iter().for_each(|name| columns.selected.push_str(&format!(", c.{name}")));
                width += names.len();
                width - names.len()
            };
            let place = match field.key {
                "default_group" => Place::DefaultGroup(select(&["default_group"])),
                "tags" => Place::Members(CollectionKind::Tag),
                "contact_groups" => Place::Members(CollectionKind::ContactGroup),
                "customer_groups" => Place::Members(CollectionKind::CustomerGroup),
                "address_use" => Place::AddressUse(select(&["shipping_position", "billing_position"])),
                "external_ids" => Place::ExternalIds,
                "more_emails" | "more_phones" | "more_addresses" => Place::Children,
                key if field.kind == FieldKind::Time && !field.is_editable() => {
                    Place::Instant(select(&[key]))
                }
                key => Place::Column(select(&[key]), field),
            };
            columns.children |= match field.key {
                "more_emails" => FURTHER_EMAILS,
                "more_phones" => FURTHER_PHONES,
                "more_addresses" => FURTHER_ADDRESSES,
                _ => 0,
            };
            columns.sets |= matches!(place, Place::Members(_) | Place::DefaultGroup(_));
            columns.external_ids |= matches!(place, Place::ExternalIds);
            columns.places.push(place);
        }
        columns
    }
}

/// A customer's own row under the cursor.
pub(super) struct StoredRow<'a> {
    pub(super) row: &'a dyn Row,
    pub(super) number: i64,
    pub(super) columns: &'a Columns,
    pub(super) sets: &'a Sets,
    /// Keys of the sets that it is a member of.
    pub(super) members: &'a [(i64, i64)],
    pub(super) external_ids: &'a [(i64, String)],
}

impl StoredRow<'_> {
    fn default_group(&self, column: usize) -> Result<&str> {
        Ok(&self.sets.0.get(&self.row.int(column)?).ok_or_else(corrupt)?.name)
    }
}

impl CustomerRow for StoredRow<'_> {
    fn number(&self) -> u64 {
        u64::try_from(self.number).unwrap_or(0)
    }

    fn value(&self, place: usize) -> Result<FieldValue<'_>> {
        let Some(place) = self.columns.places.get(place) else { return Ok(FieldValue::Empty) };
        Ok(match place {
            Place::Column(column, field) => read_value(field, self.row, *column)?,
            Place::Instant(column) => match self.row.opt_int(*column)? {
                Some(micros) => FieldValue::Time(Timestamp::from_micros(micros)),
                None => FieldValue::Empty,
            },
            Place::DefaultGroup(column) => FieldValue::text(self.default_group(*column)?),
            Place::Members(kind) => {
                FieldValue::list(self.sets.names(*kind, self.members).map(Cow::Borrowed).collect())
            }
            Place::AddressUse(column) => {
                let uses = [("shipping", *column), ("billing", *column + 1)];
                let mut words = Vec::new();
                for (word, column) in uses {
                    if self.row.opt_int(column)? == Some(0) {
                        words.push(word.into());
                    }
                }
                FieldValue::list(words)
            }
            Place::ExternalIds => {
                FieldValue::list(self.external_ids.iter().map(|id| id.1.as_str().into()).collect())
            }
            Place::Children => FieldValue::Empty,
        })
    }

    fn text<'t>(&'t self, place: usize, buffer: &'t mut String) -> Result<&'t str> {
        buffer.clear();
        match self.columns.places.get(place) {
            None | Some(Place::Children) => {}
            Some(Place::DefaultGroup(column)) => return self.default_group(*column),
            Some(Place::Column(column, field)) => match field.kind {
                FieldKind::Boolean => return Ok(if self.row.bool(*column)? { "true" } else { "false" }),
                FieldKind::Integer { .. } => {
                    if let Some(number) = self.row.opt_int(*column)? {
                        put(buffer, &number);
                    }
                }
                FieldKind::Time => match self.row.opt_int(*column)? {
                    None => {}
                    Some(micros) if is_never(field, micros) => {}
                    Some(micros) => put(buffer, &Timestamp::from_micros(micros)),
                },
                FieldKind::Id => buffer.push_str(&id_value(self.row, *column)?.to_text()),
                // All other values are stored as their canonical text.
                _ => return self.row.text(*column),
            },
            Some(Place::Members(_)) if self.members.is_empty() => {}
            Some(Place::Members(kind)) => {
                for name in self.sets.names(*kind, self.members) {
                    if !buffer.is_empty() {
                        buffer.push('\n');
                    }
                    buffer.push_str(name);
                }
            }
            Some(Place::Instant(_) | Place::AddressUse(_) | Place::ExternalIds) => {
                buffer.push_str(&self.value(place)?.to_text());
            }
        }
        Ok(buffer)
    }
}

fn put(buffer: &mut String, value: &dyn std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(buffer, "{value}");
}
