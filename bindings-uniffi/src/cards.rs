//! Sheets of cards as PDF: what the feature `pdf` adds.

use std::io::Write as _;

use kartotek::{Card, CardSheets, Error, IssuedCode, JobId, Language, LinkBase};

use crate::codes::Codes;
use crate::worker::{Answer, on_worker};

#[uniffi::export]
impl Codes {
    /// Makes cards of codes, with the names and groups of their participants: by group, then by name, spare ones at
    /// the end.
    pub async fn cards(&self, issued: Vec<IssuedCode>) -> Answer<Vec<Card>> {
        let register = self.0.clone();
        on_worker(move || register.codes().cards(&issued)).await
    }

    /// Makes the cards of a whole job as one PDF: for every member of its groups, and so many spare ones. Who has no
    /// live code gets one. Fails with the rule `secrets_not_kept` where a member has a live code that was not kept.
    pub async fn print_job(&self, job: JobId, sheets: CardSheets, spare: u32) -> Answer<Vec<u8>> {
        let register = self.0.clone();
        on_worker(move || register.codes().print_job(job, &sheets, spare)).await
    }

    /// Writes the cards of a whole job into a file that does not exist yet; else as `print_job`.
    pub async fn print_job_to(&self, path: String, job: JobId, sheets: CardSheets, spare: u32) -> Answer<()> {
        let register = self.0.clone();
        on_worker(move || to_new_file(&path, || register.codes().print_job(job, &sheets, spare))).await
    }
}

/// Begins sheets of eight cards a page.
#[uniffi::export]
pub fn card_sheets(link_base: LinkBase, language: Language) -> Answer<CardSheets> {
    Ok(CardSheets::new(link_base, language))
}

/// Makes the PDF of cards in their order, and writes it into a file that does not exist yet. Fails with `Invalid` for
/// no cards, and for texts that are too long to be read in their places.
#[uniffi::export]
pub async fn print_cards_to(path: String, sheets: CardSheets, cards: Vec<Card>) -> Answer<()> {
    on_worker(move || to_new_file(&path, || sheets.pdf(cards))).await
}

/// Makes the PDF of cards in their order; else as `print_cards_to`.
#[uniffi::export]
pub async fn print_cards(sheets: CardSheets, cards: Vec<Card>) -> Answer<Vec<u8>> {
    on_worker(move || sheets.pdf(cards)).await
}

/// Writes a file that is made where none is yet; there is none before it is known that it can be.
fn to_new_file(path: &str, make: impl FnOnce() -> kartotek::Result<Vec<u8>>) -> kartotek::Result<()> {
    let mut into = std::fs::File::create_new(path).map_err(Error::from)?;
    let written = make().and_then(|file| {
        into.write_all(&file)?;
        Ok(into.sync_all()?)
    });
    if written.is_err() {
        // What is left is nobody's file; the first error is the one to tell.
        let _ = std::fs::remove_file(path);
    }
    written
}
