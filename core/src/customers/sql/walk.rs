//! Walking whole lists, reading no more than the fields that are asked for.
//!
//! The register by number is read from its table directly: a window of numbers at a time, its
//! memberships from their own index beside it. A row is decoded only where
//! it is asked; customers with rows in child tables are read whole. Every other list is put into
//! order first, as numbers, and its records follow in pages.

use std::collections::HashMap;

use crate::base::{Result, Timestamp};
use crate::catalogue::{FieldKind, FieldValue};
use crate::collections::CollectionKind;
use crate::customers::access::external_id_line;
use crate::customers::repository::WholeRow;
use crate::customers::{Customer, CustomerField, CustomerList, CustomerRow, CustomerWalk};
use crate::sql::{Composed, Owned, Row, Sql, SqlTx, Value};

use super::columns::{FURTHER_ADDRESSES, FURTHER_EMAILS, FURTHER_PHONES, corrupt};
use super::conditions::{Demands, demands};
use super::list::{numbers, read_value};
use super::read::by_numbers;

/// How many customers are read at a time.
const WINDOW: usize = 1_000;

/// Hands over every customer of a query in order.
pub(super) fn each(
    tx: &SqlTx<'_>,
    walk: &CustomerWalk<'_>,
    each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
) -> Result<()> {
    let CustomerWalk { query, sort, fields } = walk;
    let Some(demands) = demands(tx, query)? else { return Ok(()) };
    let unfiltered = query.search.is_none()
        && query.conditions.is_empty()
        && query.in_sets.is_empty()
        && query.not_in_sets.is_empty()
        && query.ids.is_none();
    if unfiltered && sort.field == "number" && !sort.descending {
        return by_number(tx, fields, &demands, each);
    }
    let list = CustomerList { query: query.clone(), sort, after: None, limit: usize::MAX };
    for numbers in numbers(tx, &list, &demands)?.chunks(WINDOW) {
        let customers = by_numbers(tx, numbers)?;
        customers.iter().try_for_each(|customer| each(&WholeRow { customer, fields }))?;
    }
    Ok(())
}

fn by_number(
    tx: &SqlTx<'_>,
    fields: &[&'static CustomerField],
    demands: &Demands,
    each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
) -> Result<()> {
    let columns = Columns::of(fields);
    let sets = if columns.sets { Sets::load(tx)? } else { Sets::default() };
    let mut from = 0;
    while let Some(window) = Window::after(tx, from, &columns)? {
        let mut whole = window.whole.iter().peekable();
        let (mut members, mut ids) = (window.members.as_slice(), window.external_ids.as_slice());
        let mut sql = Composed::new("SELECT c.number");
        sql.push(&columns.selected).push(" FROM customers c WHERE c.number > ").bind(Owned::Int(from));
        sql.push(" AND c.number <= ").bind(Owned::Int(window.last));
        for demand in &demands.tests {
            sql.append(&demand.test);
        }
        sql.push(" ORDER BY c.number");
        tx.driver.query_composed(sql.text(), &sql.values(), &mut |row| {
            let number = row.int(0)?;
            while whole.next_if(|customer| key(customer) < number).is_some() {}
            let (members, external_ids) = (take(&mut members, number), take(&mut ids, number));
            match whole.next_if(|customer| key(customer) == number) {
                Some(customer) => each(&WholeRow { customer, fields }),
                None => {
                    each(&StoredRow { row, number, columns: &columns, sets: &sets, members, external_ids })
                }
            }
        })?;
        from = window.last;
    }
    Ok(())
}

/// Takes the entries of a customer from the front, and leaves out those of customers before it.
fn take<'m, T>(entries: &mut &'m [(i64, T)], number: i64) -> &'m [(i64, T)] {
    let before = entries.iter().take_while(|entry| entry.0 < number).count();
    let own = entries[before..].iter().take_while(|entry| entry.0 == number).count();
    let (own, rest) = entries[before..].split_at(own);
    *entries = rest;
    own
}

fn key(customer: &Customer) -> i64 {
    i64::try_from(customer.number).unwrap_or(i64::MAX)
}

/// Customers of consecutive numbers, with what does not stand in their own rows.
struct Window {
    last: i64,
    /// Those that have children which are asked for, by number.
    whole: Vec<Customer>,
    /// Number of a customer and key of a set that it is a member of, by number.
    members: Vec<(i64, i64)>,
    /// Number of a customer and the line of an external id, by number and source.
    external_ids: Vec<(i64, String)>,
}

