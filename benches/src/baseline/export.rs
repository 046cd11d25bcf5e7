use std::io::{BufWriter, Write as _};
use std::path::Path;

use csv::{ByteRecord, WriterBuilder};
use kartotek::Timestamp;

use super::{Baseline, Result};

pub(super) const COLUMNS: &str =
    "id, number, kind, title, name_prefix, given_name, additional_names, family_name,
     name_suffix, nickname, phonetic_name, entered_name, email, email_label, phone, phone_label, street,
     street_2, postal_code, city, region, country, address_label, gender, language, birthday, company,
     organisation_number, activity_code, website, credit_limit, payment_term_days, risk_rating, enabled,
     origin, note, registered_at, last_visit_at";

/// Returns the columns that are exported, as the library calls them.
pub fn exported_columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.split(',').map(str::trim).chain(["tags"])
}

impl Baseline {
    /// Writes every customer as CSV, by number, until it is on the disk; tags come from a second ordered
    /// cursor.
    ///
    /// # Errors
    /// Of the file and of the storage.
    pub fn export(&self, path: &Path) -> Result<u64> {
        let file = BufWriter::with_capacity(1 << 18, std::fs::File::create(path)?);
        let mut out = WriterBuilder::new().buffer_capacity(1 << 16).from_writer(file);
        let rows = self.in_snapshot(|| {
            out.write_record(exported_columns())?;
            let sql = format!("SELECT {COLUMNS} FROM customers WHERE archived_at IS NULL ORDER BY number");
            let mut customers = self.connection.prepare(&sql)?;
            let mut tags = self.connection.prepare(
                "SELECT entity, collection FROM collection_members
                 WHERE entity_kind = 1 ORDER BY entity, collection",
            )?;
            let mut customers = customers.query([])?;
            let mut tags = tags.query([])?;
            let mut tag: Option<(i64, i64)> = next_tag(&mut tags)?;
            let (mut cells, mut text, mut rows) = (ByteRecord::new(), String::new(), 0);
            while let Some(row) = customers.next()? {
                let number: i64 = row.get(1)?;
                cells.clear();
                let id = kartotek::CustomerId::from_bytes(row.get(0)?);
                text.clear();
                push(&mut text, &id)?;
                cells.push_field(text.as_bytes());
                text.clear();
                push(&mut text, &number)?;
                cells.push_field(text.as_bytes());
                for index in 2..36 {
                    match row.get_ref(index)? {
                        rusqlite::types::ValueRef::Text(bytes) => cells.push_field(bytes),
                        rusqlite::types::ValueRef::Integer(flag) => {
                            cells.push_field(if flag == 0 { b"false" } else { b"true" });
                        }
                        _ => cells.push_field(b""),
                    }
                }
                for index in 36..38 {
                    text.clear();
                    match row.get::<_, i64>(index)? {
                        0 => {}
                        micros => push(&mut text, &Timestamp::from_micros(micros))?,
                    }
                    cells.push_field(text.as_bytes());
                }
                text.clear();
                while let Some((entity, set)) = tag.filter(|tag| tag.0 <= number) {
                    if entity == number {
                        if !text.is_empty() {
                            text.push_str(", ");
                        }
                        text.push_str(self.names.get(&set).map_or("", |set| &set.name));
                    }
                    tag = next_tag(&mut tags)?;
                }
                cells.push_field(text.as_bytes());
                out.write_byte_record(&cells)?;
                rows += 1;
            }
            Ok(rows)
        })?;
        let mut file = out.into_inner().map_err(|error| error.to_string())?;
        file.flush()?;
        file.get_ref().sync_all()?;
        Ok(rows)
    }
}

fn push(text: &mut String, value: &dyn std::fmt::Display) -> Result<()> {
    use std::fmt::Write as _;
    Ok(write!(text, "{value}")?)
}

fn next_tag(rows: &mut rusqlite::Rows<'_>) -> Result<Option<(i64, i64)>> {
    Ok(match rows.next()? {
        Some(row) => Some((row.get(0)?, row.get(1)?)),
        None => None,
    })
}
