//! What people call the fields of a customer, one file a language.

mod bg;
mod da;
mod de;
mod en;
mod es;
mod fr;
mod nb;
mod sv;

use crate::catalogue::{Language, Section, Words};

/// Returns the words for every field of a customer, in the order of the catalogue.
///
/// ```
/// use kartotek::{Language, labels};
///
/// let words = labels::words(Language::De);
/// let city = words.iter().find(|words| words.key == "city").unwrap();
/// assert_eq!(city.label, "Ort");
/// assert!(city.synonyms.contains(&"Stadt"));
/// ```
#[must_use]
pub fn words(language: Language) -> &'static [Words] {
    files(language).0
}

/// Returns the words for what files split a field into, or have besides the fields of a customer.
///
/// Their keys: `name` (a whole name, or the part of it that has no column of its own),
/// `last_first`, `email:…` and `phone:…` with a label, `birthday:day`, `birthday:month`,
/// `birthday:year`, `street_number`, `external_id`, `consent`, `password`.
#[must_use]
pub fn parts(language: Language) -> &'static [Words] {
    files(language).1
}

/// Returns the heading of a field's column in a language; the key itself where no field has it.
///
/// ```
/// use kartotek::{Language, labels};
///
/// assert_eq!(labels::label("family_name", Language::Sv), "Efternamn");
/// assert_eq!(labels::label("shoe_size", Language::Sv), "shoe_size");
/// ```
#[must_use]
pub fn label(key: &str, language: Language) -> &str {
    words(language).iter().find(|words| words.key == key).map_or(key, |words| words.label)
}

/// Returns the heading of a section of a form in a language.
#[must_use]
pub fn section_label(section: Section, language: Language) -> &'static str {
    // In the order of `Language::ALL`.
    let labels: [&'static str; 8] = match section {
        Section::Identity => ["Record", "Post", "Post", "Post", "Datensatz", "Registro", "Fiche", "Запис"],
        Section::Name => ["Name", "Namn", "Navn", "Navn", "Name", "Nombre", "Nom", "Име"],
        Section::Contact => {
            ["Contact", "Kontakt", "Kontakt", "Kontakt", "Kontakt", "Contacto", "Contact", "Контакт"]
        }
        Section::Address => {
            ["Address", "Adress", "Adresse", "Adresse", "Adresse", "Dirección", "Adresse", "Адрес"]
        }
        Section::Person => ["Person", "Person", "Person", "Person", "Person", "Persona", "Personne", "Лице"],
        Section::Company => {
            ["Company", "Företag", "Firma", "Virksomhed", "Firma", "Empresa", "Société", "Фирма"]
        }
        Section::Account => ["Account", "Konto", "Konto", "Konto", "Konto", "Cuenta", "Compte", "Профил"],
        Section::Groups => {
            ["Groups", "Grupper", "Grupper", "Grupper", "Gruppen", "Grupos", "Groupes", "Групи"]
        }
        Section::Notes => {
            ["Notes", "Anteckningar", "Notater", "Notater", "Notizen", "Notas", "Notes", "Бележки"]
        }
    };
    let place = Language::ALL.iter().position(|known| *known == language).unwrap_or(0);
    labels[place]
}

fn files(language: Language) -> (&'static [Words], &'static [Words]) {
    match language {
        Language::En => (en::WORDS, en::PARTS),
        Language::Sv => (sv::WORDS, sv::PARTS),
        Language::Nb => (nb::WORDS, nb::PARTS),
        Language::Da => (da::WORDS, da::PARTS),
        Language::De => (de::WORDS, de::PARTS),
        Language::Es => (es::WORDS, es::PARTS),
        Language::Fr => (fr::WORDS, fr::PARTS),
        Language::Bg => (bg::WORDS, bg::PARTS),
    }
}

const fn w(key: &'static str, label: &'static str, synonyms: &'static [&'static str]) -> Words {
    Words { key, label, synonyms }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use super::*;
    use crate::base::fold;
    use crate::customers::CUSTOMER_FIELDS;

    fn key_of(heading: &str) -> String {
        fold(heading).replace(' ', "")
    }

    #[test]
    fn every_language_names_every_field_once() {
        for language in Language::ALL {
            let keys: Vec<&str> = words(language).iter().map(|words| words.key).collect();
            let fields: Vec<&str> = CUSTOMER_FIELDS.iter().map(|field| field.key).collect();
            assert_eq!(keys, fields, "{language}");
        }
    }

    #[test]
    fn every_language_names_the_same_parts() {
        let keys = |language| parts(language).iter().map(|words| words.key).collect::<Vec<_>>();
        for language in Language::ALL {
            assert_eq!(keys(language), keys(Language::En), "{language}");
        }
    }

    #[test]
    fn labels_are_unique_within_a_language() {
        let mut doubles = Vec::new();
        for language in Language::ALL {
            let mut seen = BTreeMap::new();
            for words in words(language).iter().chain(parts(language)) {
                assert!(!words.label.is_empty());
                if let Some(other) = seen.insert(key_of(words.label), words.key) {
                    doubles.push(format!("{language}: {} labels {other} and {}", words.label, words.key));
                }
            }
        }
        assert_eq!(doubles, Vec::<String>::new());
    }

    // SPEC: B17
    #[test]
    fn no_heading_names_two_fields_in_any_language() {
        let mut owner: HashMap<String, (&str, Language)> = HashMap::new();
        let mut contradictions = Vec::new();
        for language in Language::ALL {
            for words in words(language).iter().chain(parts(language)) {
                for heading in [words.key, words.label].iter().chain(words.synonyms) {
                    let key = key_of(heading);
                    assert!(!key.is_empty(), "{language}: {heading} folds to nothing");
                    let (other, where_) = *owner.entry(key).or_insert((words.key, language));
                    if other != words.key {
                        contradictions
                            .push(format!("{heading}: {} ({language}), {other} ({where_})", words.key));
                    }
                }
            }
        }
        assert_eq!(contradictions, Vec::<String>::new());
    }

    #[test]
    fn every_section_has_a_heading_in_every_language() {
        for field in CUSTOMER_FIELDS {
            for language in Language::ALL {
                assert!(!section_label(field.section, language).is_empty());
            }
        }
    }
}
