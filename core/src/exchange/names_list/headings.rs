//! Recognises the headings of names lists: a word for whom a column is about, a number and what it says.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::base::fold;
use crate::catalogue::Language;
use crate::exchange::headings::{self, key_of, undecorated};

use super::target::{MOST_PEOPLE, PersonPart};
use super::words::words;

/// Whom a column is about, as far as its heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Participant,
    Siblings,
    Guardian,
}

/// What a heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) whose: Option<Whose>,
    /// Which of several, counted from 1.
    pub(super) number: Option<u8>,
    pub(super) part: PersonPart,
}

/// Finds what a heading says; nothing where no word of it is known.
pub(super) fn recognise(heading: &str) -> Option<Said> {
    let (key, number) = numbered(&undecorated(heading))?;
    if let Some(part) = part_of(&key) {
        return Some(Said { whose: None, number, part });
    }
    for (word, role) in &tables().people {
        let Some(rest) = key.strip_prefix(word.as_str()).or_else(|| key.strip_suffix(word.as_str())) else {
            continue;
        };
        let Some(part) = part_beside(rest) else { continue };
        let number = number.or(role.number);
        return Some(Said { whose: Some(role.whose), number, part });
    }
    None
}

/// What stands between names of siblings in any language: words and marks.
pub(super) fn joins() -> &'static [&'static str] {
    &tables().joins
}

/// Folds a heading to one word and takes its number out: `Parent 2 e-mail` is `parentemail` and 2.
fn numbered(heading: &str) -> Option<(String, Option<u8>)> {
    let folded = fold(heading);
    let (mut key, mut number) = (String::with_capacity(folded.len()), None);
    for word in folded.split(' ') {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &word[plain.len()..];
        key.push_str(plain);
        if digits.is_empty() {
            continue;
        }
        // A larger one is a year.
        let Ok(counted @ 1..=MOST_PEOPLE) = digits.parse() else { continue };
        // A second number says something else.
        if number.replace(counted).is_some() {
            return None;
        }
    }
    (!key.is_empty()).then_some((key, number))
}

struct Role {
    whose: Whose,
    number: Option<u8>,
}

struct Tables {
    columns: HashMap<String, PersonPart>,
    /// The longest words first.
    people: Vec<(String, Role)>,
    between: Vec<String>,
    joins: Vec<&'static str>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let (mut columns, mut people) = (HashMap::new(), Vec::new());
        let (mut between, mut joins) = (Vec::new(), Vec::new());
        for words in Language::ALL.into_iter().flat_map(words) {
            for word in std::iter::once(words.label).chain(words.synonyms.iter().copied()) {
                let key = key_of(word);
                let mut person = |whose, number| people.push((key.clone(), Role { whose, number }));
                match words.key {
                    "group" => drop(columns.insert(key, PersonPart::Group)),
                    "student_number" => drop(columns.insert(key, PersonPart::StudentNumber)),
                    "code" => drop(columns.insert(key, PersonPart::Code)),
                    "participant" => person(Whose::Participant, None),
                    "siblings" => person(Whose::Siblings, None),
                    "guardian" => person(Whose::Guardian, None),
                    "guardian:1" => person(Whose::Guardian, Some(1)),
                    "guardian:2" => person(Whose::Guardian, Some(2)),
                    "and" => joins.push(word),
                    _ => between.push(key),
                }
            }
        }
        people.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        between.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Tables { columns, people, between, joins }
    })
}

/// What stands beside a word for a person: nothing, a part, or a part and a word such as `of`.
fn part_beside(rest: &str) -> Option<PersonPart> {
    if rest.is_empty() {
        return Some(PersonPart::Name);
    }
    let stripped = tables()
        .between
        .iter()
        .filter_map(|word| rest.strip_suffix(word.as_str()).or_else(|| rest.strip_prefix(word.as_str())));
    std::iter::once(rest).chain(stripped).find_map(part_of)
}

