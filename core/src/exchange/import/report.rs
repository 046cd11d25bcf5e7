use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::BatchId;
use crate::batches::ImportBatch;

use super::super::notice::Notice;

/// How many problems a report keeps; the error file has them all.
pub(in crate::exchange) const KEPT_PROBLEMS: usize = 1_000;

/// What became of one row; each row is in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RowOutcome {
    /// It made a customer.
    Created,
    /// It changed a customer.
    Updated,
    /// It says of a customer what is stored already.
    Unchanged,
    /// It was left out on purpose: by the policy, as a repetition, or since it is no customer or not
    /// even a record.
    Skipped,
    /// It may be about several customers, or about somebody else than the one with its e-mail or
    /// phone; nothing was guessed.
    Ambiguous,
    /// It has problems.
    Invalid,
}

/// How many rows had which outcome; the sum is the number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportCounts {
    /// Rows that made a customer.
    pub created: u64,
    /// Rows that changed one.
    pub updated: u64,
    /// Rows that say what is stored already.
    pub unchanged: u64,
    /// Rows left out on purpose.
    pub skipped: u64,
    /// Rows that may be about somebody else.
    pub ambiguous: u64,
    /// Rows with problems.
    pub invalid: u64,
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl ImportCounts {
    /// Returns the number of rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped + self.ambiguous + self.invalid
    }
}

impl ImportCounts {
    pub(in crate::exchange) fn add(&mut self, outcome: RowOutcome) {
        *match outcome {
            RowOutcome::Created => &mut self.created,
            RowOutcome::Updated => &mut self.updated,
            RowOutcome::Unchanged => &mut self.unchanged,
            RowOutcome::Skipped => &mut self.skipped,
            RowOutcome::Ambiguous => &mut self.ambiguous,
            RowOutcome::Invalid => &mut self.invalid,
        } += 1;
    }
}

impl ImportBatch {
    /// Returns how many rows had which outcome so far.
    #[must_use]
    pub fn counts(&self) -> ImportCounts {
        serde_json::from_str(&self.report).unwrap_or_default()
    }
}

/// One thing that is wrong with one row.
///
/// It shows the user's own input, so that they can correct it; keep it out of logs.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RowProblem {
    /// Number of the row; the header is row 1, empty lines do not count.
    pub row: u64,
    /// The line of the file on which the row begins.
    pub line: u64,
    /// What became of the row.
    pub outcome: RowOutcome,
    /// Stable code in snake case: that of a [`Rule`](crate::Rule), or one of `several_customers`,
    /// `other_name`, `other_row`, `exists`, `not_found`, `deleted`, `repeated`, `extra_cells`,
    /// `unclosed_quote`, `undecodable`, `header_again`, `sum`; `archived` of a row that was done all the same.
    pub code: &'static str,
    /// The heading of the column, where one column is to blame.
    pub column: Option<String>,
    /// The key of the field that is to blame, where one as a whole is: also one that no column fills, such
    /// as a required one that the file lacks.
    pub field: Option<Cow<'static, str>>,
    /// The text of that cell as it stands in the file; of a column that was cut, joined or filled by hand
    /// what it is made of.
    pub text: String,
    /// What to do about it, for people.
    pub hint: Cow<'static, str>,
}

// The text is personal data.
impl fmt::Debug for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowProblem")
            .field("row", &self.row)
            .field("outcome", &self.outcome)
            .field("code", &self.code)
            .field("column", &self.column)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ImportEnd {
    /// All rows were done.
    Finished,
    /// The caller stopped it. What was stored before stays; of a unit that was under way nothing
    /// is stored.
    Cancelled,
    /// All or nothing was asked for and some rows could not be imported, so nothing was stored; the
    /// counts say what would have been.
    RolledBack,
    /// It was a plan: nothing was stored; the counts say what would be.
    Planned,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportReport {
    /// Names the run; history carries it with every change. A run all or nothing that was not
    /// [`ImportEnd::Finished`], and a plan, has left no trace, so there is nothing to take back.
    pub batch: BatchId,
    /// How it ended.
    pub end: ImportEnd,
    /// How many rows had which outcome.
    pub counts: ImportCounts,
    /// The first 1,000 problems; as far as these leave room, also what is told of rows that were done
    /// (`archived`) or left out for another row of the file (`repeated`). In the order of the file.
    pub problems: Vec<RowProblem>,
    /// How many problems there are in all; rows that were done or left out for another have none.
    pub problem_count: u64,
    /// How many problems there are of each code; the sum is [`ImportReport::problem_count`].
    pub problem_codes: BTreeMap<String, u64>,
    /// How many rows an error file has: those with problems, but for what is no record.
    pub error_rows: u64,
    /// How many rows were done although their customer is archived, and stays so.
    pub archived: u64,
    /// How many rows were skipped because another row of the file repeats them.
    pub repeated: u64,
    /// Numbers of the first 1,000 rows whose outcome differs from the plan; none without a plan.
    pub changed_since_plan: Vec<u64>,
    /// How many sequences were not of the encoding, which was guessed or named wrong, or the file is damaged;
    /// rows with them in a column that is imported are refused.
    pub replaced: u64,
    /// What somebody should look at, as [`ImportPlan::notices`](super::ImportPlan::notices) has it; none of
    /// a run that was stopped before its first row or had ended before.
    pub notices: Vec<Notice>,
}
