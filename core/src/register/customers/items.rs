//! Results of the single items of a bulk call.

use crate::base::Result;
use crate::customers::Customer;
use crate::register::Unit;

use super::find::get;

/// Splits the errors of one item of a bulk call from those that end the call.
pub(super) fn item<T>(result: Result<T>) -> Result<Result<T>> {
    match result {
        Err(error) if error.is_of_item() => Ok(Err(error)),
        Err(error) => Err(error),
        Ok(value) => Ok(Ok(value)),
    }
}

/// The ids that a bulk call gave, one a line; an empty line where an item failed.
pub(super) fn note_items(items: &[Result<Customer>]) -> String {
    let ids = items.iter().map(|item| item.as_ref().map_or_else(|_| String::new(), |c| c.id.to_string()));
    ids.map(|id| id + "\n").collect()
}

/// Reads the records of a bulk call anew; what failed stored nothing and is tried again.
pub(super) fn recall_items(
    unit: &mut Unit<'_>,
    result: &str,
    mut again: impl FnMut(&mut Unit<'_>, usize) -> Result<Customer>,
) -> Result<Vec<Result<Customer>>> {
    let lines = result.lines().enumerate();
    lines
        .map(
            |(index, id)| {
                if id.is_empty() { item(again(unit, index)) } else { item(get(&*unit.tx, id.parse()?)) }
            },
        )
        .collect()
}
