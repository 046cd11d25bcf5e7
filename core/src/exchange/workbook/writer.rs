use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::base::{Error, ErrorKind, Result};

use super::cells::{CellAt, STYLES, Style, put_text};

/// The rows that a sheet can have, its header among them.
const SHEET_ROWS: u32 = 1_048_576;
/// Bytes after which a further sheet begins, since a part of more than 4 GB needs an archive of another
/// kind, which not every program reads.
const SHEET_BYTES: u64 = 3 << 30;
/// How many bytes are packed at a time.
const PIECE: usize = 64 * 1024;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A column of all sheets.
pub(in crate::exchange) struct Column {
    pub(in crate::exchange) heading: String,
    /// In characters.
    pub(in crate::exchange) width: usize,
    /// Of cells that somebody fills in later.
    pub(in crate::exchange) style: Style,
}

/// A workbook that is packed while it is written. Where one sheet cannot hold all rows, further ones
/// with the same header follow.
pub(in crate::exchange) struct Workbook<W: Write> {
    zip: Option<ZipWriter<StreamWriter<Out<W>>>>,
    state: Rc<RefCell<OutState>>,
    name: String,
    columns: Vec<Column>,
    /// `A`, `B` … `AA` …
    letters: Vec<String>,
    /// The number of rows of each sheet, the last of which is being written.
    sheets: Vec<u32>,
    sheet_bytes: u64,
    buffer: Vec<u8>,
    /// How many rows a sheet takes, its header among them.
    pub(super) sheet_rows: u32,
}

impl<W: Write> Workbook<W> {
    pub(in crate::exchange) fn new(out: W) -> Self {
        let state = Rc::default();
        let out = Out { inner: out, state: Rc::clone(&state) };
        Self {
            zip: Some(ZipWriter::new_stream(out)),
            state,
            name: String::new(),
            columns: Vec::new(),
            letters: Vec::new(),
            sheets: Vec::new(),
            sheet_bytes: 0,
            buffer: Vec::with_capacity(PIECE + 16 * 1024),
            sheet_rows: SHEET_ROWS,
        }
    }

    /// Begins the first sheet with its header.
    pub(in crate::exchange) fn begin(&mut self, name: &str, columns: Vec<Column>) -> Result<()> {
        self.name = sheet_name(name);
        self.letters = (0..columns.len()).map(letters).collect();
        self.columns = columns;
        self.begin_sheet()
    }

    pub(in crate::exchange) fn begin_row(&mut self) -> Result<()> {
        let is_full = self.sheet_bytes > SHEET_BYTES || self.row() >= self.sheet_rows;
        if is_full {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.open_row();
        Ok(())
    }

    /// Says where the cell of a column in the row goes; it may stand behind the last heading.
    pub(in crate::exchange) fn cell(&mut self, column: usize) -> CellAt<'_> {
        let row = self.row();
        self.letters.extend((self.letters.len()..=column).map(letters));
        CellAt { out: &mut self.buffer, column: self.letters.get(column).map_or("", String::as_str), row }
    }

    pub(in crate::exchange) fn end_row(&mut self) -> Result<()> {
        self.put("</row>");
        if self.buffer.len() >= PIECE { self.pack() } else { Ok(()) }
    }

    /// Writes what is left and returns the bytes of the file, and what it was written to.
    pub(in crate::exchange) fn finish(&mut self) -> Result<(u64, W)> {
        self.end_sheet()?;
        let parts = [
            ("xl/workbook.xml", self.workbook_part()),
            ("xl/_rels/workbook.xml.rels", self.relationships()),
            ("xl/styles.xml", format!("{XML}{STYLES}")),
            ("_rels/.rels", relationship_list(&[("officeDocument", "xl/workbook.xml".to_owned())])),
            ("[Content_Types].xml", self.content_types()),
        ];
        for (name, text) in parts {
            self.begin_part(name)?;
            self.put(&text);
            self.pack()?;
        }
        let zip = self.zip.take().ok_or_else(complete)?;
        let finished = zip.finish().map_err(|error| Error::from(io::Error::from(error)));
        self.check()?;
        let mut out = finished?.into_inner().inner;
        out.flush()?;
        Ok((self.state.borrow().bytes, out))
    }

    fn row(&self) -> u32 {
        self.sheets.last().copied().unwrap_or(0)
    }

