use crate::base::{FieldProblem, Rule};

use super::GalleryDetails;

/// Checks what no single field of a gallery tells.
pub(crate) fn check_gallery(details: &GalleryDetails) -> Vec<FieldProblem> {
    match (details.opens_at, details.closes_at) {
        (Some(from), Some(until)) if until <= from => vec![FieldProblem::new("closes_at", Rule::Order)],
        _ => Vec::new(),
    }
}
