//! Export of the customers' registers of jobs and groups (SPEC P12, P24).

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use crate::base::{JobGroupId, JobId, Result};
use crate::catalogue::FieldValue;
use crate::customers::CustomerRow;
use crate::exchange::whole_file::WholeFile;
use crate::register::{JobGroups, Jobs, Register, RegisterQuery, Whose};
use crate::registrations::{GROUP_COLUMNS, JOB_COLUMNS, RegisterColumn, RegisteredCustomer};

use super::{ExistingFile, ExportFormat, ExportSummary, Headings, TableColumn, go_on, sink};

/// What of a customers' register is exported, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegisterExport {
    /// Which rows, in which order, with which totals.
    pub query: RegisterQuery,
    /// What stands in the first row.
    pub headings: Headings,
    /// The format of the file.
    pub format: ExportFormat,
    /// What happens to a file that is there already.
    pub existing: ExistingFile,
}

impl Jobs<'_> {
    /// Exports the customers' register of a job: all of its rows, as of one moment, with the columns
    /// [`JOB_COLUMNS`] (SPEC P12). The file appears when it is complete.
    ///
    /// # Errors
    /// `NotFound` where the job does not exist; `Invalid` for a sort that does not exist; else as
    /// [`Customers::export_file`](crate::Customers::export_file).
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("job.csv");
    /// use kartotek::{Headings, JobDetails, Language, Register, RegisterExport};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let export = RegisterExport { headings: Headings::Labels(Language::En), ..RegisterExport::default() };
    /// assert_eq!(register.jobs().export_customers(job.id, &path, &export)?.rows, 0);
    /// assert!(std::fs::read_to_string(&path)?.contains("\"Full name\",\"Participant\",\"Gallery\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export_customers(
        &self,
        job: JobId,
        path: impl AsRef<Path>,
        export: &RegisterExport,
    ) -> Result<ExportSummary> {
        self.export_customers_with(job, path, export, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`Jobs::export_customers`], and says every thousand rows how many are written; `Break` stops it, and no
    /// file appears.
    ///
    /// # Errors
    /// `Cancelled`; else as [`Jobs::export_customers`].
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("registered.csv");
    /// use std::ops::ControlFlow;
    ///
    /// use kartotek::{JobDetails, Register, RegisterExport};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?.id;
    /// let mut told = |rows: u64| {
    ///     println!("{rows} rows");
    ///     ControlFlow::Continue(())
    /// };
    /// let summary =
    ///     register.jobs().export_customers_with(job, &path, &RegisterExport::default(), &mut told)?;
    /// assert_eq!(summary.rows, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export_customers_with(
        &self,
        job: JobId,
        path: impl AsRef<Path>,
        export: &RegisterExport,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary> {
        to_file(self.register, Whose::Job(job), path.as_ref(), export, progress)
    }
}

impl JobGroups<'_> {
    /// Exports the customers' register of a group: all of its rows, as of one moment, with the columns
    /// [`GROUP_COLUMNS`] (SPEC P24). The file appears when it is complete.
    ///
    /// # Errors
    /// As [`Jobs::export_customers`].
    pub fn export_customers(
        &self,
        group: JobGroupId,
        path: impl AsRef<Path>,
        export: &RegisterExport,
    ) -> Result<ExportSummary> {
        self.export_customers_with(group, path, export, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`JobGroups::export_customers`], and says every thousand rows how many are written; `Break` stops it, and
    /// no file appears.
    ///
    /// # Errors
    /// `Cancelled`; else as [`Jobs::export_customers`].
    pub fn export_customers_with(
        &self,
        group: JobGroupId,
        path: impl AsRef<Path>,
        export: &RegisterExport,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ExportSummary> {
        to_file(self.register, Whose::Group(group), path.as_ref(), export, progress)
    }
}

fn to_file(
    register: &Register,
    whose: Whose,
    path: &Path,
    export: &RegisterExport,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<ExportSummary> {
    let mut file = WholeFile::create(path, export.existing)?;
    let summary = write(register, whose, &mut file, export, progress)?;
    file.close()?;
    Ok(summary)
}

fn write(
    register: &Register,
    whose: Whose,
    writer: &mut dyn Write,
    export: &RegisterExport,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<ExportSummary> {
    let columns = match whose {
        Whose::Job(_) => JOB_COLUMNS,
        Whose::Group(_) => GROUP_COLUMNS,
    };
    let table: Vec<TableColumn> =
        columns.iter().map(|column| TableColumn { key: column.key, kind: column.kind }).collect();
    let headings: Vec<&str> = columns
        .iter()
        .map(|column| match export.headings {
            Headings::Keys => column.key,
            Headings::Labels(language) => column.label(language),
        })
        .collect();
    register.each_registered(whose, &export.query, |state, pages| {
        let mut sink = sink(&mut *writer, &export.format, export.headings, &table, state)?;
        sink.head(&headings)?;
        let mut rows = 0;
        pages(&mut |some| {
            for registered in some {
                sink.row(&Row { registered, columns })?;
                rows += 1;
                go_on(rows, progress)?;
            }
            Ok(())
        })?;
        Ok(ExportSummary { rows, bytes: sink.finish()? })
    })
}

/// A row as sinks read it.
struct Row<'a> {
    registered: &'a RegisteredCustomer,
    columns: &'a [RegisterColumn],
}

impl CustomerRow for Row<'_> {
    fn number(&self) -> u64 {
        self.registered.customer.number
    }

    fn value(&self, place: usize) -> Result<FieldValue<'_>> {
        Ok(self.columns.get(place).map_or(FieldValue::Empty, |column| self.registered.value(column.key)))
    }
}
