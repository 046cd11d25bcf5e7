//! The code pages of DOS that old tills and shop programs write, which encoding_rs does not have.

/// A code page: the lower half is ASCII, the upper half a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CodePage {
    /// Its name at IANA.
    pub(super) name: &'static str,
    /// The characters of the bytes from 0x80 on, 128 of them.
    upper: &'static str,
}

/// All that are known; Cyrillic 866 is one of the WHATWG Encoding Standard.
static PAGES: [CodePage; 4] = [
    CodePage {
        name: "IBM437",
        upper: "\
            ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
            áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
            └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
            αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}\
        ",
    },
    CodePage {
        name: "IBM850",
        upper: "\
            ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
            áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
            └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
            ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}\
        ",
    },
    CodePage {
        name: "IBM852",
        upper: "\
            ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×č\
            áíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
            └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀\
            ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}\
        ",
    },
    CodePage {
        name: "IBM865",
        upper: "\
            ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒ\
            áíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
            └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
            αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}\
        ",
    },
];

impl CodePage {
    /// Finds one by number, as in `850`, `cp850`, `CP-850`, `IBM850` or `DOS 850`.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        let mut key = name.to_ascii_lowercase();
        key.retain(|c| c.is_ascii_alphanumeric());
        let number = ["ibm", "cp", "dos", ""].iter().find_map(|prefix| {
            let number = key.strip_prefix(prefix)?;
            number.bytes().all(|b| b.is_ascii_digit()).then_some(number)
        })?;
        PAGES.iter().find(|page| page.name.strip_prefix("IBM") == Some(number))
    }

    /// Returns the character of each byte from 0x80 on.
    pub(super) fn table(&self) -> Vec<char> {
        self.upper.chars().collect()
    }

    /// Adds a text in this encoding, or returns false where it lacks a character.
    pub(super) fn encode(&self, text: &str, into: &mut Vec<u8>) -> bool {
        for character in text.chars() {
            let place = || self.upper.chars().position(|known| known == character);
            let byte = match u8::try_from(character) {
                Ok(byte) if byte < 0x80 => Some(byte),
                _ => place().and_then(|place| u8::try_from(place + 0x80).ok()),
            };
            let Some(byte) = byte else { return false };
            into.push(byte);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B17
    #[test]
    fn every_byte_has_a_character_of_its_own() {
        for page in &PAGES {
            let table = page.table();
            assert_eq!(table.len(), 128, "{}", page.name);
            for (place, character) in table.iter().enumerate() {
                let mut bytes = Vec::new();
                assert!(page.encode(&character.to_string(), &mut bytes));
                assert_eq!(bytes, [u8::try_from(place + 0x80).unwrap()], "{}", page.name);
            }
        }
    }

    #[test]
    fn a_page_is_found_by_any_of_its_names() {
        for name in ["850", "cp850", "CP-850", "IBM850", "dos 850"] {
            assert_eq!(CodePage::named(name).map(|page| page.name), Some("IBM850"), "{name}");
        }
        for name in ["", "cp", "cp999", "x850"] {
            assert_eq!(CodePage::named(name), None, "{name}");
        }
    }
}
