use crate::base::{Currency, Rule};
use crate::exchange::dates::{self, DateOrder, DateReading};
use crate::exchange::{numbers, words};

fn reading(order: DateOrder) -> DateReading {
    DateReading { order, zone: "Europe/Stockholm".parse().unwrap(), latest_year: 2026 }
}

fn birthday(text: &str, order: DateOrder) -> Result<String, Rule> {
    dates::birthday(text, reading(order)).map(|date| date.map_or(String::new(), |date| date.to_string()))
}

// SPEC: B17
#[test]
fn birthdays_are_read_as_files_write_them() {
    let cases = [
        ("1990-09-21", "1990-09-21"),
        ("1990-9-1", "1990-09-01"),
        ("19900921", "1990-09-21"),
        ("1990/09/21", "1990-09-21"),
        ("21.09.1990", "1990-09-21"),
        ("21.9.90", "1990-09-21"),
        ("1.2.03", "2003-02-01"),
        ("21/09/1990", "1990-09-21"),
        ("21-09-1990", "1990-09-21"),
        ("1990-09-21 00:00:00", "1990-09-21"),
        ("1990-09-21T00:00:00Z", "1990-09-21"),
        ("--09-21", "--09-21"),
        ("--0921", "--09-21"),
        ("1604-09-21", "--09-21"),
        ("0000-00-00", ""),
        ("0/0/00", ""),
        ("12 mars 1990", "1990-03-12"),
        ("12. März 1990", "1990-03-12"),
        ("Mar 12, 1990", "1990-03-12"),
        ("March 12th, 1990", "1990-03-12"),
        ("12-Mar-90", "1990-03-12"),
        ("12 de marzo de 1990", "1990-03-12"),
        ("1er août 1990", "1990-08-01"),
        ("12 март 1990 г.", "1990-03-12"),
        ("1990 March 12", "1990-03-12"),
        ("Mon 12 Mar 1990", "1990-03-12"),
        ("14 May", "--05-14"),
        ("May 14", "--05-14"),
        ("14.5.", "--05-14"),
        ("14/05", "--05-14"),
    ];
    for (text, expected) in cases {
        assert_eq!(birthday(text, DateOrder::DayFirst).as_deref(), Ok(expected), "{text}");
    }
    assert_eq!(birthday("05/14", DateOrder::MonthFirst).as_deref(), Ok("--05-14"));
    assert_eq!(birthday("09/21/1990", DateOrder::MonthFirst).as_deref(), Ok("1990-09-21"));
    // Points are day first in every language that writes them.
    assert_eq!(birthday("21.09.1990", DateOrder::MonthFirst).as_deref(), Ok("1990-09-21"));
}

#[test]
fn days_that_do_not_exist_are_refused() {
    for text in [
        "2008-25-1",
        "31/02/1990",
        "09/21/1990",
        "yesterday",
        "1990",
        "1/32",
        "1990-09-211",
        "-",
        "12/1990",
        "31 Feb 1990",
        "12 foo 1990",
        "May",
        "14 May 9",
        "14/13",
        "1990-02-03 or 04",
        "1990-02-03 ?",
        "1990-02-03 04",
        "12 mars 1990 or 91",
    ] {
        assert_eq!(birthday(text, DateOrder::DayFirst), Err(Rule::Date), "{text}");
    }
}

// SPEC: B17
#[test]
fn times_are_read_with_and_without_a_zone() {
    let cases = [
        ("1991-10-02T20:30:31.000Z", "1991-10-02T20:30:31Z"),
        ("2024-05-23T10:15:00+02:00", "2024-05-23T08:15:00Z"),
        // Without a zone it is the register's: Stockholm is two hours ahead in summer, one in winter.
        ("2024-05-23 10:15:00", "2024-05-23T08:15:00Z"),
        ("2024-01-23 10:15", "2024-01-23T09:15:00Z"),
        ("2024-01-23", "2024-01-22T23:00:00Z"),
        ("23.01.2024 10:15", "2024-01-23T09:15:00Z"),
        ("23/01/2024 10:15 PM", "2024-01-23T21:15:00Z"),
        ("2024-05-23 10:15:00 UTC", "2024-05-23T10:15:00Z"),
        ("2024-05-23 10:15:00 +0200", "2024-05-23T08:15:00Z"),
        ("23 maj 2024 10:15", "2024-05-23T08:15:00Z"),
        ("May 23, 2024 10:15 AM", "2024-05-23T08:15:00Z"),
        ("Thu, 23 May 2024 10:15:00 +0200", "2024-05-23T08:15:00Z"),
        ("23.5.2024 г. 10:15", "2024-05-23T08:15:00Z"),
        ("0/0/00", ""),
        ("2024-05-23 10:15:00.25", "2024-05-23T08:15:00.250Z"),
        // Skipped by daylight saving time.
        ("2024-03-31 02:30", "2024-03-31T01:30:00Z"),
        ("0000-00-00 00:00:00", ""),
    ];
    for (text, expected) in cases {
        let found = dates::time(text, reading(DateOrder::DayFirst));
        let found = found.map(|at| at.map_or(String::new(), |at| at.to_string()));
        assert_eq!(found.as_deref(), Ok(expected), "{text}");
    }
    for text in ["soon", "2024-05-23 25:00", "2024-05-23 10:15 noon", "10:15"] {
        assert_eq!(dates::time(text, reading(DateOrder::DayFirst)), Err(Rule::Date), "{text}");
    }
}

