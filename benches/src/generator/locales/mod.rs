//! What names, places and numbers look like in each country.
//!
//! Lists are ordered by frequency, the commonest first. `#` in a template is any digit.

mod bg;
mod da;
mod de;
mod en;
mod es;
mod fr;
mod nb;
mod sv;

/// The customers of one country.
pub(crate) struct Locale {
    /// ISO 639-1.
    pub(crate) language: &'static str,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: &'static str,
    pub(crate) female: &'static [&'static str],
    pub(crate) male: &'static [&'static str],
    pub(crate) family: Family,
    /// A town and its postcodes.
    pub(crate) cities: &'static [(&'static str, &'static str)],
    pub(crate) streets: &'static [&'static str],
    pub(crate) house_number: HouseNumber,
    pub(crate) phones: Phones,
    pub(crate) companies: Companies,
}

/// Family names: a list, and a way to make rarer ones.
pub(crate) struct Family {
    pub(crate) common: &'static [&'static str],
    /// Parts of which two make a name, as in `Lind` and `qvist`.
    pub(crate) heads: &'static [&'static str],
    pub(crate) tails: &'static [&'static str],
    /// How many names in a thousand are made of parts.
    pub(crate) made_per_mille: u32,
    /// What stands between two family names, and how many people in a thousand have two.
    pub(crate) second: (char, u32),
    /// Whether women's names end differently.
    pub(crate) endings: Endings,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endings {
    Same,
    /// `Иванов` and `Иванова`, `Златарски` and `Златарска`.
    Bulgarian,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HouseNumber {
    /// `12 High Street`
    First,
    /// `Storgatan 12`
    Last,
}

/// Phone numbers as people of the country write them at home, a blank between the groups.
pub(crate) struct Phones {
    pub(crate) calling_code: &'static str,
    /// What stands before a number inside the country alone.
    pub(crate) trunk: &'static str,
    pub(crate) templates: &'static [&'static str],
}

pub(crate) struct Companies {
    /// Names of trades, put before or behind a family name or town.
    pub(crate) trades: &'static [&'static str],
    pub(crate) forms: &'static [&'static str],
    pub(crate) organisation_number: &'static str,
}

/// The countries that customers can come from, by the word that the command line uses.
pub(crate) const LOCALES: [(&str, &Locale); 9] = [
    ("en", &en::BRITISH),
    ("en-US", &en::AMERICAN),
    ("sv", &sv::SWEDISH),
    ("nb", &nb::NORWEGIAN),
    ("da", &da::DANISH),
    ("de", &de::GERMAN),
    ("es", &es::SPANISH),
    ("fr", &fr::FRENCH),
    ("bg", &bg::BULGARIAN),
];
