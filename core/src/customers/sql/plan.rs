use crate::base::Result;
use crate::sql::{Composed, Owned, SqlTx};

use super::conditions::{Demand, Demands, Size};

/// How a list is answered. Measured at a million customers (see `benches/README.md`), where a row costs
/// about 1.5 µs to read and test, an entry of an index 0.1 to 0.2 µs to step over:
///
/// - **Walk** goes along the index of the sort and keeps the rows that pass. Right where nothing is
///   filtered, where the filter is a range of the sort's own column or leads its index, and where many
///   rows pass: 50 rows of a tag on a third of the customers are found among the first 150.
/// - **Sieve** takes the numbers of the customers that meet the filters from their indexes, then goes
///   along the index of the sort and reads only the rows that are among them. Right for filters
///   between common and rare, and for several filters that few meet together.
/// - **Collect** reads all rows of the rarest filter and keeps the first of the order. Right where few
///   rows pass, and the only way where the sort has no index.
///
/// A walk that goes against its filters would visit every row; so it stops after [`WALK_BOUND`] rows,
/// and the list is sieved. A sieve whose members come last in the order stops where reading them all
/// would have cost as much.
///
/// Where asking for sizes would wait, the engine chooses among walk and collect itself (see `within`).
pub(super) enum Plan {
    /// Along the sort's index.
    Walk {
        /// Whether it stops at [`WALK_BOUND`].
        bounded: bool,
    },
    /// Along the sort's index by the numbers that meet the demands of these places.
    Sieve { by: Vec<usize> },
    /// All rows of this source, or of the register.
    Collect { source: Option<Composed> },
}

/// How many rows a walk with a filter visits before it gives up.
pub(super) const WALK_BOUND: i64 = 4_000;

/// Reading a row costs as much as so many steps along an index.
pub(super) const STEPS_A_ROW: u64 = 7;

/// How many customers meet a filter where two plans cost the same, by what each costs a page of 50.
struct Limits {
    /// Up to here all are read: 50 rows are found along the index after more steps than that.
    collect: u64,
    /// From here on the rows are tested along the index: fewer steps than numbers to gather.
    walk: u64,
}

impl Limits {
    fn of(total: u64) -> Self {
        let page = total as f64 * 50.0;
        let collect = (page / STEPS_A_ROW as f64).sqrt().max(200.0);
        Self { collect: collect as u64, walk: (page * 15.0).sqrt().max(200.0) as u64 }
    }
}

/// Tells whether a list goes along its sort's index whatever the sizes are: no other index knows of a
/// demand.
pub(super) fn goes_along(demands: &Demands, sort_column: Option<&str>) -> bool {
    let others = |demand: &Demand| demand.source.is_some() && !demand.leads(sort_column);
    sort_column.is_some() && !demands.tests.iter().any(others)
}

/// Chooses the plan of a list whose sort has the index `sort_column`, if it has one.
pub(super) fn choose(tx: &SqlTx<'_>, demands: &Demands, sort_column: Option<&str>) -> Result<Plan> {
    if goes_along(demands, sort_column) {
        return Ok(Plan::Walk { bounded: false });
    }
    let limits = Limits::of(tx.driver.customers_about()?);
    let Some((size, at)) = rarest(tx, demands, limits.walk + 1)? else {
        return Ok(Plan::Collect { source: None });
    };
    Ok(match sort_column {
        _ if size <= limits.collect => Plan::Collect { source: demands.tests[at].source.clone() },
        _ if size <= limits.walk => Plan::Sieve { by: vec![at] },
        Some(_) => Plan::Walk { bounded: true },
        None => fall_back(demands),
    })
}

/// The plan after a walk gave up: by every filter that has an index.
pub(super) fn fall_back(demands: &Demands) -> Plan {
    let tests = demands.tests.iter().enumerate();
    Plan::Sieve { by: tests.filter(|(_, demand)| demand.source.is_some()).map(|(at, _)| at).collect() }
}

/// Returns how many meet the rarest demand that has a source, and its place. Counting stops at a cap.
pub(super) fn rarest(tx: &SqlTx<'_>, demands: &Demands, cap: u64) -> Result<Option<(u64, usize)>> {
    let mut best: Option<(u64, usize)> = None;
    let (mut kept, mut uncounted) = (Vec::new(), Vec::new());
    for (at, demand) in demands.tests.iter().enumerate().filter(|(_, demand)| demand.source.is_some()) {
        match demand.size {
            Size::Known(size) => best = Some(best.map_or((size, at), |best| best.min((size, at)))),
            Size::Kept(_) => kept.push((at, demand)),
            Size::Uncounted => uncounted.push((at, demand)),
        }
    }
    // What is kept first: less is to be counted then.
    let asked = kept.into_iter().chain(uncounted).collect::<Vec<_>>();
    for asked in asked.chunks(tx.driver.queries_at_once()) {
        let cap = best.map_or(cap, |(smallest, _)| smallest.min(cap));
        let sizes = asked.iter().filter_map(|(_, demand)| demand.sized(cap)).collect::<Vec<_>>();
        for ((at, _), size) in asked.iter().zip(numbers(tx, &sizes)?) {
            best = Some(best.map_or((size, *at), |best| best.min((size, *at))));
        }
    }
    Ok(best)
}

impl Demand {
    /// Returns a query for how many the source gives, counted no further than a cap: at most that many
    /// steps along an index.
    pub(super) fn sized(&self, cap: u64) -> Option<Composed> {
        Some(match (&self.size, &self.source) {
            (_, None) => return None,
            (Size::Known(size), _) => {
                let mut sql = Composed::new("SELECT CAST(");
                sql.bind(whole(*size)).push(" AS BIGINT)");
                sql
            }
            (Size::Kept(kept), _) => kept.clone(),
            (Size::Uncounted, Some(source)) => counting(source, cap),
        })
    }
}

fn counting(source: &Composed, cap: u64) -> Composed {
    let mut sql = Composed::new("SELECT count(*) FROM (");
    sql.append(source).push(" LIMIT ").bind(whole(cap)).push(") n");
    sql
}

fn whole(number: u64) -> Owned {
    Owned::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Returns the number that each query gives.
fn numbers(tx: &SqlTx<'_>, queries: &[Composed]) -> Result<Vec<u64>> {
    let mut numbers = vec![0; queries.len()];
    tx.driver.query_whole(queries, &mut |place, row| {
        numbers[place] = u64::try_from(row.int(0)?).unwrap_or(0);
        Ok(())
    })?;
    Ok(numbers)
}

/// Counts the rows of a source, but not further than a cap.
pub(super) fn count_capped(tx: &SqlTx<'_>, source: &Composed, cap: u64) -> Result<u64> {
    Ok(numbers(tx, &[counting(source, cap)])?.pop().unwrap_or(0))
}
