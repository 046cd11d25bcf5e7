use std::fmt;

use super::BatchId;

/// Says who did something; history keeps it with every change (SPEC B16).
///
/// The texts stay in history after a customer is deleted: use ids or names of staff, never a customer's
/// name, address or number. They are not blank and hold no control characters: writing calls of another actor are
/// `Invalid`. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum Actor {
    /// The host application itself, when it names nobody.
    System,
    /// A member of staff, by the name that the host uses for them.
    Staff(String),
    /// The customer, through a form or a private area, by an id, for example that of the customer.
    Customer(String),
    /// An import; the batch says which.
    Import(BatchId),
    /// Another copy of the register, by the id that the host gives it.
    Sync(String),
}

impl Actor {
    /// Makes a member of staff.
    ///
    /// ```
    /// # use kartotek::Actor;
    /// assert_eq!(Actor::staff("maria"), Actor::Staff("maria".to_owned()));
    /// ```
    #[must_use]
    pub fn staff(name: impl Into<String>) -> Self {
        Self::Staff(name.into())
    }

    /// Returns the number and the text that stand for the actor in storage.
    #[must_use]
    pub fn to_parts(&self) -> (i64, String) {
        match self {
            Self::System => (0, String::new()),
            Self::Staff(name) => (1, name.clone()),
            Self::Customer(name) => (2, name.clone()),
            Self::Import(batch) => (3, batch.to_string()),
            Self::Sync(device) => (4, device.clone()),
        }
    }

    /// Reads an actor back from [`Actor::to_parts`].
    #[must_use]
    pub fn from_parts(code: i64, name: &str) -> Option<Self> {
        Some(match code {
            0 => Self::System,
            1 => Self::Staff(name.to_owned()),
            2 => Self::Customer(name.to_owned()),
            3 => Self::Import(name.parse().ok()?),
            4 => Self::Sync(name.to_owned()),
            _ => return None,
        })
    }
}

// Who did something is a person.
impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            Self::Staff(_) => f.write_str("Staff(…)"),
            Self::Customer(_) => f.write_str("Customer(…)"),
            Self::Import(batch) => write!(f, "Import({batch})"),
            Self::Sync(_) => f.write_str("Sync(…)"),
        }
    }
}
