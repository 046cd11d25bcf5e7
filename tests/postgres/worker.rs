//! A process that works on a register on a server and says what it has done, for tests of many hosts.
//!
//! `open ADDRESS SCHEMA` opens the register, which may have to be made.
//! `desks ADDRESS SCHEMA NAME DESKS SECONDS own|shared` lets so many desks write at once, each on a
//! connection of its own or all on one register: they create customers one at a time and many at once, change and tag them, and count in the
//! first customer, which all desks of all processes share. A call that fails in a way that may pass is
//! made again with its idempotency key until it is answered; then its outcome is said.
//! `import ADDRESS SCHEMA FILE CHUNK_ROWS` goes on with the last import, or begins the first, and says how
//! far it is; `undo ADDRESS SCHEMA` takes the last import back and says the same.
//! `copy ADDRESS SCHEMA FILE there|back` copies the register of a file to a server or the other way.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kartotek::{
    Customer, CustomerDraft, CustomerProfile, ErrorKind, PostgresOptions, Register, Result, TagChange, Units,
};

/// How long a call may go on failing; far longer than any outage of the tests.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["open", address, schema] => open(address, schema).and_then(|register| {
            say(&format!("opened {}", register.id()));
            register.shut_down()
        }),
        ["desks", address, schema, name, desks, seconds, registers] => {
            let until = Instant::now() + Duration::from_secs(seconds.parse()?);
            let names: Vec<_> = (0..desks.parse()?).map(|desk: u32| format!("{name}{desk}")).collect();
            desks_at_once(&names, until, registers == &"shared", || open(address, schema))
        }
        ["import", address, schema, file, rows] => import(&open(address, schema)?, file, rows.parse()?),
        ["undo", address, schema] => open(address, schema).and_then(|register| undo(&register)),
        ["copy", address, schema, file, to] => {
            let (of_file, on_server) = (Register::open(file)?, open(address, schema)?);
            if to == &"there" { copy(&of_file, &on_server) } else { copy(&on_server, &of_file) }
        }
        _ => return Err("open, desks, import, undo or copy?".into()),
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

fn open(address: &str, schema: &str) -> Result<Register> {
    Register::connect(address, PostgresOptions { schema: schema.to_owned(), ..PostgresOptions::default() })
}

fn import(register: &Register, file: &str, rows: usize) -> Result<()> {
    say("opened");
    let import = register.import_file(file)?.units(Units::Chunks(rows));
    let import = match register.history().imports(None, 1)?.pop() {
        Some(run) => import.resume(run.id),
        None => import,
    };
    let import = import.error_file(Path::new(file).with_extension("errors.csv"));
    let on_progress = |_| {
        say("chunk");
        ControlFlow::Continue(())
    };
    import.on_progress(on_progress).run()?;
    register.shut_down()
}

fn undo(register: &Register) -> Result<()> {
    say("opened");
    for run in register.history().imports(None, 1)? {
        register.undo_import_with(run.id, &mut |progress| {
            say(&format!("taken {}", progress.customers));
            ControlFlow::Continue(())
        })?;
    }
    register.shut_down()
}

fn copy(from: &Register, to: &Register) -> Result<()> {
    say("opened");
    let report = from.copy_to_watched(to, |progress| {
        say(&format!("copied {}", progress.done_rows));
        ControlFlow::Continue(())
    })?;
    say(&format!("digest {:?}", report.digest));
    Ok(())
}

