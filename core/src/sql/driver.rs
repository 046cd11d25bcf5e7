use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::base::{CustomerId, Error, ErrorKind, Result};

use super::dialect::{Engine, render};
use super::{Composed, KnownSets, Value};

/// One statement for every engine.
///
/// Where the engines differ it has a fragment in braces (see [`render`]), which is written out once an
/// engine. It lives in a `static`, whose address is the key of the engines' statement caches.
/// Parameters are written `$1`, `$2` … in the order of their first use, which is how SQLite numbers
/// them.
#[derive(Debug)]
pub(crate) struct Sql {
    statement: Cow<'static, str>,
    #[cfg(feature = "sqlite")]
    sqlite: OnceLock<Cow<'static, str>>,
    #[cfg(feature = "postgres")]
    postgres: OnceLock<Cow<'static, str>>,
}

impl Sql {
    pub(crate) const fn new(statement: &'static str) -> Self {
        Self::of(Cow::Borrowed(statement))
    }

    /// A statement that is put together once at run time, for a `LazyLock`.
    pub(crate) const fn composed(statement: String) -> Self {
        Self::of(Cow::Owned(statement))
    }

    const fn of(statement: Cow<'static, str>) -> Self {
        Self {
            statement,
            #[cfg(feature = "sqlite")]
            sqlite: OnceLock::new(),
            #[cfg(feature = "postgres")]
            postgres: OnceLock::new(),
        }
    }

    /// Returns the statement as an engine reads it.
    pub(crate) fn text(&'static self, engine: Engine) -> &'static str {
        let rendered = match engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite => &self.sqlite,
            #[cfg(feature = "postgres")]
            Engine::Postgres => &self.postgres,
        };
        rendered.get_or_init(|| render(engine, &self.statement))
    }
}

/// A row of an answer; columns count from 0.
pub(crate) trait Row {
    fn int(&self, column: usize) -> Result<i64>;
    fn opt_int(&self, column: usize) -> Result<Option<i64>>;
    fn bool(&self, column: usize) -> Result<bool>;
    fn text(&self, column: usize) -> Result<&str>;
    fn opt_text(&self, column: usize) -> Result<Option<&str>>;
    fn bytes(&self, column: usize) -> Result<&[u8]>;
    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>>;
    fn uuid(&self, column: usize) -> Result<[u8; 16]>;
    /// Whatever stands there: [`Value::Null`], [`Value::Int`], [`Value::Text`] or [`Value::Bytes`].
    fn any(&self, column: usize) -> Result<Value<'_>>;
}

/// A query with its parameters.
pub(crate) type Query<'q> = (&'static Sql, &'q [Value<'q>]);

/// A composed statement with `{from …}` and the values of its rows.
pub(crate) struct ManyRows<'v> {
    pub(crate) sql: String,
    /// The types of a row's values.
    pub(crate) types: Vec<&'static str>,
    pub(crate) flat: Vec<Value<'v>>,
}

/// What an engine does within one transaction. It decides nothing.
pub(crate) trait Driver {
    fn engine(&self) -> Engine;

    /// Tags and groups that need not be read again in this transaction.
    fn known_sets(&self) -> Result<&KnownSets>;

    /// Forgets the known sets, also on other connections, before one is made, renamed or deleted.
    fn sets_change(&self) -> Result<()> {
        self.known_sets()?.forget();
        Ok(())
    }

