use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use kartotek::{Clock as _, IdSource as _, SystemClock, fold, name_key};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::Type;

use super::super::record::Record;
use super::super::{Imported, Result};
use super::{Id, PostgresBaseline};

/// Indexes that are made after the rows.
const LIST_INDEXES: &str = include_str!("../../../../core/migrations/list_indexes.sql");

/// The rows of the file as they come, each with its keys.
const STAGING: &str = r#"CREATE TEMP TABLE staging (n BIGINT, id UUID, external TEXT COLLATE "C",
     registered_at BIGINT, last_visit_at BIGINT, kind TEXT COLLATE "C", title TEXT COLLATE "C",
     given TEXT COLLATE "C", family TEXT COLLATE "C", given_fold TEXT COLLATE "C", family_fold TEXT COLLATE "C",
     email TEXT COLLATE "C", email_hash BIGINT, phone TEXT COLLATE "C", e164 BIGINT, street TEXT COLLATE "C",
     postal_code TEXT COLLATE "C", city TEXT COLLATE "C", country TEXT COLLATE "C", gender TEXT COLLATE "C",
     language TEXT COLLATE "C", birthday TEXT COLLATE "C", company TEXT COLLATE "C",
     organisation TEXT COLLATE "C", note TEXT COLLATE "C", sort_name BYTEA, sort_company BYTEA,
     sort_city BYTEA, sort_email BYTEA, search TEXT COLLATE "C", further BIGINT, tags BIGINT[])
     ON COMMIT DROP"#;

const TYPES: [Type; 32] = [
    Type::INT8,
    Type::UUID,
    Type::TEXT,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::INT8,
    Type::TEXT,
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::BYTEA,
    Type::BYTEA,
    Type::BYTEA,
    Type::BYTEA,
    Type::TEXT,
    Type::INT8,
    Type::INT8_ARRAY,
];

/// Whom each row is about: by its id at the shop, else by its e-mail unless the name differs. `first` is
/// the row that brings the customer; a row that is its own first is inserted, and one without is unclear.
const FIND: &str = "CREATE TEMP TABLE found ON COMMIT DROP AS
     SELECT s.n, CASE
         WHEN s.by_id < s.n THEN s.by_id
         WHEN s.by_email IS NULL OR s.by_email = s.n THEN s.n
         WHEN (s.given = '' OR f.given = '' OR s.given_fold = f.given_fold)
             AND (s.family = '' OR f.family = '' OR s.family_fold = f.family_fold) THEN s.by_email
         END AS first
     FROM (SELECT n, given, family, given_fold, family_fold,
             CASE WHEN external <> '' THEN min(n) OVER (PARTITION BY external) END AS by_id,
             CASE WHEN email <> '' THEN min(n) OVER (PARTITION BY sort_email) END AS by_email
         FROM staging) s
     LEFT JOIN staging f ON f.n = s.by_email AND s.by_email < s.n";

const NUMBER: &str = "CREATE TEMP TABLE numbered ON COMMIT DROP AS
     SELECT n, row_number() OVER (ORDER BY n) AS number FROM found WHERE first = n";

const INSERT: &str = "INSERT INTO customers (number, id, revision, created_at, updated_at, archived_at,
     default_group, further, enabled, registered_at, last_visit_at, kind, title, name_prefix, given_name,
     additional_names, family_name, name_suffix, nickname, phonetic_name, entered_name, email, email_label,
     email_hash, phone, phone_label, phone_e164, street, street_2, postal_code, city, region, country,
     address_label, shipping_position, billing_position, gender, language, birthday, company,
     organisation_number, activity_code, website, credit_limit, payment_term_days, risk_rating, origin, note,
     sort_name, sort_company, sort_city, sort_email)
 SELECT m.number, s.id, 1, $1, $1, NULL, $2, s.further, 1,
     CASE WHEN s.registered_at = 0 THEN $1 ELSE s.registered_at END, s.last_visit_at, s.kind, s.title, '',
     s.given, '', s.family, '', '', '', '', s.email, '', s.email_hash, s.phone, '', s.e164, s.street, '',
     s.postal_code, s.city, '', s.country, '', NULL, NULL, s.gender, s.language, s.birthday, s.company,
     s.organisation, '', '', '', NULL, '', 'customers.csv', s.note, s.sort_name, s.sort_company, s.sort_city,
     s.sort_email
 FROM numbered m JOIN staging s ON s.n = m.n ORDER BY m.number";

