use tokio_postgres::types::{Kind, Type};

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{Composed, Driver, Engine, KnownSets, ManyRows, Query, Row, Sql, Value, check_rows, render};

use super::bulk;
use super::row::PostgresRow;
use super::transaction::PostgresTx;
use super::value::Parameter;

/// So many rows go to the server as one statement.
const ROWS_AT_ONCE: usize = 4_096;

/// So many queries wait together where the answer of one would spare work to the next: a wait costs more.
const QUERIES_AT_ONCE: usize = 64;

impl Driver for PostgresTx<'_> {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn known_sets(&self) -> Result<&KnownSets> {
        PostgresTx::known_sets(self)
    }

    fn sets_change(&self) -> Result<()> {
        PostgresTx::sets_change(self)
    }

    fn execute(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<u64> {
        let parameters = encode(parameters)?;
        self.run(self.prepared(sql, &parameters)?, parameters)
    }

    fn send(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<()> {
        let parameters = encode(parameters)?;
        PostgresTx::send(self, self.prepared(sql, &parameters)?, parameters);
        Ok(())
    }

    fn query(
        &self,
        sql: &'static Sql,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        let parameters = encode(parameters)?;
        let rows = self.rows(self.prepared(sql, &parameters)?, parameters)?;
        rows.into_iter().try_for_each(|row| each(&PostgresRow(row)))
    }

    fn query_all(
        &self,
        queries: &[Query<'_>],
        each: &mut dyn FnMut(usize, &dyn Row) -> Result<()>,
    ) -> Result<()> {
        let mut calls = Vec::with_capacity(queries.len());
        for (sql, parameters) in queries {
            let parameters = encode(parameters)?;
            calls.push((self.prepared(sql, &parameters)?, parameters));
        }
        if calls.is_empty() {
            return Ok(());
        }
        for (place, rows) in self.rows_each(calls)?.into_iter().enumerate() {
            rows.into_iter().try_for_each(|row| each(place, &PostgresRow(row)))?;
        }
        Ok(())
    }

    fn execute_many(&self, sql: &'static Sql, columns: usize, flat: &[Value<'_>]) -> Result<()> {
        check_rows(columns, flat)?;
        let statement = self.prepared(sql, &[])?;
        let types = statement.params();
        if types.len() != columns {
            let message = format!("a statement takes rows of {} values, not {columns}", types.len());
            return Err(Error::storage(ErrorKind::Storage, message));
        }
        for rows in flat.chunks(ROWS_AT_ONCE * columns) {
            let arrays = types.iter().enumerate().map(|(column, array)| {
                Parameter::column(element(array)?, rows.iter().skip(column).step_by(columns))
            });
            PostgresTx::send(self, statement.clone(), arrays.collect::<Result<_>>()?);
        }
        self.with_connection(|connection| connection.note_rows(flat.len() / columns))
    }

    fn execute_all_composed(&self, statements: &[ManyRows<'_>]) -> Result<Vec<u64>> {
        let (mut calls, mut places) = (Vec::new(), Vec::new());
        for (place, ManyRows { sql, types, flat }) in statements.iter().enumerate() {
            let text = render(Engine::Postgres, sql);
            for rows in flat.chunks(ROWS_AT_ONCE * types.len().max(1)) {
                let arrays = types.iter().enumerate().map(|(column, name)| {
                    let element = match *name {
                        "text" => Type::TEXT,
                        "bytes" => Type::BYTEA,
                        "uuid" => Type::UUID,
                        _ => Type::INT8,
                    };
                    Parameter::column(&element, rows.iter().skip(column).step_by(types.len()))
                });
                calls.push((text.clone().into_owned(), arrays.collect::<Result<_>>()?));
                places.push(place);
            }
        }
        let mut touched = vec![0; statements.len()];
        for (place, rows) in places.into_iter().zip(self.run_each_once(calls)?) {
            touched[place] += rows;
        }
        Ok(touched)
    }

    fn query_composed(&self, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<()>) -> Result<()> {
        let rows = self.rows_once(&sql.text(Engine::Postgres), encode(&sql.values())?)?;
        rows.into_iter().try_for_each(|row| each(&PostgresRow(row)))
    }

    fn query_whole(
        &self,
        queries: &[Composed],
        each: &mut dyn FnMut(usize, &dyn Row) -> Result<()>,
    ) -> Result<()> {
        let calls = queries
            .iter()
            .map(|sql| Ok((sql.text(Engine::Postgres).into_owned(), encode(&sql.values())?)))
            .collect::<Result<_>>()?;
        self.stream(calls, &mut |place, row| each(place, &PostgresRow(row)))
    }

    fn queries_at_once(&self) -> usize {
        QUERIES_AT_ONCE
    }

    fn plans_within(&self) -> bool {
        true
    }

    fn customers_about(&self) -> Result<u64> {
        PostgresTx::customers_about(self)
    }

    fn query_until(&self, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<bool>) -> Result<()> {
        let parameters = encode(&sql.values())?;
        self.rows_until(&sql.text(Engine::Postgres), parameters, &mut |row| each(&PostgresRow(row)))
    }

    fn takes_long(&self) -> Result<()> {
        PostgresTx::takes_long(self)
    }

    fn bulk_started(&self) -> Result<()> {
        bulk::started(self)
    }

    fn bulk_finished(&self) -> Result<()> {
        bulk::finished(self)
    }
}

fn encode(values: &[Value<'_>]) -> Result<Vec<Parameter>> {
    values.iter().map(Parameter::of).collect()
}

fn element(array: &Type) -> Result<&Type> {
    match array.kind() {
        Kind::Array(element) => Ok(element),
        _ => Err(Error::storage(ErrorKind::Storage, "a statement for many rows takes no arrays")),
    }
}