    fn open_row(&mut self) {
        if let Some(rows) = self.sheets.last_mut() {
            *rows += 1;
        }
        let row = self.row();
        self.put(&format!(r#"<row r="{row}">"#));
    }

    fn begin_sheet(&mut self) -> Result<()> {
        self.sheets.push(0);
        self.sheet_bytes = 0;
        let number = self.sheets.len();
        self.begin_part(&format!("xl/worksheets/sheet{number}.xml"))?;
        let selected = if number == 1 { r#" tabSelected="1""# } else { "" };
        self.put(&format!(
            r#"{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView{selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>"#
        ));
        for (column, number) in self.columns.iter().zip(1..) {
            let (width, style) = (column.width, column.style as u8);
            let text = format!(
                r#"<col min="{number}" max="{number}" width="{width}" style="{style}" customWidth="1"/>"#
            );
            self.buffer.extend_from_slice(text.as_bytes());
        }
        self.put("</cols><sheetData>");
        self.open_row();
        let row = self.row();
        for (column, letters) in self.columns.iter().zip(&self.letters) {
            let at = CellAt { out: &mut self.buffer, column: letters, row };
            put_text(at, Style::Heading, &column.heading);
        }
        self.end_row()
    }

    fn end_sheet(&mut self) -> Result<()> {
        let range = self.range(self.row(), "");
        self.put(&format!(r#"</sheetData><autoFilter ref="{range}"/></worksheet>"#));
        self.pack()
    }

    /// The cells of a sheet; the mark stands before each part of a name, `$` where it is fixed.
    fn range(&self, rows: u32, mark: &str) -> String {
        let last = self.columns.len().checked_sub(1).and_then(|last| self.letters.get(last));
        let last = last.map_or("A", String::as_str);
        format!("{mark}A{mark}1:{mark}{last}{mark}{rows}")
    }

    fn name_of(&self, number: usize) -> String {
        if number == 1 { self.name.clone() } else { format!("{} {number}", self.name) }
    }

    fn workbook_part(&self) -> String {
        let (mut sheets, mut filters) = (String::new(), String::new());
        for (number, rows) in (1..).zip(&self.sheets) {
            let (name, place, range) = (self.name_of(number), number - 1, self.range(*rows, "$"));
            sheets.push_str(&format!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#));
            filters.push_str(&format!(
                r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'{name}'!{range}</definedName>"#
            ));
        }
        format!(
            r#"{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"#
        )
    }

    fn relationships(&self) -> String {
        let sheets = (1..=self.sheets.len()).map(|n| ("worksheet", format!("worksheets/sheet{n}.xml")));
        let targets: Vec<_> = sheets.chain([("styles", "styles.xml".to_owned())]).collect();
        relationship_list(&targets)
    }

    fn content_types(&self) -> String {
        const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let mut text = format!(
            r#"{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>"#
        );
        for number in 1..=self.sheets.len() {
            text.push_str(&format!(
                r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{KIND}.worksheet+xml"/>"#
            ));
        }
        text + "</Types>"
    }

    fn put(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    fn begin_part(&mut self, name: &str) -> Result<()> {
        // The time of the parts is a fixed one, so that the same customers give the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        let begun = self.open()?.start_file(name, options).map_err(|error| io::Error::from(error).into());
        self.check().and(begun)
    }

    fn pack(&mut self) -> Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        let packed = self.open()?.write_all(&buffer).map_err(Error::from);
        self.sheet_bytes += buffer.len() as u64;
        self.buffer = buffer;
        self.buffer.clear();
        self.check().and(packed)
    }

    fn open(&mut self) -> Result<&mut ZipWriter<StreamWriter<Out<W>>>> {
        self.zip.as_mut().ok_or_else(complete)
    }

    /// Returns what went wrong with the file, if anything did.
    fn check(&self) -> Result<()> {
        self.state.borrow_mut().failure.take().map_or(Ok(()), |error| Err(error.into()))
    }
}

fn complete() -> Error {
    Error::storage(ErrorKind::Io, "the workbook is complete already")
}

fn relationship_list(targets: &[(&str, String)]) -> String {
    let mut text = format!(r#"{XML}<Relationships xmlns="{PACKAGE}/relationships">"#);
    for ((kind, target), number) in targets.iter().zip(1..) {
        text.push_str(&format!(
            r#"<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>"#
        ));
    }
    text + "</Relationships>"
}

/// A name that a sheet may have, with room for a number behind it: without the signs that mean something
/// in Excel or XML.
fn sheet_name(name: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !r#"[]:*?/\'"&<>"#.contains(*c);
    name.chars().filter(allowed).take(24).collect()
}

/// The name of a column: `A` to `Z`, then `AA` and on.
fn letters(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column % 26]);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().copied().map(char::from).collect()
}

/// The file, which says nothing to the archive when it fails: the archive would try to end itself when
/// it is dropped, and complain on the standard error.
struct Out<W> {
    inner: W,
    state: Rc<RefCell<OutState>>,
}

#[derive(Default)]
struct OutState {
    bytes: u64,
    failure: Option<io::Error>,
    failed: bool,
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.state.borrow_mut();
        if !state.failed {
            match self.inner.write_all(bytes) {
                Ok(()) => state.bytes += bytes.len() as u64,
                Err(error) => (state.failure, state.failed) = (Some(error), true),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.state.borrow().failed { Ok(()) } else { self.inner.flush() }
    }
}
