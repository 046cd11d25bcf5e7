use std::fmt;
use std::str::FromStr;

use crate::base::{Error, Result, Rule};

use super::LinkToken;

/// How many characters the base of a link may have: with the token it stays a symbol that a card has room for.
const MAX_CHARS: usize = 100;

/// The address that the links of cards begin with, in capitals (SPEC B6).
///
/// A QR symbol packs capitals, digits and a few signs into 5½ bits a character, other text into eight. So
/// a base is http or https, with a port or without, and has neither query nor fragment. Scheme and host
/// mean the same in any case (RFC 3986 §6.2.2.1) and are turned into capitals; a path need not, so it must
/// be given in capitals, digits and `- . / : $ + *`: a card that was printed for the wrong address cannot be
/// called back. The server finds the token behind the base, in any case.
///
/// ```
/// use kartotek::{LinkBase, Rule};
///
/// let base: LinkBase = "https://qr.studio.example/G".parse()?;
/// assert_eq!(base.as_str(), "HTTPS://QR.STUDIO.EXAMPLE/G/");
/// assert_eq!(base.shown(), "qr.studio.example/G");
/// let refused = "https://studio.example/gallery".parse::<LinkBase>().unwrap_err();
/// assert_eq!(refused.problems()[0].rule, Rule::LinkBase);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkBase(String);

impl LinkBase {
    /// Returns the address with a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the link of a token: a secret, as the token is.
    #[must_use]
    pub fn link(&self, token: &LinkToken) -> String {
        format!("{}{}", self.0, token.expose())
    }

    /// Returns the address as people read and type it: without the scheme, the host in small letters and in
    /// its own alphabet.
    #[must_use]
    pub fn shown(&self) -> String {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, _) = idna::domain_to_unicode(&authority.to_lowercase());
        format!("{host}/{path}").trim_end_matches('/').to_owned()
    }
}

impl FromStr for LinkBase {
    type Err = Error;

    /// Reads a web address; a host in another alphabet becomes its ASCII form (RFC 5891).
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for `link_base`: [`Rule::WebAddress`] where it is
    /// none of http or https, [`Rule::TooLong`] above 100 characters, [`Rule::LinkBase`] where a card cannot
    /// have it.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |rule| Error::field("link_base", rule);
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(|| wrong(Rule::WebAddress))?;
        let scheme = scheme.to_ascii_uppercase();
        if !matches!(scheme.as_str(), "HTTP" | "HTTPS") {
            return Err(wrong(Rule::WebAddress));
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let authority = authority_of(authority).ok_or_else(|| wrong(Rule::WebAddress))?;
        if !path.chars().all(is_of_paths) {
            return Err(wrong(Rule::LinkBase));
        }
        let slash = if path.ends_with('/') { "" } else { "/" };
        let base = format!("{scheme}://{authority}{path}{slash}");
        if base.len() > MAX_CHARS { Err(wrong(Rule::TooLong)) } else { Ok(Self(base)) }
    }
}

impl fmt::Display for LinkBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the host, and the port if there is one, in capitals.
fn authority_of(text: &str) -> Option<String> {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let host = idna::domain_to_ascii_strict(host).ok()?.to_ascii_uppercase();
    match port.map(str::parse::<u16>) {
        _ if host.is_empty() => None,
        None => Some(host),
        Some(Ok(port)) if port > 0 => Some(format!("{host}:{port}")),
        Some(_) => None,
    }
}

/// What stands for itself both in a path and in the alphanumeric mode of QR symbols (ISO/IEC 18004 §7.4.4).
fn is_of_paths(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || "-./:$+*".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedRandomness;

    // SPEC: B6
    #[test]
    fn a_link_has_only_characters_of_the_alphanumeric_mode() {
        let token = LinkToken::random(&FixedRandomness::new(5)).unwrap();
        for (base, expected, shown) in [
            ("https://studio.example", "HTTPS://STUDIO.EXAMPLE/", "studio.example"),
            ("HTTP://Studio.Example:8080/", "HTTP://STUDIO.EXAMPLE:8080/", "studio.example:8080"),
            (" https://qr.studio.example/G/2 ", "HTTPS://QR.STUDIO.EXAMPLE/G/2/", "qr.studio.example/G/2"),
            ("https://фото.example", "HTTPS://XN--N1AALG.EXAMPLE/", "фото.example"),
        ] {
            let base: LinkBase = base.parse().unwrap();
            assert_eq!((base.as_str(), base.shown().as_str()), (expected, shown));
            let link = base.link(&token);
            let allowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
            assert!(link.chars().all(|c| allowed.contains(c)), "{base}");
            assert_eq!(link.strip_prefix(expected), Some(token.expose().as_str()));
        }
    }

    // SPEC: B6
    #[test]
    fn a_base_that_a_card_cannot_have_is_refused() {
        let long = format!("https://studio.example/{}", "A".repeat(80));
        for (base, rule) in [
            ("studio.example", Rule::WebAddress),
            ("ftp://studio.example", Rule::WebAddress),
            ("https://", Rule::WebAddress),
            ("https:///G", Rule::WebAddress),
            ("https://maria@studio.example", Rule::WebAddress),
            ("https://[2001:db8::1]/", Rule::WebAddress),
            ("https://studio.example:0/", Rule::WebAddress),
            ("https://studio.example:http/", Rule::WebAddress),
            ("https://stu dio.example/", Rule::WebAddress),
            ("https://studio.example/gallery", Rule::LinkBase),
            ("https://studio.example/Ä", Rule::LinkBase),
            ("https://studio.example/A%20B", Rule::LinkBase),
            ("https://studio.example/?T=", Rule::LinkBase),
            ("https://studio.example?T", Rule::LinkBase),
            ("https://studio.example/#", Rule::LinkBase),
            (&long, Rule::TooLong),
        ] {
            let error = base.parse::<LinkBase>().unwrap_err();
            assert_eq!(error.problems()[0].rule, rule, "{base}");
        }
    }
}
