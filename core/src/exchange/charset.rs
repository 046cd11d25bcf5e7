use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Decoder, DecoderResult, EncoderResult, Encoding, UTF_16BE, UTF_16LE};

use super::code_page::CodePage;

/// An encoding of text: one of the WHATWG Encoding Standard or a code page of DOS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Standard(&'static Encoding),
    Dos(&'static CodePage),
}

impl Charset {
    /// Finds one by a label of the standard, or by the number of a code page (`cp850`).
    pub(super) fn named(name: &str) -> Option<Self> {
        /// What Python and others call encodings that the standard knows by another label.
        const OTHER_NAMES: [(&str, &str); 8] = [
            ("macroman", "macintosh"),
            ("mac-roman", "macintosh"),
            ("latin-1", "latin1"),
            ("utf-8-sig", "utf-8"),
            ("utf8-sig", "utf-8"),
            ("cp65001", "utf-8"),
            ("utf-16-le", "utf-16le"),
            ("utf-16-be", "utf-16be"),
        ];
        let plain = name.trim().to_ascii_lowercase().replace('_', "-");
        let name = OTHER_NAMES.iter().find(|other| other.0 == plain).map_or(&*plain, |other| other.1);
        let standard = Encoding::for_label_no_replacement(name.as_bytes()).map(Self::Standard);
        standard.or_else(|| CodePage::named(name).map(Self::Dos))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Dos(page) => page.name,
        }
    }

    pub(super) fn is_utf_16(self) -> bool {
        matches!(self, Self::Standard(encoding) if encoding == UTF_16LE || encoding == UTF_16BE)
    }

    /// Decodes without its byte-order mark; what is malformed becomes U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Standard(encoding) => encoding.decode_with_bom_removal(bytes).0,
            Self::Dos(page) => {
                let table = page.table();
                Cow::Owned(bytes.iter().map(|byte| of_byte(*byte, &table)).collect())
            }
        }
    }

    pub(super) fn decoder(self) -> CharsetDecoder {
        match self {
            Self::Standard(encoding) => CharsetDecoder::Standard(encoding.new_decoder_with_bom_removal()),
            Self::Dos(page) => CharsetDecoder::Dos(page.table()),
        }
    }

    /// Adds a text in this encoding, or returns false where it lacks a character.
    pub(super) fn encode(self, text: &str, into: &mut Vec<u8>) -> bool {
        let encoding = match self {
            Self::Dos(page) => return page.encode(text, into),
            Self::Standard(encoding) => encoding,
        };
        if encoding == UTF_16LE || encoding == UTF_16BE {
            let bytes =
                |unit: u16| if encoding == UTF_16LE { unit.to_le_bytes() } else { unit.to_be_bytes() };
            into.extend(text.encode_utf16().flat_map(bytes));
            return true;
        }
        if encoding.output_encoding() != encoding {
            return false;
        }
        let (mut encoder, mut rest) = (encoding.new_encoder(), text);
        loop {
            into.reserve(rest.len() + 16);
            match encoder.encode_from_utf8_to_vec_without_replacement(rest, into, true) {
                (EncoderResult::InputEmpty, _) => return true,
                (EncoderResult::OutputFull, read) => rest = &rest[read..],
                (EncoderResult::Unmappable(_), _) => return false,
            }
        }
    }
}

impl fmt::Debug for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Decodes a stream piece by piece.
pub(super) enum CharsetDecoder {
    Standard(Decoder),
    Dos(Vec<char>),
}

impl CharsetDecoder {
    /// Decodes as much as fits, as `Decoder::decode_to_utf8_without_replacement` does.
    pub(super) fn decode(
        &mut self,
        from: &[u8],
        into: &mut [u8],
        last: bool,
    ) -> (DecoderResult, usize, usize) {
        let table = match self {
            Self::Standard(decoder) => return decoder.decode_to_utf8_without_replacement(from, into, last),
            Self::Dos(table) => table,
        };
        let mut written = 0;
        for (read, byte) in from.iter().enumerate() {
            let character = of_byte(*byte, table);
            match into.get_mut(written..written + character.len_utf8()) {
                Some(place) => written += character.encode_utf8(place).len(),
                None => return (DecoderResult::OutputFull, read, written),
            }
        }
        (DecoderResult::InputEmpty, from.len(), written)
    }
}

fn of_byte(byte: u8, table: &[char]) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(place) => table.get(usize::from(place)).copied().unwrap_or('\u{FFFD}'),
    }
}
