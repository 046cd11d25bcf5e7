use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::base::{CustomerId, Result, Timestamp};
use crate::collections::{SetsOfCustomer, memberships_of};
use crate::customers::{Address, Customer, Email, ExternalId, MatchKeys, Phone, Tombstone};
use crate::sql::{Query, Row, Sql, SqlTx, Value};

use super::columns::{
    EXTERNAL_IDS, FURTHER_ADDRESSES, FURTHER_EMAILS, FURTHER_PHONES, ReadRow, SELDOM_FIELDS, SELECTED,
    read_row, read_seldom, selected_seldom,
};

/// Returns the customers with these ids, in their order; unknown ids are left out.
pub(super) fn by_ids(tx: &SqlTx<'_>, ids: &[CustomerId]) -> Result<Vec<Customer>> {
    static ONE: LazyLock<Sql> = LazyLock::new(|| select("c.id = $1"));
    let found = match ids {
        [] => return Ok(Vec::new()),
        [id] => return complete(tx, tx.all(&ONE, &[Value::Uuid(id.to_bytes())], read_row)?),
        ids => {
            let bytes: Vec<[u8; 16]> = ids.iter().map(|id| id.to_bytes()).collect();
            tx.all(&MANY, &[Value::Uuids(&bytes)], read_row)?
        }
    };
    let customers = complete(tx, found)?;
    let mut by_id: HashMap<CustomerId, Customer> = customers.into_iter().map(|c| (c.id, c)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

static MANY: LazyLock<Sql> = LazyLock::new(|| select("c.id {in $1}"));

/// Returns the customers with these ids in any order, and hands over the rows of other queries, which are asked
/// for at once with them.
pub(crate) fn by_ids_beside(
    tx: &SqlTx<'_>,
    ids: &[[u8; 16]],
    others: &[Query<'_>],
    each: &mut dyn FnMut(usize, &dyn Row) -> Result<()>,
) -> Result<Vec<Customer>> {
    let asked = [Value::Uuids(ids)];
    let mut queries: Vec<Query<'_>> = vec![(&MANY, &asked)];
    queries.extend_from_slice(others);
    let mut rows = Vec::with_capacity(ids.len());
    tx.driver.query_all(&queries, &mut |query, row| match query.checked_sub(1) {
        None => {
            rows.push(read_row(row)?);
            Ok(())
        }
        Some(other) => each(other, row),
    })?;
    complete(tx, rows)
}

// The list leads: SQLite would make a table of it for an IN.
static BY_NUMBERS: LazyLock<Sql> = LazyLock::new(|| {
    Sql::composed(format!(
        "SELECT {} FROM {{list k $1}} CROSS JOIN customers c WHERE c.number = k.value",
        *SELECTED
    ))
});

/// Returns the customers with these numbers, in their order; unknown numbers are left out.
pub(crate) fn by_numbers(tx: &SqlTx<'_>, numbers: &[i64]) -> Result<Vec<Customer>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    // Records are large: growing step by step would copy a page of them several times.
    let mut found = Vec::with_capacity(numbers.len());
    tx.driver.query(&BY_NUMBERS, &[Value::Keys(numbers)], &mut |row| {
        found.push(read_row(row)?);
        Ok(())
    })?;
    Ok(in_order(complete(tx, found)?, numbers))
}

/// As [`by_numbers`], for a page: where a wait costs more than looking for what most do not have, all is
/// asked for at once.
pub(super) fn page_of(tx: &SqlTx<'_>, numbers: &[i64]) -> Result<Vec<Customer>> {
    if tx.driver.queries_at_once() == 1 || numbers.is_empty() {
        return by_numbers(tx, numbers);
    }
    let asked = [Value::Keys(numbers)];
    let mut queries: Vec<Query<'_>> = vec![(&BY_NUMBERS, &asked)];
    queries.extend(CHILDREN.iter().map(|children| (&children.of_many, &asked[..])));
    queries.push((memberships_of(usize::MAX), &asked));
    let (mut rows, mut places) = (Vec::with_capacity(numbers.len()), HashMap::with_capacity(numbers.len()));
    let mut memberships = Vec::new();
    tx.driver.query_all(&queries, &mut |query, row| {
        match (query.checked_sub(1), query.checked_sub(1).and_then(|at| CHILDREN.get(at))) {
            (None, _) => {
                let row = read_row(row)?;
                places.insert(row.number, rows.len());
                rows.push(row);
            }
            (Some(_), Some(children)) => {
                if let Some(place) = places.get(&row.int(0)?) {
                    (children.add)(&mut rows[*place].customer, row)?;
                }
            }
            (Some(_), None) => memberships.push((row.int(0)?, row.int(1)?)),
        }
        Ok(())
    })?;
    Ok(in_order(finished(tx, rows, &memberships)?, numbers))
}

fn in_order(mut customers: Vec<Customer>, numbers: &[i64]) -> Vec<Customer> {
    let places: HashMap<u64, usize> =
        numbers.iter().enumerate().map(|(place, number)| (number.cast_unsigned(), place)).collect();
    customers.sort_by_cached_key(|customer| places.get(&customer.number).copied());
    customers
}

fn select(condition: &str) -> Sql {
    Sql::composed(format!("SELECT {} FROM customers c WHERE {condition}", *SELECTED))
}

/// Adds to the records what stands in child tables and in the columns that few customers have: one
/// query for each of which there is something, all of them at once.
pub(super) fn complete(tx: &SqlTx<'_>, mut rows: Vec<ReadRow>) -> Result<Vec<Customer>> {
    let having: Vec<(&'static Children, Vec<(i64, usize)>)> = CHILDREN
        .iter()
        .map(|children| (children, children.places(&rows)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    let numbers: Vec<Vec<i64>> =
        having.iter().map(|(_, places)| places.iter().map(|place| place.0).collect()).collect();
    let values: Vec<[Value<'_>; 1]> = numbers.iter().map(|numbers| one_or_many(numbers)).collect();
    let queries = having.iter().zip(&values);
    let mut queries: Vec<Query<'_>> =
        queries.map(|((children, places), value)| (children.sql(places.len()), &value[..])).collect();
    let everybody: Vec<i64> = rows.iter().map(|row| row.number).collect();
    let members = one_or_many(&everybody);
    queries.push((memberships_of(everybody.len()), &members));
    let mut memberships = Vec::new();
    tx.driver.query_all(&queries, &mut |query, row| {
        let Some((children, places)) = having.get(query) else {
            memberships.push((row.int(0)?, row.int(1)?));
            return Ok(());
        };
        let found = places.binary_search_by_key(&row.int(0)?, |place| place.0);
        found.map_or(Ok(()), |found| (children.add)(&mut rows[places[found].1].customer, row))
    })?;
    finished(tx, rows, &memberships)
}

/// Makes customers of rows with all that belongs to them, but for the names of their sets.
fn finished(tx: &SqlTx<'_>, mut rows: Vec<ReadRow>, memberships: &[(i64, i64)]) -> Result<Vec<Customer>> {
    for row in &mut rows {
        // Sorting a page's ids here is quicker than an ORDER BY.
        row.customer.profile.external_ids.sort_unstable();
        mark(&mut row.customer, row.shipping, |address| &mut address.default_shipping);
        mark(&mut row.customer, row.billing, |address| &mut address.default_billing);
    }
    let keys: Vec<(i64, i64)> = rows.iter().map(|row| (row.number, row.default_group)).collect();
    let sets = tx.sets_of_customers(&keys, memberships)?;
    for (row, sets) in rows.iter_mut().zip(sets) {
        let SetsOfCustomer { default_group, tags, contact_groups, customer_groups } = sets;
        row.customer.default_group = default_group;
        row.customer.tags = tags;
        row.customer.contact_groups = contact_groups;
        row.customer.customer_groups = customer_groups;
    }
    Ok(rows.into_iter().map(|row| row.customer).collect())
}

/// What a query takes that there is for one customer and for many.
fn one_or_many(numbers: &[i64]) -> [Value<'_>; 1] {
    match numbers {
        [number] => [Value::Int(*number)],
        _ => [Value::Keys(numbers)],
    }
}

fn mark(customer: &mut Customer, position: Option<i64>, flag: fn(&mut Address) -> &mut bool) {
    let index = position.and_then(|position| usize::try_from(position).ok());
    if let Some(address) = index.and_then(|index| customer.profile.addresses.get_mut(index)) {
        *flag(address) = true;
    }
}

/// Rows that belong to customers: of one customer, or of many.
struct Children {
    of_one: Sql,
    of_many: Sql,
    /// The bit of `further` that says that there are some.
    bit: i64,
    add: fn(&mut Customer, &dyn Row) -> Result<()>,
}

static CHILDREN: LazyLock<[Children; 5]> = LazyLock::new(|| {
    [
        Children::new(&selected_seldom(), "customers", "number", None, SELDOM_FIELDS, |customer, row| {
            read_seldom(row, 1, &mut customer.profile)
        }),
        Children::new(
            "t.address, t.label",
            "customer_emails",
            "customer",
            Some("position"),
            FURTHER_EMAILS,
            |customer, row| {
                let email = Email { address: row.text(1)?.to_owned(), label: row.text(2)?.to_owned() };
                customer.profile.emails.push(email);
                Ok(())
            },
        ),
        Children::new(
            "t.text, t.label, t.e164",
            "customer_phones",
            "customer",
            Some("position"),
            FURTHER_PHONES,
            |customer, row| {
                let e164 = row.opt_int(3)?.and_then(|number| u64::try_from(number).ok());
                let phone = Phone { text: row.text(1)?.to_owned(), label: row.text(2)?.to_owned(), e164 };
                customer.profile.phones.push(phone);
                Ok(())
            },
        ),
        Children::new(
            "t.label, t.street, t.street_2, t.postal_code, t.city, t.region, t.country",
            "customer_addresses",
            "customer",
            Some("position"),
            FURTHER_ADDRESSES,
            |customer, row| {
                customer.profile.addresses.push(Address {
                    label: row.text(1)?.to_owned(),
                    street: row.text(2)?.to_owned(),
                    street_2: row.text(3)?.to_owned(),
                    postal_code: row.text(4)?.to_owned(),
                    city: row.text(5)?.to_owned(),
                    region: row.text(6)?.to_owned(),
                    country: row.text(7)?.to_owned(),
                    default_shipping: false,
                    default_billing: false,
                });
                Ok(())
            },
        ),
        Children::new(
            "t.source, t.id",
            "customer_external_ids",
            "customer",
            None,
            EXTERNAL_IDS,
            |customer, row| {
                let id = ExternalId { source: row.text(1)?.to_owned(), id: row.text(2)?.to_owned() };
                customer.profile.external_ids.push(id);
                Ok(())
            },
        ),
    ]
});

impl Children {
    fn new(
        columns: &str,
        table: &str,
        key: &str,
        order: Option<&str>,
        bit: i64,
        add: fn(&mut Customer, &dyn Row) -> Result<()>,
    ) -> Self {
        let select = format!("SELECT t.{key}, {columns} FROM");
        let order = order.map_or_else(String::new, |column| format!(" ORDER BY t.{key}, t.{column}"));
        let of_one = format!("{select} {table} t WHERE t.{key} = $1{order}");
        // The list leads: SQLite would make a table of it for an IN.
        // Nearly nobody has one of the seldom columns, which stand in the customer's own row.
        let having =
            if table == "customers" { format!(" AND t.further & {bit} <> 0") } else { String::new() };
        let of_many =
            format!("{select} {{list k $1}} CROSS JOIN {table} t WHERE t.{key} = k.value{having}{order}");
        Self { of_one: Sql::composed(of_one), of_many: Sql::composed(of_many), bit, add }
    }

    /// Returns the numbers of the customers who have some, in order, with their places among the rows.
    fn places(&self, rows: &[ReadRow]) -> Vec<(i64, usize)> {
        let having = rows.iter().enumerate().filter(|(_, row)| row.further & self.bit != 0);
        let mut places: Vec<(i64, usize)> = having.map(|(place, row)| (row.number, place)).collect();
        places.sort_unstable();
        places
    }

    fn sql(&'static self, customers: usize) -> &'static Sql {
        if customers == 1 { &self.of_one } else { &self.of_many }
    }
}

/// Sources are few, so their index is looked into once for nearly each id.
pub(super) static OWNERS: Sql =
    Sql::new("SELECT source, id, customer FROM customer_external_ids WHERE source {in $1} AND id {in $2}");

/// External ids (source and id) whose bearers [`OWNERS`] finds.
#[derive(Default)]
pub(super) struct Asked<'i> {
    /// Each by itself: a row is looked up for less long than what is found is kept.
    pairs: HashMap<(&'i str, &'i str), (&'i str, &'i str)>,
    sources: Vec<&'i str>,
    ids: Vec<&'i str>,
}

impl<'i> Asked<'i> {
    pub(super) fn of(ids: impl IntoIterator<Item = (&'i str, &'i str)>) -> Self {
        let pairs: HashMap<_, _> = ids.into_iter().map(|id| (id, id)).collect();
        let sources: HashSet<&str> = pairs.keys().map(|id| id.0).collect();
        let ids = pairs.keys().map(|id| id.1).collect();
        Self { pairs, sources: sources.into_iter().collect(), ids }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub(super) fn values(&self) -> [Value<'_>; 2] {
        [Value::Texts(&self.sources), Value::Texts(&self.ids)]
    }

    /// Returns the pair of a row that was asked for and the number of its bearer: of several sources one
    /// may have an id that was asked for of another.
    pub(super) fn owned(&self, row: &dyn Row) -> Result<Option<((&'i str, &'i str), i64)>> {
        let pair = self.pairs.get(&(row.text(0)?, row.text(1)?));
        pair.map(|pair| Ok((*pair, row.int(2)?))).transpose()
    }
}

/// Returns the numbers of the customers who bear external ids (source and id).
pub(super) fn owners<'i>(
    tx: &SqlTx<'_>,
    ids: impl IntoIterator<Item = (&'i str, &'i str)>,
) -> Result<HashMap<(&'i str, &'i str), i64>> {
    let asked = Asked::of(ids);
    let mut found = HashMap::new();
    if !asked.is_empty() {
        tx.driver.query(&OWNERS, &asked.values(), &mut |row| {
            found.extend(asked.owned(row)?);
            Ok(())
        })?;
    }
    Ok(found)
}

/// So many of a crowd are enough to see that they are one.
const OF_A_CROWD: usize = MatchKeys::FEW + 1;

/// Returns the customers that bear one of the keys, each once.
pub(super) fn by_match_keys(tx: &SqlTx<'_>, keys: &MatchKeys) -> Result<Vec<Customer>> {
    static IDS: Sql = Sql::new("SELECT number FROM customers WHERE id {in $1}");
    static HASHES: Sql = Sql::new(
        "SELECT number, email_hash FROM customers WHERE email_hash {in $1}
         UNION ALL SELECT customer, hash FROM customer_emails WHERE hash {in $1}",
    );
    static PHONES: Sql = Sql::new(
        "SELECT number, phone_e164 FROM customers WHERE phone_e164 {in $1}
         UNION ALL SELECT customer, e164 FROM customer_phones WHERE e164 {in $1}",
    );
    // Not by NOT EXISTS, for which PostgreSQL reads all external ids at once.
    static WITHOUT_ID: Sql = Sql::new(
        "SELECT k.value FROM {list k $1} WHERE
         (SELECT 1 FROM customer_external_ids e WHERE e.customer = k.value AND e.source = $2 LIMIT 1) IS NULL
         LIMIT 1",
    );
    let mut numbers = Vec::new();
    let ids: Vec<[u8; 16]> = keys.ids.iter().map(|id| id.to_bytes()).collect();
    let asked = Asked::of(keys.external_ids.iter().map(|(source, id)| (source.as_str(), id.as_str())));
    let phones: Vec<i64> = keys.phones.iter().filter_map(|phone| i64::try_from(*phone).ok()).collect();
    let (ids, asked_ids) = ([Value::Uuids(&ids)], asked.values());
    let (hashes, phones) = ([Value::Keys(&keys.email_hashes)], [Value::Keys(&phones)]);
    let queries: [(bool, Query<'_>); 4] = [
        (keys.ids.is_empty(), (&IDS, &ids)),
        (asked.is_empty(), (&OWNERS, &asked_ids)),
        // Their indexes alone answer these, so that counting a crowd is cheap.
        (keys.email_hashes.is_empty(), (&HASHES, &hashes)),
        (keys.phones.is_empty(), (&PHONES, &phones)),
    ];
    let queries: Vec<(usize, Query<'_>)> =
        (0..).zip(queries).filter(|(_, query)| !query.0).map(|(which, query)| (which, query.1)).collect();
    let wanted: Vec<Query<'_>> = queries.iter().map(|query| query.1).collect();
    let mut bearers: [Vec<(i64, i64)>; 2] = Default::default();
    tx.driver.query_all(&wanted, &mut |place, row| {
        match queries[place].0 {
            0 => numbers.push(row.int(0)?),
            1 => numbers.extend(asked.owned(row)?.map(|owned| owned.1)),
            which => bearers[which - 2].push((row.int(1)?, row.int(0)?)),
        }
        Ok(())
    })?;
    let mut crowds: Vec<Vec<i64>> = Vec::new();
    for mut bearers in bearers {
        bearers.sort_unstable();
        bearers.dedup();
        for same in bearers.chunk_by(|a, b| a.0 == b.0) {
            let same: Vec<i64> = same.iter().map(|(_, number)| *number).collect();
            if same.len() <= MatchKeys::FEW {
                numbers.extend(same);
                continue;
            }
            numbers.extend(&same[..OF_A_CROWD]);
            crowds.push(same);
        }
    }
    let mut without = Vec::new();
    for crowd in &crowds {
        without.extend(keys.id_sources.iter().map(|source| [Value::Keys(crowd), Value::Text(source)]));
    }
    tx.each(&WITHOUT_ID, &without, |_, row| {
        numbers.push(row.int(0)?);
        Ok(())
    })?;
    numbers.sort_unstable();
    numbers.dedup();
    by_numbers(tx, &numbers)
}

/// Returns which contents of key-less rows made which customers.
pub(super) fn of_contents(tx: &SqlTx<'_>, contents: &[i64]) -> Result<Vec<(i64, CustomerId)>> {
    static CONTENTS: Sql = Sql::new(
        "SELECT i.content, c.id FROM import_contents i CROSS JOIN customers c
         WHERE i.content {in $1} AND c.number = i.customer",
    );
    tx.all(&CONTENTS, &[Value::Keys(contents)], |row| Ok((row.int(0)?, CustomerId::from_bytes(row.uuid(1)?))))
}

/// Returns what is left of those who were deleted.
pub(super) fn tombstones(tx: &SqlTx<'_>, ids: &[CustomerId]) -> Result<Vec<Tombstone>> {
    static TOMBSTONES: Sql = Sql::new("SELECT deleted_at, merged_into, id FROM tombstones WHERE id {in $1}");
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<[u8; 16]> = ids.iter().map(|id| id.to_bytes()).collect();
    tx.all(&TOMBSTONES, &[Value::Uuids(&ids)], |row| {
        let merged_into = match row.opt_bytes(1)? {
            Some(bytes) => {
                Some(CustomerId::from_bytes(bytes.try_into().map_err(|_| super::columns::corrupt())?))
            }
            None => None,
        };
        let id = CustomerId::from_bytes(row.uuid(2)?);
        Ok(Tombstone { id, deleted_at: Timestamp::from_micros(row.int(0)?), merged_into })
    })
}
