//! Calls of the customers' registers of jobs and groups, and their exports, byte for byte.

use std::ops::ControlFlow;

use kartotek::{ExistingFile, JobGroupId, JobId, RegisterExport, RegisterQuery, RegistrationFilter, TotalOf};

use super::exports::{file, format, headings};
use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::records::{order, page, registration_filter};
use crate::written::debug;

pub(super) const METHODS: &[Method] = &[
    method("jobs.customers", 8, of_job::customers),
    method("jobs.all_customers", 2, of_job::all_customers),
    method("jobs.count_customers", 2, of_job::count_customers),
    method("jobs.export_customers", 4, of_job::export_customers),
    method("jobs.export_customers_with", 2, of_job::export_customers_with),
    method("job_groups.customers", 6, of_group::customers),
    method("job_groups.all_customers", 2, of_group::all_customers),
    method("job_groups.count_customers", 2, of_group::count_customers),
    method("job_groups.export_customers", 3, of_group::export_customers),
    method("job_groups.export_customers_with", 2, of_group::export_customers_with),
];

fn query(dice: &Dice<'_>) -> RegisterQuery {
    let mut sort = order(dice, &RegistrationFilter::SORTS);
    if dice.once_in(4) {
        sort = RegisterQuery::default().sort;
    }
    let filter = if dice.once_in(2) { registration_filter(dice) } else { RegistrationFilter::default() };
    RegisterQuery { filter, sort, total: dice.pick(&[TotalOf::Group, TotalOf::Job, TotalOf::Lifetime]) }
}

macro_rules! registers {
    ($module:ident, $handle:ident, $id:ident, $pick:ident, $name:literal) => {
        mod $module {
            use super::*;

            fn asked(dice: &Dice<'_>) -> ($id, RegisterQuery, String) {
                let (id, query) = (dice.$pick(), query(dice));
                let text = format!("{id}, {query:?}");
                (id, query, text)
            }

            pub(super) fn customers(dice: &Dice<'_>) -> Operation {
                let (id, query, text) = asked(dice);
                page(dice, $name, text, move |register, request| {
                    register.$handle().customers(id, &query, request)
                })
            }

            pub(super) fn all_customers(dice: &Dice<'_>) -> Operation {
                let (id, query, text) = asked(dice);
                Operation::new(text, move |register| {
                    Ok(register.$handle().all_customers(id, &query).collect::<Vec<_>>())
                })
            }

            pub(super) fn count_customers(dice: &Dice<'_>) -> Operation {
                let (id, query, text) = asked(dice);
                Operation::new(text, move |register| register.$handle().count_customers(id, &query))
            }

            fn exported(dice: &Dice<'_>) -> ($id, RegisterExport, String) {
                let (id, query, _) = asked(dice);
                let (headings, format) = (headings(dice), format(dice));
                let export = RegisterExport { query, headings, format, existing: ExistingFile::default() };
                let text = format!("{id}, {}", debug(&export));
                (id, export, text)
            }

            pub(super) fn export_customers_with(dice: &Dice<'_>) -> Operation {
                let ((id, export, text), stops) = (exported(dice), dice.once_in(3));
                Operation::new(format!("{text}, {stops}"), move |register| {
                    let folder = tempfile::tempdir()?;
                    let path = folder.path().join("register");
                    let mut seen = Vec::new();
                    let summary = register.$handle().export_customers_with(id, &path, &export, &mut |rows| {
                        seen.push(rows);
                        if stops { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                    });
                    Ok(((summary, file(&path)), seen))
                })
            }

            pub(super) fn export_customers(dice: &Dice<'_>) -> Operation {
                let (id, export, text) = exported(dice);
                Operation::new(text, move |register| {
                    let folder = tempfile::tempdir()?;
                    let path = folder.path().join("register");
                    let summary = register.$handle().export_customers(id, &path, &export);
                    Ok((summary, file(&path)))
                })
            }
        }
    };
}

registers!(of_job, jobs, JobId, job, "jobs.customers");
registers!(of_group, job_groups, JobGroupId, group, "job_groups.customers");
