use std::fs::File;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use kartotek::{CollectionId, CollectionRef, IdSource, SystemClock, Timestamp, fold, name_key};
use rusqlite::{OptionalExtension, params};
use serde_json::json;

use super::record::Record;
use super::{Baseline, Result};

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each counts the rows that it names")]
pub struct Imported {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub ambiguous: u64,
    pub invalid: u64,
}

/// Indexes that are made after the rows.
const LIST_INDEXES: &str = include_str!("../../../core/migrations/list_indexes.sql");

const INSERT: &str = "INSERT INTO customers (number, id, revision, created_at, updated_at, archived_at,
     default_group, further, enabled, registered_at, last_visit_at, kind, title, name_prefix, given_name,
     additional_names, family_name, name_suffix, nickname, phonetic_name, entered_name, email, email_label,
     email_hash, phone, phone_label, phone_e164, street, street_2, postal_code, city, region, country,
     address_label, shipping_position, billing_position, gender, language, birthday, company,
     organisation_number, activity_code, website, credit_limit, payment_term_days, risk_rating, origin, note,
     sort_name, sort_company, sort_city, sort_email)
 VALUES (?1, ?2, 1, ?3, ?3, NULL, ?4, ?5, 1, ?6, ?7, ?8, ?9, '', ?10, '', ?11, '', '', '', '', ?12, '',
     ?13, ?14, '', ?15, ?16, '', ?17, ?18, '', ?19, '', NULL, NULL, ?20, ?21, ?22, ?23, ?24, '', '', '',
     NULL, '', ?25, ?26, ?27, ?28, ?29, ?30)";

/// The kinds of entities and what is done to them, as history counts them.
pub(super) const CUSTOMER: i64 = 1;
pub(super) const TAG: i64 = 2;
pub(super) const CREATED: i64 = 1;
pub(super) const UPDATED: i64 = 2;

impl Baseline {
    /// Imports the generator's file into an empty register, in one transaction.
    ///
    /// # Errors
    /// Of the file and of the storage; then nothing is stored.
    pub fn import(&mut self, path: &Path) -> Result<Imported> {
        self.connection.pragma_update(None, "cache_size", -65_536)?;
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for line in LIST_INDEXES.lines().filter_map(|line| line.strip_prefix("CREATE INDEX IF NOT EXISTS ")) {
            let name = line.split(' ').next().unwrap_or("");
            self.connection.execute_batch(&format!("DROP INDEX IF EXISTS {name}"))?;
        }
        let done = self.import_rows(path)?;
        self.connection.execute_batch(LIST_INDEXES)?;
        self.build_trigrams()?;
        self.connection.execute_batch("COMMIT")?;
        self.connection.pragma_update(None, "cache_size", -16_384)?;
        Ok(done)
    }

    fn import_rows(&mut self, path: &Path) -> Result<Imported> {
        let mut done = Imported::default();
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(File::open(path)?);
        let now = kartotek::Clock::now(&SystemClock);
        let set = self.count_on("change_set_key", 1)?;
        let mut state = Running { now, set, number: 0, seq: 0, sizes: Vec::new() };
        let mut row = StringRecord::new();
        while reader.read_record(&mut row)? {
            let Some(record) = Record::read(&row, &self.collation) else {
                done.invalid += 1;
                continue;
            };
            match self.find(&record)? {
                Found::Nobody => {
                    self.insert_record(&record, &mut state)?;
                    done.created += 1;
                }
                Found::Other => done.ambiguous += 1,
                Found::Same(number) => match self.update_record(number, &record, &mut state)? {
                    true => done.updated += 1,
                    false => done.unchanged += 1,
                },
            }
        }
        self.finish(&state, done.created)?;
        Ok(done)
    }

