use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Statement};

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{
    Composed, Driver, Engine, KnownSets, ManyRows, Row, SearchSource, Sql, SqlTx, Value, check_rows, render,
};

use super::error::storage;

/// One transaction on one connection.
///
/// Statements are kept by the address of their [`Sql`], which saves hashing their texts on every call.
pub(super) struct SqliteTx<'c> {
    pub(super) connection: &'c Connection,
    pub(super) trigrams_from: u64,
    statements: RefCell<Vec<(&'static Sql, CachedStatement<'c>)>>,
    ended: Cell<bool>,
    known: Known<'c>,
}

/// Tags and groups that were read already.
enum Known<'c> {
    /// In this transaction.
    Own(KnownSets),
    /// By this connection, if nobody wrote since; that is looked up once.
    Kept(&'c KnownSets, Cell<bool>),
}

impl<'c> SqliteTx<'c> {
    pub(super) fn new(connection: &'c Connection, trigrams_from: u64) -> Self {
        let known = Known::Own(KnownSets::default());
        Self { connection, trigrams_from, statements: RefCell::default(), ended: Cell::new(false), known }
    }

    /// A transaction of a connection that keeps the sets it has read.
    pub(super) fn knowing(connection: &'c Connection, trigrams_from: u64, known: &'c KnownSets) -> Self {
        Self { known: Known::Kept(known, Cell::new(false)), ..Self::new(connection, trigrams_from) }
    }

