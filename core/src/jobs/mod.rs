//! Photo jobs and their groups: what a photographer is asked to do, and the classes or teams in it.

mod fields;
mod model;
mod repository;
mod rules;
#[cfg(feature = "sql")]
mod sql;

pub use fields::{JOB_FIELDS, JOB_GROUP_FIELDS, JobField, JobGroupField};
pub use model::{Job, JobDetails, JobGroup, JobGroupDetails, JobStatus};
pub use repository::{JobFilter, JobRead, JobWrite};
pub(crate) use rules::{check_group, check_job};
#[cfg(feature = "sql")]
pub(crate) use sql::GROUPS;
