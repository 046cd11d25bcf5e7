use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio_postgres::{SimpleQueryMessage, Statement};

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{KnownSets, Sql};

use super::connection::{Connection, LOCK, UNLIMITED};
use super::error::{Fate, outcome_unknown, storage};
use super::streams::typed;
use super::value::Parameter;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It reads the state of one moment.
    Read,
    /// It is a unit of work. Each waits for the one before it, in whatever process that runs, so it
    /// sees what they did and loses against none (see `docs/decisions/postgres.md`).
    Write,
}

/// What is read along with the beginning: a number that grows with every change of a tag or group, which
/// belongs to the engine and goes into no copy; and how many customers there are.
const BEGUN_WITH: &str = "SELECT
     coalesce((SELECT value FROM register_facts WHERE name = 'engine:sets_version'), '0'),
     coalesce((SELECT value FROM counters WHERE name = 'customer_count'), 0)";
const SETS_CHANGE: &str = "INSERT INTO register_facts (name, value) VALUES ('engine:sets_version', '1')
     ON CONFLICT (name) DO UPDATE SET value = register_facts.value::bigint + 1";

/// A running transaction on one connection; rolls back when it is dropped without a commit.
///
/// That it begins is sent with the first statement.
#[derive(Debug)]
pub(super) struct PostgresTx<'c> {
    pub(super) connection: RefCell<&'c mut Connection>,
    /// What the connection knows of tags and groups, and of which version of theirs; that is looked up
    /// when the transaction begins.
    known: KnownSets,
    version: Arc<AtomicI64>,
    customers: Arc<AtomicI64>,
    pub(super) cursors: Cell<u32>,
    running: Cell<bool>,
    /// How long a statement of other transactions may take.
    usual_timeout: Duration,
}

/// While the version of tags and groups was not read yet.
const UNREAD: i64 = -1;

