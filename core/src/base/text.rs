use icu_casemap::CaseMapper;
use unicode_normalization::UnicodeNormalization;

/// Folds a text for searching: case, accents and scripts are taken away (SPEC C4).
///
/// Compatibility decomposition (NFKD), full case folding, then transliteration to ASCII, so that
/// `Łódź`, `LODZ` and `lodz` are one text, and `Иван` is found as `ivan`. Every run of other
/// characters than letters and digits becomes one blank, and none stands at the ends.
///
/// ```
/// assert_eq!(kartotek::fold("  Åsa-Lena  GARCÍA "), "asa lena garcia");
/// assert_eq!(kartotek::fold("Иван"), "ivan");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Folds a text as [`fold`] does and adds it to a buffer, with a blank before it where the buffer
/// has text already.
pub fn fold_into(text: &str, folded: &mut String) {
    let mut gap = !folded.is_empty();
    let mut push = |c: char, folded: &mut String| {
        if c.is_ascii_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    };
    if text.is_ascii() {
        text.chars().for_each(|c| push(c, folded));
        return;
    }
    let mapper = CaseMapper::new();
    let cased = mapper.fold_string(text);
    for c in cased.nfkd() {
        if c.is_ascii() {
            push(c, folded);
        } else if !is_mark(c) {
            match deunicode::deunicode_char(c) {
                Some(ascii) => ascii.chars().for_each(|c| push(c, folded)),
                None => push(' ', folded),
            }
        }
    }
}

/// Marks that NFKD splits off their letters; they vanish without splitting a word.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Returns the key under which names of tags and groups are unique: NFKC, case folding, blanks
/// collapsed and trimmed (SPEC B8).
///
/// ```
/// assert_eq!(kartotek::name_key(" VIP  Kunden "), "vip kunden");
/// ```
#[must_use]
pub fn name_key(name: &str) -> String {
    let compatible: String = name.nfkc().collect();
    let folded = CaseMapper::new().fold_string(&compatible).into_owned();
    let normal: String = folded.nfkc().collect();
    normal.split_whitespace().collect::<Vec<_>>().join(" ")
}
