use super::*;
use crate::exchange::{ConvertContext, MappingOptions, Source, TableOptions};

fn left_out(text: &str, policy: Repeats) -> Vec<(u64, u64)> {
    left_out_in("SE", text, policy)
}

fn left_out_in(country: &str, text: &str, policy: Repeats) -> Vec<(u64, u64)> {
    let table = Table::open(Source::bytes(text), &TableOptions::default()).unwrap();
    let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
    let context = ConvertContext {
        zone: crate::base::Tz::UTC,
        currency: "SEK".parse().unwrap(),
        today: "2026-01-01".parse().unwrap(),
        country: country.to_owned(),
        clear_token: None,
        guarded: table.is_guarded(),
    };
    let converter = RowConverter::new(&mapping, context);
    let progress = &mut |_| std::ops::ControlFlow::Continue(());
    let scan = Scan::read(&table, &mapping, converter, country, ScanFor::Run, progress).unwrap();
    let (mut watch, mut rows, mut row) = (scan.watch(policy), table.rows().unwrap(), Row::default());
    let mut found = Vec::new();
    while rows.read(&mut row).unwrap() {
        found.extend(watch.stands_for(&row).map(|other| (row.number(), other)));
    }
    found
}

const FILE: &str = "First name,Last name,Email,Phone\n\
    Anna,Berg,anna@example.com,\n\
    Bo,Berg,anna@example.com,\n\
    ANNA,berg,Anna@Example.com,0046 73 013 39 59\n\
    Anna,Berg,,073-013 39 59\n\
    Cia,Ek,,073-013 39 59\n";

// SPEC: B17
#[test]
fn the_same_key_and_folded_name_repeat_each_other() {
    assert_eq!(left_out(FILE, Repeats::Last), [(2, 4), (4, 5)]);
    assert_eq!(left_out(FILE, Repeats::First), [(4, 2)]);
    assert_eq!(left_out(FILE, Repeats::Each), []);
}

// SPEC: B17
#[test]
fn short_numbers_repeat_each_other_in_every_notation() {
    for (country, one, other) in [
        ("IS", "581 2345", "+354 581 2345"),
        ("SE", "08-123 456", "+46 8 123 456"),
        ("AD", "712 345", "+376 712 345"),
    ] {
        let file = format!("First name,Last name,Phone\nAnna,Berg,{one}\nAnna,Berg,{other}\n");
        assert_eq!(left_out_in(country, &file, Repeats::Last), [(2, 3)], "{country}");
    }
}

// SPEC: B17
#[test]
fn two_firms_with_one_mailbox_are_two() {
    let file = "First name,Last name,Company,Email\n\
        ,,Foto AB,info@example.com\n\
        ,,Film AB,info@example.com\n\
        Anna,Berg,Film AB,info@example.com\n\
        ,,FOTO ab,info@example.com\n";
    assert_eq!(left_out(file, Repeats::Last), [(2, 5)]);
    let file = "Name,Company,Phone\n,Foto AB,070-174 06 05\n,Film AB,070-174 06 05\n";
    assert_eq!(left_out(file, Repeats::Last), []);
}

// SPEC: B17
#[test]
fn the_parts_of_a_name_come_before_the_whole_one_in_each_row() {
    let file = "First name,Last name,entered_name,Email\n\
        Anna,Berg,Anna B.,anna@example.com\n\
        ,,Anna Berg,anna@example.com\n\
        ,,Bo Berg,anna@example.com\n";
    assert_eq!(left_out(file, Repeats::Last), [(2, 3)]);
}

// SPEC: B17
#[test]
fn rows_without_a_name_repeat_each_other_only_as_a_whole() {
    let file = "First name,Email,City\n\
        ,info@example.com,Lund\n,info@example.com,Kiruna\n,info@example.com,Lund\n";
    assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
}

#[test]
fn rows_with_different_numbers_are_different_people() {
    let file = "Customer number,First name,Last name,Email\n\
        1,Anna,Berg,anna@example.com\n\
        2,Anna,Berg,anna@example.com\n\
        1,Anna,Berg,other@example.com\n";
    assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
}

// SPEC: B17
#[test]
fn phones_that_only_end_alike_do_not_make_two_people_one() {
    let file = "First name,Last name,Phone,Country\n\
        Anna,Berg,+46 72 012 34 56,\n\
        Anna,Berg,+45 20 12 34 56,\n\
        Anna,Berg,20 12 34 56,DK\n\
        Anna,Berg,072-012 34 56,\n";
    assert_eq!(left_out(file, Repeats::Last), [(2, 5), (3, 4)]);
    assert_eq!(left_out(file, Repeats::First), [(4, 3), (5, 2)]);
}

#[test]
fn phones_that_are_not_understood_are_compared_by_all_their_digits() {
    let file = "First name,Last name,Phone\n\
        Anna,Berg,1 99999999\nAnna,Berg,2 99999999\nAnna,Berg,1-99999999\n";
    assert_eq!(left_out(file, Repeats::Last), [(2, 4)]);
}
