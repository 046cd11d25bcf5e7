//! What depends on records, in this register and in the host's own data.

use std::collections::HashMap;

use crate::base::{CustomerId, EntityKind, Error, ErrorKind, Result};
use crate::history::EntityRef;
use crate::repository::ReadTx;

use super::drafts::customer_ref;
use super::{Dependent, Register};

/// What depends on records; those that nothing depends on are not among them.
pub(crate) type Dependents = HashMap<EntityRef, Vec<Dependent>>;

/// Returns what of the register depends on records.
pub(crate) fn dependents_of(tx: &dyn ReadTx, of: &[EntityRef]) -> Result<Dependents> {
    let found = match tx.dependents(of) {
        Err(error) if error.kind() == ErrorKind::Unsupported => Vec::new(),
        other => other?,
    };
    let mut dependents = Dependents::new();
    for (entity, kind, count) in found {
        dependents.entry(entity).or_default().push(Dependent { kind: kind.to_string(), count });
    }
    Ok(dependents)
}

/// Returns what depends on customers, in the register and in the host's own data.
pub(crate) fn dependents_of_customers(
    register: &Register,
    tx: &dyn ReadTx,
    ids: &[CustomerId],
) -> Result<Dependents> {
    let of: Vec<EntityRef> = ids.iter().map(|id| customer_ref(*id)).collect();
    let mut dependents = dependents_of(tx, &of)?;
    for source in register.dependents() {
        for (id, entity) in ids.iter().zip(&of) {
            let found = source.dependents_of(*id)?.into_iter().filter(|dependent| dependent.count > 0);
            let found: Vec<Dependent> = found.collect();
            if !found.is_empty() {
                dependents.entry(*entity).or_default().extend(found);
            }
        }
    }
    Ok(dependents)
}

/// Refuses the deletion of a record on which something depends.
///
/// # Errors
/// `RuleViolated` with the rule `has_dependents`.
pub(crate) fn refuse_used(dependents: &Dependents, entity: EntityRef) -> Result<()> {
    let Some(found) = dependents.get(&entity) else { return Ok(()) };
    let list: Vec<String> = found.iter().map(|d| format!("{} {}", d.count, d.kind)).collect();
    let id = uuid::Uuid::from_bytes(entity.id).hyphenated();
    let of = match entity.kind {
        EntityKind::Customer => String::new(),
        kind => format!("{kind} {id}: "),
    };
    Err(Error::rule("has_dependents", of + &list.join(", ")))
}
