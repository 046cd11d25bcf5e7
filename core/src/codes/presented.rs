use std::str::FromStr;

use crate::base::{Error, Rule};

use super::{LinkToken, TypedCode, base32};

/// What somebody shows to be let in: a scanned link, its token, or a typed code.
///
/// ```
/// use kartotek::PresentedCode;
///
/// let typed: PresentedCode = "7kx9 qm2t 4hwc y".parse()?;
/// assert!(matches!(typed, PresentedCode::Typed(_)));
/// let scanned: PresentedCode = "HTTPS://QR.STUDIO.EXAMPLE/00000000000000000000000001".parse()?;
/// assert!(matches!(scanned, PresentedCode::Link(_)));
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresentedCode {
    /// The token of a link.
    Link(LinkToken),
    /// A code from a card.
    Typed(TypedCode),
}

impl FromStr for PresentedCode {
    type Err = Error;

    /// Takes what stands behind the last slash, and tells a token and a typed code apart by their lengths:
    /// up to 19 symbols are read as a typed code.
    ///
    /// # Errors
    /// Those of [`TypedCode`] and [`LinkToken`]; nothing else of the text is looked at.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim().trim_end_matches('/');
        let last = text.rsplit('/').next().unwrap_or(text);
        match base32::count(last) {
            0 => Err(Error::field("code", Rule::Required)),
            1..20 => last.parse().map(Self::Typed),
            _ => last.parse().map(Self::Link),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedRandomness;

    // SPEC: B6
    #[test]
    fn links_tokens_and_typed_codes_are_told_apart() {
        let randomness = FixedRandomness::new(7);
        let (token, typed) =
            (LinkToken::random(&randomness).unwrap(), TypedCode::random(&randomness).unwrap());
        let link = format!(" https://qr.studio.example/g/{}/\n", token.expose().to_lowercase());
        for text in [link, token.expose()] {
            assert_eq!(text.parse::<PresentedCode>().unwrap(), PresentedCode::Link(token.clone()));
        }
        for text in [typed.expose(), typed.expose().replace('-', "")] {
            assert_eq!(text.parse::<PresentedCode>().unwrap(), PresentedCode::Typed(typed.clone()));
        }
    }

    // SPEC: B6
    #[test]
    fn what_is_wrong_is_said_of_the_nearer_kind() {
        for (text, field, rule) in [
            ("", "code", Rule::Required),
            (" - / ", "code", Rule::Required),
            ("7KX9", "code", Rule::TooShort),
            ("7KX9-QM2T-4HWC-YY", "code", Rule::TooLong),
            ("0000000000000000000000000", "token", Rule::TooShort),
            ("000000000000000000000000000", "token", Rule::TooLong),
        ] {
            let error = text.parse::<PresentedCode>().unwrap_err();
            assert_eq!((&*error.problems()[0].field, error.problems()[0].rule), (field, rule), "{text}");
        }
    }
}
