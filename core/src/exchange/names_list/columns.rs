//! What each column of a names list is for.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::base::{Error, Result, fold};
use crate::exchange::table::ERROR_COLUMNS;

use super::headings::{Said, Whose, recognise};
use super::target::{NamesTarget, PersonPart};

/// One column of a names list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NamesColumn {
    /// The heading as it stands in the file; a number where it has none.
    pub header: String,
    /// What it is for.
    pub target: NamesTarget,
}

/// Finds out what columns are for.
///
/// A heading that comes again is about the next guardian. An e-mail or phone whose heading does not say whose
/// it is belongs to the guardian whose column stands before it, where that guardian has no such column of
/// their own; else to the participant.
pub(super) fn recognise_all(headers: &[String]) -> Vec<NamesColumn> {
    let is_own = |header: &&String| !ERROR_COLUMNS.contains(&header.as_str());
    let said: Vec<Option<Said>> = headers
        .iter()
        .map(|header| Some(header).filter(is_own).and_then(|header| recognise(header)))
        .collect();
    let mut seen: HashMap<String, u8> = HashMap::new();
    let guardians: Vec<Option<u8>> = headers
        .iter()
        .zip(&said)
        .map(|(header, said)| {
            let again = seen.entry(fold(header)).or_default();
            let earlier = std::mem::replace(again, again.saturating_add(1));
            let said = said.filter(|said| said.whose == Some(Whose::Guardian))?;
            Some(said.number.unwrap_or(1).saturating_add(earlier))
        })
        .collect();
    let own: HashSet<(u8, PersonPart)> = guardians
        .iter()
        .zip(&said)
        .filter_map(|(guardian, said)| Some(((*guardian)?, (*said)?.part)))
        .collect();
    let named: HashSet<u8> = guardians.iter().copied().flatten().collect();
    let mut columns: Vec<NamesColumn> = Vec::with_capacity(headers.len());
    let mut guardian_before = None;
    for (place, header) in headers.iter().enumerate() {
        guardian_before = guardians[place].or(guardian_before);
        let target = said[place].map_or(NamesTarget::Ignored, |said| match (said.whose, said.part) {
            (Some(Whose::Guardian), part) if part.is_of_guardians() => {
                NamesTarget::Guardian(guardians[place].unwrap_or(1), part)
            }
            (Some(Whose::Guardian), _) => NamesTarget::Ignored,
            (Some(Whose::Siblings), part) if part.is_name() && part != PersonPart::FamilyName => {
                NamesTarget::Participant(1, PersonPart::Siblings)
            }
            (None | Some(Whose::Siblings), PersonPart::Group) => NamesTarget::Group,
            (None, part) if part.is_repeatable() => {
                let numbered = said.number.filter(|number| named.contains(number));
                match numbered.or(guardian_before).filter(|guardian| !own.contains(&(*guardian, part))) {
                    Some(guardian) => NamesTarget::Guardian(guardian, part),
                    None => NamesTarget::Participant(1, part),
                }
            }
            (_, PersonPart::Group) if said.number.is_none() => NamesTarget::Group,
            (_, part) => NamesTarget::Participant(said.number.unwrap_or(1), part),
        });
        let target = if target.is_possible() { target } else { NamesTarget::Ignored };
        columns.push(NamesColumn { header: header.clone(), target });
    }
    settle_names(&mut columns);
    columns
}

/// Lets a column `Name` beside one part of a name be the other part, as in `Name;Vorname`.
fn settle_names(columns: &mut [NamesColumn]) {
    let targets: Vec<NamesTarget> = columns.iter().map(|column| column.target).collect();
    for column in columns {
        let of = |part| match column.target {
            NamesTarget::Participant(number, PersonPart::Name) => {
                Some(NamesTarget::Participant(number, part))
            }
            NamesTarget::Guardian(number, PersonPart::Name) => Some(NamesTarget::Guardian(number, part)),
            _ => None,
        };
        let (given, family) = (of(PersonPart::GivenName), of(PersonPart::FamilyName));
        let (Some(given), Some(family)) = (given, family) else { continue };
        match (targets.contains(&given), targets.contains(&family)) {
            (true, false) => column.target = family,
            (false, true) => column.target = given,
            _ => {}
        }
    }
}

