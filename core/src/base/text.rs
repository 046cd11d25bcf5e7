use std::sync::LazyLock;

use icu_casemap::CaseMapper;

use super::{in_latin, is_mark, nfkc, nfkd};

/// Folds a text for searching: case, accents and scripts are taken away (SPEC C4).
///
/// Full case folding, compatibility decomposition (NFKD), then transliteration to ASCII, so that
/// `Łódź`, `LODZ` and `lodz` are one text, and `Иван` is found as `ivan`. Cyrillic follows the
/// official romanisation of Bulgaria (`Христо Щерев` is `hristo shterev`). Every run of other
/// characters than letters and digits becomes one blank, and none stands at the ends. A letter
/// that has no transliteration stays as it is.
///
/// ```
/// assert_eq!(kartotek::fold("  Åsa-Lena  GARCÍA "), "asa lena garcia");
/// assert_eq!(kartotek::fold("Иван"), "ivan");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 4);
    fold_into(text, &mut folded);
    folded
}

/// Folds a text as [`fold`] does and adds it to a buffer, with a blank before it where the buffer
/// has text already and does not end in a blank.
pub fn fold_into(text: &str, folded: &mut String) {
    let gap = !folded.is_empty() && !folded.ends_with(' ');
    let mut folder = Folder { folded, gap, after_i: false };
    if text.is_ascii() {
        folder.ascii(text);
    } else {
        folder.unicode(text);
    }
}

/// Returns the key under which names of tags and groups are unique: NFKC, case folding, blanks
/// collapsed and trimmed, characters that nobody sees left out (SPEC B8; NFKC_Casefold of Unicode).
///
/// ```
/// assert_eq!(kartotek::name_key(" VIP  Kunden "), "vip kunden");
/// assert_eq!(kartotek::name_key("VIP\u{200B}"), "vip");
/// ```
#[must_use]
pub fn name_key(name: &str) -> String {
    let seen: String = name.chars().filter(|c| !is_ignorable(*c)).collect();
    let compatible = nfkc(&seen);
    let folded = CaseMapper::new().fold_string(&compatible);
    nfkc(&folded).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells whether a text has nothing in it that anybody sees.
pub(crate) fn is_invisible(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_ignorable(c))
}

/// Tells whether a text is one line without control characters, U+0000 among them.
pub(crate) fn is_line(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// The characters of no width and no look that Unicode calls Default_Ignorable_Code_Point.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

struct Folder<'a> {
    folded: &'a mut String,
    /// A blank is due before the next letter.
    gap: bool,
    /// The character before was a Cyrillic и, which changes what follows.
    after_i: bool,
}

impl Folder<'_> {
    fn ascii(&mut self, text: &str) {
        let mut gap = self.gap;
        for byte in text.bytes() {
            if !byte.is_ascii_alphanumeric() {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) {
                self.part_words();
            }
            self.folded.push(char::from(byte.to_ascii_lowercase()));
        }
        self.gap = gap;
    }

    fn unicode(&mut self, text: &str) {
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let after_i = std::mem::replace(&mut self.after_i, matches!(c, 'и' | 'И'));
            match c {
                // й in two characters.
                '\u{306}' if after_i => {
                    self.folded.pop();
                    self.letter('y');
                }
                // Мария is Maria, Таня is Tanya.
                'я' | 'Я' if after_i => self.letter('a'),
                // Кольо is Kolyo; elsewhere the sign is silent.
                'ь' | 'Ь' if matches!(characters.peek(), Some('о' | 'О')) => self.letter('y'),
                _ if c.is_ascii_alphanumeric() => self.letter(c.to_ascii_lowercase()),
                _ if c.is_ascii() => self.gap = true,
                _ => match SHORT_FORMS.get(c as usize - 0x80) {
                    Some(form) => self.letters(form),
                    None => self.letters(&transliterate(c)),
                },
            }
        }
    }

    /// Adds a transliteration; what is no letter or digit in it parts words.
    fn letters(&mut self, form: &str) {
        for c in form.chars() {
            if c.is_alphanumeric() {
                self.letter(c.to_ascii_lowercase());
            } else {
                self.gap = true;
            }
        }
    }

    fn letter(&mut self, c: char) {
        if std::mem::take(&mut self.gap) {
            self.part_words();
        }
        self.folded.push(c);
    }

    fn part_words(&mut self) {
        if !self.folded.is_empty() && !self.folded.ends_with(' ') {
            self.folded.push(' ');
        }
    }
}

/// The transliterations of U+0080 to U+052F: Latin, Greek and Cyrillic, which are nearly all names
/// that a register meets.
static SHORT_FORMS: LazyLock<Vec<Box<str>>> =
    LazyLock::new(|| ('\u{80}'..='\u{52F}').map(|c| transliterate(c).into_boxed_str()).collect());

