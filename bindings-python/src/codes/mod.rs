//! Access codes: the secrets on cards, the codes as they are stored, and what can be done with them; the cards.

mod cards;
mod handle;
mod records;
mod secrets;

pub(crate) use cards::{Card, CardSheets, LinkBase, QrSymbol, SecondPart};
pub(crate) use handle::Codes;
pub(crate) use records::{
    AccessCode, CardSecrets, CodeAttempt, FailureLimit, IssuedCode, Resolved, StoredCode, Successor,
    ThrottlePolicy,
};
pub(crate) use secrets::{CodeOptions, LinkToken, Pepper, RecoveryKey, TypedCode};
