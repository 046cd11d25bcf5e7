//! What this machine needs for the small program from which the plan's absolute times come.
//!
//! It has one table of 17 columns, tags in a join table and one index for lists, and none of what a
//! register has beside: no search, no history, no children. The plan's machine is stated with it, so
//! that an absolute bound can be read in this machine's scale.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use csv::{ReaderBuilder, StringRecord};
use kartotek::{Clock as _, Collation, IdSource as _, SystemClock, SystemIds};
use rusqlite::{Connection, Row, params_from_iter, types::Value};

use super::figure::{Amount, Figure, compare, median};
use super::stage::{Stage, remove};
use crate::baseline::Result;

/// Where the columns after the id stand in the generator's file.
const CELLS: [usize; 16] = [0, 1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 19];
const SCHEMA: &str = "
    CREATE TABLE customers (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, code TEXT, given TEXT,
        family TEXT, gender TEXT, birthday TEXT, email TEXT, phone TEXT, company TEXT, street TEXT,
        postal_code TEXT, city TEXT, country TEXT, language TEXT, registered_at TEXT, last_visit_at TEXT,
        note TEXT, sort_name BLOB);
    CREATE TABLE customer_tags (customer INTEGER, tag INTEGER, PRIMARY KEY (customer, tag)) WITHOUT ROWID;
    CREATE TABLE tags (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);";
const COLUMNS: &str = "number, id, code, given, family, gender, birthday, email, phone, company, street,
    postal_code, city, country, language, registered_at, last_visit_at, note";

/// A row with its tags.
type Narrow = (i64, [u8; 16], Vec<String>, Vec<String>);

struct Program {
    connection: Connection,
    tags: HashMap<i64, String>,
}

/// Measures it here, beside what the plan states of its machine at a million rows.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let path = stage.folder.join("narrow.db");
    if !path.exists() {
        let new = stage.folder.join("narrowing.db");
        remove(&new);
        fill(&new, &stage.csv)?;
        fs::rename(&new, &path)?;
    }
    let program = Program::open(&path)?;
    let mut add = |what: &str, here: Duration, there: u64| {
        let there = Amount::Time(Duration::from_nanos(there));
        let what = format!("small program, here and on the plan's machine: {what}");
        figures.push(stage.amount("scale", what, Amount::Time(here), Some(there)));
    };
    let nothing = |_| Ok(());
    add("first 50 by name", compare(500, |_| program.page(0), nothing)?.0, 76_000);
    let middle = i64::from(stage.rows / 2);
    add("deep page", compare(500, |_| program.page(middle), nothing)?.0, 82_000);
    let step = i64::from(stage.rows / 500).max(1);
    let ids = (0..500).filter_map(|index| program.id(1 + index * step).transpose());
    let ids: Vec<[u8; 16]> = ids.collect::<Result<_>>()?;
    let all = compare(15, |_| ids.iter().try_for_each(|id| program.get(*id).map(drop)), nothing)?.0;
    add("get with tags", all / u32::try_from(ids.len())?.max(1), 7_200);
    let append = stage.folder.join("append");
    add("4 KiB appended and synchronised", synced_append(&append)?, 83_000);
    Ok(fs::remove_file(append)?)
}

impl Program {
    fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA cache_size = -65536;")?;
        let mut tags = HashMap::new();
        connection
            .prepare("SELECT key, name FROM tags")?
            .query_map([], |row| {
                tags.insert(row.get(0)?, row.get(1)?);
                Ok(())
            })?
            .collect::<rusqlite::Result<()>>()?;
        Ok(Self { connection, tags })
    }

    /// The 50 by name that follow a customer.
    fn page(&self, after: i64) -> Result<Vec<Narrow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM customers WHERE (sort_name, number) >
                 (coalesce((SELECT sort_name FROM customers WHERE number = ?1), x''), ?1)
             ORDER BY sort_name, number LIMIT 50"
        );
        self.read(&sql, after)
    }

    fn get(&self, id: [u8; 16]) -> Result<Vec<Narrow>> {
        self.read(&format!("SELECT {COLUMNS} FROM customers WHERE id = ?1"), id)
    }

    fn id(&self, number: i64) -> Result<Option<[u8; 16]>> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM customers WHERE number = ?1")?;
        Ok(statement.query_map([number], |row| row.get(0))?.next().transpose()?)
    }

    fn read(&self, sql: &str, parameter: impl rusqlite::ToSql) -> Result<Vec<Narrow>> {
        self.connection.prepare_cached("BEGIN")?.execute([])?;
        let mut statement = self.connection.prepare_cached(sql)?;
        let of = |row: &Row<'_>| -> rusqlite::Result<Narrow> {
            let texts = (2..18).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
            Ok((row.get(0)?, row.get(1)?, texts, Vec::new()))
        };
        let mut rows: Vec<Narrow> = statement.query_map([parameter], of)?.collect::<rusqlite::Result<_>>()?;
        let mut tags = self.connection.prepare_cached("SELECT tag FROM customer_tags WHERE customer = ?1")?;
        for (number, .., names) in &mut rows {
            let mut found = tags.query([*number])?;
            while let Some(row) = found.next()? {
                names.extend(self.tags.get(&row.get(0)?).cloned());
            }
        }
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(rows)
    }
}

fn fill(path: &Path, csv: &Path) -> Result<()> {
    let connection = Connection::open(path)?;
    connection.execute_batch(&format!("PRAGMA cache_size = -65536; {SCHEMA} BEGIN;"))?;
    let (collation, ids) = (Collation::new("sv-SE")?, SystemIds::default());
    let marks = "?, ".repeat(CELLS.len() + 2) + "?";
    let mut put = connection.prepare(&format!("INSERT INTO customers VALUES ({marks})"))?;
    let mut put_tag = connection.prepare("INSERT OR IGNORE INTO customer_tags VALUES (?1, ?2)")?;
    let mut tags: HashMap<String, i64> = HashMap::new();
    let (mut reader, mut row) = (ReaderBuilder::new().flexible(true).from_path(csv)?, StringRecord::new());
    let mut number = 0;
    while reader.read_record(&mut row)? {
        number += 1;
        let cell = |index: usize| row.get(index).unwrap_or("");
        let id = ids.next_id(SystemClock.now())?;
        let mut values = vec![Value::Integer(number), Value::Blob(id.to_vec())];
        values.extend(CELLS.iter().map(|index| Value::Text(cell(*index).to_owned())));
        values.push(Value::Blob(collation.key(&format!("{}\u{FFFE}{}", cell(2), cell(1)))));
        put.execute(params_from_iter(values))?;
        for tag in cell(18).split(", ").filter(|tag| !tag.is_empty()) {
            let next = i64::try_from(tags.len())? + 1;
            put_tag.execute([number, *tags.entry(tag.to_owned()).or_insert(next)])?;
        }
    }
    for (name, key) in &tags {
        connection.execute("INSERT INTO tags VALUES (?1, ?2)", (key, name))?;
    }
    Ok(connection.execute_batch("CREATE INDEX by_name ON customers (sort_name, number); COMMIT;")?)
}

fn synced_append(path: &Path) -> Result<Duration> {
    drop(File::create(path)?);
    let mut file = OpenOptions::new().append(true).open(path)?;
    let mut times = Vec::new();
    for _ in 0..300 {
        // On the wall, whatever else is counted: it waits for the disk.
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    Ok(median(times))
}
