//! How often encoding and dialect are found: all files at hand, and tables of ours in many
//! languages, written anew in every encoding, delimiter and line end.

use encoding_rs::Encoding;

use super::cells;
use super::reading::FILES;
use crate::exchange::charset::Charset;
use crate::exchange::notice::Notice;
use crate::exchange::{Delimiter, Mapping, MappingOptions, Source, Table, TableOptions};
use crate::test_data;

/// A code page of Windows and a table in a language that it is used for.
const LANGUAGES: [(&str, &str); 14] = [
    (
        "windows-1252",
        "Förnamn;Efternamn;Ort\nÅsa;Öberg;Malmö\nJosé;Muñoz;Växjö\nBjörn;Håkansson;Gävle\nElin;Sjöström;Örebro",
    ),
    (
        "windows-1252",
        "Fornavn;Etternavn;Poststed\nBjørn;Håland;Tromsø\nSøren;Næss;Ålesund\nTrude;Øygard;Bodø",
    ),
    ("windows-1252", "Fornavn;Efternavn;By\nSøren;Kjær;Århus\nBirthe;Møller;Køge\nLærke;Bøgh;Næstved"),
    (
        "windows-1252",
        "Vorname;Nachname;Straße\nJürgen;Größe;Königstraße 5\nÄnne;Müller;Lärchenweg 2\nUte;Weiß;Am Bühl 3",
    ),
    (
        "windows-1252",
        "Nombre;Apellidos;Población\nJosé;Muñoz;Málaga\nBegoña;Núñez;A Coruña\nÁngel;Pérez;Córdoba",
    ),
    (
        "windows-1252",
        "Prénom;Nom;Ville\nZoé;Lefèvre;Orléans\nFrançois;Bézier;Besançon\nHélène;Forêt;Angoulême",
    ),
    ("windows-1251", "Име;Фамилия;Град\nИван;Петров;София\nМария;Георгиева;Пловдив\nГеорги;Иванов;Варна"),
    ("windows-1251", "Имя;Фамилия;Город\nАнна;Кузнецова;Москва\nПётр;Соловьёв;Казань\nЮлия;Щербакова;Тверь"),
    (
        "windows-1250",
        "Imię;Nazwisko;Miasto\nŁukasz;Wiśniewski;Łódź\nZofia;Dąbrowska;Kraków\nŻaneta;Gęś;Gdańsk",
    ),
    ("windows-1250", "Jméno;Příjmení;Město\nTomáš;Dvořák;Plzeň\nŠárka;Černá;Děčín\nJiří;Říha;Břeclav"),
    (
        "windows-1250",
        "Keresztnév;Vezetéknév;Város\nÁgnes;Kovács;Győr\nLászló;Szűcs;Székesfehérvár\nZsófia;Fülöp;Kőszeg",
    ),
    (
        "windows-1253",
        "Όνομα;Επώνυμο;Πόλη\nΓιώργος;Παπαδόπουλος;Αθήνα\nΜαρία;Νικολάου;Θεσσαλονίκη\nΕλένη;Δήμου;Πάτρα",
    ),
    ("windows-1254", "Ad;Soyad;Şehir\nAyşe;Yılmaz;İstanbul\nÇağla;Öztürk;Eskişehir\nGüneş;Şahin;Diyarbakır"),
    (
        "windows-1257",
        "Vardas;Pavardė;Miestas\nŽivilė;Kazlauskaitė;Šiauliai\nJūratė;Čepaitė;Panevėžys\nĄžuolas;Žukauskas;Mažeikiai",
    ),
];

/// Chosen by hand, since nothing tells them apart.
const CHOSEN: [&str; 6] = ["cp437", "cp850", "cp852", "cp865", "cp866", "macintosh"];

/// A table, the code page of Windows that it may be in, and its name in reports.
struct Sample {
    name: String,
    page: &'static str,
    rows: Vec<Vec<String>>,
    has_header: bool,
}

fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (name, ..) in FILES.iter().filter(|file| file.3 > 1 && !file.0.contains("dataset2")) {
        let Some(path) = test_data::path(name) else { return samples };
        let table = Table::open(Source::path(path), &TableOptions::default()).unwrap();
        let has_header = table.dialect().has_header;
        let mut rows = if has_header { vec![table.headers().to_vec()] } else { Vec::new() };
        rows.extend(cells(&table));
        // Long files say no more than their beginning.
        rows.truncate(60);
        samples.push(Sample { name: (*name).to_owned(), page: "windows-1252", rows, has_header });
    }
    for (page, text) in LANGUAGES {
        let rows = text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect();
        let name = text.lines().next().unwrap().to_owned();
        samples.push(Sample { name, page, rows, has_header: true });
    }
    samples
}

