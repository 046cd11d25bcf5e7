use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::base::{Error, Randomness, Result, Rule};

use super::check::check_symbol;
use super::{CodeDigest, Pepper, base32};

/// How many symbols carry the 60 bits, and how many there are with the check symbol.
const DATA: usize = 12;
const SYMBOLS: usize = DATA + 1;

/// The code of a card for those who type it: 60 random bits and a check symbol (SPEC B6).
///
/// It is written `XXXX-XXXX-XXXX-C` with the symbols of Crockford's base32. The check symbol finds every
/// single wrong symbol and every two that changed places. Guessing must be throttled, see
/// [`Throttle`](crate::Throttle). Neither `Debug` nor an error shows the code, and its memory is
/// overwritten when it goes.
///
/// ```
/// use kartotek::{Rule, TypedCode};
///
/// let code: TypedCode = "7kx9 qm2t 4hwc y".parse()?;
/// assert_eq!(code.expose(), "7KX9-QM2T-4HWC-Y");
/// let swapped = "7XK9-QM2T-4HWC-Y".parse::<TypedCode>().unwrap_err();
/// assert_eq!(swapped.problems()[0].rule, Rule::CheckSymbol);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Clone)]
pub struct TypedCode(u64);

impl TypedCode {
    /// Makes a code that nobody can guess.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when there are no random bytes.
    pub fn random(randomness: &dyn Randomness) -> Result<Self> {
        let mut bytes = [0; 8];
        randomness.fill(&mut bytes)?;
        let code = Self::from_bits(u64::from_be_bytes(bytes));
        bytes.zeroize();
        Ok(code)
    }

    /// Returns the code as it is printed, `XXXX-XXXX-XXXX-C`: a secret, fit for the card alone, whose memory is
    /// the caller's to clear.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut text = base32::write(u128::from(self.0), DATA);
        for place in [8, 4] {
            text.insert(place, '-');
        }
        text.push('-');
        text.push(base32::symbol(check_symbol(&self.values())));
        text
    }

    /// Returns what is stored in its place: HMAC-SHA-256 (RFC 2104) of its 60 bits as eight bytes, the
    /// highest first, with the register's pepper.
    ///
    /// 60 bits could be found by trying if the hash had no key.
    #[must_use]
    pub fn digest(&self, pepper: &Pepper) -> CodeDigest {
        // A key of 32 bytes is shorter than a block of the hash, so it is always taken.
        let mut mac = match Hmac::<Sha256>::new_from_slice(pepper.as_bytes()) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes keys of any length"),
        };
        mac.update(&self.0.to_be_bytes());
        CodeDigest::from_bytes(mac.finalize().into_bytes().into())
    }

    /// Takes the lowest 60 bits.
    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits & ((1 << (5 * DATA)) - 1))
    }

    pub(super) const fn bits(&self) -> u64 {
        self.0
    }

    fn values(&self) -> [u8; DATA] {
        // Five bits fit a byte.
        std::array::from_fn(|place| (self.0 >> (5 * (DATA - 1 - place)) & 31) as u8)
    }
}

impl FromStr for TypedCode {
    type Err = Error;

    /// Reads what people type: any case, I and L for 1, O for 0, blanks and dashes anywhere or nowhere.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for `code`: [`Rule::TooShort`],
    /// [`Rule::TooLong`], [`Rule::Character`], or [`Rule::CheckSymbol`] where it is mistyped.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |rule| Error::field("code", rule);
        let mut values = base32::read::<SYMBOLS>(text).map_err(wrong)?;
        let fits = check_symbol(&values[..DATA]) == values[DATA];
        let number = base32::join(&values[..DATA]);
        values.zeroize();
        // Twelve symbols have 60 bits.
        if fits { Ok(Self::from_bits(number as u64)) } else { Err(wrong(Rule::CheckSymbol)) }
    }
}

impl PartialEq for TypedCode {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TypedCode {}

impl Drop for TypedCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedRandomness;

    fn rule(text: &str) -> Rule {
        text.parse::<TypedCode>().unwrap_err().problems()[0].rule
    }

    fn is_valid(values: [u8; SYMBOLS]) -> bool {
        let text: String = values.iter().map(|value| base32::symbol(*value)).collect();
        text.parse::<TypedCode>().is_ok()
    }

    fn some_codes() -> Vec<[u8; SYMBOLS]> {
        let randomness = FixedRandomness::new(3);
        let mut codes: Vec<[u8; SYMBOLS]> = (0..20)
            .map(|_| base32::read(&TypedCode::random(&randomness).unwrap().expose()).unwrap())
            .collect();
        codes.push([0; SYMBOLS]);
        codes
    }

    // SPEC: B6, C21
    #[test]
    fn every_single_wrong_symbol_is_caught() {
        for code in some_codes() {
            for place in 0..SYMBOLS {
                for value in (0..32).filter(|value| *value != code[place]) {
                    let mut wrong = code;
                    wrong[place] = value;
                    assert!(!is_valid(wrong), "{value} at {place}");
                }
            }
        }
    }

