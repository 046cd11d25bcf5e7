//! What would be on the disk if the power went: of each file what was synced, and of what was written
//! since then nothing, some, or some sectors.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kartotek::testing::FixedRandomness;

/// What a disk writes whole or not at all.
const SECTOR_BYTES: usize = 512;

/// A change of a file.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Write { at: usize, bytes: Box<[u8]> },
    Truncate(usize),
}

/// What the power takes of the changes since the last sync of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// All of them.
    All,
    /// Each or not, whatever their order.
    Some,
    /// Each sector of each or not.
    Torn,
}

/// One file.
#[derive(Debug, Clone, Default)]
struct Disked {
    /// Nothing before the first sync of a new file.
    synced: Option<Vec<u8>>,
    since: Vec<Change>,
}

/// The files as they were at a moment, by name.
pub(crate) type Snapshot = HashMap<String, Vec<u8>>;

#[derive(Debug, Default)]
struct Power {
    /// Where the files are; others are not watched.
    folder: PathBuf,
    /// Names of open files by their handles.
    open: HashMap<usize, String>,
    files: HashMap<String, Disked>,
    /// How many changes and syncs there were.
    count: u64,
    /// When the power is to go: the count, in order, and how.
    outages: Vec<(u64, Loss)>,
    snapshots: Vec<(Loss, Snapshot)>,
    random: Option<FixedRandomness>,
}

fn power() -> MutexGuard<'static, Option<Power>> {
    static POWER: Mutex<Option<Power>> = Mutex::new(None);
    POWER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to watch the files of a folder; the power goes at each of some counts of changes and syncs, and comes back at once.
pub(crate) fn watch(folder: &Path, outages: Vec<(u64, Loss)>, seed: u64) {
    let folder = fs::canonicalize(folder).unwrap();
    let random = Some(FixedRandomness::new(seed));
    *power() = Some(Power { folder, outages, random, ..Power::default() });
}

/// Ends to watch and returns how many changes and syncs there were.
pub(crate) fn unwatch() -> u64 {
    power().take().map_or(0, |power| power.count)
}

/// Returns what the outages since the last call left on the disk.
pub(crate) fn outages() -> Vec<(Loss, Snapshot)> {
    power().as_mut().map(|power| std::mem::take(&mut power.snapshots)).unwrap_or_default()
}

/// Writes what an outage left of a register into a folder.
pub(crate) fn restore(snapshot: &Snapshot, folder: &Path) {
    for (name, bytes) in snapshot {
        let name = Path::new(name).file_name().unwrap_or_default();
        if name.to_string_lossy().starts_with("studio.db") {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

pub(crate) fn opened(handle: usize, name: &str) {
    if let Some(power) = power().as_mut().filter(|power| Path::new(name).starts_with(&power.folder)) {
        power.open.insert(handle, name.to_owned());
        let found =
            || Disked { synced: fs::read(name).ok().filter(|bytes| !bytes.is_empty()), ..Disked::default() };
        power.files.entry(name.to_owned()).or_insert_with(found);
    }
}

pub(crate) fn closed(handle: usize) {
    if let Some(power) = &mut *power() {
        power.open.remove(&handle);
    }
}

pub(crate) fn deleted(name: &str) {
    if let Some(power) = power().as_mut().filter(|power| power.files.contains_key(name)) {
        power.count();
        power.files.remove(name);
    }
}

pub(crate) fn changed(handle: usize, change: impl FnOnce() -> Change) {
    if let Some(power) = power().as_mut().filter(|power| power.open.contains_key(&handle)) {
        power.count();
        if let Some(file) = power.file(handle) {
            file.since.push(change());
        }
    }
}

pub(crate) fn synced(handle: usize) {
    if let Some(power) = power().as_mut().filter(|power| power.open.contains_key(&handle)) {
        power.count();
        if let Some(file) = power.file(handle) {
            let mut bytes = file.synced.take().unwrap_or_default();
            file.since.drain(..).for_each(|change| apply(&mut bytes, &change, &mut |_| true));
            file.synced = Some(bytes);
        }
    }
}

impl Power {
    fn file(&mut self, handle: usize) -> Option<&mut Disked> {
        let name = self.open.get(&handle)?;
        Some(self.files.entry(name.clone()).or_default())
    }

    /// Counts a change or sync that is about to be made.
    fn count(&mut self) {
        self.count += 1;
        let Some(random) = &self.random else { return };
        for (_, loss) in self.outages.iter().filter(|(at, _)| *at == self.count) {
            let left =
                self.files.iter().filter_map(|(name, file)| Some((name.clone(), file.after(*loss, random)?)));
            self.snapshots.push((*loss, left.collect()));
        }
    }
}

impl Disked {
    fn after(&self, loss: Loss, random: &FixedRandomness) -> Option<Vec<u8>> {
        let mut bytes = self.synced.clone().unwrap_or_default();
        for change in &self.since {
            match loss {
                Loss::All => {}
                Loss::Some if random.once_in(2) => apply(&mut bytes, change, &mut |_| true),
                Loss::Some => {}
                Loss::Torn => apply(&mut bytes, change, &mut |_| random.once_in(2)),
            }
        }
        (self.synced.is_some() || !bytes.is_empty()).then_some(bytes)
    }
}

/// Makes a change as far as its sectors are kept.
fn apply(bytes: &mut Vec<u8>, change: &Change, keeps: &mut dyn FnMut(usize) -> bool) {
    match change {
        Change::Truncate(size) if keeps(0) => bytes.truncate(*size),
        Change::Truncate(_) => {}
        Change::Write { at, bytes: new } => {
            for (sector, part) in new.chunks(SECTOR_BYTES).enumerate().filter(|(sector, _)| keeps(*sector)) {
                let from = at + sector * SECTOR_BYTES;
                bytes.resize(bytes.len().max(from + part.len()), 0);
                bytes[from..from + part.len()].copy_from_slice(part);
            }
        }
    }
}
