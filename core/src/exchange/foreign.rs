//! Files that are no tables, told by how they begin.

use crate::base::{Error, Result};

use super::whole_file::SQLITE;

/// What compound files of Office begin with: workbooks before 2007, and newer ones with a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Refuses a file that people may take for a table, and says what to do about it.
///
/// # Errors
/// `Import` when it is such a file.
pub(super) fn refuse(head: &[u8]) -> Result<()> {
    match kind_of(head) {
        Some(what) => Err(Error::Import(what.to_owned())),
        None => Ok(()),
    }
}

/// Bytes that are looked at.
const LOOKED_AT: usize = 4 << 10;

/// Refuses a file whose bytes are no text: one in twenty of the first is a control byte that texts do not have. Those of
/// UTF-16 are not looked at this way, every other of them is zero.
///
/// # Errors
/// `Import` when it is such a file.
pub(super) fn refuse_binary(head: &[u8]) -> Result<()> {
    let head = &head[..head.len().min(LOOKED_AT)];
    let is_foreign = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let Some(first) = head.iter().position(is_foreign) else { return Ok(()) };
    if head.iter().filter(|byte| is_foreign(byte)).count() * 20 < head.len() {
        return Ok(());
    }
    Err(Error::Import(format!(
        "it is binary data and no text, with bytes such as 0x{:02X} at place {first}; save the table as .xlsx or CSV",
        head[first],
    )))
}

/// What pictures, databases and texts of a rare encoding begin with, and what is said of them.
const BINARIES: [(&[u8], &str); 6] = [
    (b"\x89PNG\r\n", "it is a picture (PNG), whatever its name ends in; save the table as .xlsx or CSV"),
    (b"\xFF\xD8\xFF", "it is a picture (JPEG), whatever its name ends in; save the table as .xlsx or CSV"),
    (b"GIF8", "it is a picture (GIF), whatever its name ends in; save the table as .xlsx or CSV"),
    (SQLITE, "it is a database of SQLite; save the table within as CSV"),
    // The first begins like UTF-16, in which it would be a text with every other character zero.
    (b"\xFF\xFE\0\0", "it is UTF-32; save it as UTF-8"),
    (b"\0\0\xFE\xFF", "it is UTF-32; save it as UTF-8"),
];

fn kind_of(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(COMPOUND) {
        return Some(if holds_name(head, "EncryptedPackage") {
            "it is protected by a password; save it as .xlsx without one, or as CSV"
        } else if holds_name(head, "Workbook") || holds_name(head, "Book") {
            "it is a workbook of Excel before 2007 (.xls); save it as .xlsx or CSV"
        } else {
            "it is an old or a protected workbook; save it as .xlsx without a password, or as CSV"
        });
    }
    // Workbooks of Excel 2 to 4 are no compound files.
    if let [0x09, 0 | 2 | 4, 4 | 6, 0, ..] = head {
        return Some("it is a workbook of Excel before 2007 (.xls); save it as .xlsx or CSV");
    }
    if let Some((_, what)) = BINARIES.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Some(what);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins =
        |word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()));
    if begins("BEGIN:VCARD") {
        return Some(
            "it holds vCards (.vcf), which cannot be imported yet; let an address book that takes them save \
             them as CSV",
        );
    }
    if text.starts_with(b"\x1F\x8B") {
        return Some("it is packed (.gz); unpack it, and save the table within as it is");
    }
    if text.starts_with(b"%PDF-") {
        return Some("it is a PDF, whatever its name ends in; save the table as .xlsx or CSV");
    }
    let object = text.strip_prefix(b"[").map_or(text, <[u8]>::trim_ascii_start).strip_prefix(b"{");
    if object.is_some_and(|object| object.trim_ascii_start().starts_with(b"\"")) {
        return Some("it holds JSON, which cannot be imported; save the table as CSV");
    }
    if ["<!doctype", "<html", "<table", "<?xml"].into_iter().any(begins) {
        return Some("it is a web page or XML, whatever its name ends in; save the table as .xlsx or CSV");
    }
    None
}

/// Tells whether a compound file holds a part of this name.
fn holds_name(head: &[u8], name: &str) -> bool {
    let mut units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    units.extend([0, 0]);
    head.windows(units.len()).any(|window| window == units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compound(part: &str) -> Vec<u8> {
        let name: Vec<u8> = part.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [COMPOUND, &[0; 1_016], &name, &[0; 64]].concat()
    }

    // SPEC: B17
    #[test]
    fn files_that_are_no_tables_are_named_with_what_to_do() {
        let cases: [(&[u8], &str); 19] = [
            (&compound("Workbook"), "(.xls)"),
            (&compound("Book"), "(.xls)"),
            (b"\x09\x00\x04\x00\x02\x00\x10\x00", "(.xls)"),
            (&compound("EncryptedPackage"), "by a password"),
            (&compound("WordDocument"), "old or a protected"),
            (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\nEND:VCARD\r\n", "vCards"),
            (b"\xEF\xBB\xBF\nbegin:vcard\nEND:VCARD\n", "vCards"),
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "(PNG)"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "(JPEG)"),
            (b"GIF89a", "(GIF)"),
            (b"SQLite format 3\0\x10\0", "SQLite"),
            (b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
            (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", "web page"),
            (b"\x1F\x8B\x08\x00", "unpack"),
            (b"%PDF-1.7\n", "PDF"),
            (b"{\"given_name\":\"Anna\"}\n", "JSON"),
            (b"[{\"given_name\":\"Anna\"}]", "JSON"),
            (b"[\n  {\n    \"given_name\": \"Anna\"\n  }\n]", "JSON"),
            (b"\xEF\xBB\xBF{ \"customers\": [] }", "JSON"),
        ];
        for (file, what) in cases {
            let said = refuse(file).unwrap_err().to_string();
            assert!(said.contains(what) && said.contains("save"), "{said}");
            assert!(!said.contains("Anna"), "{said}");
        }
        for table in
            ["Name;E-mail\n", "\tName\n", "\t\t", "", "<Name>;Begin:vcard\n", "[x];{y}\n", "{name}\n"]
        {
            assert!(refuse(table.as_bytes()).is_ok(), "{table}");
        }
    }

    // SPEC: B17
    #[test]
    fn bytes_that_are_no_text_are_refused_with_one_of_them() {
        let said = refuse_binary(b"\x7FELF\x02\x01\x01\0\0\0").unwrap_err().to_string();
        assert!(said.contains("binary") && said.contains("0x7F at place 0"), "{said}");
        let stray = [b"Name;City\n".as_slice(), &b"Anna;Lund\n".repeat(10), b"Bo\0;Lund\n\x1B\x0C"].concat();
        assert!(refuse_binary(&stray).is_ok());
        let far = [&b"Anna;Lund\n".repeat(1_000)[..], &[0; 1_000]].concat();
        assert!(refuse_binary(&far).is_ok() && refuse_binary(b"").is_ok());
    }
}
