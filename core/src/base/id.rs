use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::{Error, Rule};

/// The id of a record that another belongs to; optional where it may belong to none.
pub(crate) trait Owner: Sized {
    /// The sixteen bytes, where there is one.
    fn bytes(self) -> Option<[u8; 16]>;

    /// Reads them back; nothing where there must be one and is none.
    fn of_bytes(bytes: Option<[u8; 16]>) -> Option<Self>;
}

macro_rules! typed_id {
    ($($(#[$doc:meta])+ $name:ident, $field:literal;)+) => {$(
        $(#[$doc])+
        ///
        /// A UUID of version 7 (RFC 9562 §5.7): sixteen bytes that sort by time of creation. It is
        /// never given to anything else, also not after a deletion.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Makes an id of the sixteen bytes of a UUID.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Tells whether version and variant are those of a UUID of version 7.
            #[must_use]
            pub const fn is_version_7(self) -> bool {
                self.0[6] >> 4 == 7 && self.0[8] >> 6 == 0b10
            }

            /// Returns the sixteen bytes in network order.
            #[must_use]
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl Owner for $name {
            fn bytes(self) -> Option<[u8; 16]> {
                Some(self.0)
            }

            fn of_bytes(bytes: Option<[u8; 16]>) -> Option<Self> {
                bytes.map(Self)
            }
        }

        impl Owner for Option<$name> {
            fn bytes(self) -> Option<[u8; 16]> {
                self.map($name::to_bytes)
            }

            fn of_bytes(bytes: Option<[u8; 16]>) -> Option<Self> {
                Some(bytes.map($name))
            }
        }

        impl From<$name> for [u8; 16] {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                match Uuid::parse_str(text.trim()) {
                    Ok(id) => Ok(Self(id.into_bytes())),
                    Err(_) => Err(Error::field($field, Rule::Character)),
                }
            }
        }
    )+};
}

typed_id! {
    /// Names one customer.
    CustomerId, "id";
    /// Names one tag, contact group or customer group.
    CollectionId, "collection";
    /// Names one run of an import.
    BatchId, "batch";
    /// Names one access code.
    AccessCodeId, "access_code";
    /// Names one participant: somebody who is pictured.
    ParticipantId, "participant";
    /// Names one photo job.
    JobId, "job";
    /// Names one group of a job: a class or a team.
    JobGroupId, "job_group";
    /// Names one gallery.
    GalleryId, "gallery";
    /// Names one registration: a customer's entry in a group of a job.
    RegistrationId, "registration";
    /// Names one copy of a register; history carries it as the origin of a change.
    RegisterId, "register";
}
