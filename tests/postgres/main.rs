//! What only a server can do: processes that begin and write at once, lost connections, a server that
//! refuses, crashes, lags behind or is full.
//!
//! Where a server must be broken, the test has a cluster of its own. `KARTOTEK_FAULTS=long` tries more.

// A test that cannot go on may panic, and says how much it tried.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod conflicts;
mod encrypted;
mod indexes;
mod lists;
mod lost_connections;
mod many_writers;
mod moving;
mod opening;
mod outages;
mod proxy;
mod refusals;
mod runs;
mod studio;
mod trips;
mod without_trigrams;
