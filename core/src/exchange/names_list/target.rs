use std::fmt;
use std::str::FromStr;

use crate::base::{Error, Result, Rule};

/// What a column of a names list is for.
///
/// As a text: the part, with `guardian_` before it for guardians and a number behind it for all but the
/// first of several: `given_name`, `given_name:2`, `guardian_email`, `guardian_email:2`, `group`, `ignore`.
///
/// ```
/// use kartotek::exchange::{NamesTarget, PersonPart};
///
/// let target: NamesTarget = "guardian_email:2".parse()?;
/// assert_eq!(target, NamesTarget::Guardian(2, PersonPart::Email));
/// assert_eq!(target.to_string(), "guardian_email:2");
/// assert!("guardian_birthday".parse::<NamesTarget>().is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamesTarget {
    /// It is not read.
    Ignored,
    /// A group that everybody in the row is in; there may be several.
    Group,
    /// Part of a participant; siblings in one row are counted from 1.
    Participant(u8, PersonPart),
    /// Part of a guardian of all participants in the row; they are counted from 1.
    Guardian(u8, PersonPart),
}

/// What a column says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonPart {
    /// The whole name, or `Family, Given`.
    Name,
    /// The whole name with the family name first.
    LastFirst,
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Names of several participants: `Elsa, Bo and Ida Ek`.
    Siblings,
    /// A group that only this participant is in.
    Group,
    /// What the school or the club calls them.
    StudentNumber,
    /// Day of birth.
    Birthday,
    /// The typed code of their card.
    Code,
    /// An e-mail address; there may be several columns.
    Email,
    /// A phone; there may be several columns.
    Phone,
}

impl PersonPart {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Name, "name"),
        (Self::LastFirst, "last_first"),
        (Self::GivenName, "given_name"),
        (Self::FamilyName, "family_name"),
        (Self::Siblings, "siblings"),
        (Self::Group, "group"),
        (Self::StudentNumber, "student_number"),
        (Self::Birthday, "birthday"),
        (Self::Code, "code"),
        (Self::Email, "email"),
        (Self::Phone, "phone"),
    ];

    /// Returns the stable code in snake case.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(part, _)| *part == self).map_or("", |(_, code)| code)
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(part, _)| *part)
    }

    /// Tells whether it can be said of a guardian.
    pub(super) fn is_of_guardians(self) -> bool {
        self.is_name() || self.is_repeatable()
    }

    /// Tells whether it is a name or a part of one.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::LastFirst | Self::GivenName | Self::FamilyName)
    }

    /// Tells whether a person may have several columns of it.
    pub(super) fn is_repeatable(self) -> bool {
        matches!(self, Self::Email | Self::Phone)
    }
}

impl NamesTarget {
    /// Tells whether a row can be read for it.
    pub(super) fn is_possible(self) -> bool {
        match self {
            Self::Ignored | Self::Group => true,
            Self::Participant(number, _) => (1..=MOST_PEOPLE).contains(&number),
            Self::Guardian(number, part) => (1..=MOST_PEOPLE).contains(&number) && part.is_of_guardians(),
        }
    }
}

/// The most siblings, and the most guardians, in one row.
pub(super) const MOST_PEOPLE: u8 = 20;

impl fmt::Display for NamesTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, number, part) = match self {
            Self::Ignored => return f.write_str("ignore"),
            Self::Group => return f.write_str("group"),
            Self::Participant(number, part) => ("", number, part),
            Self::Guardian(number, part) => ("guardian_", number, part),
        };
        match (number, part) {
            // Without a number it is everybody's.
            (1, PersonPart::Group) => write!(f, "{prefix}group:1"),
            (1, part) => write!(f, "{prefix}{}", part.code()),
            (number, part) => write!(f, "{prefix}{}:{number}", part.code()),
        }
    }
}

impl FromStr for NamesTarget {
    type Err = Error;

    /// Reads what `Display` writes.
    ///
    /// # Errors
    /// `Invalid` (`unknown_field`) for any other text.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "ignore" => return Ok(Self::Ignored),
            "group" => return Ok(Self::Group),
            _ => {}
        }
        let unknown = || Error::field("target", Rule::UnknownField);
        let (key, number) = match text.split_once(':') {
            Some((key, number)) => (key, number.parse().map_err(|_| unknown())?),
            None => (text, 1),
        };
        let target = match key.strip_prefix("guardian_") {
            Some(part) => PersonPart::from_code(part).map(|part| Self::Guardian(number, part)),
            None => PersonPart::from_code(key).map(|part| Self::Participant(number, part)),
        };
        target.filter(|target| target.is_possible()).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_reads_as_it_is_written() {
        for number in [1, 2, MOST_PEOPLE] {
            for (part, _) in PersonPart::ALL {
                let own = NamesTarget::Participant(number, part);
                assert_eq!(own.to_string().parse::<NamesTarget>().unwrap(), own);
                let guardian = NamesTarget::Guardian(number, part);
                let read = guardian.to_string().parse::<NamesTarget>().ok();
                assert_eq!(read, part.is_of_guardians().then_some(guardian));
            }
        }
        for target in [NamesTarget::Ignored, NamesTarget::Group] {
            assert_eq!(target.to_string().parse::<NamesTarget>().unwrap(), target);
        }
        for wrong in ["", "email:0", "email:21", "email:x", "shoe_size", "guardian_code"] {
            assert!(wrong.parse::<NamesTarget>().is_err(), "{wrong}");
        }
    }
}
