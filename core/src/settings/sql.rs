use crate::base::{Error, ErrorKind, RegisterId, Result, Revision};
use crate::sql::{Sql, SqlTx, Value};

use super::{COPY_UNFINISHED, RegisterSettings, SettingsRead, SettingsWrite};

/// The fact that holds the revision of the settings.
pub(crate) const REVISION_FACT: &str = "settings_revision";

/// Stands in place of the revision while the store is filled by a copy. Whoever works with a register
/// looks at the revision first, in this process or another one.
pub(crate) const RESTORING: &str = "restoring";

impl SettingsRead for SqlTx<'_> {
    fn settings(&self) -> Result<(RegisterSettings, Revision)> {
        let revision = self.settings_revision()?;
        let Some(text) = self.fact("settings")? else {
            return Ok((RegisterSettings::default(), Revision(0)));
        };
        let settings = serde_json::from_str(&text).map_err(|_| wrong())?;
        Ok((settings, revision))
    }

    fn settings_revision(&self) -> Result<Revision> {
        Ok(match self.fact(REVISION_FACT)? {
            Some(text) if text == RESTORING => return Err(being_restored()),
            Some(text) => Revision(text.parse().map_err(|_| wrong())?),
            None => Revision(0),
        })
    }

    fn register_id(&self) -> Result<Option<RegisterId>> {
        self.fact("register_id")?.map(|text| text.parse()).transpose()
    }

    fn fact(&self, name: &str) -> Result<Option<String>> {
        static FACT: Sql = Sql::new("SELECT value FROM register_facts WHERE name = $1");
        self.first(&FACT, &[Value::Text(name)], |row| Ok(row.text(0)?.to_owned()))
    }
}

impl SettingsWrite for SqlTx<'_> {
    fn put_settings(&mut self, settings: &RegisterSettings, revision: Revision) -> Result<()> {
        let text = serde_json::to_string(settings)
            .map_err(|_| Error::storage(ErrorKind::Storage, "the settings cannot be written as JSON"))?;
        self.put_fact("settings", &text)?;
        self.put_fact(REVISION_FACT, &revision.to_string())
    }

    fn put_register_id(&mut self, id: RegisterId) -> Result<()> {
        self.put_fact("register_id", &id.to_string())
    }

    fn put_fact(&mut self, name: &str, value: &str) -> Result<()> {
        static PUT_FACT: Sql = Sql::new(
            "INSERT INTO register_facts (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        );
        self.execute(&PUT_FACT, &[Value::Text(name), Value::Text(value)])?;
        Ok(())
    }
}

fn being_restored() -> Error {
    let detail = "the register is being filled by a copy, or that was interrupted; copy again";
    Error::RuleViolated { rule: COPY_UNFINISHED, detail: detail.into() }
}

fn wrong() -> Error {
    Error::storage(ErrorKind::Corrupt, "the stored settings cannot be read")
}
