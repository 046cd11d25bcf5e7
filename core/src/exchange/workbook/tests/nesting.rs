use super::hostile::{QUICK, checked, noise};
use super::*;
use crate::exchange::workbook::nesting::Nesting;

/// A sheet with one cell that grows by what stands between its pieces.
fn growing(begin: &str, between: &str, end: &str) -> String {
    let text = noise(40_000);
    let pieces: Vec<&str> =
        text.as_bytes().chunks(4_000).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
    let pieces = pieces.repeat(10).join(between);
    checked(&Parts::rows(&format!("{begin}{pieces}{end}")).pack())
}

#[test]
fn what_stands_inside_a_cell_cannot_end_its_row() {
    const CELL: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is>"#;
    let long = "a row or a cell";
    // The reader of cells goes on to the end of the text it began, whatever ends between.
    for between in ["</row>", "</x:row>", "</c></row><row>", "</sheetData><sheetData>", "</is", "</y>"] {
        let said = growing(&format!("{CELL}<t>"), between, "</t></is></c></row>");
        assert!(said.contains("do not nest"), "{between}: {said}");
    }
    for between in ["<!--</row>-->", "<![CDATA[</row><sheetData>]]>", "<?a </row>?>", "<row/>", "<row></row>"]
    {
        let said = growing(&format!("{CELL}<t>"), between, "</t></is></c></row>");
        assert!(said.contains(long), "{between}: {said}");
    }
    let runs = growing(&format!("{CELL}<r><t>"), "</t></r><r a='</row>'><t>", "</t></r></is></c></row>");
    assert!(runs.contains(long), "{runs}");
    let value = growing(r#"<row r="1"><c r="A1" t="str"><v>"#, "<row/>", "</v></c></row>");
    assert!(value.contains(long), "{value}");
}

#[test]
fn what_stands_beside_rows_is_no_longer_than_a_row() {
    for (begin, between, end) in [
        ("<!--", "<row/>", "-->"),
        ("<row a=\"", "<row/></row>", "\"/>"),
        ("<a b='", "</row>", "'></a>"),
        ("<?a ", "</row>", "?>"),
        ("<![CDATA[", "</row>", "]]>"),
    ] {
        let said = growing(begin, between, end);
        assert!(said.contains("a row or a cell"), "{begin}: {said}");
    }
}

#[test]
fn many_small_rows_and_marks_beside_them_are_no_long_one() {
    let row = r#"<row r="1" a='>'><!-- </row> --><c r="A1" t="inlineStr"><is><t >Anna</t ></is></c ></row>"#;
    let rows = row.repeat(QUICK.piece / row.len() * 3) + &"<row/>".repeat(50_000);
    let nesting = &mut Nesting::default();
    let sheet = format!("<?xml version=\"1.0\"?><worksheet><sheetData>{rows}</sheetData></worksheet>");
    assert_eq!(nesting.read(sheet.as_bytes()).unwrap(), row.len());
}

#[test]
fn pieces_of_any_size_say_the_same() {
    let sheet = "<?xml version='1.0'?><a:worksheet><!-- -- > --><sheetData><row a = '/' b=\"/>\" ><c/><c ><![CDATA[]] >]]>\
                 </c></row><row/><row r='1' /></sheetData ></a:worksheet>";
    let expected = sheet.find("<row/>").unwrap() - sheet.find("<row a").unwrap();
    for size in 1..sheet.len() {
        let (mut nesting, mut most) = (Nesting::default(), 0);
        for piece in sheet.as_bytes().chunks(size) {
            most = most.max(nesting.read(piece).unwrap());
        }
        assert_eq!(most, expected, "{size}");
        assert!(nesting.read(b"</worksheet>").is_err());
    }
}

#[test]
fn marks_that_no_reader_agrees_on_are_refused() {
    let long = format!("<{}>", "n".repeat(65));
    let deep = "<a>".repeat(65);
    for sheet in
        ["</a>", "<a></b>", "<>", "< a>", "<a'>", "<a<b>", "<!a>", "<![CDATX[", &long, &deep, "<a></a b='>'>"]
    {
        assert!(Nesting::default().read(sheet.as_bytes()).is_err(), "{sheet}");
    }
}
