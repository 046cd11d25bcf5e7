use std::fmt;

use crate::base::{CustomerId, Money, PartialDate, Revision, Timestamp, is_invisible};
use crate::catalogue::FieldChange;
use crate::collections::CollectionRef;

use super::fields::CUSTOMER_FIELDS;
use super::phone::extension_of;

/// One customer as it is stored: identity, revision and dates, the groups it is in, and the
/// [`CustomerProfile`] that people edit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Customer {
    /// Names the customer for ever, also across copies of a register.
    pub id: CustomerId,
    /// The number that people use; grows with every customer, gaps are normal.
    pub number: u64,
    /// Counts the changes of this record; an update names the one it saw.
    pub revision: Revision,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When the record was changed last; tagging does not count.
    pub updated_at: Timestamp,
    /// Since when it is hidden from lists, if it is.
    pub archived_at: Option<Timestamp>,
    /// What people edit.
    pub profile: CustomerProfile,
    /// The group that decides prices and access; always exactly one (SPEC N26).
    pub default_group: CollectionRef,
    /// The other customer groups it is a member of, by name.
    pub customer_groups: Vec<CollectionRef>,
    /// The mailing lists it is in, by name.
    pub contact_groups: Vec<CollectionRef>,
    /// Its tags, by name.
    pub tags: Vec<CollectionRef>,
}

impl AsRef<CustomerProfile> for Customer {
    fn as_ref(&self) -> &CustomerProfile {
        &self.profile
    }
}

/// All that people enter about a customer.
///
/// A text that was not given is empty; there is no second way to say so. Nothing is stored until
/// `create` or `update` (SPEC A21).
///
/// Texts are one line without control characters and as long as their member says, in Unicode scalar
/// values; blanks at their ends are cut off, and a text in which nobody sees anything becomes empty. What
/// breaks a limit is refused with its field and rule, all at once (see [`FieldProblem`](crate::FieldProblem)).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CustomerProfile {
    /// Person or company.
    pub kind: CustomerKind,
    /// Code of a social title from the register's settings (SPEC N5); a code that the settings dropped
    /// stays with those who have it.
    pub title: String,
    /// First name; at most 200 characters.
    pub given_name: String,
    /// Middle names; at most 200 characters.
    pub additional_names: String,
    /// Last name; at most 200 characters.
    pub family_name: String,
    /// What stands before the name, for example `Dr.`; at most 80 characters.
    pub name_prefix: String,
    /// What stands after the name, for example `Jr.`; at most 80 characters.
    pub name_suffix: String,
    /// The name that friends use; at most 200 characters.
    pub nickname: String,
    /// How the name is pronounced or sorted, for example in kana; at most 200 characters.
    pub phonetic_name: String,
    /// The name exactly as the customer typed it, blanks at its ends too (SPEC P4); at most 400
    /// characters. An update that gives the customer another name and leaves this one as it was takes it
    /// away.
    pub entered_name: String,
    /// E-mail addresses, at most 51; the first is the primary one. One that is an earlier one in other
    /// letters is left out.
    pub emails: Vec<Email>,
    /// Phone numbers, at most 51; the first is the primary one.
    pub phones: Vec<Phone>,
    /// Postal addresses, at most 51; the first is the primary one.
    pub addresses: Vec<Address>,
    /// Gender (RFC 6350 §6.2.7); at most 93 characters of own words. Where none is told, a new title
    /// tells it (SPEC B1.3).
    pub gender: Gender,
    /// Language to write in, as a BCP 47 tag of at most 35 characters, stored in its canonical form
    /// (SPEC F37).
    pub language: String,
    /// Birthday, with a year from 1 to this one or without; not after today. Switched off by default
    /// (SPEC N21).
    pub birthday: Option<PartialDate>,
    /// Name of the company; what a company is known by. At most 300 characters.
    pub company: String,
    /// The company's number in its country's register (SPEC N29); at most 60 characters. This and
    /// what follows up to the risk rating is there in business mode alone.
    pub organisation_number: String,
    /// Code of the line of business, in France (SPEC N30); at most 20 characters.
    pub activity_code: String,
    /// Web site, with `http://`, `https://` or no scheme; at most 2,000 characters.
    pub website: String,
    /// How much may be outstanding (SPEC N32); not below zero. For staff only, as the next two.
    pub credit_limit: Option<Money>,
    /// Days until an invoice is due (SPEC N33), at most 3,650.
    pub payment_term_days: Option<u32>,
    /// How risky it is to sell on credit (SPEC N34).
    pub risk_rating: Option<RiskRating>,
    /// Whether the customer may sign in and order (SPEC N9).
    pub enabled: bool,
    /// When the customer registered, in the years 1 to 9999; the time of creation where nothing else is
    /// known.
    pub registered_at: Option<Timestamp>,
    /// When the customer was here last, after the beginning of 1970 and up to the year 9999. That
    /// beginning itself, or up to a day earlier, is what programs write for never, and becomes nothing.
    pub last_visit_at: Option<Timestamp>,
    /// Where the record came from, for example `web` or the name of an import; at most 100 characters.
    pub origin: String,
    /// For staff only (SPEC N38): not written in [`Context::SelfRegistration`](crate::Context). At most
    /// 100,000 characters, all of which are kept; only U+0000 is refused.
    pub note: String,
    /// What other systems call this customer; one id a source, at most 50.
    pub external_ids: Vec<ExternalId>,
    /// The shared login that this person signs in with, beside others who order for themselves
    /// (SPEC A18): the id of a customer of that kind. A shared login itself has none.
    pub shared_login: Option<CustomerId>,
}

