//! The register on a PostgreSQL server, written by hand with the crate `postgres`: the same tables and
//! indexes, the same checks, keys, search text and history.

mod change;
mod import;
mod read;

use std::collections::HashMap;
use std::error::Error as StdError;

use kartotek::{Collation, CollectionId, CollectionRef, PostgresOptions, Register, RegisterId, SystemIds};
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use super::{Result, settings};

/// A connection to the schema of a register.
pub struct PostgresBaseline {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    collation: Collation,
    ids: SystemIds,
    tags: HashMap<String, i64>,
    names: HashMap<i64, CollectionRef>,
    standard_group: (i64, CollectionRef),
    origin: Id,
}

/// Sixteen bytes as a `uuid`.
#[derive(Debug, Clone, Copy)]
struct Id([u8; 16]);

impl ToSql for Id {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(r#type: &Type) -> bool {
        *r#type == Type::UUID
    }

    to_sql_checked!();
}

impl FromSql<'_> for Id {
    fn from_sql(_: &Type, raw: &[u8]) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(raw.try_into()?))
    }

    fn accepts(r#type: &Type) -> bool {
        *r#type == Type::UUID
    }
}

/// Removes a schema with all that is in it.
///
/// # Errors
/// Of the server.
pub fn drop_schema(address: &str, schema: &str) -> Result<()> {
    let mut client = Client::connect(address, NoTls)?;
    Ok(client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))?)
}

/// Compares what two schemas store of the same file, and says in words where they differ by more than the
/// few rows that come again, of which each keeps another.
///
/// # Errors
/// Of the server.
pub fn differences(address: &str, ours: &str, theirs: &str) -> Result<Vec<String>> {
    const TABLES: [&str; 6] = [
        "customers",
        "customer_external_ids",
        "customer_search",
        "collection_members",
        "changes",
        "collections",
    ];
    const TOLERATED: f64 = 0.05;
    let mut client = Client::connect(address, NoTls)?;
    let mut found = Vec::new();
    let mut count = |sql: String| -> Result<f64> { Ok(client.query_one(&sql, &[])?.get::<_, i64>(0) as f64) };
    for table in TABLES {
        let [a, b] = [ours, theirs].map(|schema| count(format!("SELECT count(*) FROM {schema}.{table}")));
        let (a, b) = (a?, b?);
        if (a - b).abs() > TOLERATED * b {
            found.push(format!("{table} has {a} and {b} rows"));
        }
    }
    let different = count(format!(
        "SELECT count(*) FROM {ours}.customer_external_ids x
             JOIN {theirs}.customer_external_ids y ON y.source = x.source AND y.id = x.id
             JOIN {ours}.customers a ON a.number = x.customer JOIN {theirs}.customers b ON b.number = y.customer
             JOIN {ours}.customer_search s ON s.customer = a.number
             JOIN {theirs}.customer_search t ON t.customer = b.number
         WHERE (a.sort_name, a.sort_company, a.sort_city, a.sort_email, a.email_hash, a.phone_e164, a.further,
                 a.registered_at, a.street, a.note, s.text)
             IS DISTINCT FROM (b.sort_name, b.sort_company, b.sort_city, b.sort_email, b.email_hash,
                 b.phone_e164, b.further, b.registered_at, b.street, b.note, t.text)"
    ))?;
    let all = count(format!("SELECT count(*) FROM {ours}.customer_external_ids"))?;
    if different > TOLERATED * all {
        found.push(format!("{different} customers have other keys or texts"));
    }
    let indexes = |schema: &str| {
        format!("SELECT count(*) FROM pg_indexes WHERE schemaname = '{schema}' AND schemaname <> 'public'")
    };
    let (a, b) = (count(indexes(ours))?, count(indexes(theirs))?);
    if a != b {
        found.push(format!("there are {a} and {b} indexes"));
    }
    Ok(found)
}

/// Returns the options that open the register of a schema.
#[must_use]
pub fn options(schema: &str) -> PostgresOptions {
    PostgresOptions { schema: schema.to_owned(), ..PostgresOptions::default() }
}

impl PostgresBaseline {
    /// Makes an empty register in a schema, whatever was there.
    ///
    /// # Errors
    /// Of the server.
    pub fn create(address: &str, schema: &str) -> Result<Self> {
        drop_schema(address, schema)?;
        Register::builder().settings(settings()).connect(address, options(schema))?.shut_down()?;
        Self::open(address, schema)
    }

    /// Connects to the register in a schema.
    ///
    /// # Errors
    /// Of the server.
    pub fn open(address: &str, schema: &str) -> Result<Self> {
        let mut client = Client::connect(address, NoTls)?;
        client.batch_execute(&format!("SET search_path TO {schema}, public"))?;
        let row = client.query_one("SELECT value FROM register_facts WHERE name = 'register_id'", &[])?;
        let origin: RegisterId = row.get::<_, &str>(0).parse()?;
        let mut baseline = Self {
            client,
            statements: HashMap::new(),
            collation: Collation::new("sv-SE")?,
            ids: SystemIds::default(),
            tags: HashMap::new(),
            names: HashMap::new(),
            standard_group: (0, CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() }),
            origin: Id(origin.to_bytes()),
        };
        baseline.load_sets()?;
        Ok(baseline)
    }

    fn load_sets(&mut self) -> Result<()> {
        let sql = "SELECT key, id, kind, name, name_key, preset FROM collections";
        for row in self.client.query(sql, &[])? {
            let key: i64 = row.get(0);
            let set = CollectionRef { id: CollectionId::from_bytes(row.get::<_, Id>(1).0), name: row.get(3) };
            if row.get::<_, &str>(5) == "standard" {
                self.standard_group = (key, set.clone());
            }
            if row.get::<_, i64>(2) == 2 {
                self.tags.insert(row.get(4), key);
            }
            self.names.insert(key, set);
        }
        Ok(())
    }

    /// Returns a statement that is prepared once.
    fn prepared(&mut self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl std::fmt::Debug for PostgresBaseline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresBaseline").finish_non_exhaustive()
    }
}
