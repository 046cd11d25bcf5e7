use std::borrow::Cow;
use std::fmt;

use crate::base::{GalleryId, Money, ParticipantId};
use crate::catalogue::FieldValue;
use crate::customers::Customer;
use crate::jobs::JobGroup;

use super::Registration;

/// One row of the customers' register of a job or a group: a registration with all that its columns show.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegisteredCustomer {
    /// The registration.
    pub registration: Registration,
    /// Who registered, with all contact information (SPEC P13).
    pub customer: Customer,
    /// The group in which they did.
    pub group: JobGroup,
    /// The gallery of the group, which the column *Gallery* opens (SPEC P6, P21).
    pub gallery: GalleryId,
    /// For whom they registered, by name.
    pub participants: Vec<RegisteredParticipant>,
    /// What the customer spent in the scope that was asked for, an amount a currency, that in the register's
    /// currency first, then by their codes (SPEC B12); zero in that one where nothing.
    pub total: Vec<Money>,
}

/// A participant for whom a customer registered.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegisteredParticipant {
    /// Its id.
    pub id: ParticipantId,
    /// What it is called.
    pub name: String,
    /// Its individual gallery in the job, if it has one.
    pub gallery: Option<GalleryId>,
}

// Rows are about people.
impl fmt::Debug for RegisteredCustomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RegisteredCustomer").field(&self.registration).finish()
    }
}

impl fmt::Debug for RegisteredParticipant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RegisteredParticipant").field(&self.id).finish()
    }
}

impl RegisteredCustomer {
    /// Returns what stands in a column of [`JOB_COLUMNS`](super::JOB_COLUMNS) or
    /// [`GROUP_COLUMNS`](super::GROUP_COLUMNS), `Empty` of another key.
    ///
    /// An individual gallery is shown by the name of its participant, and a total as one amount a currency.
    #[must_use]
    pub fn value(&self, column: &str) -> FieldValue<'_> {
        let profile = &self.customer.profile;
        let names = |with_gallery: bool| {
            let shown = self.participants.iter().filter(|p| !with_gallery || p.gallery.is_some());
            FieldValue::list(shown.map(|p| Cow::Borrowed(p.name.as_str())).collect())
        };
        match column {
            "registered_at" => {
                self.registration.details.registered_at.map_or(FieldValue::Empty, FieldValue::Time)
            }
            "entered_name" => FieldValue::text(&self.registration.details.entered_name),
            "participants" => names(false),
            "job_group" => FieldValue::text(&self.group.details.name),
            "qr_galleries" => names(true),
            "email" => {
                profile.emails.first().map_or(FieldValue::Empty, |email| FieldValue::text(&email.address))
            }
            "kind" => FieldValue::text(self.registration.details.kind.code()),
            "postal_code" => {
                profile.addresses.first().map_or(FieldValue::Empty, |a| FieldValue::text(&a.postal_code))
            }
            "city" => profile.addresses.first().map_or(FieldValue::Empty, |a| FieldValue::text(&a.city)),
            "contact_groups" => FieldValue::list(
                self.customer.contact_groups.iter().map(|set| Cow::Borrowed(set.name.as_str())).collect(),
            ),
            "total" => {
                FieldValue::list(self.total.iter().map(|money| Cow::Owned(money.to_string())).collect())
            }
            _ => FieldValue::Empty,
        }
    }
}
