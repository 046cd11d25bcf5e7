use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::base::{Error, Result, Rule};
use crate::catalogue::Language;

use super::charset::Charset;
use super::plausible;
use super::source::Samples;

/// Bytes of lines whose letters are counted; the detector is slow, and more do not change its mind.
const LETTER_BYTES: usize = 64 << 10;

/// The encoding of a file and how it was found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DetectedEncoding {
    charset: Charset,
    evidence: EncodingEvidence,
    doubt: Option<EncodingDoubt>,
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
    /// The file is a workbook, whose texts are Unicode.
    Workbook,
}

/// What speaks against an encoding that was guessed or given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingDoubt {
    /// The byte-order mark of the file is that of another one.
    Mark(&'static str),
    /// Some of the bytes are not of it.
    Malformed,
    /// Words hold signs that do not belong there; the one named would make words of them.
    Letters(Option<&'static str>),
}

impl fmt::Display for EncodingDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mark(name) => write!(f, "the file begins with the mark of {name}"),
            Self::Malformed => f.write_str("some bytes are not of this encoding"),
            Self::Letters(None) => f.write_str("words hold signs that do not belong there"),
            Self::Letters(Some(name)) => {
                write!(f, "words hold signs that do not belong there; perhaps it is {name}")
            }
        }
    }
}

impl DetectedEncoding {
    /// Returns its name in the WHATWG Encoding Standard, for example `windows-1251`; of code pages of
    /// DOS that at IANA, for example `IBM850`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.charset.name()
    }

    /// Returns what it was told by.
    #[must_use]
    pub fn evidence(self) -> EncodingEvidence {
        self.evidence
    }

    /// Returns what speaks against it.
    #[must_use]
    pub fn doubt(self) -> Option<EncodingDoubt> {
        self.doubt
    }

    pub(super) fn charset(self) -> Charset {
        self.charset
    }

    /// The encoding of texts in a workbook.
    #[cfg(feature = "xlsx")]
    pub(super) fn of_workbook() -> Self {
        Self { charset: Charset::Standard(UTF_8), evidence: EncodingEvidence::Workbook, doubt: None }
    }

    /// Takes the encoding that the caller named.
    pub(super) fn given(name: &str, samples: &Samples) -> Result<Self> {
        let Some(mut charset) = Charset::named(name) else {
            return Err(Error::field("encoding", Rule::Choice));
        };
        let mark = Encoding::for_bom(&samples.head).map(|(encoding, _)| Charset::Standard(encoding));
        // A plain `UTF-16` leaves the order of bytes to the mark.
        if let Some(mark) = mark.filter(|mark| charset.is_utf_16() && mark.is_utf_16())
            && !name.to_ascii_lowercase().ends_with("le")
        {
            charset = mark;
        }
        let doubt = match mark.filter(|mark| *mark != charset) {
            Some(mark) => Some(EncodingDoubt::Mark(mark.name())),
            None => plausible::doubt(charset, samples),
        };
        Ok(Self { charset, evidence: EncodingEvidence::Given, doubt })
    }

    /// Doubts UTF-8 whose words are none: a program before took them for another encoding, so nothing helps now.
    fn with_garbled(self, samples: &Samples) -> Self {
        let is_garbled =
            self.charset == Charset::Standard(UTF_8) && plausible::doubt(self.charset, samples).is_some();
        Self { doubt: is_garbled.then_some(EncodingDoubt::Letters(None)), ..self }
    }

    /// Finds the encoding of a file: by its mark, as UTF-8, as UTF-16 by its zero bytes, else as the
    /// likeliest of the code pages of Windows and ISO.
    pub(super) fn detect(samples: &Samples, language: Option<Language>) -> Self {
        let found = |encoding, evidence| Self { charset: Charset::Standard(encoding), evidence, doubt: None };
        if let Some((encoding, _)) = Encoding::for_bom(&samples.head) {
            return found(encoding, EncodingEvidence::Mark).with_garbled(samples);
        }
        if let Some(encoding) = utf_16_by_high_bytes(&samples.head) {
            return found(encoding, EncodingEvidence::Bytes);
        }
        if samples.stretches().all(|bytes| bytes.is_ascii()) {
            return found(UTF_8, EncodingEvidence::Ascii);
        }
        match utf_8_of(samples) {
            Utf8::Whole => return found(UTF_8, EncodingEvidence::Bytes).with_garbled(samples),
            Utf8::Damaged => {
                let damaged = found(UTF_8, EncodingEvidence::Letters);
                return Self { doubt: Some(EncodingDoubt::Malformed), ..damaged };
            }
            Utf8::Not => {}
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        for line in samples.lines_beyond_ascii(LETTER_BYTES) {
            detector.feed(line, false);
            detector.feed(b"\n", false);
        }
        detector.feed(&[], true);
        let guess = detector.guess(language.and_then(home_of), Utf8Detection::Deny);
        let first = if guess.is_single_byte() { guess } else { WINDOWS_1252 };
        let doubt = plausible::doubt(Charset::Standard(first), samples);
        // Short texts of European languages pass for East Asian ones easily, seldom the reverse.
        let east_asian = doubt.is_some() && plausible::doubt(Charset::Standard(guess), samples).is_none();
        let (encoding, doubt) = if east_asian { (guess, None) } else { (first, doubt) };
        Self { doubt, ..found(encoding, EncodingEvidence::Letters) }
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

enum Utf8 {
    Whole,
    /// Nearly all that is not ASCII is UTF-8: another encoding got into it at some place.
    Damaged,
    Not,
}

fn utf_8_of(samples: &Samples) -> Utf8 {
    let (mut sound, mut wrong) = (0, 0);
    let last = samples.stretches().count() - 1;
    for (place, bytes) in samples.stretches().enumerate() {
        // A stretch out of the middle may begin and end within a character.
        let cut = bytes.iter().take(3).take_while(|byte| place > 0 && **byte & 0xC0 == 0x80).count();
        let mut chunks = bytes[cut..].utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            sound += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
            let at_end = chunks.peek().is_none() && !(samples.whole && place == last);
            let is_cut =
                at_end && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
            wrong += usize::from(!chunk.invalid().is_empty() && !is_cut);
        }
    }
    match (sound, wrong) {
        (_, 0) => Utf8::Whole,
        (sound, wrong) if sound > wrong * 4 => Utf8::Damaged,
        _ => Utf8::Not,
    }
}

/// The high bytes of UTF-16 in European scripts are 0 to 5, which no other text has; the low ones
/// are anything else.
fn utf_16_by_high_bytes(head: &[u8]) -> Option<&'static Encoding> {
    let units = head.len().min(4096) / 2;
    let small = |odd: usize| (0..units).filter(|unit| head[unit * 2 + odd] <= 5).count();
    let zeros = |odd: usize| (0..units).filter(|unit| head[unit * 2 + odd] == 0).count();
    let is_high = |place: usize| units > 0 && zeros(place) > 0 && small(place) * 10 > units * 6;
    let is_low = |place: usize| small(place) * 50 <= units;
    match (is_high(0) && is_low(1), is_high(1) && is_low(0)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
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
