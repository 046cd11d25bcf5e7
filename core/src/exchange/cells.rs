//! Takes texts out of cells.

use super::target::ItemList;

/// The largest number of values of a row, and of names of a cell: matching compares them with one
/// another.
pub(super) const MAX_ITEMS: usize = 1_000;

/// Takes away blanks and invisible characters at both ends.
pub(super) fn trim(text: &str) -> &str {
    let is_blank = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}')
    };
    let (Some(first), Some(last)) = (text.bytes().next(), text.bytes().next_back()) else { return text };
    if first.is_ascii_graphic() && last.is_ascii_graphic() { text } else { text.trim_matches(is_blank) }
}

/// Takes away the apostrophe with which spreadsheets keep numbers as text.
pub(super) fn without_quote(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || c == '+') => rest,
        _ => text,
    }
}

/// Cuts a cell with several e-mails or phones, where the layout says how or each piece is one.
pub(super) fn values<'r>(
    text: &'r str,
    list: ItemList,
    separator: Option<&'r str>,
) -> impl Iterator<Item = &'r str> {
    let marks: &[char] = match (list, separator) {
        (_, Some(_)) => &[],
        (ItemList::Emails, None) if text.matches('@').count() > 1 => &[',', ';', '|', ' ', '\t'],
        (ItemList::Phones, None) => marks_between_phones(text),
        _ => &[],
    };
    let pieces = text.split(separator.unwrap_or("\n"));
    pieces
        .flat_map(move |piece| piece.split(marks))
        .map(move |piece| match list {
            ItemList::Phones => without_quote(trim(piece)),
            _ => trim(piece).trim_start_matches("mailto:"),
        })
        .filter(|piece| !piece.is_empty())
}

/// Finds what stands between phones of one cell: a mark that leaves only whole numbers.
fn marks_between_phones(text: &str) -> &'static [char] {
    const MARKS: [&[char]; 4] = [&[';'], &[','], &['|'], &['/']];
    let is_phone = |piece: &str| {
        let digits = piece.chars().filter(char::is_ascii_digit).count();
        let begins = trim(piece).trim_start_matches('\'').starts_with(['+', '0', '(']);
        digits >= 7 && begins && !piece.contains(char::is_alphabetic)
    };
    let fits = |marks: &&&[char]| text.contains(**marks) && text.split(**marks).all(is_phone);
    MARKS.iter().find(fits).copied().unwrap_or(&[])
}
