use kartotek::{
    Address, Currency, CustomerDraft, CustomerKind, FieldValue, Money, Preset, RegisterSettings, RiskRating,
    Rule, customer_field,
};

use crate::{problems, settings, studio, studio_with};

fn business() -> RegisterSettings {
    RegisterSettings { business_mode: true, ..settings() }
}

fn company(country: &str) -> CustomerDraft {
    let address = Address { city: "Stad".into(), country: country.into(), ..Address::default() };
    CustomerDraft::company("Ateljé Ljus").with_address(address)
}

// SPEC: N27, N28, N29, N31, N32, N33, N34
#[test]
fn business_mode_adds_the_fields_of_companies() {
    let register = studio_with(business());
    let sek: Currency = "SEK".parse().unwrap();
    let mut draft = company("SE");
    draft.profile.organisation_number = "556036-0793".into();
    draft.profile.website = "https://ljus.example".into();
    draft.profile.credit_limit = Some(Money::new(1_250_050, sek));
    draft.profile.payment_term_days = Some(30);
    draft.profile.risk_rating = Some(RiskRating::Medium);
    let stored = register.customers().create(draft).unwrap();
    let profile = register.customers().get(stored.id).unwrap().profile;
    assert_eq!((profile.kind, profile.company.as_str()), (CustomerKind::Company, "Ateljé Ljus"));
    assert_eq!(profile, stored.profile);
    assert_eq!(profile.organisation_number, "556036-0793");
    assert_eq!((profile.website.as_str(), profile.payment_term_days), ("https://ljus.example", Some(30)));
    assert_eq!(profile.credit_limit, Some(Money::new(1_250_050, sek)));
    let text = |key: &str| customer_field(key).unwrap().of_profile(&profile).to_text().into_owned();
    assert_eq!((text("credit_limit"), text("risk_rating")), ("12500.50 SEK".to_owned(), "medium".to_owned()));
}

// SPEC: N27
#[test]
fn without_business_mode_the_fields_of_companies_do_not_apply() {
    let register = studio();
    let mut draft = company("SE");
    draft.profile.organisation_number = "556036-0793".into();
    draft.profile.payment_term_days = Some(30);
    let mut refused = problems(register.customers().create(draft));
    refused.sort();
    let expected = ["organisation_number", "payment_term_days"];
    assert_eq!(refused, expected.map(|field| (field.to_owned(), Rule::NotApplicable)));
    assert!(register.customers().create(company("SE")).is_ok(), "a company's name is for everybody");
}

// SPEC: N27
#[test]
fn switching_business_mode_off_keeps_what_is_stored() {
    let register = studio_with(business());
    let mut draft = company("SE");
    draft.profile.organisation_number = "556036-0793".into();
    let stored = register.customers().create(draft).unwrap();
    register.update_settings(settings()).unwrap();
    let mut profile = stored.profile.clone();
    profile.note = "called".into();
    let edited = register.customers().update(stored.id, stored.revision, profile).unwrap();
    assert_eq!(edited.profile.organisation_number, "556036-0793");
}

// SPEC: N30
#[test]
fn an_activity_code_is_for_french_companies_alone() {
    let register = studio_with(business());
    for (country, expected) in
        [("FR", None), ("SE", Some(Rule::NotApplicable)), ("", Some(Rule::NotApplicable))]
    {
        let mut draft = company(country);
        draft.profile.activity_code = "7420Z".into();
        let found = register.customers().check(&draft).unwrap();
        let rules: Vec<_> = found.iter().map(|problem| (problem.field.as_ref(), problem.rule)).collect();
        let expected: Vec<_> = expected.map(|rule| ("activity_code", rule)).into_iter().collect();
        assert_eq!(rules, expected, "{country}");
    }
}

// SPEC: N31, N33
#[test]
fn a_web_address_and_a_term_are_checked() {
    let register = studio_with(business());
    let mut draft = company("SE");
    draft.profile.website = "ljus example".into();
    draft.profile.payment_term_days = Some(36_500);
    let mut refused = problems(register.customers().create(draft));
    refused.sort();
    let expected =
        [("payment_term_days".to_owned(), Rule::OutOfRange), ("website".to_owned(), Rule::WebAddress)];
    assert_eq!(refused, expected);
}

// SPEC: N34
#[test]
fn a_risk_is_low_medium_or_high() {
    let field = customer_field("risk_rating").unwrap();
    let mut profile = CustomerDraft::company("Ateljé Ljus").profile;
    for (text, rating) in
        [("low", RiskRating::Low), ("medium", RiskRating::Medium), ("high", RiskRating::High)]
    {
        field.set(&mut profile, FieldValue::text(text)).unwrap();
        assert_eq!(profile.risk_rating, Some(rating));
    }
    assert_eq!(field.set(&mut profile, FieldValue::text("extreme")), Err(Rule::Choice));
}

// SPEC: N25, N26
#[test]
fn a_new_register_has_a_group_for_businesses_and_everybody_one_default_group() {
    let register = studio();
    let groups = register.customer_groups();
    let business = groups.preset(Preset::Business).unwrap();
    let stored = register.customers().create(company("SE")).unwrap();
    assert_eq!(stored.default_group.id, groups.preset(Preset::Standard).unwrap().id);
    groups.set_default(business.id, &[stored.id]).unwrap();
    assert_eq!(register.customers().get(stored.id).unwrap().default_group.id, business.id);
}
