use crate::base::{Error, Result};

use super::super::charset::Charset;

/// Turns text into bytes of an encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextEncoder(Charset);

impl TextEncoder {
    /// Takes an encoding by its name in the WHATWG Encoding Standard or the number of a code page of
    /// DOS, or UTF-8.
    ///
    /// # Errors
    /// `Unsupported` where there is none of this name or it is only read.
    pub(super) fn named(name: Option<&str>) -> Result<Self> {
        let found = Charset::named(name.unwrap_or("utf-8"));
        match found.filter(|charset| !charset.is_utf_16() && charset.encode("", &mut Vec::new())) {
            Some(charset) => Ok(Self(charset)),
            None => Err(Error::Unsupported("files in this encoding")),
        }
    }

    pub(super) fn is_utf_8(self) -> bool {
        self.name() == "UTF-8"
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
        self.0.encode(text, into)
    }
}
