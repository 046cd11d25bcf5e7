use super::Wording;
use super::calendar::iso_date;
use super::contact::{EmailDomains, email, fill_digits, phone};
use super::locales::{Endings, Family, HouseNumber, Locale};
use super::random::{Random, Weighted};
use super::row::{Gender, ShopCustomer};
use super::tags::TAGS;

/// 2015-07-01 and 2025-07-01: customers registered in between.
const FIRST_DAY: i32 = 16_617;
const LAST_DAY: i32 = 20_270;

/// Draws whole customers; holds the weights of every list.
#[derive(Debug)]
pub(super) struct People {
    wording: Wording,
    domains: EmailDomains,
}

/// A country with the weights of its lists.
pub(super) struct Country {
    pub(super) locale: &'static Locale,
    female: Weighted,
    male: Weighted,
    family: Weighted,
    cities: Weighted,
}

impl Country {
    pub(super) fn new(locale: &'static Locale) -> Self {
        Self {
            locale,
            female: Weighted::by_rank(locale.female.len()),
            male: Weighted::by_rank(locale.male.len()),
            family: Weighted::by_rank(locale.family.common.len()),
            cities: Weighted::by_rank(locale.cities.len()),
        }
    }

    fn given_name(&self, gender: Gender, random: &mut Random) -> &'static str {
        match gender {
            Gender::Male => self.locale.male[self.male.draw(random)],
            Gender::Female | Gender::Unspecified => self.locale.female[self.female.draw(random)],
        }
    }

    fn family_name(&self, gender: Gender, random: &mut Random) -> String {
        let Family { second: (between, share), endings, .. } = self.locale.family;
        let mut name = String::new();
        self.push_family_name(&mut name, random);
        if random.per_mille(share) {
            name.push(between);
            self.push_family_name(&mut name, random);
        }
        end_name(endings, gender, &mut name);
        name
    }

    fn push_family_name(&self, name: &mut String, random: &mut Random) {
        let family = &self.locale.family;
        if random.per_mille(family.made_per_mille) {
            name.push_str(random.pick(family.heads));
            name.push_str(random.pick(family.tails));
        } else {
            name.push_str(family.common[self.family.draw(random)]);
        }
    }
}

/// Gives a family name, or each of two, the ending that a woman or a man has.
fn end_name(endings: Endings, gender: Gender, name: &mut String) {
    if endings == Endings::Same {
        return;
    }
    let parts = name.split('-').map(|part| {
        let stem = part.strip_suffix("ски").or_else(|| part.strip_suffix("ска"));
        match (stem, gender) {
            (Some(stem), Gender::Male) => format!("{stem}ски"),
            (Some(stem), _) => format!("{stem}ска"),
            (None, Gender::Male) => part.trim_end_matches('а').to_owned(),
            (None, _) => format!("{}а", part.trim_end_matches('а')),
        }
    });
    *name = parts.collect::<Vec<_>>().join("-");
}

impl People {
    pub(super) fn new(wording: Wording) -> Self {
        Self { wording, domains: EmailDomains::new() }
    }

    /// Makes a customer whose name comes from one country and who lives in another, mostly the same.
    ///
    /// `number` stands in the e-mail address and the shop's id, so that both are unique.
    pub(super) fn customer(
        &self,
        number: u32,
        name: &Country,
        home: &Country,
        random: &mut Random,
    ) -> ShopCustomer {
        let mut customer = ShopCustomer { customer_id: format!("C{number:07}"), ..ShopCustomer::default() };
        let gender = if random.per_mille(520) { Gender::Female } else { Gender::Male };
        customer.given_name = name.given_name(gender, random).to_owned();
        customer.family_name = name.family_name(gender, random);
        if random.per_mille(700) {
            customer.gender = gender;
        }
        if random.per_mille(250) {
            customer.title = if gender == Gender::Male { "Mr" } else { "Ms" };
        }
        if random.per_mille(250) {
            // 18 to 90 years old in 2025.
            customer.birthday = iso_date(LAST_DAY - 365 * 18 - days_below(365 * 72, random));
        }
        self.settle(&mut customer, home, random);
        if random.per_mille(120) {
            incorporate(&mut customer, home.locale, random);
        }
        customer.email = email(&customer, number, &self.domains, random);
        if random.per_mille(800) {
            customer.phone = phone(&home.locale.phones, random);
        }
        self.keep_account(&mut customer, random);
        customer
    }

