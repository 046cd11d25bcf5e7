use crate::base::EntityKind;
use crate::catalogue::{FieldKind, Language};

use super::RegistrationFilter;

/// A column of the customers' registers of jobs and groups (SPEC P3–P11, P18–P20): its key is the same in
/// every language, its label a matter of the language (SPEC P26).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterColumn {
    /// Stable key in snake case.
    pub key: &'static str,
    /// What its values are.
    pub kind: FieldKind,
    /// What following a value opens, where it opens something.
    pub opens: Option<EntityKind>,
    /// In the order of [`Language::ALL`].
    labels: [&'static str; 8],
}

impl RegisterColumn {
    /// Tells whether registers can be sorted by the column: by all but totals and individual galleries.
    ///
    /// ```
    /// use kartotek::JOB_COLUMNS;
    ///
    /// let still: Vec<&str> = JOB_COLUMNS.iter().filter(|column| !column.sorts()).map(|column| column.key).collect();
    /// assert_eq!(still, ["qr_galleries"]);
    /// ```
    #[must_use]
    pub fn sorts(&self) -> bool {
        RegistrationFilter::SORTS.contains(&self.key)
    }

    /// Returns what stands above the column in a language.
    ///
    /// ```
    /// use kartotek::{JOB_COLUMNS, Language};
    ///
    /// let labels: Vec<&str> = JOB_COLUMNS.iter().map(|column| column.label(Language::Sv)).collect();
    /// assert_eq!(labels[..3], ["Datum", "Fullständigt namn", "Deltagare"]);
    /// ```
    #[must_use]
    pub fn label(&self, language: Language) -> &'static str {
        let place = Language::ALL.iter().position(|known| *known == language);
        self.labels[place.unwrap_or(0)]
    }
}

const DATE: RegisterColumn = RegisterColumn {
    key: "registered_at",
    kind: FieldKind::Time,
    opens: None,
    labels: ["Date", "Datum", "Dato", "Dato", "Datum", "Fecha", "Date", "Дата"],
};
const FULL_NAME: RegisterColumn = RegisterColumn {
    key: "entered_name",
    kind: FieldKind::Text { max: 400 },
    opens: None,
    labels: [
        "Full name",
        "Fullständigt namn",
        "Fullt navn",
        "Fulde navn",
        "Vollständiger Name",
        "Nombre completo",
        "Nom complet",
        "Пълно име",
    ],
};
const PARTICIPANT: RegisterColumn = RegisterColumn {
    key: "participants",
    kind: NAMES,
    opens: Some(EntityKind::Participant),
    labels: [
        "Participant",
        "Deltagare",
        "Deltaker",
        "Deltager",
        "Teilnehmer",
        "Participante",
        "Participant",
        "Участник",
    ],
};
const GALLERY: RegisterColumn = RegisterColumn {
    key: "job_group",
    kind: FieldKind::Text { max: 200 },
    opens: Some(EntityKind::Gallery),
    labels: ["Gallery", "Galleri", "Galleri", "Galleri", "Galerie", "Galería", "Galerie", "Галерия"],
};
const QR_GALLERIES: RegisterColumn = RegisterColumn {
    key: "qr_galleries",
    kind: NAMES,
    opens: Some(EntityKind::Gallery),
    labels: [
        "Galleries (QR code)",
        "Gallerier (QR-kod)",
        "Gallerier (QR-kode)",
        "Gallerier (QR-kode)",
        "Galerien (QR-Code)",
        "Galerías (código QR)",
        "Galeries (code QR)",
        "Галерии (QR код)",
    ],
};
const EMAIL: RegisterColumn = RegisterColumn {
    key: "email",
    kind: FieldKind::Email,
    opens: None,
    labels: ["E-mail", "E-post", "E-post", "E-mail", "E-Mail", "Correo electrónico", "E-mail", "Имейл"],
};
const TYPE: RegisterColumn = RegisterColumn {
    key: "kind",
    kind: FieldKind::Text { max: 60 },
    opens: None,
    labels: ["Type", "Typ", "Type", "Type", "Typ", "Tipo", "Type", "Тип"],
};
const ZIP: RegisterColumn = RegisterColumn {
    key: "postal_code",
    kind: FieldKind::Text { max: 40 },
    opens: None,
    labels: [
        "ZIP",
        "Postnummer",
        "Postnummer",
        "Postnummer",
        "Postleitzahl",
        "Código postal",
        "Code postal",
        "Пощенски код",
    ],
};
const CITY: RegisterColumn = RegisterColumn {
    key: "city",
    kind: FieldKind::Text { max: 200 },
    opens: None,
    labels: ["City", "Ort", "Poststed", "By", "Ort", "Ciudad", "Ville", "Град"],
};
const CONTACT_GROUPS: RegisterColumn = RegisterColumn {
    key: "contact_groups",
    kind: NAMES,
    opens: Some(EntityKind::ContactGroup),
    labels: [
        "Contact group",
        "Kontaktgrupp",
        "Kontaktgruppe",
        "Kontaktgruppe",
        "Kontaktgruppe",
        "Grupo de contactos",
        "Groupe de contacts",
        "Група контакти",
    ],
};
const TOTAL: RegisterColumn = RegisterColumn {
    key: "total",
    kind: NAMES,
    opens: None,
    labels: ["Total", "Totalt", "Totalt", "I alt", "Gesamt", "Total", "Total", "Общо"],
};
const NAMES: FieldKind = FieldKind::List { max: 1_000 };

/// The columns of the customers' register of a job (SPEC P3–P11). The column *Gallery* shows the group, and
/// opens its gallery.
pub static JOB_COLUMNS: &[RegisterColumn] =
    &[DATE, FULL_NAME, PARTICIPANT, GALLERY, QR_GALLERIES, EMAIL, TYPE, ZIP, CITY];

/// The columns of the customers' register of a group of a job (SPEC P18–P20).
pub static GROUP_COLUMNS: &[RegisterColumn] = &[DATE, FULL_NAME, GALLERY, ZIP, CITY, CONTACT_GROUPS, TOTAL];
