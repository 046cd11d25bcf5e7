//! Finds what a heading means that is decorated with further words or misspelt.

use strsim::osa_distance;

use super::headings::{self, Heading, key_of, undecorated};
use super::layouts;

/// Words around a heading that say whose it is, folded.
const WHOSE: &[&str] = &[
    "customer",
    "customers",
    "client",
    "clients",
    "contact",
    "contacts",
    "buyer",
    "guest",
    "primary",
    "your",
    "my",
    "the",
    "kund",
    "kunds",
    "kundens",
    "kunde",
    "kunden",
    "kundes",
    "kontakt",
    "kontakts",
    "kontaktens",
    "kontakten",
    "gast",
    "cliente",
    "clientes",
    "contacto",
    "del",
    "de",
    "des",
    "du",
    "la",
    "le",
    "el",
    "l",
    "d",
    "principal",
    "principale",
    "klient",
    "klienta",
    "na",
    "kontakta",
    "ditt",
    "din",
    "dit",
    "ihre",
    "ihr",
    "su",
    "tu",
    "votre",
    "ton",
    "vash",
];

/// Letters from which on one slip is forgiven, and two.
const ONE_SLIP: usize = 5;
const TWO_SLIPS: usize = 12;

/// What a heading may mean; several where more than one field is as likely.
#[derive(Debug, Default)]
pub(super) struct Guess {
    pub(super) headings: Vec<Heading>,
    /// Whether it is no word for them, but nearly one.
    pub(super) is_misspelt: bool,
}

/// Finds what a heading may mean.
pub(super) fn guess(heading: &str) -> Guess {
    let plain = undecorated(heading);
    if layouts::is_not_kept(heading) {
        return Guess::default();
    }
    if let Some(found) = without_owner(&plain) {
        return Guess { headings: vec![found], is_misspelt: false };
    }
    let headings = misspelt(&key_of(&plain)).into_iter().map(Heading::Key).collect();
    Guess { headings, is_misspelt: true }
}

/// `Kund e-post`, `CUSTOMER_EMAIL`, `customerEmail`, `E-Mail des Kunden`.
fn without_owner(heading: &str) -> Option<Heading> {
    let words = words_of(heading);
    let kept: Vec<&str> = words.iter().map(String::as_str).filter(|word| !WHOSE.contains(word)).collect();
    if kept.is_empty() || kept.len() == words.len() {
        return None;
    }
    headings::recognise(&kept.join(" "))
}

/// Cuts a heading into folded words; a capital within a word begins one.
fn words_of(heading: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(heading.len() + 8);
    let mut before = ' ';
    for character in heading.chars() {
        if character.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(character);
        before = character;
    }
    crate::base::fold(&spaced).split_whitespace().map(str::to_owned).collect()
}

/// Finds the fields whose words differ least from a key, if they differ little.
///
/// The first letter is seldom wrong, and digits are never: `Address 3` is not `Address 2`.
fn misspelt(key: &str) -> Vec<&'static str> {
    let length = key.chars().count();
    let allowed = match length {
        TWO_SLIPS.. => 2,
        ONE_SLIP.. => 1,
        _ => return Vec::new(),
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (first, own_digits) = (key.chars().next(), digits(key));
    let mut best = (allowed + 1, Vec::new());
    for (word, field) in headings::words() {
        let near = word.chars().next() == first && word.len().abs_diff(key.len()) <= allowed;
        if !near || word.chars().count() < ONE_SLIP || digits(word) != own_digits {
            continue;
        }
        let distance = osa_distance(word, key);
        if distance < best.0 {
            best = (distance, vec![*field]);
        } else if distance == best.0 && distance <= allowed && !best.1.contains(field) {
            best.1.push(field);
        }
    }
    best.1.sort_unstable();
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(heading: &str) -> Vec<&'static str> {
        let keys = guess(heading).headings.into_iter().map(|heading| match heading {
            Heading::Key(key) => key,
            Heading::Item(_) => "item",
        });
        keys.collect()
    }

    // SPEC: B17, C15
    #[test]
    fn whose_a_column_is_does_not_matter() {
        for (heading, key) in [
            ("Kund e-post", "email"),
            ("CUSTOMER_EMAIL", "email"),
            ("customerFirstName", "given_name"),
            ("E-Mail des Kunden", "email"),
            ("Kundens telefon", "phone"),
            ("Teléfono del cliente", "phone"),
            ("Имейл на клиента", "email"),
            ("Client postcode", "postal_code"),
        ] {
            assert_eq!(found(heading), [key], "{heading}");
        }
        for heading in ["Customer", "Kund", "Mum email", "Assistant phone", "Customer shoe size"] {
            assert_eq!(found(heading), Vec::<&str>::new(), "{heading}");
        }
    }

    // SPEC: B17, C15
    #[test]
    fn slips_of_the_pen_are_forgiven() {
        for (heading, key) in [
            ("Emial", "email"),
            ("Frist name", "given_name"),
            ("Efternman", "family_name"),
            ("Telefonummer", "phone"),
            ("Geburtdatum", "birthday"),
            ("Postleizahl", "postal_code"),
            ("Código postl", "postal_code"),
            ("Prenomm", "given_name"),
        ] {
            assert_eq!(found(heading), [key], "{heading}");
        }
        for heading in [
            "Sender",
            "Adress 3",
            "Status",
            "Orten",
            "Created by",
            "Total orders",
            "Hobby",
            "Shoe size",
            "Page",
        ] {
            assert_eq!(found(heading), Vec::<&str>::new(), "{heading}");
        }
    }

    // SPEC: B17, C15
    #[test]
    fn a_heading_between_two_fields_names_both() {
        assert_eq!(found("Counry"), ["country", "region"]);
    }
}
