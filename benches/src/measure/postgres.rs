//! Kartotek on a PostgreSQL server: beside hand-written code on the same tables, and beside SQLite.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kartotek::{Customer, CustomerFilter, PageRequest, PostgresRepository, Register, Sort};

use super::figure::{Amount, Figure, clock, compare, once};
use super::files::{in_process, rounds};
use super::single::New;
use super::stage::{Stage, remove};
use crate::baseline::Result;
use crate::baseline::postgres::{PostgresBaseline, differences, drop_schema, options};

const OURS: &str = "measured_ours";
const BASELINE: &str = "measured_baseline";
const COPY: &str = "measured_copy";

/// Names the server, as a URL or a list of `key=value`.
const ADDRESS: &str = "KARTOTEK_TEST_POSTGRES";

/// Returns the address of the server.
///
/// # Errors
/// Where none is named.
pub(super) fn address() -> Result<String> {
    std::env::var(ADDRESS).map_err(|_| format!("{ADDRESS} names no server").into())
}

/// Everything on the server.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let Ok(address) = address() else {
        eprintln!("PostgreSQL is left out: {ADDRESS} names no server");
        return Ok(());
    };
    import(stage, figures)?;
    let different = differences(&address, OURS, BASELINE)?;
    if !different.is_empty() {
        return Err(format!("the imports differ: {}", different.join("; ")).into());
    }
    let mut both = Both::new(stage, figures, &address)?;
    both.get()?;
    both.pages()?;
    both.search()?;
    both.update()?;
    both.create()?;
    drop(both);
    copy(stage, figures, &address)?;
    [OURS, BASELINE, COPY].iter().try_for_each(|schema| drop_schema(&address, schema))
}

fn import(stage: &Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let path = stage.folder.join("import-ours.db");
    let (mut ours, mut theirs, mut sqlite) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds(stage) {
        ours.push(in_process("ours", "import-postgres", [&stage.csv, Path::new(OURS)])?);
        theirs.push(in_process("baseline", "import-postgres", [&stage.csv, Path::new(BASELINE)])?);
        sqlite.push(in_process("ours", "import", [&stage.csv, &path])?);
    }
    let [ours, theirs, sqlite] = [ours, theirs, sqlite].map(super::files::Needed::median);
    let beside = |them: Duration| (ours.time, them);
    figures
        .push(stage.time("server import", "PostgreSQL: import CSV", beside(theirs.time)).waiting(ours.trips));
    figures.push(stage.time(
        "server beside file",
        "PostgreSQL beside SQLite: import CSV",
        beside(sqlite.time),
    ));
    let peak = |bytes| Amount::Bytes(bytes);
    let what = "PostgreSQL: import CSV, peak of memory of the program";
    figures.push(stage.amount("memory", what, peak(ours.peak_bytes), Some(peak(theirs.peak_bytes))));
    remove(&path);
    Ok(())
}

/// The register on the server with what counts its waits, the baseline there, and the register in a file.
struct Both<'a> {
    stage: &'a Stage,
    figures: &'a mut Vec<Figure>,
    repository: Arc<PostgresRepository>,
    register: Register,
    baseline: RefCell<PostgresBaseline>,
    file: Register,
}

impl<'a> Both<'a> {
    fn new(stage: &'a Stage, figures: &'a mut Vec<Figure>, address: &str) -> Result<Self> {
        let repository = Arc::new(PostgresRepository::connect(address, options(OURS))?);
        let register = Register::builder().with_repository(repository.clone())?;
        // Both on the same rows.
        let baseline = RefCell::new(PostgresBaseline::open(address, OURS)?);
        let file = stage.copies()?.0;
        Ok(Self { stage, figures, repository, register, baseline, file })
    }

    /// Measures an operation that each does `each` times a round.
    fn measure<A, B, C>(
        &mut self,
        what: &str,
        (rounds, each): (u32, u32),
        mut ours: impl FnMut(&Register, u32) -> Result<A>,
        mut baseline: impl FnMut(&mut PostgresBaseline, u32) -> Result<B>,
        mut file: impl FnMut(&Register, u32) -> Result<C>,
    ) -> Result<()> {
        let before = self.repository.round_trips();
        let mut turns = 0;
        let (mine, theirs) = compare(
            rounds,
            |round| {
                turns += 1;
                ours(&self.register, round)
            },
            |round| baseline(&mut self.baseline.borrow_mut(), round),
        )?;
        let trips = (self.repository.round_trips() - before) / u64::from(turns * each);
        let (of_file, _) = compare(rounds, |round| file(&self.file, round), |_| Ok(()))?;
        let each_of = |time: Duration| time / each;
        let (mine, theirs, of_file) = (each_of(mine), each_of(theirs), each_of(of_file));
        let figure = self.stage.time("server", format!("PostgreSQL: {what}"), (mine, theirs));
        self.figures.push(figure.waiting(trips));
        let what = format!("PostgreSQL beside SQLite: {what}");
        self.figures.push(self.stage.time("server", what, (mine, of_file)));
        Ok(())
    }

