//! Two registers in step, one in SQLite and one in PostgreSQL: every call is made on both, and all that
//! they answer and all that the call changed is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::{FixedRandomness, ManualClock, SequentialIds};
use kartotek::{
    AccessCodeId, CodeOptions, CustomerDraft, CustomerId, Dependent, DependentSource, EntityKind, Error,
    ErrorKind, FailureLimit, JobDetails, JobStatus, ParticipantDetails, Pepper, RecoveryKey, Register,
    RegisterSettings, RegistrationDetails, Repository, Result, SqliteRepository, ThrottlePolicy,
};
use kartotek_tests::on_server;

use crate::dice::Dice;
use crate::known::Known;
use crate::lists::LOCALES;
use crate::operation::{Caller, Operation};
use crate::operations;
use crate::written::Written;

/// In which the two registers differ, for people.
pub(crate) type Difference = String;

/// The two registers, and what was done with them.
pub(crate) struct Both {
    pub(crate) sqlite: Register,
    pub(crate) postgres: Register,
    clock: Arc<ManualClock>,
    pub(crate) known: Known,
    /// The calls so far, the last one last.
    pub(crate) log: Vec<String>,
    /// How often each method was called, and did not fail.
    pub(crate) done: Done,
}

/// Calls of methods, and those of them that did not fail.
pub(crate) type Done = BTreeMap<&'static str, [usize; 2]>;

impl Both {
    /// Makes two new registers.
    pub(crate) fn open() -> Self {
        let clock = Arc::new(ManualClock::default());
        let settings =
            RegisterSettings { locale: LOCALES[0].into(), country: "SE".into(), ..Default::default() };
        let open = |repository: Arc<dyn Repository>| {
            let builder = Register::builder().settings(settings.clone()).clock(clock.clone());
            let ids = Arc::new(SequentialIds::default());
            let builder = builder.ids(ids).randomness(Arc::new(FixedRandomness::new(1)));
            builder.codes(code_options()).dependents(Arc::new(Invoices)).with_repository(repository).unwrap()
        };
        let sqlite = open(Arc::new(SqliteRepository::in_memory().unwrap()));
        let postgres = open(on_server::store().unwrap());
        let known = Known { settings: settings.clone(), ..Known::default() };
        let mut both = Self { sqlite, postgres, clock, known, log: Vec::new(), done: Done::new() };
        both.learn_sets().unwrap();
        [&both.sqlite, &both.postgres].into_iter().for_each(found_a_school);
        both
    }

    /// Makes the call that a seed gives.
    ///
    /// # Errors
    /// Where the registers differ.
    pub(crate) fn step(&mut self, seed: u64) -> Result<(), Difference> {
        let dice = Dice::new(seed, &self.known);
        let second = Duration::from_secs(1);
        let pauses = [
            Duration::ZERO,
            Duration::from_micros(1),
            second,
            second,
            second,
            second * 3_600,
            second * 90_000,
        ];
        self.clock.advance(dice.pick(&pauses));
        let earlier = dice.random.pick(&self.known.earlier).filter(|_| dice.once_in(12)).cloned();
        let (caller, operation) = earlier.unwrap_or_else(|| {
            let caller = if dice.once_in(3) { Caller::any(&dice) } else { Caller::default() };
            (caller, Rc::new(operations::any(&dice)))
        });
        let remembers = caller.has_key() || dice.once_in(10);
        self.log.push(format!("{} {}", caller.write(), operation.text));
        let answer = self.same("answer", |register| operation.call(&caller.of(register)))?;
        let counts = self.done.entry(operation.method).or_default();
        *counts = [counts[0] + 1, counts[1] + usize::from(answer.is_ok())];
        if let Some(last) = self.log.last_mut() {
            let outcome = answer.map_or_else(|error| format!("{error:?}"), |_| "done".to_owned());
            last.push_str(&format!(" → {outcome}"));
        }
        self.learn(&operation)?;
        if remembers {
            remember(&mut self.known.earlier, (caller, operation));
        }
        Ok(())
    }

