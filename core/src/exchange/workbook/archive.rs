use std::io::{BufReader, Read, Seek};

use memchr::{memchr, memmem};
use zip::ZipArchive;

use crate::base::{Error, Result};

use super::damaged;
use super::nesting::Nesting;

/// What a workbook may be at most, so that reading it needs bounded memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many parts there may be.
    pub(super) parts: usize,
    /// How many times its packed size a part may unpack to, and all parts together.
    pub(super) ratio: u64,
    /// Bytes that a part may unpack to whatever its packed size.
    pub(super) small: u64,
    /// Bytes that all parts together may unpack to whatever their packed size.
    pub(super) small_whole: u64,
    /// Bytes that a part other than a sheet may unpack to, since it is taken into memory.
    pub(super) part: u64,
    /// How many different texts of cells a workbook may share, for the same reason.
    pub(super) texts: u64,
    /// How many merged cells a sheet may have, which are taken into memory as well.
    pub(super) merged: u64,
    /// How many times the bytes of the largest part the rows of a sheet may be, which repeat shared texts
    /// and merged cells, and how many bytes whatever its size.
    pub(super) growth: u64,
    pub(super) small_rows: u64,
    /// Bytes that a row of a sheet, and anything between two marks of another part, may have.
    pub(super) piece: usize,
}

/// Sheets of real customers unpack to less than 30 times their packed size; deflate gives up to 1,000.
pub(super) const LIMITS: Limits = Limits {
    parts: 10_000,
    ratio: 200,
    small: 32 << 20,
    small_whole: 256 << 20,
    part: 128 << 20,
    texts: 4_000_000,
    merged: 1_000_000,
    growth: 8,
    small_rows: 256 << 20,
    piece: 32 << 20,
};

/// Bytes of a mark that are looked at.
const MARK: usize = 64;
/// Bytes that the mark at the beginning of the shared texts may have.
const MAX_HEAD: usize = 4_096;

/// What is known of a workbook after all of it was unpacked once and thrown away.
#[derive(Debug, Clone, Copy)]
pub(super) struct Archive {
    /// Whether any sheet has merged cells.
    pub(super) has_merged_cells: bool,
    /// Bytes that the rows of a sheet may have when they are put aside.
    pub(super) max_rows_bytes: u64,
}

/// Looks at every part of a workbook, so that reading it afterwards needs bounded memory: nothing that
/// the archive says of its own sizes is believed.
///
/// Pictures are looked at too: the list of sheets may name any part as one.
///
/// # Errors
/// `Import` when it is no archive, is damaged, or is larger than it or a part of it may be.
pub(super) fn check(file: impl Read + Seek, limits: Limits) -> Result<Archive> {
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    refuse_other(&zip)?;
    if zip.len() > limits.parts {
        return Err(too_large(&format!("has more than {} parts", limits.parts)));
    }
    // Each byte is unpacked once, so that the packed parts are no larger than the file.
    if zip.has_overlapping_files().map_err(damaged)? {
        return Err(damaged("parts of it overlap, as in no file of a spreadsheet program"));
    }
    let mut archive = Archive { has_merged_cells: false, max_rows_bytes: limits.small_rows };
    let mut buffer = Vec::new();
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).map_err(damaged)?;
        let is_sheet = is_sheet(&part.name().map_err(damaged)?);
        let limit = limits.small.max(part.compressed_size().saturating_mul(limits.ratio));
        packed = packed.saturating_add(part.compressed_size());
        let whole_limit = limits.small_whole.max(packed.saturating_mul(limits.ratio));
        let (mut check, mut size) = (PartCheck::new(limits, is_sheet), 0);
        buffer.clear();
        loop {
            let kept = buffer.len();
            let read = part.by_ref().take(256 << 10).read_to_end(&mut buffer).map_err(damaged)?;
            size += read as u64;
            unpacked += read as u64;
            check.follow(&buffer[kept..])?;
            let done = check.look(&buffer, read == 0)?;
            if size > limit {
                return Err(too_large(&format!("unpacks to more than {} times its size", limits.ratio)));
            }
            if unpacked > whole_limit {
                return Err(too_large(
                    &format!("unpacks to more than {whole_limit} bytes in all its parts",),
                ));
            }
            if !check.is_sheet && size > limits.part {
                return Err(too_large(&format!(
                    "has a part of more than {} bytes beside its sheets",
                    limits.part
                )));
            }
            if read == 0 {
                break;
            }
            debug_assert!(done <= kept + read);
            buffer.drain(..done);
        }
        archive.has_merged_cells |= check.merged > 0;
        archive.max_rows_bytes = archive.max_rows_bytes.max(size.saturating_mul(limits.growth));
    }
    Ok(archive)
}

/// Refuses the archives of other programs that hold tables.
fn refuse_other<R: Read + Seek>(zip: &ZipArchive<R>) -> Result<()> {
    let has = |name: &str| zip.file_names_raw().any(|known| known.eq_ignore_ascii_case(name.as_bytes()));
    let ends = |end: &str| zip.file_names_raw().any(|known| known.ends_with(end.as_bytes()));
    let what = if has("content.xml") && (has("mimetype") || has("META-INF/manifest.xml")) {
        "an OpenDocument file (.ods)"
    } else if ends(".iwa") || ends("Index.zip") {
        "a file of Apple Numbers (.numbers)"
    } else if has("xl/workbook.bin") {
        "a binary workbook (.xlsb)"
    } else {
        return Ok(());
    };
    Err(Error::Import(format!("it is {what}; save it as .xlsx or CSV")))
}

