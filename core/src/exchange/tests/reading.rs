use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{all_rows, cells, file, table};
use crate::base::{ErrorKind, Rule};

use crate::exchange::{
    Delimiter, EncodingEvidence, HeaderRow, LineEnd, MAX_CELL_BYTES, MAX_COLUMNS, Row, SheetChoice, Source,
    Table, TableOptions,
};
use crate::test_data;

/// Every CSV file of the test data: delimiter, encoding, columns, rows below the header.
pub(super) const FILES: &[(&str, char, &str, usize, usize)] = &[
    ("civicrm/individual_country_state_county_with_related.csv", ',', "UTF-8", 22, 8),
    ("civicrm/individual_dates_type1.csv", ',', "UTF-8", 9, 7),
    ("civicrm/individual_dates_type4.csv", ',', "UTF-8", 9, 4),
    ("civicrm/individual_genders.csv", ',', "UTF-8", 7, 16),
    ("civicrm/individual_unicode.csv", ',', "UTF-8", 4, 1),
    ("civicrm/participant.csv", ',', "UTF-8", 12, 1),
    ("csv-spectrum/csvs/comma_in_quotes.csv", ',', "UTF-8", 5, 1),
    ("csv-spectrum/csvs/empty.csv", ',', "UTF-8", 3, 2),
    ("csv-spectrum/csvs/empty_crlf.csv", ',', "UTF-8", 3, 2),
    ("csv-spectrum/csvs/escaped_quotes.csv", ',', "UTF-8", 2, 2),
    ("csv-spectrum/csvs/json.csv", ',', "UTF-8", 2, 1),
    ("csv-spectrum/csvs/location_coordinates.csv", ',', "UTF-8", 4, 1),
    ("csv-spectrum/csvs/newlines.csv", ',', "UTF-8", 3, 3),
    ("csv-spectrum/csvs/newlines_crlf.csv", ',', "UTF-8", 3, 3),
    ("csv-spectrum/csvs/quotes_and_newlines.csv", ',', "UTF-8", 2, 2),
    ("csv-spectrum/csvs/simple.csv", ',', "UTF-8", 3, 1),
    ("csv-spectrum/csvs/simple_crlf.csv", ',', "UTF-8", 3, 1),
    ("csv-spectrum/csvs/utf8.csv", ',', "UTF-8", 3, 2),
    ("febrl/dataset1.csv", ',', "UTF-8", 11, 1000),
    ("febrl/dataset2.csv", ',', "UTF-8", 11, 5000),
    ("ghost-members/members-duplicate-emails.csv", ',', "UTF-8", 1, 2),
    ("ghost-members/members-formula-like-values.csv", ',', "UTF-8", 3, 2),
    ("ghost-members/members-ragged-row.csv", ',', "UTF-8", 3, 2),
    ("ghost-members/valid-members-import.csv", ',', "UTF-8", 6, 2),
    ("ghost-members/valid-members-labels.csv", ',', "UTF-8", 2, 2),
    ("prestashop/addresses_import.csv", ';', "UTF-8", 21, 16),
    ("prestashop/customers_import.csv", ';', "UTF-8", 13, 9),
    ("roundcube/Csv2vcard/all.csv", ',', "UTF-8", 61, 1),
    ("roundcube/Csv2vcard/gmail.csv", ',', "UTF-8", 81, 1),
    ("roundcube/Csv2vcard/outlook.csv", ',', "UTF-8", 3, 1),
    ("sendora/customers.csv", ',', "UTF-8", 3, 4),
    ("shopify-like/customers_a.csv", ',', "UTF-8", 9, 7),
    ("shopify-like/customers_b.csv", ',', "UTF-8", 20, 2),
    ("thunderbird/basic_csv_addressbook.csv", ',', "UTF-8", 37, 2),
    ("thunderbird/csv_no_header.csv", ',', "UTF-8", 4, 2),
    ("thunderbird/csv_semicolon.csv", ';', "UTF-8", 4, 2),
];