impl<'c> PostgresTx<'c> {
    pub(super) fn begin(connection: &'c mut Connection, purpose: Purpose) -> Self {
        let begin = match purpose {
            Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
            // A host that falls silent must not keep the lock for ever.
            Purpose::Write => format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED;
                 SET LOCAL idle_in_transaction_session_timeout = {};
                 {LOCK}",
                connection.statement_timeout().as_millis()
            ),
        };
        let begin = format!("{begin}; {BEGUN_WITH}");
        connection.fate = None;
        let client = connection.client();
        let (version, customers) = (Arc::new(AtomicI64::new(UNREAD)), Arc::new(AtomicI64::new(0)));
        let read = [Arc::clone(&version), Arc::clone(&customers)];
        connection.send(async move {
            let answers = client.simple_query(&begin).await?;
            let last = answers.iter().rev().find_map(|answer| match answer {
                SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            });
            for (column, into) in read.iter().enumerate() {
                let number = last.and_then(|row| row.get(column)?.parse().ok());
                into.store(number.unwrap_or(0), Ordering::Relaxed);
            }
            Ok(())
        });
        let known = std::mem::take(&mut connection.known);
        let usual_timeout = connection.statement_timeout();
        Self {
            connection: RefCell::new(connection),
            known,
            version,
            customers,
            cursors: Cell::new(0),
            running: Cell::new(true),
            usual_timeout,
        }
    }

    /// Lets each statement of the rest take as long as it needs.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn takes_long(&self) -> Result<()> {
        self.with_connection(|connection| {
            connection.set_statement_timeout(Duration::ZERO);
            connection.batch(UNLIMITED)
        })
    }

    /// Returns the tags and groups that the connection knows, if nobody changed one since.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn known_sets(&self) -> Result<&KnownSets> {
        self.begun()?;
        self.known.at_version(self.version.load(Ordering::Relaxed));
        Ok(&self.known)
    }

    /// How many customers there were when the transaction began.
    ///
    /// # Errors
    /// As [`Connection::wait`].
    pub(super) fn customers_about(&self) -> Result<u64> {
        self.begun()?;
        Ok(u64::try_from(self.customers.load(Ordering::Relaxed)).unwrap_or(0))
    }

    /// Waits until the transaction has begun.
    fn begun(&self) -> Result<()> {
        match self.version.load(Ordering::Relaxed) {
            UNREAD => self.connection.borrow_mut().wait(async { Ok(()) }),
            _ => Ok(()),
        }
    }

    /// Forgets tags and groups, on every connection once this transaction has committed.
    pub(super) fn sets_change(&self) -> Result<()> {
        self.check_running()?;
        self.known.forget();
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        connection.send(async move { client.batch_execute(SETS_CHANGE).await });
        Ok(())
    }

    /// What the first failure meant, if there was one.
    pub(super) fn fate(&self) -> Option<Fate> {
        self.connection.borrow().fate
    }

    /// Ends a transaction that read; nobody waits for it.
    pub(super) fn end(mut self) {
        if self.fate().is_none() {
            let mut connection = self.connection.borrow_mut();
            connection.known = std::mem::take(&mut self.known);
            let client = connection.client();
            connection.send(async move { client.batch_execute("COMMIT").await });
            connection.flush();
            self.running.set(false);
        }
    }

    /// Commits; when that fails, all is rolled back.
    ///
    /// # Errors
    /// `Unreachable` when the connection was lost before, `OutcomeUnknown` when it was lost meanwhile.
    pub(super) fn commit(mut self) -> Result<()> {
        self.check_running()?;
        let mut connection = self.connection.borrow_mut();
        self.running.set(false);
        if connection.is_closed() {
            // The server never gets the commit.
            return Err(connection.lost());
        }
        let client = connection.client();
        match connection.ask(async move { client.batch_execute("COMMIT").await }) {
            Ok(Ok(())) => {
                connection.known = std::mem::take(&mut self.known);
                Ok(())
            }
            Ok(Err(error)) => match Fate::of(&error) {
                Fate::Lost => Err(outcome_unknown(&error)),
                // The server has answered: it rolled back.
                Fate::Conflict | Fate::Failed => {
                    drop(connection);
                    self.running.set(true);
                    Err(storage(error))
                }
            },
            Err(error) => Err(Error::Storage {
                kind: ErrorKind::OutcomeUnknown,
                message: super::error::message(ErrorKind::OutcomeUnknown).to_owned(),
                source: Some(Box::new(error)),
            }),
        }
    }

    /// Refuses to go on after a failure: the server would refuse it too, and a commit would roll back
    /// without saying so.
    pub(super) fn check_running(&self) -> Result<()> {
        match self.fate() {
            None => Ok(()),
            Some(_) => {
                let message = "the unit of work was rolled back after an earlier failure";
                Err(Error::storage(ErrorKind::Storage, message))
            }
        }
    }

    /// Works on the connection itself.
    pub(super) fn with_connection<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        self.check_running()?;
        work(&mut self.connection.borrow_mut())
    }

    pub(super) fn prepared(&self, sql: &'static Sql, parameters: &[Parameter]) -> Result<Statement> {
        self.check_running()?;
        self.connection.borrow_mut().statement(sql, parameters)
    }

    /// Runs a prepared statement and returns how many rows it touched.
    pub(super) fn run(&self, statement: Statement, parameters: Vec<Parameter>) -> Result<u64> {
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        connection.wait(async move { client.execute_raw(&statement, parameters).await })
    }

    /// Runs a prepared statement whose answer nobody needs.
    pub(super) fn send(&self, statement: Statement, parameters: Vec<Parameter>) {
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        connection.send(async move { client.execute_raw(&statement, parameters).await.map(drop) });
    }

    /// Returns all rows of a prepared query.
    pub(super) fn rows(
        &self,
        statement: Statement,
        parameters: Vec<Parameter>,
    ) -> Result<Vec<tokio_postgres::Row>> {
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        connection.wait(async move { client.query_raw(&statement, parameters).await?.try_collect().await })
    }

    /// Returns all rows of each of several prepared queries, with one wait.
    pub(super) fn rows_each(
        &self,
        calls: Vec<(Statement, Vec<Parameter>)>,
    ) -> Result<Vec<Vec<tokio_postgres::Row>>> {
        let answers = Arc::new(Mutex::new(Vec::with_capacity(calls.len())));
        let mut connection = self.connection.borrow_mut();
        for (statement, parameters) in calls {
            let (client, answers) = (connection.client(), Arc::clone(&answers));
            connection.send(async move {
                let rows = client.query_raw(&statement, parameters).await?.try_collect().await?;
                answers.lock().unwrap_or_else(PoisonError::into_inner).push(rows);
                Ok(())
            });
        }
        connection.wait(async { Ok(()) })?;
        Ok(std::mem::take(&mut *answers.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Runs statements that are not kept with one wait, and returns how many rows each touched.
    pub(super) fn run_each_once(&self, calls: Vec<(String, Vec<Parameter>)>) -> Result<Vec<u64>> {
        self.check_running()?;
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let answers = Arc::new(Mutex::new(Vec::with_capacity(calls.len())));
        let mut connection = self.connection.borrow_mut();
        for (text, parameters) in calls {
            let (client, answers) = (connection.client(), Arc::clone(&answers));
            connection.send(async move {
                let stream = client.query_typed_raw(&text, typed(parameters)).await?;
                let mut stream = pin!(stream);
                while stream.try_next().await?.is_some() {}
                let touched = stream.rows_affected().unwrap_or(0);
                answers.lock().unwrap_or_else(PoisonError::into_inner).push(touched);
                Ok(())
            });
        }
        connection.wait(async { Ok(()) })?;
        Ok(std::mem::take(&mut *answers.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Returns all rows of a query that is not kept.
    pub(super) fn rows_once(
        &self,
        text: &str,
        parameters: Vec<Parameter>,
    ) -> Result<Vec<tokio_postgres::Row>> {
        self.check_running()?;
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        connection
            .wait(async move { client.query_typed_raw(text, typed(parameters)).await?.try_collect().await })
    }
}

impl Drop for PostgresTx<'_> {
    fn drop(&mut self) {
        if self.running.get() {
            let connection = self.connection.get_mut();
            let client = connection.client();
            // A failure closes the connection, which its pool looks at. This also collects the failures
            // of what was sent before.
            let _ = connection.ask(async move { client.batch_execute("ROLLBACK").await });
        }
        self.connection.get_mut().set_statement_timeout(self.usual_timeout);
    }
}
