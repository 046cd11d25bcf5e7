//! The PostgreSQL backend: one register, one schema.

mod bulk;
mod connection;
mod driver;
mod error;
mod migrate;
mod options;
mod repository;
mod row;
mod search;
mod server;
mod streams;
mod tls;
mod transaction;
mod turn;
mod value;

pub use options::PostgresOptions;
pub use repository::PostgresRepository;
