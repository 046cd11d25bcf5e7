//! Recognises headings by the words of every language.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::base::fold;
use crate::catalogue::Language;
use crate::customers::labels;

use super::target::{AddressPart, ItemList, ItemPart, Target};
use super::words;

/// What a heading names: the key of a field or of a part, as `customers::labels` has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heading {
    /// One of the keys of the words.
    Key(&'static str),
    /// A further item of a list.
    Item(Target),
}

/// Folds a heading to letters and digits: `E-mail*`, `e_mail` and `EMail:` are one.
pub(super) fn key_of(heading: &str) -> String {
    let mut key = fold(heading);
    key.retain(|c| c != ' ');
    key
}

/// Tells whether a heading is known; used to tell headers from data.
pub(super) fn is_known(heading: &str) -> bool {
    recognise(heading).is_some()
}

/// Finds what a heading names.
///
/// First as it stands, then without decorations (`(0/1)`, `[x]`, `(yyyy-mm-dd)`), then as one of
/// several (`E-mail 2 Address`, `Home Phone 2`), then as a part of a further address (`Work City`).
pub(super) fn recognise(heading: &str) -> Option<Heading> {
    let plain = undecorated(heading);
    let key = words().get(&key_of(heading)).or_else(|| words().get(&key_of(&plain)));
    match key {
        Some(key) => Some(Heading::Key(key)),
        None => numbered(&plain).or_else(|| part_of_address(&plain)),
    }
}

/// Finds the language that most of the headings are words of; nothing where no heading is known.
pub(super) fn language_of<'h>(headings: impl Iterator<Item = &'h str>) -> Option<Language> {
    let keys: Vec<String> = headings.map(|heading| key_of(&undecorated(heading))).collect();
    let known = |language| {
        let all = labels::words(language).iter().chain(labels::parts(language));
        all.flat_map(|words| std::iter::once(&words.label).chain(words.synonyms))
            .filter(|heading| keys.contains(&key_of(heading)))
            .count()
    };
    let counts = Language::ALL.map(|language| (known(language), language));
    // Of equal counts the first language wins, which is English.
    let best = counts.into_iter().rev().max_by_key(|(count, _)| *count)?;
    (best.0 > 0).then_some(best.1)
}

/// Takes brackets away that tell how a column is written, not what it is.
pub(super) fn undecorated(heading: &str) -> String {
    let mut plain = String::with_capacity(heading.len());
    let mut rest = heading;
    while let Some(open) = rest.find(['(', '[', '{']) {
        let Some(close) = rest[open..].find([')', ']', '}']) else { break };
        let inside = &rest[open + 1..open + close];
        plain.push_str(&rest[..open]);
        if !is_decoration(inside) {
            plain.push_str(&rest[open..=open + close]);
        }
        rest = &rest[open + close + 1..];
    }
    plain.push_str(rest);
    plain
}

fn is_decoration(inside: &str) -> bool {
    const EXAMPLE: [&str; 8] = ["e.g", "ex.", "z.b", "z. b", "t.ex", "f.eks", "p.ej", "p. ex"];
    const WORDS: &[&str] = &[
        "x",
        "required",
        "optional",
        "mandatory",
        "pflichtfeld",
        "optionell",
        "obligatorisk",
        "obligatorio",
        "obligatoire",
        "valgfri",
        "optionnel",
        "opcional",
    ];
    let key = key_of(inside);
    key.is_empty()
        || WORDS.contains(&key.as_str())
        || inside.contains(|c: char| c.is_ascii_digit())
        || inside.contains("...")
        || EXAMPLE.iter().any(|begin| inside.trim_start().to_lowercase().starts_with(begin))
        || inside.contains(['/', '=', ',', '.']) && inside.split(['/', '=', ',', '.']).all(is_value)
        || key.chars().all(|c| "ymdhsjat".contains(c))
}

/// Tells whether a word in brackets is one that cells hold: `(yes/no)`, `(m/f)`.
fn is_value(word: &str) -> bool {
    words::boolean(word).is_ok() || words::gender(word).is_ok() || words::spanish_gender(word.trim()).is_ok()
}

pub(super) fn words() -> &'static HashMap<String, &'static str> {
    static WORDS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut map = HashMap::new();
        for language in Language::ALL {
            for words in labels::words(language).iter().chain(labels::parts(language)) {
                for heading in [words.key, words.label].iter().chain(words.synonyms) {
                    map.insert(key_of(heading), words.key);
                }
            }
        }
        map
    })
}

/// Splits the key of a part such as `phone:mobile`.
pub(super) fn labelled_item(key: &'static str) -> Option<(ItemList, &'static str)> {
    let (list, label) = key.split_once(':').unwrap_or((key, ""));
    match list {
        "email" => Some((ItemList::Emails, label)),
        "phone" => Some((ItemList::Phones, label)),
        _ => None,
    }
}

fn numbered(heading: &str) -> Option<Heading> {
    let digits = heading.find(|c: char| c.is_ascii_digit())?;
    let rest = heading[digits..].trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u8 = heading[digits..heading.len() - rest.len()].parse().ok()?;
    let base = key_of(&format!("{} {rest}", &heading[..digits]));
    let key = words().get(&base)?;
    let (list, label) = labelled_item(key)?;
    match number {
        0 => None,
        1 => Some(Heading::Key(key)),
        _ => Some(Heading::Item(Target::item(list, number, ItemPart::Value, label))),
    }
}

/// Slots of further addresses that headings name by a word.
const ADDRESSES: [(&str, u8, &str); 7] = [
    ("home", 101, "home"),
    ("work", 102, "work"),
    ("business", 102, "work"),
    ("other", 103, "other"),
    ("billing", 104, "billing"),
    ("invoice", 104, "billing"),
    ("shipping", 105, "shipping"),
];

fn part_of_address(heading: &str) -> Option<Heading> {
    let key = key_of(heading);
    ADDRESSES.iter().find_map(|(word, slot, label)| {
        let field = words().get(key.strip_prefix(word)?)?;
        let part = AddressPart::of_key(field)?;
        Some(Heading::Item(Target::item(ItemList::Addresses, *slot, ItemPart::Address(part), label)))
    })
}
