use crate::base::Result;
use crate::customers::{Address, Email, ExternalId, Phone};
use crate::sql::{Sql, SqlTx, Value};

/// Rows of the tables beside the customers' own: what one has more than one of. The first e-mail, phone
/// and address stand in the customer's row.
#[derive(Default)]
pub(super) struct Children<'a> {
    emails: Vec<Value<'a>>,
    phones: Vec<Value<'a>>,
    addresses: Vec<Value<'a>>,
    external_ids: Vec<Value<'a>>,
}

impl<'a> Children<'a> {
    pub(super) fn push_emails(&mut self, number: i64, emails: &'a [Email], hashes: &[Option<i64>]) {
        for ((position, email), hash) in (0..).zip(emails).zip(hashes).skip(1) {
            let texts = [Value::Text(&email.address), Value::Text(&email.label)];
            self.emails.extend([Value::Int(number), Value::Int(position)]);
            self.emails.extend(texts.into_iter().chain([Value::opt_int(*hash)]));
        }
    }

    pub(super) fn push_phones(&mut self, number: i64, phones: &'a [Phone]) {
        for (position, phone) in (0..).zip(phones).skip(1) {
            let e164 = Value::opt_int(phone.e164.and_then(|number| i64::try_from(number).ok()));
            let texts = [Value::Text(&phone.text), Value::Text(&phone.label)];
            self.phones.extend([Value::Int(number), Value::Int(position)]);
            self.phones.extend(texts.into_iter().chain([e164]));
        }
    }

    pub(super) fn push_addresses(&mut self, number: i64, addresses: &'a [Address]) {
        for (position, address) in (0..).zip(addresses).skip(1) {
            self.addresses.extend([
                Value::Int(number),
                Value::Int(position),
                Value::Text(&address.label),
                Value::Text(&address.street),
                Value::Text(&address.street_2),
                Value::Text(&address.postal_code),
                Value::Text(&address.city),
                Value::Text(&address.region),
                Value::Text(&address.country),
            ]);
        }
    }

    pub(super) fn push_external_ids(&mut self, number: i64, ids: &'a [ExternalId]) {
        for id in ids {
            self.external_ids.extend([Value::Text(&id.source), Value::Text(&id.id), Value::Int(number)]);
        }
    }

    /// Stores them.
    pub(super) fn insert(&self, tx: &SqlTx<'_>) -> Result<()> {
        static EMAILS: Sql = Sql::new(
            "INSERT INTO customer_emails (customer, position, address, label, hash)
             {rows int int text text int}",
        );
        static PHONES: Sql = Sql::new(
            "INSERT INTO customer_phones (customer, position, text, label, e164)
             {rows int int text text int}",
        );
        static ADDRESSES: Sql = Sql::new(
            "INSERT INTO customer_addresses
                 (customer, position, label, street, street_2, postal_code, city, region, country)
             {rows int int text text text text text text text}",
        );
        static EXTERNAL_IDS: Sql =
            Sql::new("INSERT INTO customer_external_ids (source, id, customer) {rows text text int}");
        let tables = [
            (&EMAILS, 5, &self.emails),
            (&PHONES, 5, &self.phones),
            (&ADDRESSES, 9, &self.addresses),
            (&EXTERNAL_IDS, 3, &self.external_ids),
        ];
        for (sql, columns, rows) in tables {
            if !rows.is_empty() {
                tx.driver.execute_many(sql, columns, rows)?;
            }
        }
        Ok(())
    }
}
