//! The native module of the Python package `kartotek`: it converts, calls the core, converts back.

mod address;
mod choice;
mod collections;
mod cross;
mod customers;
mod errors;
mod history;
mod imports;
mod lists;
mod money;
mod record;
mod register;
mod settings;
mod values;

#[pyo3::pymodule(gil_used = false)]
mod _kartotek {
    #[pymodule_export]
    use crate::choice::_choices;
    #[pymodule_export]
    use crate::collections::{Collection, ContactGroups, CustomerGroups, TagPreview, Tags};
    #[pymodule_export]
    use crate::customers::{
        Address, CollectionRef, Customer, CustomerDraft, CustomerFilter, CustomerProfile, Customers, Email,
        ExternalId, Phone, Test,
    };
    #[pymodule_export]
    use crate::errors::_error_kinds;
    #[pymodule_export]
    use crate::history::{CustomerChange, History, HistoryEntry, ImportBatch};
    #[pymodule_export]
    use crate::imports::{ImportCounts, ImportProgress, ImportReport, RowProblem, UndoReport};
    #[pymodule_export]
    use crate::lists::Walk;
    #[pymodule_export]
    use crate::money::Money;
    #[pymodule_export]
    use crate::register::{Register, connect, in_memory, open};
    #[pymodule_export]
    use crate::settings::RegisterSettings;

    /// The version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// Whether this is a build without optimisations.
    #[pymodule_export]
    const IS_DEBUG: bool = cfg!(debug_assertions);
}
