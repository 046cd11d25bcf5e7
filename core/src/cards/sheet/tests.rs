use super::*;
use crate::testing::FixedRandomness;

fn sheets() -> CardSheets {
    CardSheets::new("https://studio.example".parse().unwrap(), Language::Nb)
}

fn cards(count: u64) -> Vec<Card> {
    let secrets = |n| CardSecrets::random(&FixedRandomness::new(n)).unwrap();
    (0..count).map(|n| Card::new(format!("Åse {n}"), "3B", secrets(n))).collect()
}

fn pages(pdf: &[u8]) -> usize {
    let needle = b"/Type/Page/";
    pdf.windows(needle.len()).filter(|window| window == needle).count()
}

// SPEC: C22
#[test]
fn equal_cards_give_equal_files() {
    for second_part in [SecondPart::None, SecondPart::ConsentTo("Ja, takk.".into())] {
        let sheets = CardSheets { second_part, ..sheets() };
        assert!(sheets.pdf(cards(9)).unwrap() == sheets.pdf(cards(9)).unwrap());
        assert!(sheets.pdf(cards(9)).unwrap() != sheets.pdf(cards(8)).unwrap());
    }
}

// SPEC: C22
#[test]
fn wrong_sheets_are_refused_with_all_that_is_wrong() {
    let error = CardSheets { rows: 6, ..sheets() }.pdf([]).unwrap_err();
    let problems: Vec<(&str, Rule)> =
        error.problems().iter().map(|problem| (&*problem.field, problem.rule)).collect();
    assert_eq!(problems, [("rows", Rule::OutOfRange), ("cards", Rule::Required)]);
    assert!(CardSheets { rows: 2, ..sheets() }.pdf(cards(1)).is_err());
    let long = "Jeg samtykker til alt mulig. ".repeat(60);
    let second_part = SecondPart::ConsentTo(long.clone());
    for (wrong, field) in [
        (CardSheets { second_part, ..sheets() }, "second_part"),
        (CardSheets { instructions: Some(long), ..sheets() }, "instructions"),
    ] {
        let error = wrong.pdf(cards(1)).unwrap_err();
        assert_eq!((&*error.problems()[0].field, error.problems()[0].rule), (field, Rule::TooLong));
    }
}

// SPEC: C22
#[test]
fn names_of_children_and_codes_do_not_show_in_debug() {
    let text = format!("{:?}", cards(1));
    assert!(!text.contains("Åse") && !text.contains("3B"), "{text}");
}

// SPEC: C22
#[test]
fn a_page_has_as_many_cards_as_its_rows_and_parts_say() {
    let consent = SecondPart::Consent;
    for (rows, second_part, count, expected) in [
        (4, SecondPart::None, 8, 1),
        (4, SecondPart::None, 9, 2),
        (5, SecondPart::None, 10, 1),
        (3, consent.clone(), 3, 1),
        (4, consent, 5, 2),
    ] {
        let pdf = CardSheets { rows, second_part, ..sheets() }.pdf(cards(count)).unwrap();
        assert_eq!(pages(&pdf), expected);
    }
}
