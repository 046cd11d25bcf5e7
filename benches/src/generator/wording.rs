use super::row::{Column, Gender};

/// The language that a shop writes its headers, tags and notes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wording {
    /// English.
    #[default]
    English,
    /// Swedish.
    Swedish,
}

impl Wording {
    /// Returns the columns of a file, each with its header.
    #[must_use]
    pub fn columns(self) -> &'static [(Column, &'static str)] {
        match self {
            Self::English => ENGLISH_COLUMNS,
            Self::Swedish => SWEDISH_COLUMNS,
        }
    }

    pub(super) fn gender(self, gender: Gender) -> &'static str {
        match (self, gender) {
            (_, Gender::Unspecified) => "",
            (Self::English, Gender::Female) => "female",
            (Self::English, Gender::Male) => "male",
            (Self::Swedish, Gender::Female) => "kvinna",
            (Self::Swedish, Gender::Male) => "man",
        }
    }

    /// Returns a country's name where the wording has one for its code, else the text as it is.
    pub(super) fn country(self, code: &str) -> &str {
        match self {
            Self::English => code,
            Self::Swedish => named(SWEDISH_COUNTRIES, code),
        }
    }

    /// Returns a language's name where the wording has one for its tag, else the text as it is.
    pub(super) fn language(self, tag: &str) -> &str {
        match self {
            Self::English => tag,
            Self::Swedish => named(SWEDISH_LANGUAGES, tag),
        }
    }

    pub(super) fn boolean(self, yes: bool) -> &'static str {
        match (self, yes) {
            (Self::English, true) => "yes",
            (Self::English, false) => "no",
            (Self::Swedish, true) => "ja",
            (Self::Swedish, false) => "nej",
        }
    }

    pub(super) fn notes(self) -> &'static [&'static str] {
        match self {
            Self::English => &[
                "Prefers to be called after 5 pm",
                "Wants matt paper, \"never gloss\"",
                "Pays by invoice, 30 days",
                "Moved in May; old address no longer valid",
                "Asked for a print of the choir photo",
                "Two children at the school, Emma and Leo",
                "Allergic to lilies",
                "Rang about order 2291: all well",
                "Collects in the shop",
                "Discount agreed\nsee letter of 3 March",
                "Speaks German as well",
                "VIP since 2016",
            ],
            Self::Swedish => &[
                "Ring helst efter kl. 17",
                "Vill ha matt papper, \"aldrig blankt\"",
                "Betalar mot faktura, 30 dagar",
                "Flyttade i maj; gamla adressen gäller inte",
                "Bad om en kopia av körbilden",
                "Två barn på skolan, Emma och Leo",
                "Allergisk mot liljor",
                "Ringde om order 2291: allt bra",
                "Hämtar i butiken",
                "Rabatt enligt överenskommelse\nse brev 3 mars",
                "Talar även tyska",
                "Stamkund sedan 2016",
            ],
        }
    }
}

fn named<'a>(names: &[(&str, &'static str)], code: &'a str) -> &'a str {
    names.iter().find(|name| name.0 == code).map_or(code, |name| name.1)
}

const SWEDISH_COUNTRIES: &[(&str, &str)] = &[
    ("SE", "Sverige"),
    ("NO", "Norge"),
    ("DK", "Danmark"),
    ("DE", "Tyskland"),
    ("ES", "Spanien"),
    ("FR", "Frankrike"),
    ("GB", "Storbritannien"),
    ("US", "USA"),
    ("BG", "Bulgarien"),
];

const SWEDISH_LANGUAGES: &[(&str, &str)] = &[
    ("sv", "svenska"),
    ("nb", "norska"),
    ("da", "danska"),
    ("de", "tyska"),
    ("es", "spanska"),
    ("fr", "franska"),
    ("en", "engelska"),
    ("en-US", "engelska"),
    ("bg", "bulgariska"),
];

const ENGLISH_COLUMNS: &[(Column, &str)] = &[
    (Column::CustomerId, "Customer ID"),
    (Column::GivenName, "First name"),
    (Column::FamilyName, "Last name"),
    (Column::Title, "Title"),
    (Column::Gender, "Gender"),
    (Column::Birthday, "Birthday"),
    (Column::Email, "E-mail"),
    (Column::Phone, "Phone"),
    (Column::Company, "Company"),
    (Column::OrganisationNumber, "Organisation number"),
    (Column::Street, "Street"),
    (Column::PostalCode, "Postcode"),
    (Column::City, "City"),
    (Column::Country, "Country"),
    (Column::Language, "Language"),
    (Column::Newsletter, "Newsletter"),
    (Column::Registered, "Registered"),
    (Column::LastVisit, "Last visit"),
    (Column::Tags, "Tags"),
    (Column::Note, "Note"),
];

const SWEDISH_COLUMNS: &[(Column, &str)] = &[
    (Column::CustomerId, "Kundnr"),
    (Column::GivenName, "Förnamn"),
    (Column::FamilyName, "Efternamn"),
    (Column::Gender, "Kön"),
    (Column::Birthday, "Födelsedag"),
    (Column::Email, "E-post"),
    (Column::Phone, "Telefon"),
    (Column::Company, "Företag"),
    (Column::OrganisationNumber, "Orgnr"),
    (Column::Street, "Adress"),
    (Column::PostalCode, "Postnr"),
    (Column::City, "Ort"),
    (Column::Country, "Land"),
    (Column::Language, "Språk"),
    (Column::Newsletter, "Nyhetsbrev"),
    (Column::Registered, "Registrerad"),
    (Column::LastVisit, "Senaste besök"),
    (Column::Tags, "Taggar"),
    (Column::Note, "Anteckning"),
];