impl Default for CustomerProfile {
    fn default() -> Self {
        Self {
            kind: CustomerKind::Person,
            title: String::new(),
            given_name: String::new(),
            additional_names: String::new(),
            family_name: String::new(),
            name_prefix: String::new(),
            name_suffix: String::new(),
            nickname: String::new(),
            phonetic_name: String::new(),
            entered_name: String::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            addresses: Vec::new(),
            gender: Gender::Unspecified,
            language: String::new(),
            birthday: None,
            company: String::new(),
            organisation_number: String::new(),
            activity_code: String::new(),
            website: String::new(),
            credit_limit: None,
            payment_term_days: None,
            risk_rating: None,
            enabled: true,
            registered_at: None,
            last_visit_at: None,
            origin: String::new(),
            note: String::new(),
            external_ids: Vec::new(),
            shared_login: None,
        }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl CustomerProfile {
    /// Returns the name to show: the entered one, else its parts, else the company. An entered name of
    /// blanks is none.
    #[must_use]
    pub fn display_name(&self) -> String {
        if !is_invisible(&self.entered_name) {
            return self.entered_name.clone();
        }
        let parts = [
            &self.name_prefix,
            &self.given_name,
            &self.additional_names,
            &self.family_name,
            &self.name_suffix,
        ];
        let filled: Vec<&str> = parts.into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
        if filled.is_empty() { self.company.clone() } else { filled.join(" ") }
    }

    /// Returns the fields whose values differ from another profile, with that one's as the old ones
    /// (SPEC A21).
    ///
    /// ```
    /// use kartotek::CustomerDraft;
    ///
    /// let stored = CustomerDraft::person("Anna", "García").profile;
    /// let edited = CustomerDraft::person("Ana", "García").profile;
    /// let changes = edited.changes_from(&stored);
    /// assert_eq!((changes.len(), changes[0].field.as_ref()), (1, "given_name"));
    /// assert_eq!((changes[0].old.to_text(), changes[0].new.to_text()), ("Anna".into(), "Ana".into()));
    /// ```
    #[must_use]
    pub fn changes_from(&self, stored: &Self) -> Vec<FieldChange> {
        let fields = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable());
        fields
            .map(|field| (field.key, field.of_profile(stored), field.of_profile(self)))
            .filter(|(_, old, new)| old != new)
            .map(|(key, old, new)| FieldChange {
                field: key.into(),
                old: old.into_owned(),
                new: new.into_owned(),
            })
            .collect()
    }
}

impl CustomerProfile {
    /// Returns the country of the primary address; empty when it is not known.
    #[must_use]
    pub fn country(&self) -> &str {
        self.addresses.first().map_or("", |address| address.country.as_str())
    }
}

// Personal data stay out of logs.
impl fmt::Debug for CustomerProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerProfile").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Whether a customer is a person or a company (RFC 6350 §6.1.4), or a login of several (SPEC A17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CustomerKind {
    /// A natural person.
    #[default]
    Person,
    /// A company or another organisation.
    Company,
    /// One login for several persons over one album: wedding guests, parents, runners. Each of them is a
    /// customer whose [`CustomerProfile::shared_login`] names it; registrations are theirs, never its own.
    SharedLogin,
}

