//! Files that are no tables, told by how they begin.

use crate::base::{Error, Result};

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
        let cases: [(&[u8], &str); 15] = [
            (&compound("Workbook"), "(.xls)"),
            (&compound("Book"), "(.xls)"),
            (b"\x09\x00\x04\x00\x02\x00\x10\x00", "(.xls)"),
            (&compound("EncryptedPackage"), "by a password"),
            (&compound("WordDocument"), "old or a protected"),
            (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\nEND:VCARD\r\n", "vCards"),
            (b"\xEF\xBB\xBF\nbegin:vcard\nEND:VCARD\n", "vCards"),
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
}
