use super::headings::key_of;
use super::reader::Row;

/// What a row below the header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowKind {
    /// A record.
    #[default]
    Record,
    /// The headings once more, as in files that were put together.
    HeaderAgain,
    /// A sum or a count at the end of the file.
    Sum,
}

/// Words that sums begin with, folded, in the supported languages.
const SUMS: &[&str] = &[
    "sum",
    "sums",
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "count",
    "average", // en
    "summa",
    "totalt",
    "totalsumma",
    "antal",
    "medel",
    "genomsnitt", // sv
    "totaltsum",
    "sumtotal",
    "antall",
    "gjennomsnitt", // nb
    "ialt",
    "gennemsnit", // da
    "summe",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "anzahl",
    "durchschnitt", // de
    "suma",
    "totalgeneral",
    "cantidad",
    "recuento",
    "promedio", // es
    "somme",
    "totalgeneral",
    "nombre",
    "moyenne", // fr
    "obshto",
    "suma",
    "broj",
    "broy",
    "vsichko", // bg
];

/// Tells what a row is by itself; a sum counts as one only at the end of a file.
pub(super) fn of(row: &Row, headings: &[String]) -> RowKind {
    if repeats(row, headings) {
        return RowKind::HeaderAgain;
    }
    if is_sum(row) { RowKind::Sum } else { RowKind::Record }
}

fn repeats(row: &Row, headings: &[String]) -> bool {
    // Most rows differ in the first cell already.
    let mut cells = row.iter();
    headings.iter().all(|heading| cells.next().is_some_and(|cell| cell.trim() == heading))
        && cells.all(|cell| cell.trim().is_empty())
        && !headings.is_empty()
}

/// `Total;;;1 234,50` or `Antal: 25`: a word for a sum first, otherwise numbers only.
fn is_sum(row: &Row) -> bool {
    let mut cells = row.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let Some(first) = cells.next().filter(|first| first.len() <= 40) else { return false };
    let mut others = 0;
    // Most rows end here, before anything is folded.
    if !cells.all(|cell| {
        others += 1;
        is_number(cell)
    }) {
        return false;
    }
    let word = first.trim_end_matches(|c: char| is_of_number(c) || matches!(c, ':' | '='));
    let has_number = first[word.len()..].contains(|c: char| c.is_ascii_digit());
    (others > 0 || has_number) && SUMS.contains(&key_of(word).as_str())
}

/// A number, perhaps with a currency.
fn is_number(text: &str) -> bool {
    let plain = text.trim_matches(|c: char| c.is_alphabetic() || matches!(c, '€' | '$' | '£' | '.'));
    text.len() - plain.len() <= 8 && !plain.is_empty() && plain.chars().all(is_of_number)
}

fn is_of_number(character: char) -> bool {
    character.is_ascii_digit()
        || character.is_whitespace()
        || matches!(character, '.' | ',' | '-' | '\'' | '’' | '%')
}
