use sha2::{Digest, Sha256};

use crate::base::{Error, ErrorKind, Result};
use crate::settings::{RESTORING, REVISION_FACT, SCHEMA_FACT};

/// One step of a schema. Released steps never change; the checksum says so.
#[derive(Debug)]
pub(crate) struct Migration {
    /// Counts from 1 without gaps.
    pub(crate) version: u32,
    /// The statements of the step.
    pub(crate) sql: &'static str,
}

impl Migration {
    /// SHA-256 of the statements, as hex digits.
    pub(crate) fn checksum(&self) -> String {
        Sha256::digest(self.sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What the migrator needs of an engine; called within a transaction that excludes other writers.
pub(crate) trait MigrationHost {
    /// Returns the checksums of the steps done so far, in order; none on a new store.
    fn done(&self) -> Result<Vec<String>>;

    /// Runs the statements of a step and notes its checksum.
    fn run(&self, step: &Migration) -> Result<()>;

    /// Runs statements.
    fn batch(&self, statements: &str) -> Result<()>;
}

/// Brings a store up to the last step and returns how many steps it took.
///
/// # Errors
/// `TooNew` when the store has more steps than this program knows, `Corrupt` when a step that was
/// done differs from the one known here.
pub(crate) fn migrate(host: &dyn MigrationHost, steps: &[Migration]) -> Result<usize> {
    let done = host.done()?;
    if done.len() > steps.len() {
        let message = format!("the register has schema {}, this program knows {}", done.len(), steps.len());
        return Err(Error::storage(ErrorKind::TooNew, message));
    }
    for (step, checksum) in steps.iter().zip(&done) {
        if step.checksum() != *checksum {
            let message = format!("step {} of the schema is not the one that was released", step.version);
            return Err(Error::storage(ErrorKind::Corrupt, message));
        }
    }
    for step in &steps[done.len()..] {
        host.run(step)?;
    }
    if (1..steps.len()).contains(&done.len()) {
        host.batch(&announcement(steps.len()))?;
    }
    Ok(steps.len() - done.len())
}

/// Makes programs that have the register open read the settings anew, and with them the version.
fn announcement(version: usize) -> String {
    format!(
        "INSERT INTO register_facts (name, value) VALUES ('{SCHEMA_FACT}', '{version}')
             ON CONFLICT (name) DO UPDATE SET value = excluded.value;
         UPDATE register_facts SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT)
             WHERE name = '{REVISION_FACT}' AND value <> '{RESTORING}'"
    )
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    struct Store(RefCell<Vec<String>>);

    impl MigrationHost for Store {
        fn done(&self) -> Result<Vec<String>> {
            Ok(self.0.borrow().clone())
        }

        fn run(&self, step: &Migration) -> Result<()> {
            self.0.borrow_mut().push(step.checksum());
            Ok(())
        }

        fn batch(&self, _: &str) -> Result<()> {
            Ok(())
        }
    }

    const STEPS: [Migration; 2] =
        [Migration { version: 1, sql: "one" }, Migration { version: 2, sql: "two" }];

    #[test]
    fn only_the_missing_steps_run() {
        let store = Store(RefCell::new(vec![STEPS[0].checksum()]));
        assert_eq!(migrate(&store, &STEPS).unwrap(), 1);
        assert_eq!(store.done().unwrap(), [STEPS[0].checksum(), STEPS[1].checksum()]);
        assert_eq!(migrate(&store, &STEPS).unwrap(), 0);
    }

    #[test]
    fn a_newer_store_is_refused() {
        let store = Store(RefCell::new(vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(migrate(&store, &STEPS).unwrap_err().kind(), ErrorKind::TooNew);
    }

    #[test]
    fn a_changed_step_is_refused() {
        let store = Store(RefCell::new(vec!["other".into()]));
        assert_eq!(migrate(&store, &STEPS).unwrap_err().kind(), ErrorKind::Corrupt);
    }
}
