//! The same register, written by hand on rusqlite: what Kartotek is measured beside.
//!
//! It fills and reads the very file that a register is, so tables and indexes are the same ones, and
//! checks, keys, search text, trigram index and history are made as the library makes them.
//! What it leaves out is what a library adds: layers, a field
//! catalogue, policies, plans chosen at run time. Each list has the plan that suits it best.

mod change;
mod check;
mod export;
mod import;
mod jobs;
mod list;
mod phone;
pub mod postgres;
mod read;
mod record;
mod search;
pub mod workbook;

use std::collections::HashMap;
use std::path::Path;

use kartotek::{Collation, CollectionId, CollectionRef, Register, RegisterSettings, SystemIds};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

pub use change::NewCustomer;
pub use export::exported_columns;
pub use import::Imported;
pub use jobs::RegisterLine;
pub use list::{Filter, Place};

/// Any failure ends a measurement.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// An open file.
#[derive(Debug)]
pub struct Baseline {
    connection: Connection,
    collation: Collation,
    ids: SystemIds,
    /// Tags by the key of their name; the dictionary of a register fits into memory.
    tags: HashMap<String, i64>,
    names: HashMap<i64, CollectionRef>,
    standard_group: (i64, CollectionRef),
    origin: Vec<u8>,
    has_trigrams: bool,
}

/// The settings of the registers that are measured: a shop in Sweden that sells to companies too.
#[must_use]
pub fn settings() -> RegisterSettings {
    RegisterSettings {
        name: "Measured".into(),
        locale: "sv-SE".into(),
        zone: "Europe/Stockholm".into(),
        country: "SE".into(),
        currency: "SEK".into(),
        business_mode: true,
        policies: Vec::new(),
        ..RegisterSettings::default()
    }
}

impl Baseline {
    /// Makes an empty register.
    ///
    /// # Errors
    /// Where there is a file already, and of the storage.
    pub fn create(path: &Path) -> Result<Self> {
        Register::builder().settings(settings()).open(path)?.shut_down()?;
        Self::open(path)
    }

    /// Opens a register, with as much cache as Kartotek's own connections have.
    ///
    /// # Errors
    /// Of the storage.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -16384; PRAGMA temp_store = FILE;",
        )?;
        connection.set_prepared_statement_cache_capacity(128);
        // Keeps statements compiled whatever stands after LIMIT.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        rusqlite::vtab::array::load_module(&connection)?;
        let origin: String = connection.query_row(
            "SELECT value FROM register_facts WHERE name = 'register_id'",
            [],
            |row| row.get(0),
        )?;
        let has_trigrams = connection.query_row(
            "SELECT count(*) FROM register_facts WHERE name = 'engine:trigram_index'",
            [],
            |row| row.get(0),
        )?;
        let mut baseline = Self {
            connection,
            has_trigrams,
            collation: Collation::new("sv-SE")?,
            ids: SystemIds::default(),
            tags: HashMap::new(),
            names: HashMap::new(),
            standard_group: (0, CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() }),
            origin: origin.parse::<kartotek::RegisterId>()?.to_bytes().to_vec(),
        };
        baseline.load_sets()?;
        Ok(baseline)
    }

    /// Waits for the disk at every commit, or not.
    ///
    /// # Errors
    /// Of the storage.
    pub fn set_durable(&self, durable: bool) -> Result<()> {
        Ok(self.connection.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?)
    }

    fn load_sets(&mut self) -> Result<()> {
        let mut statement =
            self.connection.prepare("SELECT key, id, kind, name, name_key, preset FROM collections")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            let set = CollectionRef { id: CollectionId::from_bytes(row.get(1)?), name: row.get(3)? };
            if row.get_ref(5)?.as_str()? == "standard" {
                self.standard_group = (key, set.clone());
            }
            if row.get::<_, i64>(2)? == 2 {
                self.tags.insert(row.get(4)?, key);
            }
            self.names.insert(key, set);
        }
        Ok(())
    }

    /// Gives `count` numbers of a counter and returns the first.
    fn count_on(&self, name: &str, count: i64) -> Result<i64> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO counters (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value",
        )?;
        let last: i64 = statement.query_row(params![name, count], |row| row.get(0))?;
        Ok(last - count + 1)
    }
}
