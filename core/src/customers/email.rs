use std::borrow::Cow;
use std::fmt;

use email_address::{EmailAddress, Options};
use icu_casemap::CaseMapper;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use sha2::{Digest, Sha256};

use crate::base::{Rule, is_mark, nfc};

/// The longest address: a path of RFC 5321 §4.5.3.1.3 without its angle brackets.
const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;

const SYNTAX: Options =
    Options { minimum_sub_domains: 2, allow_domain_literal: false, allow_display_text: false };

/// Checks that a text is a plain e-mail address, as it is to be stored: without blanks around it.
///
/// A plain address is `local@domain`, the local part unquoted (RFC 5322 dot-atom, or its
/// international form of RFC 6532), the domain a name with at least two labels that IDNA accepts
/// and whose last label is not a number. `core/docs/decisions/email-verdicts.md` says what is
/// refused on purpose.
///
/// # Errors
///
/// [`Rule::TooLong`] past 64 bytes before the `@` or 254 in all (RFC 5321 §4.5.3.1, the domain in
/// its ASCII form), else [`Rule::EmailSyntax`].
pub(crate) fn check_email(address: &str) -> Result<(), Rule> {
    let (local, domain) = address.rsplit_once('@').ok_or(Rule::EmailSyntax)?;
    let wire_domain = if is_plain_ascii_domain(domain) {
        Cow::Borrowed(domain)
    } else {
        ascii_domain(domain).ok_or(Rule::EmailSyntax)?
    };
    let plain = if local.is_ascii() && matches!(wire_domain, Cow::Borrowed(_)) {
        Cow::Borrowed(address)
    } else {
        Cow::Owned(format!("{}@{wire_domain}", without_marks(local)))
    };
    let too_long = local.len() > MAX_LOCAL_BYTES || local.len() + 1 + wire_domain.len() > MAX_BYTES;
    match EmailAddress::parse_with_options(&plain, SYNTAX) {
        _ if too_long => Err(Rule::TooLong),
        Ok(_) if !local.starts_with('"') && has_named_top_level(&wire_domain) => Ok(()),
        _ => Err(Rule::EmailSyntax),
    }
}

/// Says whether a domain needs no IDNA: letters, digits, hyphens, dots, and no A-label to verify.
fn is_plain_ascii_domain(domain: &str) -> bool {
    let bytes = domain.as_bytes();
    bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        && !bytes.windows(4).any(|label| label.eq_ignore_ascii_case(b"xn--"))
}

fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .ok()
}

/// No top-level domain is a number, so `user@192.168.0.1` is a slip.
fn has_named_top_level(domain: &str) -> bool {
    domain.rsplit('.').next().is_some_and(|label| !label.bytes().all(|b| b.is_ascii_digit()))
}

/// The syntax check knows letters but not the marks that stand on them.
fn without_marks(local: &str) -> String {
    let composed = nfc(local);
    if composed.starts_with(is_mark) {
        return composed.into_owned();
    }
    composed.chars().filter(|c| !is_mark(*c)).collect()
}

/// The form under which two e-mail addresses are one (SPEC B1.4).
///
/// Trimmed, the local part case-folded, the domain as IDNA A-labels in lower case. It is for
/// comparison only: mail goes to the address as entered, since local parts are case-sensitive in
/// law (RFC 5321 §2.4).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailKey(String);

impl EmailKey {
    /// Returns the key of an address, or nothing when it has no two sides or no possible domain.
    ///
    /// The rest of the syntax is not checked, `check_email` does that.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let address = address.trim();
        let at = address.rfind('@')?;
        let (local, domain) = (&address[..at], &address[at + 1..]);
        if local.is_empty() || domain.is_empty() {
            return None;
        }
        if address.is_ascii() {
            return Some(Self(address.to_ascii_lowercase()));
        }
        let folded = CaseMapper::new().fold_string(&nfc(local)).into_owned();
        Some(Self(format!("{}@{}", nfc(&folded), ascii_domain(domain)?)))
    }

    /// Returns the key as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 64 bits of the key's SHA-256, big-endian.
    ///
    /// Registers store and index it, so it is the same in every version. Different addresses may
    /// share a hash: whoever looks one up compares the keys as well.
    #[must_use]
    pub fn hash(&self) -> i64 {
        let digest = Sha256::digest(self.0.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        i64::from_be_bytes(first)
    }
}

/// Returns the text by which an address sorts: that of its key, or itself in lower case where it has
/// none. Only an empty address has an empty one.
pub(crate) fn email_order(address: &str) -> String {
    EmailKey::of(address).map_or_else(|| address.to_lowercase(), |key| key.0)
}

// Personal data stay out of logs.
impl fmt::Debug for EmailKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailKey(…)")
    }
}

#[cfg(test)]
#[path = "email_tests.rs"]
mod tests;
