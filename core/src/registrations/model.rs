use std::borrow::Cow;
use std::fmt;

use crate::base::{CustomerId, GalleryId, JobGroupId, JobId, Money, RegistrationId, Revision, Timestamp};
use crate::catalogue::record;
use crate::customers::Customer;
use crate::jobs::JobGroup;

use super::fields::REGISTRATION_FIELDS;
use super::registered::RegisteredParticipant;

/// A customer's entry in a group of a job; one for each pair of customer and group (SPEC P1, B5).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Registration {
    /// Names it for ever.
    pub id: RegistrationId,
    /// Counts its changes.
    pub revision: Revision,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// The job that the group is part of.
    pub job: JobId,
    /// The group in which the customer registered.
    pub job_group: JobGroupId,
    /// Who registered.
    pub customer: CustomerId,
    /// What people edit.
    pub details: RegistrationDetails,
}

/// What people edit about a registration.
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegistrationDetails {
    /// How the customer got into the job (SPEC P9).
    pub kind: RegistrationKind,
    /// When the customer registered (SPEC P3); nothing in a new one: now.
    pub registered_at: Option<Timestamp>,
    /// The customer's name as typed, at most 400 characters (SPEC P4); empty in a new one: as the customer is
    /// called, by e-mail or phone where it has no name.
    pub entered_name: String,
}

record!(
    Registration(RegistrationId),
    RegistrationDetails,
    REGISTRATION_FIELDS,
    [job, job_group, customer],
    |details| details.entered_name.clone()
);

/// How a customer got into a job. Kinds that this version does not know are kept as they are.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum RegistrationKind {
    /// By a form on the web.
    OnlineForm,
    /// By the code on a card.
    QrCard,
    /// By a visit to a gallery.
    GalleryVisit,
    /// By an imported list.
    CsvImport,
    /// By the staff.
    #[default]
    Staff,
    /// By an order.
    Order,
    /// Otherwise, in one line of 1 to 60 characters.
    Other(String),
}

impl RegistrationKind {
    const KNOWN: [(Self, &'static str); 6] = [
        (Self::OnlineForm, "online_form"),
        (Self::QrCard, "qr_card"),
        (Self::GalleryVisit, "gallery_visit"),
        (Self::CsvImport, "csv_import"),
        (Self::Staff, "staff"),
        (Self::Order, "order"),
    ];

    /// Returns the stable code in snake case; of another kind, itself.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Other(code) => code,
            known => Self::KNOWN.iter().find(|(kind, _)| kind == known).map_or("", |(_, code)| code),
        }
    }

    /// Returns the kind of a code.
    ///
    /// ```
    /// use kartotek::RegistrationKind;
    ///
    /// assert_eq!(RegistrationKind::from_code("qr_card"), RegistrationKind::QrCard);
    /// assert_eq!(RegistrationKind::from_code("fax").code(), "fax");
    /// ```
    #[must_use]
    pub fn from_code(code: impl Into<Cow<'static, str>>) -> Self {
        let code = code.into();
        let known = Self::KNOWN.iter().find(|(_, known)| *known == code);
        known.map_or_else(|| Self::Other(code.clone().into_owned()), |(kind, _)| kind.clone())
    }
}

impl fmt::Debug for RegistrationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Other(_)) { "Other(…)" } else { self.code() })
    }
}

/// Of what customers' totals are the sums (SPEC P20, B5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TotalScope<'a> {
    /// What was bought from the galleries of each of these groups.
    Groups(&'a [JobGroupId]),
    /// What was bought from a job.
    Job(JobId),
    /// All that was bought.
    Lifetime,
}

/// What the customers' registers show of registrations beside themselves, in any order but for participants.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisterParts {
    /// Who registered, each once.
    pub customers: Vec<Customer>,
    /// The groups in which they did, each once.
    pub groups: Vec<JobGroup>,
    /// The galleries of the groups.
    pub galleries: Vec<(JobGroupId, GalleryId)>,
    /// For whom they registered, those of one registration by name.
    pub participants: Vec<(RegistrationId, RegisteredParticipant)>,
    /// What the customers spent.
    pub totals: Vec<Spent>,
}

// It is about people.
impl fmt::Debug for RegisterParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterParts(…)")
    }
}

/// What a customer spent, of which group where groups were asked for.
pub type Spent = (CustomerId, Option<JobGroupId>, Money);
