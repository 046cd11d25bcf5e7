use super::draft::CustomerDraft;
use super::email::check_email;
use super::model::{Email, Phone};
use super::phone::{normalise_phone, phone_digits};
use super::search_query::{Piece, pieces};

/// From how many digits on a number that was not understood is still kept as a phone.
const PHONE_DIGITS: usize = 6;

/// Begins a customer from the text of a search that found nobody (SPEC C5, F3, F4, F5).
///
/// E-mail addresses and phone numbers are recognised wherever they stand; the rest is the name,
/// spelled as typed: the last word is the family name, or what stands before a comma. It is no
/// entered name: that is what a customer types (SPEC P4). `region` (ISO 3166-1 alpha-2, may be empty) is the
/// country of phone numbers without a country code. A text in which nothing is recognised, such
/// as a customer number, gives an empty draft.
///
/// ```
/// let draft = kartotek::draft_from_search("anna garcía 645 337 711", "ES");
/// assert_eq!((draft.profile.given_name.as_str(), draft.profile.family_name.as_str()), ("anna", "garcía"));
/// assert_eq!(draft.profile.phones[0].text, "645 337 711");
/// ```
#[must_use]
pub fn draft_from_search(typed: &str, region: &str) -> CustomerDraft {
    let mut draft = CustomerDraft::default();
    let mut names: Vec<&str> = Vec::new();
    for piece in pieces(typed) {
        match piece {
            Piece::Phone(text) if is_phone(text, region) => {
                draft
                    .profile
                    .phones
                    .push(Phone::new(text.trim_matches(|c: char| c.is_whitespace() || "/.-".contains(c))));
            }
            Piece::Phone(_) => {}
            Piece::Word(word) => match address_in(word) {
                Some(address) => draft.profile.emails.push(Email::new(address)),
                None => names.push(word.trim_matches(['"', '<', '>', ';'])),
            },
        }
    }
    let name = names.join(" ");
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == ',');
    if !name.chars().any(char::is_alphabetic) {
        return draft;
    }
    let (given, family) = match name.split_once(',') {
        Some((family, given)) => (given, family),
        None => name.rsplit_once(' ').unwrap_or((name, "")),
    };
    draft.profile.given_name = given.trim().to_owned();
    draft.profile.family_name = family.trim().to_owned();
    draft
}

fn is_phone(text: &str, region: &str) -> bool {
    normalise_phone(text, region).e164.is_some() || phone_digits(text).len() >= PHONE_DIGITS
}

/// Returns the address in a word that may carry brackets and punctuation.
fn address_in(word: &str) -> Option<&str> {
    let address = word.trim_matches(['<', '>', '(', ')', '[', ']', ',', ';', ':', '"']);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    check_email(address).is_ok().then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Given and family name, e-mails, phones.
    type Parts<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a str]);

    // SPEC: C5, F3, F4, F5, P8
    #[test]
    fn names_emails_and_phones_are_recognised() {
        let cases: &[(&str, Parts<'_>)] = &[
            ("anna garcía 645 337 711", ("anna", "garcía", &[], &["645 337 711"])),
            ("Garcia, Anna <anna@x.es>", ("Anna", "Garcia", &["anna@x.es"], &[])),
            ("\"Garcia, Anna\" <anna@x.es>", ("Anna", "Garcia", &["anna@x.es"], &[])),
            ("anna@example.com", ("", "", &["anna@example.com"], &[])),
            ("+46 70-123 45 67", ("", "", &[], &["+46 70-123 45 67"])),
            ("0701234567, Åsa Öberg", ("Åsa", "Öberg", &[], &["0701234567"])),
            ("Anna Maria García", ("Anna Maria", "García", &[], &[])),
            ("Иван Петров 0888 123 456", ("Иван", "Петров", &[], &["0888 123 456"])),
            ("Björn", ("Björn", "", &[], &[])),
            ("Lee - 645337711", ("Lee", "", &[], &["645337711"])),
            (
                "a@x.es, b@x.es 645337711; 645337712",
                ("", "", &["a@x.es", "b@x.es"], &["645337711", "645337712"]),
            ),
        ];
        for (typed, (given, family, emails, phones)) in cases {
            let profile = draft_from_search(typed, "ES").profile;
            assert_eq!(
                (profile.given_name.as_str(), profile.family_name.as_str()),
                (*given, *family),
                "{typed}"
            );
            assert_eq!(profile.entered_name, "", "{typed}: nobody entered it but staff");
            assert_eq!(
                profile.emails.iter().map(|e| e.address.as_str()).collect::<Vec<_>>(),
                *emails,
                "{typed}"
            );
            assert_eq!(
                profile.phones.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(),
                *phones,
                "{typed}"
            );
        }
    }

    // SPEC: C5
    #[test]
    fn what_is_no_contact_gives_an_empty_draft() {
        for typed in ["", "17", "#17", "– ?", "411 05"] {
            assert_eq!(draft_from_search(typed, "SE"), CustomerDraft::default(), "{typed}");
        }
    }

    // SPEC: C5
    #[test]
    fn a_half_typed_address_stays_out_of_the_emails() {
        assert!(draft_from_search("anna@example", "SE").profile.emails.is_empty());
    }
}
