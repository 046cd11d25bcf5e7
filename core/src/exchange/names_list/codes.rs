//! Codes that a names list brings along.

use crate::base::{JobId, Result};
use crate::codes::TypedCode;
use crate::exchange::import::fault::Fault;
use crate::repository::ReadTx;

/// Says of each code whether a row may have it.
///
/// The register stores no codes yet, so each row with one is refused. Once it does: a code of another job or
/// of another participant is refused with the row and never moved, one of this job that nobody has is bound.
///
/// # Errors
/// Of the storage.
pub(super) fn refusals(_tx: &dyn ReadTx, _job: JobId, codes: &[&TypedCode]) -> Result<Vec<Option<Fault>>> {
    let refused = || Fault::row("codes_not_stored", "codes cannot be imported yet; leave the column out");
    Ok(codes.iter().map(|_| Some(refused())).collect())
}