impl Window {
    fn after(tx: &SqlTx<'_>, from: i64, columns: &Columns) -> Result<Option<Self>> {
        static NUMBERS: Sql =
            Sql::shared("SELECT number, further FROM customers WHERE number > $1 ORDER BY number LIMIT $2");
        static MEMBERS: Sql = Sql::shared(
            "SELECT entity, collection FROM collection_members
             WHERE entity_kind = 1 AND entity > $1 AND entity <= $2 ORDER BY entity",
        );
        static EXTERNAL_IDS: Sql = Sql::shared(
            "SELECT customer, source, id FROM customer_external_ids
             WHERE customer > $1 AND customer <= $2 ORDER BY customer, source",
        );
        let (mut last, mut with_children) = (None, Vec::new());
        let limit = i64::try_from(WINDOW).unwrap_or(i64::MAX);
        tx.driver.query(&NUMBERS, &[Value::Int(from), Value::Int(limit)], &mut |row| {
            let number = row.int(0)?;
            if row.int(1)? & columns.children != 0 {
                with_children.push(number);
            }
            last = Some(number);
            Ok(())
        })?;
        let Some(last) = last else { return Ok(None) };
        let range = [Value::Int(from), Value::Int(last)];
        let mut window = Self {
            last,
            whole: by_numbers(tx, &with_children)?,
            members: Vec::new(),
            external_ids: Vec::new(),
        };
        if columns.sets {
            window.members = tx.all(&MEMBERS, &range, |row| Ok((row.int(0)?, row.int(1)?)))?;
        }
        if columns.external_ids {
            let line = |row: &dyn Row| Ok((row.int(0)?, external_id_line(row.text(1)?, row.text(2)?)));
            window.external_ids = tx.all(&EXTERNAL_IDS, &range, line)?;
        }
        Ok(Some(window))
    }
}

/// Names of tags and groups by their keys.
#[derive(Default)]
struct Sets(HashMap<i64, Set>);

struct Set {
    kind: CollectionKind,
    name: String,
    /// Its place among all sets by name.
    rank: usize,
}

impl Sets {
    fn load(tx: &SqlTx<'_>) -> Result<Self> {
        static SETS: Sql = Sql::shared("SELECT key, kind, name FROM collections ORDER BY name_key");
        let mut sets = HashMap::new();
        tx.driver.query(&SETS, &[], &mut |row| {
            let kind = CollectionKind::from_code(row.int(1)?).ok_or_else(corrupt)?;
            let set = Set { kind, name: row.text(2)?.to_owned(), rank: sets.len() };
            sets.insert(row.int(0)?, set);
            Ok(())
        })?;
        Ok(Self(sets))
    }

    /// Returns the names of the sets of a kind that a customer is a member of, by name.
    fn names(&self, kind: CollectionKind, members: &[(i64, i64)]) -> FieldValue<'_> {
        let sets = members.iter().filter_map(|member| self.0.get(&member.1));
        let mut sets: Vec<&Set> = sets.filter(|set| set.kind == kind).collect();
        sets.sort_unstable_by_key(|set| set.rank);
        FieldValue::list(sets.into_iter().map(|set| set.name.as_str().into()).collect())
    }
}

/// Where the fields asked for stand.
struct Columns {
    places: Vec<Place>,
    /// What is selected after the number, each with a comma before it.
    selected: String,
    /// The bits of `further` whose child tables are asked for.
    children: i64,
    /// Whether names of tags or groups are asked for.
    sets: bool,
    /// Whether external ids are asked for.
    external_ids: bool,
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
    fn of(fields: &[&'static CustomerField]) -> Self {
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
struct StoredRow<'a> {
    row: &'a dyn Row,
    number: i64,
    columns: &'a Columns,
    sets: &'a Sets,
    members: &'a [(i64, i64)],
    external_ids: &'a [(i64, String)],
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
            Place::DefaultGroup(column) => {
                let set = self.sets.0.get(&self.row.int(*column)?).ok_or_else(corrupt)?;
                FieldValue::text(&set.name)
            }
            Place::Members(kind) => self.sets.names(*kind, self.members),
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
}
