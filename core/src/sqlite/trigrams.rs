//! Which trigrams a search asks the index for.

use std::collections::{BTreeMap, BTreeSet};

/// So many texts are looked at to know how common trigrams are.
pub(super) const SAMPLE: u32 = 2_000;

/// More trigrams take longer than the checks that they save.
const MOST: usize = 4;

/// Trigrams rarer than this share of customers are worth asking for in any case: those of one word
/// go together, so that fewer are left out by each than its share says.
const RARE: f64 = 0.05;

/// Trigrams rarer than this share of the sample are as good as any other.
const COUNTED: f64 = 0.005;

/// Checking one candidate costs as much as passing over this many entries of a common trigram.
const CHECK_COSTS: f64 = 100.0;

/// Returns the trigrams of a text.
///
/// Blanks are doubled, in the index too, so that the first letter of a word is a trigram with them.
pub(super) fn trigrams(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = text.replace(' ', "  ").chars().collect();
    letters.windows(3).map(|letters| letters.iter().collect()).collect()
}

/// Counts in how many texts each trigram occurs.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<String, u32>);

impl Counts {
    pub(super) fn add(&mut self, text: &str) {
        for trigram in trigrams(text) {
            *self.0.entry(trigram).or_default() += 1;
        }
    }

    /// Returns those that are not rare.
    pub(super) fn common(&self) -> impl Iterator<Item = (&str, u32)> {
        let all = self.0.iter().map(|(trigram, count)| (trigram.as_str(), *count));
        all.filter(|(_, count)| f64::from(*count) > COUNTED * f64::from(SAMPLE))
    }
}

/// Chooses from trigrams, each with its count in a sample, those worth asking for.
///
/// The index steps through the entries of each: `gma` and `com` stand with most customers and would
/// cost more than they tell once rarer ones have left few candidates.
pub(super) fn choose(mut trigrams: Vec<(u32, String)>) -> Vec<String> {
    trigrams.sort_unstable();
    let mut left = 1.0;
    let mut chosen = Vec::new();
    for (count, trigram) in trigrams.into_iter().take(MOST) {
        let share = f64::from(count.max(1)) / f64::from(SAMPLE);
        if !chosen.is_empty() && share > RARE.max(CHECK_COSTS * left) {
            break;
        }
        left *= share;
        chosen.push(trigram);
    }
    chosen
}

/// Joins trigrams by AND in the language of FTS5.
pub(super) fn query<'t>(trigrams: impl IntoIterator<Item = &'t String>) -> String {
    let quoted = trigrams.into_iter().map(|trigram| format!("\"{}\"", trigram.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[(u32, &str)]) -> Vec<String> {
        choose(counts.iter().map(|(count, trigram)| (*count, (*trigram).to_owned())).collect())
    }

    #[test]
    fn the_first_letter_of_a_word_is_a_trigram() {
        assert_eq!(Vec::from_iter(trigrams(" a b")), ["  a", "  b", " a ", "a  "]);
        assert!(trigrams("an").is_empty());
    }

    #[test]
    fn common_trigrams_are_left_out_beside_rare_ones() {
        assert_eq!(of(&[(1_400, "gma"), (1_500, "com"), (3, "zub"), (0, "ubi")]), ["ubi", "zub"]);
        assert_eq!(of(&[(1_400, "gma"), (1_500, "com")]), ["gma", "com"]);
        assert_eq!(of(&[]), [""; 0]);
    }

    #[test]
    fn a_query_quotes_its_trigrams() {
        assert_eq!(query(&["  a".to_owned(), "a\"b".to_owned()]), r#""  a" AND "a""b""#);
    }

    #[test]
    fn counts_tell_in_how_many_texts_a_common_trigram_is() {
        let mut counts = Counts::default();
        (0..20).for_each(|_| counts.add(" anan "));
        counts.add(" bo ");
        let common: Vec<_> = counts.common().collect();
        assert!(common.contains(&("ana", 20)) && common.contains(&("  a", 20)));
        assert!(!common.iter().any(|(trigram, _)| *trigram == "  b"));
    }
}
