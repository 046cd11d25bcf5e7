//! Cells that hold too much.

use super::rows::drafts;
use super::table;
use crate::base::Rule;

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

// SPEC: B17
#[test]
fn a_cell_or_row_with_very_many_values_is_a_problem() {
    let emails = |count| many(count, |n| format!("a{n}@b.example"));
    let phones = |count| many(count, |n| format!("0700{n:06}"));
    let tags = |count| many(count, |n| format!("t{n}"));
    let row = |emails: &str, phones: &str, tags: &str| {
        let text = format!("First name\tEmail\tMobile\tTags\nAnna\t{emails}\t{phones}\t{tags}\n");
        drafts(&table(text)).remove(0)
    };
    let anna = row(&emails(400), &phones(400), &tags(1_000)).unwrap();
    assert_eq!((anna.profile.emails.len(), anna.profile.phones.len(), anna.tags.len()), (400, 400, 1_000));
    let problem = |column| Err(vec![(column, Rule::TooLong)]);
    assert_eq!(row(&emails(200_000), "", ""), problem(1));
    assert_eq!(row("", &phones(2_000), ""), problem(2));
    assert_eq!(row(&emails(600), &phones(600), ""), problem(2));
    assert_eq!(row("", "", &tags(1_001)), problem(3));
}

// SPEC: B17
#[test]
fn hundreds_of_columns_for_one_list_are_taken_as_far_as_they_can_be_told_apart() {
    let phones: Vec<String> = (0..300).map(|n| format!("0700{n:06}")).collect();
    let text = format!("First name{}\nAnna,{}\n", ",Mobile".repeat(300), phones.join(","));
    let found = drafts(&table(text)).remove(0).unwrap().profile.phones;
    assert!((200..300).contains(&found.len()), "{}", found.len());
    assert!(found.iter().zip(&phones).all(|(found, given)| found.text == *given));
}
