use crate::base::Result;
use crate::customers::email::EmailKey;
use crate::customers::{Customer, SearchQuery};
use crate::sql::{Owned, Query, Sql, SqlTx, Value};

use super::read::page_of;
use super::typed::typed;

/// Returns customers that match a typed text: exact hits first, then by number.
pub(super) fn search(tx: &SqlTx<'_>, query: &SearchQuery, limit: usize) -> Result<Vec<Customer>> {
    let mut numbers = exact(tx, query)?;
    let mut hits = Vec::new();
    if query.terms.is_empty() {
        // A text without letters and digits matches everybody.
        static ALL: Sql =
            Sql::new("SELECT number FROM customers WHERE archived_at IS NULL ORDER BY number LIMIT $1");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        hits = tx.all(&ALL, &[Value::Int(limit)], |row| row.int(0))?;
    } else {
        let wanted = limit + numbers.len();
        let mut below = i64::MAX;
        let mut sources = typed(tx, query)?.sources;
        for sources in sources.chunks_mut(tx.driver.queries_at_once()) {
            for sql in sources.iter_mut() {
                // The few archived customers are read once from their own index.
                sql.push(
                    " AND s.customer NOT IN (SELECT number FROM customers WHERE archived_at IS NOT NULL)",
                );
                sql.push(" AND s.customer < ").bind(Owned::Int(below)).push(" ORDER BY s.customer LIMIT ");
                sql.bind(Owned::Int(i64::try_from(wanted).unwrap_or(i64::MAX)));
            }
            tx.driver.query_whole(sources, &mut |_, row| {
                hits.push(row.int(0)?);
                Ok(())
            })?;
            hits.sort_unstable();
            hits.dedup();
            hits.truncate(wanted);
            // Where a page is full, another source can only tell of smaller numbers.
            below = hits.last().filter(|_| hits.len() == wanted).copied().unwrap_or(i64::MAX);
        }
    }
    hits.retain(|hit| !numbers.contains(hit));
    numbers.extend(hits);
    numbers.truncate(limit);
    page_of(tx, &numbers)
}

/// Customers with exactly this number, e-mail or phone.
fn exact(tx: &SqlTx<'_>, query: &SearchQuery) -> Result<Vec<i64>> {
    static NUMBER: Sql = Sql::new("SELECT number FROM customers WHERE number = $1 AND archived_at IS NULL");
    static EMAIL: Sql = Sql::new(
        "SELECT number FROM customers WHERE email_hash = $1 AND archived_at IS NULL
         UNION SELECT e.customer FROM customer_emails e JOIN customers c ON c.number = e.customer
         WHERE e.hash = $1 AND c.archived_at IS NULL ORDER BY 1",
    );
    static PHONE: Sql = Sql::new(
        "SELECT number FROM customers WHERE phone_e164 = $1 AND archived_at IS NULL
         UNION SELECT p.customer FROM customer_phones p JOIN customers c ON c.number = p.customer
         WHERE p.e164 = $1 AND c.archived_at IS NULL ORDER BY 1",
    );
    let int = |number: Option<u64>| number.and_then(|number| i64::try_from(number).ok());
    let keys = [
        (&NUMBER, int(query.exact_number)),
        (&EMAIL, query.exact_email.as_ref().map(EmailKey::hash)),
        (&PHONE, int(query.exact_phone)),
    ];
    let given: Vec<(&'static Sql, [Value<'_>; 1])> =
        keys.into_iter().filter_map(|(sql, key)| Some((sql, [Value::Int(key?)]))).collect();
    let queries: Vec<Query<'_>> = given.iter().map(|(sql, key)| (*sql, &key[..])).collect();
    let mut numbers = Vec::new();
    tx.driver.query_all(&queries, &mut |_, row| {
        let number = row.int(0)?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
        Ok(())
    })?;
    Ok(numbers)
}
