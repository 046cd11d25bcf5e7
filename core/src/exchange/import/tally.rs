use std::collections::BTreeMap;
use std::path::Path;

use crate::base::Result;
use crate::batches::RunTotals;

use super::super::convert::RowConverter;
use super::super::table::Table;
use super::decide::RowResult;
use super::error_file::ErrorFile;
use super::prepare::{PreparedRow, RowState};
use super::report::{ImportCounts, ImportEnd, KEPT_PROBLEMS, RowOutcome, RowProblem};

/// What is known of the rows that were done.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    converter: &'a RowConverter,
    errors: Option<ErrorFile>,
    planned: Option<&'a [RowOutcome]>,
    pub(super) counts: ImportCounts,
    problems: Vec<RowProblem>,
    /// What is told of rows that were done or left out for another, which leaves room for problems.
    told: Vec<RowProblem>,
    problem_codes: BTreeMap<&'static str, u64>,
    error_rows: u64,
    archived: u64,
    repeated: u64,
    pub(super) changed: Vec<u64>,
    /// The outcome of each row, where they are asked for.
    pub(super) outcomes: Option<Vec<RowOutcome>>,
}

impl<'a> Tally<'a> {
    /// Begins, and an error file where one is wanted.
    ///
    /// # Errors
    /// `Io` when the error file cannot be made.
    pub(super) fn new(
        table: &'a Table,
        converter: &'a RowConverter,
        error_file: Option<&Path>,
        planned: Option<&'a [RowOutcome]>,
        keep_outcomes: bool,
    ) -> Result<Self> {
        Ok(Self {
            converter,
            errors: error_file.map(|path| ErrorFile::create(path, table)).transpose()?,
            planned,
            counts: ImportCounts::default(),
            problems: Vec::new(),
            told: Vec::new(),
            problem_codes: BTreeMap::new(),
            error_rows: 0,
            archived: 0,
            repeated: 0,
            changed: Vec::new(),
            outcomes: keep_outcomes.then(Vec::new),
        })
    }

    /// Adds rows that are done.
    ///
    /// # Errors
    /// Of the error file.
    pub(super) fn take(&mut self, rows: &[PreparedRow], results: &[RowResult]) -> Result<()> {
        for (row, result) in rows.iter().zip(results) {
            let place = usize::try_from(self.counts.rows()).unwrap_or(usize::MAX);
            let planned = self.planned.and_then(|planned| planned.get(place));
            if planned.is_some_and(|planned| *planned != result.outcome) && self.changed.len() < KEPT_PROBLEMS
            {
                self.changed.push(row.row.number());
            }
            self.counts.add(result.outcome);
            if let Some(outcomes) = &mut self.outcomes {
                outcomes.push(result.outcome);
            }
            if result.faults.is_empty() {
                continue;
            }
            // What is done needs no correction; nor does a repetition, which would undo the row that counts.
            let is_repeated = matches!(row.state, RowState::Repeated { allowed: true, .. });
            let is_done =
                is_repeated || matches!(result.outcome, RowOutcome::Updated | RowOutcome::Unchanged);
            let kept = if is_done {
                *if is_repeated { &mut self.repeated } else { &mut self.archived } += 1;
                &mut self.told
            } else {
                result
                    .faults
                    .iter()
                    .for_each(|fault| *self.problem_codes.entry(fault.code).or_default() += 1);
                &mut self.problems
            };
            for fault in &result.faults {
                if kept.len() < KEPT_PROBLEMS {
                    kept.push(fault.problem(&row.row, &self.converter.columns, result.outcome));
                }
            }
            // What is no record cannot be corrected.
            if is_done || matches!(row.state, RowState::NotARecord(_)) {
                continue;
            }
            self.error_rows += 1;
            if let Some(errors) = &mut self.errors {
                errors.write(&row.row, &result.faults, self.converter)?;
            }
        }
        Ok(())
    }

    /// Gives away the problems that are kept, in the order of the file, and what is told of rows that were
    /// done as far as these leave room.
    pub(super) fn take_problems(&mut self) -> Vec<RowProblem> {
        let mut problems = std::mem::take(&mut self.problems);
        let room = KEPT_PROBLEMS.saturating_sub(problems.len());
        problems.extend(self.told.drain(..).take(room));
        problems.sort_by_key(|problem| problem.row);
        problems
    }

    /// Returns the counts as if these rows were done as well.
    pub(super) fn counts_with(&self, results: &[RowResult]) -> ImportCounts {
        let mut counts = self.counts;
        results.iter().for_each(|result| counts.add(result.outcome));
        counts
    }

    /// Returns what a finished run says beside its counts.
    pub(super) fn totals(&self, replaced: u64) -> RunTotals {
        let Self { error_rows, archived, repeated, .. } = *self;
        let problem_codes: BTreeMap<String, u64> =
            self.problem_codes.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
        let problem_count = problem_codes.values().sum();
        RunTotals { problem_count, problem_codes, error_rows, archived, repeated, replaced }
    }

    /// Tells whether some rows could not be imported.
    pub(super) fn has_failures(&self) -> bool {
        self.counts.invalid + self.counts.ambiguous > 0
    }

    /// Ends the error file of a run whose rows are all done and that is not noted as finished yet: a run
    /// that is noted as finished writes no rows any more.
    ///
    /// One that is to replace the imported file waits, as that file has the rows until then and the
    /// run needs it until it is finished.
    ///
    /// # Errors
    /// Of the error file.
    pub(super) fn close_before_end(&mut self) -> Result<()> {
        match &self.errors {
            Some(errors) if !errors.replaces_source() => self.close(Some(ImportEnd::Finished)),
            _ => Ok(()),
        }
    }

    /// Ends the error file; the end is nothing for an import that failed.
    ///
    /// # Errors
    /// Of the error file.
    pub(super) fn close(&mut self, end: Option<ImportEnd>) -> Result<()> {
        self.errors.take().map_or(Ok(()), |errors| errors.close(end))
    }
}
