use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::{Error, ErrorKind, RegisterId, Result};
use crate::collections::CollectionKind;
use crate::dump::{DumpRow, DumpTable, DumpValue};
use crate::repository::{ReadTx, Repository, RepositoryExt, WriteTx};
use crate::settings::COPY_UNFINISHED;

use super::Register;

/// A unit of work stores so many rows at most.
const ROWS_AT_ONCE: usize = 2_000;
/// And not many more bytes than this.
const BYTES_AT_ONCE: usize = 4 << 20;
/// Names the fact that says how far a copy into a store came.
const PLACE_FACT: &str = "restore";

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CopyProgress {
    /// Rows that are done: each counts once when it is stored and once when it is compared.
    pub done_rows: u64,
    /// Rows in all, counted twice.
    pub total_rows: u64,
}

/// What a copy did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CopyReport {
    /// Rows of all tables; both registers have as many.
    pub rows: u64,
    /// SHA-256 of all rows in order of their keys; both registers give the same.
    pub digest: [u8; 32],
}

impl Register {
    /// Copies the whole register into another one, which must be new: to another file, or to or from
    /// another backend. Customers, history, ids, numbers, revisions, the places in the change feed and the
    /// register's own id stay as they are.
    ///
    /// It streams, in units of work of a few thousand rows, and compares all rows at the end. Until
    /// then the other register refuses work with the rule `copy_unfinished`, also when it is opened anew;
    /// after an interruption the same call goes on, or begins anew where this register was changed since.
    /// This register is only read, as it is when the copy begins: what others change meanwhile is not in
    /// the copy. Nobody else may have the other one open yet, and this one is not to be written any more
    /// afterwards: both have one id.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `empty_target_required` when the other register has anything in it,
    /// `Unsupported` where a backend cannot be copied, those of either storage.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let studio = Register::in_memory()?;
    /// let anna = studio.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let moved = Register::in_memory()?;
    /// studio.copy_to(&moved)?;
    /// assert_eq!(moved.customers().get(anna.id)?, anna);
    /// assert_eq!(moved.id(), studio.id());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn copy_to(&self, other: &Register) -> Result<CopyReport> {
        self.copy_to_watched(other, |_| ControlFlow::Continue(()))
    }

    /// Copies as [`Register::copy_to`] does, and tells after each unit of work how far it is; a `Break`
    /// ends it there.
    ///
    /// # Errors
    /// As [`Register::copy_to`]; `Cancelled` after a `Break`, and the same call goes on later.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use kartotek::{ErrorKind, Register};
    ///
    /// let (studio, moved) = (Register::in_memory()?, Register::in_memory()?);
    /// let stopped = studio.copy_to_watched(&moved, |_| ControlFlow::Break(()));
    /// assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    /// let mut last = None;
    /// studio.copy_to_watched(&moved, |progress| {
    ///     last = Some(progress);
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert!(last.is_some_and(|progress| progress.done_rows == progress.total_rows));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn copy_to_watched(
        &self,
        other: &Register,
        mut on_progress: impl FnMut(CopyProgress) -> ControlFlow<()>,
    ) -> Result<CopyReport> {
        if Arc::ptr_eq(&self.shared.repository, &other.shared.repository) {
            return Err(not_empty("a register is not copied into itself"));
        }
        let target = &*other.shared.repository;
        other.shared.receiving.store(true, Ordering::Relaxed);
        let report = self.read_current(|from| {
            from.settings_revision()?;
            let source = Source { tx: from, id: self.id(), tables: from.dump_tables()? };
            source.fill(target, &mut on_progress)
        })?;
        other.shared.receiving.store(false, Ordering::Relaxed);
        other.shared.set_id(self.id());
        other.shared.state.forget();
        Ok(report)
    }
}

