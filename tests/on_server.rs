//! Registers on the PostgreSQL server that `KARTOTEK_TEST_POSTGRES` names, each in a schema of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kartotek::{Error, ErrorKind, PostgresOptions, PostgresRepository, Repository, Result};
use postgres::{Client, NoTls};

use crate::Kept;

/// Returns the address of the server, or nothing where there is none.
///
/// # Panics
/// When there is none and `KARTOTEK_REQUIRE` names `postgres`.
#[must_use]
pub fn server() -> Option<String> {
    let address = std::env::var("KARTOTEK_TEST_POSTGRES").ok().filter(|address| !address.is_empty());
    let missing = address.is_none() && crate::is_required("postgres");
    assert!(!missing, "KARTOTEK_REQUIRE=postgres, but KARTOTEK_TEST_POSTGRES names no server");
    address
}

/// Connects to the server beside Kartotek.
///
/// # Errors
/// `Unreachable`.
pub fn client() -> Result<Client> {
    let unreachable = |_| Error::storage(ErrorKind::Unreachable, "there is no server for tests");
    Client::connect(&server().unwrap_or_default(), NoTls).map_err(unreachable)
}

/// A name for a schema that no other test uses.
#[derive(Debug)]
pub struct Schema(String);

impl Default for Schema {
    fn default() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Self(format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
    }
}

impl Schema {
    /// Returns a schema on the server, or nothing where there is none.
    ///
    /// # Panics
    /// As [`server`].
    #[must_use]
    pub fn on_server() -> Option<Self> {
        server().map(|_| Self::default())
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Returns options that open a register in it.
    #[must_use]
    pub fn options(&self) -> PostgresOptions {
        PostgresOptions { schema: self.0.clone(), ..PostgresOptions::default() }
    }

    /// Opens the register in it.
    ///
    /// # Errors
    /// As [`PostgresRepository::connect`].
    pub fn open(&self) -> Result<PostgresRepository> {
        PostgresRepository::connect(&server().unwrap_or_default(), self.options())
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if let Ok(mut client) = client() {
            // What is left of a failed test does not matter.
            let _ = client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.0));
        }
    }
}

/// Makes a register in a schema of its own, which goes with it.
///
/// # Errors
/// As [`PostgresRepository::connect`].
pub fn store() -> Result<Arc<dyn Repository>> {
    let schema = Schema::default();
    Ok(Arc::new(Kept { repository: schema.open()?, _place: schema }))
}
