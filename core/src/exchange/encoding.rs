use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::base::{Error, Result};
use crate::catalogue::Language;

use super::source::Samples;

/// The encoding of a file and how it was found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DetectedEncoding {
    encoding: &'static Encoding,
    evidence: EncodingEvidence,
}

/// What an encoding was told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingEvidence {
    /// A byte-order mark.
    Mark,
    /// All bytes looked at are of it, and some are not ASCII.
    Bytes,
    /// All bytes looked at are ASCII, so that any encoding would do.
    Ascii,
    /// The frequency of letters; a guess.
    Letters,
    /// The caller.
    Given,
}

impl DetectedEncoding {
    /// Returns the name that the WHATWG Encoding Standard gives it, for example `windows-1251`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.encoding.name()
    }

    /// Returns what it was told by.
    #[must_use]
    pub fn evidence(self) -> EncodingEvidence {
        self.evidence
    }

    pub(super) fn encoding(self) -> &'static Encoding {
        self.encoding
    }

    /// Takes the encoding that the caller named.
    pub(super) fn given(name: &str) -> Result<Self> {
        match Encoding::for_label_no_replacement(name.as_bytes()) {
            Some(encoding) => Ok(Self { encoding, evidence: EncodingEvidence::Given }),
            None => Err(Error::Import(format!("there is no encoding called {name}"))),
        }
    }

    /// Finds the encoding of a file: by its mark, as UTF-8, as UTF-16 by its zero bytes, else as the
    /// likeliest of the Windows code pages.
    pub(super) fn detect(samples: &Samples, language: Option<Language>) -> Self {
        if let Some((encoding, _)) = Encoding::for_bom(&samples.head) {
            return Self { encoding, evidence: EncodingEvidence::Mark };
        }
        if let Some(encoding) = utf_16_by_zeros(&samples.head) {
            return Self { encoding, evidence: EncodingEvidence::Bytes };
        }
        let stretches = || std::iter::once(&samples.head).chain(&samples.further);
        if stretches().all(|bytes| bytes.is_ascii()) {
            return Self { encoding: UTF_8, evidence: EncodingEvidence::Ascii };
        }
        if is_utf_8(&samples.head, true, samples.whole)
            && samples.further.iter().all(|bytes| is_utf_8(bytes, false, false))
        {
            return Self { encoding: UTF_8, evidence: EncodingEvidence::Bytes };
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        for bytes in stretches() {
            detector.feed(bytes, false);
        }
        detector.feed(&[], true);
        let guess = detector.guess(language.and_then(home_of), Utf8Detection::Deny);
        let encoding = if guess.name().starts_with("windows-125") { guess } else { WINDOWS_1252 };
        Self { encoding, evidence: EncodingEvidence::Letters }
    }
}

impl fmt::Debug for DetectedEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.name(), self.evidence)
    }
}

impl fmt::Display for DetectedEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A stretch out of the middle may begin and end within a character.
fn is_utf_8(bytes: &[u8], at_start: bool, at_end: bool) -> bool {
    let skipped = bytes.iter().take(3).take_while(|byte| !at_start && **byte & 0xC0 == 0x80).count();
    match std::str::from_utf8(&bytes[skipped..]) {
        Ok(_) => true,
        Err(error) => !at_end && error.error_len().is_none(),
    }
}

/// Texts of UTF-16 in European scripts have a zero or a four in every other byte.
fn utf_16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let units = head.len().min(4096) / 2;
    let zeros = |odd: usize| (0..units).filter(|unit| head[unit * 2 + odd] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = |zeros: usize| units > 0 && zeros * 10 > units * 3;
    match (most(even), most(odd)) {
        (true, false) if odd == 0 => Some(UTF_16BE),
        (false, true) if even == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The top-level domain that chardetng takes as a hint at the language.
fn home_of(language: Language) -> Option<&'static [u8]> {
    Some(match language {
        Language::Sv => b"se",
        Language::Nb => b"no",
        Language::Da => b"dk",
        Language::De => b"de",
        Language::Es => b"es",
        Language::Fr => b"fr",
        Language::Bg => b"bg",
        _ => return None,
    })
}