    /// Finds the customer of a row by its id at the shop, else by its e-mail unless the name differs.
    fn find(&self, record: &Record<'_>) -> Result<Found> {
        let mut by_id = self
            .connection
            .prepare_cached("SELECT customer FROM customer_external_ids WHERE source = 'shop' AND id = ?1")?;
        let mut by_email = self.connection.prepare_cached(
            "SELECT number, email, given_name, family_name FROM customers WHERE email_hash = ?1",
        )?;
        let known: Option<i64> = match record.customer_id {
            "" => None,
            id => by_id.query_row([id], |row| row.get(0)).optional()?,
        };
        if let Some(number) = known {
            return Ok(Found::Same(number));
        }
        let Some(hash) = record.email_hash() else { return Ok(Found::Nobody) };
        let mut rows = by_email.query([hash])?;
        let mut found = Found::Nobody;
        while let Some(row) = rows.next()? {
            if kartotek::EmailKey::of(row.get_ref(1)?.as_str()?) != record.email_key {
                continue;
            }
            let contradicts = |stored: &str, given: &str| {
                !stored.is_empty() && !given.is_empty() && stored != given && fold(stored) != fold(given)
            };
            let other = contradicts(row.get_ref(2)?.as_str()?, record.given)
                || contradicts(row.get_ref(3)?.as_str()?, record.family);
            found = match found {
                Found::Nobody if !other => Found::Same(row.get(0)?),
                _ => Found::Other,
            };
        }
        Ok(found)
    }

    fn insert_record(&mut self, record: &Record<'_>, state: &mut Running) -> Result<()> {
        state.number += 1;
        let number = state.number;
        let id = self.ids.next_id(state.now)?;
        self.insert(number, &id, state.now, record)?;
        self.append(state, &id, CREATED, None)?;
        for tag in record.tags.split(", ").filter(|tag| !tag.is_empty()) {
            let key = self.tag_key(tag, state)?;
            if self.put_tag(key, number)? {
                state.sizes.resize(state.sizes.len().max(usize::try_from(key)? + 1), 0);
                state.sizes[usize::try_from(key)?] += 1;
            }
        }
        Ok(())
    }

    /// Inserts the rows of a customer but those of its tags and history.
    pub(super) fn insert(&self, number: i64, id: &[u8], now: Timestamp, record: &Record<'_>) -> Result<()> {
        let now = now.as_micros();
        let key = record.email_key.as_ref().map_or(&[][..], |key| key.as_str().as_bytes());
        self.connection.prepare_cached(INSERT)?.execute(params![
            number,
            id,
            now,
            self.standard_group.0,
            record.further(),
            if record.registered_at == 0 { now } else { record.registered_at },
            record.last_visit_at,
            record.kind(),
            record.title,
            record.given,
            record.family,
            record.email,
            record.email_hash(),
            record.phone,
            record.e164.map(u64::cast_signed),
            record.street,
            record.postal_code,
            record.city,
            record.country,
            record.gender,
            record.language,
            record.birthday,
            record.company,
            record.organisation,
            "customers.csv",
            record.note,
            record.sort_name,
            record.sort_company,
            record.sort_city,
            key,
        ])?;
        if !record.customer_id.is_empty() {
            self.connection
                .prepare_cached(
                    "INSERT INTO customer_external_ids (source, id, customer) VALUES ('shop', ?1, ?2)",
                )?
                .execute(params![record.customer_id, number])?;
        }
        self.connection
            .prepare_cached("INSERT INTO customer_search (customer, text) VALUES (?1, ?2)")?
            .execute(params![number, record.search])?;
        Ok(())
    }

