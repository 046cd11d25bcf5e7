//! What must hold between the tables of a register, on whatever engine.

use std::sync::LazyLock;

use crate::base::{ErrorKind, GalleryId, JobGroupId, JobId, ParticipantId, RegistrationId, Result};
use crate::customers::{customers_by_numbers, wrong_further};
use crate::galleries::GalleryRead as _;
use crate::history::HistoryRead as _;
use crate::jobs::JobRead as _;
use crate::participants::ParticipantRead as _;
use crate::registrations::RegistrationRead as _;

use super::{Sql, SqlTx, Value};

/// So many rows are read at once.
const PAGE: u32 = 500;

/// Each statement counts what contradicts it.
static CHECKS: [(&str, Sql); 18] = [
    (
        "customers more or fewer than their kept count says",
        Sql::new(
            "SELECT abs((SELECT count(*) FROM customers)
                 - (SELECT coalesce(max(value), 0) FROM counters WHERE name = 'customer_count'))",
        ),
    ),
    (
        "customers with a number that was not given yet",
        Sql::new(
            "SELECT count(*) FROM customers
             WHERE number > (SELECT coalesce(max(value), 0) FROM counters WHERE name = 'customer_number')",
        ),
    ),
    (
        "customers without a text for search",
        Sql::new(
            "SELECT count(*) FROM customers
             WHERE NOT EXISTS (SELECT 1 FROM customer_search s WHERE s.customer = customers.number)",
        ),
    ),
    (
        "texts for search that do not begin and end with a blank",
        Sql::new(
            "SELECT count(*) FROM customer_search WHERE text NOT LIKE ' % ' AND text <> ' ' AND text <> ''",
        ),
    ),
    (
        "sets with more or fewer members than their kept size says",
        Sql::new(
            "SELECT count(*) FROM (
                 SELECT collection, entity_kind, size, 0 AS members FROM collection_sizes
                 UNION ALL
                 SELECT collection, entity_kind, 0, 1 FROM collection_members
                 UNION ALL
                 SELECT default_group, 1, 0, 1 FROM customers) s
             GROUP BY collection, entity_kind HAVING sum(size) <> sum(members)",
        ),
    ),
    (
        "members that do not exist",
        Sql::new(
            "SELECT count(*) FROM collection_members m
             WHERE NOT (m.entity_kind = 1 AND EXISTS (SELECT 1 FROM customers c WHERE c.number = m.entity))
                 AND NOT (m.entity_kind = 10 AND EXISTS (SELECT 1 FROM galleries g WHERE g.key = m.entity))",
        ),
    ),
    (
        "persons of a shared login that is none",
        Sql::new(
            "SELECT count(*) FROM customers p WHERE p.shared_login IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = p.shared_login AND c.kind = 'shared_login')",
        ),
    ),
    (
        "units of work whose changes are not the ones they name",
        Sql::new(
            "SELECT count(*) FROM change_sets s WHERE s.last_seq - s.first_seq + 1 <>
                 (SELECT count(*) FROM changes c
                  WHERE c.seq BETWEEN s.first_seq AND s.last_seq AND c.change_set = s.key)",
        ),
    ),
    (
        "changes more or fewer than the units of work name, or above the last number given",
        Sql::new(
            "SELECT abs((SELECT count(*) FROM changes)
                     - (SELECT CAST(coalesce(sum(last_seq - first_seq + 1), 0) AS BIGINT) FROM change_sets))
                 + (SELECT count(*) FROM changes WHERE seq >
                     (SELECT coalesce(max(value), 0) FROM counters WHERE name = 'change_seq'))",
        ),
    ),
    (
        "access codes whose state and participant contradict each other",
        // Blank, or bound, active and suspended.
        Sql::new(
            "SELECT count(*) FROM access_codes
             WHERE (state = 1 AND participant IS NOT NULL) OR (state IN (2, 3, 4) AND participant IS NULL)",
        ),
    ),
    (
        "customers that have a tombstone",
        Sql::new(
            "SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM tombstones t WHERE t.id = c.id)",
        ),
    ),
    (
        "records of photo jobs that have a tombstone",
        Sql::new(
            "SELECT count(*) FROM (
                 SELECT id FROM jobs UNION ALL SELECT id FROM job_groups UNION ALL SELECT id FROM galleries
                 UNION ALL SELECT id FROM participants UNION ALL SELECT id FROM registrations) r
             WHERE EXISTS (SELECT 1 FROM tombstones t WHERE t.id = r.id)",
        ),
    ),
    (
        "records of photo jobs with a key that was not given yet",
        Sql::new(
            "SELECT count(*) FROM (
                 SELECT 'job_key' AS name, max(key) AS last FROM jobs
                 UNION ALL SELECT 'job_group_key', max(key) FROM job_groups
                 UNION ALL SELECT 'gallery_key', max(key) FROM galleries
                 UNION ALL SELECT 'participant_key', max(key) FROM participants
                 UNION ALL SELECT 'registration_key', max(key) FROM registrations) r
             WHERE r.last > (SELECT coalesce(max(value), 0) FROM counters c WHERE c.name = r.name)",
        ),
    ),
    (
        "registrations in a group of another job",
        Sql::new(
            "SELECT count(*) FROM registrations r JOIN job_groups g ON g.key = r.job_group
             WHERE g.job <> r.job",
        ),
    ),
    (
        "galleries of a group of another job",
        Sql::new(
            "SELECT count(*) FROM galleries r JOIN job_groups g ON g.key = r.job_group WHERE g.job <> r.job",
        ),
    ),
    (
        "groups of jobs without a gallery",
        Sql::new(
            "SELECT count(*) FROM job_groups g
             WHERE NOT EXISTS (SELECT 1 FROM galleries r WHERE r.job_group = g.key)",
        ),
    ),
    (
        "participants whose decisions on pictures are not counted from 0",
        Sql::new(
            "SELECT count(*) FROM (
                 SELECT participant FROM photo_consents GROUP BY participant
                 HAVING count(*) <> max(position) + 1) h",
        ),
    ),
    (
        "totals in a scope that does not exist",
        Sql::new(
            "SELECT count(*) FROM customer_totals s WHERE CASE s.scope_kind
                 WHEN 1 THEN s.scope <> 0
                 WHEN 8 THEN NOT EXISTS (SELECT 1 FROM jobs j WHERE j.key = s.scope)
                 WHEN 9 THEN NOT EXISTS (SELECT 1 FROM job_groups g WHERE g.key = s.scope)
                 ELSE TRUE END",
        ),
    ),
];