    /// Runs a statement and returns how many rows it touched.
    fn execute(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<u64>;

    /// Runs a statement whose answer nobody needs. A failure shows at the latest at the commit.
    fn send(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<()> {
        self.execute(sql, parameters).map(drop)
    }

    /// Runs a query and hands over row after row.
    fn query(
        &self,
        sql: &'static Sql,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()>;

    /// Runs queries of which none needs the answer of another, and hands over row after row, with the
    /// place of its query.
    fn query_all(
        &self,
        queries: &[Query<'_>],
        each: &mut dyn FnMut(usize, &dyn Row) -> Result<()>,
    ) -> Result<()> {
        let mut queries = queries.iter().enumerate();
        queries.try_for_each(|(place, (sql, parameters))| {
            self.query(sql, parameters, &mut |row| each(place, row))
        })
    }

    /// Runs a statement with `{rows …}` or `{from …}` for each group of `columns` values. A failure shows
    /// at the latest at the commit.
    fn execute_many(&self, sql: &'static Sql, columns: usize, flat: &[Value<'_>]) -> Result<()>;

    /// Runs a composed query and hands over row after row.
    fn query_composed(&self, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<()>) -> Result<()>;

    /// Runs a composed query until `each` says that it has enough, by `false`. Meanwhile others run.
    fn query_until(&self, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<bool>) -> Result<()>;

    /// Runs composed queries to their ends and hands over row after row, with the place of its query. Rows
    /// are not gathered, and meanwhile nothing else may be asked.
    fn query_whole(
        &self,
        queries: &[Composed],
        each: &mut dyn FnMut(usize, &dyn Row) -> Result<()>,
    ) -> Result<()> {
        let mut queries = queries.iter().enumerate();
        queries.try_for_each(|(place, sql)| self.query_composed(sql, &mut |row| each(place, row)))
    }

    /// How many queries are asked together where the answer of one would make the next one cheaper.
    fn queries_at_once(&self) -> usize {
        1
    }

    /// Tells whether a list chooses its plan within its statement: to ask for sizes first would wait.
    fn plans_within(&self) -> bool {
        false
    }

    /// About how many customers there are, for the choice of a plan.
    fn customers_about(&self) -> Result<u64>;

    /// As [`Driver::execute_many`] for composed statements. Returns how many rows each touched.
    fn execute_all_composed(&self, statements: &[ManyRows<'_>]) -> Result<Vec<u64>>;

    /// Adds to counters, which begin at 0, and puts what they are then into `values`.
    fn count_on(&self, counters: &[(&'static str, i64)], values: &mut [i64]) -> Result<()> {
        static COUNT_ON: Sql = Sql::new(
            "INSERT INTO counters (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
             RETURNING value",
        );
        let calls: Vec<[Value<'_>; 2]> =
            counters.iter().map(|(name, count)| [Value::Text(name), Value::Int(*count)]).collect();
        let queries: Vec<Query<'_>> = calls.iter().map(|call| (&COUNT_ON, &call[..])).collect();
        self.query_all(&queries, &mut |place, row| {
            values[place] = row.int(0)?;
            Ok(())
        })
    }

    /// Tells that what follows in this transaction may take as long as it needs.
    fn takes_long(&self) -> Result<()> {
        Ok(())
    }

    // An engine whose indexes follow by themselves leaves the rest as it is.

    /// Tells the search index that the texts of these customers in `customer_search` are new.
    fn search_changed(&self, _customers: &[i64]) -> Result<()> {
        Ok(())
    }

    /// Tells the search index that these customers are about to be deleted.
    fn search_forgets(&self, _customers: &[i64]) -> Result<()> {
        Ok(())
    }

    /// Tells the search index that all customers are about to be deleted.
    fn search_forgets_all(&self) -> Result<()> {
        Ok(())
    }

    /// Says where the candidates of a search stand. Together the sources hold every customer whose
    /// text contains all needles, each in one source alone.
    fn search_sources(&self, _needles: &[String]) -> Result<Vec<SearchSource>> {
        Ok(vec![SearchSource::ALL])
    }

    /// Tells that many customers are about to be inserted: list indexes may be left out until
    /// [`Driver::bulk_finished`] where the register is empty.
    fn bulk_started(&self) -> Result<()> {
        Ok(())
    }

    /// Tells that most customers are about to be deleted: list indexes may be left out until
    /// [`Driver::bulk_finished`].
    fn clearing_started(&self) -> Result<()> {
        Ok(())
    }

    /// Makes again what [`Driver::bulk_started`] or [`Driver::clearing_started`] left out.
    fn bulk_finished(&self) -> Result<()> {
        Ok(())
    }
}

/// Refuses values that do not make whole rows of `columns`.
pub(crate) fn check_rows(columns: usize, flat: &[Value<'_>]) -> Result<()> {
    if columns == 0 || !flat.len().is_multiple_of(columns) {
        return Err(Error::storage(ErrorKind::Storage, "a row has too few values"));
    }
    Ok(())
}

/// A place where an engine finds candidates of a search; their texts are still to be checked.
#[derive(Debug, Clone)]
pub(crate) struct SearchSource {
    /// What stands after FROM; gives `s.customer` and `s.text`, cheaply in order of `s.customer` as
    /// long as it stays the outermost: join further tables by CROSS JOIN. Uses `$1` if `parameter`
    /// is there.
    pub(crate) from: &'static str,
    /// The query in the language of the index.
    pub(crate) parameter: Option<String>,
}

impl SearchSource {
    /// Every text.
    pub(crate) const ALL: SearchSource = SearchSource { from: "customer_search s", parameter: None };
}

/// A transaction of an engine, carrying the repository's traits.
///
/// Every aggregate implements its traits for this type in its `sql.rs`.
pub(crate) struct SqlTx<'a> {
    pub(crate) driver: &'a dyn Driver,
    /// The numbers of customers that this transaction inserted.
    pub(crate) new_numbers: RefCell<HashMap<CustomerId, i64>>,
    /// The greatest number of a customer that this transaction made a member of something.
    pub(crate) joined_up_to: Cell<i64>,
}

impl<'a> SqlTx<'a> {
    pub(crate) fn new(driver: &'a dyn Driver) -> Self {
        Self { driver, new_numbers: RefCell::default(), joined_up_to: Cell::default() }
    }

    pub(crate) fn send(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<()> {
        self.driver.send(sql, parameters)
    }

    pub(crate) fn execute(&self, sql: &'static Sql, parameters: &[Value<'_>]) -> Result<u64> {
        self.driver.execute(sql, parameters)
    }

    /// Returns what `read` makes of the first row, if there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &'static Sql,
        parameters: &[Value<'_>],
        read: impl Fn(&dyn Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.driver.query(sql, parameters, &mut |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// As [`Driver::query_all`], for one query with several lists of parameters.
    pub(crate) fn each<const N: usize>(
        &self,
        sql: &'static Sql,
        calls: &[[Value<'_>; N]],
        mut each: impl FnMut(usize, &dyn Row) -> Result<()>,
    ) -> Result<()> {
        let queries: Vec<Query<'_>> = calls.iter().map(|call| (sql, &call[..])).collect();
        self.driver.query_all(&queries, &mut each)
    }

    /// Returns what `read` makes of every row.
    pub(crate) fn all<T>(
        &self,
        sql: &'static Sql,
        parameters: &[Value<'_>],
        mut read: impl FnMut(&dyn Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.driver.query(sql, parameters, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Gives so many numbers of each counter and returns the last of them.
    pub(crate) fn count_on<const N: usize>(&self, counters: [(&'static str, i64); N]) -> Result<[i64; N]> {
        let mut last = [0; N];
        self.driver.count_on(&counters, &mut last)?;
        Ok(last)
    }

    /// Reads a counter; 0 where it was never used.
    pub(crate) fn counter(&self, counter: &'static str) -> Result<i64> {
        static COUNTER: Sql = Sql::new("SELECT value FROM counters WHERE name = $1");
        Ok(self.first(&COUNTER, &[Value::Text(counter)], |row| row.int(0))?.unwrap_or(0))
    }
}

impl std::fmt::Debug for SqlTx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SqlTx({:?})", self.driver.engine())
    }
}
