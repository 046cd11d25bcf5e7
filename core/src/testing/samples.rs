use crate::base::{Collation, CustomerId, IdSource, Money, PartialDate, Revision, Timestamp};
use crate::collections::CollectionRef;
use crate::customers::{
    Address, Customer, CustomerKind, CustomerProfile, Email, ExternalId, Gender, Phone, RiskRating,
    StoredCustomer, customer_keys,
};

use super::{FixedRandomness, ManualClock, SequentialIds};

/// Invented customers, the same in every run with the same seed.
///
/// Their values come from short lists, so that many sort alike, many share an e-mail or phone, and
/// each field is empty in some.
#[derive(Debug)]
pub struct Samples {
    /// Where the choices come from.
    pub random: FixedRandomness,
    ids: SequentialIds,
    made: u64,
    customers: u64,
    logins: Vec<CustomerId>,
}

const TITLES: &[&str] = &["", "", "Mr", "Ms"];
const GIVEN: &[&str] =
    &["", "Anna", "anna", "Ann", "Åsa", "Asa", "Émile", "Иван", "Zoë", "Ærø", "Bo", "Maria"];
const FAMILY: &[&str] = &[
    "",
    "Öberg",
    "Oberg",
    "öberg",
    "Zetterlund",
    "Åkesson",
    "García",
    "Garcia",
    "Петров",
    "de la Cruz",
    "Ek",
];
const COMPANIES: &[&str] = &["", "", "", "Ateljé Ljus", "Atelje Ljus", "ÅSA AB", "Salon Élan"];
const EMAILS: &[&str] = &[
    "anna@example.com",
    "Anna@Example.com",
    "bo.ek@example.se",
    "b@ex.se",
    "info@exämple.com",
    "zoe@example.org",
    "anna@example.comb.org",
];
const PHONES: &[(&str, Option<u64>)] = &[
    ("070-123 45 67", Some(46_701_234_567)),
    ("+46 70 123 45 67", Some(46_701_234_567)),
    ("+34 645 337 711", Some(34_645_337_711)),
    ("12 34", None),
];
const STREETS: &[&str] = &["", "Storgatan 1", "storgatan 1", "Lilla vägen 2 B"];
const POSTCODES: &[&str] = &["", "01234", "1234", "411 01", "SW1A 1AA"];
const CITIES: &[&str] =
    &["", "Göteborg", "Goteborg", "göteborg", "Malmö", "Łódź", "Århus", "Öckerö", "Zürich"];
const COUNTRIES: &[&str] = &["", "SE", "FR", "ES", "BG"];
const LANGUAGES: &[&str] = &["", "sv", "sv-FI", "fr", "bg"];
const WORDS: &[&str] = &["", "", "web", "Web", "kassa", "å-import"];
/// 2024-01-01T00:00:00Z.
const EPOCH_MICROS: i64 = 1_704_067_200_000_000;

