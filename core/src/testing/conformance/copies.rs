use crate::base::{ErrorKind, Result};
use crate::dump::{DumpRow, DumpTable, DumpValue};
use crate::repository::{Repository, RepositoryExt};

use super::Factory;
use super::expect::{Checked, fails, holds, same};
use super::fixture::Fixture;
use super::school::School;

/// Every table with all its rows.
fn dump(repository: &dyn Repository) -> Result<Vec<(DumpTable, Vec<DumpRow>)>> {
    repository.read(|tx| {
        let tables = tx.dump_tables()?.into_iter().map(|table| {
            let mut rows = Vec::new();
            tx.dump_rows(&table, &[], &mut |row| {
                rows.push(row);
                Ok(())
            })?;
            Ok((table, rows))
        });
        tables.collect()
    })
}

pub(super) fn a_store_filled_with_the_rows_of_another_is_like_it(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut customers = fixture.add(30)?;
    if fixture.capabilities.jobs {
        customers.extend(School::fill(&mut fixture)?.customers);
    }
    let rows = dump(&*fixture.repository)?;
    let facts = fixture.repository.read(|tx| tx.dump_facts())?;
    let other = Fixture { repository: factory()?, ..Fixture::new(factory)? };
    other.repository.write(|tx| tx.begin_restore())?;
    for (table, rows) in &rows {
        other.repository.write(|tx| tx.restore_rows(table, rows))?;
    }
    fails(other.repository.read(|tx| tx.settings()), ErrorKind::RuleViolated, "while it is filled")?;
    other.repository.write(|tx| tx.end_restore(&facts))?;
    same(dump(&*other.repository)?, rows, "its rows")?;
    same(
        other.repository.read(|tx| tx.settings())?,
        fixture.repository.read(|tx| tx.settings())?,
        "settings",
    )?;
    same(other.everybody()?, customers, "its customers")
}

pub(super) fn rows_go_on_after_a_key(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    fixture.add(30)?;
    if fixture.capabilities.jobs {
        School::fill(&mut fixture)?;
    }
    for (table, rows) in dump(&*fixture.repository)? {
        same(table.rows, rows.len() as u64, "how many rows")?;
        let keys: Vec<&[DumpValue]> = rows.iter().map(|row| &row[..table.key_columns]).collect();
        let grow = keys.windows(2).all(|pair| is_less(pair[0], pair[1]));
        holds(grow, format_args!("the keys of {} grow", table.name))?;
        for at in [0, rows.len() / 2] {
            let Some(key) = keys.get(at) else { continue };
            let mut after = Vec::new();
            fixture.repository.read(|tx| {
                after.clear();
                tx.dump_rows(&table, key, &mut |row| {
                    after.push(row);
                    Ok(())
                })
            })?;
            same(after, rows[at + 1..].to_vec(), table.name)?;
        }
    }
    Ok(())
}

pub(super) fn filling_begins_with_an_empty_store(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    fixture.add(3)?;
    if fixture.capabilities.jobs {
        School::fill(&mut fixture)?;
    }
    fixture.repository.write(|tx| tx.begin_restore())?;
    let left = dump(&*fixture.repository)?;
    holds(left.iter().all(|(table, rows)| table.rows == 0 && rows.is_empty()), "all tables are empty")
}

/// Numbers by size, texts and bytes by their bytes.
fn is_less(first: &[DumpValue], second: &[DumpValue]) -> bool {
    for pair in first.iter().zip(second) {
        let order = match pair {
            (DumpValue::Int(first), DumpValue::Int(second)) => first.cmp(second),
            (DumpValue::Text(first), DumpValue::Text(second)) => first.as_bytes().cmp(second.as_bytes()),
            (DumpValue::Bytes(first), DumpValue::Bytes(second)) => first.cmp(second),
            _ => return false,
        };
        if order.is_ne() {
            return order.is_lt();
        }
    }
    false
}
