//! Sheets of cards as one PDF, for any printer (SPEC C22).

mod canvas;
mod card;
mod grid;
mod second_part;
mod text;
mod typeface;
mod wording;

use std::fmt;

use krilla::metadata::Metadata;
use krilla::{Document, SerializeSettings};

use crate::base::{Error, ErrorKind, FieldProblem, Result, Rule};
use crate::catalogue::Language;
use crate::codes::{CardSecrets, LinkBase};

use self::card::CardPainter;
use self::grid::Grid;
use self::typeface::Typeface;

/// One card of a sheet.
///
/// Without a name it has lines to write on: a spare card for who is not on the list.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Card {
    /// Who is pictured.
    pub name: Option<String>,
    /// The class or team.
    pub group: Option<String>,
    /// What the symbol holds and what is typed.
    pub secrets: CardSecrets,
}

impl Card {
    /// Makes the card of somebody.
    #[must_use]
    pub fn new(name: impl Into<String>, group: impl Into<String>, secrets: CardSecrets) -> Self {
        Self { name: Some(name.into()), group: Some(group.into()), secrets }
    }

    /// Makes a spare card.
    #[must_use]
    pub const fn blank(secrets: CardSecrets) -> Self {
        Self { name: None, group: None, secrets }
    }
}

// Names are personal data.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card").finish_non_exhaustive()
    }
}

/// What the part of a card that is handed in asks for.
///
/// It goes through many hands, so it holds the name and the group but no code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SecondPart {
    /// There is none; two cards stand side by side.
    #[default]
    None,
    /// Consent and signature, in the wording of the language.
    Consent,
    /// Consent and signature, in this wording.
    ConsentTo(String),
}

/// The sheets of a job: A4 pages of cards with marks to cut them along, as one PDF (SPEC C22).
///
/// Equal sheets and cards give equal files. Names are set smaller, then in two lines, then cut short where a
/// card is too narrow; letters that the typeface lacks are written in Latin ones. The typeface is embedded,
/// as far as it is used.
///
/// ```
/// use kartotek::{Card, CardSecrets, CardSheets, Language, SecondPart, SystemRandomness};
///
/// let sheets = CardSheets {
///     studio: "Studio Sol".into(),
///     job: "Vasaskolan 2026".into(),
///     second_part: SecondPart::Consent,
///     ..CardSheets::new("https://studio.example".parse()?, Language::Sv)
/// };
/// let anna = Card::new("Anna García", "3B", CardSecrets::random(&SystemRandomness)?);
/// let spare = Card::blank(CardSecrets::random(&SystemRandomness)?);
/// assert!(sheets.pdf([anna, spare])?.starts_with(b"%PDF-"));
/// assert!(sheets.pdf([]).is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardSheets {
    /// The name of the business; may be empty.
    pub studio: String,
    /// The title of the job; may be empty.
    pub job: String,
    /// What the links begin with; its short form stands on the cards for those who type.
    pub link_base: LinkBase,
    /// The language of what the cards say; names keep their own letters.
    pub language: Language,
    /// How many rows a page has, from 3 to 5; 4 by default. A row is one card with a second part, or two
    /// without.
    pub rows: u8,
    /// What is torn off and handed in.
    pub second_part: SecondPart,
    /// What to do with the card, ending where the address follows; otherwise the wording of the language.
    pub instructions: Option<String>,
}

impl CardSheets {
    /// Makes sheets of eight cards a page.
    #[must_use]
    pub const fn new(link_base: LinkBase, language: Language) -> Self {
        Self {
            studio: String::new(),
            job: String::new(),
            link_base,
            language,
            rows: 4,
            second_part: SecondPart::None,
            instructions: None,
        }
    }

    /// Makes the PDF, with the cards in their order: row by row, from left to right.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] for `rows` out of range, for `cards` where there is none, and for `second_part`
    /// and `instructions` where a text of the host is too long to be read in its place.
    pub fn pdf(&self, cards: impl IntoIterator<Item = Card>) -> Result<Vec<u8>> {
        let cards: Vec<Card> = cards.into_iter().collect();
        self.check(&cards)?;
        let typeface = Typeface::new(self.language).ok_or_else(|| failed("its typeface cannot be read"))?;
        let grid = Grid::of(self);
        let painter = CardPainter::new(self, &grid, &typeface);
        let mut document = Document::new_with(SerializeSettings {
            // The structure of a sheet of cards is its order.
            enable_tagging: false,
            ..SerializeSettings::default()
        });
        document.set_metadata(self.metadata());
        let pages = cards.chunks(grid.cards_a_page());
        let count = pages.len();
        for (number, cards) in pages.enumerate() {
            let page_settings = Grid::page_settings().ok_or_else(|| failed("A4 is no size of a page"))?;
            let mut page = document.start_page_with(page_settings);
            painter.paint_page(&mut page, cards, number + 1, count)?;
            page.finish();
        }
        document.finish().map_err(|error| failed(&format!("{error:?}")))
    }

    fn check(&self, cards: &[Card]) -> Result<()> {
        let mut problems = Vec::new();
        if !(3..=5).contains(&self.rows) {
            problems.push(FieldProblem::new("rows", Rule::OutOfRange));
        }
        if cards.is_empty() {
            problems.push(FieldProblem::new("cards", Rule::Required));
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    fn metadata(&self) -> Metadata {
        let metadata = Metadata::new().title(self.job.clone()).language(self.language.code().to_owned());
        if self.studio.is_empty() { metadata } else { metadata.authors(vec![self.studio.clone()]) }
    }
}

/// What the writer of PDF refuses though this module gives it nothing wrong.
fn failed(why: &str) -> Error {
    Error::storage(ErrorKind::Io, format!("the sheets cannot be made: {why}"))
}

#[cfg(test)]
mod tests;
