use encoding_rs::{EncoderResult, Encoding, UTF_8};

use crate::base::{Error, Result};

/// Turns text into bytes of an encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextEncoder(&'static Encoding);

impl TextEncoder {
    /// Takes an encoding by its name in the WHATWG Encoding Standard, or UTF-8.
    ///
    /// # Errors
    /// `Unsupported` where there is none of this name or it is only read.
    pub(super) fn named(name: Option<&str>) -> Result<Self> {
        let found = match name {
            None => Some(UTF_8),
            Some(name) => Encoding::for_label_no_replacement(name.as_bytes()),
        };
        match found.filter(|encoding| encoding.output_encoding() == *encoding) {
            Some(encoding) => Ok(Self(encoding)),
            None => Err(Error::Unsupported("files in this encoding")),
        }
    }

    pub(super) fn is_utf_8(self) -> bool {
        self.0 == UTF_8
    }

    pub(super) fn name(self) -> &'static str {
        self.0.name()
    }

    /// Adds a text, or returns false where the encoding lacks one of its characters.
    pub(super) fn put(self, text: &str, into: &mut Vec<u8>) -> bool {
        if self.is_utf_8() || text.is_ascii() {
            into.extend_from_slice(text.as_bytes());
            return true;
        }
        let (mut encoder, mut rest) = (self.0.new_encoder(), text);
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
