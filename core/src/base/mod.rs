//! What every other part knows and that knows nobody: ids, time, money, errors, pages.

mod actor;
mod clock;
mod collation;
mod currency;
mod entity;
mod error;
mod folder;
mod id;
mod kind;
mod list;
mod money;
mod open_file;
mod page;
mod problem;
#[cfg(feature = "sql")]
mod process;
mod revision;
mod tailorings;
mod text;
mod time;
mod transliterations;
mod unicode;
mod zone;

pub use actor::Actor;
pub use clock::{Clock, IdSource, Randomness, SystemClock, SystemIds, SystemRandomness};
pub use collation::Collation;
pub use currency::Currency;
pub use entity::EntityKind;
pub use error::{Conflict, Difference, Error, Result};
pub(crate) use folder::sync_folder_of;
pub(crate) use id::Owner;
pub use id::{
    AccessCodeId, BatchId, CollectionId, CustomerId, GalleryId, JobGroupId, JobId, ParticipantId, RegisterId,
    RegistrationId,
};
pub use kind::ErrorKind;
pub use list::{Keyed, List, Sort};
pub use money::Money;
#[cfg(feature = "sqlite")]
pub(crate) use open_file::{Identity, OpenFile, has_another_log, identity};
pub(crate) use open_file::{database_of, is_open_register};
pub use page::{Cursor, Page, PageRequest, Total, TotalMode};
pub use problem::{FieldProblem, Rule};
#[cfg(feature = "sql")]
pub(crate) use process::OwnProcess;
pub use revision::Revision;
pub use text::{fold, fold_into, name_key};
pub(crate) use text::{is_invisible, is_line};
pub use time::{LeapDay, LocalDate, PartialDate, Timestamp};
pub(crate) use transliterations::in_latin;
pub(crate) use unicode::{is_mark, nfc, nfkc, nfkd};
pub use zone::Tz;
