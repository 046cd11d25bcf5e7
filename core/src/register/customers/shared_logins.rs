use std::collections::{HashMap, HashSet};

use crate::base::{CustomerId, EntityKind, Error, Result, Rule};
use crate::customers::{Customer, CustomerKind, CustomerProfile};
use crate::register::dependents::dependents_of;
use crate::register::drafts::customer_ref;
use crate::repository::ReadTx;

/// Which customers are shared logins and who depends on them, as the changes that are made together so far
/// leave it (SPEC A17, A18, B5).
///
/// A person names a customer that is a shared login and stored. One that persons name stays a shared login,
/// and one with registrations becomes none: these belong to persons.
#[derive(Debug, Default)]
pub(crate) struct SharedLogins {
    asked: HashSet<CustomerId>,
    /// Those of the asked ones that are shared logins.
    logins: HashSet<CustomerId>,
    dependents: HashMap<CustomerId, Depending>,
}

/// How many of each kind depend on a customer.
#[derive(Debug, Default)]
struct Depending {
    persons: i64,
    registrations: i64,
}

impl SharedLogins {
    /// Asks the storage about customers that persons are to name, and about those of whom some turn into
    /// shared logins or back; of each once. Where neither is in question nothing is asked.
    ///
    /// # Errors
    /// Of the storage.
    pub(crate) fn learn(
        &mut self,
        tx: &dyn ReadTx,
        named: impl IntoIterator<Item = CustomerId>,
        turning: impl IntoIterator<Item = CustomerId>,
    ) -> Result<()> {
        let new: HashSet<CustomerId> = named.into_iter().filter(|id| !self.asked.contains(id)).collect();
        if !new.is_empty() {
            let found = tx.customers(&new.iter().copied().collect::<Vec<_>>())?;
            let logins = found.iter().filter(|found| found.profile.kind == CustomerKind::SharedLogin);
            self.logins.extend(logins.map(|login| login.id));
            self.asked.extend(new);
        }
        let new = turning.into_iter().filter(|id| !self.dependents.contains_key(id));
        let new: HashSet<CustomerId> = new.collect();
        if !new.is_empty() {
            let of: Vec<_> = new.iter().map(|id| customer_ref(*id)).collect();
            let mut found = dependents_of(tx, &of)?;
            for id in new {
                let found = found.remove(&customer_ref(id)).unwrap_or_default();
                let count = |kind: EntityKind| {
                    let of_kind = found.iter().filter(|dependent| dependent.kind == kind.to_string());
                    of_kind.map(|dependent| i64::try_from(dependent.count).unwrap_or(i64::MAX)).sum()
                };
                let (persons, registrations) = (count(EntityKind::Customer), count(EntityKind::Registration));
                self.dependents.insert(id, Depending { persons, registrations });
            }
        }
        Ok(())
    }

    /// As [`SharedLogins::learn`], for one change.
    ///
    /// # Errors
    /// Of the storage.
    pub(crate) fn of_one(tx: &dyn ReadTx, before: &Customer, after: &CustomerProfile) -> Result<Self> {
        let mut logins = Self::default();
        let named = after.shared_login.filter(|login| before.profile.shared_login != Some(*login));
        logins.learn(tx, named, turns(Some(&before.profile), after).then_some(before.id))?;
        Ok(logins)
    }

    /// Refuses a new profile, or another one, that names no shared login, or that turns a customer into one or
    /// back on whom something depends. What it is about was learnt.
    ///
    /// # Errors
    /// `Invalid` with the rule `shared_login`; `RuleViolated` with the rule `has_dependents`.
    pub(crate) fn check(
        &self,
        id: CustomerId,
        before: Option<&CustomerProfile>,
        after: &CustomerProfile,
    ) -> Result<()> {
        let old = before.and_then(|before| before.shared_login);
        if let Some(login) = after.shared_login.filter(|login| old != Some(*login))
            && (login == id || !self.logins.contains(&login))
        {
            return Err(Error::field("shared_login", Rule::SharedLogin));
        }
        if after.kind == CustomerKind::SharedLogin && after.shared_login.is_some() {
            return Err(Error::field("shared_login", Rule::NotApplicable));
        }
        let depending = self.dependents.get(&id).filter(|_| turns(before, after));
        let (kind, count) = match (depending, after.kind) {
            (None, _) => return Ok(()),
            (Some(depending), CustomerKind::SharedLogin) => {
                (EntityKind::Registration, depending.registrations)
            }
            (Some(depending), _) => (EntityKind::Customer, depending.persons),
        };
        if count > 0 { Err(Error::rule("has_dependents", format!("{count} {kind}"))) } else { Ok(()) }
    }

    /// Notes a change that is made.
    pub(crate) fn note(&mut self, id: CustomerId, before: Option<&CustomerProfile>, after: &CustomerProfile) {
        if turns(before, after) {
            self.asked.insert(id);
            if after.kind == CustomerKind::SharedLogin {
                self.logins.insert(id);
            } else {
                self.logins.remove(&id);
            }
        }
        let old = before.and_then(|before| before.shared_login);
        if old != after.shared_login {
            for (login, more) in [(old, -1), (after.shared_login, 1)] {
                if let Some(depending) = login.and_then(|login| self.dependents.get_mut(&login)) {
                    depending.persons += more;
                }
            }
        }
    }
}

/// Tells whether a change makes a shared login of a customer, or another customer of a shared login.
fn turns(before: Option<&CustomerProfile>, after: &CustomerProfile) -> bool {
    let is_login = |profile: &CustomerProfile| profile.kind == CustomerKind::SharedLogin;
    before.is_some_and(is_login) != is_login(after)
}
