use std::fmt::Debug;
#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use crate::base::{
    Actor, Clock, Collation, CustomerId, Error, ErrorKind, IdSource, Randomness, RegisterId, Result,
    Revision, SystemClock, SystemIds, SystemRandomness,
};
use crate::catalogue::Context;
use crate::codes::CodeOptions;
use crate::collections::{Collection, CollectionKind, Preset};
#[cfg(feature = "postgres")]
use crate::postgres::{PostgresOptions, PostgresRepository};
#[cfg(feature = "sqlite")]
use crate::repository::Opening;
use crate::repository::{ReadTx, Repository, RepositoryExt, WriteTx};
use crate::settings::{COPY_UNFINISHED, RegisterSettings, check_settings};
#[cfg(feature = "sqlite")]
use crate::sqlite::{SqliteOptions, SqliteRepository};

use super::jobs::CodeKeys;
use super::{Call, Register, Shared, state::StateCell};

/// Says what of a host's own depends on a customer, so that it is not deleted (SPEC A31, A32).
pub trait DependentSource: Debug + Send + Sync {
    /// Returns what depends on the customer; nothing where it may go.
    ///
    /// A deletion asks within its unit of work, and again where that runs anew: it must not call the
    /// register, which would wait for itself.
    ///
    /// # Errors
    /// Any; the deletion then fails with it.
    fn dependents_of(&self, customer: CustomerId) -> Result<Vec<Dependent>>;
}

/// Things of one kind that depend on a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Dependent {
    /// What they are, for example `invoice`.
    pub kind: String,
    /// How many there are.
    pub count: u64,
}

/// Opens a register with options.
///
/// ```
/// use kartotek::{Register, RegisterSettings};
///
/// let settings = RegisterSettings { locale: "nb-NO".into(), country: "NO".into(), ..Default::default() };
/// let register = Register::builder().settings(settings).in_memory()?;
/// assert_eq!(register.settings()?.locale, "nb-NO");
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug)]
pub struct RegisterBuilder {
    settings: RegisterSettings,
    clock: Arc<dyn Clock>,
    ids: Option<Arc<dyn IdSource>>,
    randomness: Arc<dyn Randomness>,
    dependents: Vec<Arc<dyn DependentSource>>,
    codes: Option<CodeOptions>,
    #[cfg(feature = "sqlite")]
    sqlite: SqliteOptions,
    #[cfg(feature = "sqlite")]
    must_exist: bool,
}

impl Default for RegisterBuilder {
    fn default() -> Self {
        Self {
            settings: RegisterSettings::default(),
            clock: Arc::new(SystemClock),
            ids: None,
            randomness: Arc::new(SystemRandomness),
            dependents: Vec::new(),
            codes: None,
            #[cfg(feature = "sqlite")]
            sqlite: SqliteOptions::default(),
            #[cfg(feature = "sqlite")]
            must_exist: false,
        }
    }
}

