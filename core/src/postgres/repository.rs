use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::{Error, ErrorKind, Result};
use crate::repository::{BackendInfo, Capabilities, Opening, ReadTx, Repository, WriteTx};
use crate::sql::{SqlTx, contradictions};

use super::error::{Fate, message};
use super::migrate::{STEPS, bring_up_to_date, missing_indexes};
use super::options::PostgresOptions;
use super::server::Server;
use super::transaction::{PostgresTx, Purpose};
use super::turn::{Turns, back_off};

/// How often a unit of work runs that loses against other transactions.
const ATTEMPTS: u32 = 10;

/// A register in a schema of a PostgreSQL database.
///
/// Any number of processes on any number of machines may have it open. Units of work run one after the
/// other, wherever they come from; reads go on meanwhile, each on the state of the last commit before
/// its first statement.
///
/// No method may be called by a thread that drives asynchronous tasks: it waits. It may be dropped there.
#[derive(Debug)]
pub struct PostgresRepository {
    server: Server,
    standby: Option<Server>,
    /// Whether the standby has what the register began with, and its newest tables.
    standby_follows: AtomicBool,
    turns: Turns,
    options: PostgresOptions,
    indexed_search: bool,
}

impl PostgresRepository {
    /// Connects to a server, and makes a new register where the schema has none if the options say so.
    ///
    /// The address is a URL (`postgresql://user:password@host:5432/database`) or a list of
    /// `key=value`, as other programs take it.
    ///
    /// # Errors
    /// `Unreachable` when no server answers, `NotARegister` when the schema holds something else,
    /// `TooNew` for a newer schema, `Busy` when the server has no connection left, `Storage` when it
    /// refuses the user or the database.
    pub fn connect(address: &str, options: PostgresOptions) -> Result<Self> {
        let options = options.bounded();
        let long = options.schema.len() > 63;
        if options.schema.is_empty() || long || options.schema.contains('\0') {
            return Err(Error::storage(ErrorKind::Storage, "the name of the schema cannot be one"));
        }
        let server = Server::new(address, &options)?;
        let standby = options.read_address.as_deref().map(|address| Server::new(address, &options));
        let standby = standby.transpose()?;
        let mut connection = server.connect()?;
        connection.wait_for_ever()?;
        let indexed_search = bring_up_to_date(&mut connection, &options.schema, options.opening)?;
        connection.close();
        let standby_follows = AtomicBool::new(false);
        Ok(Self { server, standby, standby_follows, turns: Turns::default(), options, indexed_search })
    }

    /// Returns how often calls waited for an answer of a server, since the register was opened. What
    /// costs nothing on the same machine adds up over a network.
    #[must_use]
    pub fn round_trips(&self) -> u64 {
        self.server.trips() + self.standby.as_ref().map_or(0, Server::trips)
    }

    /// Returns the server that answers what people look at: the standby as soon as it has what a new
    /// register begins with, which is stored at once, and the tables of this version.
    fn reader(&self) -> Result<&Server> {
        let Some(standby) = &self.standby else { return Ok(&self.server) };
        if !self.standby_follows.load(Ordering::Relaxed) {
            let mut connection = standby.take()?;
            let table = "SELECT 1 FROM pg_catalog.pg_tables
                         WHERE schemaname = current_schema() AND tablename = 'register_facts'";
            let complete = format!(
                "SELECT 1 FROM register_facts f JOIN schema_steps s ON s.version = {}
                 WHERE f.name = 'register_id'",
                last_step()
            );
            if connection.text(table)?.is_none() || connection.text(&complete)?.is_none() {
                return Ok(&self.server);
            }
            self.standby_follows.store(true, Ordering::Relaxed);
        }
        Ok(standby)
    }

    /// Runs `body` within a transaction that reads.
    pub(super) fn reading<T>(
        &self,
        server: &Server,
        body: impl FnOnce(&PostgresTx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut connection = server.take()?;
        let tx = PostgresTx::begin(&mut connection, Purpose::Read);
        let result = body(&tx);
        match result {
            Ok(_) => tx.end(),
            Err(_) => drop(tx),
        }
        if connection.fate == Some(Fate::Conflict) {
            connection.forget_statements();
        }
        result
    }

    /// Runs `body` within a transaction that writes, again where it lost against another one or the
    /// connection was lost before the commit.
    pub(super) fn writing<T>(&self, mut body: impl FnMut(&PostgresTx<'_>) -> Result<T>) -> Result<T> {
        if self.options.opening == Opening::ReadOnly {
            return Err(Error::storage(ErrorKind::ReadOnly, message(ErrorKind::ReadOnly)));
        }
        let _turn = self.turns.take(self.options.busy_timeout)?;
        let (mut attempt, mut reconnected) = (0, false);
        loop {
            let mut connection = self.server.take()?;
            let result = {
                let tx = PostgresTx::begin(&mut connection, Purpose::Write);
                body(&tx).and_then(|value| tx.commit().map(|()| value))
            };
            match (result, connection.fate) {
                (Err(_), Some(Fate::Conflict)) if attempt < ATTEMPTS => {
                    connection.forget_statements();
                    drop(connection);
                    std::thread::sleep(back_off(attempt));
                    attempt += 1;
                }
                (Err(error), Some(Fate::Lost))
                    if !reconnected && error.kind() != ErrorKind::OutcomeUnknown =>
                {
                    reconnected = true;
                }
                (result, _) => return result,
            }
        }
    }
}

/// Returns the version of the schema that this program knows.
fn last_step() -> u32 {
    STEPS.last().map_or(0, |step| step.version)
}

impl Repository for PostgresRepository {
    fn info(&self) -> BackendInfo {
        let schema_version = last_step();
        let capabilities =
            Capabilities { files: false, indexed_search: self.indexed_search, ..Capabilities::ALL };
        BackendInfo { name: "postgres", schema_version, capabilities }
    }

    fn with_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.reading(&self.server, |tx| body(&SqlTx::new(tx)))
    }

    fn with_lagging_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.reading(self.reader()?, |tx| body(&SqlTx::new(tx)))
    }

    fn with_write(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()> {
        self.writing(|tx| body(&mut SqlTx::new(tx)))
    }

    fn verify(&self) -> Result<Vec<String>> {
        self.reading(&self.server, |tx| {
            let mut faults = contradictions(&SqlTx::new(tx))?;
            faults.extend(missing_indexes(&SqlTx::new(tx))?);
            Ok(faults)
        })
    }

    fn shut_down(&self) -> Result<()> {
        self.server.close();
        if let Some(standby) = &self.standby {
            standby.close();
        }
        Ok(())
    }
}
