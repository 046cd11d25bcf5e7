use super::row::Gender;

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
    /// The header row.
    #[must_use]
    pub fn headers(self) -> &'static [&'static str; 20] {
        match self {
            Self::English => &[
                "Customer ID",
                "First name",
                "Last name",
                "Title",
                "Gender",
                "Birthday",
                "E-mail",
                "Phone",
                "Company",
                "Organisation number",
                "Street",
                "Postcode",
                "City",
                "Country",
                "Language",
                "Newsletter",
                "Registered",
                "Last visit",
                "Tags",
                "Note",
            ],
            Self::Swedish => &[
                "Kundnr",
                "Förnamn",
                "Efternamn",
                "Titel",
                "Kön",
                "Födelsedag",
                "E-post",
                "Telefon",
                "Företag",
                "Orgnr",
                "Adress",
                "Postnr",
                "Ort",
                "Land",
                "Språk",
                "Nyhetsbrev",
                "Registrerad",
                "Senaste besök",
                "Taggar",
                "Anteckning",
            ],
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
