use std::sync::LazyLock;

use crate::base::{Error, ErrorKind, Result};
use crate::customers::stored_columns;
use crate::settings::SettingsWrite;
use crate::sql::{Composed, Owned, Row, Sql, SqlTx, Value};

use super::{DumpRead, DumpRow, DumpTable, DumpValue, DumpWrite};

/// A table, how many columns its key has, and the columns with the types of their values (see
/// `sql/dialect.rs`), those of the key first.
type Listed = (&'static str, usize, &'static str);

/// The tables after the customers' own, each after those that its rows refer to.
///
/// Not among them: `register_facts`, which are handed over apart, and what belongs to the engine
/// (`customer_search_pending`, the trigram index).
const AFTER_CUSTOMERS: [Listed; 26] = [
    ("customer_emails", 2, "customer int, position int, address text, label text, hash int"),
    ("customer_phones", 2, "customer int, position int, text text, label text, e164 int"),
    (
        "customer_addresses",
        2,
        "customer int, position int, label text, street text, street_2 text, postal_code text, city text, \
         region text, country text",
    ),
    ("customer_external_ids", 2, "source text, id text, customer int"),
    ("customer_search", 1, "customer int, text text"),
    (
        "jobs",
        1,
        "key int, id uuid, revision int, created_at time, updated_at time, sort_key bytes, title text, kind text, \
         status text, shoot_dates text, publish_from time, publish_until time, registration_deadline time, \
         note text",
    ),
    (
        "job_groups",
        1,
        "key int, id uuid, revision int, created_at time, updated_at time, sort_key bytes, job int, name text, \
         name_key text",
    ),
    (
        "participants",
        1,
        "key int, id uuid, revision int, created_at time, updated_at time, sort_key bytes, given_name text, \
         family_name text, entered_name text, birthday text, minor text, student_number text, email text, \
         phone text, note text",
    ),
    ("participant_customers", 2, "participant int, customer int, relation text"),
    (
        "photo_consents",
        2,
        "participant int, position int, at time, decision text, wording text, given_by text, customer uuid",
    ),
    ("memberships", 2, "job_group int, participant int"),
    (
        "galleries",
        1,
        "key int, id uuid, revision int, created_at time, updated_at time, job int, job_group int, \
         participant int, title text, state text, opens_at time, closes_at time",
    ),
    (
        "registrations",
        1,
        "key int, id uuid, revision int, created_at time, updated_at time, sort_key bytes, job int, \
         job_group int, customer int, kind text, registered_at time, entered_name text",
    ),
    ("registration_participants", 2, "registration int, participant int"),
    ("customer_totals", 4, "customer int, scope_kind int, scope int, currency text, minor int"),
    (
        "access_codes",
        1,
        "key int, id uuid, revision int, created_at time, updated_at time, job int, participant int, state int, \
         expires_at time, successor uuid, successor_from time, token_digest bytes, typed_digest bytes, \
         sealed bytes",
    ),
    ("code_attempts", 1, "key int, at time, code uuid, outcome int, origin text"),
    ("collection_members", 3, "collection int, entity_kind int, entity int"),
    ("collection_sizes", 2, "collection int, entity_kind int, size int"),
    (
        "change_sets",
        1,
        "key int, at time, actor_kind int, actor text, batch uuid, reason text, origin uuid, first_seq int, \
         last_seq int",
    ),
    ("changes", 1, "seq int, change_set int, entity_kind int, entity uuid, action int, old text"),
    ("tombstones", 1, "id uuid, entity_kind int, deleted_at time, merged_into uuid"),
    ("idempotency_keys", 2, "key text, operation text, digest bytes, result text, at time"),
    (
        "import_batches",
        1,
        "id uuid, started_at time, finished_at time, source text, digest bytes, rows_done int, report text",
    ),
    ("import_mappings", 1, "name text, header text, columns text"),
    ("import_contents", 2, "content int, customer int"),
];
const COLLECTIONS: Listed = (
    "collections",
    1,
    "key int, id uuid, kind int, name text, name_key text, preset text, revision int, created_at time, \
     archived_at time",
);
const COUNTERS: Listed = ("counters", 1, "name text, value int");

/// A table with its statements.
struct Table {
    name: &'static str,
    columns: Vec<&'static str>,
    key_columns: usize,
    insert: Sql,
    delete: Sql,
}

impl Table {
    fn new(
        name: &'static str,
        key_columns: usize,
        columns: impl Iterator<Item = (&'static str, &'static str)>,
    ) -> Self {
        let (columns, types): (Vec<&str>, Vec<&str>) = columns.unzip();
        let insert = format!("INSERT INTO {name} ({}) {{rows {}}}", columns.join(", "), types.join(" "));
        Self {
            name,
            columns,
            key_columns,
            insert: Sql::composed(insert),
            delete: Sql::composed(format!("DELETE FROM {name}")),
        }
    }
}

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let listed = |(name, key, columns): Listed| {
        Table::new(name, key, columns.split(", ").filter_map(|column| column.split_once(' ')))
    };
    let customers = Table::new("customers", 1, stored_columns());
    let before = [listed(COLLECTIONS), customers];
    before.into_iter().chain(AFTER_CUSTOMERS.map(listed)).chain([listed(COUNTERS)]).collect()
});

