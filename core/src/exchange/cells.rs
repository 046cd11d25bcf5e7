//! Takes texts out of cells.

use super::target::ItemList;

/// The largest number of values of a row, and of names of a cell: matching compares them with one
/// another.
pub(super) const MAX_ITEMS: usize = 1_000;

/// What stands between names of tags or groups in the cells of other programs.
pub(super) const CUT_AT: [&str; 3] = ["|", ";", ","];

/// Cuts a cell into names of tags or groups: at what the layout says, otherwise at line breaks where
/// there are some, otherwise at a mark.
pub(super) fn names<'r>(text: &'r str, separator: Option<&'r str>) -> impl Iterator<Item = &'r str> {
    let is_lines = separator.is_none() && text.contains('\n');
    let mark = || CUT_AT.into_iter().find(|mark| text.contains(mark)).unwrap_or(",");
    let between = separator.unwrap_or_else(|| if is_lines { "\n" } else { mark() });
    // A line is a name as it stands; Mailchimp puts quotes around each.
    let name = move |name: &'r str| if is_lines { name.trim() } else { trim(trim(name).trim_matches('"')) };
    text.split(between).map(name).filter(|name| !name.is_empty())
}

/// Takes away the fraction that programs give to whole numbers: `41101.0`.
pub(super) fn without_fraction(text: &str) -> &str {
    match text.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => text,
    }
}

/// Tells whether a spreadsheet wrote a number in short, so that digits are lost: `4,67012E+10`, or `####` where
/// its column was too narrow.
pub(super) fn is_shortened(text: &str) -> bool {
    if text.len() > 2 && text.bytes().all(|byte| byte == b'#') {
        return true;
    }
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let mut parts = number.splitn(2, ['.', ',']);
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // `1E5` is a postcode.
    parts.all(are_digits) && power.strip_prefix('+').is_some_and(are_digits)
}

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
            ItemList::Phones => without_fraction(without_quote(trim(piece))),
            _ => address_of(trim(piece)),
        })
        // A dash says that there is none.
        .filter(|piece| !piece.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '/')))
}

/// Takes the address out of `Anna Berg <anna@example.com>`, as mail programs write it.
fn address_of(text: &str) -> &str {
    let inner = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    trim(inner.map_or(text, |(_, address)| address)).trim_start_matches("mailto:")
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
