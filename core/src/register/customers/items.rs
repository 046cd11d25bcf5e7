//! What an answered call keeps of the customers that it gave, and how they are read anew.

use crate::base::{CustomerId, Result};
use crate::customers::Customer;
use crate::register::idempotency::{noted, read_noted};
use crate::register::{Unit, history};
use crate::repository::ReadTx;

use super::find::get;

/// Splits the errors of one item of a bulk call from those that end the call.
pub(super) fn item<T>(result: Result<T>) -> Result<Result<T>> {
    match result {
        Err(error) if error.is_of_item() => Ok(Err(error)),
        Err(error) => Err(error),
        Ok(value) => Ok(Ok(value)),
    }
}

/// The id and the revision that a call gave.
pub(super) fn note(customer: &Customer) -> String {
    noted(customer.id, customer.revision)
}

/// Reads the record of a call anew, as it was at the revision that the call gave.
///
/// # Errors
/// `NotFound` when it was deleted since.
pub(super) fn recall(tx: &dyn ReadTx, note: &str) -> Result<Customer> {
    let (id, revision) = read_noted(note)?;
    history::at_revision(tx, get(tx, CustomerId::from_bytes(id))?, revision)
}

/// What the items of a bulk call gave, one a line; an empty line where one failed.
pub(super) fn note_items<T>(items: &[Result<T>], note: impl Fn(&T) -> String) -> String {
    items.iter().map(|item| item.as_ref().map_or_else(|_| String::new(), &note) + "\n").collect()
}

/// Gives the items of a bulk call again: one that succeeded as `recall` says of its line, which stays
/// whatever became of the record; one that failed stored nothing and is tried anew.
pub(super) fn recall_items<T>(
    unit: &mut Unit<'_>,
    lines: &mut String,
    note: impl Fn(&T) -> String,
    recall: impl Fn(&dyn ReadTx, &str) -> Result<T>,
    mut again: impl FnMut(&mut Unit<'_>, usize) -> Result<T>,
) -> Result<Vec<Result<T>>> {
    let mut noted = String::with_capacity(lines.len());
    let mut items = Vec::new();
    for (index, line) in lines.lines().enumerate() {
        let given = if line.is_empty() { again(unit, index) } else { recall(&*unit.tx, line) };
        let given = item(given)?;
        match &given {
            Ok(value) if line.is_empty() => noted.push_str(&note(value)),
            _ => noted.push_str(line),
        }
        noted.push('\n');
        items.push(given);
    }
    *lines = noted;
    Ok(items)
}
