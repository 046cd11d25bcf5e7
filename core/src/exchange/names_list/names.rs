//! Takes names out of cells.

use crate::exchange::cells::trim;

use super::headings::joins;

/// A name as far as its parts are known.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Name {
    pub(super) given: String,
    pub(super) family: String,
    /// The whole of it, where its parts are not known.
    pub(super) entered: String,
}

// Names are personal data.
impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Name")
    }
}

impl Name {
    pub(super) fn is_empty(&self) -> bool {
        self.given.is_empty() && self.family.is_empty() && self.entered.is_empty()
    }

    /// Reads a whole name: `Ek, Elsa` has its parts, `Elsa Ek` has not.
    pub(super) fn of_whole(text: &str) -> Self {
        match text.split_once(',') {
            Some((family, given))
                if !given.contains(',') && !trim(family).is_empty() && !trim(given).is_empty() =>
            {
                Self {
                    given: trim(given).to_owned(),
                    family: trim(family).to_owned(),
                    entered: String::new(),
                }
            }
            _ => Self { entered: text.to_owned(), ..Self::default() },
        }
    }

    /// Reads a whole name whose family name stands first.
    pub(super) fn of_last_first(text: &str) -> Self {
        let (family, given) = text.split_once(',').unwrap_or((text, ""));
        Self { given: trim(given).to_owned(), family: trim(family).to_owned(), entered: String::new() }
    }
}

/// Cuts a cell into the names of siblings: at marks, line breaks, and words for *and* in any language.
///
/// Where no column has the family name, names of one word take what stands behind the first word of the last
/// one: `Elsa and Bo Ek`.
pub(super) fn siblings(text: &str, family: &str) -> Vec<Name> {
    let mut names: Vec<String> = vec![String::new()];
    let is_mark = |c: char| joins().iter().any(|join| join.len() == c.len_utf8() && join.starts_with(c));
    for line in text.split(['\n', '\r']) {
        names.push(String::new());
        for piece in line.split_inclusive(|c: char| !c.is_alphanumeric() && is_mark(c)) {
            let words = piece.trim_end_matches(|c: char| !c.is_alphanumeric() && is_mark(c));
            for word in words.split_whitespace() {
                match names.last_mut() {
                    Some(name) if !joins().contains(&word) => {
                        if !name.is_empty() {
                            name.push(' ');
                        }
                        name.push_str(word);
                    }
                    _ => names.push(String::new()),
                }
            }
            if words.len() < piece.len() {
                names.push(String::new());
            }
        }
    }
    names.retain(|name| !name.is_empty());
    let common = match names.last().and_then(|last| last.split_once(' ')) {
        Some((_, behind)) if family.is_empty() && names.len() > 1 => behind.to_owned(),
        _ => family.to_owned(),
    };
    let mut read = Vec::with_capacity(names.len());
    for name in names {
        let given = match name.split_once(' ') {
            Some((first, behind)) if family.is_empty() && behind == common => first.to_owned(),
            Some(_) if family.is_empty() => {
                read.push(Name { entered: name, ..Name::default() });
                continue;
            }
            _ => name,
        };
        read.push(match common.is_empty() {
            true => Name { entered: given, ..Name::default() },
            false => Name { given, family: common.clone(), entered: String::new() },
        });
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(names: &[Name]) -> Vec<String> {
        let text = |name: &Name| format!("{}|{}|{}", name.given, name.family, name.entered);
        names.iter().map(text).collect()
    }

    // SPEC: P5, B17
    #[test]
    fn a_comma_tells_the_parts_of_a_name() {
        let cases = [
            ("Ek, Elsa", "Elsa|Ek|"),
            ("von der Ek,Elsa Maria", "Elsa Maria|von der Ek|"),
            ("Elsa Ek", "||Elsa Ek"),
            ("Ek,", "||Ek,"),
            ("Ek, Elsa, jr", "||Ek, Elsa, jr"),
        ];
        for (text, expected) in cases {
            assert_eq!(written(&[Name::of_whole(text)]), [expected], "{text}");
        }
        assert_eq!(written(&[Name::of_last_first("Ek")]), ["|Ek|"]);
    }

    // SPEC: P5, B17
    #[test]
    fn siblings_in_one_cell_are_parted() {
        let cases = [
            ("Elsa och Bo", "Ek", vec!["Elsa|Ek|", "Bo|Ek|"]),
            ("Elsa, Bo und Ida", "Ek", vec!["Elsa|Ek|", "Bo|Ek|", "Ida|Ek|"]),
            ("Elsa & Bo/Ida + Åke", "Ek", vec!["Elsa|Ek|", "Bo|Ek|", "Ida|Ek|", "Åke|Ek|"]),
            ("Elsa\nBo", "Ek", vec!["Elsa|Ek|", "Bo|Ek|"]),
            ("Elsa and Bo Ek", "", vec!["Elsa|Ek|", "Bo|Ek|"]),
            ("Elsa Ek och Bo Ek", "", vec!["Elsa|Ek|", "Bo|Ek|"]),
            ("Elsa Lund och Bo Ek", "", vec!["||Elsa Lund", "Bo|Ek|"]),
            ("Elsa Ek", "", vec!["||Elsa Ek"]),
            ("Alexandra", "Ek", vec!["Alexandra|Ek|"]),
            ("Мария и Иван", "Ек", vec!["Мария|Ек|", "Иван|Ек|"]),
            ("Ana y Eva", "Gil", vec!["Ana|Gil|", "Eva|Gil|"]),
            ("Anne-Marie et Zoé", "Roy", vec!["Anne-Marie|Roy|", "Zoé|Roy|"]),
            (" , & ", "Ek", vec![]),
        ];
        for (text, family, expected) in cases {
            assert_eq!(written(&siblings(text, family)), expected, "{text}");
        }
    }
}
