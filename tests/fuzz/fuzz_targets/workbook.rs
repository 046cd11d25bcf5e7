//! A part of a workbook, or a whole one, of a stranger is read.
#![no_main]

use std::io::{Cursor, Write as _};

use kartotek::exchange::{Row, Source, Table, TableOptions};
use libfuzzer_sys::fuzz_target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
    ),
];

const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Phone</t></is></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>46701234567</v></c></row></sheetData></worksheet>"#;
const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>E-mail</t></si><si><t>anna@example.com</t></si></sst>"#;

// A panic inside the reader of cells is caught by the library; only one that gets out is a finding.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let name = match which % 5 {
        0 => return read(bytes),
        1 => "xl/sharedStrings.xml",
        2 => "xl/styles.xml",
        3 => "xl/workbook.xml",
        _ => "xl/worksheets/sheet1.xml",
    };
    let parts = PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", SHEET), ("xl/sharedStrings.xml", STRINGS)]);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (part, text) in parts {
        zip.start_file(part, SimpleFileOptions::default()).unwrap();
        zip.write_all(if part == name { bytes } else { text.as_bytes() }).unwrap();
    }
    read(zip.finish().unwrap().get_ref());
});

fn read(file: &[u8]) {
    let Ok(table) = Table::open(Source::bytes(file), &TableOptions::default()) else { return };
    let Ok(mut rows) = table.rows() else { return };
    let mut row = Row::default();
    while let Ok(true) = rows.read(&mut row) {
        assert!(row.number() > 0);
    }
}
