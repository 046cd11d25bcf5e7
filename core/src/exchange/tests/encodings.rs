use super::{cells, table};
use crate::exchange::{EncodingDoubt, EncodingEvidence, Source, Table, TableOptions};

fn given(bytes: &[u8], name: &str) -> Table {
    let options = TableOptions { encoding: Some(name.to_owned()), ..TableOptions::default() };
    Table::open(Source::bytes(bytes), &options).unwrap()
}

// SPEC: B17
#[test]
fn code_pages_of_dos_and_macs_are_read_when_chosen() {
    // Byte by byte from the tables of Unicode.
    let cases: [(&str, &str, &[u8], &str); 6] = [
        ("cp850", "IBM850", b"J\x81rgen;K\x94ln;\x8Feon;R\x9Bdby", "Jürgen;Köln;Åeon;Rødby"),
        ("cp437", "IBM437", b"J\x81rgen;Espa\xA4a;\x9A;\x80", "Jürgen;España;Ü;Ç"),
        ("cp865", "IBM865", b"S\x9Bren;\x9Dstby;\x86l;\x92r\x9B", "Søren;Østby;ål;Ærø"),
        ("cp852", "IBM852", b"\x9Duk\xA5sz;Wi\x98niewski;\xE3;x", "Łukąsz;Wiśniewski;Ń;x"),
        ("cp866", "IBM866", b"\x88\xA2\xA0\xAD;\x91\xAE\xE4\xA8\xEF;x;y", "Иван;София;x;y"),
        ("MacRoman", "macintosh", b"J\x9Frgen;K\x9Aln;\x81sa;Gar\x8Don", "Jürgen;Köln;Åsa;Garçon"),
    ];
    for (label, name, bytes, text) in cases {
        let read = given(&[b"a;b;c;d\n", bytes, b"\n"].concat(), label);
        assert_eq!(read.encoding().name(), name);
        assert_eq!(read.encoding().evidence(), EncodingEvidence::Given);
        assert_eq!(read.encoding().doubt(), None, "{label}");
        assert_eq!(cells(&read)[0].join(";"), text, "{label}");
    }
}

// SPEC: B17, C15
#[test]
fn what_no_detection_can_tell_is_doubted_and_the_likelier_encoding_named() {
    let doubt = |bytes: &[u8]| table(bytes).encoding().doubt();
    let dos = b"Vorname;Nachname\nJ\x81rgen;Gr\x94\xE1e\n\x8Enne;M\x81ller\nBj\x94rn;L\x84rche\n";
    assert_eq!(doubt(dos), Some(EncodingDoubt::Letters(Some("IBM850"))));
    let mac = b"F\x9Arnamn;Ort\rH\x8Ckan;G\x8Avle\rBj\x9Arn;V\x8Axj\x9A\r\x81sa;Malm\x9A\r";
    assert_eq!(doubt(mac), Some(EncodingDoubt::Letters(Some("macintosh"))));
    let windows = b"Vorname;Nachname\nJ\xFCrgen;Gr\xF6\xDFe\n\xC4nne;M\xFCller\nZo\xEB;O\x92Neil\n";
    assert_eq!(doubt(windows), None);
}

// SPEC: B17, C15
#[test]
fn an_encoding_that_is_chosen_wrongly_is_doubted() {
    let text = "name;city\nJürgen;Köln\nÄnne;Görlitz\n";
    let wrong = given(text.as_bytes(), "windows-1252");
    assert_eq!(wrong.encoding().doubt(), Some(EncodingDoubt::Letters(Some("UTF-8"))));
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(given(&marked, "windows-1252").encoding().doubt(), Some(EncodingDoubt::Mark("UTF-8")));
    assert_eq!(given(&marked, "utf-8").encoding().doubt(), None);
    let big: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(given(&big, "utf-16").encoding().name(), "UTF-16BE");
    assert_eq!(given(&big, "utf-16le").encoding().doubt(), Some(EncodingDoubt::Mark("UTF-16BE")));
}

// SPEC: B17, C15
#[test]
fn a_few_foreign_bytes_do_not_turn_a_file_of_utf_8_into_another() {
    let mut bytes = "name;city\n".to_owned() + &"Åsa;Malmö\n".repeat(10);
    bytes.push_str("x;");
    let bytes = [bytes.as_bytes(), b"G\xE4vle\n"].concat();
    let read = table(&bytes);
    assert_eq!(read.encoding().name(), "UTF-8");
    assert_eq!(read.encoding().doubt(), Some(EncodingDoubt::Malformed));
    assert_eq!(cells(&read)[0], ["Åsa", "Malmö"]);
}

// SPEC: B17, C15
#[test]
fn utf_16_without_a_mark_is_told_by_its_high_bytes() {
    for text in [
        "Förnamn;E-post\r\nÅsa;asa@example.com\r\n",
        "Име;Град\r\nИван;София\r\nМария;Велико Търново\r\n",
        "Imię;Miasto\r\nŁukasz;Łódź\r\n",
        "Name;City\nΓιώργος;Αθήνα\n",
    ] {
        for (name, bytes) in [
            ("UTF-16LE", text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            ("UTF-16BE", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ] {
            let read = table(bytes);
            assert_eq!(read.encoding().name(), name);
            assert_eq!(read.headers(), text.lines().next().unwrap().split(';').collect::<Vec<_>>());
        }
    }
}
