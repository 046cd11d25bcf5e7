use std::collections::VecDeque;
use std::io::{self, Read};

use encoding_rs::DecoderResult;

use super::charset::CharsetDecoder;
use super::encoding::DetectedEncoding;
use super::source::SourceReader;

const RAW_BYTES: usize = 64 << 10;

/// The text of a source in UTF-8, without its byte-order mark, decoded as it is read.
///
/// Bytes that the encoding does not know become U+FFFD, and are counted: a wrong guess at the
/// encoding shows there.
pub(super) struct TextReader {
    source: SourceReader,
    decoder: CharsetDecoder,
    raw: Vec<u8>,
    used: usize,
    ended: bool,
    finished: bool,
    produced: u64,
    replaced: u64,
    /// The places of replacements that nobody asked for yet, in bytes of decoded text.
    places: VecDeque<u64>,
}

impl TextReader {
    pub(super) fn new(source: SourceReader, encoding: DetectedEncoding) -> Self {
        let decoder = encoding.charset().decoder();
        Self {
            source,
            decoder,
            raw: Vec::with_capacity(RAW_BYTES),
            used: 0,
            ended: false,
            finished: false,
            produced: 0,
            replaced: 0,
            places: VecDeque::new(),
        }
    }

    pub(super) fn source(&self) -> &SourceReader {
        &self.source
    }

    /// Returns how many malformed sequences were replaced so far.
    pub(super) fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Tells whether there is a replacement before a place in the decoded text, counted in bytes, since it was asked
    /// last.
    pub(super) fn replaced_before(&mut self, place: u64) -> bool {
        let mut some = false;
        while self.places.front().is_some_and(|replaced| *replaced < place) {
            self.places.pop_front();
            some = true;
        }
        some
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.used == self.raw.len() && !self.ended {
            self.raw.resize(RAW_BYTES, 0);
            let read = self.source.read(&mut self.raw)?;
            self.raw.truncate(read);
            self.used = 0;
            self.ended = read == 0;
        }
        Ok(())
    }
}

impl Read for TextReader {
    /// Fills a buffer of at least 16 bytes with whole characters.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        // A replacement takes three bytes, which are kept free for it.
        let room = buffer.len().saturating_sub(3);
        while !self.finished && written + 8 <= room {
            self.refill()?;
            let (result, read, wrote) =
                self.decoder.decode(&self.raw[self.used..], &mut buffer[written..room], self.ended);
            self.used += read;
            written += wrote;
            match result {
                DecoderResult::InputEmpty if self.ended => self.finished = true,
                DecoderResult::InputEmpty if written > 0 => break,
                DecoderResult::InputEmpty => {}
                DecoderResult::OutputFull => break,
                DecoderResult::Malformed(..) => {
                    self.replaced += 1;
                    self.places.push_back(self.produced + written as u64);
                    written += '\u{FFFD}'.encode_utf8(&mut buffer[written..]).len();
                }
            }
        }
        self.produced += written as u64;
        Ok(written)
    }
}

impl std::fmt::Debug for TextReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextReader").field("replaced", &self.replaced).finish_non_exhaustive()
    }
}