/// The bytes of a text in every encoding that has its letters, and what the caller says of it.
fn encodings(text: &str, page: &str) -> Vec<(String, Vec<u8>, Option<&'static str>)> {
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![
        ("UTF-8".to_owned(), text.as_bytes().to_vec(), None),
        ("UTF-8 with mark".to_owned(), [b"\xEF\xBB\xBF", text.as_bytes()].concat(), None),
        ("UTF-16LE".to_owned(), little.clone(), None),
        ("UTF-16LE with mark".to_owned(), [b"\xFF\xFE", little.as_slice()].concat(), None),
        ("UTF-16BE".to_owned(), big.clone(), None),
        ("UTF-16BE with mark".to_owned(), [b"\xFE\xFF", big.as_slice()].concat(), None),
    ];
    let (bytes, _, is_lossy) = Encoding::for_label(page.as_bytes()).unwrap().encode(text);
    if !is_lossy && !text.is_ascii() {
        all.push((page.to_owned(), bytes.into_owned(), None));
    }
    for name in CHOSEN {
        let mut bytes = Vec::new();
        if !text.is_ascii() && Charset::named(name).unwrap().encode(text, &mut bytes) {
            all.push((name.to_owned(), bytes, Some(name)));
        }
    }
    all
}

fn written(sample: &Sample, delimiter: Delimiter, line_end: &[u8]) -> String {
    let mut writer = csv::WriterBuilder::new();
    let mark = match line_end {
        b"\r\n" => csv::Terminator::CRLF,
        mark => csv::Terminator::Any(mark[0]),
    };
    writer.delimiter(delimiter.as_char() as u8).flexible(true).terminator(mark);
    let mut writer = writer.from_writer(Vec::new());
    sample.rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

// SPEC: B17, C15
#[test]
fn encoding_and_dialect_are_found_in_99_of_100_files() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for sample in samples() {
        for delimiter in Delimiter::ALL {
            for line_end in [&b"\n"[..], b"\r\n", b"\r"] {
                let text = written(&sample, delimiter, line_end);
                for (encoding, bytes, given) in encodings(&text, sample.page) {
                    tried += 1;
                    let options =
                        TableOptions { encoding: given.map(str::to_owned), ..TableOptions::default() };
                    let table = Table::open(Source::bytes(&bytes), &options).unwrap();
                    let mut rows = cells(&table);
                    if table.dialect().has_header {
                        rows.insert(0, table.headers().to_vec());
                    }
                    let is_right = rows == sample.rows
                        && table.dialect().has_header == sample.has_header
                        && table.dialect().line_end.as_str().as_bytes() == line_end;
                    if !is_right {
                        wrong.push(format!("{} as {encoding}, {delimiter:?}, {line_end:?}", sample.name));
                    }
                }
            }
        }
    }
    if tried == 0 {
        return;
    }
    assert!(tried > 3_000, "{tried}");
    assert!(wrong.len() * 100 <= tried, "{} of {tried}: {wrong:#?}", wrong.len());
    // What is wrong is listed: nothing.
    assert_eq!(wrong, Vec::<String>::new());
}

// SPEC: B17
#[test]
fn a_delimiter_that_only_just_wins_is_told_with_the_other() {
    let notices = |text: &str, delimiter| {
        let options = TableOptions { delimiter, ..TableOptions::default() };
        let table = Table::open(Source::bytes(text), &options).unwrap();
        let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
        let notices = Notice::of(&table, &mapping).into_iter();
        notices.filter(|notice| !matches!(notice, Notice::LeftOut { .. })).collect::<Vec<_>>()
    };
    let doubtful = "a;b,c\n1;2,3\n4;5,6\n";
    let told = [Notice::DelimiterGuessed(Delimiter::Comma, Delimiter::Semicolon)];
    assert_eq!(notices(doubtful, None), told);
    assert_eq!(notices(doubtful, Some(Delimiter::Semicolon)), []);
    assert_eq!(notices("Name;Note\nAnna;tea, milk\nBo;x, y\n", None), []);
}

// SPEC: B17
#[test]
fn a_misleading_encoding_is_told_by_its_name() {
    // A sentence in Bulgarian with the bytes of windows-1251 in a file that says it is French.
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("Name,Note\nAnna,\u{44f}\nBo,\u{44e}\n");
    let options = TableOptions { language: Some(crate::catalogue::Language::Fr), ..TableOptions::default() };
    let table = Table::open(Source::bytes(&*bytes), &options).unwrap();
    let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
    let name = table.encoding().name();
    let is_told = |notice: &Notice| matches!(notice, Notice::EncodingGuessed(told) | Notice::EncodingDoubtful(told, _) if *told == name);
    assert_ne!(name, "windows-1251");
    assert!(Notice::of(&table, &mapping).iter().any(is_told));
}

// SPEC: B17
#[test]
fn nothing_is_found_out_of_a_table_that_a_program_made() {
    // Headings that look like a row, a delimiter of others, a guard of nobody, and a page of the web.
    let text = "<html>;Ek\n\"'=Sol;Lund\"\nÅ\n";
    let source = Source::bytes(text).in_exchange_profile();
    let table = Table::open(source, &TableOptions::default()).unwrap();
    assert_eq!(table.headers(), ["<html>;Ek"]);
    assert_eq!((table.encoding().name(), table.dialect().delimiter), ("UTF-8", Delimiter::Comma));
    assert!(!table.is_guarded());
    let cells: Vec<Option<&str>> = table.sample().iter().map(|row| row.get(0)).collect();
    assert_eq!(cells, [Some("'=Sol;Lund"), Some("Å")]);
}
