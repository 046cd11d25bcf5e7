//! The register: every use case as a method of a handle, one handle an aggregate.
//!
//! Here and nowhere below it are the actor, the clock, ids and checks.

mod builder;
mod bulk;
mod collections;
mod contact_groups;
mod copy;
mod customer_groups;
mod customers;
mod dependents;
mod drafts;
mod gallery_tags;
mod history;
mod idempotency;
mod jobs;
mod kept;
mod links;
pub(crate) mod listing;
mod pages;
mod records;
mod renewal;
mod set_handle;
mod settings;
mod state;
mod storage;
mod tags;
#[cfg(test)]
mod tags_tests;
#[cfg(test)]
mod tests;
mod unit;
mod write_batch;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError, RwLock};

use crate::base::{
    Actor, BatchId, Clock, Error, FieldProblem, IdSource, RegisterId, Result, Revision, Rule, is_line,
};
use crate::catalogue::Context;
#[cfg(feature = "postgres")]
use crate::postgres::PostgresOptions;
use crate::repository::{BackendInfo, Repository};

pub use builder::{Dependent, DependentSource, RegisterBuilder};
pub(crate) use collections::{change_members, create_as, delete_unused_set};
pub use contact_groups::ContactGroups;
pub use copy::{CopyProgress, CopyReport};
pub use customer_groups::CustomerGroups;
pub(crate) use customers::{Bearers, OldValues, SharedLogins, archive, delete_all};
pub use customers::{Customers, Enabled};
pub(crate) use dependents::{Dependents, dependents_of, dependents_of_customers};
pub(crate) use drafts::{creation, customer_ref, edit, new_record, prepare_update};
pub(crate) use history::take_back;
pub use history::{CustomerChange, History};
pub use jobs::{
    Claim, ClaimBy, Codes, FormParticipant, Galleries, JobGroups, Jobs, KnownCustomer, Participants,
    RegisterQuery, RegistrationForm, Registrations, Submitted, TotalOf,
};
pub(crate) use jobs::{
    NamesChanges, Which, Whose, refuse_unknown_job, settle_group_name, settle_participant,
};
pub use pages::Walk;
pub(crate) use state::State;
pub use tags::Tags;
pub(crate) use unit::Unit;
pub use write_batch::WriteBatch;

/// All that one business knows about its customers (SPEC C1).
///
/// Cheap to clone and safe to share between threads; all clones use one store. Handles such as
/// [`Register::customers`] group what can be done.
///
/// ```
/// use kartotek::{CustomerDraft, CustomerFilter, PageRequest, Register, Sort};
///
/// let register = Register::in_memory()?;
/// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
/// let page = register.customers().page(
///     &CustomerFilter::default(),
///     &Sort::FamilyName,
///     &PageRequest::first(50),
/// )?;
/// assert_eq!(page.items, [anna]);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Register {
    shared: Arc<Shared>,
    call: Call,
}

/// What all clones of a register share.
#[derive(Debug)]
struct Shared {
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    dependents: Vec<Arc<dyn DependentSource>>,
    /// What makes and finds codes; nothing where the host gave no options for them.
    codes: Option<jobs::CodeKeys>,
    // A copy of another register brings its id.
    id: RwLock<RegisterId>,
    state: state::StateCell,
    /// A copy fills the store, or did not finish: what is there is not the whole.
    receiving: AtomicBool,
}

impl Shared {
    fn set_id(&self, id: RegisterId) {
        *self.id.write().unwrap_or_else(PoisonError::into_inner) = id;
    }
}

/// Who calls, how and why; a light copy of a register carries another one.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) actor: Actor,
    pub(crate) context: Context,
    pub(crate) reason: String,
    pub(crate) batch: Option<BatchId>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) expected: Arc<HashMap<[u8; 16], Revision>>,
}

// Reasons and keys may hold anything.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Call");
        shown.field("actor", &self.actor).field("context", &self.context).field("batch", &self.batch);
        shown.finish_non_exhaustive()
    }
}

impl Call {
    /// Refuses what the store cannot hold, or what says nothing.
    fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, rule| {
            if !holds {
                problems.push(FieldProblem::new(field, rule));
            }
        };
        let (_, name) = self.actor.to_parts();
        check(self.actor == Actor::System || !name.trim().is_empty(), "actor", Rule::Required);
        check(is_line(&name), "actor", Rule::Character);
        check(!self.reason.contains('\0'), "reason", Rule::Character);
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

impl Register {
    /// Opens the register in a file, or makes a new one there with neutral settings.
    ///
    /// # Errors
    /// `NotARegister` when the file is something else, `TooNew` when a newer version wrote it, `Busy`,
    /// `Io`, `Corrupt`. The file is then untouched.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("studio.db");
    /// use kartotek::Register;
    ///
    /// let register = Register::open(&path)?;
    /// register.shut_down()?;
    /// assert!(Register::builder().must_exist().open("no/such/file.db").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "sqlite")]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::builder().open(path)
    }

