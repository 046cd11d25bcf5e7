//! Lists whose plan the engine chooses while it runs their statement, by the sizes that
//! [`choose`](super::plan::choose) asks for: to ask first, and then for rows, would wait for each.
//!
//! What the plan does not want is not run: a condition on the sizes alone guards each part. The rows
//! behind picked numbers are read by a lateral query that ends in OFFSET 0, so they are looked up by key
//! whatever the engine expects to be picked.

use crate::base::Result;
use crate::sql::{Composed, SqlTx};

use super::best::{Best, Place, Places};
use super::conditions::Demands;
use super::list::{Order, gather, passes, push_residual_columns};

/// So many demands are compared by their sizes; more are tested alone.
const SOURCES: usize = 16;

const GROUP: &str = "LEFT JOIN collections g ON g.key = c.default_group";

/// Returns the places of the first customers of a list, some of whose demands have sources.
pub(super) fn first(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Vec<Place>> {
    let within = Within { order, demands, few: few(tx.driver.customers_about()?) };
    if order.indexed.is_none() {
        return within.collect(tx);
    }
    let (walked, picked) = (0, 1);
    let best = || Best::new(order.list.limit, order.descending);
    let (mut parts, mut seen) = ([best(), best()], [false; 2]);
    tx.driver.query_whole(&[within.statement()], &mut |_, row| {
        let part = usize::from(row.int(0)? == 1);
        seen[part] = true;
        if passes(row, 4, &demands.residual, order.list.query.collation)? {
            parts[part].take(Place { key: order.key(row, 3)?, id: row.uuid(2)?, number: row.int(1)? }, "")?;
        }
        Ok(())
    })?;
    let [by_walk, by_number] = parts.map(Best::into_places);
    if seen[picked] {
        return Ok(by_number);
    }
    // A test that the engine does not know may have left too few of those on the way.
    if demands.residual.is_empty() || !seen[walked] || by_walk.len() == order.list.limit {
        return Ok(by_walk);
    }
    within.collect(tx)
}

struct Within<'a> {
    order: &'a Order<'a>,
    demands: &'a Demands,
    few: u64,
}

/// How many customers meet a filter where reading all of them costs as much as finding a page of 50 along
/// the index, of so many in all: a row costs as much there as here.
fn few(total: u64) -> u64 {
    (total.saturating_mul(50)).isqrt().max(200)
}

impl Within<'_> {
    /// Reads all rows of the rarest demand, or those that are in every source where all are common.
    fn collect(&self, tx: &SqlTx<'_>) -> Result<Vec<Place>> {
        let mut sql = self.picked();
        sql.push(" SELECT p.* FROM ");
        self.push_rows(&mut sql);
        let mut best = Best::new(self.order.list.limit, self.order.descending);
        gather(tx, self.order, self.demands, &sql, &mut best)?;
        Ok(best.into_places())
    }

    /// The rows of a walk, and after them those that were picked where it was not made or gave up.
    fn statement(&self) -> Composed {
        let Self { order, demands, few } = self;
        let page = order.list.limit.to_string();
        // Who meets the filters is not found where that was to be expected.
        let bound = few * 2;
        let few = format!("(SELECT size FROM sizes) <= {few}");
        let further = || {
            let mut along = Composed::new("SELECT c.* FROM customers c WHERE TRUE");
            if let Some(lead) = demands.tests.iter().find(|demand| demand.leads(order.indexed)) {
                along.append(&lead.test);
            }
            order.push_after(&mut along);
            along.push(&order.tail());
            along
        };
        let mut sql = self.picked();
        sql.push(", walked AS MATERIALIZED (");
        self.push_columns(&mut sql);
        sql.push(" FROM (").append(&further()).push(&format!(" LIMIT {bound}"));
        sql.push(&format!(") c {GROUP} WHERE NOT ({few})"));
        demands.tests.iter().for_each(|demand| _ = sql.append(&demand.test));
        sql.push(&order.tail());
        if demands.residual.is_empty() {
            sql.push(" LIMIT ").push(&page);
        }
        sql.push(
            ") SELECT CAST(0 AS BIGINT), w.* FROM walked w UNION ALL (SELECT CAST(1 AS BIGINT), p.* FROM ",
        );
        self.push_rows(&mut sql);
        // A walk to the end of the register needs no full page.
        sql.push(&format!(" WHERE CASE WHEN {few} THEN TRUE WHEN (SELECT count(*) FROM walked) >= {page} "));
        sql.push("THEN FALSE ELSE EXISTS (").append(&further());
        sql.push(&format!(" OFFSET {bound} LIMIT 1) END"));
        if demands.residual.is_empty() {
            let direction = order.direction();
            sql.push(&format!(" ORDER BY p.key {direction}, p.id {direction} LIMIT {page}"));
        }
        sql.push(")");
        sql
    }

    /// Names the numbers of those in the rarest source, or of those in all where none is rare.
    fn picked(&self) -> Composed {
        let with_source = self
            .demands
            .tests
            .iter()
            .filter_map(|demand| Some((demand.source.as_ref()?, demand.sized(self.few + 1)?)));
        let sources: Vec<_> = with_source.take(SOURCES).collect();
        let mut sql = Composed::new("WITH sizes AS MATERIALIZED (SELECT n.size, n.place FROM (");
        for (place, (_, size)) in sources.iter().enumerate() {
            let join = if place == 0 { "" } else { " UNION ALL " };
            sql.push(&format!("{join}SELECT {place} AS place, (")).append(size).push(") AS size");
        }
        sql.push(") n ORDER BY n.size, n.place LIMIT 1), picked AS MATERIALIZED (");
        if let [(source, _)] = sources[..] {
            sql.append(source).push(")");
            return sql;
        }
        for (place, (source, _)) in sources.iter().enumerate() {
            sql.push("SELECT d.number FROM (").append(source);
            sql.push(&format!(") d WHERE (SELECT place FROM sizes WHERE size <= {}) = {place}", self.few));
            sql.push(" UNION ALL ");
        }
        sql.push("SELECT d.number FROM (");
        for (place, (source, _)) in sources.iter().enumerate() {
            sql.push(if place == 0 { "(" } else { " INTERSECT (" }).append(source).push(")");
        }
        sql.push(&format!(") d WHERE (SELECT size FROM sizes) > {})", self.few));
        sql
    }

    /// Adds the rows `p` of the picked numbers that meet every demand and come after the cursor.
    fn push_rows(&self, sql: &mut Composed) {
        sql.push("picked d CROSS JOIN LATERAL (");
        self.push_columns(sql);
        sql.push(&format!(" FROM customers c {GROUP} WHERE c.number = d.number"));
        self.demands.tests.iter().for_each(|demand| _ = sql.append(&demand.test));
        if self.order.indexed.is_some() {
            self.order.push_after(sql);
        }
        sql.push(" OFFSET 0) p");
    }

    fn push_columns(&self, sql: &mut Composed) {
        sql.push("SELECT c.number, c.id, ").push(&self.order.qualified()).push(" AS key");
        push_residual_columns(sql, &self.demands.residual);
    }
}