    // SPEC: B6, C21
    #[test]
    fn every_swap_of_two_symbols_is_caught_wherever_they_stand() {
        for code in some_codes() {
            for place in 0..SYMBOLS {
                for other in (place + 1)..SYMBOLS {
                    let mut swapped = code;
                    swapped.swap(place, other);
                    assert_eq!(is_valid(swapped), code[place] == code[other], "{place} and {other}");
                }
            }
        }
    }

    /// Whether a swap is caught depends on the two symbols and their places alone, as the check is linear: so
    /// this holds for every code.
    // SPEC: B6, C21
    #[test]
    fn every_swap_of_neighbours_is_caught_whatever_they_are() {
        for (place, code) in pairs() {
            let mut swapped = code;
            swapped.swap(place, place + 1);
            let is_same = code[place] == code[place + 1];
            assert_eq!(check_symbol(&swapped[..DATA]) == swapped[DATA], is_same, "{code:?} at {place}");
        }
    }

    /// Valid codes with any two symbols at any two neighbouring places, the check symbol among them.
    fn pairs() -> impl Iterator<Item = (usize, [u8; SYMBOLS])> {
        let places = (0..SYMBOLS - 1).flat_map(|place| (0..32).map(move |first| (place, first)));
        places
            .flat_map(|(place, first)| (0..32).map(move |second| (place, with_pair(place, [first, second]))))
    }

    /// A valid code with two symbols, a third one that makes it valid, and zeros.
    fn with_pair(place: usize, symbols: [u8; 2]) -> [u8; SYMBOLS] {
        let mut code = [0; SYMBOLS];
        code[place..place + 2].copy_from_slice(&symbols);
        let free = if place == 0 { 2 } else { 0 };
        let makes_valid = |value: &u8| {
            let mut data = code;
            data[free] = *value;
            check_symbol(&data[..DATA]) == data[DATA]
        };
        code[free] = (0..32).find(makes_valid).unwrap();
        code
    }

    // SPEC: B6
    #[test]
    fn every_twin_of_symbols_that_both_become_another_is_caught() {
        for code in some_codes() {
            for place in (0..DATA - 1).filter(|place| code[*place] == code[*place + 1]) {
                for value in (0..32).filter(|value| *value != code[place]) {
                    let mut wrong = code;
                    wrong[place..place + 2].fill(value);
                    assert!(!is_valid(wrong));
                }
            }
        }
    }

    // SPEC: B6, C21
    #[test]
    fn a_code_reads_back_from_what_people_make_of_it() {
        let randomness = FixedRandomness::new(4);
        for _ in 0..1_000 {
            let code = TypedCode::random(&randomness).unwrap();
            let written = code.expose();
            assert_eq!(written.len(), 16);
            for typed in [
                written.to_lowercase(),
                written.replace('-', ""),
                written.replace('-', " \u{2013} "),
                written.replace('0', "O").replace('1', "l"),
            ] {
                assert_eq!(typed.parse::<TypedCode>().unwrap(), code, "{typed}");
            }
        }
    }

    // SPEC: B6
    #[test]
    fn a_code_is_written_with_its_check_symbol() {
        // Worked out apart from this program, from the sum in the description of the check.
        for code in [
            "0000-0000-0001-2",
            "1000-0000-0000-E",
            "0123-4567-89AB-V",
            "ZZZZ-ZZZZ-ZZZZ-R",
            "7KX9-QM2T-4HWC-Y",
        ] {
            assert_eq!(code.parse::<TypedCode>().unwrap().expose(), code);
        }
    }

    // SPEC: B6
    #[test]
    fn the_rule_says_what_is_wrong_with_a_code() {
        assert_eq!(rule("7KX9-QM2T-4HWC"), Rule::TooShort);
        assert_eq!(rule("7KX9-QM2T-4HWC-YY"), Rule::TooLong);
        assert_eq!(rule("7KX9-QM2T-4HWU-Y"), Rule::Character);
        assert_eq!(rule("7KX9-QM2T-4HWC-Z"), Rule::CheckSymbol);
        let error = "7KX9-QM2T-4HWC-Z".parse::<TypedCode>().unwrap_err();
        assert_eq!(error.to_string(), "code is mistyped: its last symbol does not fit the others");
    }

    // SPEC: B6
    #[test]
    fn what_is_stored_depends_on_the_pepper() {
        let code = TypedCode::from_bits(0x0012_3456_789A_BCDE);
        let pepper = Pepper::from_bytes([7; 32]);
        // HMAC-SHA-256 by another program.
        let expected = "373d9789c7bc2aace943c15ed19689321e7c8a441e9e4c9dbb5f58ad7a625818";
        let digest = code.digest(&pepper).to_bytes();
        assert_eq!(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
        assert_ne!(code.digest(&pepper), code.digest(&Pepper::from_bytes([8; 32])));
        assert_eq!(format!("{code:?}"), "TypedCode(…)");
    }
}
