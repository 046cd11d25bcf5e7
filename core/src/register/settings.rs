use std::sync::Arc;

use crate::base::{Collation, Conflict, Difference, EntityKind, Error, Result, Revision};
use crate::history::{Action, Change, EntityRef, OldValue};
use crate::settings::{RegisterSettings, check_settings};

use super::builder::{ORDER_FACT, check_order, order_of};
use super::idempotency::Arguments;
use super::renewal::renew_keys;
use super::{Register, Unit};

impl Register {
    /// Returns the settings.
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{Register, RegisterSettings};
    ///
    /// assert_eq!(Register::in_memory()?.settings()?, RegisterSettings::default());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn settings(&self) -> Result<RegisterSettings> {
        self.read_current_with_state(|_, state| Ok(state.settings.clone()))
    }

    /// Returns the settings with their revision, for [`Register::update_settings_at`].
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{Register, Revision};
    ///
    /// let register = Register::in_memory()?;
    /// let (settings, revision) = register.settings_with_revision()?;
    /// assert_eq!((settings, revision), (register.settings()?, Revision::FIRST));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn settings_with_revision(&self) -> Result<(RegisterSettings, Revision)> {
        self.read_current_with_state(|_, state| Ok((state.settings.clone(), state.revision)))
    }

    /// Replaces the settings, whatever they are by now; another locale puts all lists into its order in
    /// the same unit of work.
    ///
    /// Where people edit settings, [`Register::update_settings_at`] keeps them from overwriting each
    /// other.
    ///
    /// # Errors
    /// `Invalid` with all problems at once; then nothing changes.
    ///
    /// ```
    /// use kartotek::{ErrorKind, Register, RegisterSettings};
    ///
    /// let register = Register::in_memory()?;
    /// register.update_settings(RegisterSettings { name: "Studio Sol".into(), ..register.settings()? })?;
    /// assert_eq!(register.settings()?.name, "Studio Sol");
    /// let nowhere = RegisterSettings { country: "Nowhere".into(), ..register.settings()? };
    /// assert_eq!(register.update_settings(nowhere).unwrap_err().kind(), ErrorKind::Invalid);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn update_settings(&self, settings: RegisterSettings) -> Result<()> {
        self.replace_settings(None, &settings)
    }

    /// Replaces the settings of a revision, as [`Register::update_settings`] does.
    ///
    /// # Errors
    /// `Conflict` when they were changed, or a preset group was renamed, since the revision was read,
    /// with both sides of what differs as JSON; `Invalid` with all problems at once. Nothing changes then.
    ///
    /// ```
    /// use kartotek::{ErrorKind, Register, RegisterSettings};
    ///
    /// let register = Register::in_memory()?;
    /// let (settings, revision) = register.settings_with_revision()?;
    /// let named = |name: &str| RegisterSettings { name: name.into(), ..settings.clone() };
    /// register.update_settings_at(revision, named("Studio Sol"))?;
    /// let late = register.update_settings_at(revision, named("Studio Luna"));
    /// assert_eq!(late.unwrap_err().kind(), ErrorKind::Conflict);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn update_settings_at(&self, revision: Revision, settings: RegisterSettings) -> Result<()> {
        self.replace_settings(Some(revision), &settings)
    }

    fn replace_settings(&self, expected: Option<Revision>, settings: &RegisterSettings) -> Result<()> {
        check_settings(settings)?;
        let collation = Collation::new(&settings.locale)?;
        let arguments = || {
            let known = Arguments::default().number(expected.map_or(0, |expected| expected.0).into());
            known.text(&as_json(settings).to_string())
        };
        let replace = |unit: &mut Unit<'_>| {
            let state = Arc::clone(&unit.state);
            let (before, found) = (&state.settings, state.revision);
            if let Some(expected) = expected.filter(|expected| *expected != found) {
                let (entity, id) = (EntityKind::Settings, self.id().to_string());
                let conflict =
                    Conflict { entity, id, expected, found, fields: differences(before, settings) };
                return Err(Error::Conflict(Box::new(conflict)));
            }
            if before == settings {
                return Ok(());
            }
            unit.tx.put_settings(settings, found.next())?;
            if before.locale != settings.locale {
                renew_keys(unit, &collation)?;
                unit.tx.put_fact(ORDER_FACT, &order_of(settings))?;
            }
            unit.record(Change {
                entity: EntityRef { kind: EntityKind::Settings, id: self.id().to_bytes() },
                action: Action::Updated,
                old: vec![OldValue {
                    field: "settings".into(),
                    text: serde_json::to_string(before).unwrap_or_default(),
                }],
            });
            Ok(())
        };
        self.done_once("settings.update", arguments, replace)
    }

    /// Makes the stored sort keys anew where they were made by older collation data.
    pub(super) fn renew_order(&self) -> Result<()> {
        let stored = self.read_current(check_order)?;
        let settings = self.settings()?;
        if stored.as_deref() == Some(&order_of(&settings)) {
            return Ok(());
        }
        self.unit(|unit| {
            let state = Arc::clone(&unit.state);
            renew_keys(unit, &state.collation)?;
            // Programs with older collation data see by the revision that they must not go on.
            unit.tx.put_settings(&state.settings, state.revision.next())?;
            unit.tx.put_fact(ORDER_FACT, &order_of(&state.settings))
        })
    }
}

