//! Crockford's base32: 32 symbols without I, L, O and U, and the reading of what people type.

use crate::base::{Rule, is_invisible};

/// The symbols by their values.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Cyrillic capitals that look like symbols: a card is read by people whose keyboard is set to Bulgarian.
const LOOK_ALIKES: [(char, char); 14] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('З', '3'),
    ('І', '1'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', '0'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
];

/// Returns the symbol of a value's five lowest bits.
pub(super) fn symbol(value: u8) -> char {
    char::from(SYMBOLS[usize::from(value & 31)])
}

/// Writes the lowest bits of a number, the highest first, five a symbol.
pub(super) fn write(number: u128, symbols: usize) -> String {
    (0..symbols).rev().map(|place| symbol((number >> (5 * place)) as u8)).collect()
}

/// Joins symbols to a number, the first one highest.
pub(super) fn join(values: &[u8]) -> u128 {
    values.iter().fold(0, |number, value| number << 5 | u128::from(*value))
}

/// Reads as many symbols as there are to be, leaving out blanks, dashes, dots and what nobody sees.
pub(super) fn read<const N: usize>(text: &str) -> Result<[u8; N], Rule> {
    let (mut values, mut count) = ([0; N], 0);
    for c in text.chars().filter(|c| !is_separator(*c)) {
        let value = value_of(c).ok_or(Rule::Character)?;
        if let Some(place) = values.get_mut(count) {
            *place = value;
        }
        count += 1;
    }
    match count {
        _ if count < N => Err(Rule::TooShort),
        _ if count > N => Err(Rule::TooLong),
        _ => Ok(values),
    }
}

/// Counts what [`read`] would take for symbols.
pub(super) fn count(text: &str) -> usize {
    text.chars().filter(|c| !is_separator(*c)).count()
}

fn is_separator(c: char) -> bool {
    let dash = matches!(c, '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}');
    dash || matches!(c, '.' | '_') || is_invisible(c.encode_utf8(&mut [0; 4]))
}

fn value_of(c: char) -> Option<u8> {
    let mut capitals = c.to_uppercase();
    let (Some(capital), None) = (capitals.next(), capitals.next()) else { return None };
    let capital = match capital {
        'I' | 'L' => '1',
        'O' => '0',
        other => {
            LOOK_ALIKES.iter().find(|(cyrillic, _)| *cyrillic == other).map_or(other, |(_, latin)| *latin)
        }
    };
    let place = SYMBOLS.iter().position(|symbol| char::from(*symbol) == capital)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B6
    #[test]
    fn every_symbol_is_read_as_it_is_written_in_both_cases() {
        for value in 0..32 {
            let symbol = symbol(value);
            assert_eq!(read::<1>(&symbol.to_string()), Ok([value]));
            assert_eq!(read::<1>(&symbol.to_ascii_lowercase().to_string()), Ok([value]));
        }
        for absent in "ILOU".chars() {
            assert!(!(0..32).any(|value| symbol(value) == absent));
        }
    }

    // SPEC: B6
    #[test]
    fn what_looks_like_a_symbol_is_read_as_it() {
        for (typed, symbols) in [("oO", "00"), ("iIlL", "1111"), ("ОоІАасХзу", "001AACX3Y")] {
            assert_eq!(read::<9>(&format!("{typed:0<9}")), read::<9>(&format!("{symbols:0<9}")), "{typed}");
        }
        for typed in ["u", "U", "!", "ä", "ß", "Ж", "٣"] {
            assert_eq!(read::<1>(typed), Err(Rule::Character), "{typed}");
        }
    }

    // SPEC: B6
    #[test]
    fn separators_do_not_count() {
        assert_eq!(read::<4>(" 1-2\u{2013}3\u{200B}._4\n"), Ok([1, 2, 3, 4]));
        assert_eq!(read::<4>("123-"), Err(Rule::TooShort));
        assert_eq!(read::<4>("12345"), Err(Rule::TooLong));
        assert_eq!(read::<4>("12345U"), Err(Rule::Character));
        assert_eq!(join(&[1, 2]), 34);
        assert_eq!(write(34, 3), "012");
    }
}
