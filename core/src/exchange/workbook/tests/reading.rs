use super::*;
use crate::base::ErrorKind;
use crate::exchange::notice::Notice;
use crate::exchange::{Mapping, MappingOptions};

fn cells(file: Parts) -> Vec<Vec<String>> {
    rows(&open(&file.pack()).unwrap()).into_iter().map(|row| row.1).collect()
}

fn one_row(cells_of_row: &[&str]) -> Vec<String> {
    let header = row(1, &["Name", "Email", "Phone", "City", "Note", "Company", "Region"]);
    cells(Parts::rows(&(header + &row(2, cells_of_row)))).remove(0)
}

// SPEC: B17
#[test]
fn typed_cells_become_texts_that_an_import_understands() {
    let read = one_row(&[
        r#"<c s="1"><v>38749</v></c>"#,
        r#"<c s="2"><v>45000.604166666664</v></c>"#,
        r#"<c t="b"><v>1</v></c>"#,
        "<c><v>460701234567</v></c>",
        "<c><v>4.60701234567E11</v></c>",
        r#"<c s="4"><v>19.99</v></c>"#,
        "<c><v>-0.5</v></c>",
    ]);
    let expected =
        ["2006-02-01", "2023-03-15T14:30:00", "true", "460701234567", "460701234567", "19.99", "-0.5"];
    assert_eq!(read, expected);
}

#[test]
fn numbers_have_the_15_digits_that_excel_shows_and_no_mark_of_thousands() {
    let read =
        one_row(&["<c><v>0.30000000000000004</v></c>", "<c><v>1.234</v></c>", "<c><v>1234567.891</v></c>"]);
    assert_eq!(read, ["0.3", "1.2340", "1234567.8910"]);
}

