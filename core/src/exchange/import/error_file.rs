use std::borrow::Cow;
use std::io::{BufWriter, IntoInnerError, Write};
use std::path::Path;

use crate::base::{Error, Result};

use super::super::charset::Charset;
use super::super::convert::RowConverter;
use super::super::export::ExistingFile;
use super::super::guard::{guard, unguard};
use super::super::reader::{CellMark, Row};
use super::super::table::{ERROR_COLUMNS, Table};
use super::super::whole_file::WholeFile;
use super::fault::Fault;
use super::report::ImportEnd;

/// Writes the rows that were not imported as they stand in the user's file, in its header, order,
/// delimiter and encoding, with what is wrong behind (SPEC B17): to be corrected and imported again.
///
/// A file whose name ends in `.xlsx` becomes a workbook.
#[derive(Debug)]
pub(in crate::exchange) struct ErrorFile {
    output: Output,
    /// Whether it is to stand where the file stands that is imported.
    replaces_source: bool,
    /// The user's columns that are written; those of an earlier error file are not.
    columns: Vec<usize>,
    /// How many headings there are.
    width: usize,
    has_rows: bool,
}

#[derive(Debug)]
enum Output {
    Text(TextOutput),
    #[cfg(feature = "xlsx")]
    Workbook(Box<super::error_sheet::ErrorSheet>),
}

impl ErrorFile {
    /// Begins the file and writes the header; what is there stays until [`ErrorFile::close`].
    ///
    /// # Errors
    /// `RuleViolated` (`error_file_is_source`) where it would take the place of the file that is imported and that is
    /// no error file itself, whose good rows would be lost; `Io` and others of the file system.
    pub(in crate::exchange) fn create(path: &Path, table: &Table) -> Result<Self> {
        let headers = table.headers();
        let replaces_source = table.source().is_file(path);
        if replaces_source && !ERROR_COLUMNS.iter().all(|own| headers.iter().any(|header| header == own)) {
            let detail =
                "the error file would take the place of the file that is imported; give it another name";
            return Err(Error::rule("error_file_is_source", detail));
        }
        let columns: Vec<usize> =
            (0..headers.len()).filter(|place| !ERROR_COLUMNS.contains(&headers[*place].as_str())).collect();
        let file = BufWriter::new(WholeFile::create(path, ExistingFile::Replace)?);
        let header = columns.iter().map(|place| headers[*place].as_str()).chain(ERROR_COLUMNS);
        let output = match path.extension() {
            #[cfg(feature = "xlsx")]
            Some(extension) if extension.eq_ignore_ascii_case("xlsx") => {
                Output::Workbook(Box::new(super::error_sheet::ErrorSheet::create(file, table, header)?))
            }
            _ => Output::Text(TextOutput::create(file, table, header)?),
        };
        Ok(Self { output, replaces_source, columns, width: headers.len(), has_rows: false })
    }

    /// Writes one row with all that is wrong with it, and behind that the cells that no heading explains.
    ///
    /// # Errors
    /// `Full` and others of the file system.
    pub(in crate::exchange) fn write(
        &mut self,
        row: &Row,
        faults: &[Fault],
        converter: &RowConverter,
    ) -> Result<()> {
        let mut codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
        codes.dedup();
        let messages: Vec<String> = faults
            .iter()
            .map(|fault| {
                let column = fault.column.and_then(|column| converter.columns.get(column));
                let header = column.map(|column| column.header.as_str()).filter(|header| !header.is_empty());
                match header.map(Cow::Borrowed).or_else(|| fault.field_in(&converter.columns)) {
                    Some(name) => format!("{name}: {}", fault.hint),
                    None => fault.hint.to_string(),
                }
            })
            .collect();
        self.has_rows = true;
        let (number, codes, messages) = (row.number().to_string(), codes.join(" "), messages.join("; "));
        // Without them the row would look right.
        let has_further =
            (self.width..row.len()).any(|place| row.get(place).is_some_and(|c| !c.trim().is_empty()));
        let further = self.width..if has_further { row.len() } else { self.width };
        match &mut self.output {
            Output::Text(text) => {
                let own = self.columns.iter().map(|place| text.cell(row, *place, converter));
                let own = own.chain([number.into(), codes.into(), text.guarded(&messages)]);
                let line = text.line(own.chain(further.map(|place| text.cell(row, place, converter))));
                text.put(&line)
            }
            #[cfg(feature = "xlsx")]
            Output::Workbook(sheet) => sheet.write(row, &self.columns, &codes, messages, further),
        }
    }