/// Makes sure that a list can be read with these columns.
///
/// # Errors
/// `Import` where nobody is named, nobody has a group, or two columns claim the same.
pub(super) fn check(columns: &[NamesColumn], has_default_group: bool) -> Result<()> {
    let has = |test: fn(PersonPart) -> bool| {
        columns.iter().any(|column| matches!(column.target, NamesTarget::Participant(_, part) if test(part)))
    };
    if !has(|part| part.is_name() || part == PersonPart::Siblings) {
        return Err(Error::Import(
            "no column holds the names of participants; say which one does".to_owned(),
        ));
    }
    let has_group = columns.iter().any(|column| column.target == NamesTarget::Group);
    if !has_default_group && !has_group && !has(|part| part == PersonPart::Group) {
        let message = "no column names the groups; say which one does, or give a group for everybody";
        return Err(Error::Import(message.to_owned()));
    }
    for (place, column) in columns.iter().enumerate() {
        let single = match column.target {
            NamesTarget::Participant(_, part) => !part.is_repeatable() && part != PersonPart::Group,
            NamesTarget::Guardian(_, part) => !part.is_repeatable(),
            NamesTarget::Ignored | NamesTarget::Group => false,
        };
        if single && columns[..place].iter().any(|earlier| earlier.target == column.target) {
            let mut message = format!("several columns are taken for {}:", column.target);
            for (at, _) in columns.iter().enumerate().filter(|(_, other)| other.target == column.target) {
                // Writing to a String cannot fail.
                let _ = write!(message, " {}", at + 1);
            }
            message.push_str("; say which one is");
            return Err(Error::Import(message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(headers: &str) -> Vec<String> {
        let headers: Vec<String> = headers.split(';').map(str::to_owned).collect();
        recognise_all(&headers).iter().map(|column| column.target.to_string()).collect()
    }

    // SPEC: P5, B17
    #[test]
    fn layouts_of_the_trade_are_understood() {
        let cases = [
            ("Förnamn;Efternamn;Klass", "given_name family_name group"),
            ("Name;Vorname;Klasse", "family_name given_name group"),
            ("Namn;Klass;Kör;Skonummer", "name group group ignore"),
            ("Elev;Klass;E-post;Telefon", "name group email phone"),
            (
                "Elev;Klass;Vårdnadshavare;E-post;Telefon;Mobil",
                "name group guardian_name guardian_email guardian_phone guardian_phone",
            ),
            (
                "Elev;Klass;Vårdnadshavare;E-post;Telefon;Vårdnadshavare;E-post;Telefon",
                "name group guardian_name guardian_email guardian_phone guardian_name:2 guardian_email:2 \
                 guardian_phone:2",
            ),
            (
                "Child;Class;Parent 1;Parent 2;E-mail 1;E-mail 2",
                "name group guardian_name guardian_name:2 guardian_email guardian_email:2",
            ),
            (
                "Child;Class;E-mail;Mother;Mother's phone;Father;Father's phone",
                "name group email guardian_name guardian_phone guardian_name:2 guardian_phone:2",
            ),
            (
                "First name 1;First name 2;Last name;Class;Child 2 class;Student number 2",
                "given_name given_name:2 family_name group group:2 student_number:2",
            ),
            ("Namn;Klass;_row;_code;_message", "name group ignore ignore ignore"),
            ("Barnens förnamn;Efternamn;Klass", "siblings family_name group"),
            ("Parent e-mail;Parent e-mail;Name;Group", "guardian_email guardian_email:2 name group"),
        ];
        for (headers, expected) in cases {
            assert_eq!(targets(headers).join(" "), expected, "{headers}");
        }
    }

    #[test]
    fn guardians_beyond_the_most_are_left_out() {
        let found = targets(&format!("Name;Class{}", ";Parent".repeat(22)));
        assert_eq!(found[20..], ["guardian_name:19", "guardian_name:20", "ignore", "ignore"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_before_anything_is() {
        let checked = |headers: &str, default| {
            let headers: Vec<String> = headers.split(';').map(str::to_owned).collect();
            check(&recognise_all(&headers), default).is_ok()
        };
        assert!(checked("Namn;Klass", false));
        assert!(checked("Namn", true));
        assert!(!checked("Namn", false), "no group");
        assert!(!checked("Klass;Skonummer", false), "no name");
        assert!(!checked("Förnamn;Klass;Förnamn", false), "two given names");
    }
}