/// Counts the marks of one part, also those that stand in comments and the like: rather too many than too few.
#[derive(Debug)]
struct PartCheck {
    limits: Limits,
    /// Whether its cells are read one after the other, so that it may be larger than memory.
    is_sheet: bool,
    merged: u64,
    texts: u64,
    /// Bytes since the last mark began.
    since_mark: usize,
    nesting: Nesting,
}

impl PartCheck {
    fn new(limits: Limits, is_sheet: bool) -> Self {
        Self { limits, is_sheet, merged: 0, texts: 0, since_mark: 0, nesting: Nesting::default() }
    }

    /// Follows the rows of a sheet, each of which is taken into memory at a time.
    fn follow(&mut self, bytes: &[u8]) -> Result<()> {
        if self.is_sheet && self.nesting.read(bytes)? > self.limits.piece {
            return Err(self.too_long());
        }
        Ok(())
    }

    /// Looks at a piece and returns how many bytes are done with; the others come again.
    fn look(&mut self, bytes: &[u8], is_last: bool) -> Result<usize> {
        let mut done = 0;
        while let Some(place) = memchr(b'<', &bytes[done..]) {
            self.advance(place)?;
            done += place;
            let mark = &bytes[done..];
            if mark.len() < MARK && !is_last {
                return Ok(done);
            }
            let name = name_of(mark);
            match name {
                // Marks of the list of sheets, which is taken into memory wherever it stands.
                b"sheet" | b"definedName" => self.is_sheet = false,
                b"mergeCell" => self.merged += 1,
                b"si" => self.texts += 1,
                b"sst" => match end_of_mark(mark) {
                    Some(end) => self.texts = self.texts.max(announced(&mark[..end])),
                    None if mark.len() < MAX_HEAD && !is_last => return Ok(done),
                    None => return Err(damaged("its shared texts have no beginning")),
                },
                name if name.starts_with(b"!DOCTYPE") => {
                    // Entities that stand for other entities grow without bound.
                    return Err(damaged("it declares entities, as no spreadsheet program does"));
                }
                _ => {}
            }
            if self.texts > self.limits.texts {
                return Err(too_large(&format!("has more than {} different texts", self.limits.texts)));
            }
            if self.merged > self.limits.merged {
                return Err(too_large(&format!("has more than {} merged cells", self.limits.merged)));
            }
            self.advance(1)?;
            self.since_mark = 0;
            done += 1;
        }
        self.advance(bytes.len() - done)?;
        Ok(bytes.len())
    }

    fn advance(&mut self, bytes: usize) -> Result<()> {
        self.since_mark += bytes;
        if self.since_mark > self.limits.piece { Err(self.too_long()) } else { Ok(()) }
    }

    fn too_long(&self) -> Error {
        too_large(&format!("has a row or a cell of more than {} bytes", self.limits.piece))
    }
}

/// Tells by its name whether a part holds the cells of a sheet; what it holds could make it seem one.
///
/// A sheet elsewhere is read as well, but may only be as large as other parts.
fn is_sheet(name: &str) -> bool {
    const IN_MEMORY: [&str; 2] = ["sharedstrings.xml", "styles.xml"];
    let name = name.replace('\\', "/").to_ascii_lowercase();
    let mut names = name.rsplit('/');
    let (file, folder) = (names.next().unwrap_or(""), names.next().unwrap_or(""));
    folder == "worksheets" && file.ends_with(".xml") && !IN_MEMORY.contains(&file)
}

/// The name at the beginning of a mark, without its prefix but with the exclamation mark.
fn name_of(mark: &[u8]) -> &[u8] {
    let rest = &mark[1..mark.len().min(MARK)];
    let end = rest.iter().skip(1).position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
    let name = &rest[..end.map_or(rest.len(), |end| end + 1)];
    match name.iter().rposition(|b| *b == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// Finds the end of a mark, past its quoted values.
fn end_of_mark(mark: &[u8]) -> Option<usize> {
    let mut quote = None;
    mark.iter().take(MAX_HEAD).position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(*byte);
            false
        }
        (Some(open), byte) if open == *byte => {
            quote = None;
            false
        }
        _ => false,
    })
}

/// How many texts the mark at their beginning announces, for which memory is set aside at once.
fn announced(mark: &[u8]) -> u64 {
    let counts = memmem::find_iter(mark, b"uniqueCount").map(|place| {
        let digits = mark[place..].iter().skip_while(|b| !b.is_ascii_digit());
        let digits = digits.take_while(|b| b.is_ascii_digit());
        digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
    });
    counts.max().unwrap_or(0)
}

pub(super) fn too_large(what: &str) -> Error {
    Error::Import(format!("the workbook {what}; if it is sound, save the sheet as CSV"))
}
