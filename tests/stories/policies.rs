use kartotek::{
    Context, Eligibility, FieldPolicy, Gender, Level, PartialDate, RegisterSettings, Rule, ServiceGender,
    Tightening, When, completeness, eligibility, missing_required,
};

use crate::{anna, pairs, problems, settings, studio, studio_with};

fn with_policies(policies: impl IntoIterator<Item = FieldPolicy>) -> RegisterSettings {
    let mut settings = settings();
    settings.policies.extend(policies);
    settings
}

// SPEC: F6, N15, C6, B2
#[test]
fn required_fields_are_demanded_all_at_once() {
    let required =
        ["given_name", "family_name", "gender", "city"].map(|key| FieldPolicy::new(key, Level::Required));
    let register = studio_with(with_policies(required));
    let mut draft = anna();
    draft.profile.family_name = " ".into();
    draft.profile.emails[0].address = "anna@".into();
    let mut wrong = pairs(&register.customers().check(&draft).unwrap());
    wrong.sort();
    let expected = [
        ("city", Rule::Required),
        ("email", Rule::EmailSyntax),
        ("family_name", Rule::Required),
        ("gender", Rule::Required),
    ];
    assert_eq!(wrong, expected.map(|(field, rule)| (field.to_owned(), rule)));
    let mut refused = problems(register.customers().create(draft));
    refused.sort();
    assert_eq!(refused, wrong, "a check says what a creation would");
}

// SPEC: F7, B1
#[test]
fn a_service_for_one_gender_asks_who_did_not_tell() {
    let service = ServiceGender::Only(vec![Gender::Female]);
    let verdict = |gender| eligibility(&gender, &service);
    assert_eq!(verdict(Gender::Female), Eligibility::Eligible);
    assert_eq!(verdict(Gender::Male), Eligibility::NotEligible);
    assert_eq!(verdict(Gender::Unspecified), Eligibility::NeedsInput);
    assert_eq!(eligibility(&Gender::Unspecified, &ServiceGender::Any), Eligibility::Eligible);
}

// SPEC: C6, B2, N15
#[test]
fn a_stricter_policy_leaves_stored_customers_and_blocks_the_next_edit_of_its_section() {
    let register = studio();
    let stored = register.customers().create(anna()).unwrap();
    let stricter = with_policies([FieldPolicy::new("gender", Level::Required)]);
    register.update_settings(stricter.clone()).unwrap();
    let read = register.customers().get(stored.id).unwrap();
    assert_eq!(read, stored);
    assert_eq!(missing_required(&read.profile, &stricter, Context::Staff), ["gender"]);

    let mut other_section = read.profile.clone();
    other_section.note = "called".into();
    let read = register.customers().update(read.id, read.revision, other_section).unwrap();
    let mut same_section = read.profile.clone();
    same_section.language = "sv".into();
    let refused = problems(register.customers().update(read.id, read.revision, same_section.clone()));
    assert_eq!(refused, [("gender".to_owned(), Rule::Required)]);

    register.update_settings(RegisterSettings { tightening: Tightening::Never, ..stricter }).unwrap();
    register.customers().update(read.id, read.revision, same_section).unwrap();
    assert_eq!(problems(register.customers().create(anna())), [("gender".to_owned(), Rule::Required)]);
}

// SPEC: B2, N21
#[test]
fn a_field_that_is_off_refuses_writes_and_keeps_what_is_stored() {
    let register = studio_with(with_policies([FieldPolicy::new("birthday", Level::Optional)]));
    let birthday = PartialDate::new(Some(1990), 9, 21);
    let mut draft = anna();
    draft.profile.birthday = birthday;
    let stored = register.customers().create(draft.clone()).unwrap();
    register.update_settings(settings()).unwrap();

    let refused = problems(register.customers().create(draft));
    assert_eq!(refused, [("birthday".to_owned(), Rule::FieldOff)], "off by default");
    let mut profile = stored.profile.clone();
    profile.note = "called".into();
    let edited = register.customers().update(stored.id, stored.revision, profile).unwrap();
    assert_eq!(edited.profile.birthday, birthday);
    let mut other_day = edited.profile.clone();
    other_day.birthday = PartialDate::new(None, 9, 22);
    let refused = problems(register.customers().update(edited.id, edited.revision, other_day));
    assert_eq!(refused, [("birthday".to_owned(), Rule::FieldOff)]);
    let mut emptied = edited.profile.clone();
    emptied.birthday = None;
    assert!(register.customers().update(edited.id, edited.revision, emptied).is_ok());
}

// SPEC: C6, B2
#[test]
fn policies_hold_in_their_context_and_country() {
    let register = studio_with(with_policies([
        FieldPolicy::new("postal_code", Level::Required).in_context(Context::SelfRegistration),
        FieldPolicy::new("region", Level::Required).when(When::Country("ES".into())),
    ]));
    assert!(register.customers().create(anna()).is_ok());
    let form = register.in_context(Context::SelfRegistration);
    assert_eq!(problems(form.customers().create(anna())), [("postal_code".to_owned(), Rule::Required)]);
    let address = kartotek::Address { city: "Sevilla".into(), country: "ES".into(), ..Default::default() };
    let spanish = problems(register.customers().create(anna().with_address(address)));
    assert_eq!(spanish, [("region".to_owned(), Rule::Required)]);
}

// SPEC: B2
#[test]
fn recommended_fields_count_for_completeness_and_block_nothing() {
    let settings = with_policies(
        ["city", "email", "phone", "gender"].map(|key| FieldPolicy::new(key, Level::Recommended)),
    );
    let register = studio_with(settings.clone());
    let stored = register.customers().create(anna()).unwrap();
    let score = completeness(&stored.profile, &settings, Context::Staff);
    assert_eq!((score.filled, score.wanted, score.percent()), (2, 4, 50));
}

// SPEC: B2, N15
#[test]
fn a_policy_names_a_field_that_there_is() {
    let register = studio();
    let settings = with_policies([FieldPolicy::new("shoe_size", Level::Required)]);
    assert_eq!(problems(register.update_settings(settings)), [("policies".to_owned(), Rule::UnknownField)]);
}
