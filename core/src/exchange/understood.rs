use std::fmt;

use crate::catalogue::Language;

use super::{CellSource, ColumnMapping, DateOrder, Evidence, Mapping, Table, Target};

/// How many cells are shown of a column.
const SAMPLES: usize = 3;

/// A file as an import understands it: what was found out, and what was said by hand. It is for people to look at
/// before anything is imported.
///
/// ```
/// use kartotek::exchange::ImportFile;
/// use kartotek::{Register, Source};
///
/// let import = Register::in_memory()?.import_source(Source::bytes("Förnamn;Skonummer\nÅsa;38\n"))?;
/// let file = ImportFile::of(import.table(), import.mapping());
/// assert_eq!((file.encoding.as_str(), file.delimiter.as_deref()), ("UTF-8", Some(";")));
/// let column = &file.columns[1];
/// assert_eq!((column.target.to_string().as_str(), column.samples.as_slice()), ("ignore", &["38".to_owned()][..]));
/// assert_eq!(column.ignored.as_deref(), Some("nothing is known by this heading"));
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportFile {
    /// The name of the file without its folder, where it has one.
    pub name: String,
    /// The encoding, as the WHATWG Encoding Standard calls it.
    pub encoding: String,
    /// What speaks against the encoding.
    pub encoding_doubt: Option<String>,
    /// What stands between cells; nothing in a workbook.
    pub delimiter: Option<String>,
    /// Whether the first row holds headings.
    pub has_header: bool,
    /// How many lines above the first row are not part of the table.
    pub skipped_lines: u64,
    /// The sheet, where the file is a workbook.
    pub sheet: Option<String>,
    /// The sheets that can be chosen.
    pub sheets: Vec<String>,
    /// The known layout that the file has, for example `shopify`.
    pub layout: Option<String>,
    /// The saved mapping that was used.
    pub mapping: Option<String>,
    /// The language of the headings.
    pub language: Option<Language>,
    /// The columns of the file, and behind them those that were made by hand.
    pub columns: Vec<ImportColumn>,
}

/// A column of a file, with what it is for.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ImportColumn {
    /// The heading as it stands in the file; of a column made by hand those that it is made of.
    pub header: String,
    /// What it is for: the key of a field, `email[2]`, `external_id:visma`, `ignore` and so on.
    pub target: Target,
    /// How that was found.
    pub evidence: Evidence,
    /// Why it is not imported, if it is not.
    pub ignored: Option<String>,
    /// In which order its dates are written, if it has dates.
    pub date_order: Option<DateOrder>,
    /// The first cells that are filled, as they stand in the file: keep them out of logs.
    pub samples: Vec<String>,
}

// Cells are personal data.
impl fmt::Debug for ImportColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ImportColumn");
        shown.field("header", &self.header).field("target", &self.target).finish_non_exhaustive()
    }
}

impl ImportFile {
    /// Says how a table is understood.
    #[must_use]
    pub fn of(table: &Table, mapping: &Mapping) -> Self {
        let (encoding, dialect) = (table.encoding(), table.dialect());
        let columns = mapping.columns.iter().enumerate();
        Self {
            name: table.source().name(),
            encoding: encoding.name().to_owned(),
            encoding_doubt: encoding.doubt().map(|doubt| doubt.to_string()),
            delimiter: table.sheet().is_none().then(|| dialect.delimiter.as_char().to_string()),
            has_header: dialect.has_header,
            skipped_lines: dialect.skipped_lines,
            sheet: table.sheet().map(str::to_owned),
            sheets: table.sheets().to_vec(),
            layout: mapping.layout.map(str::to_owned),
            mapping: mapping.saved.clone(),
            language: mapping.language(),
            columns: columns.map(|(place, column)| ImportColumn::of(table, place, column)).collect(),
        }
    }
}

impl ImportColumn {
    fn of(table: &Table, place: usize, column: &ColumnMapping) -> Self {
        let rows = table.sample().iter().filter(|_| column.source == CellSource::Own);
        let cells = rows.filter_map(|row| row.get(place)).filter(|cell| !cell.trim().is_empty());
        Self {
            header: column.header.clone(),
            target: column.target.clone(),
            evidence: column.evidence,
            ignored: match &column.target {
                Target::Ignored(reason) => Some(reason.to_string()),
                _ => None,
            },
            date_order: column.date_order,
            samples: cells.take(SAMPLES).map(str::to_owned).collect(),
        }
    }
}
