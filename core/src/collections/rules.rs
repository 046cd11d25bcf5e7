use crate::base::{Error, Result, Rule, is_invisible, is_line};

use super::CollectionKind;

/// How many characters a name may have.
const MAX_NAME: usize = 100;

/// Checks the name of a tag or group and returns it trimmed, otherwise as people wrote it.
///
/// # Errors
/// `Invalid` when it is empty or nobody sees anything of it, longer than 100 characters, or holds a line break or another control
/// character.
pub(crate) fn check_name(kind: CollectionKind, name: &str) -> Result<String> {
    let name = name.trim();
    let rule = if is_invisible(name) && is_line(name) {
        Rule::Required
    } else if name.chars().count() > MAX_NAME {
        Rule::TooLong
    } else if !is_line(name) {
        Rule::Character
    } else {
        return Ok(name.to_owned());
    };
    Err(Error::field(kind.field(), rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_otherwise_kept() {
        assert_eq!(check_name(CollectionKind::Tag, "  VIP  Kunden\u{3000}").unwrap(), "VIP  Kunden");
        assert!(check_name(CollectionKind::Tag, &"å".repeat(100)).is_ok());
    }

    #[test]
    fn a_wrong_name_says_which_field_and_why() {
        let cases = [
            ("", Rule::Required),
            ("\u{200B}", Rule::Required),
            (" \n ", Rule::Required),
            ("two\nlines", Rule::Character),
            ("two\u{2028}lines", Rule::Character),
            ("nul\0", Rule::Character),
            (&"x".repeat(101), Rule::TooLong),
        ];
        for (name, rule) in cases {
            let error = check_name(CollectionKind::ContactGroup, name).unwrap_err();
            let problem = &error.problems()[0];
            assert_eq!((problem.field.as_ref(), problem.rule), ("contact_groups", rule), "{name:?}");
        }
    }
}