// SPEC: B17
#[test]
fn amounts_are_read_with_either_decimal_mark() {
    let euro: Currency = "EUR".parse().unwrap();
    let cases = [
        ("1234.50", "1234.50 EUR"),
        ("1234,5", "1234.50 EUR"),
        ("1.234,50", "1234.50 EUR"),
        ("1,234.50", "1234.50 EUR"),
        ("1 234,50", "1234.50 EUR"),
        ("1\u{a0}234,50 €", "1234.50 EUR"),
        ("1'234.50", "1234.50 EUR"),
        ("1.234", "1234.00 EUR"),
        ("1.234.567", "1234567.00 EUR"),
        ("€12", "12.00 EUR"),
        ("-5", "-5.00 EUR"),
        ("12.50 USD", "12.50 USD"),
        ("SEK 300", "300.00 SEK"),
        ("300 kr", "300.00 EUR"),
        ("300 JPY", "300 JPY"),
        ("12,345 KWD", "12.345 KWD"),
        ("300:-", "300.00 EUR"),
        ("300,-", "300.00 EUR"),
        ("12,50-", "-12.50 EUR"),
        ("(12.50)", "-12.50 EUR"),
        ("($12.50)", "-12.50 EUR"),
        ("12,50 лв.", "12.50 BGN"),
        ("99 dkr", "99.00 DKK"),
        ("US$ 5", "5.00 USD"),
        ("1 200 Kč", "1200.00 CZK"),
        // A number of thousands begins with no zero.
        ("0,500", "0.50 EUR"),
        ("0.120 €", "0.12 EUR"),
    ];
    for (text, expected) in cases {
        let found = numbers::money(text, euro).map(|money| money.to_string());
        assert_eq!(found.as_deref(), Ok(expected), "{text}");
    }
    for text in
        ["", "much", "1.2.3", "12.345.6", "1,23,4", "12.5 XXY", "1-2", "1.2345 EUR", "0.125", "0,123,456"]
    {
        assert_eq!(numbers::money(text, euro), Err(Rule::Money), "{text}");
    }
}

#[test]
fn whole_numbers_are_read_with_thousands_marks() {
    for (text, expected) in
        [("30", 30), ("-1", -1), ("1.000", 1000), ("1 000", 1000), ("30,0", 30), ("30.00", 30)]
    {
        assert_eq!(numbers::integer(text), Ok(expected), "{text}");
    }
    for text in ["", "30 days", "1.5", "x", "0.125"] {
        assert_eq!(numbers::integer(text), Err(Rule::Number), "{text}");
    }
}

// SPEC: B17
#[test]
fn yes_and_no_are_read_in_every_language() {
    for text in ["1", "true", "TRUE", "Yes", "x", "ja", "Ja", "sí", "oui", "да", "Wahr", "✓"] {
        assert_eq!(words::boolean(text), Ok(true), "{text}");
    }
    for text in ["0", "false", "No", "nej", "nei", "nein", "non", "не", "FALSCH"] {
        assert_eq!(words::boolean(text), Ok(false), "{text}");
    }
    for text in ["maybe", "2", "?"] {
        assert_eq!(words::boolean(text), Err(Rule::Boolean), "{text}");
    }
}

// SPEC: B17
#[test]
fn genders_are_read_in_every_language() {
    let female =
        ["female", "FEMALE", "F", "Kvinna", "kvinne", "Kvinde", "weiblich", "Mujer", "femme", "жена", "Frau"];
    let male = ["male", "M", "man", "Mann", "mand", "männlich", "hombre", "homme", "мъж"];
    for (words, expected) in [(&female[..], "female"), (&male, "male")] {
        for text in words {
            assert_eq!(super::super::words::gender(text), Ok(expected), "{text}");
        }
    }
    assert_eq!(words::gender("divers"), Ok("other"));
    assert_eq!(words::gender("other: agender"), Ok("other: agender"));
    assert_eq!(words::gender("unknown"), Ok(""));
    assert_eq!(words::gender("Cat"), Err(Rule::Choice));
}

#[test]
fn words_for_choices_are_read_in_every_language() {
    assert_eq!(words::choice("Företag", &["person", "company"]), Ok("company"));
    assert_eq!(words::choice("Privatperson", &["person", "company"]), Ok("person"));
    assert_eq!(words::choice("HIGH", &["low", "medium", "high"]), Ok("high"));
    assert_eq!(words::choice("company", &["low", "medium", "high"]), Err(Rule::Choice));
}
