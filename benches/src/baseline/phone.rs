use std::sync::OnceLock;

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region};

/// Understands a phone number and returns it in E.164 without the plus sign.
pub(super) fn e164(text: &str, country: &str) -> Option<u64> {
    let region: Option<Region> = country.parse().ok();
    read(text, region).or_else(|| read(&format!("+{}", text.strip_prefix("00")?), None))
}

fn read(text: &str, region: Option<Region>) -> Option<u64> {
    let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
    let understood = if text.starts_with('+') {
        number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible)
    } else {
        number.is_valid()
    };
    if understood { digits(&number).parse().ok() } else { None }
}

fn digits(number: &PhoneNumber) -> String {
    format!("{}{}", number.country_code, number.get_national_significant_number())
}

/// Adds the words under which a phone is found: E.164 and the national form.
pub(super) fn push_forms(e164: Option<u64>, text: &str, out: &mut String) {
    if !out.ends_with(' ') {
        out.push(' ');
    }
    let Some(e164) = e164 else {
        out.extend(text.chars().filter(char::is_ascii_digit));
        return;
    };
    let digits = e164.to_string();
    out.push_str(&digits);
    let split = (1..=3).find_map(|length| {
        let country: usize = digits[..length].parse().ok()?;
        let region = PHONE_NUMBER_UTIL.get_region_for_country_code(i32::try_from(country).ok()?)?;
        Some((country, region, length))
    });
    if let Some((country, region, length)) = split {
        static TRUNKS: [OnceLock<String>; 1_000] = [const { OnceLock::new() }; 1_000];
        let trunk = TRUNKS[country].get_or_init(|| {
            let Ok(example) = PHONE_NUMBER_UTIL.get_example_number(region) else { return String::new() };
            let written: String =
                example.format_as(PhoneNumberFormat::National).chars().filter(char::is_ascii_digit).collect();
            written.strip_suffix(&example.get_national_significant_number()).unwrap_or("").to_owned()
        });
        if !trunk.is_empty() {
            out.push(' ');
            out.push_str(trunk);
            out.push_str(&digits[length..]);
        }
    }
}
