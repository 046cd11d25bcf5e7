//! A file as an import understands it.

use kartotek::Target;
use kartotek::exchange::{CellSource, ColumnMapping, DateOrder, Evidence, Mapping, Table};

use crate::record::view;

/// What an import found out about a file before its rows are decided.
#[derive(Clone, PartialEq)]
pub(crate) struct FileFacts {
    /// The name of the file without its folder.
    pub(super) name: String,
    encoding: &'static str,
    doubt: Option<String>,
    delimiter: Option<String>,
    has_header: bool,
    skipped_lines: u64,
    sheet: Option<String>,
    sheets: Vec<String>,
    layout: Option<&'static str>,
    mapping: Option<String>,
    language: Option<&'static str>,
    columns: Vec<ColumnFacts>,
}

/// What an import found out about a column.
#[derive(Clone, PartialEq)]
pub(crate) struct ColumnFacts {
    mapping: ColumnMapping,
    samples: Vec<String>,
}

/// How many cells are shown of a column.
const SAMPLES: usize = 3;

impl FileFacts {
    pub(super) fn new(table: &Table, mapping: &Mapping) -> Self {
        let (encoding, dialect) = (table.encoding(), table.dialect());
        let columns = mapping.columns.iter().enumerate();
        Self {
            name: table.source().name(),
            encoding: encoding.name(),
            doubt: encoding.doubt().map(|doubt| doubt.to_string()),
            delimiter: table.sheet().is_none().then(|| dialect.delimiter.as_char().to_string()),
            has_header: dialect.has_header,
            skipped_lines: dialect.skipped_lines,
            sheet: table.sheet().map(str::to_owned),
            sheets: table.sheets().to_vec(),
            layout: mapping.layout,
            mapping: mapping.saved.clone(),
            language: mapping.language().map(kartotek::Language::code),
            columns: columns.map(|(place, column)| ColumnFacts::new(table, place, column)).collect(),
        }
    }
}

impl ColumnFacts {
    fn new(table: &Table, place: usize, mapping: &ColumnMapping) -> Self {
        let rows = table.sample().iter().filter(|_| mapping.source == CellSource::Own);
        let cells = rows.filter_map(|row| row.get(place)).filter(|cell| !cell.trim().is_empty());
        let samples = cells.take(SAMPLES).map(str::to_owned).collect();
        Self { mapping: mapping.clone(), samples }
    }
}

view! {
    /// A file as an import understands it: what was found out, and what was said by hand.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> plan = register.plan_import("Förnamn;Skonummer\nÅsa;38\n".encode("cp1252"))
    /// >>> plan.file.encoding, plan.file.delimiter, [column.target for column in plan.file.columns]
    /// ('windows-1252', ';', ['given_name', 'ignore'])
    ImportFile(FileFacts) {
        /// The name of the file without its folder, where it has one.
        name: String = |of| of.name.clone(),
        /// The encoding, as the WHATWG Encoding Standard calls it.
        encoding: String = |of| of.encoding.to_owned(),
        /// What speaks against the encoding.
        encoding_doubt: Option<String> = |of| of.doubt.clone(),
        /// What stands between cells; ``None`` of a workbook.
        delimiter: Option<String> = |of| of.delimiter.clone(),
        /// Whether the first row holds headings.
        has_header: bool = |of| of.has_header,
        /// How many lines above the first row are not part of the table.
        skipped_lines: u64 = |of| of.skipped_lines,
        /// The sheet, where the file is a workbook.
        sheet: Option<String> = |of| of.sheet.clone(),
        /// The sheets that can be chosen.
        sheets: Vec<String> = |of| of.sheets.clone(),
        /// The known layout that the file has, for example ``shopify``.
        layout: Option<String> = |of| of.layout.map(str::to_owned),
        /// The saved mapping that was used.
        mapping: Option<String> = |of| of.mapping.clone(),
        /// The language of the headings, as ``sv``.
        language: Option<String> = |of| of.language.map(str::to_owned),
        /// The columns of the file, and behind them those that were made by hand.
        columns: Vec<ColumnFacts> = |of| of.columns.clone(),
    }
    repr |of| format!("<ImportFile {:?}: {}, {} columns>", of.name, of.encoding, of.columns.len())
}

view! {
    /// A column of a file, with what it is for.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> column = register.plan_import([{"Shoe size": 38}]).file.columns[0]
    /// >>> column.target, column.ignored, column.samples
    /// ('ignore', 'nothing is known by this heading', ('38',))
    ImportColumn(ColumnFacts) {
        /// The heading as it stands in the file; of a column made by hand those that it is made of.
        header: String = |of| of.mapping.header.clone(),
        /// What it is for: the key of a field, ``email[2]``, ``external_id:visma``, ``ignore`` and so on.
        target: String = |of| of.mapping.target.to_string(),
        /// How that was found, from ``none`` over ``similar`` to ``given``.
        evidence: Evidence = |of| of.mapping.evidence,
        /// Why it is not imported, if it is not.
        ignored: Option<String> = |of| match &of.mapping.target {
            Target::Ignored(reason) => Some(reason.to_string()),
            _ => None,
        },
        /// In which order its dates are written, if it has dates.
        date_order: Option<DateOrder> = |of| of.mapping.date_order,
        /// The first cells that are filled, as they stand in the file: keep them out of logs.
        samples: Vec<String> = |of| of.samples.clone(),
    }
    repr |of| format!("<ImportColumn {:?}: {}>", of.mapping.header, of.mapping.target)
}
