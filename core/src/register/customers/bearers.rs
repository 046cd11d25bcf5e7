use std::collections::{HashMap, HashSet};

use crate::base::{CustomerId, EntityKind, Error, ErrorKind, Result};
use crate::customers::{ExternalId, MatchKeys};
use crate::repository::ReadTx;

/// Who bears which external ids, as the changes that are made together so far leave it.
#[derive(Debug, Default)]
pub(crate) struct Bearers(HashMap<ExternalId, CustomerId>);

impl Bearers {
    /// Asks the storage once for everybody who bears one of these ids.
    ///
    /// # Errors
    /// Of the storage.
    pub(crate) fn load<'i>(tx: &dyn ReadTx, ids: impl IntoIterator<Item = &'i ExternalId>) -> Result<Self> {
        let asked: HashSet<&ExternalId> = ids.into_iter().collect();
        let mut bearers = Self::default();
        if asked.is_empty() {
            return Ok(bearers);
        }
        let external_ids = asked.iter().map(|id| (id.source.clone(), id.id.clone())).collect();
        let found = match tx.match_customers(&MatchKeys { external_ids, ..MatchKeys::default() }) {
            Err(error) if error.kind() == ErrorKind::Unsupported => Vec::new(),
            found => found?,
        };
        for customer in found {
            let borne = customer.profile.external_ids.into_iter().filter(|id| asked.contains(id));
            bearers.0.extend(borne.map(|id| (id, customer.id)));
        }
        Ok(bearers)
    }

    /// Gives a customer other ids. Those that it had are free then.
    ///
    /// # Errors
    /// `AlreadyExists` when another customer bears one, or one is given twice; then nothing changes.
    pub(crate) fn exchange(
        &mut self,
        customer: CustomerId,
        before: &[ExternalId],
        after: &[ExternalId],
    ) -> Result<()> {
        let mut seen = HashSet::with_capacity(after.len());
        let is_free = |id: &ExternalId| self.0.get(id).is_none_or(|bearer| *bearer == customer);
        if !after.iter().all(|id| seen.insert(id) && is_free(id)) {
            return Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "external_ids" });
        }
        before.iter().for_each(|id| _ = self.0.remove(id));
        self.0.extend(after.iter().map(|id| (id.clone(), customer)));
        Ok(())
    }
}