static FURTHER: LazyLock<Sql> =
    LazyLock::new(|| Sql::composed(format!("SELECT count(*) FROM customers c WHERE {}", wrong_further())));

/// Looks for contradictions and returns them in words, without personal data.
///
/// # Errors
/// Of the storage.
pub(crate) fn contradictions(tx: &SqlTx<'_>) -> Result<Vec<String>> {
    let further = ("customers with more or less beside their row than it says", &*FURTHER);
    let mut faults = Vec::new();
    for (what, check) in CHECKS.iter().map(|(what, check)| (*what, check)).chain([further]) {
        let counts = tx.all(check, &[], |row| row.int(0))?;
        let count: i64 = counts.iter().sum();
        if count > 0 {
            faults.push(format!("{what}: {count}"));
        }
    }
    faults.extend(unreadable_customers(tx)?);
    faults.extend(unreadable_records(tx)?);
    faults.extend(unreadable_changes(tx)?);
    Ok(faults)
}

/// Records of photo jobs: what they are, a statement for the next keys and ids, and what reads them.
type Read = fn(&SqlTx<'_>, &[[u8; 16]]) -> Result<()>;
static RECORDS: [(&str, Sql, Read); 5] = [
    ("photo jobs", Sql::new("SELECT key, id FROM jobs WHERE key > $1 ORDER BY key LIMIT $2"), |tx, ids| {
        tx.jobs(&typed(ids, JobId::from_bytes)).map(drop)
    }),
    (
        "groups of jobs",
        Sql::new("SELECT key, id FROM job_groups WHERE key > $1 ORDER BY key LIMIT $2"),
        |tx, ids| tx.job_groups(&typed(ids, JobGroupId::from_bytes)).map(drop),
    ),
    (
        "galleries",
        Sql::new("SELECT key, id FROM galleries WHERE key > $1 ORDER BY key LIMIT $2"),
        |tx, ids| tx.galleries(&typed(ids, GalleryId::from_bytes)).map(drop),
    ),
    (
        "participants",
        Sql::new("SELECT key, id FROM participants WHERE key > $1 ORDER BY key LIMIT $2"),
        |tx, ids| {
            let ids = typed(ids, ParticipantId::from_bytes);
            tx.participants(&ids)?;
            tx.customers_of_participants(&ids)?;
            tx.photo_consents(&ids).map(drop)
        },
    ),
    (
        "registrations",
        Sql::new("SELECT key, id FROM registrations WHERE key > $1 ORDER BY key LIMIT $2"),
        |tx, ids| tx.registrations(&typed(ids, RegistrationId::from_bytes)).map(drop),
    ),
];

fn typed<I>(ids: &[[u8; 16]], id: fn([u8; 16]) -> I) -> Vec<I> {
    ids.iter().copied().map(id).collect()
}

/// Reads every record of photo jobs.
fn unreadable_records(tx: &SqlTx<'_>) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (what, after, read) in &RECORDS {
        let (mut last, mut unreadable) = (i64::MIN, 0);
        loop {
            let next = [Value::Int(last), Value::Int(PAGE.into())];
            let rows = tx.all(after, &next, |row| Ok((row.int(0)?, row.uuid(1)?)))?;
            let Some((end, _)) = rows.last() else { break };
            last = *end;
            let ids: Vec<[u8; 16]> = rows.iter().map(|(_, id)| *id).collect();
            if !is_readable(read(tx, &ids))? {
                for id in ids {
                    unreadable += u32::from(!is_readable(read(tx, &[id]))?);
                }
            }
        }
        if unreadable > 0 {
            faults.push(format!("{what} that cannot be read: {unreadable}"));
        }
    }
    Ok(faults)
}

