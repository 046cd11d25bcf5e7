use std::fmt;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroize;

use crate::base::{AccessCodeId, Error, Randomness, Result};

use super::{CardSecrets, LinkToken, RecoveryKey, TypedCode};

/// What a sealed pair of secrets begins with, so that another form may come.
const FORM: u8 = 1;
const NONCE: usize = 24;
const TOKEN: usize = 16;
const SECRETS: usize = TOKEN + 8;
const TAG: usize = 16;
const SEALED: usize = 1 + NONCE + SECRETS + TAG;

/// The secrets of a card, encrypted with the host's key, for a register that may print it again (SPEC B6).
///
/// XChaCha20-Poly1305 with a random nonce and the id of the code as associated data: what was sealed for one
/// code opens for no other.
///
/// ```
/// use kartotek::{AccessCodeId, CardSecrets, RecoveryKey, SealedSecrets, SystemRandomness};
///
/// let (key, id) = (RecoveryKey::random(&SystemRandomness)?, AccessCodeId::from_bytes([1; 16]));
/// let secrets = CardSecrets::random(&SystemRandomness)?;
/// let sealed = SealedSecrets::seal(&secrets, id, &key, &SystemRandomness)?;
/// assert_eq!(sealed.open(id, &key)?, secrets);
/// assert!(sealed.open(AccessCodeId::from_bytes([2; 16]), &key).is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecrets([u8; SEALED]);

impl SealedSecrets {
    /// How many bytes it has.
    pub const BYTES: usize = SEALED;

    /// Encrypts the secrets of a code.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when there are no random bytes.
    pub fn seal(
        secrets: &CardSecrets,
        id: AccessCodeId,
        key: &RecoveryKey,
        randomness: &dyn Randomness,
    ) -> Result<Self> {
        let mut sealed = [FORM; SEALED];
        let (nonce, rest) = sealed[1..].split_at_mut(NONCE);
        let (text, tag_place) = rest.split_at_mut(SECRETS);
        randomness.fill(nonce)?;
        text[..TOKEN].copy_from_slice(secrets.token.as_bytes());
        text[TOKEN..].copy_from_slice(&secrets.typed.bits().to_be_bytes());
        let nonce = XNonce::try_from(&*nonce).map_err(|_| unreadable())?;
        let tag = cipher(key)
            .encrypt_inout_detached(&nonce, &id.to_bytes(), text.into())
            .map_err(|_| unreadable())?;
        tag_place.copy_from_slice(&tag);
        Ok(Self(sealed))
    }

    /// Decrypts the secrets.
    ///
    /// # Errors
    /// [`Error::RuleViolated`] with the rule `recovery_key` where they were sealed with another key or for
    /// another code, or were changed since.
    pub fn open(&self, id: AccessCodeId, key: &RecoveryKey) -> Result<CardSecrets> {
        let (nonce, rest) = self.0[1..].split_at(NONCE);
        let (text, tag) = rest.split_at(SECRETS);
        let (Ok(nonce), Ok(tag)) = (XNonce::try_from(nonce), Tag::try_from(tag)) else {
            return Err(unreadable());
        };
        let mut secrets = [0; SECRETS];
        secrets.copy_from_slice(text);
        let opened =
            cipher(key).decrypt_inout_detached(&nonce, &id.to_bytes(), (&mut secrets[..]).into(), &tag);
        if self.0[0] != FORM || opened.is_err() {
            return Err(unreadable());
        }
        let (mut token, mut bits) = ([0; TOKEN], [0; 8]);
        token.copy_from_slice(&secrets[..TOKEN]);
        bits.copy_from_slice(&secrets[TOKEN..]);
        let opened = CardSecrets {
            token: LinkToken::from_bytes(token),
            typed: TypedCode::from_bits(u64::from_be_bytes(bits)),
        };
        secrets.zeroize();
        token.zeroize();
        bits.zeroize();
        Ok(opened)
    }

    /// Takes stored bytes.
    ///
    /// # Errors
    /// [`Error::RuleViolated`] with the rule `recovery_key` where they are not as many as
    /// [`SealedSecrets::BYTES`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        bytes.try_into().map(Self).map_err(|_| unreadable())
    }

    /// Returns the bytes to be stored.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealedSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedSecrets(…)")
    }
}

fn cipher(key: &RecoveryKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.as_bytes().into())
}

fn unreadable() -> Error {
    Error::rule("recovery_key", "the code was not sealed with this key, or not for this card")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedRandomness;

    fn id(n: u8) -> AccessCodeId {
        AccessCodeId::from_bytes([n; 16])
    }

    // SPEC: B6
    #[test]
    fn secrets_open_for_their_code_and_key_alone() {
        let randomness = FixedRandomness::new(8);
        let secrets = CardSecrets::random(&randomness).unwrap();
        let key = RecoveryKey::random(&randomness).unwrap();
        let sealed = SealedSecrets::seal(&secrets, id(1), &key, &randomness).unwrap();
        let stored = SealedSecrets::from_bytes(sealed.as_bytes()).unwrap();
        assert_eq!(stored.open(id(1), &key).unwrap(), secrets);
        assert!(stored.open(id(2), &key).is_err());
        assert!(stored.open(id(1), &RecoveryKey::random(&randomness).unwrap()).is_err());
    }

    // SPEC: B6
    #[test]
    fn a_change_of_any_byte_is_noticed() {
        let randomness = FixedRandomness::new(9);
        let secrets = CardSecrets::random(&randomness).unwrap();
        let key = RecoveryKey::random(&randomness).unwrap();
        let sealed = SealedSecrets::seal(&secrets, id(1), &key, &randomness).unwrap();
        for place in 0..SealedSecrets::BYTES {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[place] ^= 1;
            let error = SealedSecrets::from_bytes(&bytes).unwrap().open(id(1), &key).unwrap_err();
            assert!(matches!(error, Error::RuleViolated { rule: "recovery_key", .. }), "{place}");
        }
        assert!(SealedSecrets::from_bytes(&sealed.as_bytes()[1..]).is_err());
    }

    // SPEC: B6
    #[test]
    fn sealing_twice_gives_other_bytes_which_tell_nothing() {
        let randomness = FixedRandomness::new(10);
        let secrets = CardSecrets::random(&randomness).unwrap();
        let key = RecoveryKey::random(&randomness).unwrap();
        let seal = || SealedSecrets::seal(&secrets, id(1), &key, &randomness).unwrap();
        let (one, other) = (seal(), seal());
        assert_ne!(one, other);
        let token = secrets.token.as_bytes();
        assert!(!one.as_bytes().windows(token.len()).any(|window| window == token));
        assert_eq!(format!("{one:?}"), "SealedSecrets(…)");
    }
}
