use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::base::{Error, Randomness, Result, Rule};

use super::{CodeDigest, base32};

/// How many symbols a token has: 128 bits, and two that are zero before them.
const SYMBOLS: usize = 26;

/// The secret of a link: 128 random bits (SPEC B6). Who has it needs nothing else.
///
/// It is written as 26 symbols of Crockford's base32 in capitals. Neither `Debug` nor an error shows it,
/// and its memory is overwritten when it goes.
///
/// ```
/// use kartotek::{LinkToken, Rule, SystemRandomness};
///
/// let token = LinkToken::random(&SystemRandomness)?;
/// let written = token.expose();
/// assert_eq!(written.len(), 26);
/// assert_eq!(written.to_lowercase().parse::<LinkToken>()?, token);
/// let short = written[1..].parse::<LinkToken>().unwrap_err();
/// assert_eq!(short.problems()[0].rule, Rule::TooShort);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Clone)]
pub struct LinkToken([u8; 16]);

impl LinkToken {
    /// Makes a token that nobody can guess.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when there are no random bytes.
    pub fn random(randomness: &dyn Randomness) -> Result<Self> {
        let mut bytes = [0; 16];
        randomness.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Returns the 26 symbols: a secret, fit for the link alone, whose memory is the caller's to clear.
    #[must_use]
    pub fn expose(&self) -> String {
        base32::write(u128::from_be_bytes(self.0), SYMBOLS)
    }

    /// Returns what is stored in its place: SHA-256 of its sixteen bytes.
    ///
    /// 128 random bits cannot be found by trying, so the hash needs neither salt nor time (SPEC B6).
    #[must_use]
    pub fn digest(&self) -> CodeDigest {
        CodeDigest::from_bytes(Sha256::digest(self.0).into())
    }

    pub(super) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl FromStr for LinkToken {
    type Err = Error;

    /// Reads 26 symbols in any case, with I and L for 1, O for 0, blanks and dashes anywhere.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for `token`: [`Rule::TooShort`],
    /// [`Rule::TooLong`], [`Rule::Character`], or [`Rule::OutOfRange`] for more than 128 bits, so that no
    /// token can be written in two ways.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |rule| Error::field("token", rule);
        let mut values = base32::read::<SYMBOLS>(text).map_err(wrong)?;
        let (first, number) = (values[0], base32::join(&values[..]));
        values.zeroize();
        if first >= 8 { Err(wrong(Rule::OutOfRange)) } else { Ok(Self(number.to_be_bytes())) }
    }
}

impl PartialEq for LinkToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for LinkToken {}

impl Drop for LinkToken {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedRandomness;

    fn rule(text: &str) -> Rule {
        text.parse::<LinkToken>().unwrap_err().problems()[0].rule
    }

    // SPEC: B6, C21
    #[test]
    fn a_token_reads_back_from_what_people_make_of_it() {
        let randomness = FixedRandomness::new(1);
        for _ in 0..1_000 {
            let token = LinkToken::random(&randomness).unwrap();
            let written = token.expose();
            assert_eq!(written.parse::<LinkToken>().unwrap(), token);
            let typed = written.to_lowercase().replace('0', "o").replace('1', " l-");
            assert_eq!(typed.parse::<LinkToken>().unwrap(), token);
        }
    }

    // SPEC: B6
    #[test]
    fn a_token_has_one_way_to_be_written() {
        assert_eq!(LinkToken([0; 16]).expose(), "0".repeat(26));
        assert_eq!(LinkToken([0xFF; 16]).expose(), format!("7{}", "Z".repeat(25)));
        let mut bytes = [0; 16];
        bytes[15] = 33;
        assert_eq!(LinkToken(bytes).expose(), format!("{}11", "0".repeat(24)));
        // The spare bits of the first symbol.
        for first in "89ABCDEFGHJKMNPQRSTVWXYZ".chars() {
            assert_eq!(rule(&format!("{first}{}", "0".repeat(25))), Rule::OutOfRange);
        }
    }

    // SPEC: B6
    #[test]
    fn the_rule_says_what_is_wrong_with_a_token() {
        assert_eq!(rule(""), Rule::TooShort);
        assert_eq!(rule(&"0".repeat(25)), Rule::TooShort);
        assert_eq!(rule(&"0".repeat(27)), Rule::TooLong);
        assert_eq!(rule(&format!("{}U", "0".repeat(25))), Rule::Character);
    }

    // SPEC: B6
    #[test]
    fn a_token_shows_itself_only_when_asked() {
        let token = LinkToken::random(&FixedRandomness::new(2)).unwrap();
        assert_eq!(format!("{token:?}"), "LinkToken(…)");
        // The SHA-256 of sixteen zero bytes.
        let expected = "374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb";
        let digest = LinkToken([0; 16]).digest().to_bytes();
        assert_eq!(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
    }
}
