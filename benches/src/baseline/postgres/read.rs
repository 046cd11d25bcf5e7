use kartotek::{
    Address, CollectionId, CollectionRef, Customer, CustomerId, CustomerKind, CustomerProfile, Email,
    ExternalId, Gender, Phone, Revision, SearchQuery, Timestamp,
};
use postgres::Row;
use postgres::types::ToSql;

use super::super::Result;
use super::{Id, PostgresBaseline};

/// A record with its tags and external ids, in one statement.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.number, c.id, c.revision, c.created_at, c.updated_at, c.archived_at,
                 c.default_group, c.enabled, c.registered_at, c.last_visit_at, c.kind, c.title,
                 c.name_prefix, c.given_name, c.additional_names, c.family_name, c.name_suffix, c.nickname,
                 c.phonetic_name, c.entered_name, c.email, c.email_label, c.phone, c.phone_label, c.phone_e164,
                 c.street, c.street_2, c.postal_code, c.city, c.region, c.country, c.address_label,
                 c.shipping_position, c.billing_position, c.gender, c.language, c.birthday, c.company,
                 c.organisation_number, c.activity_code, c.website, c.payment_term_days, c.origin, c.note,
                 ARRAY(SELECT m.collection FROM collection_members m
                     WHERE m.entity_kind = 1 AND m.entity = c.number) AS tags,
                 ARRAY(SELECT e.source FROM customer_external_ids e WHERE e.customer = c.number
                     ORDER BY e.source, e.id) AS sources,
                 ARRAY(SELECT e.id FROM customer_external_ids e WHERE e.customer = c.number
                     ORDER BY e.source, e.id) AS external_ids ",
            $rest
        )
    };
}

const GET: &str = select!("FROM customers c WHERE c.id = $1");
const PAGE: &str =
    select!("FROM customers c WHERE c.archived_at IS NULL ORDER BY c.sort_name, c.id LIMIT $1");
const PAGE_AFTER: &str = select!(
    "FROM customers c WHERE (c.sort_name, c.id) > ($1, $2) AND c.archived_at IS NULL
     ORDER BY c.sort_name, c.id LIMIT $3"
);
const SEARCH: &str = select!(
    "FROM (SELECT customer FROM customer_search WHERE text LIKE $1 ORDER BY customer LIMIT $2) s
     JOIN customers c ON c.number = s.customer ORDER BY c.number"
);

impl PostgresBaseline {
    /// Returns a customer with its tags.
    ///
    /// # Errors
    /// Where there is none, and of the server.
    pub fn get(&mut self, id: CustomerId) -> Result<Customer> {
        self.records(GET, &[&Id(id.to_bytes())])?.pop().ok_or_else(|| "no such customer".into())
    }

    /// Returns the first page by name.
    ///
    /// # Errors
    /// Of the server.
    pub fn page(&mut self, limit: i64) -> Result<Vec<Customer>> {
        self.records(PAGE, &[&limit])
    }

    /// Returns the page by name after a customer.
    ///
    /// # Errors
    /// Of the server.
    pub fn page_after(&mut self, sort_name: &[u8], id: CustomerId, limit: i64) -> Result<Vec<Customer>> {
        self.records(PAGE_AFTER, &[&sort_name, &Id(id.to_bytes()), &limit])
    }

    /// Finds the first customers with one typed word.
    ///
    /// # Errors
    /// Of the server.
    pub fn search(&mut self, typed: &str, limit: i64) -> Result<Vec<Customer>> {
        let needle = SearchQuery::parse(typed, "SE").needles().concat();
        self.records(SEARCH, &[&format!("%{needle}%"), &limit])
    }

    /// Returns ids of customers spread over the register.
    ///
    /// # Errors
    /// Of the server.
    pub fn spread_ids(&mut self, count: i64) -> Result<Vec<CustomerId>> {
        let last: i64 = self.client.query_one("SELECT max(number) FROM customers", &[])?.get(0);
        let numbers: Vec<i64> = (0..count).map(|index| 1 + index * last / count).collect();
        let sql = "SELECT id FROM customers WHERE number = ANY ($1) ORDER BY number";
        let rows = self.client.query(sql, &[&numbers])?;
        Ok(rows.iter().map(|row| CustomerId::from_bytes(row.get::<_, Id>(0).0)).collect())
    }