#[test]
fn times_alone_and_hours_are_no_days() {
    assert_eq!(one_row(&[r#"<c s="2"><v>0.75</v></c>"#, r#"<c s="3"><v>1.5</v></c>"#]), ["18:00:00", "1.5"]);
}

// SPEC: B17
#[test]
fn formulas_count_as_their_last_result() {
    let read = one_row(&[
        r#"<c t="str"><f>A1&amp;"x"</f><v>Anna &amp; Bo</v></c>"#,
        "<c><f>1+1</f><v>2</v></c>",
        "<c><f>1+1</f></c>",
        "Malmö",
    ]);
    assert_eq!(read, ["Anna & Bo", "2", "", "Malmö"]);
}

#[test]
fn shared_rich_and_escaped_texts_are_whole() {
    let shared = "<si><t>Anna</t></si><si><r><t>An</t></r><r><t xml:space=\"preserve\">na </t></r></si>\
                  <si><t>a_x000D_b_x005F_x0041_</t></si>";
    let header = row(1, &["Name", "Email", "Note"]);
    let texts: Vec<String> = (0..3).map(|place| format!(r#"<c t="s"><v>{place}</v></c>"#)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let file = Parts::rows(&(header + &row(2, &texts))).shared(shared);
    assert_eq!(cells(file), [["Anna", "Anna ", "a\rb_x0041_"]]);
}

// SPEC: B17
#[test]
fn days_of_macs_are_counted_from_1904() {
    let header = row(1, &["Name", "Birthday"]);
    let file = Parts::rows(&(header + &row(2, &["Anna", r#"<c s="1"><v>37287</v></c>"#]))).of_1904();
    assert_eq!(cells(file), [["Anna", "2006-02-01"]]);
}

// SPEC: B17
#[test]
fn rows_have_the_numbers_of_the_sheet_below_titles_and_empty_rows() {
    let sheet = row(2, &["Customers of 2024"])
        + &row(5, &["First name", "Last name", "Email"])
        + r#"<row r="6"/>"#
        + &row(7, &["Anna", "Berg", "anna@example.com"])
        + &row(9, &["", "", " "])
        + &row(12, &["Bo", "Ek"]);
    let table = open(&Parts::rows(&sheet).pack()).unwrap();
    assert_eq!(table.headers(), ["First name", "Last name", "Email"]);
    let read = rows(&table);
    assert_eq!(read.iter().map(|row| row.0).collect::<Vec<_>>(), [7, 12]);
    assert_eq!(read[1].1, ["Bo", "Ek"]);
}

// SPEC: B17
#[test]
fn the_first_visible_sheet_with_a_table_is_read_unless_another_is_chosen() {
    let table_of = |name: &str| {
        format!("<sheetData>{}{}</sheetData>", row(1, &["Name", "Email"]), row(2, &[name, "a@b.se"]))
    };
    let file = Parts::default()
        .sheet("Hidden", r#"state="hidden""#, &table_of("Hilda"))
        .sheet("About", "", &format!("<sheetData>{}</sheetData>", row(1, &["Made by the shop"])))
        .sheet("Kunder", "", &table_of("Kim"))
        .sheet("Old", "", &table_of("Olle"))
        .pack();
    let first = open(&file).unwrap();
    assert_eq!((first.sheet(), &rows(&first)[0].1[0][..]), (Some("Kunder"), "Kim"));
    assert_eq!(first.sheets(), ["Hidden", "About", "Kunder", "Old"]);
    assert_eq!(rows(&first).len(), 2);

    let named = open_sheet(&file, SheetChoice::Name("Old".to_owned())).unwrap();
    assert_eq!((rows(&named).len(), &rows(&named)[0].1[0][..]), (1, "Olle"));
    let placed = open_sheet(&file, SheetChoice::Place(0)).unwrap();
    assert_eq!(placed.sheet(), Some("Hidden"));
    for missing in [SheetChoice::Name("None".to_owned()), SheetChoice::Place(4)] {
        assert_eq!(open_sheet(&file, missing).unwrap_err().kind(), ErrorKind::Import);
    }
}

// SPEC: B17
#[test]
fn sheets_with_other_headings_are_named_and_those_with_the_same_read_on() {
    let sheet = |headings: &[&str], names: &[&str]| {
        let rows = names.iter().zip(2..).map(|(name, number)| row(number, &[name, "x"]));
        format!("<sheetData>{}{}</sheetData>", row(1, headings), rows.collect::<String>())
    };
    let file = Parts::default()
        .sheet("Kunder", "", &sheet(&["Name", "City"], &["Anna", "Bo"]))
        .sheet("Orders", "", &sheet(&["Order", "Sum"], &["1", "2"]))
        .sheet("Secret", r#"state="hidden""#, &sheet(&["Name", "City"], &["Hilda"]))
        .sheet("Kunder 2", "", &sheet(&[" Name", "City"], &["Cia", "Dag"]))
        .sheet("Notes", "", &format!("<sheetData>{}</sheetData>", row(1, &["by the shop"])))
        .pack();
    let table = open(&file).unwrap();
    let read: Vec<(u64, String)> = rows(&table).into_iter().map(|(n, cells)| (n, cells[0].clone())).collect();
    let expected = [(2, "Anna"), (3, "Bo"), (4, "Cia"), (5, "Dag")];
    assert_eq!(read, expected.map(|(number, name)| (number, name.to_owned())));
    let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
    let notices = Notice::of(&table, &mapping);
    assert!(notices.contains(&Notice::SheetsJoined(vec!["Kunder 2".to_owned()])), "{notices:?}");
    assert!(notices.contains(&Notice::SheetsLeft(vec!["Orders".to_owned()])), "{notices:?}");
    let chosen = open_sheet(&file, SheetChoice::Name("Kunder".to_owned())).unwrap();
    assert_eq!(rows(&chosen).len(), 2);
    assert_eq!(chosen.further_sheets(), (&[][..], &[][..]));
}

// SPEC: B17
#[test]
fn a_cell_merged_over_rows_is_in_each_of_them() {
    let data = row(1, &["Company", "Name", "Email"])
        + &row(2, &["Ateljé Ljus", "Anna", "anna@example.com"])
        + &row(3, &["", "Bo", "bo@example.com"])
        + &row(4, &["", "Cia"]);
    let merged = r#"<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"#;
    let file = Parts::default().sheet("S", "", &format!("<sheetData>{data}</sheetData>{merged}"));
    let read = cells(file);
    assert_eq!(read[1], ["Ateljé Ljus", "Bo", "bo@example.com"]);
    assert_eq!(read[2], ["", "Cia"]);
}

#[test]
fn columns_may_be_left_out_and_cells_without_places_follow_each_other() {
    let sheet = "<row><c t=\"inlineStr\"><is><t>Name</t></is></c><c t=\"inlineStr\"><is><t>Email</t></is></c></row>\
                 <row><c><v>7</v></c><c t=\"inlineStr\"><is><t>a@b.se</t></is></c></row>\
                 <row r=\"3\"><c r=\"C3\"><v>1</v></c></row>";
    assert_eq!(cells(Parts::rows(sheet)), [vec!["7", "a@b.se"], vec!["", "", "1"]]);
}

#[test]
fn a_workbook_without_a_cell_is_an_empty_table() {
    let table = open(&Parts::rows("").pack()).unwrap();
    assert_eq!((table.headers().len(), rows(&table).len()), (0, 0));
}

#[test]
fn many_rows_wait_in_a_file_and_progress_is_told_in_bytes_of_the_workbook() {
    let mut data = row(1, &["Name", "Note"]);
    for number in 2..3_002 {
        data += &row(number, &["Anna", &format!("{number:02000}")]);
    }
    let file = Parts::rows(&data).pack();
    let table = open(&file).unwrap();
    let (mut reader, mut read, mut count) = (table.rows().unwrap(), Row::default(), 0);
    while reader.read(&mut read).unwrap() {
        count += 1;
        assert_eq!(read.get(1).unwrap().parse(), Ok(read.number()));
    }
    assert_eq!(count, 3_000);
    let progress = reader.progress();
    assert_eq!((progress.done_bytes, progress.total_bytes), (file.len() as u64, file.len() as u64));
}