    /// Tells whether it is to stand where the imported file stands.
    pub(in crate::exchange) fn replaces_source(&self) -> bool {
        self.replaces_source
    }

    /// Puts the file in place of one that is there. Where no row was refused none is made, and what is
    /// there stays: somebody may still be mending it.
    ///
    /// The file that is imported is only replaced when all its rows were done, then also by one without
    /// rows; otherwise those that were not would be lost.
    ///
    /// # Errors
    /// As [`ErrorFile::write`].
    pub(in crate::exchange) fn close(self, end: Option<ImportEnd>) -> Result<()> {
        if self.replaces_source && end != Some(ImportEnd::Finished) {
            return Ok(());
        }
        if !self.has_rows && !self.replaces_source {
            return Ok(());
        }
        let file = match self.output {
            Output::Text(text) => text.file,
            #[cfg(feature = "xlsx")]
            Output::Workbook(sheet) => sheet.finish()?,
        };
        file.into_inner().map_err(IntoInnerError::into_error)?.close()
    }
}

/// Rows in the dialect and encoding of the user's file.
#[derive(Debug)]
struct TextOutput {
    file: BufWriter<WholeFile>,
    charset: Charset,
    delimiter: char,
    quote: char,
    line_end: &'static str,
    cells: Cells,
}

/// How cells become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    /// As they stand in a file of text.
    AsTheyAre,
    /// Those of a sheet, which are texts whatever they look like, get a guard.
    Guarded,
    /// Those of a sheet whose own guards were taken away get new ones.
    GuardedAnew,
}

impl TextOutput {
    fn create<'h>(
        file: BufWriter<WholeFile>,
        table: &Table,
        header: impl Iterator<Item = &'h str>,
    ) -> Result<Self> {
        let dialect = table.dialect();
        let mut output = Self {
            file,
            charset: table.encoding().charset(),
            delimiter: dialect.delimiter.as_char(),
            quote: dialect.quote,
            line_end: dialect.line_end.as_str(),
            cells: match (table.sheet(), table.is_guarded()) {
                (None, _) => Cells::AsTheyAre,
                (Some(_), false) => Cells::Guarded,
                (Some(_), true) => Cells::GuardedAnew,
            },
        };
        // By the mark Excel knows the encoding of what was a workbook.
        if table.has_mark() || table.sheet().is_some() {
            output.put("\u{FEFF}")?;
        }
        if dialect.has_header {
            let line = output.line_of(header.map(|h| output.guarded(h)), table.has_quoted_head());
            output.put(&line)?;
        }
        Ok(output)
    }

    /// Returns a cell so that an import of this file understands it as it did the source.
    fn cell<'r>(&self, row: &'r Row, column: usize, converter: &'r RowConverter) -> Cow<'r, str> {
        let text = row.get(column).unwrap_or("");
        match (self.cells, row.mark(column)) {
            (Cells::AsTheyAre, _) => Cow::Borrowed(text),
            (_, CellMark::Number) => converter.number_as_text(row, column),
            (Cells::Guarded, _) => guard(text),
            (Cells::GuardedAnew, _) => guard(unguard(text)),
        }
    }

    fn guarded<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.cells == Cells::AsTheyAre { Cow::Borrowed(text) } else { guard(text) }
    }

    fn line<'a>(&self, cells: impl Iterator<Item = Cow<'a, str>>) -> String {
        self.line_of(cells, false)
    }

    /// Quotes around headings may tell an import whether cells are guarded, so they stay.
    fn line_of<'a>(&self, cells: impl Iterator<Item = Cow<'a, str>>, quoted: bool) -> String {
        let mut line = String::new();
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                line.push(self.delimiter);
            }
            let special = |c: char| c == self.delimiter || c == self.quote || c == '\r' || c == '\n';
            if quoted || cell.contains(special) {
                line.push(self.quote);
                for c in cell.chars() {
                    if c == self.quote {
                        line.push(c);
                    }
                    line.push(c);
                }
                line.push(self.quote);
            } else {
                line.push_str(&cell);
            }
        }
        line.push_str(self.line_end);
        line
    }

    /// Characters that the encoding lacks become a question mark; the user's own are all in it.
    fn put(&mut self, text: &str) -> Result<()> {
        let mut bytes = Vec::with_capacity(text.len());
        if !self.charset.encode(text, &mut bytes) {
            bytes.clear();
            let mut buffer = [0; 4];
            for character in text.chars() {
                if !self.charset.encode(character.encode_utf8(&mut buffer), &mut bytes) {
                    self.charset.encode("?", &mut bytes);
                }
            }
        }
        self.file.write_all(&bytes)?;
        Ok(())
    }
}
