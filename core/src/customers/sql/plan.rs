use crate::base::Result;
use crate::sql::{Composed, Owned, SqlTx};

use super::conditions::Demands;

/// How a list is answered. Measured at a million customers (see `benches/README.md`):
///
/// - **Walk** goes along the index of the sort and keeps the rows that pass. Right where nothing is
///   filtered, where the filter is a range of the sort's own column, and where many rows pass: 50
///   rows of a tag on a third of the customers are found among the first 150.
/// - **Collect** takes all rows of the rarest filter from its index and keeps the first of the order.
///   Right where few rows pass, and the only way where the sort has no index.
///
/// A walk that goes against its filter (customers of one script, whose names stand last) would visit
/// every row; so it stops after [`WALK_BOUND`] rows, and the list is collected instead.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    Walk { bounded: bool },
    Collect { source: Option<Composed> },
}

/// How many rows a walk with a filter visits before it gives up.
pub(super) const WALK_BOUND: i64 = 20_000;

/// A filter that lets this many rows pass or fewer is collected: about the square root of the page's
/// size times all rows, where both plans cost the same (PERFORMANCE, finding 11).
fn threshold(total: u64) -> u64 {
    ((total as f64 * 50.0).sqrt() as u64).max(200)
}

/// Chooses the plan of a list whose sort has the index `sort_column`, if it has one.
pub(super) fn choose(tx: &SqlTx<'_>, demands: &Demands, sort_column: Option<&str>) -> Result<Plan> {
    let along = |column: Option<&str>| column.is_some() && column == sort_column;
    if demands.tests.iter().any(|demand| along(demand.column)) && demands.search.is_none() {
        return Ok(Plan::Walk { bounded: false });
    }
    let total = u64::try_from(tx.counter("customer_count")?).unwrap_or(0);
    let limit = threshold(total);
    let mut best: Option<(u64, &Composed)> = None;
    for demand in &demands.tests {
        let Some(source) = &demand.source else { continue };
        let size = match demand.size {
            Some(size) => size,
            None => count_capped(tx, source, limit + 1)?,
        };
        if best.is_none_or(|(smallest, _)| size < smallest) {
            best = Some((size, source));
        }
    }
    Ok(match best {
        Some((size, source)) if size <= limit || sort_column.is_none() => {
            Plan::Collect { source: Some(source.clone()) }
        }
        _ if sort_column.is_none() => Plan::Collect { source: None },
        // Where the bound would cover all rows, or no index is there to fall back on, it saves nothing.
        Some(_) => Plan::Walk { bounded: total > WALK_BOUND.unsigned_abs() },
        None => Plan::Walk { bounded: false },
    })
}

/// The plan after a walk gave up: the rarest filter that has an index.
pub(super) fn fall_back(tx: &SqlTx<'_>, demands: &Demands) -> Result<Plan> {
    let mut best: Option<(u64, &Composed)> = None;
    let total = u64::try_from(tx.counter("customer_count")?).unwrap_or(0);
    for demand in &demands.tests {
        let Some(source) = &demand.source else { continue };
        let size = match demand.size {
            Some(size) => size,
            None => count_capped(tx, source, total)?,
        };
        if best.is_none_or(|(smallest, _)| size < smallest) {
            best = Some((size, source));
        }
    }
    Ok(Plan::Collect { source: best.map(|(_, source)| source.clone()) })
}

/// Counts the rows of a source, but not further than a cap: at most that many steps along an index.
pub(super) fn count_capped(tx: &SqlTx<'_>, source: &Composed, cap: u64) -> Result<u64> {
    let mut sql = Composed::new("SELECT count(*) FROM (");
    sql.append(source).push(" LIMIT ");
    sql.bind(Owned::Int(i64::try_from(cap).unwrap_or(i64::MAX))).push(") n");
    let mut count = 0;
    tx.driver.query_composed(sql.text(), &sql.values(), &mut |row| {
        count = u64::try_from(row.int(0)?).unwrap_or(0);
        Ok(())
    })?;
    Ok(count)
}
