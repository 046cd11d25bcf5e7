use crate::base::{RegisterId, Result, Revision};

use super::RegisterSettings;

/// Reads what the register knows about itself.
pub trait SettingsRead {
    /// Returns the settings and their revision; the defaults with revision 0 in a new store.
    ///
    /// # Errors
    /// Of the storage.
    fn settings(&self) -> Result<(RegisterSettings, Revision)>;

    /// Returns the revision of the settings alone; 0 in a new store. Called in every unit of work.
    ///
    /// # Errors
    /// Of the storage.
    fn settings_revision(&self) -> Result<Revision>;

    /// Returns the id of this copy of the register; nothing in a new store.
    ///
    /// # Errors
    /// Of the storage.
    fn register_id(&self) -> Result<Option<RegisterId>>;

    /// Returns a fact that was stored under a name, such as the version of the collation.
    ///
    /// # Errors
    /// Of the storage.
    fn fact(&self, name: &str) -> Result<Option<String>>;
}

/// Writes what the register knows about itself.
pub trait SettingsWrite: SettingsRead {
    /// Stores settings under a new revision.
    ///
    /// # Errors
    /// Of the storage.
    fn put_settings(&mut self, settings: &RegisterSettings, revision: Revision) -> Result<()>;

    /// Stores the id of this copy of the register.
    ///
    /// # Errors
    /// Of the storage.
    fn put_register_id(&mut self, id: RegisterId) -> Result<()>;

    /// Stores a fact under a name.
    ///
    /// # Errors
    /// Of the storage.
    fn put_fact(&mut self, name: &str, value: &str) -> Result<()>;
}
