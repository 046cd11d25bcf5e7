//! Sort keys made anew, after the register got another language or newer collation data.

use crate::base::{Collation, Keyed, List, Result, Sort};
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
    renew_each(
        unit,
        collation,
        &JobFilter::default(),
        |tx, list| tx.list_jobs(list),
        |unit, jobs| {
            let groups = unit.tx.groups_of_jobs(&jobs.iter().map(|job| job.id).collect::<Vec<_>>())?;
            groups.chunks(RENEWED_AT_ONCE).try_for_each(|some| renew(unit, collation, some))
        },
    )?;
    renew_each(
        unit,
        collation,
        &ParticipantFilter::default(),
        |tx, list| tx.list_participants(list),
        no_parts,
    )?;
    renew_each(
        unit,
        collation,
        &RegistrationFilter::default(),
        |tx, list| tx.list_registrations(list),
        no_parts,
    )
}

/// Renews the records of a list, and what belongs to them. Their ids lead, which stay and have an index.
fn renew_each<R: Kept, F>(
    unit: &mut Unit<'_>,
    collation: &Collation,
    filter: &F,
    list: impl Fn(&dyn ReadTx, &List<'_, F>) -> Result<Vec<Keyed<R>>>,
    parts: impl Fn(&mut Unit<'_>, &[R]) -> Result<()>,
) -> Result<()> {
    let (sort, mut after) = (Sort::by(Sort::ID), None);
    loop {
        let asked = List { filter, sort: &sort, after: after.take(), limit: RENEWED_AT_ONCE };
        let found = list(&*unit.tx, &asked)?;
        after = found.last().map(|last| (last.sort_key.clone(), last.record.stamp().id));
        let found: Vec<R> = found.into_iter().map(|keyed| keyed.record).collect();
        renew(unit, collation, &found)?;
        parts(unit, &found)?;
        if found.len() < RENEWED_AT_ONCE {
            return Ok(());
        }
    }
}

fn no_parts<R>(_unit: &mut Unit<'_>, _records: &[R]) -> Result<()> {
    Ok(())
}

fn renew<R: Kept>(unit: &mut Unit<'_>, collation: &Collation, records: &[R]) -> Result<()> {
    let keyed = |record: &R| Keyed { sort_key: collation.key(&record.sort_text()), record: record.clone() };
    R::replace(unit.tx, &records.iter().map(keyed).collect::<Vec<_>>())
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
