//! A day of work on a register in a file, step by step, and what the register holds after each.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use kartotek::testing::{ManualClock, SequentialIds};
use kartotek::{
    Customer, CustomerDraft, CustomerProfile, Error, Register, RegisterBuilder, Result, SqliteOptions,
    TagChange, Units,
};
use kartotek_tests::content::{Content, content_of};
use kartotek_tests::files::customers_csv;
use tempfile::TempDir;

use crate::power::{self, Outage};
use crate::vfs::Disk;

/// A step of the work. Each can be made again after it failed.
pub(crate) type Step = fn(&mut Studio) -> Result<()>;

/// The steps in order; the first makes the register.
pub(crate) const STEPS: [(&str, Step); 15] = [
    ("open", |studio| studio.open_if(true)),
    ("create", |studio| studio.customers(&["Anna Öberg"])),
    ("create many", |studio| studio.customers(&["Bo Ek", "Cia Lund", "Dan Ek", "Eva Ström"])),
    ("update", Studio::update),
    ("tag", Studio::tag),
    ("import", |studio| studio.import(40)),
    ("backup", Studio::back_up),
    ("delete", Studio::delete),
    ("shut down", |studio| studio.shut_down()),
    ("open again", |studio| studio.open_if(true)),
    ("search", |studio| studio.register()?.customers().search("ek an", 5).map(drop)),
    ("import more", |studio| studio.import(70)),
    ("shut down again", |studio| studio.shut_down()),
    ("open at last", |studio| studio.open_if(true)),
    ("create last", |studio| studio.customers(&["Zoë Holm"])),
];

/// Rows that an import stores in one piece.
const CHUNK_ROWS: usize = 15;

/// One register in a folder of its own.
#[derive(Debug)]
pub(crate) struct Studio {
    folder: TempDir,
    register: Option<Register>,
    /// What was read while an import ran, where that is wanted.
    seen: Option<Vec<Content>>,
    backups: u32,
    /// So that each day asks the disk for the same.
    ids: Arc<SequentialIds>,
}

