use std::collections::HashMap;

use crate::base::{Error, JobGroupId, JobId, ParticipantId, Result};
use crate::cards::{Card, CardSheets};
use crate::codes::{IssuedCode, StoredCode};
use crate::jobs::Job;
use crate::register::idempotency::Arguments;
use crate::register::records::{RECORDS_AT_ONCE, distinct};
use crate::register::{State, Unit};
use crate::repository::ReadTx;

use super::Codes;
use super::issue::{expecting_job, issue_spare, issue_to, members, revealed};
use super::told::{noted, recalled};

impl Codes<'_> {
    /// Makes cards of codes, with the names and groups of their participants: by group, then by name, in the
    /// order of the register's language, spare ones at the end.
    ///
    /// # Errors
    /// Of the storage.
    pub fn cards(&self, issued: &[IssuedCode]) -> Result<Vec<Card>> {
        self.register.read_current_with_state(|tx, state| cards(tx, state, issued))
    }

    /// Makes the cards of a whole job as one PDF (SPEC C22): for every member of its groups, and so many
    /// spare ones. Who has no live code gets one; where nothing can be printed, none is made.
    ///
    /// The codes of others are printed again where a recovery key kept them. Where `studio` or `job` of the
    /// sheets is empty, the name of the register and the title of the job stand there. Others who write wait
    /// until the PDF is made.
    ///
    /// # Errors
    /// As [`Codes::issue_missing`] and [`CardSheets::pdf`]; `RuleViolated` with the rule `secrets_not_kept`
    /// where a member has a live code that was not kept: print the [missing ones](Codes::issue_missing)
    /// alone, or [rotate](Codes::rotate) the others.
    ///
    /// ```
    /// use kartotek::{
    ///     CardSheets, CodeOptions, JobDetails, Language, Pepper, Register, SystemRandomness,
    /// };
    ///
    /// let pepper = Pepper::random(&SystemRandomness)?;
    /// let register = Register::builder().codes(CodeOptions::new(pepper)).in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let sheets = CardSheets::new("https://studio.example".parse()?, Language::Sv);
    /// assert!(register.codes().print_job(job.id, &sheets, 8)?.starts_with(b"%PDF-"));
    /// assert_eq!(register.codes().count(job.id)?, 8);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn print_job(&self, job: JobId, sheets: &CardSheets, spare: u32) -> Result<Vec<u8>> {
        let keys = self.register.code_keys()?;
        let printed = self.register.once(
            "codes.print_job",
            || {
                let known = Arguments::default().id(job).number(spare.into());
                known.text(&format!("{sheets:?}"))
            },
            |unit| {
                let job = expecting_job(unit, job)?;
                let members: Vec<ParticipantId> =
                    members(&*unit.tx, job.id)?.into_iter().map(|member| member.id).collect();
                let mut printed = revealed(keys, live_codes(unit, job.id, &members)?)?;
                printed.append(&mut issue_to(unit, keys, &job, &members)?);
                printed.append(&mut issue_spare(unit, keys, &job, spare)?);
                let pdf = pdf(&*unit.tx, &unit.state, sheets, &job, &printed)?;
                Ok((pdf, printed))
            },
            |(_, printed)| noted(printed.iter().map(|issued| &issued.stored)),
            |unit, result| {
                let printed = revealed(keys, recalled(&*unit.tx, result)?)?;
                let pdf = pdf(&*unit.tx, &unit.state, sheets, &expecting_job(unit, job)?, &printed)?;
                Ok((pdf, printed))
            },
        );
        Ok(printed?.0)
    }
}

fn pdf(
    tx: &dyn ReadTx,
    state: &State,
    sheets: &CardSheets,
    job: &Job,
    printed: &[IssuedCode],
) -> Result<Vec<u8>> {
    let mut sheets = sheets.clone();
    if sheets.studio.is_empty() {
        sheets.studio.clone_from(&state.settings.name);
    }
    if sheets.job.is_empty() {
        sheets.job.clone_from(&job.details.title);
    }
    sheets.pdf(cards(tx, state, printed)?)
}

/// Returns the live codes of participants in a job, the newest of each.
fn live_codes(unit: &Unit<'_>, job: JobId, participants: &[ParticipantId]) -> Result<Vec<StoredCode>> {
    let mut live: HashMap<ParticipantId, StoredCode> = HashMap::new();
    for some in participants.chunks(RECORDS_AT_ONCE) {
        let mut codes = unit.tx.codes_of_participants(some)?;
        codes.retain(|stored| stored.job == job && stored.is_live(unit.now));
        codes.sort_unstable_by_key(|stored| stored.code.id);
        live.extend(codes.into_iter().filter_map(|stored| Some((stored.code.participant?, stored))));
    }
    let mut live: Vec<StoredCode> = live.into_values().collect();
    live.sort_unstable_by_key(|stored| stored.code.id);
    Ok(live)
}

fn cards(tx: &dyn ReadTx, state: &State, issued: &[IssuedCode]) -> Result<Vec<Card>> {
    let owners: Vec<ParticipantId> =
        issued.iter().filter_map(|issued| issued.stored.code.participant).collect();
    let (mut names, mut members) = (HashMap::new(), Vec::new());
    for some in owners.chunks(RECORDS_AT_ONCE) {
        let read = tx.participants(some)?.into_iter();
        names.extend(read.map(|participant| (participant.id, participant.details.display_name())));
        members.append(&mut tx.groups_of_participants(some)?);
    }
    let mut groups = tx.job_groups(&distinct(members.iter().map(|(group, _)| *group)))?;
    groups.sort_by_cached_key(|group| (state.collation.key(&group.details.name), group.id));
    let places: HashMap<JobGroupId, usize> =
        groups.iter().enumerate().map(|(place, group)| (group.id, place)).collect();
    members.sort_by_cached_key(|(group, _)| places.get(group).copied());
    let mut of: HashMap<(ParticipantId, JobId), String> = HashMap::new();
    for (group, participant) in &members {
        let Some(group) = places.get(group).map(|place| &groups[*place]) else { continue };
        let texts = of.entry((*participant, group.job)).or_default();
        texts.push_str(if texts.is_empty() { "" } else { ", " });
        texts.push_str(&group.details.name);
    }
    let mut cards = Vec::with_capacity(issued.len());
    for IssuedCode { stored, secrets } in issued {
        let card = match stored.code.participant {
            Some(participant) => Card {
                name: Some(names.get(&participant).cloned().ok_or_else(|| missing(participant))?),
                group: of.get(&(participant, stored.job)).cloned(),
                secrets: secrets.clone(),
            },
            None => Card::blank(secrets.clone()),
        };
        let key = |text: &Option<String>| state.collation.key(text.as_deref().unwrap_or_default());
        let order = (card.name.is_none(), key(&card.group), key(&card.name), stored.code.id);
        cards.push((order, card));
    }
    cards.sort_by(|(a, _): &(_, Card), (b, _)| a.cmp(b));
    Ok(cards.into_iter().map(|(_, card)| card).collect())
}

fn missing(participant: ParticipantId) -> Error {
    Error::not_found(crate::base::EntityKind::Participant, participant)
}
