//! Export: customers out of a register, as a file that programs or people read (SPEC B17, A22–A24).
//!
//! Customers come from one snapshot, field by field, and go into a [`Sink`]; each format is one.

mod columns;
mod csv;
mod json_lines;
mod locale;
mod options;
mod registered;
mod rows;
#[cfg(test)]
mod tests;
#[cfg(feature = "xlsx")]
mod xlsx;
#[cfg(feature = "xlsx")]
#[cfg(test)]
mod xlsx_tests;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use crate::base::{Error, Result};
use crate::catalogue::FieldKind;
use crate::customers::{CustomerList, CustomerRow, CustomerWalk};
use crate::register::{Customers, State, listing};

use super::Delimiter;
use super::whole_file::WholeFile;
use columns::{fields_of, heading};
use csv::CsvSink;
use json_lines::JsonSink;

pub use options::{
    CsvOptions, CsvProfile, ExistingFile, ExportFormat, ExportOptions, ExportSummary, Headings,
};
pub use registered::RegisterExport;
pub use rows::CustomerRows;

/// A column as sinks see it.
#[derive(Debug, Clone, Copy)]
struct TableColumn {
    key: &'static str,
    kind: FieldKind,
}

/// What customers are written into: one format of files.
trait Sink {
    /// Writes what stands above the rows.
    fn head(&mut self, headings: &[&str]) -> Result<()>;

    /// Writes a customer; the fields are those that the sink was made for.
    fn row(&mut self, customer: &dyn CustomerRow) -> Result<()>;

    /// Writes what is still kept and returns the bytes written in all.
    fn finish(&mut self) -> Result<u64>;
}

