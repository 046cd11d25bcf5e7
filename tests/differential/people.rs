//! Random customers: as people type them, wrong ones among them.

use kartotek::testing::{Samples, SequentialIds};
use kartotek::{
    Address, CustomerDraft, CustomerId, CustomerKind, CustomerProfile, Email, ExternalId, Money, PartialDate,
    Phone, RiskRating, Timestamp,
};

use crate::dice::Dice;
use crate::texts::{EMAILS, PHONES};

/// A whole profile.
pub(crate) fn profile(dice: &Dice<'_>) -> CustomerProfile {
    let mut samples = Samples::new(dice.below(usize::MAX) as u64);
    let mut profile = CustomerProfile { external_ids: external_ids(dice), ..samples.profile() };
    if !dice.known.settings.business_mode && !dice.once_in(12) {
        without_business(&mut profile);
    }
    if !dice.once_in(12) {
        profile.birthday = None;
    }
    for _ in 0..[0, 0, 0, 1, 3][dice.below(5)] {
        change(dice, &mut profile);
    }
    profile
}

/// A customer to be created, with its groups.
pub(crate) fn draft(dice: &Dice<'_>) -> CustomerDraft {
    let id = dice.maybe(12, || match dice.below(3) {
        0 => dice.customer(),
        1 => CustomerId::from_bytes([dice.below(256) as u8; 16]),
        _ => CustomerId::from_bytes(SequentialIds::nth(3_000_000 + dice.below(1_000) as u64)),
    });
    CustomerDraft {
        id,
        profile: profile(dice),
        tags: if dice.once_in(2) { dice.some(3, || dice.set_name()) } else { Vec::new() },
        contact_groups: if dice.once_in(6) { dice.some(2, || dice.set_name()) } else { Vec::new() },
        customer_groups: if dice.once_in(6) { dice.some(2, || dice.set_name()) } else { Vec::new() },
        default_group: dice.maybe(6, || dice.set_name()),
    }
}

/// What an edit makes of a profile that is stored.
pub(crate) fn edited(dice: &Dice<'_>, stored: &CustomerProfile) -> CustomerProfile {
    if dice.once_in(8) {
        return profile(dice);
    }
    let mut profile = stored.clone();
    for _ in 0..dice.below(4) {
        change(dice, &mut profile);
    }
    profile
}

/// Gives some field another value.
fn change(dice: &Dice<'_>, profile: &mut CustomerProfile) {
    let text = || if dice.once_in(3) { dice.text() } else { dice.name() };
    match dice.below(26) {
        0..=2 => profile.given_name = text(),
        3..=5 => profile.family_name = text(),
        6 => profile.additional_names = text(),
        7 => profile.nickname = text(),
        8 => profile.entered_name = text(),
        9 => profile.note = dice.text(),
        10 => profile.company = text(),
        11 => profile.origin = text(),
        12 => profile.title = dice.pick(&["Mr", "Ms", "Dr", "", "\u{0}"]).to_owned(),
        13 => profile.language = dice.pick(&["sv", "sv-FI", "zh-hant-tw", "english", ""]).to_owned(),
        14 => profile.emails = dice.some(3, || email(dice)),
        15 => profile.phones = dice.some(3, || phone(dice)),
        16 => profile.addresses = dice.some(3, || address(dice)),
        17 => profile.external_ids = external_ids(dice),
        18 => profile.birthday = PartialDate::new(dice.maybe(2, || 1990), 2, 28 + dice.below(2) as u32),
        19 => profile.registered_at = dice.maybe(2, || instant(dice)),
        20 => profile.last_visit_at = dice.maybe(2, || instant(dice)),
        21 => profile.enabled = !profile.enabled,
        22 => {
            profile.kind =
                dice.pick(&[CustomerKind::Person, CustomerKind::Company, CustomerKind::SharedLogin])
        }
        23 => profile.shared_login = dice.maybe(3, || dice.customer()),
        _ => business(dice, profile),
    }
}

fn business(dice: &Dice<'_>, profile: &mut CustomerProfile) {
    profile.organisation_number = dice.name();
    profile.website = dice.pick(&["https://example.com", "example.se/å", "ftp://x", ""]).to_owned();
    let currency = dice.pick(&["EUR", "SEK", "JPY"]).parse().ok();
    profile.credit_limit = currency.map(|code| Money::new(dice.pick(&[0, 1, -1, i64::MAX, i64::MIN]), code));
    profile.payment_term_days = dice.pick(&[None, Some(0), Some(3_650), Some(u32::MAX)]);
    profile.risk_rating = dice.pick(&[None, Some(RiskRating::Low), Some(RiskRating::High)]);
}

fn without_business(profile: &mut CustomerProfile) {
    let CustomerProfile { organisation_number, activity_code, website, .. } = CustomerProfile::default();
    (profile.organisation_number, profile.activity_code) = (organisation_number, activity_code);
    (profile.website, profile.credit_limit) = (website, None);
    (profile.payment_term_days, profile.risk_rating) = (None, None);
}

fn email(dice: &Dice<'_>) -> Email {
    let address = if dice.once_in(12) { dice.text() } else { dice.pick(EMAILS).to_owned() };
    Email { address, label: label(dice) }
}

fn phone(dice: &Dice<'_>) -> Phone {
    let text = if dice.once_in(12) { dice.text() } else { dice.pick(PHONES).to_owned() };
    Phone { text, label: label(dice), e164: None }
}

fn label(dice: &Dice<'_>) -> String {
    if dice.once_in(12) { dice.text() } else { dice.pick(&["", "", "work", "hem"]).to_owned() }
}

fn address(dice: &Dice<'_>) -> Address {
    Address {
        label: label(dice),
        street: dice.name(),
        postal_code: dice.pick(&["01234", "411 01", "SW1A 1AA", "", "٤١١"]).to_owned(),
        city: dice.pick(&["Göteborg", "goteborg", "Łódź", "İzmir", "Straßburg", "\u{301}"]).to_owned(),
        country: dice.pick(&["SE", "FR", "", "XX", "se"]).to_owned(),
        default_shipping: dice.once_in(2),
        default_billing: dice.once_in(3),
        ..Address::default()
    }
}

fn external_ids(dice: &Dice<'_>) -> Vec<ExternalId> {
    let source = || match dice.below(40) {
        0 => dice.text(),
        1 => longest(dice),
        _ => dice.pick(&["shop", "Shop", "till"]).into(),
    };
    let id = || match dice.below(24) {
        0 => dice.text(),
        1 => longest(dice),
        _ => dice.below(300).to_string(),
    };
    if dice.once_in(3) { dice.some(2, || ExternalId { source: source(), id: id() }) } else { Vec::new() }
}

/// As long as an id may be, or a character longer, of four bytes each that no engine can compress.
fn longest(dice: &Dice<'_>) -> String {
    let length = ExternalId::MAX_CHARACTERS + usize::from(dice.once_in(4));
    (0..length).filter_map(|_| char::from_u32(0x20000 + dice.below(0xA000) as u32)).collect()
}

/// An instant, now and then one that no calendar or storage may hold.
pub(crate) fn instant(dice: &Dice<'_>) -> Timestamp {
    let usual = 1_700_000_000_000_000 + dice.below(90_000_000) as i64 * 1_000_001;
    let others = [0, -1, 1, -62_135_596_800_000_000, 253_402_300_799_999_999, i64::MAX, i64::MIN];
    Timestamp::from_micros(if dice.once_in(4) { dice.pick(&others) } else { usual })
}