fn desks_at_once(
    names: &[String],
    until: Instant,
    is_shared: bool,
    open: impl Fn() -> Result<Register> + Sync,
) -> Result<()> {
    let tries = Tries::default();
    let shared = if is_shared { Some(until_answered(&tries, &open)?) } else { None };
    let work = |name| {
        let register = match &shared {
            Some(register) => register.clone(),
            None => until_answered(&tries, &open)?,
        };
        Desk { register, name, tries: &tries }.work(until)
    };
    let result = thread::scope(|scope| {
        let desks: Vec<_> = names.iter().map(|name| scope.spawn(|| work(name))).collect();
        desks.into_iter().try_for_each(|desk| match desk.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    });
    let [again, unknown] = [&tries.again, &tries.unknown].map(|count| count.load(Ordering::Relaxed));
    say(&format!("tries {again} {unknown}"));
    result
}

/// How often calls were made again, and how often since nobody knew the outcome.
#[derive(Default)]
struct Tries {
    again: AtomicU32,
    unknown: AtomicU32,
}

struct Desk<'d> {
    register: Register,
    name: &'d str,
    tries: &'d Tries,
}

impl Desk<'_> {
    /// Makes a call with a key of its own until its outcome is known.
    fn ask<T>(&self, key: &str, call: impl Fn(&Register) -> Result<T>) -> Result<T> {
        let register = self.register.with_idempotency_key(format!("{} {key}", self.name));
        until_answered(self.tries, || call(&register))
    }

    fn work(&self, until: Instant) -> Result<()> {
        let name = self.name;
        let mut round = 0;
        while Instant::now() < until {
            round += 1;
            let draft = CustomerDraft::person(name, format!("{round}")).with_tag("new");
            let made = self.ask(&format!("create {round}"), |r| r.customers().create(draft.clone()))?;
            say(&format!("created {name} {round} {}", made.number));
            let profile = CustomerProfile { note: format!("note {round}"), ..made.profile.clone() };
            let update = |r: &Register| r.customers().update(made.id, made.revision, profile.clone());
            let updated = self.ask(&format!("update {round}"), update)?;
            say(&format!("updated {name} {round} {}", updated.revision.0));
            let change = TagChange::add(["VIP", name]).and_remove(["new"]);
            self.ask(&format!("tag {round}"), |r| r.tags().apply(&[made.id], &change))?;
            say(&format!("tagged {name} {round}"));
            if round % 2 == 0 { self.count(round)? } else { self.bulk(round)? }
        }
        Ok(())
    }

    fn bulk(&self, round: u32) -> Result<()> {
        let name = self.name;
        let draft = |nth: u32| CustomerDraft::person(name, format!("{round}-{nth}")).with_tag("many");
        let drafts: Vec<_> = (0..20).map(draft).collect();
        let made = self.ask(&format!("many {round}"), |r| r.customers().create_many(&drafts))?;
        let made = made.into_iter().collect::<Result<Vec<Customer>>>()?;
        for (nth, customer) in made.iter().enumerate() {
            say(&format!("created {name} {round}-{nth} {}", customer.number));
        }
        Ok(())
    }

    /// Adds one to the number that stands in the first customer's note.
    fn count(&self, round: u32) -> Result<()> {
        for attempt in 0.. {
            let shared = until_answered(self.tries, || self.register.customers().find_by_number(1))?;
            let Some(shared) = shared else { break };
            let count: u64 = shared.profile.note.parse().unwrap_or(0);
            let profile = CustomerProfile { note: (count + 1).to_string(), ..shared.profile };
            let update = |r: &Register| r.customers().update(shared.id, shared.revision, profile.clone());
            match self.ask(&format!("count {round} {attempt}"), update) {
                Err(error) if error.kind() == ErrorKind::Conflict => {}
                result => {
                    result?;
                    say("counted");
                    break;
                }
            }
        }
        Ok(())
    }
}

fn until_answered<T>(tries: &Tries, call: impl Fn() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    loop {
        match call() {
            Err(error) if started.elapsed() < PATIENCE && may_pass(&error) => {
                tries.again.fetch_add(1, Ordering::Relaxed);
                if error.kind() == ErrorKind::OutcomeUnknown {
                    tries.unknown.fetch_add(1, Ordering::Relaxed);
                }
                thread::sleep(Duration::from_millis(20));
            }
            result => return result,
        }
    }
}

fn may_pass(error: &kartotek::Error) -> bool {
    error.is_retryable() || error.kind() == ErrorKind::OutcomeUnknown
}
