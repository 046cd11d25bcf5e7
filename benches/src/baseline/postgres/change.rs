use kartotek::{Clock as _, CustomerId, IdSource as _, SystemClock};
use serde_json::json;

use super::super::import::{CREATED, CUSTOMER, UPDATED};
use super::super::record::Record;
use super::super::{NewCustomer, Result};
use super::{Id, PostgresBaseline};

const COUNT: &str = "INSERT INTO counters (name, value)
     VALUES ('customer_number', 1), ('customer_count', 1), ('change_set_key', 1), ('change_seq', 1)
     ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING name, value";
const COUNT_CHANGE: &str =
    "INSERT INTO counters (name, value) VALUES ('change_set_key', 1), ('change_seq', 1)
     ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING name, value";
const INSERT: &str = "INSERT INTO customers (number, id, revision, created_at, updated_at, archived_at,
     default_group, further, enabled, registered_at, last_visit_at, kind, title, name_prefix, given_name,
     additional_names, family_name, name_suffix, nickname, phonetic_name, entered_name, email, email_label,
     email_hash, phone, phone_label, phone_e164, street, street_2, postal_code, city, region, country,
     address_label, shipping_position, billing_position, gender, language, birthday, company,
     organisation_number, activity_code, website, credit_limit, payment_term_days, risk_rating, origin, note,
     sort_name, sort_company, sort_city, sort_email)
 VALUES ($1, $2, 1, $3, $3, NULL, $4, 0, 1, $3, 0, 'person', '', '', $5, '', $6, '', '', '', '', $7, '', $8,
     $9, '', $10, '', '', '', '', '', '', '', NULL, NULL, '', '', '', '', '', '', '', '', NULL, '', '', '',
     $11, $12, $13, $14)";
const INSERT_TEXT: &str = "INSERT INTO customer_search (customer, text) VALUES ($1, $2)";
const JOIN: &str = "INSERT INTO collection_members (collection, entity_kind, entity)
     SELECT k, 1, $2 FROM unnest($1::bigint[]) k";
const SIZES: &str = "INSERT INTO collection_sizes (collection, entity_kind, size)
     SELECT k, 1, 1 FROM unnest($1::bigint[]) k
     ON CONFLICT (collection, entity_kind) DO UPDATE SET size = collection_sizes.size + excluded.size";
const SET: &str = "INSERT INTO change_sets
     (key, at, actor_kind, actor, batch, reason, origin, first_seq, last_seq)
     VALUES ($1, $2, 0, '', NULL, '', $3, $4, $4)";
const CHANGE: &str = "INSERT INTO changes (seq, change_set, entity_kind, entity, action, old)
     VALUES ($1, $2, $3, $4, $5, $6)";
const READ: &str = "SELECT number, revision, note FROM customers WHERE id = $1 FOR UPDATE";
const UPDATE: &str = "UPDATE customers SET note = $1, further = further | 16, revision = $2, updated_at = $3
     WHERE number = $4 AND revision = $5";

impl PostgresBaseline {
    /// Creates a customer in a transaction of its own and returns its number.
    ///
    /// # Errors
    /// Where it is not right, and of the server.
    pub fn create_customer(&mut self, new: &NewCustomer<'_>) -> Result<i64> {
        let record = Record::of(new, &self.collation)?;
        let now = SystemClock.now();
        let id = Id(self.ids.next_id(now)?);
        let tags: Vec<i64> = new.tags.iter().map(|tag| self.tags[*tag]).collect();
        let sets: Vec<i64> = tags.iter().copied().chain([self.standard_group.0]).collect();
        let sort_email = record.email_key.as_ref().map_or(&[][..], |key| key.as_str().as_bytes());
        let count = self.prepared(COUNT)?;
        let [insert, text, join, sizes] = [
            self.prepared(INSERT)?,
            self.prepared(INSERT_TEXT)?,
            self.prepared(JOIN)?,
            self.prepared(SIZES)?,
        ];
        let [set, change] = [self.prepared(SET)?, self.prepared(CHANGE)?];
        let mut tx = self.client.transaction()?;
        let (mut number, mut key, mut seq) = (0_i64, 0_i64, 0_i64);
        for row in tx.query(&count, &[])? {
            match row.get(0) {
                "customer_number" => number = row.get(1),
                "change_set_key" => key = row.get(1),
                "change_seq" => seq = row.get(1),
                _ => {}
            }
        }
        let micros = now.as_micros();
        tx.execute(
            &insert,
            &[
                &number,
                &id,
                &micros,
                &self.standard_group.0,
                &record.given,
                &record.family,
                &record.email,
                &record.email_hash(),
                &record.phone,
                &record.e164.map(u64::cast_signed),
                &record.sort_name,
                &record.sort_company,
                &record.sort_city,
                &sort_email,
            ],
        )?;
        tx.execute(&text, &[&number, &record.search])?;
        tx.execute(&join, &[&tags, &number])?;
        tx.execute(&sizes, &[&sets])?;
        tx.execute(&set, &[&key, &micros, &self.origin, &seq])?;
        tx.execute(&change, &[&seq, &key, &CUSTOMER, &id, &CREATED, &None::<String>])?;
        tx.commit()?;
        Ok(number)
    }

    /// Changes a customer's note in a transaction of its own.
    ///
    /// # Errors
    /// Where another changed it since it was read, and of the server.
    pub fn update_note(&mut self, id: CustomerId, note: &str) -> Result<()> {
        let (read, update, count) =
            (self.prepared(READ)?, self.prepared(UPDATE)?, self.prepared(COUNT_CHANGE)?);
        let (set, change) = (self.prepared(SET)?, self.prepared(CHANGE)?);
        let (id, now) = (Id(id.to_bytes()), SystemClock.now().as_micros());
        let mut tx = self.client.transaction()?;
        let row = tx.query_one(&read, &[&id])?;
        let (number, revision, old): (i64, i64, String) = (row.get(0), row.get(1), row.get(2));
        if tx.execute(&update, &[&note, &(revision + 1), &now, &number, &revision])? == 0 {
            return Err("changed meanwhile".into());
        }
        let (mut key, mut seq) = (0_i64, 0_i64);
        for row in tx.query(&count, &[])? {
            *(if row.get::<_, &str>(0) == "change_seq" { &mut seq } else { &mut key }) = row.get(1);
        }
        tx.execute(&set, &[&key, &now, &self.origin, &seq])?;
        let old = json!({ "note": old }).to_string();
        tx.execute(&change, &[&seq, &key, &CUSTOMER, &id, &UPDATED, &Some(old)])?;
        Ok(tx.commit()?)
    }
}
