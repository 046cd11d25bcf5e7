use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::base::{CustomerId, name_key};
use crate::catalogue::{FieldChange, FieldValue};

use super::model::{Address, Customer, CustomerKind, CustomerProfile, Email, Phone};

/// A customer to be created: its profile, and the groups to put it in.
///
/// ```
/// use kartotek::CustomerDraft;
///
/// let draft = CustomerDraft::person("Anna", "García")
///     .with_email("anna@example.com")
///     .with_phone("+34 645 337 711")
///     .with_tag("wedding");
/// assert_eq!(draft.profile.display_name(), "Anna García");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CustomerDraft {
    /// An id that the host made itself, offline; otherwise the register makes one.
    pub id: Option<CustomerId>,
    /// What people edit.
    pub profile: CustomerProfile,
    /// Names of tags; those that do not exist are made.
    pub tags: Vec<String>,
    /// Names of contact groups; those that do not exist are made.
    pub contact_groups: Vec<String>,
    /// Names of customer groups; those that do not exist are made.
    pub customer_groups: Vec<String>,
    /// Name of the default customer group; otherwise the register's own default.
    pub default_group: Option<String>,
}

impl CustomerDraft {
    /// Begins a person.
    #[must_use]
    pub fn person(given_name: impl Into<String>, family_name: impl Into<String>) -> Self {
        let profile = CustomerProfile {
            given_name: given_name.into(),
            family_name: family_name.into(),
            ..CustomerProfile::default()
        };
        Self { profile, ..Self::default() }
    }

    /// Begins a company.
    #[must_use]
    pub fn company(name: impl Into<String>) -> Self {
        let profile = CustomerProfile {
            kind: CustomerKind::Company,
            company: name.into(),
            ..CustomerProfile::default()
        };
        Self { profile, ..Self::default() }
    }

    /// Adds an e-mail address; the first one becomes the primary.
    #[must_use]
    pub fn with_email(mut self, address: impl Into<String>) -> Self {
        self.profile.emails.push(Email::new(address));
        self
    }

    /// Adds a phone number; the first one becomes the primary.
    #[must_use]
    pub fn with_phone(mut self, text: impl Into<String>) -> Self {
        self.profile.phones.push(Phone::new(text));
        self
    }

    /// Adds an address; the first one becomes the primary.
    #[must_use]
    pub fn with_address(mut self, address: Address) -> Self {
        self.profile.addresses.push(address);
        self
    }

    /// Returns what this draft differs in from a stored customer (SPEC A21): the fields of its profile,
    /// its tags and groups by name, case and blanks apart, and the default group where the draft has one.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let draft = CustomerDraft::person("Anna", "García").with_tag("VIP");
    /// let stored = register.customers().create(draft.clone())?;
    /// let changes = draft.with_tag("wedding").changes_from(&stored);
    /// assert_eq!((changes[0].field.as_ref(), changes[0].new.to_text()), ("tags", "VIP\nwedding".into()));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn changes_from(&self, stored: &Customer) -> Vec<FieldChange> {
        // What the register says by itself where a draft is silent is no difference.
        let mut profile = self.profile.clone();
        profile.registered_at = profile.registered_at.or(stored.profile.registered_at);
        let mut changes = profile.changes_from(&stored.profile);
        let text = |name: &str| FieldValue::text(name).into_owned();
        if let Some(group) = &self.default_group
            && name_key(group) != name_key(&stored.default_group.name)
        {
            let (old, new) = (text(&stored.default_group.name), text(group));
            changes.push(FieldChange { field: "default_group".into(), old, new });
        }
        for (field, old, new) in [
            ("customer_groups", &stored.customer_groups, &self.customer_groups),
            ("contact_groups", &stored.contact_groups, &self.contact_groups),
            ("tags", &stored.tags, &self.tags),
        ] {
            let keys = |names: &mut dyn Iterator<Item = &str>| names.map(name_key).collect::<BTreeSet<_>>();
            let same = keys(&mut old.iter().map(|set| set.name.as_str()))
                == keys(&mut new.iter().map(String::as_str));
            if !same {
                let old = old.iter().map(|set| Cow::Owned(set.name.clone())).collect();
                let new = new.iter().cloned().map(Cow::Owned).collect();
                let (old, new) = (FieldValue::list(old), FieldValue::list(new));
                changes.push(FieldChange { field: field.into(), old, new });
            }
        }
        changes
    }

    /// Adds a tag by its name.
    #[must_use]
    pub fn with_tag(mut self, name: impl Into<String>) -> Self {
        self.tags.push(name.into());
        self
    }
}

impl From<CustomerProfile> for CustomerDraft {
    fn from(profile: CustomerProfile) -> Self {
        Self { profile, ..Self::default() }
    }
}

// Personal data stay out of logs.
impl fmt::Debug for CustomerDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerDraft(…)")
    }
}