/// Gender as vCard knows it (RFC 6350 §6.2.7).
#[derive(Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum Gender {
    /// Not told.
    #[default]
    Unspecified,
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another one, in the person's own words; they may be empty.
    Other(String),
}

/// How risky it is to sell on credit (SPEC N34).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RiskRating {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}

/// An e-mail address as it was entered.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Email {
    /// The address, trimmed, otherwise as entered; at most 64 bytes before the `@` and 254 in all.
    pub address: String,
    /// What it is for, for example `work`; may be empty. At most 40 characters without a colon, which
    /// ends the label where files write it before the address.
    pub label: String,
}

impl Email {
    /// Makes an address without a label.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), label: String::new() }
    }
}

/// A phone number as it was entered, and what it was understood as.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Phone {
    /// The number, trimmed, otherwise as entered; at most 60 characters.
    pub text: String,
    /// What it is for, for example `mobile`; may be empty. At most 40 characters without a colon.
    pub label: String,
    /// The international form without its plus sign (ITU-T E.164), set by the register. Nothing
    /// while the text could not be understood; such a number never matches (SPEC B1.5).
    pub e164: Option<u64>,
}

impl Phone {
    /// Makes a number without a label.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), label: String::new(), e164: None }
    }

    /// Returns the digits to dial after the connection; nothing where the text names none, or was not
    /// understood.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let draft = CustomerDraft::person("Anna", "García").with_phone("+46 8 123 456 78 ext. 12");
    /// let phone = register.customers().create(draft)?.profile.phones.remove(0);
    /// assert_eq!(phone.extension().as_deref(), Some("12"));
    /// assert_eq!(phone.to_uri().as_deref(), Some("tel:+46812345678;ext=12"));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        self.e164.and_then(|e164| extension_of(&self.text, e164))
    }

    /// Returns the address that a telephone dials (RFC 3966); nothing where the text was not
    /// understood.
    #[must_use]
    pub fn to_uri(&self) -> Option<String> {
        let number = format!("tel:+{}", self.e164?);
        Some(self.extension().map_or_else(|| number.clone(), |digits| format!("{number};ext={digits}")))
    }
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Address {
    /// What it is for, for example `home`; may be empty. At most 40 characters without a colon.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Street and house number; at most 300 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// Second line, for example a flat or a floor; at most 300 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street_2: String,
    /// Postcode; a text of at most 40 characters, its leading zeros count.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// Town; at most 200 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// State, province or county; an ISO 3166-2 code where it is known. At most 200 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Country (ISO 3166-1 alpha-2, upper case).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Whether goods are sent here; at most one address of a customer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub default_shipping: bool,
    /// Whether invoices are sent here; at most one address of a customer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub default_billing: bool,
}

impl Address {
    /// Tells whether nothing of an address is given; a label alone is none.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let parts =
            [&self.street, &self.street_2, &self.postal_code, &self.city, &self.region, &self.country];
        parts.iter().all(|part| part.is_empty())
    }
}

/// What another system calls a customer.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ExternalId {
    /// The system, for example `shopify`: 1 to 250 characters without a colon.
    pub source: String,
    /// The id there; unique in its source, at most 250 characters.
    pub id: String,
}

impl ExternalId {
    /// How many characters the source may have, and how many the id: both together fit into an index of
    /// every engine.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ExternalId, Register, Rule};
    ///
    /// let mut anna = CustomerDraft::person("Anna", "García");
    /// let id = "7".repeat(ExternalId::MAX_CHARACTERS + 1);
    /// anna.profile.external_ids = vec![ExternalId { source: "shopify".into(), id }];
    /// assert_eq!(Register::in_memory()?.customers().check(&anna)?[0].rule, Rule::TooLong);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub const MAX_CHARACTERS: usize = 250;
}

macro_rules! hide_in_debug {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

hide_in_debug!(Email, Phone, Address, ExternalId, Gender);
