//! The SQLite backend: one register, one file.

mod backup;
mod bulk;
mod connection;
mod driver;
mod error;
mod migrate;
mod options;
mod own_file;
mod readers;
mod repository;
#[cfg(test)]
mod tests;
mod transaction;
mod trigram_index;
mod trigrams;
mod verify;
mod writer;

pub use options::{Durability, SqliteOptions};
pub use repository::SqliteRepository;
