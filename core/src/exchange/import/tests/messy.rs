//! Files as people have them: what other programs and hands did to their cells.

use super::*;
use crate::exchange::{EncodingDoubt, IgnoreReason, Notice};

fn notices(register: &Register, text: &str) -> Vec<Notice> {
    register.import_source(Source::bytes(text)).unwrap().notices()
}

fn left_out(reason: IgnoreReason, headers: &[&str]) -> Notice {
    Notice::LeftOut { reason, headers: headers.iter().map(|header| (*header).to_owned()).collect() }
}

// SPEC: B17, C15
#[test]
fn columns_that_somebody_may_miss_are_told_with_the_reason() {
    let register = Register::in_memory().unwrap();
    let file = "id;Name;Shoe size;;Hair;Birthday;Birth year;Newsletter;Password;\n\
        1;Anna;38;x;;1990-09-21;1990;yes;secret;\n1;Bo;;;;;;;;\n";
    let told = [
        left_out(IgnoreReason::Unknown, &["Shoe size", "column 4", "Hair"]),
        // Where nobody asks for birthdays.
        left_out(IgnoreReason::SwitchedOff, &["Birthday"]),
        left_out(IgnoreReason::NoId, &["id"]),
        left_out(IgnoreReason::PartOfBirthday, &["Birth year"]),
        left_out(IgnoreReason::Consent, &["Newsletter"]),
        left_out(IgnoreReason::Password, &["Password"]),
    ];
    assert_eq!(notices(&register, file), told);
    let report = import(&register, file);
    assert_eq!(report.notices, told);
    // What an error file has beside them, and what somebody left out by hand, is no surprise.
    let file = "Name;Hair;_row;_code;_message\nAnna;red;2;email_syntax;x\n";
    let import = register.import_source(Source::bytes(file)).unwrap().ignore("Hair").unwrap();
    assert_eq!(import.notices(), []);
}

// SPEC: B17
#[test]
fn what_other_programs_write_around_a_value_is_taken_off() {
    let register = Register::in_memory().unwrap();
    let file = "Name;E-mail;Mobile;Postcode\n\
        Anna;Anna Berg <anna@example.com>;\"=\"\"+46701740605\"\"\";=\"01067\"\n\
        Bo;<bo@example.com>;-;\nCia;-;–;\n";
    let report = import(&register, file);
    assert_eq!((counts(&report), codes(&report)), ([3, 0, 0, 0, 0, 0], vec![]));
    let all = everybody(&register);
    let emails: Vec<Vec<&str>> =
        all.iter().map(|c| c.profile.emails.iter().map(|email| email.address.as_str()).collect()).collect();
    assert_eq!(emails, [vec!["anna@example.com"], vec!["bo@example.com"], vec![]]);
    assert_eq!(all[0].profile.phones[0].text, "+46701740605");
    assert_eq!(all[0].profile.addresses[0].postal_code, "01067");
    assert_eq!((all[1].profile.phones.len(), all[2].profile.phones.len()), (0, 0));
    // A dash says nothing of a value that is there.
    let report = import(&register, "Name;E-mail;Mobile\nAnna;anna@example.com;-\n");
    assert_eq!((counts(&report), everybody(&register)[0].profile.phones.len()), ([0, 0, 1, 0, 0, 0], 1));
}

// SPEC: B17
#[test]
fn rows_that_write_one_address_in_two_ways_repeat_each_other() {
    let register = Register::in_memory().unwrap();
    let file = "Name;E-mail;Note\nAnna;Anna <anna@example.com>;one\nAnna;anna@example.com;two\n";
    let report = import(&register, file);
    assert_eq!((counts(&report), codes(&report)), ([1, 0, 0, 1, 0, 0], vec![(2, "repeated")]));
}

// SPEC: B17
#[test]
fn a_column_that_was_too_narrow_for_its_numbers_is_refused() {
    let register = Register::in_memory().unwrap();
    let report = import(&register, "Name;Phone;Postcode\nAnna;####;\nBo;;#####\nCia;+46701740605;#2\n");
    assert_eq!(codes(&report), [(2, "shortened_number"), (3, "shortened_number")]);
}

// SPEC: B17, C15
#[test]
fn letters_that_were_garbled_before_are_told() {
    let register = Register::in_memory().unwrap();
    for mark in ["", "\u{FEFF}"] {
        let text = format!("{mark}Name;City\nÃ…sa Ã–berg;MalmÃ¶\nBjÃ¶rn Ã„rlig;VÃ¤xjÃ¶\n");
        let told = Notice::EncodingDoubtful("UTF-8", EncodingDoubt::Letters(None));
        assert_eq!(notices(&register, &text), [told]);
        let sound = format!("{mark}Name;City\nÅsa Öberg;Malmö\nBjörn Ärlig;VÄXJÖ\nΆννα;София\n");
        assert_eq!(notices(&register, &sound), []);
    }
}
