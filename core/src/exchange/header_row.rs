//! Finds the row of headings among the first rows of a table.

use super::headings;

/// Rows that may stand above the headings at most.
const ABOVE: usize = 30;

/// Returns the place of the row of headings: the first, unless titles, dates of the export and the
/// like stand above it.
pub(super) fn find(rows: &[Vec<String>]) -> usize {
    let Some(first) = rows.first() else { return 0 };
    let top = filled(first);
    let is_title = |row: &Vec<String>| filled(row) < top.max(2) || filled(row) == 0;
    if known(first) > 0 && known(first) * 2 >= top {
        return 0;
    }
    let usual = usual_width(rows);
    let candidates = || (1..rows.len().min(ABOVE)).filter(|place| filled(&rows[*place]) > 0);
    let wider = |place: &usize| filled(&rows[*place]) > top || usual == 1;
    let named = candidates().filter(wider).find(|place| {
        let row = &rows[*place];
        known(row) >= 2 || known(row) == 1 && filled(row) == 1 && usual == 1
    });
    if let Some(place) = named {
        return place;
    }
    // Headings that nobody knows: the first row that is as wide as most, below narrow ones.
    let is_wide = |row: &Vec<String>| filled(row) * 10 >= usual * 8;
    let found = candidates().find(|place| is_wide(&rows[*place]));
    let is_header = |place: &usize| {
        let (above, below) = (&rows[..*place], &rows[place + 1..]);
        above.iter().all(is_title)
            && holds_headings(&rows[*place])
            && below.iter().filter(|row| is_wide(row)).count() >= 2
    };
    let is_narrow = top * 2 <= usual && usual >= 3;
    found.filter(|place| is_narrow && is_header(place)).unwrap_or_default()
}

/// Tells whether a row can be one of headings: an e-mail address, or numbers only, cannot.
pub(super) fn holds_headings(row: &[String]) -> bool {
    if row.iter().any(|cell| headings::is_known(cell)) {
        return true;
    }
    let is_address = |cell: &String| {
        cell.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !cell.contains(char::is_whitespace)
        })
    };
    let is_number =
        |cell: &String| cell.chars().any(|c| c.is_ascii_digit()) && !cell.contains(char::is_alphabetic);
    let cells: Vec<&String> = row.iter().filter(|cell| !cell.trim().is_empty()).collect();
    !(cells.iter().any(|cell| is_address(cell))
        || !cells.is_empty() && cells.iter().all(|cell| is_number(cell)))
}

/// Returns the number of cells up to the last one that is filled.
pub(super) fn filled(row: &[String]) -> usize {
    row.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// Counts the headings that are known.
pub(super) fn known(row: &[String]) -> usize {
    row.iter().filter(|cell| headings::is_known(cell)).count()
}

fn usual_width(rows: &[Vec<String>]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(|row| filled(row)).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}
