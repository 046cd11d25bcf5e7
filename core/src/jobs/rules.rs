use crate::base::{FieldProblem, Rule, is_invisible};

use super::{JobDetails, JobGroupDetails};

/// Checks what no single field of a job tells.
pub(crate) fn check_job(details: &JobDetails) -> Vec<FieldProblem> {
    let mut problems = named("title", &details.title);
    if !details.shoot_dates.is_sorted_by(|a, b| a < b) {
        problems.push(FieldProblem::new("shoot_dates", Rule::Order));
    }
    if let (Some(from), Some(until)) = (details.publish_from, details.publish_until)
        && until <= from
    {
        problems.push(FieldProblem::new("publish_until", Rule::Order));
    }
    problems
}

/// Checks what no single field of a group tells.
pub(crate) fn check_group(details: &JobGroupDetails) -> Vec<FieldProblem> {
    named("name", &details.name)
}

fn named(field: &'static str, text: &str) -> Vec<FieldProblem> {
    let unnamed = is_invisible(text);
    unnamed.then(|| FieldProblem::new(field, Rule::Required)).into_iter().collect()
}