/// The place up to which a store is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// The id of the register that is copied.
    from: String,
    /// Digest of its counters, which every change of it moves on.
    counters: String,
    /// The table that is being filled; all before it are complete.
    table: String,
    /// The key of its last row.
    after: Vec<DumpValue>,
    /// How many rows are stored.
    rows: u64,
}

impl Place {
    fn read(to: &dyn ReadTx) -> Result<Option<Self>> {
        let text = to.fact(PLACE_FACT)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Puts this place after `last`, unless another copy works on the same store.
    fn put(&self, to: &mut dyn WriteTx, last: &Place) -> Result<()> {
        if Self::read(&*to)?.as_ref() != Some(last) {
            return Err(unfinished("another copy is filling the register"));
        }
        to.put_fact(PLACE_FACT, &self.text()?)
    }

    fn text(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|_| Error::storage(ErrorKind::Storage, "the place of a copy cannot be written"))
    }
}

/// The register that is copied, in one snapshot.
struct Source<'a> {
    tx: &'a dyn ReadTx,
    id: RegisterId,
    tables: Vec<DumpTable>,
}

type OnProgress<'a> = &'a mut dyn FnMut(CopyProgress) -> ControlFlow<()>;

impl Source<'_> {
    fn fill(&self, target: &dyn Repository, on_progress: OnProgress<'_>) -> Result<CopyReport> {
        let rows: u64 = self.tables.iter().map(|table| table.rows).sum();
        let mut count = Count { done: 0, total: rows * 2, on_progress };
        let counters = self.counters()?;
        let is_ours = |place: &Place| place.from == self.id.to_string() && place.counters == counters;
        let begun = target.read(Place::read)?.filter(is_ours);
        let resumed = begun.is_some();
        let place = match begun {
            Some(place) => place,
            None => self.begin(target)?,
        };
        let mut last = self.copy_rows(target, place, &mut count)?;
        let mut digest = self.compare(target, &mut count);
        // What counters do not count was changed between two parts of the copy.
        if resumed && digest.as_ref().is_err_and(|error| error.kind() == ErrorKind::Corrupt) {
            count.done = 0;
            let place = self.begin(target)?;
            last = self.copy_rows(target, place, &mut count)?;
            digest = self.compare(target, &mut count);
        }
        let digest = digest?;
        let facts = self.tx.dump_facts()?;
        target.write(|to| {
            last.put(to, &last)?;
            to.end_restore(&facts)
        })?;
        Ok(CopyReport { rows, digest })
    }

    /// Returns the digest of the counters.
    fn counters(&self) -> Result<String> {
        let table = self.tables.iter().find(|table| table.name == "counters");
        let digest = table.map_or(Ok([0; 32]), |table| digest(self.tx, table))?;
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Empties a store that has nothing of its own.
    fn begin(&self, target: &dyn Repository) -> Result<Place> {
        let table = self.tables.first().map_or("", |table| table.name);
        let place = Place {
            from: self.id.to_string(),
            counters: self.counters()?,
            table: table.to_owned(),
            after: Vec::new(),
            rows: 0,
        };
        target.write(|to| {
            if to.fact(PLACE_FACT)?.is_none() {
                refuse_filled(&*to)?;
            }
            to.begin_restore()?;
            to.put_fact(PLACE_FACT, &place.text()?)
        })?;
        Ok(place)
    }

    /// Stores what comes after a place, and returns the last one.
    fn copy_rows(&self, target: &dyn Repository, mut place: Place, count: &mut Count<'_>) -> Result<Place> {
        let first = self.tables.iter().position(|table| table.name == place.table).unwrap_or(0);
        count.done = place.rows;
        for table in &self.tables[first..] {
            let after = if place.table == table.name { place.after.clone() } else { Vec::new() };
            let mut chunk: Vec<DumpRow> = Vec::new();
            let mut bytes = 0;
            let mut store = |chunk: &mut Vec<DumpRow>| {
                let Some(row) = chunk.last() else { return Ok(()) };
                let next = Place {
                    table: table.name.to_owned(),
                    after: row[..table.key_columns].to_vec(),
                    rows: place.rows + chunk.len() as u64,
                    ..place.clone()
                };
                target.write(|to| {
                    next.put(to, &place)?;
                    to.restore_rows(table, chunk)
                })?;
                place = next;
                count.add(chunk.len())?;
                chunk.clear();
                Ok(())
            };
            self.tx.dump_rows(table, &after, &mut |row| {
                bytes += row.iter().map(size).sum::<usize>();
                chunk.push(row);
                if chunk.len() < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE {
                    return Ok(());
                }
                bytes = 0;
                store(&mut chunk)
            })?;
            store(&mut chunk)?;
        }
        Ok(place)
    }

    /// Compares all rows and returns their digest.
    ///
    /// # Errors
    /// `Corrupt` with the table that differs.
    fn compare(&self, target: &dyn Repository, count: &mut Count<'_>) -> Result<[u8; 32]> {
        let mut all = Sha256::new();
        for table in &self.tables {
            let ours = digest(self.tx, table)?;
            if target.read(|to| digest(to, table))? != ours {
                let message = format!("the copy of the table {} differs", table.name);
                return Err(Error::storage(ErrorKind::Corrupt, message));
            }
            all.update(ours);
            if table.rows > 0 {
                count.add(usize::try_from(table.rows).unwrap_or(usize::MAX))?;
            }
        }
        Ok(all.finalize().into())
    }
}

