use kartotek::{Address, CustomerDraft, CustomerKind, CustomerProfile, ExternalId, Timestamp};

use super::{Gender, ShopCustomer};

impl ShopCustomer {
    /// Makes the draft that an import would make of this row; a date that does not exist is left out.
    #[must_use]
    pub fn draft(&self) -> CustomerDraft {
        let business = self.given_name.is_empty() && self.family_name.is_empty() && !self.company.is_empty();
        let profile = CustomerProfile {
            kind: if business { CustomerKind::Company } else { CustomerKind::Person },
            title: self.title.to_owned(),
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            gender: match self.gender {
                Gender::Unspecified => kartotek::Gender::Unspecified,
                Gender::Female => kartotek::Gender::Female,
                Gender::Male => kartotek::Gender::Male,
            },
            addresses: vec![Address {
                street: self.street.clone(),
                postal_code: self.postal_code.clone(),
                city: self.city.clone(),
                country: self.country.clone(),
                ..Address::default()
            }],
            birthday: self.birthday.parse().ok(),
            language: self.language.clone(),
            company: self.company.clone(),
            organisation_number: self.organisation_number.clone(),
            registered_at: timestamp(&self.registered),
            last_visit_at: timestamp(&self.last_visit),
            note: self.note.clone(),
            external_ids: self.external_id().into_iter().collect(),
            ..CustomerProfile::default()
        };
        let mut draft = CustomerDraft::from(profile);
        if !self.email.is_empty() {
            draft = draft.with_email(&self.email);
        }
        if !self.phone.is_empty() {
            draft = draft.with_phone(&self.phone);
        }
        self.tags.iter().fold(draft, |draft, tag| draft.with_tag(*tag))
    }

    fn external_id(&self) -> Option<ExternalId> {
        let known = !self.customer_id.is_empty();
        known.then(|| ExternalId { source: "shop".to_owned(), id: self.customer_id.clone() })
    }
}

/// Reads `2019-03-14 08:21` or `2019-03-14` as UTC.
fn timestamp(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    format!("{day}T{time}:00Z").parse().ok()
}
