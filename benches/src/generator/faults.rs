use super::random::Random;
use super::row::ShopCustomer;

/// What makes a row bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// The e-mail address is none.
    InvalidEmail,
    /// A last visit or registration on a day that does not exist.
    ImpossibleDate,
    /// A country that does not exist.
    UnknownCountry,
    /// Neither name nor company, e-mail nor phone.
    NothingToGoBy,
    /// A first name of more than 200 characters.
    OverlongText,
    /// The row ends after a few cells, with nothing that tells how to reach the customer.
    TooFewCells,
    /// A control character in the last name.
    ControlCharacter,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 7] = [
        Self::InvalidEmail,
        Self::ImpossibleDate,
        Self::UnknownCountry,
        Self::NothingToGoBy,
        Self::OverlongText,
        Self::TooFewCells,
        Self::ControlCharacter,
    ];

    /// Spoils a customer. A row that ends too early is cut when it is written.
    pub(super) fn spoil(self, customer: &mut ShopCustomer, random: &mut Random) {
        match self {
            Self::InvalidEmail => customer.email = invalid_email(&customer.email, random),
            Self::ImpossibleDate => {
                let date = random.pick(&IMPOSSIBLE_DATES).to_owned();
                let cell =
                    if random.per_mille(500) { &mut customer.last_visit } else { &mut customer.registered };
                *cell = date;
            }
            Self::UnknownCountry => customer.country = random.pick(&UNKNOWN_COUNTRIES).to_owned(),
            Self::NothingToGoBy => {
                for cell in [
                    &mut customer.given_name,
                    &mut customer.family_name,
                    &mut customer.company,
                    &mut customer.email,
                    &mut customer.phone,
                ] {
                    cell.clear();
                }
            }
            Self::OverlongText => {
                customer.given_name = customer.given_name.repeat(1 + 240 / customer.given_name.len().max(1));
            }
            Self::TooFewCells => {}
            Self::ControlCharacter => {
                customer.family_name.push(random.pick(&['\0', '\0', '\u{1}', '\u{8}', '\u{1b}', '\u{1f}']));
            }
        }
    }
}

const IMPOSSIBLE_DATES: [&str; 6] =
    ["2023-02-30", "2021-13-01", "2019-04-31", "0000-00-00", "2022-11-00", "1999-02-29"];
const UNKNOWN_COUNTRIES: [&str; 5] = ["ZZ", "Atlantis", "Sverge", "QX", "Ruritania"];

fn invalid_email(email: &str, random: &mut Random) -> String {
    let (local, domain) = email.split_once('@').unwrap_or(("kund", "example.com"));
    match random.below(7) {
        0 => format!("{local}{domain}"),
        1 => format!("{local}@@{domain}"),
        2 => format!("{local}@"),
        3 => format!("{local}@{domain} eller {local}@{domain}"),
        4 => format!("{local}..x@{domain}"),
        5 => format!("{local}@example,com"),
        _ => format!("@{domain}"),
    }
}

/// What is odd about a row that is good all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Untidiness {
    /// A text that a spreadsheet takes for a formula.
    FormulaLike,
    /// Blanks around cells, doubled or not breaking inside them.
    Blanks,
    /// The name in capitals.
    Capitals,
    /// Empty cells behind the last column.
    TooManyCells,
    /// An empty line before the row.
    EmptyLine,
}

impl Untidiness {
    /// Every kind.
    pub const ALL: [Untidiness; 5] =
        [Self::FormulaLike, Self::Blanks, Self::Capitals, Self::TooManyCells, Self::EmptyLine];

    /// Makes a customer untidy. Odd cells and lines come in when the row is written.
    pub(super) fn muss(self, customer: &mut ShopCustomer, random: &mut Random) {
        match self {
            Self::FormulaLike => match random.below(3) {
                0 => customer.company = random.pick(&FORMULAS).to_owned(),
                1 => customer.street = format!("-{}", customer.street),
                _ => customer.note = random.pick(&FORMULAS).to_owned(),
            },
            Self::Blanks => {
                customer.given_name = format!("  {} ", customer.given_name);
                customer.family_name = format!("{}\u{a0}", customer.family_name);
                customer.email = format!(" {}\t", customer.email);
                customer.city = format!("{}  ", customer.city);
                customer.street = customer.street.replace(' ', "  ");
            }
            Self::Capitals => {
                customer.given_name = customer.given_name.to_uppercase();
                customer.family_name = customer.family_name.to_uppercase();
            }
            Self::TooManyCells | Self::EmptyLine => {}
        }
    }
}

const FORMULAS: [&str; 8] = [
    "=2+5",
    "=HYPERLINK(\"http://example.com/\";\"se mer\")",
    "@anna",
    "-10 %",
    "+1",
    "'=SUM(A1:A3)",
    "=cmd|' /C calc'!A0",
    "--",
];
