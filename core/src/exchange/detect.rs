//! Finds the dialect of a text from its beginning.

use csv_core::ReadRecordResult;

use super::dialect::{Delimiter, Dialect, LineEnd};
use super::headings;

/// Rows that are looked at.
const ROWS: usize = 300;

/// What the caller knows already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) delimiter: Option<Delimiter>,
    pub(super) quote: Option<char>,
    pub(super) has_header: Option<bool>,
}

/// Finds the dialect of a text of which the beginning is given; `whole` tells whether it is all.
pub(super) fn detect(text: &str, whole: bool, known: Known) -> Dialect {
    let (declared, rest, skipped_lines) = declaration(text);
    let quote = known.quote.unwrap_or_else(|| quote_of(rest));
    let mut dialect = Dialect { quote, line_end: line_end_of(rest), skipped_lines, ..Dialect::default() };
    let delimiter = known.delimiter.or(declared);
    let candidates = Delimiter::ALL.into_iter().filter(|candidate| delimiter.is_none_or(|d| d == *candidate));
    let mut best: Option<(f64, Dialect, Vec<Vec<String>>)> = None;
    for delimiter in candidates {
        let candidate = Dialect { delimiter, ..dialect };
        let rows = sample_rows(rest, whole, &candidate);
        let score = score(&rows);
        if best.as_ref().is_none_or(|(highest, ..)| score > *highest) {
            best = Some((score, candidate, rows));
        }
    }
    if let Some((_, found, rows)) = best {
        dialect = found;
        dialect.has_header = known.has_header.unwrap_or_else(|| has_header(&rows));
    }
    dialect
}

/// Reads Excel's `sep=;` line, and steps over empty lines above the table.
fn declaration(text: &str) -> (Option<Delimiter>, &str, u64) {
    let Some(after) = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP=")) else {
        return (None, text, 0);
    };
    let mut characters = after.chars();
    let declared = characters.next().and_then(Delimiter::of_char);
    let rest = characters.as_str();
    let line_end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end));
    match (declared, line_end) {
        (Some(_), Some(end)) => (declared, &rest[end.len()..], 1),
        _ => (None, text, 0),
    }
}

fn line_end_of(text: &str) -> LineEnd {
    match text.find(['\r', '\n']) {
        None => LineEnd::CrLf,
        Some(place) if text[place..].starts_with("\r\n") => LineEnd::CrLf,
        // A quoted line break or a stray CR may come first: LF anywhere wins over CR alone.
        Some(_) if text.contains("\r\n") && text.matches('\n').count() == text.matches("\r\n").count() => {
            LineEnd::CrLf
        }
        Some(_) if text.contains('\n') => LineEnd::Lf,
        Some(_) => LineEnd::Cr,
    }
}

/// Single quotes are taken only where the whole first line wears them.
fn quote_of(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    let worn = |delimiter: Delimiter| {
        let mut cells = first.split(delimiter.as_char()).peekable();
        cells.peek().is_some()
            && cells.all(|cell| cell.len() > 1 && cell.starts_with('\'') && cell.ends_with('\''))
    };
    if Delimiter::ALL.into_iter().any(worn) { '\'' } else { '"' }
}

/// Cuts the beginning of a text into rows; a last row that may go on is left out.
fn sample_rows(text: &str, whole: bool, dialect: &Dialect) -> Vec<Vec<String>> {
    let mut parser = dialect.parser();
    let (mut output, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 2]);
    let (mut rows, mut input) = (Vec::new(), text.as_bytes());
    while rows.len() < ROWS {
        let (mut written, mut ended) = (0, 0);
        let result = loop {
            let (result, read, wrote, cells) =
                parser.read_record(input, &mut output[written..], &mut ends[ended..]);
            input = &input[read..];
            written += wrote;
            ended += cells;
            // With an empty input the parser is told that the text ends.
            let more = matches!(result, ReadRecordResult::InputEmpty) && whole;
            if !more {
                break result;
            }
        };
        if !matches!(result, ReadRecordResult::Record) {
            break;
        }
        let starts = std::iter::once(0).chain(ends[..ended].iter().copied());
        let cells = starts.zip(&ends[..ended]);
        rows.push(cells.map(|(from, to)| String::from_utf8_lossy(&output[from..*to]).into_owned()).collect());
    }
    rows
}

/// Scores how well rows agree with the first one: more for known headings and for more columns.
///
/// Empty cells at the end of a row do not count. One column scores nearly nothing, but more where
/// no row has a second one.
fn score(rows: &[Vec<String>]) -> f64 {
    let filled =
        |row: &Vec<String>| row.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let Some(header) = rows.first() else { return 0.0 };
    let width = filled(header);
    let agreement = |row: &Vec<String>| match (row.len(), filled(row)) {
        (len, _) if len == width => 1.0,
        (_, filled) if filled == width => 0.95,
        (_, filled) if filled < width => 0.7,
        _ => 0.0,
    };
    let body = &rows[1..];
    #[expect(clippy::cast_precision_loss, reason = "at most some hundred rows and columns")]
    let (rows, width, known) = (
        body.len().max(1) as f64,
        width as f64,
        header.iter().filter(|heading| headings::is_known(heading)).count() as f64,
    );
    let agreed = if body.is_empty() { 1.0 } else { body.iter().map(agreement).sum::<f64>() / rows };
    if width < 2.0 {
        // Empty cells at the end are as good as none, and the first candidate is taken.
        let single = body.iter().filter(|row| filled(row) <= 1).count();
        return if single == body.len() { 0.02 } else { agreed * 0.01 };
    }
    agreed * (1.0 - 1.0 / width) + known / width
}

/// A first row that holds an e-mail address, or numbers only, is no header.
fn has_header(rows: &[Vec<String>]) -> bool {
    let Some(first) = rows.first() else { return true };
    if first.iter().any(|cell| headings::is_known(cell)) {
        return true;
    }
    let is_address = |cell: &String| {
        cell.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !cell.contains(char::is_whitespace)
        })
    };
    let is_number =
        |cell: &String| cell.chars().any(|c| c.is_ascii_digit()) && !cell.contains(char::is_alphabetic);
    let cells: Vec<&String> = first.iter().filter(|cell| !cell.trim().is_empty()).collect();
    !(cells.iter().any(|cell| is_address(cell))
        || !cells.is_empty() && cells.iter().all(|cell| is_number(cell)))
}