impl Studio {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for rows in [40, 70] {
            std::fs::write(folder.path().join(format!("{rows}.csv")), customers_csv(rows)).unwrap();
        }
        Self { folder, register: None, seen: None, backups: 0, ids: Arc::default() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn close(&mut self) {
        self.register = None;
    }

    /// Opens the register unless it is open, if it is to be.
    pub(crate) fn open_if(&mut self, wanted: bool) -> Result<()> {
        if wanted && self.register.is_none() {
            let builder = builder().ids(self.ids.clone()).clock(Arc::new(ManualClock::default()));
            self.register = Some(builder.open(self.path("studio.db"))?);
        }
        Ok(())
    }

    /// Checks that the register is consistent and holds one of some contents.
    pub(crate) fn holds(&mut self, allowed: &[&Content], told: &str) {
        if allowed.is_empty() {
            return;
        }
        // Between two openings there is none.
        let was_open = self.register.is_some();
        self.open_if(true).unwrap_or_else(|error| panic!("{told}, opened to look: {error:?}"));
        check(self.register.as_ref().unwrap(), allowed, told);
        if !was_open {
            self.register = None;
        }
    }

    /// Checks the same of the files as they are, as if the program had ended here.
    pub(crate) fn copy_as_crashed_holds(&self, allowed: &[&Content], told: &str) {
        let copy = tempfile::tempdir().unwrap();
        for suffix in ["", "-wal", "-journal"] {
            let name = format!("studio.db{suffix}");
            if self.path(&name).exists() {
                std::fs::copy(self.path(&name), copy.path().join(&name)).unwrap();
            }
        }
        let told = format!("{told}, crashed then");
        let register = open(&copy.path().join("studio.db"));
        let register = register.unwrap_or_else(|error| panic!("{told}, opened: {error:?}"));
        check(&register, allowed, &told);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn register(&self) -> Result<&Register> {
        self.register.as_ref().ok_or(Error::ShutDown)
    }

    fn named(&self, given_name: &str) -> Result<Customer> {
        let found = self.register()?.customers().search(given_name, 1)?;
        Ok(found.into_iter().next().unwrap())
    }

    fn customers(&mut self, names: &[&str]) -> Result<()> {
        let drafts: Vec<_> = names
            .iter()
            .filter_map(|name| name.split_once(' '))
            .map(|(given, family)| CustomerDraft::person(given, family).with_tag("new"))
            .collect();
        let customers = self.register()?.customers();
        match drafts.as_slice() {
            [draft] => customers.create(draft.clone()).map(drop),
            drafts => customers.create_many(drafts)?.into_iter().try_for_each(|created| created.map(drop)),
        }
    }

    fn update(&mut self) -> Result<()> {
        let anna = self.named("Anna")?;
        let profile = CustomerProfile { note: "likes the morning light ".repeat(500), ..anna.profile };
        self.register()?.customers().update(anna.id, anna.revision, profile).map(drop)
    }

    fn tag(&mut self) -> Result<()> {
        let ids = [self.named("Anna")?.id, self.named("Bo")?.id];
        let change = TagChange::add(["wedding", "VIP"]).and_remove(["new"]);
        self.register()?.tags().apply(&ids, &change).map(drop)
    }

    fn delete(&mut self) -> Result<()> {
        let dan = self.named("Dan")?;
        self.register()?.customers().delete(dan.id, dan.revision)
    }

    fn import(&mut self, rows: usize) -> Result<()> {
        let file = self.path(&format!("{rows}.csv"));
        let register = self.register()?.clone();
        let seen = &mut self.seen;
        let import = register.import_file(&file)?.units(Units::Chunks(CHUNK_ROWS));
        let report = import
            .on_progress(|_| {
                if let Some(seen) = seen {
                    seen.push(content_of(&register).unwrap());
                }
                power::acknowledge();
                ControlFlow::Continue(())
            })
            .run();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), customers_csv(rows), "the file of the user");
        report.map(drop)
    }

    /// Backs up; what is there afterwards is whole, and nothing after a failure.
    fn back_up(&mut self) -> Result<()> {
        self.backups += 1;
        let path = self.path(&format!("backup-{}.db", self.backups));
        let result = self.register()?.backup_to(&path);
        assert_eq!(path.exists(), result.is_ok());
        if result.is_ok() {
            let (copy, original) = (open(&path)?, content_of(self.register()?)?);
            check(&copy, &[&original], "the backup");
        }
        let left = std::fs::read_dir(self.folder.path())?.flatten();
        assert_eq!(left.filter(|e| e.file_name().to_string_lossy().ends_with(".partial")).count(), 0);
        result
    }

    fn shut_down(&mut self) -> Result<()> {
        let result = self.register.as_ref().map_or(Ok(()), Register::shut_down);
        self.register = None;
        result
    }
}

fn builder() -> RegisterBuilder {
    // So little memory for pages that an import writes before it commits, and so few customers that
    // the trigram index is made on the way.
    let sqlite =
        SqliteOptions { cache_bytes: 64 << 10, trigrams_from_customers: 30, ..SqliteOptions::default() };
    Register::builder().sqlite(sqlite)
}

pub(crate) fn open(path: &Path) -> Result<Register> {
    builder().open(path)
}