impl Customers<'_> {
    /// Exports customers to a file (SPEC P12, N16, A22–A24): all of the scope, as of one moment.
    ///
    /// The file appears when it is complete.
    ///
    /// # Errors
    /// `Invalid` for columns, filters or sorts of fields that are not there; `Io` when the file exists
    /// or cannot be written, `Full`; `RuleViolated` (`not_in_encoding`, `too_long_for_cell`) names the
    /// customer's number and the field whose text the encoding or a cell of Excel cannot hold;
    /// `Unsupported` for an unknown encoding.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("customers.csv");
    /// use kartotek::{CustomerDraft, ErrorKind, ExportOptions, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let options = ExportOptions::default().with_columns(["number", "given_name"]);
    /// assert_eq!(register.customers().export_file(&path, &options)?.rows, 1);
    /// assert_eq!(std::fs::read_to_string(&path)?, "number,given_name\r\n1,Anna\r\n");
    ///
    /// let again = register.customers().export_file(&path, &options);
    /// assert_eq!(again.unwrap_err().kind(), ErrorKind::Io);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export_file(&self, path: impl AsRef<Path>, options: &ExportOptions) -> Result<ExportSummary> {
        self.export_file_with(path, options, &mut |_| ControlFlow::Continue(()))
    }

    /// Exports customers to a file, and says every thousand rows how many are written; `Break` stops
    /// it, and no file appears.
    ///
    /// # Errors
    /// `Cancelled`; else as [`Customers::export_file`].
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("customers.csv");
    /// use std::ops::ControlFlow;
    /// use kartotek::{CustomerDraft, ErrorKind, ExportOptions, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let drafts: Vec<_> = (0..1_000).map(|n| CustomerDraft::person("Anna", format!("{n}"))).collect();
    /// register.customers().create_many(&drafts)?;
    /// let stop = &mut |_| ControlFlow::Break(());
    /// let stopped = register.customers().export_file_with(&path, &ExportOptions::default(), stop);
    /// assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    /// assert!(!path.exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export_file_with(
        &self,
        path: impl AsRef<Path>,
        options: &ExportOptions,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary> {
        let mut file = WholeFile::create(path.as_ref(), options.existing)?;
        let summary = self.export_rows(&mut file, options, progress)?;
        file.close()?;
        Ok(summary)
    }

    /// Exports customers to a writer, which is flushed at the end and needs no buffer.
    ///
    /// # Errors
    /// As [`Customers::export_file`]; what was written before stays written.
    ///
    /// ```
    /// use kartotek::{CsvProfile, CustomerDraft, ExportOptions, Headings, Language, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let options = ExportOptions {
    ///     headings: Headings::Labels(Language::Sv),
    ///     ..ExportOptions::csv(CsvProfile::Exchange).with_columns(["given_name", "phone"])
    /// };
    /// let mut file = Vec::new();
    /// register.customers().export_to(&mut file, &options)?;
    /// assert_eq!(String::from_utf8(file)?, "\"Förnamn\",\"Telefon\"\r\n");
    ///
    /// let unknown = ExportOptions::default().with_columns(["shoe_size"]);
    /// let error = register.customers().export_to(&mut Vec::new(), &unknown).unwrap_err();
    /// assert_eq!(error.problems()[0].field, "shoe_size");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export_to(&self, writer: &mut dyn Write, options: &ExportOptions) -> Result<ExportSummary> {
        self.export_to_with(writer, options, &mut |_| ControlFlow::Continue(()))
    }

    /// Exports customers to a writer, and says every thousand rows how many are written; `Break` stops it.
    ///
    /// # Errors
    /// `Cancelled`; else as [`Customers::export_to`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use kartotek::{CustomerDraft, ErrorKind, ExportOptions, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create_many(&vec![CustomerDraft::person("Anna", "García"); 1_000])?;
    /// let (mut file, options) = (Vec::new(), ExportOptions::default());
    /// let stopped = register.customers().export_to_with(&mut file, &options, &mut |rows| {
    ///     assert_eq!(rows, 1_000);
    ///     ControlFlow::Break(())
    /// });
    /// assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn export_to_with(
        &self,
        writer: &mut dyn Write,
        options: &ExportOptions,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary> {
        self.export_rows(writer, options, progress)
    }

    fn export_rows(
        &self,
        writer: &mut dyn Write,
        options: &ExportOptions,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary> {
        let fields = fields_of(&options.columns)?;
        listing::check(&options.scope, Some(&options.sort))?;
        let headings: Vec<&str> = fields.iter().map(|field| heading(field, options.headings)).collect();
        self.register.read_with_state(|tx, state| {
            let columns: Vec<TableColumn> =
                fields.iter().map(|field| TableColumn { key: field.key, kind: field.kind }).collect();
            let mut sink = sink(&mut *writer, &options.format, options.headings, &columns, state)?;
            sink.head(&headings)?;
            let mut rows = 0;
            // A tag of the scope that does not exist has no customers.
            if let Some(query) = listing::resolve(tx, state, &options.scope)? {
                let list = CustomerList { query, sort: &options.sort, after: None, limit: usize::MAX };
                let walk = CustomerWalk { list, fields: &fields };
                tx.each_customer(&walk, &mut |customer| {
                    sink.row(customer)?;
                    rows += 1;
                    go_on(rows, progress)
                })?;
            }
            Ok(ExportSummary { rows, bytes: sink.finish()? })
        })
    }
}

/// Says every thousand rows how many are written; fails with `Cancelled` where that is to stop.
fn go_on(rows: u64, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<()> {
    const PROGRESS_EVERY: u64 = 1_000;
    let stop = rows.is_multiple_of(PROGRESS_EVERY) && progress(rows).is_break();
    if stop { Err(Error::Cancelled) } else { Ok(()) }
}

fn sink<'w>(
    writer: &'w mut dyn Write,
    format: &ExportFormat,
    headings: Headings,
    columns: &[TableColumn],
    state: &State,
) -> Result<Box<dyn Sink + 'w>> {
    match format {
        ExportFormat::Csv(csv) => {
            let locale = &state.settings.locale;
            Ok(Box::new(CsvSink::new(writer, csv, columns, headings, locale)?))
        }
        ExportFormat::JsonLines => Ok(Box::new(JsonSink::new(writer, columns))),
        #[cfg(feature = "xlsx")]
        ExportFormat::Xlsx => Ok(Box::new(xlsx::XlsxSink::new(writer, columns, state.zone))),
        #[cfg(not(feature = "xlsx"))]
        ExportFormat::Xlsx => Err(Error::Unsupported("workbooks of Excel")),
    }
}
