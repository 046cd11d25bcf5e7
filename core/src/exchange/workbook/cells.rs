//! Cells as the XML of a sheet.

use std::io::Write as _;

/// How a cell is shown; its number is its place among the formats of [`STYLES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Style {
    General = 0,
    Heading = 1,
    /// What is typed in stays a text, with its leading zeros.
    Text = 2,
    Whole = 3,
    /// A day as the reader's system writes it.
    Day = 4,
    /// A day and a time as the reader's system writes them.
    Moment = 5,
}

/// The formats that [`Style`] names, in its order; the numbers are the built-in ones of ECMA-376,
/// part 1, §18.8.30.
pub(super) const STYLES: &str = concat!(
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill>"#,
    r#"<fill><patternFill patternType="gray125"/></fill></fills>"#,
    r#"<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"#,
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>"#,
    r#"<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
);

/// Where a cell is written: the bytes of its row, its column's name, and the number of its row.
pub(in crate::exchange) struct CellAt<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) column: &'a str,
    pub(super) row: u32,
}

pub(in crate::exchange) fn put_boolean(at: CellAt<'_>, flag: bool) {
    let CellAt { out, column, row } = at;
    // Writing to a vector cannot fail.
    let _ = write!(out, r#"<c r="{column}{row}" t="b"><v>{}</v></c>"#, u8::from(flag));
}

pub(in crate::exchange) fn put_number(at: CellAt<'_>, style: Style, number: f64) {
    let CellAt { out, column, row } = at;
    let _ = write!(out, r#"<c r="{column}{row}" s="{}"><v>{number}</v></c>"#, style as u8);
}

/// Adds the error of a formula, such as `#N/A`.
pub(in crate::exchange) fn put_error(at: CellAt<'_>, error: &str) {
    let CellAt { out, column, row } = at;
    let _ = write!(out, r#"<c r="{column}{row}" t="e"><v>"#);
    put_escaped(out, error);
    out.extend_from_slice(b"</v></c>");
}

/// Adds a text, or no cell where it is empty.
pub(in crate::exchange) fn put_text(at: CellAt<'_>, style: Style, text: &str) {
    if text.is_empty() {
        return;
    }
    let CellAt { out, column, row } = at;
    let is_blank = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    let bytes = text.as_bytes();
    let space =
        if is_blank(bytes.first()) || is_blank(bytes.last()) { r#" xml:space="preserve""# } else { "" };
    let _ = write!(out, r#"<c r="{column}{row}" s="{}" t="inlineStr"><is><t{space}>"#, style as u8);
    put_escaped(out, text);
    out.extend_from_slice(b"</t></is></c>");
}

/// Escapes what XML does not allow as `_xHHHH_` (ECMA-376, part 1, §22.9.2.19, `ST_Xstring`), and an
/// underscore that would be read as the beginning of such an escape.
fn put_escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (place, byte) in bytes.iter().enumerate() {
        let escape: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'_' if begins_escape(&bytes[place + 1..]) => b"_x005F_",
            b'\t' | b'\n' => continue,
            0..=0x1F => {
                out.extend_from_slice(&bytes[copied..place]);
                let _ = write!(out, "_x{byte:04X}_");
                copied = place + 1;
                continue;
            }
            // U+FFFE and U+FFFF are no characters of XML.
            0xEF if matches!(bytes.get(place + 1..place + 3), Some([0xBF, 0xBE | 0xBF])) => {
                out.extend_from_slice(&bytes[copied..place]);
                out.extend_from_slice(if bytes[place + 2] == 0xBE { b"_xFFFE_" } else { b"_xFFFF_" });
                copied = place + 3;
                continue;
            }
            _ => continue,
        };
        out.extend_from_slice(&bytes[copied..place]);
        out.extend_from_slice(escape);
        copied = place + 1;
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// Whether what follows an underscore makes it an escape, also where the last underscore is one that
/// an escape behind it brings.
fn begins_escape(rest: &[u8]) -> bool {
    matches!(rest, [b'x', digits @ ..] if digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_hexdigit))
}