/// What goes beside the rows of customers.
const BESIDE: [&str; 4] = [
    "INSERT INTO customer_external_ids (source, id, customer)
     SELECT 'shop', s.external, m.number FROM numbered m JOIN staging s ON s.n = m.n WHERE s.external <> ''",
    "INSERT INTO customer_search (customer, text)
     SELECT m.number, s.search FROM numbered m JOIN staging s ON s.n = m.n ORDER BY m.number",
    "INSERT INTO collection_members (collection, entity_kind, entity)
     SELECT unnest(s.tags), 1, m.number FROM numbered m JOIN staging s ON s.n = m.n ORDER BY m.number
     ON CONFLICT DO NOTHING",
    "INSERT INTO collection_sizes (collection, entity_kind, size)
     SELECT collection, entity_kind, count(*) FROM collection_members GROUP BY collection, entity_kind",
];

/// The last row of each person who came again, with what it changes.
const CHANGED: &str = "CREATE TEMP TABLE changed ON COMMIT DROP AS
     SELECT m.number, c.id, s.phone, s.e164, s.street, s.postal_code, s.city, s.last_visit_at, s.search,
         jsonb_strip_nulls(jsonb_build_object(
             'phone', CASE WHEN s.phone NOT IN ('', c.phone) THEN c.phone END,
             'street', CASE WHEN s.street NOT IN ('', c.street) THEN c.street END,
             'postal_code', CASE WHEN s.postal_code NOT IN ('', c.postal_code) THEN c.postal_code END,
             'city', CASE WHEN s.city NOT IN ('', c.city) THEN c.city END,
             'last_visit_at', CASE WHEN s.last_visit_at NOT IN (0, c.last_visit_at) THEN
                 to_char(to_timestamp(c.last_visit_at / 1000000.0) AT TIME ZONE 'UTC',
                     'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') END)) AS old
     FROM (SELECT DISTINCT ON (first) first, n FROM found WHERE first < n ORDER BY first, n DESC) l
     JOIN numbered m ON m.n = l.first JOIN staging s ON s.n = l.n JOIN customers c ON c.number = m.number";

const UPDATE: [&str; 2] = [
    "UPDATE customers c SET revision = c.revision + 1,
         phone = CASE WHEN d.phone = '' THEN c.phone ELSE d.phone END,
         phone_e164 = coalesce(d.e164, c.phone_e164),
         street = CASE WHEN d.street = '' THEN c.street ELSE d.street END,
         postal_code = CASE WHEN d.postal_code = '' THEN c.postal_code ELSE d.postal_code END,
         city = CASE WHEN d.city = '' THEN c.city ELSE d.city END,
         last_visit_at = greatest(c.last_visit_at, d.last_visit_at)
     FROM changed d WHERE d.number = c.number AND d.old <> '{}'",
    "UPDATE customer_search s SET text = d.search FROM changed d WHERE d.number = s.customer AND d.old ? 'phone'",
];

/// Tags that were made, customers that were, and those that were changed, each a row of history.
const HISTORY: &str = "INSERT INTO changes (seq, change_set, entity_kind, entity, action, old)
     SELECT row_number() OVER (ORDER BY what, number), $1, kind, id, action, old FROM (
         SELECT 0 AS what, key AS number, 2 AS kind, id, 1 AS action, NULL AS old FROM collections WHERE kind = 2
         UNION ALL SELECT 1, number, 1, id, 1, NULL FROM customers
         UNION ALL SELECT 2, number, 1, id, 2, old::text FROM changed WHERE old <> '{}') h";

impl PostgresBaseline {
    /// Imports the generator's file into an empty register, in one transaction: copied into a staging
    /// table, merged from there, with the indexes of lists and search made after the rows.
    ///
    /// # Errors
    /// Of the file and of the server; then nothing is stored.
    pub fn import(&mut self, path: &Path) -> Result<Imported> {
        let definition = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
             AND indexname = 'customer_search_trigrams'";
        let trigrams: Option<String> = self.client.query_opt(definition, &[])?.map(|row| row.get(0));
        self.client.batch_execute("BEGIN; DROP INDEX IF EXISTS customer_search_trigrams")?;
        for line in LIST_INDEXES.lines().filter_map(|line| line.strip_prefix("CREATE INDEX IF NOT EXISTS ")) {
            let name = line.split(' ').next().unwrap_or("");
            self.client.batch_execute(&format!("DROP INDEX IF EXISTS {name}"))?;
        }
        self.client.batch_execute(STAGING)?;
        let mut done = Imported { invalid: self.stage(path)?, ..Imported::default() };
        self.client.batch_execute("ANALYZE staging")?;
        self.merge(&mut done)?;
        self.client.batch_execute(LIST_INDEXES)?;
        if let Some(definition) = trigrams {
            self.client.batch_execute(&definition)?;
        }
        self.client.batch_execute(
            "ANALYZE customers, customer_search, customer_external_ids, collections, collection_members,
             collection_sizes, changes, change_sets; COMMIT",
        )?;
        Ok(done)
    }