    fn get(&mut self) -> Result<()> {
        const EACH: u32 = 200;
        let ids = self.baseline.get_mut().spread_ids(EACH.into())?;
        let of_file: Vec<_> = page(&self.file, EACH)?.into_iter().map(|customer| customer.id).collect();
        self.measure(
            "get by id with tags",
            (15, EACH),
            |register, _| Ok(ids.iter().try_for_each(|id| register.customers().get(*id).map(drop))?),
            |baseline, _| ids.iter().try_for_each(|id| baseline.get(*id).map(drop)),
            |file, _| Ok(of_file.iter().try_for_each(|id| file.customers().get(*id).map(drop))?),
        )
    }

    fn pages(&mut self) -> Result<()> {
        let first = PageRequest::first(50);
        let page = |register: &Register, sort: &Sort, request: &PageRequest| -> Result<_> {
            Ok(register.customers().page(&CustomerFilter::default(), sort, request)?)
        };
        let name = Sort::FamilyName;
        let ours = page(&self.register, &name, &first)?;
        same("page", &ours.items, &self.baseline.get_mut().page(50)?)?;
        self.measure(
            "page by name, first",
            (100, 1),
            |register, _| page(register, &name, &first),
            |baseline, _| baseline.page(50),
            |file, _| page(file, &name, &first),
        )?;
        let next =
            |page: &kartotek::Page<Customer>| page.next.clone().map(|next| PageRequest::after(50, next));
        let last = ours.items.last().map(|customer| customer.id).ok_or("the page is empty")?;
        let place = self.baseline.get_mut().place_of(last)?;
        let (ours, of_file) = (next(&ours), next(&page(&self.file, &name, &first)?));
        let (Some(ours), Some(of_file)) = (ours, of_file) else { return Err("there is one page".into()) };
        self.measure(
            "page by name, next",
            (100, 1),
            |register, _| page(register, &name, &ours),
            |baseline, _| baseline.page_after(&place, last, 50),
            |file, _| page(file, &name, &of_file),
        )
    }

    fn search(&mut self) -> Result<()> {
        for word in ["andersson", "иван", "example.org", "son", "lindqvist123", "zzzqqq"] {
            let ours = self.register.customers().search(word, 50)?;
            same(word, &ours, &self.baseline.get_mut().search(word, 50)?)?;
            self.measure(
                &format!("search {word} ({} hits)", ours.len()),
                (50, 1),
                |register, _| Ok(register.customers().search(word, 50)?),
                |baseline, _| baseline.search(word, 50),
                |file, _| Ok(file.customers().search(word, 50)?),
            )?;
        }
        Ok(())
    }

    fn create(&mut self) -> Result<()> {
        const EACH: u32 = 50;
        let create = |register: &Register, round: u32| -> Result<()> {
            New::all(round, EACH)
                .try_for_each(|new| Ok(register.customers().create(new.draft()).map(drop)?))
        };
        self.measure(
            "create with 2 tags, durable",
            (15, EACH),
            create,
            |baseline, round| {
                New::all(round, EACH).try_for_each(|new| baseline.create_customer(&new.row()).map(drop))
            },
            create,
        )
    }

    fn update(&mut self) -> Result<()> {
        const EACH: u32 = 50;
        let (mut ours, mut of_file) = (page(&self.register, EACH)?, page(&self.file, EACH)?);
        // Others than those that Kartotek changes, which expects their revisions.
        let others = self.baseline.get_mut().spread_ids(i64::from(EACH) * 2)?;
        let others = &others[others.len() / 2..];
        let update = |register: &Register, customers: &mut Vec<Customer>, round: u32| -> Result<()> {
            for customer in customers {
                let mut profile = customer.profile.clone();
                profile.note = format!("note {round}");
                *customer = register.customers().update(customer.id, customer.revision, profile)?;
            }
            Ok(())
        };
        self.measure(
            "update of one field, durable",
            (15, EACH),
            |register, round| update(register, &mut ours, round),
            |baseline, round| {
                let note = format!("note {round}");
                others.iter().try_for_each(|id| baseline.update_note(*id, &note))
            },
            |file, round| update(file, &mut of_file, round),
        )
    }
}

/// The first customers by number.
fn page(register: &Register, limit: u32) -> Result<Vec<Customer>> {
    let request = PageRequest::first(limit);
    Ok(register.customers().page(&CustomerFilter::default(), &Sort::Number, &request)?.items)
}

fn same(what: &str, ours: &[Customer], theirs: &[Customer]) -> Result<()> {
    if ours != theirs {
        return Err(format!("{what}: {} and {} customers differ", ours.len(), theirs.len()).into());
    }
    Ok(())
}

/// A whole register from a file to the server and back.
fn copy(stage: &Stage, figures: &mut Vec<Figure>, address: &str) -> Result<()> {
    drop_schema(address, COPY)?;
    let (file, _) = stage.shared()?;
    let start = clock();
    let server = Register::connect(address, options(COPY))?;
    let report = file.copy_to(&server)?;
    let time = clock() - start;
    eprintln!("copied: {} rows", report.rows);
    figures.push(stage.time_alone("server", "SQLite to PostgreSQL, compared", time));
    let path = stage.folder.join("copied-back.db");
    remove(&path);
    let back = Register::open(&path)?;
    let (time, _) = once(|| Ok(server.copy_to(&back)?), || Ok(()))?;
    figures.push(stage.time_alone("server", "PostgreSQL to SQLite, compared", time));
    drop(back);
    remove(&path);
    Ok(())
}
