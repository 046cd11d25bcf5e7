use super::*;
use crate::base::ErrorKind;
use crate::exchange::workbook::archive::{LIMITS, Limits, check};
use crate::exchange::workbook::read::{caught, open_within};

/// Opens what must be refused and returns what is said.
fn refused(file: &[u8]) -> String {
    let error = open(file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Import);
    error.to_string()
}

/// Checks a workbook against limits that are quick to reach.
pub(super) fn checked(file: &[u8]) -> String {
    check(Cursor::new(file), QUICK).map_or_else(|error| error.to_string(), |_| String::new())
}

pub(super) const QUICK: Limits = Limits {
    parts: 20,
    ratio: 20,
    small: 1 << 20,
    small_whole: 3 << 20,
    part: 1 << 16,
    texts: 100,
    merged: 50,
    growth: 8,
    small_rows: 1 << 16,
    piece: 1 << 18,
};

/// Opens a workbook within limits that are quick to reach.
fn opened(file: &[u8]) -> String {
    let opened = open_within(&Source::bytes(file), None, QUICK);
    opened.map_or_else(|error| error.to_string(), |_| String::new())
}

/// Letters that do not pack well.
pub(super) fn noise(bytes: usize) -> String {
    let random = crate::testing::FixedRandomness::new(7);
    let letters: Vec<u8> = (b'a'..=b'z').chain(b'A'..=b'Z').collect();
    (0..bytes).map(|_| char::from(*random.pick(&letters).unwrap())).collect()
}

#[test]
fn a_part_that_unpacks_to_far_more_than_its_size_is_refused() {
    assert_eq!(checked(&Parts::rows(&row(1, &["Anna"]).repeat(1_000)).pack()), "");
    assert!(checked(&Parts::rows(&row(1, &["Anna"]).repeat(20_000)).pack()).contains("20 times"));
}

#[test]
fn many_parts_and_parts_that_together_unpack_to_far_more_than_the_file_are_refused() {
    let sheets = |count: usize, rows: usize| {
        let data = format!("<sheetData>{}</sheetData>", row(1, &["Anna"]).repeat(rows));
        let book = (0..count).fold(Parts::default(), |book, at| book.sheet(&format!("S{at}"), "", &data));
        book.pack()
    };
    // Each sheet is below the limit of a part, some 800 kB.
    assert_eq!(checked(&sheets(3, 12_000)), "");
    assert!(checked(&sheets(5, 12_000)).contains("3145728 bytes in all its parts"));
    assert!(checked(&sheets(20, 1)).contains("more than 20 parts"));
}

#[test]
fn parts_that_share_their_bytes_are_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(row(1, &["Anna"]).as_bytes()).unwrap();
    zip.shallow_copy_file("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml").unwrap();
    assert!(checked(&zip.finish().unwrap().into_inner()).contains("overlap"));
}

#[test]
fn a_cell_and_a_row_that_are_too_large_are_refused() {
    let text = noise(300_000);
    let cell = format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    assert!(checked(&Parts::rows(&cell).pack()).contains("a row or a cell"));
    let runs: String =
        (0..30).map(|at| format!("<r><row/><t>{}</t></r>", &text[at * 10_000..][..10_000])).collect();
    let rich = format!("<row><c t=\"inlineStr\"><is>{runs}</is></c></row>");
    assert!(checked(&Parts::rows(&rich).pack()).contains("a row or a cell"));
    let empty_rows = r#"<row r="1" ht="15" customHeight="1"/>"#.repeat(10_000) + &noise(100_000);
    assert_eq!(checked(&Parts::rows(&empty_rows).pack()), "");
}

#[test]
fn parts_that_are_taken_into_memory_are_smaller_than_sheets() {
    let shared =
        |count: usize, text: &str| Parts::rows("").shared(&format!("<si><t>{text}</t></si>").repeat(count));
    assert_eq!(checked(&shared(100, "Anna").pack()), "");
    assert!(checked(&shared(101, "Anna").pack()).contains("different texts"));
    assert!(checked(&shared(1, &noise(70_000)).pack()).contains("beside its sheets"));
}

#[test]
fn parts_that_are_taken_into_memory_cannot_pass_for_sheets() {
    let noise = noise(70_000);
    let shared = format!("<sheetData><row></row></sheetData><si><t>{noise}</t></si>");
    assert!(checked(&Parts::rows("").shared(&shared).pack()).contains("beside its sheets"));
    let list = format!("<sheetData/><sheets><sheet name=\"{noise}\"/></sheets>");
    assert!(checked(&Parts::default().sheet("S", "", &list).pack()).contains("beside its sheets"));
    let sheet = row(1, &[&noise, "Email"]);
    assert_eq!(checked(&Parts::rows(&sheet).pack()), "");
    for name in [
        "xl/worksheets/sharedStrings.xml",
        "xl\\Worksheets\\STYLES.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    ] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(format!("<sheetData>{noise}</sheetData>").as_bytes()).unwrap();
        assert!(checked(&zip.finish().unwrap().into_inner()).contains("beside its sheets"), "{name}");
    }
}

#[test]
fn a_text_that_many_cells_share_makes_no_row_larger_than_memory() {
    let text = format!("<si><t>{}</t></si>", "x".repeat(9_000_000));
    let cells = |count: usize| {
        let row = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(count));
        Parts::rows(&(row.clone() + &row)).shared(&text).pack()
    };
    assert!(open_within(&Source::bytes(cells(3)), None, LIMITS).is_ok());
    assert!(refused(&cells(4)).contains("more than 32000000 bytes"));
    let one_place = r#"<c r="A1"><v>1</v></c>"#.repeat(16_385);
    assert!(refused(&Parts::rows(&format!("<row>{one_place}</row>")).pack()).contains("16384"));
}

