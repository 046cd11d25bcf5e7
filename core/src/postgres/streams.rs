//! Queries whose rows are handed over as they come, to their ends or until somebody has enough.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use futures_util::TryStreamExt;
use futures_util::future::maybe_done;
use tokio_postgres::types::Type;

use crate::base::Result;

use super::transaction::PostgresTx;
use super::value::Parameter;

/// How many rows a query asks for at first that may stop early.
const FIRST_ROWS: usize = 200;

/// How many bytes it asks for at most, if the next rows are as long as the last.
const BYTES_AT_ONCE: usize = 2 * 1024 * 1024;

/// What a value of a row takes beside its bytes.
const BYTES_A_COLUMN: usize = 24;

impl PostgresTx<'_> {
    /// Hands over the rows of queries to their ends, as they arrive, with one wait. `each` must not use the
    /// connection.
    pub(super) fn stream(
        &self,
        calls: Vec<(String, Vec<Parameter>)>,
        each: &mut dyn FnMut(usize, tokio_postgres::Row) -> Result<()>,
    ) -> Result<()> {
        self.check_running()?;
        if calls.is_empty() {
            return Ok(());
        }
        let mut connection = self.connection.borrow_mut();
        let asked = calls.into_iter().map(|(text, parameters)| {
            let client = connection.client();
            Box::pin(maybe_done(async move { client.query_typed_raw(&text, typed(parameters)).await }))
        });
        let mut asked: Vec<_> = asked.collect();
        let mut stopped = Ok(());
        connection.wait(async {
            // The first poll writes a request; the answers come in this order.
            poll_fn(|context| {
                asked.iter_mut().for_each(|query| _ = query.as_mut().poll(context));
                Poll::Ready(())
            })
            .await;
            for (place, query) in asked.iter_mut().enumerate() {
                query.as_mut().await;
                let Some(rows) = query.as_mut().take_output() else { continue };
                let mut rows = pin!(rows?);
                while let Some(row) = rows.try_next().await? {
                    stopped = each(place, row);
                    if stopped.is_err() {
                        return Ok(());
                    }
                }
            }
            Ok(())
        })?;
        stopped
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
        let size = |row: &tokio_postgres::Row| row.raw_size_bytes() + row.len() * BYTES_A_COLUMN;
        loop {
            let rows = self.rows_once(&format!("FETCH {wanted} FROM {cursor}"), Vec::new())?;
            let last = rows.len() < wanted;
            let bytes = rows.iter().map(size).sum::<usize>().max(1);
            let most = (BYTES_AT_ONCE.saturating_mul(rows.len()) / bytes).max(1);
            for row in rows {
                if !each(row)? {
                    return Ok(());
                }
            }
            if last {
                return Ok(());
            }
            wanted = wanted.saturating_mul(4).min(most);
        }
    }
}

/// Parameters of a query that is not kept, with their types.
pub(super) fn typed(parameters: Vec<Parameter>) -> impl Iterator<Item = (Parameter, Type)> {
    parameters.into_iter().map(|parameter| {
        let r#type = parameter.r#type.clone();
        (parameter, r#type)
    })
}