// SPEC: B17, C15
#[test]
fn every_real_file_is_read_in_its_dialect() {
    for (name, delimiter, encoding, columns, rows) in FILES {
        let Some(table) = file(name) else { return };
        assert_eq!(table.dialect().delimiter.as_char(), *delimiter, "{name}");
        assert_eq!(table.encoding().name(), *encoding, "{name}");
        assert_eq!(table.headers().len(), *columns, "{name}");
        assert_eq!(all_rows(&table).len(), *rows, "{name}");
        assert_eq!(table.dialect().has_header, *name != "thunderbird/csv_no_header.csv", "{name}");
    }
}

#[test]
fn no_csv_file_of_the_test_data_is_left_out() {
    let Some(root) = test_data::path("README.md") else { return };
    let mut folders = vec![root.parent().unwrap().to_owned()];
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|extension| extension == "csv") {
                found += 1;
            }
        }
    }
    assert_eq!(found, FILES.len());
}

// SPEC: C15
#[test]
fn real_files_are_read_alike_in_every_encoding_and_delimiter() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (name, _, _, columns, rows) in FILES.iter().filter(|entry| !entry.0.contains("febrl/dataset2")) {
        let Some(original) = file(name) else { return };
        if *columns == 1 || !original.dialect().has_header {
            continue;
        }
        let mut expected = vec![original.headers().to_vec()];
        expected.extend(cells(&original));
        for delimiter in Delimiter::ALL {
            let mut writer = csv::WriterBuilder::new();
            let mut writer =
                writer.delimiter(delimiter.as_char() as u8).flexible(true).from_writer(Vec::new());
            expected.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let with_mark = |mark: &[u8], units: Vec<u8>| [mark, &units].concat();
            let little = with_mark(b"\xFF\xFE", text.encode_utf16().flat_map(u16::to_le_bytes).collect());
            let big = with_mark(b"\xFE\xFF", text.encode_utf16().flat_map(u16::to_be_bytes).collect());
            let marked = with_mark(b"\xEF\xBB\xBF", text.clone().into_bytes());
            for (encoding, bytes) in [
                ("UTF-8", text.clone().into_bytes()),
                ("UTF-8", marked),
                ("UTF-16LE", little),
                ("UTF-16BE", big),
            ] {
                tried += 1;
                let read = table(bytes);
                let same = read.headers() == original.headers() && cells(&read) == expected[1..];
                if !same || read.encoding().name() != encoding || all_rows(&read).len() != *rows {
                    wrong.push(format!("{name} as {encoding} with {delimiter:?}"));
                }
            }
        }
    }
    assert!(tried > 400, "{tried}");
    assert_eq!(wrong, Vec::<String>::new());
}

// SPEC: B17, C15
#[test]
fn windows_code_pages_are_told_by_their_letters() {
    let cases = [
        ("windows-1252", "Förnamn;Efternamn;Ort\nÅsa;Öberg;Malmö\nJosé;Muñoz;Växjö\nBjörn;Håkansson;Gävle\n"),
        ("windows-1252", "Vorname;Nachname;Straße\nJürgen;Größe;Königstraße 5\nÄnne;Müller;Lärchenweg 2\n"),
        (
            "windows-1251",
            "Име;Фамилия;Град\nИван;Петров;София\nМария;Георгиева;Пловдив\nГеорги;Иванов;Варна\n",
        ),
        (
            "windows-1250",
            "Imię;Nazwisko;Miasto\nŁukasz;Wiśniewski;Łódź\nZofia;Dąbrowska;Kraków\nŻaneta;Gęś;Gdańsk\n",
        ),
    ];
    for (name, text) in cases {
        let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable);
        let read = table(&bytes);
        assert_eq!(read.encoding().name(), name);
        assert_eq!(read.encoding().evidence(), EncodingEvidence::Letters);
        assert_eq!(cells(&read)[0][0], text.lines().nth(1).unwrap().split(';').next().unwrap());
    }
}

