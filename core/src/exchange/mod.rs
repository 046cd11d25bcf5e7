//! Files in and out.
//!
//! Reading goes in steps, each with its own file: [`Source`] (bytes to text), [`Dialect`] (text to
//! rows), [`Mapping`] (columns to fields), [`RowConverter`] (cells to values). None of these knows a
//! register; the folder `import` brings what they read into one.

mod addresses;
mod by_hand;
mod cells;
mod charset;
mod code_page;
mod column_facts;
mod convert;
mod csv_rows;
mod dates;
mod decode;
mod detect;
mod dialect;
mod encoding;
mod export;
mod foreign;
mod guard;
mod header_row;
mod headings;
mod import;
mod layouts;
mod mapping;
mod months;
mod names;
mod names_list;
mod notice;
mod numbers;
mod plausible;
mod quotes;
mod reader;
mod row;
mod row_kind;
mod saved;
mod settle;
mod sheet_cells;
mod sheet_rows;
mod similar;
mod source;
mod steps;
mod table;
mod target;
#[cfg(test)]
mod tests;
mod understood;
mod values;
mod whole_file;
mod words;
#[cfg(feature = "xlsx")]
mod workbook;

pub use by_hand::{CellSource, Override, Piece};
pub use column_facts::CellReading;
pub use convert::{ConvertContext, RowConverter};
pub use dates::DateOrder;
pub use dialect::{Delimiter, Dialect, LineEnd};
pub use encoding::{DetectedEncoding, EncodingDoubt, EncodingEvidence};
pub use export::{
    CsvOptions, CsvProfile, CustomerRows, ExistingFile, ExportFormat, ExportOptions, ExportSummary, Headings,
    RegisterExport,
};
pub use guard::{guard, unguard};
pub use import::{
    Import, ImportCounts, ImportEnd, ImportPlan, ImportProgress, ImportReport, ImportStep, Matching, Repeats,
    RowOutcome, RowProblem, UndoProgress, UndoReport, Undone, Units,
};
pub use mapping::{ColumnMapping, Contest, Evidence, Mapping, MappingOptions, OnEmpty, Unclear};
pub use names_list::{
    Move, Moves, NamesColumn, NamesImport, NamesPlan, NamesReport, NamesTarget, PersonPart,
};
pub use notice::Notice;
pub use reader::{MAX_CELL_BYTES, MAX_COLUMNS, Row, RowReader};
pub use row::{ApplyMode, Assignment, CellChange, CellProblem, ConvertedRow};
pub use row_kind::RowKind;
pub use source::{Source, SourceProgress};
pub use table::{HeaderRow, SheetChoice, Table, TableOptions};
pub use target::{AddressPart, IgnoreReason, ItemList, ItemPart, Target};
pub use understood::{ImportColumn, ImportFile};