/// Checks what an outage left, and that work goes on with it: an import that was cut off gets to the end
/// that it would have had.
pub(crate) fn holds_after_outage(
    left: &Outage,
    allowed: &[&Content],
    import: Option<(&Path, &Content)>,
    told: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    power::restore(left, "studio.db", folder.path());
    let register = open(&folder.path().join("studio.db"));
    let register = register.unwrap_or_else(|error| panic!("{told}, opened: {error:?}"));
    check(&register, allowed, told);
    if let Some((file, end)) = import {
        let name = file.file_name().and_then(|name| name.to_str());
        let last = register.history().imports(None, 1).unwrap().pop();
        let last = last.filter(|run| Some(run.source.as_str()) == name);
        let import = register.import_file(file).unwrap().units(Units::Chunks(CHUNK_ROWS));
        let import = match last {
            Some(run) => import.resume(run.id),
            None => import,
        };
        import.run().unwrap_or_else(|error| panic!("{told}, gone on: {error:?}"));
        check(&register, &[end], &format!("{told}, gone on"));
    }
    let created = register.customers().create(CustomerDraft::person("Next", "Day"));
    created.unwrap_or_else(|error| panic!("{told}, written: {error:?}"));
    assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}, written");
}

pub(crate) fn check(register: &Register, allowed: &[&Content], told: &str) {
    assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}");
    let content = content_of(register).unwrap_or_else(|error| panic!("{told}, read: {error:?}"));
    if !allowed.contains(&&content) {
        let counts: Vec<_> = allowed.iter().map(|c| (c.customers.len(), &c.changes)).collect();
        panic!("{told}: {} customers, {:?}, none of {counts:?}", content.customers.len(), content.changes);
    }
}

/// What an undisturbed day leaves after each step.
#[derive(Debug)]
pub(crate) struct Trace {
    after: Vec<Content>,
    /// What was there during each step, where it is several units of work.
    during: Vec<Vec<Content>>,
    /// How often each operation of the disk was asked for.
    pub(crate) counts: [u64; 4],
}

impl Trace {
    /// Returns the one of this process; it is made when it is wanted first.
    pub(crate) fn of(disk: &Disk) -> &'static Self {
        static TRACE: OnceLock<Trace> = OnceLock::new();
        TRACE.get_or_init(|| Self::record(disk))
    }

    /// Works through all steps, once to look after each and once to count what nobody looks at.
    fn record(disk: &Disk) -> Self {
        let mut studio = Studio::new();
        let (mut after, mut during) = (Vec::<Content>::new(), Vec::new());
        for (name, step) in STEPS {
            studio.seen = Some(Vec::new());
            step(&mut studio).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            during.push(studio.seen.take().unwrap_or_default());
            let now = studio.register.as_ref().map(|register| content_of(register).unwrap());
            after.extend(now.or_else(|| after.last().cloned()));
        }
        let mut studio = Studio::new();
        disk.mend();
        STEPS
            .iter()
            .for_each(|(name, step)| step(&mut studio).unwrap_or_else(|error| panic!("{name}: {error:?}")));
        Self { after, during, counts: disk.counts() }
    }

    /// What may be there when a step has failed.
    pub(crate) fn before(&self, place: usize) -> Vec<&Content> {
        let before = place.checked_sub(1).map(|place| &self.after[place]);
        let during = &self.during[place];
        // All of its units of work may be stored, and what is written about them at the end fail.
        let after = (!during.is_empty()).then_some(&self.after[place]);
        before.into_iter().chain(during).chain(after).collect()
    }

    /// What may be there when the program ended within a step.
    pub(crate) fn around(&self, place: usize) -> Vec<&Content> {
        self.before(place).into_iter().chain([&self.after[place]]).collect()
    }

    /// What may be there after an outage within a step that had acknowledged some of its units: what was
    /// acknowledged last, and the unit after it where that was at work.
    pub(crate) fn acknowledged(&self, place: usize, units: usize) -> Vec<&Content> {
        let before = place.checked_sub(1).map(|place| &self.after[place]);
        let steps = before.into_iter().chain(&self.during[place]).chain([&self.after[place]]);
        steps.skip(units).take(2).collect()
    }

    /// What is there at the end of a step.
    pub(crate) fn after(&self, place: usize) -> &Content {
        &self.after[place]
    }

    /// What is there at the end.
    pub(crate) fn end(&self) -> Vec<&Content> {
        self.after.last().into_iter().collect()
    }
}