// SPEC: B17
#[test]
fn the_caller_knows_better() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Име|Град\nИван|София\n");
    let options = TableOptions {
        encoding: Some("koi8-r".to_owned()),
        delimiter: Some(Delimiter::Comma),
        header: HeaderRow::None,
        ..TableOptions::default()
    };
    let read = Table::open(Source::bytes(&bytes), &options).unwrap();
    assert_eq!(read.encoding().name(), "KOI8-R");
    assert_eq!(read.headers(), ["1"]);
    assert_eq!(all_rows(&read).len(), 2);
    let unknown = TableOptions { encoding: Some("martian".to_owned()), ..TableOptions::default() };
    let error = Table::open(Source::bytes("a"), &unknown).unwrap_err();
    assert_eq!((error.problems()[0].field.as_ref(), error.problems()[0].rule), ("encoding", Rule::Choice));
    // As Python and old programs call them.
    for (name, called) in [
        ("utf_8", "UTF-8"),
        ("cp65001", "UTF-8"),
        ("iso8859_1", "windows-1252"),
        ("euc_jp", "EUC-JP"),
        ("utf_16_le", "UTF-16LE"),
    ] {
        let options = TableOptions { encoding: Some(name.to_owned()), ..TableOptions::default() };
        assert_eq!(
            Table::open(Source::bytes("a\nb\n"), &options).unwrap().encoding().name(),
            called,
            "{name}"
        );
    }
}

// SPEC: B17, C15
#[test]
fn a_wrong_guess_at_the_encoding_shows() {
    let mut bytes = b"name;city\n".to_vec();
    for row in 2..600_000 {
        // Between the stretches that are looked at.
        let text: &[u8] = if row == 100_000 { b"J\xFCrgen;K\xF6ln\n" } else { b"Anna;Berlin\n" };
        bytes.extend_from_slice(text);
    }
    let read = table(&bytes);
    assert_eq!(read.encoding().evidence(), EncodingEvidence::Ascii);
    let (mut rows, mut row) = (read.rows().unwrap(), Row::default());
    while rows.read(&mut row).unwrap() {}
    assert_eq!(rows.replaced(), 2);
    assert_eq!(rows.first_replaced_row(), Some(100_000));
}

#[test]
fn a_replacement_character_in_the_file_itself_is_no_fault() {
    let read = table("place\n37\u{FFFD}36\n");
    let (mut rows, mut row) = (read.rows().unwrap(), Row::default());
    assert!(rows.read(&mut row).unwrap());
    assert_eq!((rows.replaced(), rows.first_replaced_row()), (0, None));
}

// SPEC: B17
#[test]
fn csv_spectrum_is_read_as_its_json_says() {
    let Some(folder) = test_data::path("csv-spectrum/csvs") else { return };
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let json = test_data::read(&format!("csv-spectrum/json/{}", name.replace(".csv", ".json"))).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        // One of the sets is an object instead of a list of one.
        let expected = json.as_array().cloned().unwrap_or_else(|| vec![json.clone()]);
        let read = file(&format!("csv-spectrum/csvs/{name}")).unwrap();
        let object = |row: Vec<String>| -> serde_json::Map<String, serde_json::Value> {
            read.headers().iter().cloned().zip(row.into_iter().map(Into::into)).collect()
        };
        let mut found: Vec<serde_json::Value> =
            cells(&read).into_iter().map(|row| object(row).into()).collect();
        if name == "location_coordinates.csv" {
            // The set contradicts itself here: its JSON has another number than its CSV.
            assert_eq!(found[0]["Contact Phone Number"], "2095257564");
            found[0]["Contact Phone Number"] = expected[0]["Contact Phone Number"].clone();
        }
        assert_eq!(found, expected, "{name}");
    }
}

// SPEC: B17
#[test]
fn any_line_end_ends_a_row_and_lines_are_counted() {
    for (line_end, mark) in [(LineEnd::Lf, "\n"), (LineEnd::CrLf, "\r\n"), (LineEnd::Cr, "\r")] {
        let text = ["name,note", "Anna,\"two", "lines\"", "", "Bo,x", "Cid,y"].join(mark);
        let read = table(&text);
        assert_eq!(read.dialect().line_end, line_end);
        let rows = all_rows(&read);
        assert_eq!(rows[0].get(1), Some(format!("two{mark}lines").as_str()));
        let places: Vec<(u64, u64)> = rows.iter().map(|row| (row.number(), row.line())).collect();
        assert_eq!(places, [(2, 2), (3, 5), (4, 6)]);
    }
}

#[test]
fn one_column_is_not_cut_at_characters_in_its_texts() {
    let read = table("note\nhello, world\nplain\na, b, c\n");
    assert_eq!(cells(&read), [["hello, world"], ["plain"], ["a, b, c"]]);
}

