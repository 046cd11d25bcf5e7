use csv::StringRecord;
use kartotek::{Collation, EmailKey, PartialDate, fold_into, is_country};

use super::check::{is_email, is_language, is_line, micros};
use super::phone;
use super::{NewCustomer, Result};

/// A row of the shop's file, checked, with the keys that are stored beside it.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    pub(super) customer_id: &'a str,
    pub(super) given: &'a str,
    pub(super) family: &'a str,
    pub(super) title: &'a str,
    pub(super) gender: &'a str,
    pub(super) birthday: &'a str,
    pub(super) email: &'a str,
    pub(super) phone: &'a str,
    pub(super) company: &'a str,
    pub(super) organisation: &'a str,
    pub(super) street: &'a str,
    pub(super) postal_code: &'a str,
    pub(super) city: &'a str,
    pub(super) country: &'a str,
    pub(super) language: &'a str,
    pub(super) registered_at: i64,
    pub(super) last_visit_at: i64,
    pub(super) tags: &'a str,
    pub(super) note: &'a str,
    pub(super) e164: Option<u64>,
    pub(super) email_key: Option<EmailKey>,
    pub(super) sort_name: Vec<u8>,
    pub(super) sort_company: Vec<u8>,
    pub(super) sort_city: Vec<u8>,
    pub(super) search: String,
}

impl<'a> Record<'a> {
    /// Makes the row of a customer to create.
    ///
    /// # Errors
    /// Where the customer is not right.
    pub(super) fn of(new: &NewCustomer<'a>, collation: &Collation) -> Result<Self> {
        let NewCustomer { given, family, email, phone, tags: _ } = *new;
        let mut record = Self { given, family, email, phone, ..Self::default() };
        if !record.check_and_key(collation) {
            return Err("the customer is not right".into());
        }
        Ok(record)
    }

    /// Reads a row; nothing where anything is wrong with it.
    pub(super) fn read(row: &'a StringRecord, collation: &Collation) -> Option<Self> {
        let cell = |index: usize| row.get(index).unwrap_or("").trim();
        let when = |text: &str| if text.is_empty() { Some(0) } else { micros(text) };
        if row.len() < 20 {
            return None;
        }
        let mut record = Self {
            customer_id: cell(0),
            given: cell(1),
            family: cell(2),
            title: cell(3),
            gender: cell(4),
            birthday: cell(5),
            email: cell(6),
            phone: cell(7),
            company: cell(8),
            organisation: cell(9),
            street: cell(10),
            postal_code: cell(11),
            city: cell(12),
            country: cell(13),
            language: cell(14),
            registered_at: when(cell(16))?,
            last_visit_at: when(cell(17))?,
            tags: cell(18),
            note: cell(19),
            ..Self::default()
        };
        record.check_and_key(collation).then_some(record)
    }

    /// Tells whether all is right, and then computes the keys.
    pub(super) fn check_and_key(&mut self, collation: &Collation) -> bool {
        if !self.is_right() {
            return false;
        }
        let region = if self.country.is_empty() { "SE" } else { self.country };
        self.e164 = if self.phone.is_empty() { None } else { phone::e164(self.phone, region) };
        self.make_keys(collation);
        true
    }

    fn is_right(&self) -> bool {
        let lines = [
            (self.given, 200),
            (self.family, 200),
            (self.phone, 60),
            (self.company, 300),
            (self.organisation, 60),
            (self.street, 300),
            (self.postal_code, 40),
            (self.city, 200),
            (self.customer_id, 4_000),
        ];
        let known = [self.given, self.family, self.company, self.email, self.phone];
        lines.iter().all(|(text, max)| is_line(text, *max))
            && known.iter().any(|text| !text.is_empty())
            && (self.email.is_empty() || is_email(self.email))
            && (self.country.is_empty() || is_country(self.country))
            && (self.language.is_empty() || is_language(self.language))
            && (self.birthday.is_empty() || self.birthday.parse::<PartialDate>().is_ok())
            && matches!(self.title, "" | "Mr" | "Ms")
            && matches!(self.gender, "" | "female" | "male")
            && !self.note.contains('\0')
    }

    /// Computes what order, search and matching need.
    fn make_keys(&mut self, collation: &Collation) {
        let name = match (self.family.is_empty(), self.given.is_empty()) {
            (true, true) => self.company.to_owned(),
            (true, false) => self.given.to_owned(),
            (false, true) => self.family.to_owned(),
            (false, false) => format!("{}\u{FFFE}{}", self.family, self.given),
        };
        self.sort_name = collation.key(&name);
        self.sort_company = collation.key(self.company);
        self.sort_city = collation.key(self.city);
        self.email_key = if self.email.is_empty() { None } else { EmailKey::of(self.email) };
        let mut text = String::with_capacity(96);
        text.push(' ');
        for part in [self.given, self.family, self.company, self.email] {
            fold_into(part, &mut text);
        }
        if !self.phone.is_empty() {
            phone::push_forms(self.e164, self.phone, &mut text);
        }
        if !self.organisation.is_empty() {
            fold_into(self.organisation, &mut text);
            if self.organisation.contains(|c: char| !c.is_alphanumeric()) {
                text.push(' ');
                text.extend(self.organisation.chars().filter(|c| c.is_alphanumeric()));
            }
        }
        text.push(' ');
        self.search = text;
    }

    /// What there is beside the columns that are read first: an external id, an organisation number or note.
    pub(super) fn further(&self) -> i64 {
        let bit = |there: bool, bit| if there { bit } else { 0 };
        bit(!self.customer_id.is_empty(), 8) | bit(!self.organisation.is_empty() || !self.note.is_empty(), 16)
    }

    /// A company where no person is named.
    pub(super) fn kind(&self) -> &'static str {
        if self.given.is_empty() && self.family.is_empty() && !self.company.is_empty() {
            "company"
        } else {
            "person"
        }
    }

    pub(super) fn email_hash(&self) -> Option<i64> {
        self.email_key.as_ref().map(EmailKey::hash)
    }
}
