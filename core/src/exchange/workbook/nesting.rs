use memchr::{memchr, memchr3};

use crate::base::Result;

use super::damaged;

/// Marks that may be open at a time; sheets have seven or so.
const MAX_DEPTH: usize = 64;
/// Bytes that the name of a mark may have.
const MAX_NAME: usize = 64;
/// How deep the rows of a sheet stand: in `sheetData` in `worksheet`.
const ROWS: usize = 2;

/// Follows the marks of a sheet and counts the bytes since the last row, or what else stands beside rows,
/// was whole.
///
/// What is said inside of texts, comments and values of attributes cannot end a row: a row ends where all
/// that began in it has ended. It stops where the marks do not nest as XML wants it, so that whoever reads
/// them afterwards sees the same rows.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    place: Place,
    /// Name of the mark that is being read.
    name: Vec<u8>,
    /// The last bytes before those that come next, where the place asks for them.
    last: [u8; 2],
    /// Names of the open marks, one behind the other, and where each begins.
    open: Vec<u8>,
    begins: Vec<usize>,
    bytes: usize,
}

#[derive(Debug, Clone, Copy, Default)]
enum Place {
    #[default]
    Text,
    /// Behind `<`.
    Begin,
    /// Behind `<!`.
    Bang,
    Comment,
    CData,
    Instruction,
    Name,
    Attributes,
    Quoted(u8),
    /// Behind `</`.
    End,
}

impl Nesting {
    /// Reads on and returns the most bytes that a row, or anything beside rows, has had so far.
    ///
    /// # Errors
    /// `Import` when the marks do not nest.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<usize> {
        let (mut at, mut counted, mut most) = (0, 0, 0);
        while at < bytes.len() {
            let (read, is_whole) = self.step(&bytes[at..])?;
            at += read;
            if is_whole {
                self.place = Place::Text;
                if self.begins.len() <= ROWS {
                    most = most.max(self.bytes + at - counted);
                    (self.bytes, counted) = (0, at);
                }
            }
        }
        self.bytes += at - counted;
        Ok(most.max(self.bytes))
    }

    /// Reads at least a byte and tells how many, and whether a mark is whole with them.
    fn step(&mut self, bytes: &[u8]) -> Result<(usize, bool)> {
        match self.place {
            Place::Text => {
                let Some(at) = memchr(b'<', bytes) else { return Ok((bytes.len(), false)) };
                self.place = Place::Begin;
                self.name.clear();
                self.last = [0; 2];
                Ok((at + 1, false))
            }
            Place::Begin => {
                let (place, read) = match bytes[0] {
                    b'!' => (Place::Bang, 1),
                    b'?' => (Place::Instruction, 1),
                    b'/' => (Place::End, 1),
                    _ => (Place::Name, 0),
                };
                self.place = place;
                if read == 0 { self.step(bytes) } else { Ok((read, false)) }
            }
            Place::Bang => {
                self.name.push(bytes[0]);
                match self.name.as_slice() {
                    b"--" => self.place = Place::Comment,
                    b"[CDATA[" => self.place = Place::CData,
                    begun if b"--".starts_with(begun) || b"[CDATA[".starts_with(begun) => {}
                    _ => return Err(not_nested()),
                }
                Ok((1, false))
            }
            Place::Comment => Ok(self.ends(bytes, b"--")),
            Place::CData => Ok(self.ends(bytes, b"]]")),
            Place::Instruction => Ok(self.ends(bytes, b"?")),
            Place::Name => {
                let is_end = |b: &u8| matches!(b, b' ' | b'\r' | b'\n' | b'\t' | b'>' | b'<' | b'"' | b'\'');
                let Some(at) = self.take_name(bytes, is_end)? else { return Ok((bytes.len(), false)) };
                match bytes[at] {
                    b'>' if self.name.ends_with(b"/") => Ok((at + 1, true)),
                    b'>' => self.begin().map(|()| (at + 1, true)),
                    b'<' | b'"' | b'\'' => Err(not_nested()),
                    _ => {
                        self.place = Place::Attributes;
                        Ok((at + 1, false))
                    }
                }
            }
            Place::Attributes => {
                let Some(at) = memchr3(b'>', b'"', b'\'', bytes) else {
                    self.last[1] = bytes[bytes.len() - 1];
                    return Ok((bytes.len(), false));
                };
                let before = if at > 0 { bytes[at - 1] } else { self.last[1] };
                match bytes[at] {
                    b'>' if before == b'/' => Ok((at + 1, true)),
                    b'>' => self.begin().map(|()| (at + 1, true)),
                    quote => {
                        self.last[1] = quote;
                        self.place = Place::Quoted(quote);
                        Ok((at + 1, false))
                    }
                }
            }
            Place::Quoted(quote) => {
                let Some(at) = memchr(quote, bytes) else { return Ok((bytes.len(), false)) };
                self.place = Place::Attributes;
                Ok((at + 1, false))
            }
            Place::End => {
                let Some(at) = self.take_name(bytes, |b| *b == b'>')? else {
                    return Ok((bytes.len(), false));
                };
                self.end().map(|()| (at + 1, true))
            }
        }
    }

    /// Adds to the name and tells where it ends.
    fn take_name(&mut self, bytes: &[u8], is_end: impl Fn(&u8) -> bool) -> Result<Option<usize>> {
        let seen = &bytes[..bytes.len().min(MAX_NAME + 1)];
        let end = seen.iter().position(is_end);
        self.name.extend_from_slice(&seen[..end.unwrap_or(seen.len())]);
        if self.name.len() > MAX_NAME {
            return Err(not_nested());
        }
        Ok(end)
    }

    /// Looks for `>` behind an ending.
    fn ends(&mut self, bytes: &[u8], ending: &[u8]) -> (usize, bool) {
        let mut from = 0;
        while let Some(found) = memchr(b'>', &bytes[from..]) {
            let at = from + found;
            let before = |back: usize| if at >= back { bytes[at - back] } else { self.last[2 + at - back] };
            if ending.iter().all(|byte| before(1) == *byte) && (ending.len() == 1 || before(2) == ending[0]) {
                return (at + 1, true);
            }
            from = at + 1;
        }
        match bytes {
            [.., second, last] => self.last = [*second, *last],
            [last] => self.last = [self.last[1], *last],
            [] => {}
        }
        (bytes.len(), false)
    }

    fn begin(&mut self) -> Result<()> {
        if self.name.is_empty() || self.begins.len() == MAX_DEPTH {
            return Err(not_nested());
        }
        self.begins.push(self.open.len());
        self.open.extend_from_slice(&self.name);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let begin = self.begins.pop().ok_or_else(not_nested)?;
        if self.open[begin..] != *self.name.trim_ascii_end() {
            return Err(not_nested());
        }
        self.open.truncate(begin);
        Ok(())
    }
}

fn not_nested() -> crate::base::Error {
    damaged("the marks of a sheet do not nest")
}
