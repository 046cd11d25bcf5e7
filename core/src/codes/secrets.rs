use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::base::{Randomness, Result};

use super::{LinkToken, TypedCode};

macro_rules! keys {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        ///
        /// Neither `Debug` nor an error shows it, and its memory is overwritten when it goes.
        #[derive(Clone)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes a key of 256 bits.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// Makes a key that nobody can guess.
            ///
            /// # Errors
            /// [`ErrorKind::Io`](crate::ErrorKind::Io) when there are no random bytes.
            pub fn random(randomness: &dyn Randomness) -> Result<Self> {
                let mut key = Self([0; 32]);
                randomness.fill(&mut key.0)?;
                Ok(key)
            }

            /// Returns the key, to be kept where the data are not.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

keys! {
    /// The key of a register under which typed codes are hashed (SPEC B6).
    ///
    /// A stolen register tells no code as long as its pepper is kept elsewhere. Codes that were printed under
    /// a pepper are found under no other.
    Pepper;
    /// The key of the host under which codes are kept for reprints (SPEC B6, mode `recoverable`).
    RecoveryKey;
}

/// What a register keeps of a token or a typed code, and looks it up by.
///
/// Two are compared in a time that does not depend on where they differ.
#[derive(Clone, Copy)]
pub struct CodeDigest([u8; 32]);

impl CodeDigest {
    /// Takes a stored digest.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl PartialEq for CodeDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for CodeDigest {}

impl fmt::Debug for CodeDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeDigest(…)")
    }
}

/// Whether a card can be printed again (SPEC B6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CodeStorage {
    /// Only digests are kept: printing a card again means to rotate its code.
    #[default]
    Hashed,
    /// The secrets are kept too, encrypted with the host's [`RecoveryKey`].
    Recoverable,
}

/// The two secrets of one card: what its link holds, and what is typed.
///
/// ```
/// use kartotek::{CardSecrets, Pepper, SystemRandomness};
///
/// let secrets = CardSecrets::random(&SystemRandomness)?;
/// let pepper = Pepper::random(&SystemRandomness)?;
/// let stored = (secrets.token.digest(), secrets.typed.digest(&pepper));
/// let typed = secrets.typed.expose().to_lowercase().parse::<kartotek::TypedCode>()?;
/// assert_eq!(typed.digest(&pepper), stored.1);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CardSecrets {
    /// What the link holds.
    pub token: LinkToken,
    /// What is typed.
    pub typed: TypedCode,
}

impl CardSecrets {
    /// Makes both, independently of each other.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when there are no random bytes.
    pub fn random(randomness: &dyn Randomness) -> Result<Self> {
        Ok(Self { token: LinkToken::random(randomness)?, typed: TypedCode::random(randomness)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedRandomness;

    // SPEC: B6
    #[test]
    fn keys_and_digests_do_not_show_themselves() {
        let randomness = FixedRandomness::new(6);
        let secrets = CardSecrets::random(&randomness).unwrap();
        assert_eq!(format!("{secrets:?}"), "CardSecrets { token: LinkToken(…), typed: TypedCode(…) }");
        assert_eq!(format!("{:?}", Pepper::random(&randomness).unwrap()), "Pepper(…)");
        assert_eq!(format!("{:?}", RecoveryKey::from_bytes([1; 32])), "RecoveryKey(…)");
        assert_eq!(format!("{:?}", secrets.token.digest()), "CodeDigest(…)");
    }

    // SPEC: B6
    #[test]
    fn digests_are_equal_where_all_their_bytes_are() {
        let digest = CodeDigest::from_bytes([9; 32]);
        assert_eq!(digest, CodeDigest::from_bytes(digest.to_bytes()));
        for place in 0..32 {
            let mut bytes = digest.to_bytes();
            bytes[place] ^= 1;
            assert_ne!(digest, CodeDigest::from_bytes(bytes));
        }
    }
}
