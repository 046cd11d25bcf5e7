use crate::base::{FieldProblem, Rule, is_invisible};

use super::ParticipantDetails;

/// Checks what no single field of a participant tells: that there is a name.
pub(crate) fn check_participant(details: &ParticipantDetails) -> Vec<FieldProblem> {
    let names = [&details.given_name, &details.family_name, &details.entered_name];
    let unnamed = names.into_iter().all(|name| is_invisible(name));
    unnamed.then(|| FieldProblem::new("given_name", Rule::Identity)).into_iter().collect()
}
