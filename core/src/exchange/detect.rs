//! Finds the dialect of a text from its beginning.

use csv_core::ReadRecordResult;

use super::dialect::{Delimiter, Dialect, LineEnd, line_ends};
use super::header_row::{self, filled};
use super::table::HeaderRow;

/// Rows that are looked at.
const ROWS: usize = 300;

/// What the caller knows already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) delimiter: Option<Delimiter>,
    pub(super) quote: Option<char>,
    pub(super) header: HeaderRow,
}

/// How near another delimiter comes to the one that is taken, so that somebody should look at it.
const NEARLY: f64 = 0.9;

/// Finds the dialect of a text of which the beginning is given; `whole` tells whether it is all. Returns as
/// well the delimiter that would do nearly as well, if one would.
pub(super) fn detect(text: &str, whole: bool, known: Known) -> (Dialect, Option<Delimiter>) {
    let (declared, rest) = declaration(text);
    let quote = known.quote.unwrap_or_else(|| quote_of(rest));
    let mut dialect = Dialect { quote, line_end: line_end_of(rest, quote), ..Dialect::default() };
    let delimiter = known.delimiter.or(declared);
    let candidates = Delimiter::ALL.into_iter().filter(|candidate| delimiter.is_none_or(|d| d == *candidate));
    let mut best: Option<(f64, Dialect)> = None;
    let mut scores = Vec::new();
    for delimiter in candidates {
        let mut candidate = Dialect { delimiter, ..dialect };
        let rows = sample_rows(rest, whole, &candidate);
        let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells.clone()).collect();
        let first = match known.header {
            HeaderRow::Detect => header_row::find(&cells),
            HeaderRow::First | HeaderRow::None => 0,
            HeaderRow::Line(line) => {
                let above = line_ends(&text.as_bytes()[..text.len() - rest.len()]) + 1;
                rows.iter().position(|row| row.lines_above + above >= line).unwrap_or(0)
            }
        };
        let score = score(&cells[first.min(cells.len())..]);
        scores.push((score, delimiter));
        if best.as_ref().is_none_or(|(highest, ..)| score > *highest) {
            candidate.has_header = match known.header {
                HeaderRow::Detect => cells.get(first).is_none_or(|row| header_row::holds_headings(row)),
                HeaderRow::First | HeaderRow::Line(_) => true,
                HeaderRow::None => false,
            };
            if first > 0 || declared.is_some() {
                let lines = rows.get(first).map_or(0, |row| row.lines_above);
                candidate.skipped_lines = line_ends(&text.as_bytes()[..text.len() - rest.len()]) + lines;
            }
            best = Some((score, candidate));
        }
    }
    if let Some((_, found)) = best {
        dialect = found;
    }
    // With one column the first delimiter is as good as any.
    let highest = scores.iter().map(|(score, _)| *score).fold(0.1, f64::max);
    let mut others = scores.into_iter().filter(|(_, delimiter)| *delimiter != dialect.delimiter);
    let near = others.find(|(score, _)| *score >= highest * NEARLY).map(|(_, delimiter)| delimiter);
    (dialect, near)
}

/// Reads Excel's `sep=;` line below empty ones.
fn declaration(text: &str) -> (Option<Delimiter>, &str) {
    let begin = text.trim_start_matches(['\r', '\n']);
    let Some(after) = begin.strip_prefix("sep=").or_else(|| begin.strip_prefix("SEP=")) else {
        return (None, text);
    };
    let mut characters = after.chars();
    let declared = characters.next().and_then(Delimiter::of_char);
    let rest = characters.as_str();
    let line_end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end));
    match (declared, line_end) {
        (Some(_), Some(end)) => (declared, &rest[end.len()..]),
        _ => (None, text),
    }
}

/// Takes the line end that most lines have; those within quotes do not count.
fn line_end_of(text: &str, quote: char) -> LineEnd {
    let (mut is_quoted, mut counts) = (false, [0_usize; 3]);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            _ if character == quote => is_quoted = !is_quoted,
            '\r' | '\n' if is_quoted => {}
            '\r' if characters.next_if_eq(&'\n').is_some() => counts[0] += 1,
            '\n' => counts[1] += 1,
            '\r' => counts[2] += 1,
            _ => {}
        }
    }
    // Of equal ones the first; CRLF where a text has one line.
    let most = counts.iter().max().copied().unwrap_or(0);
    match counts.iter().position(|count| *count == most) {
        Some(1) => LineEnd::Lf,
        Some(2) => LineEnd::Cr,
        _ => LineEnd::CrLf,
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

/// One of the first rows.
struct SampleRow {
    cells: Vec<String>,
    /// How many lines of the text are above it.
    lines_above: u64,
}

/// Cuts the beginning of a text into rows; a last row that may go on is left out.
fn sample_rows(text: &str, whole: bool, dialect: &Dialect) -> Vec<SampleRow> {
    let mut parser = dialect.parser();
    let (mut output, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 2]);
    let (mut rows, mut input, mut lines_above) = (Vec::new(), text.as_bytes(), 0);
    while rows.len() < ROWS {
        let (mut written, mut ended) = (0, 0);
        let empty = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        lines_above += line_ends(&input[..empty]);
        input = &input[empty..];
        let begin = input;
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
        if input.first() == Some(&b'\n') && begin[..begin.len() - input.len()].ends_with(b"\r") {
            input = &input[1..];
        }
        let starts = std::iter::once(0).chain(ends[..ended].iter().copied());
        let cells = starts.zip(&ends[..ended]);
        let cells = cells.map(|(from, to)| String::from_utf8_lossy(&output[from..*to]).into_owned());
        rows.push(SampleRow { cells: cells.collect(), lines_above });
        lines_above += line_ends(&begin[..begin.len() - input.len()]);
    }
    rows
}

/// Scores how well rows agree with the first one: more for known headings and for more columns.
///
/// Empty cells at the end of a row do not count. One column scores nearly nothing, but more where
/// no row has a second one.
fn score(rows: &[Vec<String>]) -> f64 {
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
    let (rows, width, known) = (body.len().max(1) as f64, width as f64, header_row::known(header) as f64);
    let agreed = if body.is_empty() { 1.0 } else { body.iter().map(agreement).sum::<f64>() / rows };
    if width < 2.0 {
        // Empty cells at the end are as good as none, and the first candidate is taken.
        let single = body.iter().filter(|row| filled(row) <= 1).count();
        return if single == body.len() { 0.02 } else { agreed * 0.01 };
    }
    agreed * (1.0 - 1.0 / width) + known / width
}
