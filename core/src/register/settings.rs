use std::sync::Arc;

use crate::base::{Collation, EntityKind, Result};
use crate::customers::{Archived, CustomerQuery};
use crate::customers::{CustomerFilter, CustomerSort, customer_keys};
use crate::history::{Action, Change, EntityRef, OldValue};
use crate::settings::{RegisterSettings, check_settings};

use super::builder::{ORDER_FACT, check_order, order_of};
use super::{Register, Unit};

/// How many customers get new sort keys at a time.
const RENEWED_AT_ONCE: usize = 1_000;

impl Register {
    /// Returns the settings.
    ///
    /// # Errors
    /// Of the storage.
    pub fn settings(&self) -> Result<RegisterSettings> {
        self.read_with_state(|_, state| Ok(state.settings.clone()))
    }

    /// Replaces the settings; another locale puts all lists into its order before it returns.
    ///
    /// # Errors
    /// `Invalid` with all problems at once, `Unsupported` for another locale where the backend cannot
    /// reorder; then nothing changes.
    pub fn update_settings(&self, settings: RegisterSettings) -> Result<()> {
        check_settings(&settings)?;
        self.unit(|unit| {
            let before = unit.state.settings.clone();
            if before == settings {
                return Ok(());
            }
            unit.tx.put_settings(&settings, unit.state.revision.next())?;
            if before.locale != settings.locale {
                put_in_order(unit, &settings)?;
            }
            unit.record(Change {
                entity: EntityRef { kind: EntityKind::Settings, id: self.id().to_bytes() },
                action: Action::Updated,
                old: vec![OldValue {
                    field: "settings".into(),
                    text: serde_json::to_string(&before).unwrap_or_default(),
                }],
            });
            unit.forget_state();
            Ok(())
        })
    }

    /// Makes the stored sort keys anew where they are of another locale or older collation data.
    pub(super) fn renew_order(&self) -> Result<()> {
        let stored = self.read(check_order)?;
        let settings = self.settings()?;
        if stored.as_deref() == Some(&order_of(&settings)) {
            return Ok(());
        }
        self.unit(|unit| {
            let state = Arc::clone(&unit.state);
            put_in_order(unit, &state.settings)
        })
    }
}

/// Makes every customer's sort keys anew in the order of some settings.
fn put_in_order(unit: &mut Unit<'_>, settings: &RegisterSettings) -> Result<()> {
    renew_keys(unit, &Collation::new(&settings.locale)?)?;
    unit.tx.put_fact(ORDER_FACT, &order_of(settings))
}

fn renew_keys(unit: &mut Unit<'_>, collation: &Collation) -> Result<()> {
    let filter = CustomerFilter::default();
    let mut after = None;
    loop {
        let list = crate::customers::CustomerList {
            query: CustomerQuery {
                search: None,
                conditions: &filter.conditions,
                in_sets: Vec::new(),
                not_in_sets: Vec::new(),
                archived: Archived::Include,
                ids: None,
                collation,
            },
            sort: &CustomerSort::Number,
            after: after.take(),
            limit: RENEWED_AT_ONCE,
        };
        let rows = unit.tx.list_customers(&list)?;
        let keys: Vec<_> = rows
            .iter()
            .map(|row| (row.customer.number, customer_keys(&row.customer.profile, collation)))
            .collect();
        if !keys.is_empty() {
            unit.tx.put_customer_keys(&keys)?;
        }
        match rows.last() {
            Some(last) if rows.len() == RENEWED_AT_ONCE => {
                after = Some((last.sort_key.clone(), last.customer.id));
            }
            _ => return Ok(()),
        }
    }
}