    /// Returns the place of a customer in the list by name.
    ///
    /// # Errors
    /// Where there is none, and of the server.
    pub fn place_of(&mut self, id: CustomerId) -> Result<Vec<u8>> {
        let row =
            self.client.query_one("SELECT sort_name FROM customers WHERE id = $1", &[&Id(id.to_bytes())])?;
        Ok(row.get(0))
    }

    fn records(&mut self, sql: &'static str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Customer>> {
        let statement = self.prepared(sql)?;
        let rows = self.client.query(&statement, parameters)?;
        Ok(rows.iter().map(|row| self.record(row)).collect())
    }

    fn record(&self, row: &Row) -> Customer {
        let text = |index: usize| row.get::<_, String>(index);
        let mut profile = CustomerProfile {
            kind: match row.get(10) {
                "company" => CustomerKind::Company,
                _ => CustomerKind::Person,
            },
            title: text(11),
            name_prefix: text(12),
            given_name: text(13),
            additional_names: text(14),
            family_name: text(15),
            name_suffix: text(16),
            nickname: text(17),
            phonetic_name: text(18),
            entered_name: text(19),
            gender: match row.get(34) {
                "female" => Gender::Female,
                "male" => Gender::Male,
                _ => Gender::Unspecified,
            },
            language: text(35),
            birthday: row.get::<_, &str>(36).parse().ok(),
            company: text(37),
            organisation_number: text(38),
            activity_code: text(39),
            website: text(40),
            payment_term_days: row.get::<_, Option<i64>>(41).and_then(|days| days.try_into().ok()),
            enabled: row.get::<_, i64>(7) != 0,
            registered_at: Some(Timestamp::from_micros(row.get(8))),
            last_visit_at: Some(row.get(9)).filter(|at| *at != 0).map(Timestamp::from_micros),
            origin: text(42),
            note: text(43),
            ..CustomerProfile::default()
        };
        let (address, label) = (text(20), text(21));
        if !address.is_empty() {
            profile.emails.push(Email { address, label });
        }
        let (phone, label) = (text(22), text(23));
        if !phone.is_empty() {
            let e164 = row.get::<_, Option<i64>>(24).map(i64::cast_unsigned);
            profile.phones.push(Phone { text: phone, label, e164 });
        }
        let address = Address {
            street: text(25),
            street_2: text(26),
            postal_code: text(27),
            city: text(28),
            region: text(29),
            country: text(30),
            label: text(31),
            default_shipping: row.get::<_, Option<i64>>(32) == Some(0),
            default_billing: row.get::<_, Option<i64>>(33) == Some(0),
        };
        if address != Address::default() {
            profile.addresses.push(address);
        }
        let ids: Vec<String> = row.get(46);
        let sources: Vec<String> = row.get(45);
        profile.external_ids =
            sources.into_iter().zip(ids).map(|(source, id)| ExternalId { source, id }).collect();
        let mut tags: Vec<CollectionRef> =
            row.get::<_, Vec<i64>>(44).into_iter().map(|key| self.set(key)).collect();
        tags.sort_by(|a, b| a.name.cmp(&b.name));
        Customer {
            number: row.get::<_, i64>(0).cast_unsigned(),
            id: CustomerId::from_bytes(row.get::<_, Id>(1).0),
            revision: Revision(row.get::<_, i64>(2).try_into().unwrap_or(u32::MAX)),
            created_at: Timestamp::from_micros(row.get(3)),
            updated_at: Timestamp::from_micros(row.get(4)),
            archived_at: row.get::<_, Option<i64>>(5).map(Timestamp::from_micros),
            profile,
            default_group: self.set(row.get(6)),
            customer_groups: Vec::new(),
            contact_groups: Vec::new(),
            tags,
        }
    }

    fn set(&self, key: i64) -> CollectionRef {
        let unknown = || CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() };
        self.names.get(&key).cloned().unwrap_or_else(unknown)
    }
}
