//! A file as an import understands it.

use kartotek::exchange::{DateOrder, Evidence, Mapping, Table};

use crate::record::view;

view! {
    /// A file as an import understands it: what was found out, and what was said by hand.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> plan = register.plan_import("Förnamn;Skonummer\nÅsa;38\n".encode("cp1252"))
    /// >>> plan.file.encoding, plan.file.delimiter, [column.target for column in plan.file.columns]
    /// ('windows-1252', ';', ['given_name', 'ignore'])
    ImportFile(kartotek::exchange::ImportFile) {
        /// The name of the file without its folder, where it has one.
        name: String,
        /// The encoding, as the WHATWG Encoding Standard calls it.
        encoding: String,
        /// What speaks against the encoding.
        encoding_doubt: Option<String>,
        /// What stands between cells; ``None`` of a workbook.
        delimiter: Option<String>,
        /// Whether the first row holds headings.
        has_header: bool,
        /// How many lines above the first row are not part of the table.
        skipped_lines: u64,
        /// The sheet, where the file is a workbook.
        sheet: Option<String>,
        /// The sheets that can be chosen.
        sheets: Vec<String>,
        /// The known layout that the file has, for example ``shopify``.
        layout: Option<String>,
        /// The saved mapping that was used.
        mapping: Option<String>,
        /// The language of the headings, as ``sv``.
        language: Option<String> = |of| of.language.map(|language| language.code().to_owned()),
        /// The columns of the file, and behind them those that were made by hand.
        columns: Vec<ImportColumn> = |of| of.columns.iter().map(ImportColumn::from).collect(),
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
    ImportColumn(kartotek::exchange::ImportColumn) {
        /// The heading as it stands in the file; of a column made by hand those that it is made of.
        header: String,
        /// What it is for: the key of a field, ``email[2]``, ``external_id:visma``, ``ignore`` and so on.
        target: String = |of| of.target.to_string(),
        /// How that was found, from ``none`` over ``similar`` to ``given``.
        evidence: Evidence,
        /// Why it is not imported, if it is not.
        ignored: Option<String>,
        /// In which order its dates are written, if it has dates.
        date_order: Option<DateOrder>,
        /// The first cells that are filled, as they stand in the file: keep them out of logs.
        samples: Vec<String>,
    }
    repr |of| format!("<ImportColumn {:?}: {}>", of.header, of.target)
}

impl ImportFile {
    pub(super) fn of(table: &Table, mapping: &Mapping) -> Self {
        Self::from(&kartotek::exchange::ImportFile::of(table, mapping))
    }
}