fn as_json(settings: &RegisterSettings) -> serde_json::Value {
    serde_json::to_value(settings).unwrap_or_default()
}

/// The settings that differ, both sides of each as JSON.
fn differences(stored: &RegisterSettings, given: &RegisterSettings) -> Vec<Difference> {
    let (stored, given) = (as_json(stored), as_json(given));
    let fields = given.as_object().into_iter().flatten().filter(|(key, value)| stored[*key] != **value);
    fields
        .map(|(key, value)| Difference {
            field: key.clone().into(),
            stored: stored[key].to_string(),
            given: value.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::{ErrorKind, Sort};
    use crate::collections::Preset;
    use crate::customers::{CustomerDraft, CustomerFilter};
    use crate::sqlite::SqliteRepository;
    use crate::testing::{FaultyRepository, Moment};

    fn companies(register: &Register) -> Vec<String> {
        let list = register.customers().all(&CustomerFilter::default(), &Sort::Company);
        list.map(|customer| customer.unwrap().profile.company).collect()
    }

    // SPEC: B18, C2
    #[test]
    fn another_locale_and_its_order_are_stored_together_or_not_at_all() {
        let faulty = Arc::new(FaultyRepository::new(Arc::new(SqliteRepository::in_memory().unwrap())));
        let register = Register::builder().with_repository(faulty.clone()).unwrap();
        for name in ["Zon", "Öl"] {
            register.customers().create(CustomerDraft::company(name)).unwrap();
        }
        let swedish = RegisterSettings { locale: "sv".into(), ..register.settings().unwrap() };
        for nth in 1..3 {
            faulty.fail_write(nth, Moment::Commit, ErrorKind::Io);
            if register.update_settings(swedish.clone()).is_ok() {
                break;
            }
            assert_eq!(register.settings().unwrap().locale, "und", "after unit of work {nth} failed");
            assert_eq!(companies(&register), ["Öl", "Zon"]);
        }
        faulty.clear();
        register.update_settings(swedish).unwrap();
        assert_eq!(companies(&register), ["Zon", "Öl"]);
        assert_eq!(register.read(check_order).unwrap().unwrap(), order_of(&register.settings().unwrap()));
    }

    // SPEC: N25, C5
    #[test]
    fn another_process_sees_the_new_name_of_the_standard_group() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.db");
        let (here, there) = (Register::open(&path).unwrap(), Register::open(&path).unwrap());
        here.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
        let group = there.customer_groups().preset(Preset::Standard).unwrap();
        there.customer_groups().rename(group.id, group.revision, "Everybody").unwrap();
        let bo = here.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
        assert_eq!(bo.default_group.name, "Everybody");
    }
}
