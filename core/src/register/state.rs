use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use crate::base::{Collation, CollectionId, Currency, Error, ErrorKind, Result, Revision, Timestamp, Tz};
use crate::catalogue::Context;
use crate::collections::{CollectionKind, CollectionRef, Preset};
use crate::customers::{CheckContext, CustomerProfile};
use crate::repository::ReadTx;
use crate::settings::{RegisterSettings, SCHEMA_FACT};

use super::builder::check_order;

/// The settings as a unit of work sees them, with what is made of them.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: RegisterSettings,
    pub(crate) revision: Revision,
    pub(crate) collation: Collation,
    pub(crate) zone: Tz,
    pub(crate) currency: Currency,
    /// The default group of new customers.
    pub(crate) standard_group: CollectionRef,
}

impl State {
    /// What a profile is checked against now.
    pub(crate) fn check<'a>(
        &'a self,
        context: Context,
        now: Timestamp,
        stored: Option<&'a CustomerProfile>,
    ) -> CheckContext<'a> {
        CheckContext { settings: &self.settings, context, today: now.local_date(self.zone), stored }
    }

    /// Reads the state, unless a newer program has changed the store meanwhile (SPEC B18).
    fn load(tx: &dyn ReadTx, schema_version: u32) -> Result<Self> {
        check_schema(tx, schema_version)?;
        check_order(tx)?;
        let (settings, revision) = tx.settings()?;
        let corrupt = |_| Error::storage(ErrorKind::Corrupt, "the stored settings are not valid");
        let collation = Collation::new(&settings.locale).map_err(corrupt)?;
        let zone = Tz::from_str(&settings.zone)
            .map_err(|_| Error::storage(ErrorKind::Corrupt, "the stored time zone is unknown"))?;
        let currency = settings.currency.parse().map_err(corrupt)?;
        let groups = match tx.collections(CollectionKind::CustomerGroup) {
            Err(error) if error.kind() == ErrorKind::Unsupported => Vec::new(),
            other => other?,
        };
        let standard = groups.into_iter().find(|group| group.preset == Some(Preset::Standard));
        let standard_group = match standard {
            Some(group) => group.into(),
            // A backend without groups has one default group that nobody sees.
            None => CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() },
        };
        Ok(Self { settings, revision, collation, zone, currency, standard_group })
    }
}

fn check_schema(tx: &dyn ReadTx, known: u32) -> Result<()> {
    let version = tx.fact(SCHEMA_FACT)?.and_then(|version| version.parse().ok()).unwrap_or(0);
    if version > known {
        let message = format!("the register has schema {version} by now, this program knows {known}");
        return Err(Error::storage(ErrorKind::TooNew, message));
    }
    Ok(())
}

/// Keeps the state as long as the stored settings have its revision: another process may change
/// them at any time, and whoever changes what the state is made of gives them a new revision.
#[derive(Debug)]
pub(super) struct StateCell {
    state: RwLock<Option<Arc<State>>>,
    schema_version: u32,
}

impl StateCell {
    pub(super) fn new(schema_version: u32) -> Self {
        Self { state: RwLock::default(), schema_version }
    }

    pub(super) fn current(&self, tx: &dyn ReadTx) -> Result<Arc<State>> {
        let stored = tx.settings_revision()?;
        let kept = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(state) = kept.filter(|state| state.revision == stored) {
            return Ok(state);
        }
        let state = Arc::new(State::load(tx, self.schema_version)?);
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&state));
        Ok(state)
    }

    /// Forgets the settings, after others took their place under the same revision.
    pub(super) fn forget(&self) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
