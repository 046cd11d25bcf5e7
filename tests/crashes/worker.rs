//! A process that works on a register and says what it has done, for tests that watch or end it.
//!
//! `import REGISTER FILE CHUNK_ROWS` imports and tells of the last change that can be read meanwhile;
//! `resume …` goes on with the last import instead, if there is one; `whole REGISTER FILE` imports all new
//! customers or nothing. `undo REGISTER` takes the last import back and tells how far it is.
//! `desk REGISTER NAME ROUNDS SECONDS` makes, changes, tags and deletes customers one at a time, and
//! counts in a customer that all desks share, until the rounds or the seconds are over.
//! `look REGISTER` tries what can be done with a file that is protected.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use kartotek::{
    CustomerDraft, CustomerFilter, CustomerProfile, ErrorKind, Matching, Opening, Register, Result,
    SqliteOptions, TagChange, Units,
};
use kartotek_tests::content::for_each_change;

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["import", register, file, rows] => import(register, file, How::Chunks(rows.parse()?)),
        ["resume", register, file, rows] => import(register, file, How::Resumed(rows.parse()?)),
        ["whole", register, file] => import(register, file, How::Whole),
        ["undo", register] => undo(register),
        ["desk", register, name, rounds, seconds] => {
            let until = Instant::now() + Duration::from_secs(seconds.parse()?);
            desk(register, name, rounds.parse()?, until)
        }
        ["look", register] => look(Path::new(register)),
        _ => return Err("import, resume, whole, undo, desk or look?".into()),
    };
    match result {
        Ok(()) => say("done"),
        Err(error) => say(&format!("failed {} {error}", error.kind())),
    }
    Ok(())
}

/// Writes a line that is read before anything else happens here.
fn say(line: &str) {
    let mut out = stdout().lock();
    // A reader that is gone has what it wants.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// How a file is imported.
enum How {
    /// In chunks of so many rows.
    Chunks(usize),
    /// In such chunks, after those that were stored.
    Resumed(usize),
    /// In one piece, and those who are there are left out.
    Whole,
}

fn import(register: &str, file: &str, how: How) -> Result<()> {
    let register = Register::open(register)?;
    say("opened");
    let mut last = 0;
    let mut look = || {
        last = for_each_change(&register, last, |_| ())?;
        say(&format!("seen {last}"));
        Ok(())
    };
    look()?;
    let errors = Path::new(file).with_extension("errors.csv");
    let import = register.import_file(file)?.error_file(errors);
    let import = match how {
        How::Chunks(rows) => import.units(Units::Chunks(rows)),
        How::Whole => import.units(Units::AllOrNothing).matching(Matching::CreateOnly),
        How::Resumed(rows) => match register.history().imports(None, 1)?.pop() {
            Some(run) => import.units(Units::Chunks(rows)).resume(run.id),
            None => import.units(Units::Chunks(rows)),
        },
    };
    let mut looked = Ok(());
    let report = import.on_progress(|_| {
        looked = look();
        if looked.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let report = report.run();
    looked.and(report)?;
    look()
}

fn undo(register: &str) -> Result<()> {
    let register = Register::open(register)?;
    say("opened");
    for run in register.history().imports(None, 1)? {
        register.undo_import_with(run.id, &mut |progress| {
            say(&format!("taken {}", progress.customers));
            ControlFlow::Continue(())
        })?;
    }
    register.shut_down()
}

fn desk(register: &str, name: &str, rounds: u32, until: Instant) -> Result<()> {
    let path = Path::new(register);
    let register = Register::open(path)?;
    let customers = register.customers();
    say("opened");
    for round in 0..rounds {
        if Instant::now() >= until {
            break;
        }
        let draft = CustomerDraft::person(name, format!("Nr {round}")).with_tag(name);
        let created = customers.create(draft)?;
        say(&format!("created {}", created.number));
        let profile = CustomerProfile { note: format!("round {round}"), ..created.profile };
        let updated = customers.update(created.id, created.revision, profile)?;
        say(&format!("updated {}", created.number));
        register.tags().apply(&[created.id], &TagChange::add(["VIP"]).and_remove([name]))?;
        say(&format!("tagged {}", created.number));
        if round % 4 == 3 {
            customers.delete(created.id, updated.revision)?;
            say(&format!("deleted {}", created.number));
        }
        if round % 16 == 5 {
            register.backup_to(path.with_file_name(format!("{name}-{round}.backup.db")))?;
            say(&format!("copied {round}"));
        }
        count(&register)?;
        say("counted");
    }
    register.shut_down()
}

fn look(path: &Path) -> Result<()> {
    let kind = |result: Result<()>| result.map_or_else(|error| error.kind().as_str(), |()| "well");
    say(&format!("open {}", kind(Register::open(path).map(drop))));
    say(&format!("new {}", kind(Register::open(path.with_file_name("new.db")).map(drop))));
    let sqlite = SqliteOptions { opening: Opening::ReadOnly, ..SqliteOptions::default() };
    let register = Register::builder().sqlite(sqlite).open(path)?;
    say(&format!("{} customers", register.customers().count(&CustomerFilter::default())?));
    say(&format!("{} faults", register.verify()?.len()));
    let draft = CustomerDraft::person("Bo", "Ek");
    say(&format!("create {}", kind(register.customers().create(draft).map(drop))));
    say(&format!("backup {}", kind(register.backup_to(path.with_file_name("copy.db")))));
    register.shut_down()
}

/// Adds one to the number that stands in the first customer's note.
fn count(register: &Register) -> Result<()> {
    let customers = register.customers();
    loop {
        let Some(shared) = customers.find_by_number(1)? else { return Ok(()) };
        let count: u64 = shared.profile.note.parse().unwrap_or(0);
        let profile = CustomerProfile { note: (count + 1).to_string(), ..shared.profile };
        match customers.update(shared.id, shared.revision, profile) {
            Err(error) if error.kind() == ErrorKind::Conflict => {}
            result => return result.map(drop),
        }
    }
}