    /// Asks both the same, and returns the answer.
    ///
    /// # Errors
    /// Where the answers differ, and where one is no answer to a sound call on a sound storage.
    pub(crate) fn same<T: Written>(
        &self,
        what: &str,
        ask: impl Fn(&Register) -> Result<T>,
    ) -> Result<Result<T>, Difference> {
        let asked = |register| catch_unwind(AssertUnwindSafe(|| ask(register)));
        let (one, other) = (asked(&self.sqlite), asked(&self.postgres));
        let (Ok(one), Ok(other)) = (one, other) else {
            return Err(format!("the {what}: a call panics"));
        };
        for (engine, answer) in [("SQLite", &one), ("PostgreSQL", &other)] {
            if let Err(Error::Storage { kind, message, source }) = answer
                && *kind != ErrorKind::Io
            {
                return Err(format!("the {what}: {engine} says {kind:?} {message} {source:?}"));
            }
        }
        let (left, right) = (one.write(), other.write());
        if left == right { Ok(one) } else { Err(format!("the {what}: {}", difference(&left, &right))) }
    }

    /// Reads and compares what a call changed.
    fn learn(&mut self, operation: &Operation) -> Result<(), Difference> {
        let (mut customers, mut records, mut sets) = (BTreeSet::new(), BTreeSet::new(), false);
        loop {
            let after = self.known.seq;
            let entries = self.answer("change feed", |register| register.history().changes(after, 1_000))?;
            let Some(last) = entries.last() else { break };
            self.known.seq = last.seq;
            for entry in &entries {
                match entry.change.entity.kind {
                    EntityKind::Customer => {
                        customers.insert(CustomerId::from_bytes(entry.change.entity.id));
                    }
                    EntityKind::Settings => {
                        self.known.settings = self.answer("settings", Register::settings)?;
                    }
                    EntityKind::Tag | EntityKind::ContactGroup | EntityKind::CustomerGroup => sets = true,
                    kind => drop(records.insert((kind, entry.change.entity.id))),
                }
                if let Some(batch) = entry.set.batch.filter(|batch| !self.known.batches.contains(batch)) {
                    self.known.batches.push(batch);
                }
            }
        }
        if sets {
            self.learn_sets()?;
        }
        self.learn_customers(customers.into_iter().collect())?;
        records.into_iter().try_for_each(|(kind, id)| self.learn_record(kind, id))?;
        if let Some(begun) = &operation.begun
            && !self.known.begun.iter().any(|known| Rc::ptr_eq(known, begun))
        {
            remember(&mut self.known.begun, Rc::clone(begun));
        }
        if let Some(list) = &operation.list
            && !self.known.lists.iter().any(|known| Rc::ptr_eq(known, list))
        {
            remember(&mut self.known.lists, Rc::clone(list));
        }
        if let Some(file) = &operation.file {
            remember(&mut self.known.files, Rc::clone(file));
            let batches = self.answer("runs", |register| register.history().imports(None, 1_000))?;
            self.known.batches = batches.into_iter().map(|batch| batch.id).collect();
        }
        Ok(())
    }

    fn learn_customers(&mut self, ids: Vec<CustomerId>) -> Result<(), Difference> {
        if ids.is_empty() {
            return Ok(());
        }
        let found = self.answer("changed customers", |register| register.customers().get_many(&ids))?;
        for id in ids {
            if self.known.customers.remove(&id).is_some() && !found.iter().any(|customer| customer.id == id) {
                self.known.gone.push(id);
            }
        }
        self.known.customers.extend(found.into_iter().map(|customer| (customer.id, customer)));
        Ok(())
    }