    /// Copies the rows that are right into the staging table and returns how many are not.
    fn stage(&mut self, path: &Path) -> Result<u64> {
        let now = SystemClock.now();
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(File::open(path)?);
        let mut new_tags: Vec<String> = Vec::new();
        let mut keys: HashMap<String, i64> = self.tags.clone();
        let first_key = self.names.keys().max().copied().unwrap_or(0) + 1;
        let (mut row, mut n, mut invalid) = (StringRecord::new(), 0_i64, 0);
        let copy = self.client.copy_in("COPY staging FROM STDIN (FORMAT binary)")?;
        let mut copy = BinaryCopyInWriter::new(copy, &TYPES);
        while reader.read_record(&mut row)? {
            let Some(record) = Record::read(&row, &self.collation) else {
                invalid += 1;
                continue;
            };
            n += 1;
            let mut tags = Vec::new();
            for tag in record.tags.split(", ").filter(|tag| !tag.is_empty()) {
                let key = match keys.get(tag) {
                    Some(key) => *key,
                    None => {
                        let key = first_key + i64::try_from(new_tags.len())?;
                        new_tags.push(tag.to_owned());
                        keys.insert(tag.to_owned(), key);
                        key
                    }
                };
                tags.push(key);
            }
            let id = Id(self.ids.next_id(now)?);
            let sort_email = record.email_key.as_ref().map_or(&[][..], |key| key.as_str().as_bytes());
            copy.write(&[
                &n,
                &id,
                &record.customer_id,
                &record.registered_at,
                &record.last_visit_at,
                &record.kind(),
                &record.title,
                &record.given,
                &record.family,
                &fold(record.given),
                &fold(record.family),
                &record.email,
                &record.email_hash(),
                &record.phone,
                &record.e164.map(u64::cast_signed),
                &record.street,
                &record.postal_code,
                &record.city,
                &record.country,
                &record.gender,
                &record.language,
                &record.birthday,
                &record.company,
                &record.organisation,
                &record.note,
                &record.sort_name,
                &record.sort_company,
                &record.sort_city,
                &sort_email,
                &record.search,
                &record.further(),
                &tags,
            ])?;
        }
        copy.finish()?;
        for (name, key) in new_tags.iter().zip(first_key..) {
            let id = Id(self.ids.next_id(now)?);
            self.client.execute(
                "INSERT INTO collections (key, id, kind, name, name_key, preset, revision, created_at)
                 VALUES ($1, $2, 2, $3, $4, '', 1, $5)",
                &[&key, &id, name, &name_key(name), &now.as_micros()],
            )?;
        }
        self.count_on("collection_key", i64::try_from(new_tags.len())?)?;
        Ok(invalid)
    }

    fn merge(&mut self, done: &mut Imported) -> Result<()> {
        let now = SystemClock.now().as_micros();
        let set = self.count_on("change_set_key", 1)?;
        self.client.batch_execute(FIND)?;
        self.client.batch_execute(&format!("{NUMBER}; ANALYZE found; ANALYZE numbered"))?;
        done.created = self.client.execute(INSERT, &[&now, &self.standard_group.0])?;
        for sql in BESIDE {
            self.client.batch_execute(sql)?;
        }
        self.client.batch_execute(CHANGED)?;
        for sql in UPDATE {
            done.updated = done.updated.max(self.client.execute(sql, &[])?);
        }
        let counts =
            "SELECT count(*) FILTER (WHERE first IS NULL), count(*) FILTER (WHERE first < n) FROM found";
        let row = self.client.query_one(counts, &[])?;
        done.ambiguous = row.get::<_, i64>(0).cast_unsigned();
        done.unchanged = row.get::<_, i64>(1).cast_unsigned() - done.updated;
        let changes = i64::try_from(self.client.execute(HISTORY, &[&set])?)?;
        let created = i64::try_from(done.created)?;
        self.count_on("customer_number", created)?;
        self.count_on("customer_count", created)?;
        self.client.execute(
            "INSERT INTO collection_sizes (collection, entity_kind, size) VALUES ($1, 1, $2)
             ON CONFLICT (collection, entity_kind) DO UPDATE SET size = collection_sizes.size + excluded.size",
            &[&self.standard_group.0, &created],
        )?;
        let first = self.count_on("change_seq", changes)? - changes + 1;
        if first != 1 {
            return Err("the register is not empty".into());
        }
        self.client.execute(
            "INSERT INTO change_sets (key, at, actor_kind, actor, batch, reason, origin, first_seq, last_seq)
             VALUES ($1, $2, 0, '', NULL, '', $3, 1, $4)",
            &[&set, &now, &self.origin, &changes],
        )?;
        Ok(())
    }

    /// Gives numbers of a counter and returns the last.
    fn count_on(&mut self, name: &str, count: i64) -> Result<i64> {
        let sql = "INSERT INTO counters (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value";
        Ok(self.client.query_one(sql, &[&name, &count])?.get(0))
    }
}
