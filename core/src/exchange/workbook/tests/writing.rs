use std::io;

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::base::ErrorKind;
use crate::exchange::workbook::{Column, Style, Workbook, put_boolean, put_error, put_number, put_text};
use crate::register::Register;

fn column(heading: &str) -> Column {
    Column { heading: heading.to_owned(), width: 10, style: Style::Text }
}

fn begun(columns: usize) -> Workbook<Vec<u8>> {
    let mut workbook = Workbook::new(Vec::new());
    let columns = (0..columns).map(|number| column(&format!("c{number}")));
    workbook.begin("Kunder & <vänner>", columns.collect()).unwrap();
    workbook
}

// SPEC: B17, A23
#[test]
fn another_reader_finds_typed_cells() {
    let mut workbook = begun(5);
    workbook.begin_row().unwrap();
    put_text(workbook.cell(0), Style::Text, "=1+1");
    put_number(workbook.cell(1), Style::Whole, 42.0);
    put_boolean(workbook.cell(2), true);
    put_number(workbook.cell(3), Style::Day, 38_749.0);
    put_error(workbook.cell(4), "#N/A");
    workbook.end_row().unwrap();
    let (bytes, file) = workbook.finish().unwrap();
    assert_eq!(bytes, file.len() as u64);

    let mut read = Xlsx::new(Cursor::new(file)).unwrap();
    assert_eq!(read.sheet_names(), ["Kunder  vänner"]);
    let range = read.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(range.get((1, 0)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(range.get((1, 1)), Some(&Data::Float(42.0)));
    assert_eq!(range.get((1, 2)), Some(&Data::Bool(true)));
    assert!(matches!(range.get((1, 3)), Some(Data::DateTime(_))));
    assert!(matches!(range.get((1, 4)), Some(Data::Error(_))));
}

// SPEC: B17
#[test]
fn rows_beyond_a_sheet_go_into_a_further_one_with_the_same_header() {
    let mut workbook = begun(1);
    workbook.sheet_rows = 3;
    for number in 1..=5 {
        workbook.begin_row().unwrap();
        put_text(workbook.cell(0), Style::Text, &number.to_string());
        workbook.end_row().unwrap();
    }
    let file = workbook.finish().unwrap().1;
    let mut read = Xlsx::new(Cursor::new(file)).unwrap();
    let sheets: Vec<Vec<String>> = read
        .worksheets()
        .into_iter()
        .map(|(_, range)| range.rows().map(|row| row[0].to_string()).collect())
        .collect();
    assert_eq!(sheets, [vec!["c0", "1", "2"], vec!["c0", "3", "4"], vec!["c0", "5"]]);
}

// SPEC: B17
#[test]
fn what_went_into_further_sheets_is_imported_as_one_table() {
    let mut workbook = Workbook::new(Vec::new());
    workbook.sheet_rows = 3;
    workbook.begin("Customers", vec![column("given_name"), column("email")]).unwrap();
    for number in 1..=5 {
        workbook.begin_row().unwrap();
        put_text(workbook.cell(0), Style::Text, &format!("Anna{number}"));
        put_text(workbook.cell(1), Style::Text, &format!("a{number}@example.com"));
        workbook.end_row().unwrap();
    }
    let file = workbook.finish().unwrap().1;
    let numbers: Vec<u64> = rows(&open(&file).unwrap()).into_iter().map(|row| row.0).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 6]);
    let register = Register::in_memory().unwrap();
    let import = || register.import_source(Source::bytes(&file)).unwrap();
    assert_eq!(import().run().unwrap().counts.created, 5);
    assert_eq!(import().run().unwrap().counts.unchanged, 5);
}

// SPEC: B17
#[test]
fn every_sheet_has_a_frozen_header_and_filters_over_its_rows() {
    let mut workbook = begun(3);
    workbook.sheet_rows = 3;
    for _ in 0..3 {
        workbook.begin_row().unwrap();
        workbook.end_row().unwrap();
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook.finish().unwrap().1)).unwrap();
    for (sheet, range) in [("sheet1", "A1:C3"), ("sheet2", "A1:C2")] {
        let mut part = String::new();
        let name = format!("xl/worksheets/{sheet}.xml");
        std::io::Read::read_to_string(&mut zip.by_name(&name).unwrap(), &mut part).unwrap();
        assert!(part.contains(r#"<pane ySplit="1" topLeftCell="A2""#) && part.contains(r#"state="frozen""#));
        assert!(part.contains(&format!(r#"<autoFilter ref="{range}"/>"#)), "{part}");
    }
}

#[test]
fn columns_after_z_have_two_letters_and_more() {
    let mut workbook = begun(703);
    for (place, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
        assert_eq!(workbook.cell(place).column, letters);
    }
}

/// A file on a disk that is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_such_at_every_point() {
    let write = |room: usize| -> Result<()> {
        let mut workbook = Workbook::new(Full(room));
        workbook.begin("Customers", vec![column("Name")])?;
        for number in 0..5_000 {
            workbook.begin_row()?;
            put_text(workbook.cell(0), Style::Text, &format!("{}", number * 7_919));
            workbook.end_row()?;
        }
        workbook.finish().map(|_| ())
    };
    write(1 << 20).unwrap();
    for room in [0, 10, 100, 1_000, 10_000, 20_000] {
        assert_eq!(write(room).unwrap_err().kind(), ErrorKind::Full, "{room}");
    }
}
