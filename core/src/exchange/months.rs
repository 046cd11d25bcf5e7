//! Names of months in the supported languages.

/// Full names in lower case; any beginning of at least three letters that only one month has counts
/// as its abbreviation.
const NAMES: [&[&str]; 12] = [
    &["january", "januari", "januar", "jänner", "enero", "janvier", "януари"],
    &["february", "februari", "februar", "feber", "febrero", "février", "fevrier", "февруари"],
    &["march", "mars", "marts", "märz", "maerz", "marzo", "март"],
    &["april", "abril", "avril", "април"],
    &["may", "maj", "mai", "mayo", "май"],
    &["june", "juni", "junio", "juin", "юни"],
    &["july", "juli", "julio", "juillet", "юли"],
    &["august", "augusti", "agosto", "août", "aout", "август"],
    &["september", "septiembre", "setiembre", "septembre", "септември"],
    &["october", "oktober", "octubre", "octobre", "октомври"],
    &["november", "noviembre", "novembre", "ноември"],
    &["december", "desember", "dezember", "diciembre", "décembre", "decembre", "декември"],
];

/// Finds the number of a month by its name or an abbreviation.
pub(super) fn month(text: &str) -> Option<u32> {
    let name = text.trim_end_matches('.').to_lowercase();
    if name.chars().count() < 3 {
        return None;
    }
    let begins = |names: &&[&str]| names.iter().any(|known| known.starts_with(name.as_str()));
    let mut fitting = (1..).zip(NAMES).filter(|(_, names)| begins(names)).map(|(number, _)| number);
    fitting.next().filter(|_| fitting.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B17
    #[test]
    fn months_are_known_in_every_language_by_name_and_abbreviation() {
        for (text, number) in [
            ("January", 1),
            ("jan", 1),
            ("ene", 1),
            ("яну", 1),
            ("févr.", 2),
            ("mars", 3),
            ("MAR", 3),
            ("mrz", 0),
            ("abr", 4),
            ("avr.", 4),
            ("maj", 5),
            ("may", 5),
            ("mai", 5),
            ("jun", 6),
            ("juin", 6),
            ("juil.", 7),
            ("юли", 7),
            ("ago", 8),
            ("août", 8),
            ("sept", 9),
            ("okt", 10),
            ("oct", 10),
            ("ное", 11),
            ("des", 12),
            ("Dez.", 12),
            ("dic", 12),
            ("jui", 0),
            ("ma", 0),
            ("monday", 0),
            ("", 0),
        ] {
            assert_eq!(month(text).unwrap_or(0), number, "{text}");
        }
    }
}
