use serde::{Deserialize, Serialize};

use crate::base::LeapDay;
use crate::catalogue::{FieldPolicy, Level, Tightening};
use crate::customers::Gender;

/// The settings of one register.
///
/// ```
/// use kartotek::{Register, RegisterSettings};
///
/// let register = Register::in_memory()?;
/// let settings = RegisterSettings { name: "Studio Sol".into(), locale: "sv-SE".into(), ..register.settings()? };
/// register.update_settings(settings)?;
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RegisterSettings {
    /// Name of the business: one line of at most 200 characters; may be empty.
    pub name: String,
    /// Where customers see their albums, with `https://` or `http://`, and without a query: what links begin
    /// with (SPEC A37). Empty where there is none.
    pub web_address: String,
    /// Language and region as a BCP 47 tag; decides the order of lists and the labels.
    pub locale: String,
    /// IANA name of the time zone in which days begin and end.
    pub zone: String,
    /// Country of the business (ISO 3166-1 alpha-2, upper case); how phones without a country are read.
    /// Empty where it is not known.
    pub country: String,
    /// Currency of the business (ISO 4217).
    pub currency: String,
    /// Whether companies' fields are in use (SPEC N27).
    pub business_mode: bool,
    /// How much each field is wanted; the birthday is off unless a policy says otherwise.
    pub policies: Vec<FieldPolicy>,
    /// What a policy that became stricter means for stored records.
    pub tightening: Tightening,
    /// When birthdays of 29 February are celebrated in common years.
    pub leap_day: LeapDay,
    /// The social titles to choose from (SPEC N5).
    pub titles: Vec<SocialTitle>,
}

impl Default for RegisterSettings {
    /// Neutral settings: root order, UTC, no country, euro.
    fn default() -> Self {
        let title =
            |code: &str, gender| SocialTitle { code: code.to_owned(), label: code.to_owned(), gender };
        Self {
            name: String::new(),
            web_address: String::new(),
            locale: "und".to_owned(),
            zone: "UTC".to_owned(),
            country: String::new(),
            currency: "EUR".to_owned(),
            business_mode: false,
            policies: vec![FieldPolicy::new("birthday", Level::Off)],
            tightening: Tightening::default(),
            leap_day: LeapDay::default(),
            titles: vec![title("Mr", Some(Gender::Male)), title("Ms", Some(Gender::Female))],
        }
    }
}

/// A social title that customers can choose, and the gender it tells, if it tells one (SPEC B1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SocialTitle {
    /// What is stored with a customer: one line of 1 to 40 characters without blanks around it, and no
    /// other title's.
    pub code: String,
    /// What people see: one line of at most 100 characters.
    pub label: String,
    /// The gender it tells; it never overwrites an explicit one.
    pub gender: Option<Gender>,
}
