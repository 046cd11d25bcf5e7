//! An embeddable customer register: all that a photo studio, a salon or a web shop knows about its
//! customers, in one file, behind one typed API.
//!
//! Begin with [`Register::open`]; its handles group what can be done:
//!
//! - [`Register::customers`]: create, read, update, delete, list, search, export;
//! - [`Register::tags`], [`Register::contact_groups`], [`Register::customer_groups`]: sets of customers;
//! - [`Register::jobs`], [`Register::job_groups`], [`Register::galleries`], [`Register::participants`],
//!   [`Register::registrations`]: photo jobs, who is pictured, who registered;
//! - [`Register::history`]: who changed what, the change feed.
//!
//! ```
//! use kartotek::{CustomerDraft, CustomerFilter, Register, Sort};
//!
//! let register = Register::in_memory()?;
//! register.customers().create(CustomerDraft::person("Anna", "García").with_email("anna@example.com"))?;
//! for customer in register.customers().all(&CustomerFilter::default(), &Sort::FamilyName) {
//!     assert_eq!(customer?.profile.display_name(), "Anna García");
//! }
//! # Ok::<(), kartotek::Error>(())
//! ```
//!
//! Every call is one transaction. Everything that fails gives one [`Error`] with an [`ErrorKind`] to
//! switch on, and leaves the register as it was. No error, no `Debug` output and no log holds personal
//! data beyond ids.
//!
//! A host may keep the data elsewhere: see [`Repository`].
//!
//! # Features
//!
//! - `sqlite` (default): the SQLite backend.
//! - `xlsx` (default): workbooks in and out.
//! - `fast-phones` (default): phone numbers are understood ten times as fast, for half a megabyte.
//! - `pdf`: cards with QR codes as sheets to print.
//! - `postgres`: the PostgreSQL backend; `postgres-tls`: it with encrypted connections.
//! - `uniffi`: what the packages for Kotlin and Swift need of it.
//! - `testing`: a manual clock, foreseeable ids, a faulty repository and the conformance suite.

mod base;
mod batches;
mod cards;
mod catalogue;
mod codes;
mod collections;
#[cfg(feature = "uniffi")]
mod cross;
mod customers;
mod dependents;
mod dump;
pub mod exchange;
mod galleries;
mod history;
mod idempotency;
mod jobs;
mod mappings;
mod participants;
#[cfg(feature = "postgres")]
mod postgres;
mod register;
mod registrations;
mod repository;
mod settings;
#[cfg(feature = "sql")]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tags;
#[cfg(test)]
mod test_data;
#[cfg(feature = "testing")]
pub mod testing;

pub use base::*;
pub use batches::*;
pub use cards::*;
pub use catalogue::*;
pub use codes::*;
pub use collections::*;
#[cfg(feature = "uniffi")]
pub use cross::*;
pub use customers::*;
pub use dependents::*;
pub use dump::*;
pub use exchange::{
    CsvOptions, CsvProfile, CustomerRows, ExistingFile, ExportFormat, ExportOptions, ExportSummary, Headings,
    Import, ImportCounts, ImportEnd, ImportPlan, ImportProgress, ImportReport, ImportStep, Matching, Move,
    Moves, NamesImport, NamesPlan, NamesReport, NamesTarget, RegisterExport, Repeats, RowOutcome, RowProblem,
    Source, Target, UndoProgress, UndoReport, Undone, Units,
};
pub use galleries::*;
pub use history::*;
pub use idempotency::*;
pub use jobs::*;
pub use mappings::*;
pub use participants::*;
#[cfg(feature = "postgres")]
pub use postgres::*;
pub use register::*;
pub use registrations::*;
pub use repository::*;
pub use settings::*;
#[cfg(feature = "sqlite")]
pub use sqlite::*;
pub use tags::*;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

/// The guide and the README, whose examples run as tests.
#[cfg(doctest)]
mod guide {
    macro_rules! chapters {
        ($($(#[$attribute:meta])* $name:ident $path:literal;)+) => {$(
            $(#[$attribute])*
            #[doc = include_str!($path)]
            mod $name {}
        )+};
    }

    chapters! {
        readme "../../README.md";
        open "../docs/guide/1-open.md";
        customers "../docs/guide/2-customers.md";
        lists "../docs/guide/3-lists-and-search.md";
        tags_and_groups "../docs/guide/4-tags-and-groups.md";
        import "../docs/guide/5-import.md";
        export "../docs/guide/6-export.md";
        history "../docs/guide/7-history.md";
        own_backend "../docs/guide/8-own-backend.md";
        #[cfg(feature = "postgres")]
        postgresql "../docs/guide/9-postgresql.md";
        photo_jobs "../docs/guide/10-photo-jobs.md";
        codes_and_cards "../docs/guide/11-codes-and-cards.md";
        names_lists "../docs/guide/12-names-lists.md";
    }
}
