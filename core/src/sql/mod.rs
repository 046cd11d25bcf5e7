//! One SQL for every engine: the driver that engines implement, values, rows and the migrator.
//!
//! The statements themselves stand with their aggregates, in files named `sql.rs`.

mod checks;
mod compose;
mod dialect;
mod driver;
mod known_sets;
mod list_indexes;
mod listed;
mod migrate;
mod pool;
mod records;
mod value;

pub(crate) use checks::contradictions;
pub(crate) use compose::{Composed, Owned};
pub(crate) use dialect::{Engine, render};
pub(crate) use driver::{Driver, ManyRows, Query, Row, SearchSource, Sql, SqlTx, check_rows};
pub(crate) use known_sets::{KnownSet, KnownSets, RankedSet, TagText};
pub(crate) use list_indexes::{INDEXES_LEFT_OUT, LIST_INDEXES, list_indexes};
pub(crate) use listed::{Rows, SortKey};
pub(crate) use migrate::{Migration, MigrationHost, migrate};
pub(crate) use pool::{Member, Pool, Pooled, patience};
pub(crate) use records::{Computed, OwnerColumn, RecordTable, Shape, id_bytes};
pub(crate) use value::Value;
