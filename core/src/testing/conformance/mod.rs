//! The conformance suite: the documentation of the repository's traits as checks that any backend
//! can run.
//!
//! A backend's tests name one factory and get a test for each check:
//!
//! ```
//! use std::sync::Arc;
//! use kartotek::{Repository, Result, SqliteRepository};
//!
//! fn new_store() -> Result<Arc<dyn Repository>> {
//!     Ok(Arc::new(SqliteRepository::in_memory()?))
//! }
//! kartotek::conformance_tests!(new_store);
//! # fn main() {}
//! ```
//!
//! A check that needs what the backend's capabilities do not claim is left out, except that the
//! backend must then answer `Unsupported`.

mod batches;
mod codes;
mod collections;
mod copies;
mod customers;
mod dependents;
mod expect;
mod fixture;
mod galleries;
mod gallery_tags;
mod history;
mod idempotency;
mod jobs;
mod lists;
mod mappings;
mod matching;
mod participants;
mod records;
mod registrations;
mod school;
mod search;
mod settings;
mod suite;
mod units;

use std::sync::Arc;

use crate::base::Result;
use crate::repository::Repository;

pub use expect::{Checked, Failure};
#[doc(hidden)]
pub use suite::assert_check;
pub use suite::{CHECKS, Check, Outcome, Report, conformance};

/// Makes a new, empty store at each call.
pub type Factory<'f> = &'f dyn Fn() -> Result<Arc<dyn Repository>>;
