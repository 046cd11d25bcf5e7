use proptest::prelude::*;
use rlibphonenumber::PhoneNumberFormat;

use super::*;
use crate::test_data;

fn e164(text: &str, region: &str) -> Option<u64> {
    normalise_phone(text, region).e164
}

// SPEC: B1
#[test]
fn every_example_of_a_mobile_number_is_understood() {
    let Some(file) = test_data::read("phone-examples/examples.mobile.json") else { return };
    let examples: std::collections::BTreeMap<String, String> = serde_json::from_str(&file).unwrap();
    assert_eq!(examples.len(), 245);
    for (region, national) in &examples {
        let country = PHONE_NUMBER_UTIL.get_country_code_for_region(region.parse().unwrap()).unwrap();
        let expected: u64 = format!("{country}{national}").parse().unwrap();
        assert_eq!(e164(national, region), Some(expected), "{region}");
        assert_eq!(e164(&format!("+{expected}"), ""), Some(expected), "{region} in E.164");
        assert_eq!(e164(&format!("00{expected}"), ""), Some(expected), "{region} after 00");
    }
}

// SPEC: B1
#[test]
fn every_notation_of_a_number_gives_one_form() {
    for text in [
        "070-123 45 67",
        "0701234567",
        "70 123 45 67",
        "+46 70-123 45 67",
        "+46 (0)70-123 45 67",
        "0046701234567",
        "(070) 123.45.67",
        "tel:+46-70-123-45-67",
        "\u{FF0B}46 70 123 45 67",
        " 070 123 45 67\u{a0}",
    ] {
        assert_eq!(e164(text, "SE"), Some(46701234567), "{text}");
    }
    assert_eq!(e164("070-123 45 67", "se"), Some(46701234567));
    assert_eq!(e164("0888 123 456", "BG"), Some(359888123456));
    assert_eq!(e164("06 1234 5678", "IT"), Some(390612345678));
}

// SPEC: B1
#[test]
fn an_international_number_does_not_depend_on_the_region() {
    for region in ["", "SE", "US", "JP", "AU", "XX", "?"] {
        for text in ["+34 645 337 711", "0034 645 337 711", "(00) 34 645337711"] {
            assert_eq!(e164(text, region), Some(34645337711), "{text} in {region}");
        }
    }
    assert_eq!(e164("011 34 645 337 711", "US"), Some(34645337711));
    assert_eq!(e164("645 337 711", ""), None);
}

// SPEC: B1
#[test]
fn what_is_no_full_number_is_not_understood() {
    for (text, region) in [
        ("", "SE"),
        ("anna", "SE"),
        ("12", "SE"),
        ("12345", "SE"),
        ("0000000000", "US"),
        ("555-0123", "US"),
        ("+46 70", "SE"),
        ("+46 70 123 45 67 89 01 23", "SE"),
        ("+999 123 456 789", "SE"),
        ("123456", "DE"),
        ("070-123 45 67 / 070-765 43 21", "SE"),
        ("070-123 45 67 or 070-765 43 21", "SE"),
        (";phone-context=a;tel:2025550123", "US"),
    ] {
        assert!(normalise_phone(text, region) == Normalised::default(), "{text}");
    }
    assert_eq!(e164(&"+46 70 123 45 67".repeat(20), "SE"), None);
}

// SPEC: B1
#[test]
fn an_extension_is_kept_apart() {
    for text in [
        "+44 20 7946 0958 ext. 12",
        "tel:+44-20-7946-0958;ext=12",
        "020 7946 0958 x12",
        "020 7946 0958 extension 12",
    ] {
        let number = normalise_phone(text, "GB");
        assert_eq!((number.e164, number.extension.as_str()), (Some(442079460958), "12"), "{text}");
        let phone = Phone { e164: number.e164, ..Phone::new(text) };
        assert_eq!(phone.extension().as_deref(), Some("12"), "{text}");
        assert_eq!(phone.to_uri().as_deref(), Some("tel:+442079460958;ext=12"), "{text}");
    }
    let without = Phone { e164: Some(442079460958), ..Phone::new("020 7946 0958") };
    assert_eq!((without.extension(), without.to_uri().unwrap().as_str()), (None, "tel:+442079460958"));
    assert_eq!(Phone::new("0958 x12").to_uri(), None, "not understood");
}

// SPEC: B1
#[test]
fn words_after_a_number_are_left_aside_but_vanity_numbers_stay() {
    for text in ["070-123 45 67 mobil", "070-123 45 67 (Anna)", "mob. 0701234567", "0701234567 моб."] {
        assert_eq!(e164(text, "SE"), Some(46701234567), "{text}");
    }
    assert_eq!(e164("1-800-FLOWERS", "US"), Some(18003569377));
}

// SPEC: B1, C4
#[test]
fn digits_for_searching_do_not_depend_on_the_notation() {
    for (text, digits) in [
        ("+46 (0)70-123", "4670123"),
        ("0046 70 123", "4670123"),
        ("070-123", "070123"),
        ("(0)70 123", "070123"),
        ("٠٧٠", "070"),
        ("anna", ""),
    ] {
        assert_eq!(phone_digits(text), digits, "{text}");
    }
}

#[test]
fn only_signs_of_phone_numbers_look_like_one() {
    for text in ["070-123", "+46 (0)70/12.3", "17"] {
        assert!(looks_like_phone(text), "{text}");
    }
    for text in ["", " ", "+", "a17", "17@", "#17"] {
        assert!(!looks_like_phone(text), "{text}");
    }
}

proptest! {
    // SPEC: B1
    #[test]
    fn any_text_is_answered_and_what_is_understood_reads_back(
        text in r"(\PC|[0-9+() x./-]|tel:|;phone-context=|;ext=|00){0,24}",
        region in "(SE|US|IT|JP|BR|)",
    ) {
        if let Some(number) = e164(&text, &region) {
            prop_assert!(number < 10_u64.pow(15));
            prop_assert_eq!(e164(&format!("+{number}"), ""), Some(number));
        }
    }

    // SPEC: B1
    #[test]
    fn the_form_is_the_one_of_the_number_library(digits in "[1-9][0-9]{6,13}") {
        let text = format!("+{digits}");
        let library = PHONE_NUMBER_UTIL.parse(&text, None).ok()
            .filter(|number| number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible))
            .map(|number| number.format_as(PhoneNumberFormat::E164)[1..].parse::<u64>().unwrap())
            .filter(|number| *number < 10_u64.pow(15));
        prop_assert_eq!(e164(&text, "SE"), library);
    }
}

// SPEC: B1
#[test]
fn a_national_number_is_searched_with_what_its_country_writes_before_it() {
    let codes: Vec<i32> = PHONE_NUMBER_UTIL.get_supported_calling_codes().collect();
    assert!(codes.len() > 200);
    for code in codes {
        let Some(region) = PHONE_NUMBER_UTIL.get_region_for_country_code(code) else { continue };
        let Ok(example) = PHONE_NUMBER_UTIL.get_example_number(region) else { continue };
        let written = phone_digits(&example.format_as(PhoneNumberFormat::National));
        let prefix = written.strip_suffix(&example.get_national_significant_number()).unwrap_or("");
        assert_eq!(trunk_prefix(usize::try_from(code).unwrap()), prefix, "+{code}");
    }
}
