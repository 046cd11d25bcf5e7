//! Numbers and amounts as files write them.

use crate::base::{Currency, Money, Rule};

/// Reads a whole number, with or without thousands marks.
pub(super) fn integer(text: &str) -> Result<i64, Rule> {
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    let plain = decimal(text, 0).ok_or(Rule::Number)?;
    plain.strip_suffix(".0").or(plain.strip_suffix(".00")).unwrap_or(&plain).parse().map_err(|_| Rule::Number)
}

/// Reads an amount: `1.234,50`, `1,234.50 USD`, `€ 12`; without a currency it is in `home`.
pub(super) fn money(text: &str, home: Currency) -> Result<Money, Rule> {
    let is_number =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '\'' | '’') || c.is_whitespace();
    let start = text.find(|c: char| c.is_ascii_digit() || c == '-').ok_or(Rule::Money)?;
    let end = text.rfind(|c: char| c.is_ascii_digit()).ok_or(Rule::Money)? + 1;
    let amount = text.get(start..end).ok_or(Rule::Money)?;
    if !amount.chars().all(is_number) {
        return Err(Rule::Money);
    }
    let (before, after) = (text[..start].trim(), text[end..].trim());
    // `(12.50)` and `12.50-` as books of account write it; `300,-` and `300:-` have no cents.
    let is_negative = before.starts_with('(') && after.ends_with(')') || after.starts_with('-');
    let around = format!("{before}{after}");
    let currency = currency(around.trim_matches(['.', '-', ',', ':', '(', ')', ' ']).trim(), home)?;
    let plain = decimal(amount, currency.exponent()).ok_or(Rule::Money)?;
    let plain = if is_negative && !plain.starts_with('-') { format!("-{plain}") } else { plain };
    Money::from_decimal(&plain, currency).map_err(|_| Rule::Money)
}

/// Signs and words that mean one currency, and some that mean the one of the place.
fn currency(text: &str, home: Currency) -> Result<Currency, Rule> {
    const SIGNS: [(&str, &str); 17] = [
        ("€", "EUR"),
        ("euro", "EUR"),
        ("£", "GBP"),
        ("us$", "USD"),
        ("ca$", "CAD"),
        ("a$", "AUD"),
        ("fr", "CHF"),
        ("sfr", "CHF"),
        ("skr", "SEK"),
        ("nkr", "NOK"),
        ("dkr", "DKK"),
        ("лв", "BGN"),
        ("zł", "PLN"),
        ("kč", "CZK"),
        ("ft", "HUF"),
        ("₺", "TRY"),
        ("₴", "UAH"),
    ];
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "" | "$" | "kr") {
        return Ok(home);
    }
    let code = SIGNS.iter().find(|(sign, _)| *sign == lower).map_or(text, |(_, code)| code);
    code.parse().map_err(|_| Rule::Money)
}

/// Writes a number with a point as decimal mark and without thousands marks.
///
/// Where only one mark stands and exactly three digits follow it, it marks thousands unless the
/// number may have three decimals or begins with a zero.
fn decimal(text: &str, exponent: u32) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    let digits = compact.strip_prefix('-').unwrap_or(&compact);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return None;
    }
    let last = digits.rfind(['.', ',']);
    let decimals = last.map_or(0, |place| digits.len() - place - 1);
    let marks = digits.matches(['.', ',']).count();
    let both = digits.contains('.') && digits.contains(',');
    let is_decimal = match (marks, both) {
        (0, _) => false,
        (1, _) => decimals != 3 || exponent >= 3 || digits.starts_with('0'),
        (_, true) => last.is_some_and(|place| digits.matches(&digits[place..=place]).count() == 1),
        (_, false) => false,
    };
    let whole_end = if is_decimal { last? } else { digits.len() };
    let mut groups = digits[..whole_end].split(['.', ',']);
    let first = groups.next()?;
    if !groups.clone().all(|group| group.len() == 3)
        || (first.len() > 3 || first.starts_with('0')) && groups.next().is_some()
    {
        return None;
    }
    let whole: String = digits[..whole_end].chars().filter(char::is_ascii_digit).collect();
    let sign = if compact.starts_with('-') { "-" } else { "" };
    let fraction = if is_decimal { format!(".{}", &digits[whole_end + 1..]) } else { String::new() };
    Some(format!("{sign}{whole}{fraction}"))
}

/// Tells whether a text leaves open what its mark is: one alone, with exactly three digits behind it;
/// nothing where it has no mark.
pub(super) fn is_open(text: &str) -> Option<bool> {
    let mut groups = text.split(['.', ',']).map(str::trim);
    let (first, second, third) = (groups.next()?, groups.next()?, groups.next());
    let first = first.trim_start_matches(|c: char| !c.is_ascii_digit());
    let digits = second.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0)
        .then(|| third.is_none() && digits == 3 && matches!(first.len(), 1..=3) && !first.starts_with('0'))
}