    /// Takes over phone, last visit and address where the row has others.
    fn update_record(&self, number: i64, record: &Record<'_>, state: &mut Running) -> Result<bool> {
        let mut read = self.connection.prepare_cached(
            "SELECT id, phone, last_visit_at, street, postal_code, city FROM customers WHERE number = ?1",
        )?;
        let (id, old) = read.query_row([number], |row| {
            let texts: [String; 4] = [row.get(1)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((row.get::<_, [u8; 16]>(0)?, (texts, row.get::<_, i64>(2)?)))
        })?;
        let new = [record.phone, record.street, record.postal_code, record.city];
        let mut changed = serde_json::Map::new();
        for ((key, old), new) in ["phone", "street", "postal_code", "city"].iter().zip(&old.0).zip(new) {
            if !new.is_empty() && old != new {
                changed.insert((*key).to_owned(), json!(old));
            }
        }
        if record.last_visit_at != 0 && record.last_visit_at != old.1 {
            changed.insert("last_visit_at".to_owned(), json!(Timestamp::from_micros(old.1).to_string()));
        }
        if changed.is_empty() {
            return Ok(false);
        }
        let keep = |new: &str, old: &String| if new.is_empty() { old.clone() } else { new.to_owned() };
        let e164 = record.e164.map(u64::cast_signed);
        self.connection
            .prepare_cached(
                "UPDATE customers SET revision = revision + 1, updated_at = ?1, phone = ?2,
                     phone_e164 = coalesce(?3, phone_e164), street = ?4, postal_code = ?5, city = ?6,
                     last_visit_at = max(last_visit_at, ?7) WHERE number = ?8",
            )?
            .execute(params![
                state.now.as_micros(),
                keep(new[0], &old.0[0]),
                e164,
                keep(new[1], &old.0[1]),
                keep(new[2], &old.0[2]),
                keep(new[3], &old.0[3]),
                record.last_visit_at,
                number,
            ])?;
        if changed.contains_key("phone") {
            self.connection
                .prepare_cached("UPDATE customer_search SET text = ?1 WHERE customer = ?2")?
                .execute(params![record.search, number])?;
        }
        let old = serde_json::Value::Object(changed).to_string();
        self.append(state, &id, UPDATED, Some(&old))?;
        Ok(true)
    }

    fn append(&self, state: &mut Running, id: &[u8], action: i64, old: Option<&str>) -> Result<()> {
        state.seq += 1;
        self.append_change(state.seq, state.set, CUSTOMER, id, action, old)
    }

    pub(super) fn append_change(
        &self,
        seq: i64,
        set: i64,
        kind: i64,
        id: &[u8],
        action: i64,
        old: Option<&str>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO changes (seq, change_set, entity_kind, entity, action, old)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        statement.execute(params![seq, set, kind, id, action, old])?;
        Ok(())
    }

    /// Returns the key of a tag, which is made where there is none.
    fn tag_key(&mut self, name: &str, state: &mut Running) -> Result<i64> {
        if let Some(key) = self.tags.get(name) {
            return Ok(*key);
        }
        let (key, id) = (self.count_on("collection_key", 1)?, self.ids.next_id(state.now)?);
        self.connection.execute(
            "INSERT INTO collections (key, id, kind, name, name_key, preset, revision, created_at)
             VALUES (?1, ?2, 2, ?3, ?4, '', 1, ?5)",
            params![key, id, name, name_key(name), state.now.as_micros()],
        )?;
        state.seq += 1;
        self.append_change(state.seq, state.set, TAG, &id, CREATED, None)?;
        self.tags.insert(name.to_owned(), key);
        let set = CollectionRef { id: CollectionId::from_bytes(id), name: name.to_owned() };
        self.names.insert(key, set);
        Ok(key)
    }

    pub(super) fn put_tag(&self, key: i64, number: i64) -> Result<bool> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO collection_members (collection, entity_kind, entity) VALUES (?1, 1, ?2)
             ON CONFLICT DO NOTHING",
        )?;
        Ok(statement.execute([key, number])? > 0)
    }

    pub(super) fn add_to_size(&self, key: i64, count: i64) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO collection_sizes (collection, entity_kind, size) VALUES (?1, 1, ?2)
             ON CONFLICT (collection, entity_kind) DO UPDATE SET size = collection_sizes.size + excluded.size",
        )?;
        statement.execute([key, count])?;
        Ok(())
    }

    fn finish(&self, state: &Running, created: u64) -> Result<()> {
        let created = i64::try_from(created)?;
        self.count_on("customer_number", created)?;
        self.count_on("customer_count", created)?;
        for (key, size) in (0..).zip(&state.sizes).filter(|(_, size)| **size > 0) {
            self.add_to_size(key, *size)?;
        }
        self.add_to_size(self.standard_group.0, created)?;
        self.close_set(state.set, state.now, state.seq)?;
        Ok(())
    }

    /// Gives the numbers of the changes and stores the set that they belong to.
    pub(super) fn close_set(&self, set: i64, now: Timestamp, changes: i64) -> Result<i64> {
        let first = self.count_on("change_seq", changes)?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO change_sets (key, at, actor_kind, actor, batch, reason, origin, first_seq, last_seq)
             VALUES (?1, ?2, 0, '', NULL, '', ?3, ?4, ?5)",
        )?;
        statement.execute(params![set, now.as_micros(), self.origin, first, first + changes - 1])?;
        Ok(first)
    }
}

enum Found {
    Nobody,
    Same(i64),
    /// Somebody else with the same e-mail address.
    Other,
}

struct Running {
    now: Timestamp,
    set: i64,
    number: i64,
    seq: i64,
    /// Members that each tag gained, by its key.
    sizes: Vec<i64>,
}
