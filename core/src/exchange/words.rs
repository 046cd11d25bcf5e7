//! Yes and no, and genders, in the supported languages.

use crate::base::Rule;

use super::headings::key_of;

const YES: &[&str] = &[
    "1",
    "true",
    "yes",
    "y",
    "x",
    "t",
    "on",
    "ja",
    "j",
    "wahr",
    "si",
    "s",
    "oui",
    "o",
    "vrai",
    "da",
    "sant",
    "verdadero",
    "aktiv",
    "active",
    "enabled",
    "v",
    "ok",
    "sann",
    "verdad",
];
const NO: &[&str] = &[
    "0", "false", "no", "n", "f", "off", "nej", "nei", "nein", "falsch", "non", "faux", "ne", "falskt",
    "falsk", "falso", "inaktiv", "inactive", "disabled", "usann", "inactif",
];

/// Reads a yes or a no.
pub(super) fn boolean(text: &str) -> Result<bool, Rule> {
    match text {
        "1" | "true" | "yes" => return Ok(true),
        "0" | "false" | "no" => return Ok(false),
        "✓" | "✔" | "☑" => return Ok(true),
        "☐" | "-" => return Ok(false),
        _ => {}
    }
    // Cyrillic letters fold to Latin ones: да is `da`, не is `ne`.
    let key = key_of(text);
    if YES.contains(&key.as_str()) {
        Ok(true)
    } else if NO.contains(&key.as_str()) {
        Ok(false)
    } else {
        Err(Rule::Boolean)
    }
}

const FEMALE: &[&str] = &[
    "female", "f", "woman", "kvinna", "kvinne", "kvinde", "k", "weiblich", "w", "frau", "mujer", "femenino",
    "femme", "feminin", "zhena", "zh",
];
const MALE: &[&str] = &[
    "male",
    "m",
    "man",
    "mann",
    "mand",
    "mannlich",
    "herr",
    "hombre",
    "masculino",
    "homme",
    "masculin",
    "muzh",
    "mzh",
];
const OTHER: &[&str] = &[
    "other",
    "o",
    "diverse",
    "divers",
    "d",
    "nonbinary",
    "x",
    "annat",
    "annet",
    "andet",
    "otro",
    "autre",
    "drugo",
    "ickebinar",
];
const UNSPECIFIED: &[&str] = &[
    "u",
    "n",
    "na",
    "unknown",
    "notspecified",
    "unspecified",
    "none",
    "okant",
    "ukjent",
    "ukendt",
    "unbekannt",
    "keineangabe",
    "desconocido",
    "inconnu",
    "neizvesten",
    "notset",
    "0",
    "prefernottosay",
];

/// Reads a gender as the catalogue writes it; the empty word where none is told.
pub(super) fn gender(text: &str) -> Result<&str, Rule> {
    if matches!(text, "female" | "male" | "other") || text.starts_with("other: ") {
        return Ok(text);
    }
    let key = key_of(text);
    let key = key.as_str();
    for (words, gender) in [(FEMALE, "female"), (MALE, "male"), (OTHER, "other"), (UNSPECIFIED, "")] {
        if words.contains(&key) {
            return Ok(gender);
        }
    }
    match key {
        "mazh" | "mj" | "muj" => Ok("male"),
        "jena" => Ok("female"),
        _ => Err(Rule::Choice),
    }
}

/// Reads the letters of a Spanish file, whose M is a woman: H for hombre or V for varón, M for mujer.
pub(super) fn spanish_gender(text: &str) -> Result<&'static str, Rule> {
    match text {
        "h" | "H" | "v" | "V" => Ok("male"),
        "m" | "M" => Ok("female"),
        _ => Err(Rule::Choice),
    }
}

const CHOICES: &[(&str, &[&str])] = &[
    (
        "company",
        &[
            "business",
            "organisation",
            "organization",
            "foretag",
            "bedrift",
            "virksomhed",
            "firma",
            "unternehmen",
            "empresa",
            "entreprise",
            "societe",
            "b2b",
            "org",
        ],
    ),
    (
        "person",
        &[
            "private",
            "individual",
            "privat",
            "privatperson",
            "particular",
            "persona",
            "particulier",
            "personne",
            "litse",
            "b2c",
            "consumer",
        ],
    ),
    ("shared_login", &["sharedlogin", "multipleclient"]),
    ("low", &["lag", "lav", "niedrig", "bajo", "faible", "nisk", "nisak"]),
    ("medium", &["medel", "middels", "mellem", "mittel", "medio", "moyen", "sreden"]),
    ("high", &["hog", "hoy", "hoj", "hoch", "alto", "eleve", "visok"]),
];

/// Reads one of the words that a field knows, or a word for it in a supported language.
pub(super) fn choice(text: &str, options: &'static [&'static str]) -> Result<&'static str, Rule> {
    let key = key_of(text);
    let known = |option: &&&str| {
        key_of(option) == key
            || CHOICES.iter().any(|(word, words)| word == *option && words.contains(&key.as_str()))
    };
    options.iter().find(known).copied().ok_or(Rule::Choice)
}