struct Count<'a> {
    done: u64,
    total: u64,
    on_progress: OnProgress<'a>,
}

impl Count<'_> {
    fn add(&mut self, rows: usize) -> Result<()> {
        self.done += rows as u64;
        match (self.on_progress)(CopyProgress { done_rows: self.done, total_rows: self.total }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }
}

/// Fails unless the register is as it was founded.
fn refuse_filled(to: &dyn ReadTx) -> Result<()> {
    let founded = ["collections", "collection_sizes", "counters"];
    let filled = to.dump_tables()?.iter().any(|table| table.rows > 0 && !founded.contains(&table.name));
    let mut own = false;
    for kind in CollectionKind::ALL {
        own |= to.collections(kind)?.iter().any(|set| set.preset.is_none());
    }
    if filled || own {
        return Err(not_empty("a register is copied into a new one; this one has something in it"));
    }
    Ok(())
}

fn not_empty(detail: &str) -> Error {
    Error::RuleViolated { rule: "empty_target_required", detail: detail.into() }
}

fn unfinished(detail: &str) -> Error {
    Error::RuleViolated { rule: COPY_UNFINISHED, detail: detail.into() }
}

fn size(value: &DumpValue) -> usize {
    match value {
        DumpValue::Null | DumpValue::Int(_) => 8,
        DumpValue::Text(text) => text.len(),
        DumpValue::Bytes(bytes) => bytes.len(),
    }
}

/// SHA-256 of the rows of a table: each value with its kind and length, so that none runs into the next.
fn digest(tx: &dyn ReadTx, table: &DumpTable) -> Result<[u8; 32]> {
    let mut digest = Sha256::new();
    tx.dump_rows(table, &[], &mut |row| {
        for value in &row {
            match value {
                DumpValue::Null => digest.update([0]),
                DumpValue::Int(number) => {
                    digest.update([1]);
                    digest.update(number.to_le_bytes());
                }
                DumpValue::Text(text) => add_bytes(&mut digest, 2, text.as_bytes()),
                DumpValue::Bytes(bytes) => add_bytes(&mut digest, 3, bytes),
            }
        }
        Ok(())
    })?;
    Ok(digest.finalize().into())
}

fn add_bytes(digest: &mut Sha256, kind: u8, bytes: &[u8]) {
    digest.update([kind]);
    digest.update((bytes.len() as u64).to_le_bytes());
    digest.update(bytes);
}