/// Returns what a character folds to by itself: nothing for a mark, a blank for what parts words.
fn transliterate(c: char) -> String {
    let mut form = String::new();
    let mut buffer = [0; 4];
    for cased in CaseMapper::new().fold_string(c.encode_utf8(&mut buffer)).chars() {
        if let Some(bulgarian) = bulgarian(cased) {
            form.push_str(bulgarian);
            continue;
        }
        for part in nfkd(cased).filter(|part| !is_accent(*part)) {
            match in_latin(part) {
                // Silent signs, such as the hard sign or hamza, do not part a word.
                Some(ascii) if is_letter(part) => {
                    form.extend(ascii.chars().filter(|c| !"'\"`^".contains(*c)))
                }
                Some(ascii) => form.push_str(ascii),
                None if is_vowel_sign(part) => {}
                None if part.is_alphanumeric() => form.push(part),
                None => form.push(' '),
            }
        }
    }
    form
}

/// Marks are left out, but in the scripts of South and South-East Asia they are vowels.
fn is_accent(c: char) -> bool {
    is_mark(c) && !is_vowel_sign(c)
}

fn is_vowel_sign(c: char) -> bool {
    ('\u{900}'..'\u{1AB0}').contains(&c) && is_mark(c)
}

fn is_letter(c: char) -> bool {
    c >= '\u{370}' && (c.is_alphabetic() || is_vowel_sign(c))
}

/// Bulgaria's official romanisation (Transliteration Act of 2009) where `deunicode` follows another.
fn bulgarian(c: char) -> Option<&'static str> {
    Some(match c {
        'й' => "y",
        'х' => "h",
        'щ' => "sht",
        'ъ' => "a",
        'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::nfc;
    use super::*;

    // SPEC: C4
    #[test]
    fn case_and_accents_are_folded() {
        for (text, folded) in [
            ("Łódź", "lodz"),
            ("STRASSE straße", "strasse strasse"),
            ("Søren Đorđe Åsa Ægir Þór", "soren dorde asa aegir thor"),
            ("O'Brien-Smith", "o brien smith"),
            ("Ǆ ﬁne ½", "dz fine 1 2"),
            ("a\u{301}b A\u{30a}sa", "ab asa"),
            ("７٣९", "739"),
            ("İstanbul ILGIN", "istanbul ilgin"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    // SPEC: C4
    #[test]
    fn cyrillic_is_found_in_latin_letters() {
        for (text, folded) in [
            ("Иван ПЕТРОВ", "ivan petrov"),
            ("Христо Щерев", "hristo shterev"),
            ("Мария Ангелова-Ъглова", "maria angelova aglova"),
            ("Юлия, Таня, Николай, Кольо", "yulia tanya nikolay kolyo"),
            ("Ольга Ґалаґан", "olga galagan"),
            ("Никола\u{438}\u{306} и\u{306}", "nikolay y"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    // SPEC: C4
    #[test]
    fn no_script_vanishes() {
        for text in ["李小明", "田中", "한글", "Ελένη", "محمد", "שרה", "𠮷", "𖭐", "🎉", "ꦗꦮ"]
        {
            assert!(!fold(text).is_empty(), "{text}");
        }
        assert_eq!(fold("李小明"), "li xiao ming");
    }

    // SPEC: C4
    #[test]
    fn vowel_signs_are_kept() {
        for (text, folded) in [("अनिता", "anitaa"), ("འབྲུག", "brug"), ("สมชาย", "smchaay")]
        {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    // SPEC: B8
    #[test]
    fn names_that_look_alike_have_one_key() {
        for name in ["VIP\u{200B}", "\u{FEFF}vip", "V\u{AD}IP\u{2060} ", "ＶＩＰ"] {
            assert_eq!(name_key(name), "vip", "{name:?}");
        }
        assert_ne!(name_key("V I P"), "vip");
    }

    #[test]
    fn blanks_and_marks_of_no_width_are_invisible() {
        assert!(["", " \u{a0}", "\u{200B}", "\u{202E}\u{200B}", "\u{FEFF}\t"].into_iter().all(is_invisible));
        assert!(!["a", "李", "👩\u{200D}👧", "-"].into_iter().any(is_invisible));
    }

    #[test]
    fn what_is_no_letter_becomes_one_blank_between_words() {
        assert_eq!(fold("  a –\u{a0}b…c\n"), "a b c");
        assert_eq!(fold("– … \u{301}"), "");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn folding_into_a_buffer_parts_the_words_by_one_blank() {
        let mut buffer = String::from(" ");
        for text in ["Åsa", " ", "Öberg", "b@c.se"] {
            fold_into(text, &mut buffer);
        }
        assert_eq!(buffer, " asa oberg b c se");
    }

    #[test]
    fn composed_and_decomposed_texts_fold_alike() {
        for c in '\u{80}'..'\u{3000}' {
            let composed = format!("x{c}x");
            let decomposed = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&composed);
            assert_eq!(fold(&decomposed), fold(&nfc(&composed)), "{c:?} {:x}", c as u32);
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in '\u{1}'..'\u{2FFFF}' {
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "{:x}", c as u32);
        }
    }
}
