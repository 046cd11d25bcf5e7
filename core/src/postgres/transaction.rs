use std::cell::{Cell, RefCell};

use futures_util::TryStreamExt;
use tokio_postgres::Statement;

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{KnownSets, Sql};

use super::connection::Connection;
use super::error::{Fate, outcome_unknown, storage};
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

/// How many rows a query asks for at first that may stop early, and at most.
const FIRST_ROWS: usize = 200;
const MOST_ROWS: usize = 8_192;

/// A running transaction on one connection; rolls back when it is dropped without a commit.
///
/// That it begins is sent with the first statement.
#[derive(Debug)]
pub(super) struct PostgresTx<'c> {
    connection: RefCell<&'c mut Connection>,
    pub(super) known: KnownSets,
    cursors: Cell<u32>,
    running: Cell<bool>,
}

impl<'c> PostgresTx<'c> {
    pub(super) fn begin(connection: &'c mut Connection, purpose: Purpose) -> Self {
        let begin = match purpose {
            Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Purpose::Write => {
                "BEGIN ISOLATION LEVEL READ COMMITTED;
                 SELECT version FROM schema_steps WHERE version = 0 FOR UPDATE"
            }
        };
        connection.fate = None;
        let client = connection.client();
        connection.send(async move { client.batch_execute(begin).await });
        Self {
            connection: RefCell::new(connection),
            known: KnownSets::default(),
            cursors: Cell::new(0),
            running: Cell::new(true),
        }
    }

    /// What the first failure meant, if there was one.
    pub(super) fn fate(&self) -> Option<Fate> {
        self.connection.borrow().fate
    }

    /// Ends a transaction that read; nobody waits for it.
    pub(super) fn end(self) {
        if self.fate().is_none() {
            let mut connection = self.connection.borrow_mut();
            let client = connection.client();
            connection.send(async move { client.batch_execute("COMMIT").await });
            connection.flush();
            self.running.set(false);
        }
    }

    /// Commits; when that fails, all is rolled back.
    ///
    /// # Errors
    /// `OutcomeUnknown` when the connection was lost meanwhile.
    pub(super) fn commit(self) -> Result<()> {
        self.check_running()?;
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        self.running.set(false);
        match connection.ask(async move { client.batch_execute("COMMIT").await }) {
            Ok(Ok(())) => Ok(()),
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

    /// Runs a statement that is not kept, and returns how many rows it touched.
    pub(super) fn run_once(&self, text: &str, parameters: Vec<Parameter>) -> Result<u64> {
        self.check_running()?;
        let mut connection = self.connection.borrow_mut();
        let client = connection.client();
        connection.wait(async move {
            let stream = client.query_typed_raw(text, typed(parameters)).await?;
            let mut stream = std::pin::pin!(stream);
            while stream.try_next().await?.is_some() {}
            Ok(stream.rows_affected().unwrap_or(0))
        })
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

    /// Hands over the rows of a query, some at a time, until `each` has enough.
    pub(super) fn rows_until(
        &self,
        text: &str,
        parameters: Vec<Parameter>,
        each: &mut dyn FnMut(tokio_postgres::Row) -> Result<bool>,
    ) -> Result<()> {
        self.check_running()?;
        let cursor = format!("c{}", self.cursors.replace(self.cursors.get() + 1));
        let declare = format!("DECLARE {cursor} NO SCROLL CURSOR FOR {text}");
        let client = self.connection.borrow().client();
        self.connection.borrow_mut().send(async move {
            let stream = client.query_typed_raw(&declare, typed(parameters)).await?;
            stream.try_collect::<Vec<_>>().await.map(drop)
        });
        let result = self.fetch(&cursor, each);
        if self.fate().is_none() {
            let client = self.connection.borrow().client();
            let close = format!("CLOSE {cursor}");
            self.connection.borrow_mut().send(async move { client.batch_execute(&close).await });
        }
        result
    }

    fn fetch(&self, cursor: &str, each: &mut dyn FnMut(tokio_postgres::Row) -> Result<bool>) -> Result<()> {
        let mut wanted = FIRST_ROWS;
        loop {
            let rows = self.rows_once(&format!("FETCH {wanted} FROM {cursor}"), Vec::new())?;
            let last = rows.len() < wanted;
            for row in rows {
                if !each(row)? {
                    return Ok(());
                }
            }
            if last {
                return Ok(());
            }
            wanted = (wanted * 4).min(MOST_ROWS);
        }
    }
}

fn typed(parameters: Vec<Parameter>) -> impl Iterator<Item = (Parameter, tokio_postgres::types::Type)> {
    parameters.into_iter().map(|parameter| {
        let r#type = parameter.r#type.clone();
        (parameter, r#type)
    })
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
    }
}
