//! Access codes: the secrets on cards and in links, what is stored in their place, their states, and the
//! brake on guessing (SPEC B6).

mod base32;
mod check;
mod link;
mod model;
mod options;
mod presented;
mod repository;
mod rules;
mod seal;
mod secrets;
#[cfg(feature = "sql")]
mod sql;
mod stored;
mod throttle;
mod token;
mod typed;

pub use link::LinkBase;
pub use model::{AccessCode, CodeChange, CodeState, ResolveOutcome, Successor};
pub use options::CodeOptions;
pub use presented::PresentedCode;
pub use repository::{CodeRead, CodeWrite};
pub use rules::{Grant, Resolution, default_expiry};
pub use seal::SealedSecrets;
pub use secrets::{CardSecrets, CodeDigest, CodeStorage, Pepper, RecoveryKey};
pub use stored::{CodeAttempt, IssuedCode, Resolved, StoredCode};
pub use throttle::{FailureLimit, Network, Throttle, ThrottlePolicy, Verdict};
pub use token::LinkToken;
pub use typed::TypedCode;
