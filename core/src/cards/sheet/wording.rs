//! What cards say, in every language of the catalogue.

use crate::catalogue::Language;

/// The texts of one language.
pub(super) struct Wording {
    /// What to do; the address follows.
    pub(super) instructions: &'static str,
    /// Why the card is to be kept.
    pub(super) keep: &'static str,
    pub(super) name: &'static str,
    pub(super) group: &'static str,
    /// The heading of the second part.
    pub(super) consent: &'static str,
    /// What is agreed to (GDPR Art. 7(2), 7(3)).
    pub(super) agreement: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) date: &'static str,
    pub(super) signature: &'static str,
}

pub(super) fn wording(language: Language) -> &'static Wording {
    match language {
        Language::En => &EN,
        Language::Sv => &SV,
        Language::Nb => &NB,
        Language::Da => &DA,
        Language::De => &DE,
        Language::Es => &ES,
        Language::Fr => &FR,
        Language::Bg => &BG,
    }
}

const EN: Wording = Wording {
    instructions: "Scan the symbol with your phone, or enter this code at",
    keep: "Keep this card. Whoever has it can see these pictures.",
    name: "Name",
    group: "Group",
    consent: "Consent",
    agreement: "I agree that the person named above is photographed, and that the pictures are shown in a private \
                gallery which this card opens. I can withdraw my consent at any time.",
    yes: "Yes",
    no: "No",
    date: "Date",
    signature: "Signature (guardian, if under age)",
};

const SV: Wording = Wording {
    instructions: "Skanna symbolen med mobilen, eller ange koden på",
    keep: "Spara kortet. Den som har det kan se bilderna.",
    name: "Namn",
    group: "Grupp",
    consent: "Samtycke",
    agreement: "Jag samtycker till att personen ovan fotograferas och att bilderna visas i ett privat galleri som \
                det här kortet öppnar. Jag kan när som helst återkalla mitt samtycke.",
    yes: "Ja",
    no: "Nej",
    date: "Datum",
    signature: "Underskrift (vårdnadshavare för minderåriga)",
};

const NB: Wording = Wording {
    instructions: "Skann symbolet med mobilen, eller skriv inn koden på",
    keep: "Ta vare på kortet. Den som har det, kan se bildene.",
    name: "Navn",
    group: "Gruppe",
    consent: "Samtykke",
    agreement: "Jeg samtykker til at personen ovenfor blir fotografert, og at bildene vises i et privat galleri som \
                dette kortet åpner. Jeg kan når som helst trekke samtykket tilbake.",
    yes: "Ja",
    no: "Nei",
    date: "Dato",
    signature: "Underskrift (foresatt for mindreårige)",
};

const DA: Wording = Wording {
    instructions: "Scan symbolet med mobilen, eller indtast koden på",
    keep: "Gem kortet. Den, der har det, kan se billederne.",
    name: "Navn",
    group: "Gruppe",
    consent: "Samtykke",
    agreement: "Jeg giver samtykke til, at ovennævnte person fotograferes, og at billederne vises i et privat \
                galleri, som dette kort åbner. Jeg kan til enhver tid trække mit samtykke tilbage.",
    yes: "Ja",
    no: "Nej",
    date: "Dato",
    signature: "Underskrift (værge for mindreårige)",
};

const DE: Wording = Wording {
    instructions: "Das Symbol mit dem Handy scannen oder diesen Code eingeben auf",
    keep: "Bitte aufbewahren: Wer diese Karte hat, kann die Bilder sehen.",
    name: "Name",
    group: "Gruppe",
    consent: "Einwilligung",
    agreement: "Ich willige ein, dass die oben genannte Person fotografiert wird und dass die Bilder in einer \
                privaten Galerie gezeigt werden, die diese Karte öffnet. Ich kann die Einwilligung jederzeit \
                widerrufen.",
    yes: "Ja",
    no: "Nein",
    date: "Datum",
    signature: "Unterschrift (bei Minderjährigen: Erziehungsberechtigte)",
};

const ES: Wording = Wording {
    instructions: "Escanee el símbolo con el móvil o introduzca este código en",
    keep: "Guarde esta tarjeta. Quien la tenga puede ver las fotos.",
    name: "Nombre",
    group: "Grupo",
    consent: "Consentimiento",
    agreement: "Doy mi consentimiento para que la persona arriba indicada sea fotografiada y para que las fotos se \
                muestren en una galería privada a la que da acceso esta tarjeta. Puedo retirar mi consentimiento \
                en cualquier momento.",
    yes: "Sí",
    no: "No",
    date: "Fecha",
    signature: "Firma (de menores: madre, padre o tutor)",
};

const FR: Wording = Wording {
    instructions: "Scannez le symbole avec votre téléphone ou saisissez ce code sur",
    keep: "Gardez cette carte. Qui la possède peut voir les photos.",
    name: "Nom",
    group: "Groupe",
    consent: "Consentement",
    agreement: "J’accepte que la personne nommée ci-dessus soit photographiée et que les photos soient présentées \
                dans une galerie privée que cette carte ouvre. Je peux retirer mon consentement à tout moment.",
    yes: "Oui",
    no: "Non",
    date: "Date",
    signature: "Signature (pour les mineurs : un parent ou tuteur)",
};

const BG: Wording = Wording {
    instructions: "Сканирайте символа с телефона си или въведете този код на",
    keep: "Запазете картата. Който я има, може да види снимките.",
    name: "Име",
    group: "Група",
    consent: "Съгласие",
    agreement: "Давам съгласие лицето, посочено по-горе, да бъде снимано и снимките да се показват в частна \
                галерия, която тази карта отваря. Мога да оттегля съгласието си по всяко време.",
    yes: "Да",
    no: "Не",
    date: "Дата",
    signature: "Подпис (за малолетни: родител или настойник)",
};
