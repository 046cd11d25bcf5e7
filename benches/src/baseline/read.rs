use kartotek::{
    Address, CollectionId, CollectionRef, Customer, CustomerId, CustomerKind, CustomerProfile, Email,
    ExternalId, Gender, Phone, Revision, Timestamp,
};
use rusqlite::types::Value;
use rusqlite::{Row, ToSql};
use std::rc::Rc;

use super::{Baseline, Result};

/// The columns that a record is read from.
pub(super) const COLUMNS: &str = "c.number, c.id, c.revision, c.created_at, c.updated_at, c.archived_at,
     c.default_group, c.further, c.enabled, c.registered_at, c.last_visit_at, c.kind, c.title,
     c.name_prefix, c.given_name, c.additional_names, c.family_name, c.name_suffix, c.nickname,
     c.phonetic_name, c.entered_name, c.email, c.email_label, c.phone, c.phone_label, c.phone_e164,
     c.street, c.street_2, c.postal_code, c.city, c.region, c.country, c.address_label,
     c.shipping_position, c.billing_position, c.gender, c.language, c.birthday, c.company,
     c.organisation_number, c.activity_code, c.website, c.credit_limit, c.payment_term_days,
     c.risk_rating, c.origin, c.note";

/// A record and the bits that say which child tables have rows of it.
pub(super) struct Read {
    pub(super) customer: Customer,
    further: i64,
}

impl Baseline {
    /// Returns a customer with its tags.
    ///
    /// # Errors
    /// Where there is none, and of the storage.
    pub fn get(&self, id: CustomerId) -> Result<Customer> {
        self.connection.prepare_cached("BEGIN")?.execute([])?;
        let read = {
            let sql = const_format();
            let mut statement = self.connection.prepare_cached(&sql)?;
            statement.query_row([id.to_bytes()], |row| self.read_row(row))?
        };
        let customer = self.complete(vec![read])?.pop();
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        customer.ok_or_else(|| "no such customer".into())
    }

    pub(super) fn read_row(&self, row: &Row<'_>) -> rusqlite::Result<Read> {
        let text = |index: usize| -> rusqlite::Result<String> { row.get(index) };
        let mut profile = CustomerProfile {
            kind: if row.get_ref(11)?.as_str()? == "company" {
                CustomerKind::Company
            } else {
                CustomerKind::Person
            },
            title: text(12)?,
            name_prefix: text(13)?,
            given_name: text(14)?,
            additional_names: text(15)?,
            family_name: text(16)?,
            name_suffix: text(17)?,
            nickname: text(18)?,
            phonetic_name: text(19)?,
            entered_name: text(20)?,
            gender: match row.get_ref(35)?.as_str()? {
                "female" => Gender::Female,
                "male" => Gender::Male,
                _ => Gender::Unspecified,
            },
            language: text(36)?,
            birthday: row.get_ref(37)?.as_str()?.parse().ok(),
            company: text(38)?,
            organisation_number: text(39)?,
            activity_code: text(40)?,
            website: text(41)?,
            credit_limit: None,
            payment_term_days: row.get(43)?,
            risk_rating: None,
            enabled: row.get(8)?,
            registered_at: Some(Timestamp::from_micros(row.get(9)?)),
            last_visit_at: Some(row.get(10)?).filter(|at| *at != 0).map(Timestamp::from_micros),
            origin: text(45)?,
            note: text(46)?,
            ..CustomerProfile::default()
        };
        let (address, label) = (text(21)?, text(22)?);
        if !address.is_empty() {
            profile.emails.push(Email { address, label });
        }
        let (phone, label) = (text(23)?, text(24)?);
        if !phone.is_empty() {
            let e164 = row.get::<_, Option<i64>>(25)?.map(i64::cast_unsigned);
            profile.phones.push(Phone { text: phone, label, e164 });
        }
        let address = Address {
            street: text(26)?,
            street_2: text(27)?,
            postal_code: text(28)?,
            city: text(29)?,
            region: text(30)?,
            country: text(31)?,
            label: text(32)?,
            default_shipping: row.get::<_, Option<i64>>(33)? == Some(0),
            default_billing: row.get::<_, Option<i64>>(34)? == Some(0),
        };
        if address != Address::default() {
            profile.addresses.push(address);
        }
        let archived: Option<i64> = row.get(5)?;
        let group = row.get::<_, i64>(6)?;
        let customer = Customer {
            number: row.get::<_, i64>(0)?.cast_unsigned(),
            id: CustomerId::from_bytes(row.get(1)?),
            revision: Revision(row.get(2)?),
            created_at: Timestamp::from_micros(row.get(3)?),
            updated_at: Timestamp::from_micros(row.get(4)?),
            archived_at: archived.map(Timestamp::from_micros),
            profile,
            default_group: self.set(group),
            customer_groups: Vec::new(),
            contact_groups: Vec::new(),
            tags: Vec::new(),
        };
        Ok(Read { customer, further: row.get(7)? })
    }

    fn set(&self, key: i64) -> CollectionRef {
        self.names
            .get(&key)
            .cloned()
            .unwrap_or_else(|| CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() })
    }

    /// Adds tags and external ids to records.
    pub(super) fn complete(&self, rows: Vec<Read>) -> Result<Vec<Customer>> {
        let mut tags = self.connection.prepare_cached(
            "SELECT collection FROM collection_members WHERE entity_kind = 1 AND entity = ?1",
        )?;
        let mut ids = self
            .connection
            .prepare_cached("SELECT source, id FROM customer_external_ids WHERE customer = ?1")?;
        let mut customers = Vec::with_capacity(rows.len());
        for Read { mut customer, further } in rows {
            let number = customer.number.cast_signed();
            let mut found = tags.query([number])?;
            while let Some(row) = found.next()? {
                customer.tags.push(self.set(row.get(0)?));
            }
            customer.tags.sort_by(|a, b| a.name.cmp(&b.name));
            if further & 8 != 0 {
                let mut found = ids.query([number])?;
                while let Some(row) = found.next()? {
                    customer.profile.external_ids.push(ExternalId { source: row.get(0)?, id: row.get(1)? });
                }
            }
            customers.push(customer);
        }
        Ok(customers)
    }

    /// Runs a query for records.
    pub(super) fn records(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Customer>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(self.read_row(row)?);
        }
        self.complete(found)
    }

    /// Returns the records with these numbers in their order.
    pub(super) fn by_numbers(&self, numbers: &[i64]) -> Result<Vec<Customer>> {
        let list = Rc::new(numbers.iter().map(|number| Value::from(*number)).collect::<Vec<_>>());
        let sql = format!("SELECT {COLUMNS} FROM rarray(?1) k CROSS JOIN customers c ON c.number = k.value");
        self.records(&sql, &[&list])
    }
}

fn const_format() -> String {
    format!("SELECT {COLUMNS} FROM customers c WHERE c.id = ?1")
}
