//! What names lists call their columns, beside the words for fields of customers: a table a language.

use crate::catalogue::{Language, Words};

const fn w(key: &'static str, label: &'static str, synonyms: &'static [&'static str]) -> Words {
    Words { key, label, synonyms }
}

/// Returns the words of a language.
///
/// `group`, `student_number` and `code` are columns; `participant`, `siblings`, `guardian`, `guardian:1` and
/// `guardian:2` say whom a column is about (`Parent e-mail`, `E-post mamma`); `of` stands between both
/// (`correo del padre`); `and` stands between names of siblings.
pub(super) fn words(language: Language) -> &'static [Words] {
    match language {
        Language::En => EN,
        Language::Sv => SV,
        Language::Nb => NB,
        Language::Da => DA,
        Language::De => DE,
        Language::Es => ES,
        Language::Fr => FR,
        Language::Bg => BG,
    }
}

static EN: &[Words] = &[
    w(
        "group",
        "Group",
        &["Class", "Team", "Grade", "Form", "Choir", "Course", "Section", "Homeroom", "Unit"],
    ),
    w(
        "student_number",
        "Student number",
        &["Student no", "Student id", "Pupil number", "Pupil id", "Bib", "Bib number", "Start number"],
    ),
    w("code", "Access code", &["Code", "Login code", "QR code", "Gallery code", "Card code"]),
    w("participant", "Participant", &["Child", "Student", "Pupil", "Player", "Athlete", "Runner", "Sibling"]),
    w("siblings", "Siblings", &["Children", "Children names", "Students", "Names of children", "Kids"]),
    w(
        "guardian",
        "Guardian",
        &["Parent", "Parents", "Guardians", "Carer", "Parent guardian", "Caregiver", "Parent or guardian"],
    ),
    w("guardian:1", "Mother", &["Mum", "Mom"]),
    w("guardian:2", "Father", &["Dad"]),
    w("of", "of", &["of the", "s", "for"]),
    w("and", "and", &["&", "+", "/", ";", ","]),
];

static SV: &[Words] = &[
    w("group", "Grupp", &["Klass", "Lag", "Kör", "Avdelning", "Årskurs", "Kurs", "Sektion", "Enhet"]),
    w("student_number", "Elevnummer", &["Elevnr", "Elev-id", "Startnummer", "Nummerlapp", "Spelarnummer"]),
    w("code", "Åtkomstkod", &["Kod", "Inloggningskod", "QR-kod", "Gallerikod", "Bildkod"]),
    w("participant", "Deltagare", &["Elev", "Barn", "Barnets", "Elevens", "Spelare", "Löpare"]),
    w("siblings", "Syskon", &["Barnen", "Barnens", "Syskonens"]),
    w(
        "guardian",
        "Vårdnadshavare",
        &["Vårdnadshavares", "Målsman", "Förälder", "Föräldrar", "Vh", "Förälders"],
    ),
    w("guardian:1", "Mamma", &["Mor", "Moder"]),
    w("guardian:2", "Pappa", &["Far", "Fader"]),
    w("of", "till", &["för", "s"]),
    w("and", "och", &[]),
];

static NB: &[Words] = &[
    w("group", "Gruppe", &["Klasse", "Lag", "Kor", "Trinn", "Avdeling"]),
    w("student_number", "Elevnummer", &["Elevnr", "Elev-id", "Startnummer"]),
    w("code", "Tilgangskode", &["Kode", "Innloggingskode", "QR-kode"]),
    w("participant", "Deltaker", &["Elev", "Barn", "Barnets", "Elevens", "Spiller"]),
    w("siblings", "Søsken", &["Barna", "Barnas"]),
    w("guardian", "Foresatt", &["Foresatte", "Foresattes", "Forelder", "Foreldre", "Verge"]),
    w("guardian:1", "Mamma", &["Mor"]),
    w("guardian:2", "Pappa", &["Far"]),
    w("of", "til", &["for", "s"]),
    w("and", "og", &[]),
];