fn table(name: &str) -> Result<&'static Table> {
    let found = TABLES.iter().find(|table| table.name == name);
    found.ok_or_else(|| Error::storage(ErrorKind::Storage, "a copy names a table that does not exist"))
}

impl DumpRead for SqlTx<'_> {
    fn dump_tables(&self) -> Result<Vec<DumpTable>> {
        let tables = TABLES.iter().map(|table| DumpTable {
            name: table.name,
            columns: table.columns.iter().map(|column| (*column).to_owned()).collect(),
            key_columns: table.key_columns,
            rows: 0,
        });
        let mut tables: Vec<DumpTable> = tables.collect();
        let count = |table: &Table| {
            let mut query = Composed::new("SELECT count(*) FROM ");
            query.push(table.name);
            query
        };
        let counts: Vec<Composed> = TABLES.iter().map(count).collect();
        self.driver.query_whole(&counts, &mut |place, row| {
            tables[place].rows = row.int(0)?.cast_unsigned();
            Ok(())
        })?;
        Ok(tables)
    }

    fn dump_rows(
        &self,
        asked: &DumpTable,
        after: &[DumpValue],
        each: &mut dyn FnMut(DumpRow) -> Result<()>,
    ) -> Result<()> {
        let table = table(asked.name)?;
        let key = table.columns[..table.key_columns].join(", ");
        let mut query = Composed::new("SELECT ");
        query.push(&table.columns.join(", ")).push(" FROM ").push(table.name);
        if !after.is_empty() {
            query.push(" WHERE (").push(&key).push(") > (");
            for (index, value) in after.iter().enumerate() {
                query.push(if index == 0 { "" } else { ", " }).bind(owned(value)?);
            }
            query.push(")");
        }
        query.push(" ORDER BY ").push(&key);
        self.driver.query_until(&query, &mut |row| {
            each((0..table.columns.len()).map(|column| read(row, column)).collect::<Result<_>>()?)?;
            Ok(true)
        })
    }

    fn dump_facts(&self) -> Result<Vec<(String, String)>> {
        // What an engine keeps for itself is known by the name, here and below.
        static FACTS: Sql =
            Sql::new("SELECT name, value FROM register_facts WHERE name NOT LIKE 'engine:%' ORDER BY name");
        self.all(&FACTS, &[], |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
    }
}

impl DumpWrite for SqlTx<'_> {
    fn begin_restore(&mut self) -> Result<()> {
        self.driver.takes_long()?;
        self.driver.search_forgets_all()?;
        for table in TABLES.iter().rev() {
            self.execute(&table.delete, &[])?;
        }
        self.driver.sets_change()?;
        self.new_numbers.borrow_mut().clear();
        self.put_fact(crate::settings::REVISION_FACT, crate::settings::RESTORING)?;
        self.driver.bulk_started()
    }

    fn restore_rows(&mut self, asked: &DumpTable, rows: &[DumpRow]) -> Result<()> {
        let table = table(asked.name)?;
        let width = table.columns.len();
        if asked.columns != table.columns || rows.iter().any(|row| row.len() != width) {
            let message = format!("the columns of {} differ from those of the copy", table.name);
            return Err(Error::storage(ErrorKind::Storage, message));
        }
        let flat: Vec<Value<'_>> = rows.iter().flatten().map(value).collect();
        self.driver.execute_many(&table.insert, width, &flat)?;
        Ok(())
    }

    fn end_restore(&mut self, facts: &[(String, String)]) -> Result<()> {
        static FORGET: Sql = Sql::new("DELETE FROM register_facts WHERE name NOT LIKE 'engine:%'");
        self.driver.bulk_finished()?;
        self.execute(&FORGET, &[])?;
        for (name, text) in facts {
            self.put_fact(name, text)?;
        }
        self.driver.sets_change()?;
        self.new_numbers.borrow_mut().clear();
        Ok(())
    }
}

fn read(row: &dyn Row, column: usize) -> Result<DumpValue> {
    Ok(match row.any(column)? {
        Value::Int(number) => DumpValue::Int(number),
        Value::Text(text) => DumpValue::Text(text.to_owned()),
        Value::Bytes(bytes) => DumpValue::Bytes(bytes.to_vec()),
        _ => DumpValue::Null,
    })
}

fn value(value: &DumpValue) -> Value<'_> {
    match value {
        DumpValue::Null => Value::Null,
        DumpValue::Int(number) => Value::Int(*number),
        DumpValue::Text(text) => Value::Text(text),
        DumpValue::Bytes(bytes) => Value::Bytes(bytes),
    }
}

fn owned(value: &DumpValue) -> Result<Owned> {
    match value {
        DumpValue::Int(number) => Ok(Owned::Int(*number)),
        DumpValue::Text(text) => Ok(Owned::Text(text.clone())),
        DumpValue::Bytes(bytes) => Ok(Owned::Bytes(bytes.clone())),
        DumpValue::Null => Err(Error::storage(ErrorKind::Storage, "a key of a copy is empty")),
    }
}