    /// Makes a register that lives in memory and ends with the program.
    ///
    /// # Errors
    /// `Storage` when the engine cannot start.
    ///
    /// ```
    /// use kartotek::{CustomerFilter, Register};
    ///
    /// let register = Register::in_memory()?;
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[cfg(feature = "sqlite")]
    pub fn in_memory() -> Result<Self> {
        Self::builder().in_memory()
    }

    /// Opens the register in a schema of a PostgreSQL database, or makes a new one there with neutral
    /// settings. All hosts on all machines that open it see the same data.
    ///
    /// Calls wait, so a program that drives asynchronous tasks makes them on a thread that may, such as
    /// those of tokio's `spawn_blocking`.
    ///
    /// ```no_run
    /// use kartotek::{PostgresOptions, Register};
    ///
    /// let options = PostgresOptions { schema: "studio".into(), ..PostgresOptions::default() };
    /// let register = Register::connect("postgresql://studio@db.example.com/registers", options)?;
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Unreachable` when no server answers, `NotARegister` when the schema holds something else,
    /// `TooNew` when a newer version made it, `Busy`, `Storage` when the server refuses the user.
    #[cfg(feature = "postgres")]
    pub fn connect(address: &str, options: PostgresOptions) -> Result<Self> {
        Self::builder().connect(address, options)
    }

    /// Begins to open a register with options.
    #[must_use]
    pub fn builder() -> RegisterBuilder {
        RegisterBuilder::default()
    }

    /// Returns a light copy that writes history in somebody's name.
    ///
    /// ```
    /// use kartotek::{Actor, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?.acting_as(Actor::staff("maria"));
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let history = register.history().of_customer(anna.id, None, 10)?;
    /// assert_eq!(history[0].set.actor, Actor::staff("maria"));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        self.with_call(|call| call.actor = actor)
    }

    /// Returns a light copy whose calls are checked by the field policies of a context (SPEC B2).
    ///
    /// ```
    /// use kartotek::{Context, CustomerDraft, FieldPolicy, Level, Register, Rule};
    ///
    /// let register = Register::in_memory()?;
    /// let mut settings = register.settings()?;
    /// let phone = FieldPolicy::new("phone", Level::Required);
    /// settings.policies.push(phone.in_context(Context::SelfRegistration));
    /// register.update_settings(settings)?;
    /// let form = register.in_context(Context::SelfRegistration);
    /// let anna = CustomerDraft::person("Anna", "García").with_email("anna@example.com");
    /// assert_eq!(form.customers().check(&anna)?[0].rule, Rule::Required);
    /// assert!(register.customers().check(&anna)?.is_empty());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn in_context(&self, context: Context) -> Self {
        self.with_call(|call| call.context = context)
    }

    /// Returns a light copy that writes a reason into history, in any text without U+0000; writing calls
    /// refuse another one.
    ///
    /// A deletion empties the reasons of units of work that changed that customer alone, but its own
    /// reason stays, and so do those of units that changed several: do not write about people there.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.with_reason("yearly review").customers().archive(&[anna.id])?;
    /// assert_eq!(register.history().of_customer(anna.id, None, 1)?[0].set.reason, "yearly review");
    /// assert!(register.with_reason("\0").customers().restore(&[anna.id]).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn with_reason(&self, reason: impl Into<String>) -> Self {
        self.with_call(|call| call.reason = reason.into())
    }

    /// Returns a light copy whose writing calls are done once, however often they are made (SPEC B16).
    ///
    /// - A key stands for one call of an operation, whoever makes it: the same operation with other
    ///   arguments is a `Conflict`, another one – a tag after a customer – has an answer of its own. A key
    ///   has 1 to 200 characters, none of them a control character; calls with another one are `Invalid`.
    /// - The same call with the same key changes nothing again for at least a day, and answers the same
    ///   ids and revisions. A record that was edited since is given as it was at that revision, read from
    ///   history; where the backend keeps none, as it is by now.
    /// - A record that was deleted since is not made again: the call answers `NotFound` with its id, and
    ///   a bulk call does so for that item. A call that deletes succeeds again.
    /// - A call that fails stores no answer and may be made again; so may the items of a bulk call that
    ///   failed.
    /// - Calls that may be repeated anyway take no notice of it: purging a field, imports, copies.
    ///
    /// Calls fail with `Unsupported` where the backend keeps no answers.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?.with_idempotency_key("form-17");
    /// let draft = CustomerDraft::person("Anna", "García");
    /// let first = register.customers().create(draft.clone())?;
    /// assert_eq!(register.customers().create(draft)?.id, first.id);
    /// let other = register.customers().create(CustomerDraft::person("Olga", "Iwanowa"));
    /// assert_eq!(other.unwrap_err().kind(), ErrorKind::Conflict);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn with_idempotency_key(&self, key: impl Into<String>) -> Self {
        self.with_call(|call| call.idempotency_key = Some(key.into()))
    }

    /// Returns a light copy whose calls leave alone what was changed since the caller read it
    /// (SPEC C24): pairs of the id of a customer, of a tag or group, or of a job, a group of it, a gallery, a
    /// participant, a registration or an access code, and its revision.
    ///
    /// A bulk call answers [`BulkOutcome::VersionConflict`](crate::BulkOutcome::VersionConflict) for such
    /// a customer or gallery; archiving, restoring, merging and deleting a tag or group, deleting a record of
    /// photo jobs, and all that is done with codes fails with `Conflict`. Calls
    /// that take a revision go by that one.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Enabled, Register, TagChange};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.customers().set_enabled(&[anna.id], Enabled::No)?;
    /// let careful = register.expecting([(anna.id, anna.revision)]);
    /// let outcomes = careful.tags().apply(&[anna.id], &TagChange::add(["VIP"]))?;
    /// assert_eq!(outcomes, [BulkOutcome::VersionConflict]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn expecting<Id: Into<[u8; 16]>>(&self, seen: impl IntoIterator<Item = (Id, Revision)>) -> Self {
        let expected = seen.into_iter().map(|(id, revision)| (id.into(), revision)).collect();
        self.with_call(|call| call.expected = Arc::new(expected))
    }

    /// Customers: create, read, list, search, change.
    #[must_use]
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(self)
    }

    /// Tags: put on and taken away, one customer or many at a time.
    #[must_use]
    pub fn tags(&self) -> Tags<'_> {
        Tags::new(self)
    }

    /// Contact groups: mailing lists.
    #[must_use]
    pub fn contact_groups(&self) -> ContactGroups<'_> {
        ContactGroups::new(self)
    }

    /// Customer groups, which decide prices and access, and everybody's default one.
    #[must_use]
    pub fn customer_groups(&self) -> CustomerGroups<'_> {
        CustomerGroups::new(self)
    }

    /// History: who changed what and when.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History::new(self)
    }

    /// Returns the id of this copy of the register.
    #[must_use]
    pub fn id(&self) -> RegisterId {
        *self.shared.id.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what the backend is and offers.
    ///
    /// ```
    /// use kartotek::Register;
    ///
    /// assert!(Register::in_memory()?.backend().capabilities.search);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn backend(&self) -> BackendInfo {
        self.shared.repository.info()
    }

    /// Writes a copy of the whole register to a new file while others go on working.
    ///
    /// # Errors
    /// `Io` when the file exists or cannot be written, `Unsupported` where the backend is no file.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("studio-backup.db");
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.backup_to(&path)?;
    /// assert_eq!(register.backup_to(&path).unwrap_err().kind(), ErrorKind::Io);
    /// assert_eq!(Register::open(&path)?.customers().get(anna.id)?, anna);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn backup_to(&self, path: impl AsRef<Path>) -> Result<()> {
        self.refuse_unfinished()?;
        self.shared.repository.backup_to(path.as_ref())
    }

    /// Looks for contradictions in the store and returns them in words; none when all is well. It reads
    /// every customer and all of history.
    ///
    /// What it cannot find in a damaged file of SQLite: a value that became another value of its field,
    /// and units of work that are missing at the end of a damaged log.
    ///
    /// # Errors
    /// `Corrupt` when the store cannot be read at all.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert!(register.verify()?.is_empty());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn verify(&self) -> Result<Vec<String>> {
        self.shared.repository.verify()
    }

    /// Ends all work and closes files; every later call on any clone fails with `ShutDown`.
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.shut_down()?;
    /// assert_eq!(register.settings().unwrap_err().kind(), ErrorKind::ShutDown);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn shut_down(&self) -> Result<()> {
        self.shared.repository.shut_down()
    }

    fn with_call(&self, change: impl FnOnce(&mut Call)) -> Self {
        let mut copy = self.clone();
        change(&mut copy.call);
        copy
    }

    pub(crate) fn call(&self) -> &Call {
        &self.call
    }

    pub(crate) fn with_batch(&self, batch: BatchId) -> Self {
        self.with_call(|call| call.batch = Some(batch))
    }

    pub(crate) fn dependents(&self) -> &[Arc<dyn DependentSource>] {
        &self.shared.dependents
    }

    pub(crate) fn now(&self) -> crate::base::Timestamp {
        self.shared.clock.now()
    }

    pub(crate) fn new_id(&self) -> Result<[u8; 16]> {
        self.shared.ids.next_id(self.now())
    }
}
