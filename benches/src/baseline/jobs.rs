use rusqlite::types::Value;

use super::{Baseline, Result};

/// One row of a job's register as its columns show it: time, name, group, kind, e-mail, postcode, town, and
/// participants with their galleries, each a line.
pub type RegisterLine = (i64, String, String, String, String, String, String, Option<String>);

impl Baseline {
    /// Returns the first page of a job's register, with what its columns show and nothing else.
    ///
    /// # Errors
    /// Of the storage.
    pub fn job_page(&self, job: [u8; 16], order: &str, limit: u32) -> Result<Vec<RegisterLine>> {
        let sql = format!(
            "SELECT r.registered_at, r.entered_name, g.name, r.kind, c.email, c.postal_code, c.city,
                 (SELECT group_concat(p.given_name || ' ' || p.family_name || ' ' ||
                         coalesce(hex(w.id), ''), char(10))
                  FROM registration_participants l CROSS JOIN participants p
                  LEFT JOIN galleries w ON w.participant = p.key AND w.job = r.job
                  WHERE l.registration = r.key AND p.key = l.participant)
             FROM registrations r CROSS JOIN job_groups g CROSS JOIN customers c
             WHERE r.job = (SELECT key FROM jobs WHERE id = ?1) AND g.key = r.job_group
                 AND c.number = r.customer
             ORDER BY {order}, r.id LIMIT ?2"
        );
        self.in_snapshot(|| {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let parameters = [Value::Blob(job.to_vec()), Value::Integer(limit.into())];
            let rows = statement.query_map(parameters, |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                ))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Hands over the ids and names of all customers by number.
    ///
    /// # Errors
    /// Of the storage, and of `each`.
    pub fn each_name(&self, mut each: impl FnMut([u8; 16], String, String)) -> Result<()> {
        let mut statement =
            self.connection.prepare("SELECT id, given_name, family_name FROM customers ORDER BY number")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?, row.get(2)?);
        }
        Ok(())
    }
}