#[test]
fn single_quotes_are_taken_where_the_header_wears_them() {
    let read = table("'name','city'\n'Anna, B','x'\n");
    assert_eq!(read.dialect().quote, '\'');
    assert_eq!(cells(&read), [["Anna, B", "x"]]);
}

#[test]
fn an_empty_file_has_no_columns() {
    for text in ["", "\n\n", "\u{FEFF}"] {
        let read = table(text);
        assert!(read.headers().is_empty());
        assert!(all_rows(&read).is_empty());
    }
}

// SPEC: B17
#[test]
fn a_cell_or_a_row_that_is_too_large_is_an_error_that_names_the_row() {
    let fits = format!("a,b\nx,{}\n1,2\n", "y".repeat(MAX_CELL_BYTES));
    assert_eq!(all_rows(&table(fits)).len(), 2);
    let unclosed = format!("a,b\n1,2\nx,\"{}", "y\n".repeat(MAX_CELL_BYTES));
    let wide = format!("a,b\n1,2\n{}\n", "x,".repeat(MAX_COLUMNS + 1));
    for text in [unclosed, wide] {
        let error = match Table::open(Source::bytes(text), &TableOptions::default()) {
            Ok(table) => {
                let (mut rows, mut row) = (table.rows().unwrap(), Row::default());
                std::iter::repeat_with(|| rows.read(&mut row)).find_map(Result::err).unwrap()
            }
            Err(error) => error,
        };
        assert_eq!(error.kind(), ErrorKind::Import);
        assert!(error.to_string().contains("row 3 (line 3)"), "{error}");
    }
}

#[test]
fn progress_and_digest_tell_of_the_bytes_of_the_source() {
    let text = "name\n".to_owned() + &"Åsa\n".repeat(50_000);
    let read = table(&text);
    let (mut rows, mut row) = (read.rows().unwrap(), Row::default());
    assert!(rows.progress().done_bytes < text.len() as u64);
    while rows.read(&mut row).unwrap() {}
    assert_eq!(rows.progress().done_bytes, text.len() as u64);
    assert_eq!(rows.progress().total_bytes, text.len() as u64);
    assert_eq!(rows.digest(), <[u8; 32]>::from(Sha256::digest(&text)));
}

#[test]
fn a_stream_can_be_read_twice() {
    let source = Source::stream(std::io::Cursor::new("name\nAnna\n")).unwrap();
    let read = Table::open(source, &TableOptions::default()).unwrap();
    assert_eq!(cells(&read), cells(&read));
}

#[test]
fn the_exchange_profile_is_not_guarded() {
    assert!(!table("given_name,email\nAnna,a@example.com\n").is_guarded());
    assert!(table("\u{FEFF}given_name,email\nAnna,a@example.com\n").is_guarded());
    assert!(table("First name,E-mail\nAnna,a@example.com\n").is_guarded());
}

proptest! {
    // SPEC: B17
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(table) = Table::open(Source::bytes(&bytes), &TableOptions::default()) {
            let (mut rows, mut row) = (table.rows().unwrap(), Row::default());
            while rows.read(&mut row).unwrap() {}
        }
    }

    #[test]
    fn what_a_writer_wrote_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-zå\",;\n\r ]{0,6}", 3), 1..8),
    ) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["name", "email", "city"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let read = table(writer.into_inner().unwrap());
        let filled = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
        prop_assert_eq!(cells(&read), rows.into_iter().filter(filled).collect::<Vec<_>>());
    }
}

#[test]
fn what_only_looks_like_a_table_of_another_kind_is_refused_at_once() {
    let refused = |bytes: &[u8], options: &TableOptions| {
        Table::open(Source::bytes(bytes), options).unwrap_err().to_string()
    };
    let any = TableOptions::default();
    for unit in [u32::to_le_bytes as fn(u32) -> [u8; 4], u32::to_be_bytes] {
        let text = "\u{FEFF}Förnamn;Ort\nÅsa;Lund\n";
        let bytes: Vec<u8> = text.chars().flat_map(|c| unit(c.into())).collect();
        assert!(refused(&bytes, &any).contains("UTF-32"));
        // Without its mark it is no text at all.
        assert!(refused(&bytes[4..], &any).contains("binary"));
    }
    let options = TableOptions { sheet: Some(SheetChoice::Place(0)), ..any };
    assert!(refused(b"First name\nAnna\n", &options).contains("no workbook"));
}
