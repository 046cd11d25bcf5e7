use std::borrow::Cow;

use super::Wording;
use super::faults::{Fault, Untidiness};

/// One customer as a shop exports it: every cell a text, empty where nothing is known.
///
/// All of it is invented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShopCustomer {
    /// The shop's own id, as `C0001234`; empty for guests.
    pub customer_id: String,
    /// First name.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Social title: `Mr`, `Ms` or nothing.
    pub title: &'static str,
    /// Gender.
    pub gender: Gender,
    /// Birthday, as `1984-05-17`.
    pub birthday: String,
    /// E-mail address.
    pub email: String,
    /// Phone number, in one of many notations.
    pub phone: String,
    /// Name of the company.
    pub company: String,
    /// The company's number in its country's register.
    pub organisation_number: String,
    /// Street and house number.
    pub street: String,
    /// Postcode; leading zeros count.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Country (ISO 3166-1 alpha-2).
    pub country: String,
    /// Language (BCP 47).
    pub language: String,
    /// Whether the customer reads the newsletter.
    pub newsletter: bool,
    /// When the customer registered, as `2019-03-14 08:21`.
    pub registered: String,
    /// Day of the last visit, as `2024-11-02`.
    pub last_visit: String,
    /// Names of tags.
    pub tags: Vec<&'static str>,
    /// A note.
    pub note: String,
}

/// Gender as shops know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gender {
    /// Not told.
    #[default]
    Unspecified,
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A generated row: the customer, and what is wrong or odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The cells, faults included.
    pub customer: ShopCustomer,
    /// What makes the row bad; none for most rows, seldom two.
    pub faults: Vec<Fault>,
    /// What is odd about the row without making it bad.
    pub untidiness: Option<Untidiness>,
    /// Which earlier row has the same e-mail address.
    pub repeats: Option<Repeat>,
}

/// How a row repeats the e-mail address of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// The same person again, perhaps with a new phone or a later visit.
    SamePerson {
        /// Index of the earlier row, from 0.
        row: u32,
    },
    /// Another one of the family.
    Family {
        /// Index of the earlier row, from 0.
        row: u32,
    },
}

/// A column of a shop's export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of ShopCustomer that it names")]
pub enum Column {
    CustomerId,
    GivenName,
    FamilyName,
    Title,
    Gender,
    Birthday,
    Email,
    Phone,
    Company,
    OrganisationNumber,
    Street,
    PostalCode,
    City,
    Country,
    Language,
    Newsletter,
    Registered,
    LastVisit,
    Tags,
    Note,
}

impl ShopCustomer {
    /// Returns a cell as a shop writes it.
    #[must_use]
    pub fn cell(&self, column: Column, wording: Wording) -> Cow<'_, str> {
        let text = match column {
            Column::CustomerId => &self.customer_id,
            Column::GivenName => &self.given_name,
            Column::FamilyName => &self.family_name,
            Column::Title => self.title,
            Column::Gender => wording.gender(self.gender),
            Column::Birthday => &self.birthday,
            Column::Email => &self.email,
            Column::Phone => &self.phone,
            Column::Company => &self.company,
            Column::OrganisationNumber => &self.organisation_number,
            Column::Street => &self.street,
            Column::PostalCode => &self.postal_code,
            Column::City => &self.city,
            Column::Country => wording.country(&self.country),
            Column::Language => wording.language(&self.language),
            Column::Newsletter => wording.boolean(self.newsletter),
            Column::Registered => &self.registered,
            Column::LastVisit => &self.last_visit,
            Column::Tags => return Cow::Owned(self.tags.join(", ")),
            Column::Note => &self.note,
        };
        Cow::Borrowed(text)
    }
}
