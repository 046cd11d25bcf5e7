//! A text that takes values away, for every sort of column.

use super::rows::context;
use super::{all_rows, table};
use crate::customers::{Address, CustomerProfile, ExternalId};
use crate::exchange::{
    ApplyMode, ConvertContext, ConvertedRow, Mapping, MappingOptions, Override, RowConverter,
};

/// Reads the first record under headings that are the text forms of targets.
fn with_first<R>(text: &str, look: impl FnOnce(ConvertedRow<'_>) -> R) -> R {
    let table = table(text);
    let given = table.headers().iter().enumerate();
    let overrides = given.map(|(place, target)| Override::Column(place, target.parse().unwrap())).collect();
    let options = MappingOptions { overrides, ..MappingOptions::default() };
    let mapping = Mapping::detect(&table, &options).unwrap();
    let clearing = ConvertContext { clear_token: Some("-".to_owned()), ..context(&table) };
    look(RowConverter::new(&mapping, clearing).convert(&all_rows(&table)[0]))
}

// SPEC: B17
#[test]
fn the_clear_token_is_no_value_where_values_are_added() {
    let headings = "given_name;tags;default_group;external_id:shop;email[2]:work;phone[2]:work;\
        address[2].street;address[2].city;address[3].city;address[3].label;skip_row;id";
    with_first(&format!("{headings}\nAnna;-;-;-;-; - ;-;-;Lund;-;-;-\n"), |row| {
        assert_eq!((row.problems.len(), row.skip, row.id), (0, None, None));
        let draft = row.to_draft().unwrap();
        let lund = Address { city: "Lund".to_owned(), ..Address::default() };
        let expected = CustomerProfile {
            given_name: "Anna".to_owned(),
            addresses: vec![lund],
            ..CustomerProfile::default()
        };
        assert_eq!(draft.profile, expected);
        assert_eq!((draft.tags.len(), draft.default_group), (0, None));
    });
}

// SPEC: B17
#[test]
fn the_clear_token_takes_away_what_several_cells_or_one_in_parts_say() {
    let mut profile = CustomerProfile {
        given_name: "Anna".to_owned(),
        family_name: "Berg".to_owned(),
        birthday: "1990-09-21".parse().ok(),
        addresses: vec![Address { street: "Storgatan 1".to_owned(), ..Address::default() }],
        external_ids: vec![ExternalId { source: "shop".to_owned(), id: "7".to_owned() }],
        company: "Berg AB".to_owned(),
        ..CustomerProfile::default()
    };
    let headings =
        "name.last_first;birthday.day;birthday.month;birthday.year;street;street.number;external_id:shop";
    with_first(&format!("{headings}\n-;-;;;-;-;-\n"), |row| {
        assert_eq!(row.problems.len(), 0);
        row.apply_to(&mut profile, ApplyMode::Overwrite).unwrap();
    });
    assert_eq!((profile.given_name.as_str(), profile.family_name.as_str()), ("", ""));
    assert_eq!((profile.birthday, profile.addresses.len()), (None, 0));
    assert_eq!(profile.external_ids[0].id, "7");
}
