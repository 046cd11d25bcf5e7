mod hostile;
mod nesting;
mod reading;
mod writing;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::base::Result;
use crate::exchange::{Row, SheetChoice, Source, Table, TableOptions};

const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// A workbook put together from the XML of its parts.
#[derive(Default)]
pub(in crate::exchange) struct Parts {
    /// Name, further attributes, and what stands in `sheetData` and behind it.
    sheets: Vec<(String, String, String)>,
    shared: Option<String>,
    is_1904: bool,
}

impl Parts {
    /// Begins a workbook with one sheet of these rows.
    pub(in crate::exchange) fn rows(rows: &str) -> Self {
        Self::default().sheet("Sheet1", "", &format!("<sheetData>{rows}</sheetData>"))
    }

    fn sheet(mut self, name: &str, attributes: &str, data: &str) -> Self {
        self.sheets.push((name.to_owned(), attributes.to_owned(), data.to_owned()));
        self
    }

    fn shared(mut self, texts: &str) -> Self {
        self.shared = Some(format!("<sst {MAIN}>{texts}</sst>"));
        self
    }

    fn of_1904(mut self) -> Self {
        self.is_1904 = true;
        self
    }

    /// The formats are: 0 general, 1 a day, 2 a day and time, 3 hours, 4 two decimals.
    pub(in crate::exchange) fn pack(self) -> Vec<u8> {
        const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        let list = |targets: String| {
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{targets}</Relationships>"#
            )
        };
        part(
            "_rels/.rels",
            &list(format!(
                r#"<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>"#
            )),
        );
        let (mut sheets, mut relations) = (String::new(), String::new());
        for (number, (name, attributes, data)) in (1..).zip(&self.sheets) {
            sheets +=
                &format!(r#"<sheet name="{name}" sheetId="{number}" {attributes} r:id="rId{number}"/>"#);
            relations += &format!(
                r#"<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
            );
            part(
                &format!("xl/worksheets/sheet{number}.xml"),
                &format!("<worksheet {MAIN}>{data}</worksheet>"),
            );
        }
        let system = if self.is_1904 { r#"<workbookPr date1904="1"/>"# } else { "" };
        part(
            "xl/workbook.xml",
            &format!(
                r#"<workbook {MAIN} xmlns:r="{RELATIONS}">{system}<sheets>{sheets}</sheets></workbook>"#
            ),
        );
        part("xl/_rels/workbook.xml.rels", &list(relations));
        let formats = [0, 14, 22, 46, 2].map(|number| format!(r#"<xf numFmtId="{number}"/>"#)).concat();
        part("xl/styles.xml", &format!("<styleSheet {MAIN}><cellXfs>{formats}</cellXfs></styleSheet>"));
        if let Some(shared) = &self.shared {
            part("xl/sharedStrings.xml", shared);
        }
        zip.finish().unwrap().into_inner()
    }
}

/// A row of a sheet; a cell is its XML, or a text.
pub(in crate::exchange) fn row(number: u32, cells: &[&str]) -> String {
    let mut xml = format!(r#"<row r="{number}">"#);
    for (cell, letter) in cells.iter().zip('A'..) {
        match cell.strip_prefix("<c") {
            Some(rest) => xml += &format!(r#"<c r="{letter}{number}"{rest}"#),
            None if cell.is_empty() => {}
            None => xml += &format!(r#"<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
        }
    }
    xml + "</row>"
}

fn open(file: &[u8]) -> Result<Table> {
    Table::open(Source::bytes(file), &TableOptions::default())
}

fn open_sheet(file: &[u8], sheet: SheetChoice) -> Result<Table> {
    Table::open(Source::bytes(file), &TableOptions { sheet: Some(sheet), ..TableOptions::default() })
}

/// The rows below the header: the number of each and its cells.
fn rows(table: &Table) -> Vec<(u64, Vec<String>)> {
    let (mut reader, mut row, mut rows) = (table.rows().unwrap(), Row::default(), Vec::new());
    while reader.read(&mut row).unwrap() {
        rows.push((row.number(), row.iter().map(str::to_owned).collect()));
    }
    rows
}