impl RegisterBuilder {
    /// Sets what a new register knows of the business; an existing one keeps its own settings.
    ///
    /// ```
    /// use kartotek::{ErrorKind, Register, RegisterSettings};
    ///
    /// let settings = RegisterSettings { name: "Studio Sol".into(), ..RegisterSettings::default() };
    /// assert_eq!(Register::builder().settings(settings).in_memory()?.settings()?.name, "Studio Sol");
    /// let nowhere = RegisterSettings { country: "Nowhere".into(), ..RegisterSettings::default() };
    /// let refused = Register::builder().settings(nowhere).in_memory();
    /// assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn settings(self, settings: RegisterSettings) -> Self {
        Self { settings, ..self }
    }

    /// Sets the clock.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use kartotek::{Clock, CustomerDraft, Register, testing::ManualClock};
    ///
    /// let clock = Arc::new(ManualClock::default());
    /// let register = Register::builder().clock(clock.clone()).in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(anna.created_at, clock.now());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Sets where ids come from; otherwise they are UUIDs of version 7 made of the clock and random bytes.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use kartotek::{CustomerDraft, Register, testing::SequentialIds};
    ///
    /// let make = || Register::builder().ids(Arc::new(SequentialIds::default())).in_memory();
    /// let anna = CustomerDraft::person("Anna", "García");
    /// assert_eq!(make()?.customers().create(anna.clone())?.id, make()?.customers().create(anna)?.id);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn ids(self, ids: Arc<dyn IdSource>) -> Self {
        Self { ids: Some(ids), ..self }
    }

    /// Sets where random bytes come from (SPEC C23).
    #[must_use]
    pub fn randomness(self, randomness: Arc<dyn Randomness>) -> Self {
        Self { randomness, ..self }
    }

    /// Adds something that may depend on customers.
    #[must_use]
    pub fn dependents(mut self, source: Arc<dyn DependentSource>) -> Self {
        self.dependents.push(source);
        self
    }

    /// Sets what issuing and looking up access codes needs (SPEC B6).
    #[must_use]
    pub fn codes(self, options: CodeOptions) -> Self {
        Self { codes: Some(options), ..self }
    }

    /// Refuses to make a new register where there is none, whatever [`RegisterBuilder::sqlite`] says.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("studio.db");
    /// use kartotek::Register;
    ///
    /// assert!(Register::builder().must_exist().open(&path).is_err());
    /// Register::open(&path)?.shut_down()?;
    /// assert!(Register::builder().must_exist().open(&path).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn must_exist(self) -> Self {
        Self { must_exist: true, ..self }
    }

    /// Sets how the file is used.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("studio.db");
    /// use kartotek::{CustomerDraft, ErrorKind, Opening, Register, SqliteOptions};
    ///
    /// Register::open(&path)?.shut_down()?;
    /// let options = SqliteOptions { opening: Opening::ReadOnly, ..SqliteOptions::default() };
    /// let register = Register::builder().sqlite(options).open(&path)?;
    /// let refused = register.customers().create(CustomerDraft::person("Anna", "García"));
    /// assert_eq!(refused.unwrap_err().kind(), ErrorKind::ReadOnly);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn sqlite(self, sqlite: SqliteOptions) -> Self {
        Self { sqlite, ..self }
    }

    /// Opens the register in a file.
    ///
    /// # Errors
    /// As [`Register::open`]; `Invalid` when the settings are wrong.
    #[cfg(feature = "sqlite")]
    pub fn open(self, path: impl AsRef<Path>) -> Result<Register> {
        check_settings(&self.settings)?;
        let mut options = self.sqlite.clone();
        if self.must_exist && options.opening == Opening::Create {
            options.opening = Opening::MustExist;
        }
        let repository = SqliteRepository::open(path.as_ref(), options)?;
        self.with_repository(Arc::new(repository))
    }

    /// Makes a new register in memory; what [`RegisterBuilder::sqlite`] and
    /// [`RegisterBuilder::must_exist`] say is about files and has no effect here.
    ///
    /// # Errors
    /// As [`Register::in_memory`]; `Invalid` when the settings are wrong.
    #[cfg(feature = "sqlite")]
    pub fn in_memory(self) -> Result<Register> {
        let repository = SqliteRepository::in_memory()?;
        self.with_repository(Arc::new(repository))
    }

    /// Opens the register in a schema of a PostgreSQL database.
    ///
    /// # Errors
    /// As [`Register::connect`]; `Invalid` when the settings are wrong.
    #[cfg(feature = "postgres")]
    pub fn connect(self, address: &str, options: PostgresOptions) -> Result<Register> {
        check_settings(&self.settings)?;
        self.with_repository(Arc::new(PostgresRepository::connect(address, options)?))
    }

    /// Opens the register in a store of the host's own.
    ///
    /// # Errors
    /// `Invalid` when the settings are wrong, `TooNew` when a newer version ordered the store, else
    /// of the storage.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use kartotek::{CustomerDraft, Register, SqliteRepository};
    ///
    /// let store = Arc::new(SqliteRepository::in_memory()?);
    /// let register = Register::builder().with_repository(store.clone())?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let second = Register::builder().with_repository(store)?;
    /// assert_eq!(second.customers().get(anna.id)?, anna);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn with_repository(self, repository: Arc<dyn Repository>) -> Result<Register> {
        check_settings(&self.settings)?;
        let ids = self.ids.clone().unwrap_or_else(|| Arc::new(SystemIds::new(self.randomness.clone())));
        let id = match repository.read(|tx| tx.register_id())? {
            Some(id) => id,
            None => {
                repository.write(|tx| self.found(tx, &*ids, repository.info().capabilities.collections))?
            }
        };
        let call = Call {
            actor: Actor::System,
            context: Context::Staff,
            reason: String::new(),
            batch: None,
            idempotency_key: None,
            expected: Arc::default(),
        };
        let state = StateCell::new(repository.info().schema_version);
        let Self { clock, dependents, randomness, codes, .. } = self;
        let shared = Shared {
            repository,
            clock,
            ids,
            dependents,
            codes: codes.map(|options| CodeKeys::new(options, randomness)),
            id: RwLock::new(id),
            state,
            receiving: AtomicBool::new(false),
        };
        let register = Register { shared: Arc::new(shared), call };
        match register.renew_order() {
            // Open all the same, so that the copy into it can go on.
            Err(Error::RuleViolated { rule: COPY_UNFINISHED, .. }) => {
                register.shared.receiving.store(true, Ordering::Relaxed);
            }
            other => other?,
        }
        Ok(register)
    }

    /// Founds a register in a new store, unless another process did so meanwhile.
    fn found(&self, tx: &mut dyn WriteTx, ids: &dyn IdSource, groups: bool) -> Result<RegisterId> {
        if let Some(id) = tx.register_id()? {
            return Ok(id);
        }
        // Both come with the id; over a damaged register, founding would lose its settings.
        let is_founded = tx.fact(ORDER_FACT)?.is_some()
            || (groups && !tx.collections(CollectionKind::CustomerGroup)?.is_empty());
        if is_founded {
            return Err(Error::storage(ErrorKind::Corrupt, "the register has lost its id"));
        }
        let now = self.clock.now();
        let id = RegisterId::from_bytes(ids.next_id(now)?);
        tx.put_register_id(id)?;
        tx.put_settings(&self.settings, Revision::FIRST)?;
        tx.put_fact(ORDER_FACT, &order_of(&self.settings))?;
        let presets = [(Preset::Standard, "Standard"), (Preset::Business, "Business")];
        for (preset, name) in presets.into_iter().filter(|_| groups) {
            let group = Collection {
                id: crate::base::CollectionId::from_bytes(ids.next_id(now)?),
                kind: CollectionKind::CustomerGroup,
                name: name.to_owned(),
                preset: Some(preset),
                revision: Revision::FIRST,
                created_at: now,
                archived_at: None,
                size: 0,
            };
            tx.insert_collection(&group, &crate::base::name_key(name))?;
        }
        Ok(id)
    }
}

/// Names the fact that says by which collation data, and in which locale, the stored keys were made.
pub(super) const ORDER_FACT: &str = "order";

/// The collation data's version and the locale, as stored.
pub(super) fn order_of(settings: &RegisterSettings) -> String {
    format!("{} {}", Collation::VERSION, settings.locale)
}

/// Refuses an order made by newer collation data than this program has.
pub(super) fn check_order(tx: &dyn ReadTx) -> Result<Option<String>> {
    let stored = tx.fact(ORDER_FACT)?;
    let version = stored.as_deref().and_then(|order| order.split(' ').next()).unwrap_or("0");
    let version: u32 = version.parse().unwrap_or(0);
    if version > Collation::VERSION {
        let message = "the register is ordered by newer collation data";
        return Err(Error::storage(ErrorKind::TooNew, message));
    }
    Ok(stored)
}
