use std::collections::HashMap;

use crate::base::{CustomerId, name_key};
use crate::collections::{CollectionKind, CollectionRef};
use crate::customers::Customer;
use crate::register::SharedLogins;

use super::candidates::{Candidate, Pending, hashes_of, keys_of, ready_of};
use super::decide::Decided;
use super::known_keys::hash_of;
use super::prepare::PreparedRow;
use super::repeats::Scan;

/// What a plan remembers of the rows before, since nothing of them is stored: the customers that
/// they made or changed, as far as later rows can meet them, and the sets that they name first.
#[derive(Debug)]
pub(super) struct Planned<'a> {
    scan: &'a Scan,
    kept: HashMap<CustomerId, Candidate>,
    by_key: HashMap<u64, Vec<CustomerId>>,
    pub(super) sets: PlannedSets,
    pub(super) logins: SharedLogins,
}

/// Sets that are to be made, by the keys of their names.
pub(super) type PlannedSets = HashMap<(CollectionKind, String), CollectionRef>;

impl<'a> Planned<'a> {
    /// Begins; the scan was made for a plan.
    pub(super) fn new(scan: &'a Scan) -> Self {
        let (kept, by_key, sets) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { scan, kept, by_key, sets, logins: SharedLogins::default() }
    }

    /// Takes out the customers that these rows may be about.
    pub(super) fn take(&mut self, rows: &[PreparedRow]) -> Vec<Candidate> {
        let mut found = Vec::new();
        if self.kept.is_empty() {
            return found;
        }
        for ready in rows.iter().filter_map(ready_of) {
            let id = ready.keys.id.as_ref().map(hash_of);
            for key in hashes_of(&ready.keys).chain(id) {
                let ids = self.by_key.get(&key).into_iter().flatten();
                found.extend(ids.filter_map(|id| self.kept.remove(id)));
            }
        }
        found
    }

    /// Keeps what later rows need to know.
    pub(super) fn keep(&mut self, decided: &mut Decided) {
        let sets = decided.new_sets.drain(..);
        self.sets.extend(sets.map(|(kind, set)| ((kind, name_key(&set.name)), set)));
        for candidate in decided.candidates.drain(..) {
            let Some(customer) = candidate.customer() else { continue };
            if !self.is_met_again(&candidate, customer) {
                continue;
            }
            let id = customer.id;
            let before = candidate.before.as_deref().into_iter().flat_map(keys_of);
            for key in keys_of(customer).into_iter().chain(before) {
                let ids = self.by_key.entry(key).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            self.kept.insert(id, candidate);
        }
    }

    /// Tells whether a later row may be about a customer that is new or changed, or may look for it
    /// by a key that it has no longer.
    fn is_met_again(&self, candidate: &Candidate, after: &Customer) -> bool {
        match (&candidate.change, candidate.before.as_deref()) {
            (Pending::Nothing, _) if candidate.gained.is_empty() => false,
            (_, None) => self.scan.come_again(after),
            (_, Some(before)) => {
                self.scan.come_again(after) || self.scan.come_again(before) || self.scan.lost(before, after)
            }
        }
    }
}