    /// Reads and compares a record of photo jobs that a call changed.
    fn learn_record(&mut self, kind: EntityKind, id: [u8; 16]) -> Result<(), Difference> {
        macro_rules! learn {
            ($handle:ident, $id:ident, $known:ident) => {{
                let id = kartotek::$id::from_bytes(id);
                match self.same(&format!("changed {kind}"), |register| register.$handle().get(id))? {
                    Ok(record) => drop(self.known.$known.insert(id, record)),
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        self.known.$known.remove(&id);
                        self.known.gone_records.push(id.to_bytes());
                    }
                    Err(error) => return Err(format!("the changed {kind}: {error}")),
                }
            }};
        }
        match kind {
            EntityKind::Job => learn!(jobs, JobId, jobs),
            EntityKind::JobGroup => learn!(job_groups, JobGroupId, groups),
            EntityKind::Gallery => learn!(galleries, GalleryId, galleries),
            EntityKind::Participant => learn!(participants, ParticipantId, participants),
            EntityKind::Registration => learn!(registrations, RegistrationId, registrations),
            EntityKind::AccessCode => {
                let is_new = !self.known.codes.contains_key(&AccessCodeId::from_bytes(id));
                learn!(codes, AccessCodeId, codes);
                if is_new && self.known.codes.contains_key(&AccessCodeId::from_bytes(id)) {
                    let ids = [AccessCodeId::from_bytes(id)];
                    let secrets = self.answer("secrets", |register| register.codes().reveal(&ids))?;
                    self.known.secrets.extend(secrets);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn learn_sets(&mut self) -> Result<(), Difference> {
        self.known.sets = self.answer("tags and groups", |register| {
            let mut sets = register.tags().all()?;
            sets.extend(register.contact_groups().all()?);
            sets.extend(register.customer_groups().all()?);
            Ok(sets)
        })?;
        Ok(())
    }

    /// Asks both what must not fail.
    pub(crate) fn answer<T: Written>(
        &self,
        what: &str,
        ask: impl Fn(&Register) -> Result<T>,
    ) -> Result<T, Difference> {
        self.same(what, ask)?.map_err(|error| format!("the {what}: {error}"))
    }
}

/// Cards can be printed again, and few guesses are borne.
fn code_options() -> CodeOptions {
    let standard = ThrottlePolicy::default();
    let throttle = ThrottlePolicy {
        network: FailureLimit { burst: 8, ..standard.network },
        second_factor_after: Some(4),
        ..standard
    };
    let recovery_key = Some(RecoveryKey::from_bytes([8; 32]));
    CodeOptions { recovery_key, throttle, ..CodeOptions::new(Pepper::from_bytes([7; 32])) }
}

/// Makes a job with two classes, so that the first calls have something to name.
fn found_a_school(register: &Register) {
    let details = JobDetails { status: JobStatus::Open, ..JobDetails::titled("Ekskolan") };
    let job = register.jobs().create(details).unwrap();
    for name in ["4a", "4b"] {
        let group = register.job_groups().create(job.id, name).unwrap();
        let elsa = register.participants().create(ParticipantDetails::named("Elsa", name)).unwrap();
        register.participants().add_to_group(group.id, &[elsa.id]).unwrap();
        let anna = register.customers().create(CustomerDraft::person("Anna", name)).unwrap();
        let details = RegistrationDetails::default();
        register.registrations().create(group.id, anna.id, details, &[elsa.id]).unwrap();
    }
}

/// Keeps the last few.
fn remember<T>(all: &mut Vec<T>, one: T) {
    if all.len() == 12 {
        all.remove(0);
    }
    all.push(one);
}

/// Shows where two texts begin to differ.
fn difference(left: &str, right: &str) -> String {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let equal = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let shown = |text: &[char]| {
        let from = equal.saturating_sub(150).min(text.len());
        text[from..text.len().min(equal + 250)].iter().collect::<String>()
    };
    format!("\n--- SQLite\n…{}\n--- PostgreSQL\n…{}", shown(&left), shown(&right))
}

/// Some customers have invoices, so that they stay.
#[derive(Debug)]
struct Invoices;

impl DependentSource for Invoices {
    fn dependents_of(&self, customer: CustomerId) -> Result<Vec<Dependent>> {
        let count = u64::from(customer.to_bytes()[15].is_multiple_of(5));
        Ok(vec![Dependent { kind: "invoice".into(), count }])
    }
}
