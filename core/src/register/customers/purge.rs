use std::sync::Arc;

use crate::base::{Cursor, Error, FieldProblem, PageRequest, RegisterId, Result, Rule, Sort};
use crate::catalogue::Level;
use crate::customers::{
    Archived, CustomerField, CustomerFilter, CustomerUpdate, clear_field, customer_field, drop_blank_items,
    without_field,
};
use crate::history::OldValue;
use crate::register::drafts::edit;
use crate::register::{Customers, Unit, listing};

impl Customers<'_> {
    /// Empties a field that is switched off, in every customer and in history (SPEC B2 b), and returns
    /// how many customers had it filled.
    ///
    /// Switching a field off keeps what is stored; this is the second step, and there is no way back.
    /// It works in several units of work: after a failure it can be called again.
    ///
    /// A part of an e-mail, phone or address is emptied in every one of them, also where history keeps
    /// it; `email` and `phone` go with all that a customer has of them, `more_emails`, `more_phones` and
    /// `more_addresses` with all but the primary one. An address of which nothing is left goes.
    ///
    /// # Errors
    /// `Invalid` when no field has this key, `RuleViolated` with the rule `field_in_use` unless a policy
    /// without context and condition switches the field off.
    ///
    /// ```
    /// use kartotek::{ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// assert_eq!(register.customers().purge_field("birthday")?, 0); // off by default
    /// assert_eq!(register.customers().purge_field("city").unwrap_err().kind(), ErrorKind::RuleViolated);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn purge_field(&self, key: &str) -> Result<u64> {
        let field = customer_field(key).filter(|field| field.is_editable());
        let unknown = || Error::Invalid(vec![FieldProblem::new(key.to_owned(), Rule::UnknownField)]);
        let field = field.ok_or_else(unknown)?;
        let settings = self.register.settings()?;
        let policy = settings.policies.iter().rfind(|policy| policy.field == field.key);
        let off = policy.is_some_and(|policy| policy.level == Level::Off && policy.is_general());
        if !off {
            return Err(Error::rule("field_in_use", format!("{key} is not switched off")));
        }
        let mut purged = 0;
        let mut request = PageRequest::first(PageRequest::MAX_LIMIT);
        loop {
            let (emptied, next) =
                self.register.unit(|unit| empty(unit, self.register.id(), field, &request))?;
            purged += emptied;
            match next {
                Some(cursor) => request = PageRequest::after(PageRequest::MAX_LIMIT, cursor),
                None => break,
            }
        }
        if self.register.backend().capabilities.history {
            let rewrite = |old: &mut [OldValue]| forget(field, old);
            let mut after = Some(0);
            while let Some(seq) = after {
                after = self
                    .register
                    .unit(|unit| unit.tx.rewrite_old_values(seq, REWRITTEN_AT_ONCE, &rewrite))?;
            }
        }
        Ok(purged)
    }
}

/// How many changes are rewritten in one unit of work, for which others wait.
const REWRITTEN_AT_ONCE: u32 = 10_000;

/// Empties the field in one page of customers; returns how many had it filled, and where to go on.
fn empty(
    unit: &mut Unit<'_>,
    register: RegisterId,
    field: &'static CustomerField,
    request: &PageRequest,
) -> Result<(u64, Option<Cursor>)> {
    let filter = CustomerFilter::default().with_archived(Archived::Include);
    let state = Arc::clone(&unit.state);
    let page = listing::page(&*unit.tx, &state, register, &filter, &Sort::Number, request)?;
    let mut updates = Vec::new();
    for before in page.items {
        let mut customer = before.clone();
        clear_field(field, &mut customer.profile).map_err(|rule| Error::field(field.key, rule))?;
        drop_blank_items(&mut customer.profile);
        if customer.profile == before.profile {
            continue;
        }
        customer.revision = before.revision.next();
        customer.updated_at = unit.now;
        let update = CustomerUpdate::new(before, customer, &state.collation);
        // History says what was emptied, not what was in it.
        let mut change = edit(&update);
        forget(field, &mut change.old);
        unit.record(change);
        updates.push(update);
    }
    unit.tx.update_customers(&updates)?;
    Ok((updates.len() as u64, page.next))
}

/// Takes a field's values out of what a change keeps.
fn forget(field: &CustomerField, old: &mut [OldValue]) {
    for value in old.iter_mut().filter(|value| !value.text.is_empty()) {
        value.text = without_field(field, &value.field, &value.text);
    }
}
