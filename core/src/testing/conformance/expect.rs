use std::any::Any;
use std::fmt::{self, Debug};
use std::panic::Location;

use crate::base::{Error, ErrorKind, Result};
use crate::customers::Customer;

/// What a check comes to.
pub type Checked = Result<(), Failure>;

/// Says in what a backend does not do as the traits say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    pub(super) fn of_panic(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self(format!("panicked: {}", text.unwrap_or("without a text")))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(format!("a call failed with {}: {error}", error.kind()))
    }
}

/// Demands that two values are equal.
#[track_caller]
pub(super) fn same<T: PartialEq + Debug>(found: T, expected: T, what: &str) -> Checked {
    if found == expected {
        return Ok(());
    }
    fail(format!("{what}: found {found:?}, expected {expected:?}"))
}

/// Demands that something is so.
#[track_caller]
pub(super) fn holds(condition: bool, what: impl fmt::Display) -> Checked {
    if condition { Ok(()) } else { fail(format!("not so: {what}")) }
}

/// Demands that a call fails with a kind of error.
#[track_caller]
pub(super) fn fails<T>(result: Result<T>, kind: ErrorKind, what: &str) -> Checked {
    match result {
        Err(error) if error.kind() == kind => Ok(()),
        Err(error) => fail(format!("{what}: failed with {} ({error}), expected {kind}", error.kind())),
        Ok(_) => fail(format!("{what}: succeeded, expected {kind}")),
    }
}

/// Demands the same customers in the same order, and names the first difference.
#[track_caller]
pub(super) fn same_customers(found: &[Customer], expected: &[Customer], what: &str) -> Checked {
    for (place, pair) in found.iter().zip(expected).enumerate() {
        let (found, expected) = pair;
        if found.id != expected.id {
            return fail(format!("{what}: place {place} holds {}, expected {}", found.id, expected.id));
        }
        let changes = found.profile.changes_from(&expected.profile);
        if let Some(change) = changes.first() {
            let (old, new) = (change.old.to_text(), change.new.to_text());
            return fail(format!("{what}: {} is {new:?}, expected {old:?}", change.field));
        }
        if found != expected {
            return fail(format!("{what}: place {place}: found {found:?}, expected {expected:?}"));
        }
    }
    same(found.len(), expected.len(), what)
}

#[track_caller]
pub(super) fn fail(message: String) -> Checked {
    let place = Location::caller();
    Err(Failure(format!("{message} ({}:{})", place.file(), place.line())))
}
