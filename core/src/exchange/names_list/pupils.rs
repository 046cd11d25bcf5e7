//! The participants that a row names.

use crate::base::{Error, Rule, fold, name_key};
use crate::codes::TypedCode;
use crate::exchange::cells::{is_shortened, values, without_fraction, without_quote};
use crate::exchange::dates;
use crate::exchange::import::fault::Fault;
use crate::exchange::target::ItemList;
use crate::participants::ParticipantDetails;
use crate::register::{settle_group_name, settle_participant};

use super::columns::NamesColumn;
use super::names::{Name, siblings};
use super::read::{Cells, Entry, Reading};
use super::target::{NamesTarget, PersonPart};

/// A participant that a row names.
pub(super) struct Pupil {
    pub(super) details: ParticipantDetails,
    /// The folded name.
    pub(super) name: String,
    /// The student number as it is compared; empty where there is none.
    pub(super) number: String,
    /// Names of groups with their keys, each once.
    pub(super) groups: Vec<(String, String)>,
    pub(super) code: Option<TypedCode>,
    /// The columns of the name and of the code.
    pub(super) column: usize,
    pub(super) code_column: usize,
}

impl Reading<'_> {
    pub(super) fn take_pupils(
        &self,
        cells: &Cells<'_>,
        family: &str,
        groups: &[(usize, &str)],
        entry: &mut Entry,
    ) {
        let joined = cells.text(PersonPart::Siblings);
        let names = match joined {
            "" => {
                let mut name = cells.name();
                if name.family.is_empty() && name.entered.is_empty() && !name.given.is_empty() {
                    family.clone_into(&mut name.family);
                }
                vec![name]
            }
            _ => siblings(joined, cells.text(PersonPart::FamilyName)),
        };
        let is_of_one = [PersonPart::StudentNumber, PersonPart::Birthday, PersonPart::Code];
        let of_one = cells.0.iter().find(|(_, part, _)| is_of_one.contains(part));
        if let Some((column, ..)) = of_one.filter(|_| names.len() > 1) {
            let hint = "this cell is about one of several siblings; give each a row";
            return entry.refused.push(Fault { column: Some(*column), ..Fault::row("several_names", hint) });
        }
        for name in names {
            self.take_pupil(cells, name, groups, entry);
        }
    }

    fn take_pupil(&self, cells: &Cells<'_>, name: Name, groups: &[(usize, &str)], entry: &mut Entry) {
        let says_more = cells.0.iter().any(|(_, part, _)| *part != PersonPart::FamilyName);
        if name.is_empty() || name.given.is_empty() && name.entered.is_empty() && !says_more {
            // A family name alone is one of siblings that the row has not.
            if says_more {
                entry.refused.push(Fault { column: cells.0.first().map(|cell| cell.0), ..self.unnamed() });
            }
            return;
        }
        let today = self.today();
        let refused = entry.refused.len();
        let Name { given: given_name, family: family_name, entered: entered_name } = name;
        let mut details =
            ParticipantDetails { given_name, family_name, entered_name, ..ParticipantDetails::default() };
        if let Some((column, text)) = cells.all(PersonPart::Birthday).next() {
            match dates::birthday(text, self.date_reading(column)) {
                Ok(birthday) => details.birthday = birthday,
                Err(rule) => entry.refused.push(Fault::of_cell(column, rule)),
            }
        }
        for part in [PersonPart::StudentNumber, PersonPart::Email, PersonPart::Phone] {
            let Some((column, text)) = self.only(cells, part, entry) else { continue };
            if part != PersonPart::Email && is_shortened(text) {
                entry.refused.push(Fault::of_cell(column, Rule::ShortenedNumber));
            }
            match part {
                PersonPart::StudentNumber => {
                    details.student_number = without_fraction(without_quote(text)).into()
                }
                PersonPart::Email => details.email = text.into(),
                _ => details.phone = text.into(),
            }
        }
        let name_column = cells.0.iter().find(|cell| cell.1.is_name() || cell.1 == PersonPart::Siblings);
        let column = name_column.map_or(0, |cell| cell.0);
        for problem in settle_participant(&mut details, today) {
            let own = cells.0.iter().find(|cell| cell.1.code() == problem.field);
            let column = own.map_or(column, |cell| cell.0);
            entry.refused.push(Fault::of_cell(column, problem.rule));
        }
        let code = cells.all(PersonPart::Code).next();
        let read = code.map(|(column, text)| (column, text.parse::<TypedCode>()));
        if let Some((column, Err(error))) = &read {
            entry.refused.extend(rules(error).map(|rule| Fault::of_cell(*column, rule)));
        }
        let groups = self.groups(cells, groups, entry);
        if entry.refused.len() > refused {
            return;
        }
        entry.pupils.push(Pupil {
            name: fold(&details.display_name()),
            number: name_key(&details.student_number),
            details,
            groups,
            code: read.and_then(|(_, code)| code.ok()),
            column,
            code_column: code.map_or(column, |code| code.0),
        });
    }

    /// Returns what a row says of a participant, who has one of it.
    fn only<'r>(&self, cells: &Cells<'r>, part: PersonPart, entry: &mut Entry) -> Option<(usize, &'r str)> {
        let list = match part {
            PersonPart::Email => Some(ItemList::Emails),
            PersonPart::Phone => Some(ItemList::Phones),
            _ => None,
        };
        let told = cells.all(part).flat_map(|(column, text)| match list {
            Some(list) => values(text, list, None).map(|text| (column, text)).collect(),
            None => vec![(column, text)],
        });
        let told: Vec<(usize, &str)> = told.collect();
        let first = *told.first()?;
        if let Some((column, _)) = told.iter().find(|(_, text)| *text != first.1) {
            let hint = "a participant has one of this; say by the column's target if it is a guardian's";
            entry.refused.push(Fault { column: Some(*column), ..Fault::row("several_values", hint) });
        }
        Some(first)
    }

    /// Returns the groups of a participant: its own, those of the row, or the one of everybody.
    fn groups(
        &self,
        cells: &Cells<'_>,
        of_row: &[(usize, &str)],
        entry: &mut Entry,
    ) -> Vec<(String, String)> {
        let own: Vec<(usize, &str)> =
            cells.all(PersonPart::Group).map(|(column, text)| (column, without_fraction(text))).collect();
        let named = if own.is_empty() { of_row } else { &own };
        let default = self.default_group.map(|name| (usize::MAX, name));
        let default = default.filter(|_| named.is_empty());
        let mut groups: Vec<(String, String)> = Vec::new();
        for (column, name) in named.iter().copied().chain(default) {
            let mut name = name.to_owned();
            let problems = settle_group_name(&mut name, self.today());
            if !problems.is_empty() {
                entry.refused.extend(problems.iter().map(|problem| Fault::of_cell(column, problem.rule)));
                continue;
            }
            let key = name_key(&name);
            if groups.iter().all(|(_, known)| *known != key) {
                groups.push((name, key));
            }
        }
        if groups.is_empty() && named.is_empty() {
            let is_group = |column: &NamesColumn| {
                matches!(column.target, NamesTarget::Group | NamesTarget::Participant(_, PersonPart::Group))
            };
            let column = self.columns.iter().position(is_group);
            let hint = "name the group, or give a group for everybody who has none";
            entry.refused.push(Fault { column, ..Fault::row(Rule::Required.code(), hint) });
        }
        groups
    }
}

fn rules(error: &Error) -> impl Iterator<Item = Rule> {
    error.problems().iter().map(|problem| problem.rule)
}
