//! What would be on the disk if the power went: of each file what was synced, and of what was written
//! since then nothing, some, some sectors, or noise; of each folder the names that were synced, or some of
//! those that came and went since.
//!
//! SQLite syncs a folder with the first sync of a log or journal that it opened, and after a deletion that
//! asks for it. What the program itself does to a folder is not seen here.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kartotek::Randomness as _;
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
    /// Each sector of each or not, or it becomes noise.
    Noise,
}

impl Loss {
    pub(crate) const EACH: [Self; 4] = [Self::All, Self::Some, Self::Torn, Self::Noise];
}

/// What an outage left.
#[derive(Debug)]
pub(crate) struct Outage {
    pub(crate) loss: Loss,
    /// How often [`acknowledge`] had been called in the step.
    pub(crate) acknowledged: usize,
    /// The files by name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// One file, whatever its name.
#[derive(Debug, Default)]
struct Disked {
    synced: Vec<u8>,
    since: Vec<Change>,
}

/// An open file.
#[derive(Debug)]
struct Open {
    file: usize,
    /// Whether its next sync is one of its folder too.
    syncs_folder: bool,
}

#[derive(Debug, Default)]
struct Power {
    /// Where the files are; others are not watched.
    folder: PathBuf,
    /// By their handles.
    open: HashMap<usize, Open>,
    files: Vec<Disked>,
    /// Which file a name stands for: first what was synced, then each change since.
    names: BTreeMap<String, Vec<Option<usize>>>,
    /// How many changes and syncs there were.
    count: u64,
    /// When the power is to go: the count, in order, and how.
    outages: Vec<(u64, Loss)>,
    left: Vec<Outage>,
    acknowledged: usize,
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

/// Notes that what was done so far in this step is known to be stored.
pub(crate) fn acknowledge() {
    if let Some(power) = &mut *power() {
        power.acknowledged += 1;
    }
}

/// Returns what the outages since the last call left on the disk, and begins a new step.
pub(crate) fn outages() -> Vec<Outage> {
    let Some(power) = &mut *power() else { return Vec::new() };
    power.acknowledged = 0;
    std::mem::take(&mut power.left)
}

/// Lets the power go now, after the only file whose name ends in some way got another name.
pub(crate) fn renamed(end: &str, name: &Path) {
    let Some(power) = &mut *power() else { return };
    let mut found: Vec<_> = power.names.iter().filter(|(name, _)| name.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "files whose names end in {end}");
    let (old, states) = found.remove(0);
    let (old, file) = (old.clone(), states.last().copied().flatten());
    power.names.remove(&old);
    power.names.insert(name.to_string_lossy().into_owned(), vec![file]);
    Loss::EACH.into_iter().for_each(|loss| power.go(loss));
}

/// Writes the files that an outage left and whose names begin in some way into a folder.
pub(crate) fn restore(outage: &Outage, begin: &str, folder: &Path) {
    for (name, bytes) in &outage.files {
        let name = Path::new(name).file_name().unwrap_or_default();
        if name.to_string_lossy().starts_with(begin) {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// Notes a file that was opened; `existed` says whether it was there before.
pub(crate) fn opened(handle: usize, name: &str, existed: bool, syncs_folder: bool) {
    let mut power = power();
    let Some(power) = power.as_mut().filter(|power| Path::new(name).starts_with(&power.folder)) else {
        return;
    };
    let known = power.names.get(name).and_then(|states| states.last().copied().flatten());
    let file = known.filter(|_| existed).unwrap_or_else(|| {
        let synced = if existed { fs::read(name).unwrap() } else { Vec::new() };
        power.files.push(Disked { synced, since: Vec::new() });
        let (file, states) = (power.files.len() - 1, power.names.entry(name.to_owned()).or_default());
        if states.is_empty() && !existed {
            states.push(None);
        }
        states.push(Some(file));
        file
    });
    power.open.insert(handle, Open { file, syncs_folder });
}

pub(crate) fn closed(handle: usize) {
    if let Some(power) = &mut *power() {
        power.open.remove(&handle);
    }
}

pub(crate) fn deleted(name: &str, syncs_folder: bool) {
    let mut power = power();
    let Some(power) = power.as_mut().filter(|power| power.names.contains_key(name)) else { return };
    power.count();
    if let Some(states) = power.names.get_mut(name) {
        states.push(None);
    }
    if syncs_folder {
        power.sync_folder();
    }
}

pub(crate) fn changed(handle: usize, change: impl FnOnce() -> Change) {
    if let Some(power) = power().as_mut().filter(|power| power.open.contains_key(&handle)) {
        power.count();
        let file = power.open[&handle].file;
        power.files[file].since.push(change());
    }
}

pub(crate) fn synced(handle: usize) {
    let mut power = power();
    let Some(power) = power.as_mut().filter(|power| power.open.contains_key(&handle)) else { return };
    power.count();
    let Some(open) = power.open.get_mut(&handle) else { return };
    let (file, syncs_folder) = (&mut power.files[open.file], std::mem::take(&mut open.syncs_folder));
    let Disked { synced, since } = file;
    since.drain(..).for_each(|change| change.apply(synced, &mut |_| true));
    if syncs_folder {
        power.sync_folder();
    }
}

impl Power {
    fn sync_folder(&mut self) {
        self.names.values_mut().for_each(|states| drop(states.drain(..states.len() - 1)));
    }

    /// Counts a change or sync that is about to be made.
    fn count(&mut self) {
        self.count += 1;
        let due = |(at, loss): &(u64, Loss)| (*at == self.count).then_some(*loss);
        let due: Vec<Loss> = self.outages.iter().filter_map(due).collect();
        due.into_iter().for_each(|loss| self.go(loss));
    }

    /// Lets the power go.
    fn go(&mut self, loss: Loss) {
        let Some(random) = &self.random else { return };
        let left = self.names.iter().filter_map(|(name, states)| {
            let state = match loss {
                Loss::All => states.first(),
                Loss::Some | Loss::Torn | Loss::Noise => random.pick(states),
            };
            Some((name.clone(), self.files[(*state?)?].after(loss, random)))
        });
        self.left.push(Outage { loss, acknowledged: self.acknowledged, files: left.collect() });
    }
}

impl Disked {
    fn after(&self, loss: Loss, random: &FixedRandomness) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        for change in &self.since {
            match loss {
                Loss::All => {}
                Loss::Some if random.once_in(2) => change.apply(&mut bytes, &mut |_| true),
                Loss::Some => {}
                Loss::Torn => change.apply(&mut bytes, &mut |_| random.once_in(2)),
                Loss::Noise => change.apply(&mut bytes, &mut |sector| {
                    if random.once_in(3) {
                        random.fill(sector).unwrap();
                    }
                    random.once_in(2)
                }),
            }
        }
        bytes
    }
}

impl Change {
    /// Makes the change as far as its sectors are kept; each may also be changed.
    fn apply(&self, bytes: &mut Vec<u8>, keeps: &mut dyn FnMut(&mut [u8]) -> bool) {
        match self {
            Self::Truncate(size) if keeps(&mut []) => bytes.truncate(*size),
            Self::Truncate(_) => {}
            Self::Write { at, bytes: new } => {
                let (mut from, mut new) = (*at, new.clone().into_vec());
                while !new.is_empty() {
                    // Sectors lie in the file, wherever a write begins.
                    let rest = new.split_off(new.len().min(SECTOR_BYTES - from % SECTOR_BYTES));
                    if keeps(&mut new) {
                        bytes.resize(bytes.len().max(from + new.len()), 0);
                        bytes[from..from + new.len()].copy_from_slice(&new);
                    }
                    from += new.len();
                    new = rest;
                }
            }
        }
    }
}