    /// Runs `work` on the statement, which is out of reach of other calls meanwhile.
    fn with_statement<T>(
        &self,
        sql: &'static Sql,
        work: impl FnOnce(&mut Statement<'c>) -> Result<T>,
    ) -> Result<T> {
        self.check_running()?;
        let kept = {
            let mut statements = self.statements.borrow_mut();
            let index = statements.iter().position(|(key, _)| std::ptr::eq(*key, sql));
            index.map(|index| statements.swap_remove(index).1)
        };
        let result = match kept {
            Some(statement) => Ok(statement),
            None => self.connection.prepare_cached(sql.text(Engine::Sqlite)).map_err(storage),
        };
        let mut statement = self.noting_end(result)?;
        let result = self.noting_end(work(&mut statement));
        self.statements.borrow_mut().push((sql, statement));
        result
    }

    /// Refuses to go on after SQLite rolled back by itself: each statement would commit alone.
    fn check_running(&self) -> Result<()> {
        if self.ended.get() {
            let message = "the unit of work was rolled back after an earlier failure";
            return Err(Error::storage(ErrorKind::Storage, message));
        }
        Ok(())
    }

    fn noting_end<T>(&self, result: Result<T>) -> Result<T> {
        if result.is_err() && self.connection.is_autocommit() {
            self.ended.set(true);
        }
        result
    }
}

impl Driver for SqliteTx<'_> {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn known_sets(&self) -> Result<&KnownSets> {
        // Changes whenever another connection commits.
        static VERSION: Sql = Sql::new("PRAGMA data_version");
        let (known, checked) = match &self.known {
            Known::Own(known) => return Ok(known),
            Known::Kept(known, checked) => (known, checked),
        };
        if !checked.replace(true) {
            self.query(&VERSION, &[], &mut |row| {
                known.at_version(row.int(0)?);
                Ok(())
            })?;
        }
        Ok(known)
    }

    fn execute(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<u64> {
        self.with_statement(sql, |statement| execute(statement, parameters))
    }

    fn query(
        &self,
        sql: &'static Sql,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        self.with_statement(sql, |statement| read(statement, parameters, each))
    }

    fn execute_many(&self, sql: &'static Sql, columns: usize, flat: &[Value<'_>]) -> Result<()> {
        check_rows(columns, flat)?;
        self.with_statement(sql, |statement| {
            flat.chunks_exact(columns).try_for_each(|row| execute(statement, row).map(drop))
        })
    }

    fn execute_all_composed(&self, statements: &[ManyRows<'_>]) -> Result<Vec<u64>> {
        let touched = statements.iter().map(|ManyRows { sql, types, flat }| {
            self.check_running()?;
            let result = self.connection.prepare_cached(&render(Engine::Sqlite, sql)).map_err(storage);
            self.noting_end(result.and_then(|mut statement| {
                let mut rows = flat.chunks_exact(types.len().max(1));
                rows.try_fold(0, |touched, row| Ok(touched + execute(&mut statement, row)?))
            }))
        });
        touched.collect()
    }

    fn query_composed(&self, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<()>) -> Result<()> {
        self.query_until(sql, &mut |row| each(row).map(|()| true))
    }

    fn query_until(&self, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<bool>) -> Result<()> {
        self.check_running()?;
        let result = self.connection.prepare_cached(&sql.text(Engine::Sqlite)).map_err(storage);
        self.noting_end(result.and_then(|mut statement| read_until(&mut statement, &sql.values(), each)))
    }

    fn customers_about(&self) -> Result<u64> {
        Ok(u64::try_from(SqlTx::new(self).counter("customer_count")?).unwrap_or(0))
    }

    /// Asks for the values: for the rows of a RETURNING, SQLite makes a table, which costs more.
    fn count_on(&self, counters: &[(&'static str, i64)], values: &mut [i64]) -> Result<()> {
        static COUNT_ON: Sql = Sql::new(
            "INSERT INTO counters (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value",
        );
        for ((name, count), value) in counters.iter().zip(values) {
            self.execute(&COUNT_ON, &[Value::Text(name), Value::Int(*count)])?;
            *value = SqlTx::new(self).counter(name)?;
        }
        Ok(())
    }

    fn search_changed(&self, customers: &[i64]) -> Result<()> {
        super::trigram_index::changed(self, customers)
    }

    fn search_forgets(&self, customers: &[i64]) -> Result<()> {
        super::trigram_index::forgets(self, customers)
    }

    fn search_forgets_all(&self) -> Result<()> {
        super::trigram_index::forgets_all(self)
    }

    fn search_sources(&self, needles: &[String]) -> Result<Vec<SearchSource>> {
        super::trigram_index::sources(self, needles)
    }

    fn bulk_started(&self) -> Result<()> {
        super::bulk::started(self)
    }

    fn clearing_started(&self) -> Result<()> {
        super::bulk::leave_out(self)
    }

    fn bulk_finished(&self) -> Result<()> {
        super::bulk::finished(self)
    }
}

fn execute(statement: &mut Statement<'_>, parameters: &[Value<'_>]) -> Result<u64> {
    bind(statement, parameters)?;
    Ok(statement.raw_execute().map_err(storage)? as u64)
}

fn read(
    statement: &mut Statement<'_>,
    parameters: &[Value<'_>],
    each: &mut dyn FnMut(&dyn Row) -> Result<()>,
) -> Result<()> {
    read_until(statement, parameters, &mut |row| each(row).map(|()| true))
}

fn read_until(
    statement: &mut Statement<'_>,
    parameters: &[Value<'_>],
    each: &mut dyn FnMut(&dyn Row) -> Result<bool>,
) -> Result<()> {
    bind(statement, parameters)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(storage)? {
        if !each(&SqliteRow(row))? {
            break;
        }
    }
    Ok(())
}

/// Binds all parameters. A kept statement still has its last ones, so their number must be right.
fn bind(statement: &mut Statement<'_>, parameters: &[Value<'_>]) -> Result<()> {
    let expected = statement.parameter_count();
    if parameters.len() != expected {
        let message = format!("a statement takes {expected} parameters, not {}", parameters.len());
        return Err(Error::storage(ErrorKind::Storage, message));
    }
    for (index, value) in parameters.iter().enumerate() {
        value.check()?;
        statement.raw_bind_parameter(index + 1, value).map_err(storage)?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) | Value::Time(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Uuid(bytes) => ValueRef::Blob(bytes),
            Value::Keys(keys) => return Ok(array(keys.iter().map(|key| (*key).into()))),
            Value::Texts(texts) => return Ok(array(texts.iter().map(|text| (*text).to_owned().into()))),
            Value::Uuids(ids) => return Ok(array(ids.iter().map(|id| id.to_vec().into()))),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

fn array<'a>(values: impl Iterator<Item = rusqlite::types::Value>) -> ToSqlOutput<'a> {
    ToSqlOutput::from_rc(Rc::new(values.collect::<Vec<_>>()), c"rarray")
}

struct SqliteRow<'r, 's>(&'r rusqlite::Row<'s>);

impl SqliteRow<'_, '_> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>> {
        self.0.get_ref(column).map_err(storage)
    }
}

impl Row for SqliteRow<'_, '_> {
    fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| wrong_type(column, "an integer"))
    }

    fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.value(column)? {
            ValueRef::Integer(number) => Ok(Some(number)),
            ValueRef::Null => Ok(None),
            _ => Err(wrong_type(column, "an integer")),
        }
    }

    fn bool(&self, column: usize) -> Result<bool> {
        match self.value(column)? {
            ValueRef::Integer(0) => Ok(false),
            ValueRef::Integer(1) => Ok(true),
            _ => Err(wrong_type(column, "a boolean")),
        }
    }

    fn text(&self, column: usize) -> Result<&str> {
        self.opt_text(column)?.ok_or_else(|| wrong_type(column, "text"))
    }

    fn opt_text(&self, column: usize) -> Result<Option<&str>> {
        match self.value(column)? {
            ValueRef::Text(bytes) => {
                std::str::from_utf8(bytes).map(Some).map_err(|_| wrong_type(column, "text in UTF-8"))
            }
            ValueRef::Null => Ok(None),
            _ => Err(wrong_type(column, "text")),
        }
    }

    fn bytes(&self, column: usize) -> Result<&[u8]> {
        self.opt_bytes(column)?.ok_or_else(|| wrong_type(column, "bytes"))
    }

    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        match self.value(column)? {
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            ValueRef::Null => Ok(None),
            _ => Err(wrong_type(column, "bytes")),
        }
    }

    fn uuid(&self, column: usize) -> Result<[u8; 16]> {
        self.bytes(column)?.try_into().map_err(|_| wrong_type(column, "sixteen bytes"))
    }

    fn any(&self, column: usize) -> Result<Value<'_>> {
        Ok(match self.value(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Text(_) => Value::Text(self.text(column)?),
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
            ValueRef::Real(_) => return Err(wrong_type(column, "an integer, text or bytes")),
        })
    }
}

fn wrong_type(column: usize, expected: &str) -> Error {
    Error::storage(ErrorKind::Corrupt, format!("column {column} of a row does not hold {expected}"))
}
