//! Imports: what is read ([`source`]), what the caller chose ([`options`]), the file as it is understood ([`file`]),
//! the run and its progress ([`run`], [`progress`]), the plan and the report, and the taking back.

mod file;
mod methods;
mod options;
mod plan;
mod progress;
mod report;
mod run;
mod source;
mod undo;

pub(crate) use file::{ImportColumn, ImportFile};
pub(crate) use methods::SavedMapping;
pub(crate) use options::Between;
pub(crate) use plan::ImportPlan;
pub(crate) use progress::{ImportProgress, Listener, Progress, Told, told};
pub(crate) use report::{ImportCounts, ImportReport, RowProblem};
pub(crate) use source::Rows;
pub(crate) use undo::UndoReport;
