//! What stands around the records of a file: titles, headings once more, sums, blank rows.

use super::{all_rows, cells, table};
use crate::exchange::{Delimiter, HeaderRow, LineEnd, Row, RowKind, Source, Table, TableOptions};

fn kinds(table: &Table) -> Vec<RowKind> {
    all_rows(table).iter().map(Row::kind).collect()
}

#[test]
fn empty_lines_and_the_separator_line_of_excel_stand_above_the_header() {
    let read = table("\r\n\r\nsep=;\r\nName;E-Mail\r\nAnna;anna@example.com\r\n");
    assert_eq!(read.headers(), ["Name", "E-Mail"]);
    assert_eq!(read.dialect().delimiter, Delimiter::Semicolon);
    assert_eq!(all_rows(&read).len(), 1);
    // The line wins over what the text looks like.
    let read = table("sep=|\nName,x|E-Mail,y\nAnna|a\n");
    assert_eq!(read.headers(), ["Name,x", "E-Mail,y"]);
}

#[test]
fn ragged_rows_keep_their_cells() {
    let read = table("a,b,c\n1\n1,2,3,4\n1,2,3\n");
    let lengths: Vec<usize> = all_rows(&read).iter().map(Row::len).collect();
    assert_eq!(lengths, [1, 4, 3]);
    assert_eq!(all_rows(&read)[0].get(1), None);
}

// SPEC: B17, C15
#[test]
fn titles_above_the_headings_are_found_and_counted() {
    let cases = [
        // Headings that are known, below a title and an empty line.
        ("Customers of Studio Berg\n\nName;E-mail;City\nAnna;a@example.com;Malmö\n", 2, "Name"),
        // Padded by a spreadsheet.
        (
            "Kundlista;;;\r\nUtskriven 2024-05-01;;;\r\n;;;\r\nFörnamn;Efternamn;E-post;Ort\r\nAnna;Berg;a@example.com;Lund\r\n",
            3,
            "Förnamn",
        ),
        // A title in quotes over two lines.
        ("\"Liste\nStand: heute\";;\nVorname;Nachname;PLZ\nAnna;Berg;10115\n", 2, "Vorname"),
        // Headings that nobody knows.
        ("Export\nfrom 1 May\nfoo,bar,baz,qux\n1,x,y,z\n2,x,y,z\n3,x,y,z\n4,x,y,z\n", 2, "foo"),
        // One column.
        ("Subscribers\n\nE-mail\na@example.com\nb@example.com\n", 2, "E-mail"),
        // With the line of Excel.
        ("sep=;\nReport of May\nName;E-mail;City\nAnna;a@example.com;Malmö\n", 2, "Name"),
        // Nothing above.
        ("\n\nName;E-mail\nAnna;a@example.com\n", 0, "Name"),
        ("Kund;Adress;x\n1;y;z\n", 0, "Kund"),
    ];
    for (text, skipped, first) in cases {
        for text in [text.to_owned(), text.replace("\r\n", "\n").replace('\n', "\r")] {
            let read = table(&text);
            assert_eq!(read.dialect().skipped_lines, skipped, "{text}");
            assert_eq!(read.headers()[0], first, "{text}");
            assert!(read.dialect().has_header);
            let row = &all_rows(&read)[0];
            assert_eq!(row.number(), 2);
            let line = text
                .replace("\r\n", "\r")
                .split(['\r', '\n'])
                .position(|l| l.starts_with(row.get(0).unwrap()));
            assert_eq!(row.line(), line.unwrap() as u64 + 1, "{text}");
        }
    }
}

// SPEC: B17
#[test]
fn the_line_of_the_headings_can_be_given() {
    let text = "\nName;E-mail\nVorname;Mail\nAnna;a@example.com\n";
    for (header, first, rows) in [
        (HeaderRow::Detect, "Name", 2),
        (HeaderRow::Line(2), "Name", 2),
        (HeaderRow::Line(3), "Vorname", 1),
        (HeaderRow::First, "Name", 2),
        (HeaderRow::None, "1", 3),
    ] {
        let options = TableOptions { header, ..TableOptions::default() };
        let read = Table::open(Source::bytes(text), &options).unwrap();
        assert_eq!((read.headers()[0].as_str(), all_rows(&read).len()), (first, rows), "{header:?}");
    }
}

// SPEC: B17
#[test]
fn mixed_line_ends_end_rows_and_lines_are_counted_right() {
    let read = table("name;city\r\nAnna;Lund\nBo;Ystad\rCid;\"Bo\r\nrås\"\r\n\r\nDan;Umeå");
    let rows = all_rows(&read);
    let found: Vec<(&str, u64)> = rows.iter().map(|row| (row.get(0).unwrap(), row.line())).collect();
    assert_eq!(found, [("Anna", 2), ("Bo", 3), ("Cid", 4), ("Dan", 7)]);
    assert_ne!(read.dialect().line_end, LineEnd::Cr);
}

// SPEC: B17
#[test]
fn rows_of_empty_cells_are_empty_lines() {
    let read = table("name;city\nAnna;Lund\n;\n ; \nBo;Ystad\n;;;;\n");
    let found: Vec<(u64, u64)> = all_rows(&read).iter().map(|row| (row.number(), row.line())).collect();
    assert_eq!(found, [(2, 2), (3, 5)]);
}

// SPEC: B17
#[test]
fn headings_that_come_again_are_no_record() {
    let read = table("Name;City\nAnna;Lund\nName;City\nBo;Ystad\n Name ;City;\nName;Lund\n");
    use RowKind::{HeaderAgain, Record};
    assert_eq!(kinds(&read), [Record, HeaderAgain, Record, HeaderAgain, Record]);
    assert_eq!(read.sample().len(), 3);
}

// SPEC: B17
#[test]
fn a_sum_at_the_end_is_no_record() {
    use RowKind::{Record, Sum};
    for line in
        ["Total;;1 234,50", "Summa:;2;", "Antal: 25", "TOTAL;3", ";;Sum;12.50 kr", "Gesamt: 3 ", "Общо;;12"]
    {
        for below in ["", "\n", "\n;;;\n"] {
            let read = table(format!("Name;City;Spent;x\nAnna;Lund;1;y\nTotal;Paris;7;y\n\n{line}{below}"));
            assert_eq!(kinds(&read), [Record, Record, Sum], "{line}");
        }
    }
    let two = table("Name;Spent\nAnna;1\nSubtotal;1\nTotal;1\n");
    assert_eq!(kinds(&two), [Record, Sum, Sum]);
    // A customer may be called so.
    for line in ["Total;info@total.example;1", "Total;Paris;1", "Summa;;", "Total", "Anna;;12", "5;;12"] {
        let read = table(format!("Name;City;Spent;x\nAnna;Lund;1;y\n{line}\n"));
        assert_eq!(kinds(&read), [Record, Record], "{line}");
    }
    let within = table("Name;Spent\nTotal;1\nAnna;1\n");
    assert_eq!(kinds(&within), [Record, Record]);
    assert_eq!(cells(&within), [["Total", "1"], ["Anna", "1"]]);
}