    fn settle(&self, customer: &mut ShopCustomer, home: &Country, random: &mut Random) {
        let locale = home.locale;
        let (city, postcodes) = locale.cities[home.cities.draw(random)];
        let street = random.pick(locale.streets);
        let longest = if random.per_mille(150) { 180 } else { 45 };
        let number = 1 + random.below(longest);
        customer.street = match locale.house_number {
            HouseNumber::First => format!("{number} {street}"),
            HouseNumber::Last => format!("{street} {number}"),
        };
        customer.city = city.to_owned();
        customer.postal_code = fill_digits(postcodes, random);
        customer.country = locale.country.to_owned();
        customer.language = locale.language.to_owned();
    }

    fn keep_account(&self, customer: &mut ShopCustomer, random: &mut Random) {
        let registered = FIRST_DAY + days_below(LAST_DAY - FIRST_DAY, random);
        let (hour, minute) = (random.below(24), random.below(60));
        customer.registered = format!("{} {hour:02}:{minute:02}", iso_date(registered));
        if random.per_mille(700) {
            customer.last_visit = iso_date(registered + days_below(LAST_DAY - registered, random));
        }
        customer.newsletter = random.per_mille(380);
        let tags = TAGS.iter().filter(|tag| random.below(10_000) < tag.share);
        customer.tags = tags.map(|tag| tag.in_words(self.wording)).collect();
        if random.per_mille(120) {
            customer.note = random.pick(self.wording.notes()).to_owned();
        }
    }

    /// Turns a customer into the same person as a later row of the shop shows it.
    pub(super) fn later(&self, customer: &mut ShopCustomer, home: &Country, random: &mut Random) {
        if random.per_mille(500) {
            customer.customer_id.clear();
        }
        match random.below(3) {
            0 => customer.phone = phone(&home.locale.phones, random),
            1 => self.settle(customer, home, random),
            _ => customer.email = customer.email.to_uppercase(),
        }
        customer.last_visit = iso_date(LAST_DAY - days_below(30, random));
    }

    /// Turns a customer into another one of the family, who uses the same e-mail address.
    pub(super) fn relative(
        &self,
        customer: &mut ShopCustomer,
        number: u32,
        name: &Country,
        random: &mut Random,
    ) {
        let gender = if random.per_mille(500) { Gender::Female } else { Gender::Male };
        let known = std::mem::take(&mut customer.given_name);
        customer.customer_id = format!("C{number:07}");
        customer.gender = gender;
        customer.title = "";
        customer.company.clear();
        customer.organisation_number.clear();
        customer.birthday.clear();
        while customer.given_name.is_empty() || customer.given_name == known {
            name.given_name(gender, random).clone_into(&mut customer.given_name);
        }
        if customer.family_name.is_empty() || random.per_mille(250) {
            customer.family_name = name.family_name(gender, random);
        } else {
            end_name(name.locale.family.endings, gender, &mut customer.family_name);
        }
        if random.per_mille(500) {
            customer.phone.clear();
        }
        self.keep_account(customer, random);
    }
}

fn days_below(bound: i32, random: &mut Random) -> i32 {
    i32::try_from(random.below(bound.unsigned_abs())).unwrap_or(0)
}

fn incorporate(customer: &mut ShopCustomer, locale: &Locale, random: &mut Random) {
    let trade = random.pick(locale.companies.trades);
    let form = random.pick(locale.companies.forms);
    let known_by = if random.per_mille(600) { &customer.family_name } else { &customer.city };
    customer.company = if random.per_mille(500) {
        format!("{known_by} {trade} {form}")
    } else {
        format!("{trade} {known_by} {form}")
    };
    if random.per_mille(800) {
        customer.organisation_number = fill_digits(locale.companies.organisation_number, random);
    }
    if random.per_mille(200) {
        customer.title = "";
        for cell in [&mut customer.given_name, &mut customer.family_name, &mut customer.birthday] {
            cell.clear();
        }
        customer.gender = Gender::Unspecified;
    }
}