impl Samples {
    /// Begins a row of customers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: FixedRandomness::new(seed),
            ids: SequentialIds::default(),
            made: 0,
            customers: 0,
            logins: Vec::new(),
        }
    }

    /// Makes an id that was not made before.
    pub fn id(&mut self) -> [u8; 16] {
        self.made += 1;
        self.ids.next_id(Timestamp::from_micros(0)).unwrap_or(SequentialIds::nth(self.made))
    }

    /// Picks an instant of the year 2024.
    pub fn time(&self) -> Timestamp {
        let minutes = i64::try_from(self.random.below(500_000)).unwrap_or(0);
        Timestamp::from_micros(EPOCH_MICROS + minutes * 60_000_000)
    }

    /// Makes a profile as it is stored after checks: trimmed, with at least a name or an e-mail.
    pub fn profile(&mut self) -> CustomerProfile {
        let company_too = self.random.once_in(4);
        let mut profile = CustomerProfile {
            kind: if company_too { CustomerKind::Company } else { CustomerKind::Person },
            title: self.word(TITLES),
            given_name: self.word(GIVEN),
            additional_names: self.word(WORDS),
            family_name: self.word(FAMILY),
            name_prefix: self.word(WORDS),
            name_suffix: self.word(WORDS),
            nickname: self.word(GIVEN),
            phonetic_name: self.word(WORDS),
            entered_name: self.word(&["", " Anna  García ", "öberg, bo"]),
            emails: self.some(3, |s| Email { address: s.word(EMAILS), label: s.word(WORDS) }),
            phones: self.some(3, Self::phone),
            addresses: self.some(3, Self::address),
            gender: self.gender(),
            language: self.word(LANGUAGES),
            birthday: self.birthday(),
            company: self.word(COMPANIES),
            registered_at: Some(self.registration()),
            last_visit_at: (!self.random.once_in(3)).then(|| self.time()),
            enabled: !self.random.once_in(4),
            origin: self.word(WORDS),
            note: self.word(&["", "two\nlines", "'quoted' \"text\" \u{1F389}"]),
            external_ids: self.external_ids(),
            ..CustomerProfile::default()
        };
        if company_too {
            self.fill_business(&mut profile);
        }
        if profile.display_name().is_empty() {
            profile.family_name = "Ek".to_owned();
        }
        profile
    }

    /// Makes a customer to insert, with what is computed from it. Every sixteenth is a shared login, and some
    /// of those after it are its persons.
    pub fn customer(&mut self, default_group: &CollectionRef, collation: &Collation) -> StoredCustomer {
        let mut profile = self.profile();
        let id = CustomerId::from_bytes(self.id());
        self.customers += 1;
        if self.customers.is_multiple_of(16) {
            profile.kind = CustomerKind::SharedLogin;
            self.logins.push(id);
        } else if self.random.once_in(4) {
            profile.shared_login = self.random.pick(&self.logins).copied();
        }
        let (created_at, archived) = (self.time(), self.random.once_in(8));
        let customer = Customer {
            id,
            number: 0,
            revision: Revision::FIRST,
            created_at,
            updated_at: created_at,
            archived_at: archived.then(|| self.time()),
            profile,
            default_group: default_group.clone(),
            customer_groups: Vec::new(),
            contact_groups: Vec::new(),
            tags: Vec::new(),
        };
        let keys = customer_keys(&customer.profile, collation);
        StoredCustomer { customer, keys }
    }

    /// Returns a clock that shows a time after all of [`Samples::time`].
    #[must_use]
    pub fn clock() -> ManualClock {
        ManualClock::default()
    }

    /// Picks an instant, seldom the beginning of 1970 or an earlier one.
    fn registration(&self) -> Timestamp {
        match self.random.below(12) {
            0 => Timestamp::from_micros(0),
            1 => Timestamp::from_micros(-self.time().as_micros()),
            _ => self.time(),
        }
    }

    fn word(&self, words: &[&str]) -> String {
        self.random.pick(words).copied().unwrap_or_default().to_owned()
    }

    /// None to `max − 1` things.
    fn some<T>(&mut self, max: usize, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.random.below(max)).map(|_| make(self)).collect()
    }

    fn phone(&mut self) -> Phone {
        let (text, e164) = self.random.pick(PHONES).copied().unwrap_or_default();
        Phone { text: text.to_owned(), label: self.word(WORDS), e164 }
    }

    fn address(&mut self) -> Address {
        Address {
            label: self.word(WORDS),
            street: self.word(STREETS),
            street_2: "c/o Ek".to_owned(),
            postal_code: self.word(POSTCODES),
            city: self.word(CITIES),
            region: self.word(&["", "SE-O", "Skåne"]),
            country: self.word(COUNTRIES),
            ..Address::default()
        }
    }

    fn gender(&self) -> Gender {
        match self.random.below(4) {
            0 => Gender::Female,
            1 => Gender::Male,
            2 => Gender::Other("agender".to_owned()),
            _ => Gender::Unspecified,
        }
    }

    fn birthday(&self) -> Option<PartialDate> {
        let year = if self.random.once_in(2) { Some(1990) } else { None };
        let month = u32::try_from(1 + self.random.below(12)).ok()?;
        match self.random.below(8) {
            0 => PartialDate::new(None, 2, 29),
            1..=4 => PartialDate::new(year, month, 21),
            _ => None,
        }
    }

    /// A source gives an id once.
    fn external_ids(&mut self) -> Vec<ExternalId> {
        let sources = ["prestashop", "shopify"];
        let count = self.random.below(3);
        let each = sources.into_iter().take(count);
        each.map(|source| {
            self.made += 1;
            ExternalId { source: source.to_owned(), id: format!("x{}", self.made) }
        })
        .collect()
    }

    fn fill_business(&mut self, profile: &mut CustomerProfile) {
        profile.organisation_number = self.word(&["", "556036-0793", "5560360793"]);
        profile.activity_code = self.word(&["", "7420Z"]);
        profile.website = self.word(&["", "https://example.com", "example.se/studio"]);
        profile.credit_limit = ["EUR", "SEK", ""][self.random.below(3)]
            .parse()
            .ok()
            .map(|currency| Money::new([0, 1_250, 900_000][self.random.below(3)], currency));
        profile.payment_term_days = [None, Some(0), Some(10), Some(30)][self.random.below(4)];
        profile.risk_rating = [None, Some(RiskRating::Low), Some(RiskRating::Medium), Some(RiskRating::High)]
            [self.random.below(4)];
        // At most one address is the default one.
        if let Some(address) = profile.addresses.last_mut() {
            address.default_shipping = true;
            address.default_billing = self.random.once_in(2);
        }
    }
}
