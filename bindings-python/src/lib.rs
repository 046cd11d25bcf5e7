//! The native module of the Python package `kartotek`: it converts, calls the core, converts back.

mod address;
mod arguments;
mod arrow;
mod batch;
mod choice;
mod codes;
mod collections;
mod cross;
mod customers;
mod errors;
mod fields;
mod history;
mod imports;
mod jobs;
mod lists;
mod money;
mod numbers;
mod record;
mod register;
mod settings;
mod values;
mod whole;

#[pyo3::pymodule(gil_used = false)]
mod _kartotek {
    #[pymodule_export]
    use crate::arrow::ArrowTable;
    #[pymodule_export]
    use crate::batch::WriteBatch;
    #[pymodule_export]
    use crate::choice::_choices;
    #[pymodule_export]
    use crate::codes::{
        AccessCode, Card, CardSecrets, CardSheets, CodeAttempt, CodeOptions, Codes, FailureLimit, IssuedCode,
        LinkBase, LinkToken, Pepper, QrSymbol, RecoveryKey, Resolved, SecondPart, StoredCode, Successor,
        ThrottlePolicy, TypedCode,
    };
    #[pymodule_export]
    use crate::collections::{Collection, ContactGroups, CustomerGroups, TagPreview, Tags};
    #[pymodule_export]
    use crate::customers::{
        Address, CollectionRef, Customer, CustomerDraft, CustomerFilter, CustomerProfile, Customers, Email,
        ExternalId, Phone, Test, Tombstone,
    };
    #[pymodule_export]
    use crate::errors::_error_kinds;
    #[pymodule_export]
    use crate::fields::{Field, fields};
    #[pymodule_export]
    use crate::history::{CustomerChange, History, HistoryEntry, ImportBatch};
    #[pymodule_export]
    use crate::imports::{
        ImportColumn, ImportCounts, ImportFile, ImportPlan, ImportProgress, ImportReport, RowProblem,
        SavedMapping, UndoReport,
    };
    #[pymodule_export]
    use crate::jobs::{
        _register_columns, Claim, ClaimBy, Dependent, Galleries, Gallery, GalleryDetails, Job, JobDetails,
        JobFilter, JobGroup, JobGroupDetails, JobGroups, Jobs, Move, NamesColumn, NamesReport, Participant,
        ParticipantDetails, ParticipantFilter, ParticipantLink, Participants, PhotoConsent, RegisterColumn,
        RegisteredCustomer, RegisteredParticipant, Registration, RegistrationDetails, RegistrationFilter,
        RegistrationForm, Registrations,
    };
    #[pymodule_export]
    use crate::lists::Walk;
    #[pymodule_export]
    use crate::money::Money;
    #[pymodule_export]
    use crate::register::{Register, connect, in_memory, open};
    #[pymodule_export]
    use crate::settings::{FieldPolicy, RegisterSettings, SocialTitle};

    /// The version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// Whether this is a build without optimisations.
    #[pymodule_export]
    const IS_DEBUG: bool = cfg!(debug_assertions);
}