#[test]
fn texts_that_all_rows_share_fill_no_disk() {
    let text = format!("<si><t>{}</t></si>", noise(10_000));
    let rows = |count: usize| {
        let row = r#"<row><c t="s"><v>0</v></c></row>"#;
        Parts::rows(&row.repeat(count)).shared(&text).pack()
    };
    assert_eq!(opened(&rows(5)), "");
    assert!(opened(&rows(20)).contains("repeats its texts"));
}

#[test]
fn merged_cells_that_reach_over_all_rows_fill_no_disk() {
    let rows = |width: usize, merges: usize| {
        let first = (0..width).map(|_| "<c><v>1234567890</v></c>").collect::<String>();
        let data = format!("<row>{first}</row>") + &"<row><c><v>1</v></c></row>".repeat(1_000);
        let letters = ('B'..='Z').cycle().take(merges);
        let merged: String =
            letters.map(|letter| format!("<mergeCell ref=\"{letter}1:{letter}1048576\"/>")).collect();
        let data = format!("<sheetData>{data}</sheetData><mergeCells>{merged}</mergeCells>");
        Parts::default().sheet("S", "", &data).pack()
    };
    assert_eq!(opened(&rows(3, 2)), "");
    assert!(opened(&rows(26, 25)).contains("repeats its texts"));
    assert!(opened(&rows(3, 51)).contains("merged cells"));
}

#[test]
fn entities_that_grow_are_refused() {
    let laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>";
    let mut file = Parts::rows(&row(1, &["Name", "&lol2;"]));
    file.shared = Some(format!("{laughs}<sst><si><t>&lol2;</t></si></sst>"));
    assert!(refused(&file.pack()).contains("entities"));
    // Nobody knows what they stand for where nothing declares them.
    refused(&Parts::rows(&(row(1, &["Name", "Email"]) + &row(2, &["&lol2;", "x"]))).pack());
}

#[test]
fn announcing_more_texts_than_there_may_be_is_refused_before_memory_is_set_aside() {
    for attribute in ["uniqueCount=\"18446744073709551615\"", "a=\">\" uniqueCount='9000000000'"] {
        let mut file = Parts::rows(&row(1, &["Name", "Email"]));
        file.shared = Some(format!("<sst {MAIN} {attribute}><si><t>Anna</t></si></sst>"));
        assert!(refused(&file.pack()).contains("texts"));
    }
}

#[test]
fn damaged_workbooks_are_errors_that_show_no_cell() {
    let whole = Parts::rows(&(row(1, &["Name", "Email"]) + &row(2, &["Anna", "anna@example.com"]))).pack();
    for end in [4, 5, 100, whole.len() / 2, whole.len() - 1] {
        refused(&whole[..end]);
    }
    let random = crate::testing::FixedRandomness::new(11);
    for _ in 0..200 {
        let mut file = whole.clone();
        for _ in 0..1 + random.below(3) {
            let place = random.below(file.len() - 4) + 4;
            file[place] = u8::try_from(random.below(256)).unwrap();
        }
        if let Err(error) = open(&file) {
            assert!(!error.to_string().contains("anna"), "{error}");
        }
    }
    let wrong = row(1, &["Name", "Email"]) + &row(2, &["<c t=\"b\"><v>anna</v></c>", "x"]);
    assert!(!refused(&Parts::rows(&wrong).pack()).contains("anna"));
}

#[test]
fn sheets_that_go_beyond_what_a_sheet_has_are_refused() {
    let wide = r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFE1"><v>1</v></c></row>"#;
    assert!(refused(&Parts::rows(wide).pack()).contains("16384"));
    let back = row(3, &["Name", "Email"]) + &row(2, &["Anna", "x"]);
    assert!(refused(&Parts::rows(&back).pack()).contains("order"));
}

#[test]
fn files_of_another_kind_are_named() {
    let archive = |parts: &[&str]| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for part in parts {
            zip.start_file(*part, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"hello").unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    for (parts, kind) in [
        (&["mimetype", "content.xml", "META-INF/manifest.xml"][..], ".ods"),
        (&["Index/Document.iwa", "Metadata/Properties.plist"], ".numbers"),
        (&["Index.zip", "preview.jpg"], ".numbers"),
        (&["[Content_Types].xml", "xl/workbook.bin"], ".xlsb"),
    ] {
        let said = refused(&archive(parts));
        assert!(said.contains(kind) && said.contains("save it as .xlsx or CSV"), "{said}");
    }
    assert!(refused(&archive(&["hello.txt"])).contains("workbook"));
}

#[test]
fn a_panic_of_the_reader_of_cells_is_an_error_that_shows_no_cell() {
    let said = caught::<()>(|| panic!("Anna")).unwrap_err();
    assert_eq!(said.kind(), ErrorKind::Import);
    assert!(said.to_string().contains("workbook") && !said.to_string().contains("Anna"), "{said}");

    // The reader subtracts the places of merged cells, and overflows where that is checked.
    let data = row(1, &["Name", "Email"]) + &row(2, &["Anna", "a@example.com"]);
    let merged = r#"<mergeCells count="1"><mergeCell ref="A2:B1"/></mergeCells>"#;
    let file = Parts::default().sheet("S", "", &format!("<sheetData>{data}</sheetData>{merged}")).pack();
    match open(&file) {
        Ok(table) => assert!(!cfg!(debug_assertions) && rows(&table).len() == 1),
        Err(error) => assert_eq!(error.to_string(), said.to_string()),
    }
}
