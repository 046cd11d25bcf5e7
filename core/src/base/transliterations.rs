//! How characters are written in Latin letters, as the crate `deunicode` does, unpacked for those that are needed.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec;

/// Parts of 1,024 characters; `core/build.rs` makes them of those of the crate.
static PACKED: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/transliterations.rs"));

const PART: usize = 1024;

/// Returns a character in ASCII: empty for a sign that is silent, nothing where none is known.
pub(crate) fn in_latin(c: char) -> Option<&'static str> {
    static UNPACKED: [OnceLock<Vec<&'static str>>; PACKED.len()] = [const { OnceLock::new() }; PACKED.len()];
    let part = c as usize / PART;
    let texts = UNPACKED.get(part)?.get_or_init(|| {
        let texts = decompress_to_vec(PACKED[part]).unwrap_or_default();
        String::from_utf8(texts).unwrap_or_default().leak().split('\u{80}').collect()
    });
    // An empty one is another thing than none.
    texts.get(c as usize % PART).copied().filter(|latin| *latin != "\u{81}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_written_as_the_crate_does() {
        for c in '\0'..=char::MAX {
            assert_eq!(in_latin(c), deunicode::deunicode_char(c), "{c:?}");
        }
    }
}
