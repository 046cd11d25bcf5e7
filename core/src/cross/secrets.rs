//! How the secrets of cards cross, and the keys of a register: both languages have types for them that show nothing
//! by accident.

use crate::base::{Error, Rule};
use crate::codes::{CodeDigest, LinkToken, Pepper, RecoveryKey, SealedSecrets, TypedCode};

use super::values::given;

/// Types that cross as the text that is on a card.
macro_rules! as_printed {
    ($($name:ident;)+) => {$(
        uniffi::custom_type!($name, String, {
            lower: |secret| secret.expose(),
            try_lift: |text| given(text.parse()),
        });
    )+};
}

as_printed! {
    LinkToken;
    TypedCode;
}

/// Types that cross as their 32 bytes; `into` gives them.
macro_rules! as_bytes {
    ($($(#[$doc:meta])* $name:ident |$value:ident| $bytes:expr;)+) => {$(
        uniffi::custom_type!($(#[$doc])* $name, Vec<u8>, {
            lower: |$value| $bytes,
            try_lift: |bytes| given(match bytes.try_into() {
                Ok(bytes) => Ok($name::from_bytes(bytes)),
                Err(_) => Err(Error::field("key", Rule::OutOfRange)),
            }),
        });
    )+};
}

as_bytes! {
    Pepper |key| key.as_bytes().to_vec();
    RecoveryKey |key| key.as_bytes().to_vec();
    /// What a register keeps of a secret in its place.
    CodeDigest |digest| digest.to_bytes().to_vec();
}

uniffi::custom_type!(
    /// The secrets of a card, encrypted with the host's key.
    SealedSecrets, Vec<u8>, {
        lower: |sealed| sealed.as_bytes().to_vec(),
        try_lift: |bytes| given(SealedSecrets::from_bytes(&bytes)),
    }
);
