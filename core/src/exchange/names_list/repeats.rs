//! What rows of one file say of the same participant, and where they contradict each other.

use std::collections::{HashMap, HashSet};

use crate::exchange::import::fault::Fault;
use crate::exchange::import::report::RowOutcome;

use super::pupils::Pupil;
use super::read::Entry;

/// What only all rows tell.
#[derive(Default)]
pub(super) struct Repeats {
    /// The groups of each student number, with their keys.
    groups: HashMap<String, Vec<(String, String)>>,
    /// Names with the keys of the groups that rows put them into.
    named: HashSet<(String, String)>,
    /// The rows that cannot be told apart, by their places.
    pub(super) refused: HashMap<usize, Vec<(RowOutcome, Fault)>>,
}

impl Repeats {
    /// Looks at all rows of a file.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut repeats = Self::default();
        let pupils = || {
            entries
                .iter()
                .enumerate()
                .flat_map(|(place, entry)| entry.pupils.iter().map(move |pupil| (place, pupil)))
        };
        let mut by_number: HashMap<&str, Vec<(usize, &Pupil)>> = HashMap::new();
        let mut by_name: HashMap<(&str, &str), Vec<(usize, &Pupil)>> = HashMap::new();
        let mut by_code: HashMap<String, Vec<(usize, &Pupil)>> = HashMap::new();
        for (place, pupil) in pupils() {
            if !pupil.number.is_empty() {
                by_number.entry(&pupil.number).or_default().push((place, pupil));
            }
            for (_, key) in &pupil.groups {
                by_name.entry((&pupil.name, key)).or_default().push((place, pupil));
                repeats.named.insert((pupil.name.clone(), key.clone()));
            }
            if let Some(code) = &pupil.code {
                by_code.entry(code.expose()).or_default().push((place, pupil));
            }
        }
        for (number, own) in by_number {
            if own.iter().any(|(_, pupil)| pupil.name != own[0].1.name) {
                let hint = "rows with different names have this student number";
                repeats
                    .refuse(&own, RowOutcome::Invalid, |pupil| fault(pupil.column, "repeated_number", hint));
            }
            let groups = repeats.groups.entry(number.to_owned()).or_default();
            for group in own.iter().flat_map(|(_, pupil)| &pupil.groups) {
                if groups.iter().all(|(_, key)| *key != group.1) {
                    groups.push(group.clone());
                }
            }
        }
        for own in by_name.into_values().filter(|own| own.len() > 1) {
            let numbers: HashSet<&str> = own.iter().map(|(_, pupil)| pupil.number.as_str()).collect();
            // One who comes again has the same number each time.
            if numbers.contains("") {
                let hint = "this name stands in the group more than once; student numbers tell who is who";
                repeats.refuse(&own, RowOutcome::Ambiguous, |pupil| {
                    fault(pupil.column, "same_name_twice", hint)
                });
            }
        }
        for own in by_code.into_values() {
            let is_other = |pupil: &Pupil| pupil.number.is_empty() || pupil.number != own[0].1.number;
            if own.len() > 1 && own.iter().any(|(_, pupil)| is_other(pupil)) {
                let hint = "several participants have this code";
                repeats.refuse(&own, RowOutcome::Invalid, |pupil| {
                    fault(pupil.code_column, "repeated_code", hint)
                });
            }
        }
        repeats
    }

    fn refuse(&mut self, rows: &[(usize, &Pupil)], outcome: RowOutcome, fault: impl Fn(&Pupil) -> Fault) {
        for (place, pupil) in rows {
            let known = self.refused.entry(*place).or_default();
            let fault = (outcome, fault(pupil));
            if !known.contains(&fault) {
                known.push(fault);
            }
        }
    }

    /// Returns the groups that all rows together put a participant into.
    pub(super) fn groups_of<'p>(&'p self, pupil: &'p Pupil) -> &'p [(String, String)] {
        self.groups.get(&pupil.number).map_or(&pupil.groups, Vec::as_slice)
    }

    /// Tells whether a row puts a name into a group.
    pub(super) fn names(&self, name: &str, group: &str) -> bool {
        self.named.contains(&(name.to_owned(), group.to_owned()))
    }
}

fn fault(column: usize, code: &'static str, hint: &'static str) -> Fault {
    Fault { column: Some(column), ..Fault::row(code, hint) }
}