/// Reads every customer: a value may be none of its field though its row is one of its table.
fn unreadable_customers(tx: &SqlTx<'_>) -> Result<Option<String>> {
    static AFTER: Sql = Sql::new("SELECT number FROM customers WHERE number > $1 ORDER BY number LIMIT $2");
    let (mut last, mut unreadable) = (i64::MIN, 0);
    loop {
        let numbers = tx.all(&AFTER, &[Value::Int(last), Value::Int(PAGE.into())], |row| row.int(0))?;
        let Some(end) = numbers.last() else { break };
        last = *end;
        if !is_readable(customers_by_numbers(tx, &numbers))? {
            for number in &numbers {
                unreadable += u32::from(!is_readable(customers_by_numbers(tx, &[*number]))?);
            }
        }
    }
    Ok((unreadable > 0).then(|| format!("customers that cannot be read: {unreadable}")))
}

/// Reads history up to the first change that is none.
fn unreadable_changes(tx: &SqlTx<'_>) -> Result<Option<String>> {
    let mut last = 0;
    loop {
        match tx.changes_after(last, PAGE).map(|page| page.last().map(|entry| entry.seq)) {
            Ok(Some(seq)) => last = seq,
            Ok(None) => return Ok(None),
            result => {
                is_readable(result)?;
                return Ok(Some(format!("history cannot be read after change {last}")));
            }
        }
    }
}

fn is_readable<T>(result: Result<T>) -> Result<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::Corrupt => Ok(false),
        Err(error) => Err(error),
    }
}