fn part_of(key: &str) -> Option<PersonPart> {
    if let Some(part) = tables().columns.get(key) {
        return Some(*part);
    }
    Some(match *headings::words().get(key)? {
        "name" | "entered_name" => PersonPart::Name,
        "last_first" => PersonPart::LastFirst,
        "given_name" => PersonPart::GivenName,
        "family_name" => PersonPart::FamilyName,
        "birthday" => PersonPart::Birthday,
        "external_id" => PersonPart::StudentNumber,
        "customer_groups" | "contact_groups" => PersonPart::Group,
        "phone:fax" => return None,
        key if key == "email" || key.starts_with("email:") => PersonPart::Email,
        key if key == "phone" || key.starts_with("phone:") => PersonPart::Phone,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(heading: &str) -> Option<(Option<Whose>, Option<u8>, PersonPart)> {
        recognise(heading).map(|said| (said.whose, said.number, said.part))
    }

    // SPEC: P5, B17
    #[test]
    fn headings_of_every_language_are_understood() {
        use PersonPart::{Birthday, Code, Email, FamilyName, GivenName, Group, Name, Phone, StudentNumber};
        use Whose::{Guardian, Participant, Siblings};
        let cases = [
            ("Förnamn", None, None, GivenName),
            ("First name 2", None, Some(2), GivenName),
            ("Klass", None, None, Group),
            ("Klasse", None, None, Group),
            ("Клас", None, None, Group),
            ("Kör", None, None, Group),
            ("Elevnummer", None, None, StudentNumber),
            ("Schülernummer", None, None, StudentNumber),
            ("Número de alumno", None, None, StudentNumber),
            ("Zugangscode", None, None, Code),
            ("Code d'accès", None, None, Code),
            ("Född", None, None, Birthday),
            ("Elev", Some(Participant), None, Name),
            ("Barn 2 förnamn", Some(Participant), Some(2), GivenName),
            ("Name des Kindes", Some(Participant), None, Name),
            ("Vårdnadshavare 1 e-post", Some(Guardian), Some(1), Email),
            ("E-post vårdnadshavare 2", Some(Guardian), Some(2), Email),
            ("VH1 mobil", Some(Guardian), Some(1), Phone),
            ("Mamma", Some(Guardian), Some(1), Name),
            ("Telefon pappa", Some(Guardian), Some(2), Phone),
            ("Parent's e-mail", Some(Guardian), None, Email),
            ("Parent/Guardian Name", Some(Guardian), None, Name),
            ("Nachname Elternteil 1", Some(Guardian), Some(1), FamilyName),
            ("Correo del padre", Some(Guardian), Some(2), Email),
            ("Teléfono de la madre", Some(Guardian), Some(1), Phone),
            ("E-mail du responsable légal", Some(Guardian), None, Email),
            ("Име на родител", Some(Guardian), None, Name),
            ("Foresatt 2 telefon", Some(Guardian), Some(2), Phone),
            ("Forælder e-mail", Some(Guardian), None, Email),
            ("Barnens förnamn", Some(Siblings), None, GivenName),
            ("Geschwister", Some(Siblings), None, Name),
        ];
        for (heading, whose, number, part) in cases {
            assert_eq!(said(heading), Some((whose, number, part)), "{heading}");
        }
        for heading in ["Skonummer", "Klassföreståndare", "Mormor", "Parent 1 of 2", "", "2", "Fax"] {
            assert_eq!(said(heading), None, "{heading}");
        }
    }

    #[test]
    fn no_word_of_a_names_list_means_two_things() {
        let mut owners: HashMap<String, (&str, Language)> = HashMap::new();
        for language in Language::ALL {
            for words in words(language).iter().filter(|words| !matches!(words.key, "of" | "and")) {
                for word in std::iter::once(&words.label).chain(words.synonyms) {
                    let owner = *owners.entry(key_of(word)).or_insert((words.key, language));
                    assert_eq!(owner.0, words.key, "{word} in {language} and {}", owner.1);
                }
            }
        }
    }
}
