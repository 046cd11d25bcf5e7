//! Tells whether a decoded text consists of words, which it does not where the encoding is wrong.

use super::charset::Charset;
use super::encoding::EncodingDoubt;
use super::source::Samples;

/// What is proposed instead; code pages of DOS and Macs are never detected but must be chosen.
const PROPOSED: [&str; 9] =
    ["UTF-8", "windows-1252", "windows-1251", "IBM850", "macintosh", "IBM852", "IBM437", "IBM865", "IBM866"];

/// Bytes of lines with letters beyond ASCII that are looked at.
const LOOKED_AT: usize = 64 << 10;

/// Finds what speaks against an encoding in the text that it gives.
pub(super) fn doubt(charset: Charset, samples: &Samples) -> Option<EncodingDoubt> {
    let words = Words::of(charset, samples);
    if charset.is_utf_16() || !words.are_broken() {
        return None;
    }
    let proposed = PROPOSED.iter().filter_map(|name| Charset::named(name));
    let likelier = proposed
        .filter(|other| *other != charset)
        .map(|other| (Words::of(other, samples), other))
        .filter(|(words, _)| !words.are_broken() && words.sound > 0)
        // Of equal ones the first.
        .reduce(|best, next| if next.0.odd < best.0.odd { next } else { best });
    Some(EncodingDoubt::Letters(likelier.map(|(_, other)| other.name())))
}

/// Characters beyond ASCII that do and do not fit between their neighbours.
#[derive(Debug, Clone, Copy, Default)]
struct Words {
    sound: usize,
    odd: usize,
}

impl Words {
    fn of(charset: Charset, samples: &Samples) -> Self {
        let mut words = Self::default();
        for line in samples.lines_beyond_ascii(LOOKED_AT) {
            words.look(&charset.decode(line));
        }
        words
    }

    fn are_broken(self) -> bool {
        self.odd * 5 > self.sound + self.odd
    }

    fn look(&mut self, text: &str) {
        let mut before = ' ';
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let after = characters.peek().copied().unwrap_or(' ');
            if !character.is_ascii() {
                match fits(before, character, after) {
                    Some(true) => self.sound += 1,
                    Some(false) => self.odd += 1,
                    None => {}
                }
            }
            before = character;
        }
    }
}

/// Tells whether a character fits between two others; nothing where it says little.
fn fits(before: char, character: char, after: char) -> Option<bool> {
    if character.is_control() || character == '\u{FFFD}' {
        return Some(false);
    }
    if character.is_alphabetic() {
        let is_break = character.is_uppercase()
            && (before.is_lowercase() || before.is_alphabetic() && after.is_lowercase());
        let beside = [before, after].into_iter().filter(|other| other.is_alphabetic());
        return Some(!is_break && beside.into_iter().all(|other| is_latin(other) == is_latin(character)));
    }
    let within = before.is_alphabetic() && after.is_alphabetic();
    let joins = matches!(character, '’' | '‘' | '´' | '·' | '\u{AD}' | '–' | '—' | '\u{A0}' | '…');
    if within { Some(joins) } else { None }
}

fn is_latin(character: char) -> bool {
    matches!(character, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}