static DA: &[Words] = &[
    w("group", "Gruppe", &["Klasse", "Hold", "Kor", "Stue", "Årgang"]),
    w("student_number", "Elevnummer", &["Elevnr", "Elev-id", "Startnummer"]),
    w("code", "Kode", &["Login-kode", "QR-kode", "Gallerikode"]),
    w("participant", "Deltager", &["Elev", "Barn", "Barnets", "Elevens", "Spiller"]),
    w("siblings", "Søskende", &["Børn", "Børnene", "Børnenes"]),
    w("guardian", "Forælder", &["Forældre", "Forældres", "Værge", "Kontaktperson"]),
    w("guardian:1", "Mor", &[]),
    w("guardian:2", "Far", &[]),
    w("of", "til", &["for", "s"]),
    w("and", "og", &[]),
];

static DE: &[Words] = &[
    w(
        "group",
        "Gruppe",
        &["Klasse", "Mannschaft", "Chor", "Team", "Stufe", "Kurs", "Kita-Gruppe", "Jahrgang"],
    ),
    w("student_number", "Schülernummer", &["Schülernr", "Schüler-ID", "Startnummer", "Matrikelnummer"]),
    w("code", "Zugangscode", &["Code", "Zugangs-Code", "QR-Code", "Galeriecode", "Login-Code"]),
    w(
        "participant",
        "Teilnehmer",
        &["Kind", "Kindes", "Schüler", "Schülerin", "Schüler/in", "Spieler", "Läufer"],
    ),
    w("siblings", "Geschwister", &["Kinder", "Namen der Kinder"]),
    w(
        "guardian",
        "Erziehungsberechtigte",
        &["Eltern", "Elternteil", "Erziehungsberechtigter", "Sorgeberechtigte", "Sorgeberechtigter"],
    ),
    w("guardian:1", "Mutter", &[]),
    w("guardian:2", "Vater", &[]),
    w("of", "der", &["des", "von", "vom", "für"]),
    w("and", "und", &[]),
];

static ES: &[Words] = &[
    w("group", "Grupo", &["Clase", "Equipo", "Curso", "Aula", "Coro", "Sección"]),
    w("student_number", "Número de alumno", &["Número de estudiante", "Matrícula", "Dorsal", "Id alumno"]),
    w("code", "Código de acceso", &["Código", "Código QR"]),
    w(
        "participant",
        "Participante",
        &["Alumno", "Alumna", "Estudiante", "Niño", "Niña", "Hijo", "Hija", "Jugador"],
    ),
    w("siblings", "Hermanos", &["Niños", "Hijos", "Alumnos"]),
    w("guardian", "Tutor", &["Tutora", "Tutores", "Padres", "Representante", "Tutor legal", "Padre o madre"]),
    w("guardian:1", "Madre", &["Mamá"]),
    w("guardian:2", "Padre", &["Papá"]),
    w("of", "de", &["del", "de la", "de los", "de las"]),
    w("and", "y", &["e"]),
];

static FR: &[Words] = &[
    w("group", "Groupe", &["Classe", "Équipe", "Chorale", "Section", "Niveau"]),
    w("student_number", "Numéro d'élève", &["N° élève", "Matricule", "Dossard", "Id élève"]),
    w("code", "Code d'accès", &["Code QR", "Code galerie"]),
    w("participant", "Participant", &["Élève", "Enfant", "Joueur", "Coureur"]),
    w("siblings", "Fratrie", &["Enfants", "Frères et sœurs", "Élèves"]),
    w("guardian", "Parent", &["Parents", "Responsable", "Responsable légal", "Tuteur", "Représentant légal"]),
    w("guardian:1", "Mère", &["Maman"]),
    w("guardian:2", "Père", &["Papa"]),
    w("of", "de", &["du", "de la", "de l", "des", "d"]),
    w("and", "et", &[]),
];

static BG: &[Words] = &[
    w("group", "Група", &["Клас", "Отбор", "Хор", "Паралелка", "Курс"]),
    w("student_number", "Ученически номер", &["Номер на ученик", "Стартов номер"]),
    w("code", "Код за достъп", &["Код", "QR код"]),
    w("participant", "Участник", &["Ученик", "Ученичка", "Дете", "Детето", "Състезател"]),
    w("siblings", "Братя и сестри", &["Деца", "Децата"]),
    w("guardian", "Родител", &["Родители", "Настойник", "Родителя"]),
    w("guardian:1", "Майка", &["Майката"]),
    w("guardian:2", "Баща", &["Бащата"]),
    w("of", "на", &[]),
    w("and", "и", &[]),
];
