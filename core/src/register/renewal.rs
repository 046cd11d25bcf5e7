//! Sort keys made anew, after the register got another language or newer collation data.

use crate::base::{Collation, JobId, Keyed, List, Result, Sort};
use crate::customers::{Archived, CustomerFilter, CustomerList, CustomerQuery, customer_keys};
use crate::jobs::JobFilter;
use crate::participants::ParticipantFilter;
use crate::registrations::RegistrationFilter;
use crate::repository::ReadTx;

use super::Unit;
use super::kept::Kept;

/// How many records are renewed at a time.
const RENEWED_AT_ONCE: usize = 1_000;

/// Makes all stored sort keys anew.
pub(super) fn renew_keys(unit: &mut Unit<'_>, collation: &Collation) -> Result<()> {
    renew_customers(unit, collation)?;
    if !unit.offers_jobs() {
        return Ok(());
    }
    let (filter, mut groups) = (JobFilter::default(), Vec::new());
    renew_each(unit, collation, &filter, "created_at", |tx, list| {
        let jobs = tx.list_jobs(list)?;
        groups.extend(jobs.iter().map(|job| job.record.id));
        Ok(jobs)
    })?;
    groups.iter().try_for_each(|job| renew_groups(unit, collation, *job))?;
    renew_each(unit, collation, &ParticipantFilter::default(), "created_at", |tx, list| {
        tx.list_participants(list)
    })?;
    renew_each(unit, collation, &RegistrationFilter::default(), "registered_at", |tx, list| {
        tx.list_registrations(list)
    })
}

fn renew_groups(unit: &mut Unit<'_>, collation: &Collation, job: JobId) -> Result<()> {
    let groups = unit.tx.groups_of_job(job)?;
    renew(unit, collation, groups.into_iter())
}

/// Renews the records of a list that is sorted by what does not change.
fn renew_each<R: Kept, F>(
    unit: &mut Unit<'_>,
    collation: &Collation,
    filter: &F,
    sort: &'static str,
    mut list: impl FnMut(&dyn ReadTx, &List<'_, F>) -> Result<Vec<Keyed<R>>>,
) -> Result<()> {
    let (sort, mut after) = (Sort::by(sort), None);
    loop {
        let asked = List { filter, sort: &sort, after: after.take(), limit: RENEWED_AT_ONCE };
        let found = list(&*unit.tx, &asked)?;
        let count = found.len();
        after = found.last().map(|last| (last.sort_key.clone(), last.record.stamp().id));
        renew(unit, collation, found.into_iter().map(|keyed| keyed.record))?;
        if count < RENEWED_AT_ONCE {
            return Ok(());
        }
    }
}

fn renew<R: Kept>(
    unit: &mut Unit<'_>,
    collation: &Collation,
    records: impl Iterator<Item = R>,
) -> Result<()> {
    let keyed = |record: R| Keyed { sort_key: collation.key(&record.sort_text()), record };
    R::replace(unit.tx, &records.map(keyed).collect::<Vec<_>>())
}

fn renew_customers(unit: &mut Unit<'_>, collation: &Collation) -> Result<()> {
    let filter = CustomerFilter::default();
    let mut after = None;
    loop {
        let list = CustomerList {
            query: CustomerQuery {
                search: None,
                conditions: &filter.conditions,
                in_sets: Vec::new(),
                not_in_sets: Vec::new(),
                archived: Archived::Include,
                ids: None,
                collation,
            },
            sort: &Sort::Number,
            after: after.take(),
            limit: RENEWED_AT_ONCE,
        };
        let rows = unit.tx.list_customers(&list)?;
        let keys: Vec<_> = rows
            .iter()
            .map(|row| (row.customer.number, customer_keys(&row.customer.profile, collation)))
            .collect();
        if !keys.is_empty() {
            unit.tx.put_customer_keys(&keys)?;
        }
        match rows.last() {
            Some(last) if rows.len() == RENEWED_AT_ONCE => {
                after = Some((last.sort_key.clone(), last.customer.id));
            }
            _ => return Ok(()),
        }
    }
}
