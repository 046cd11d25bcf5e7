//! Imports of random files.

use std::ops::ControlFlow;
use std::rc::Rc;

use kartotek::exchange::Piece;
use kartotek::{BatchId, Import, ImportPlan, Matching, Register, Repeats, Result, Source, Units};

use super::finding::batch;
use super::register::mapping_name;
use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::texts::{EMAILS, PHONES};
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("register.import_source", 16, |dice| import(dice, How::Source)),
    method("register.import_file", 2, |dice| import(dice, How::File)),
    method("register.import_table", 2, |dice| import(dice, How::Table)),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Source,
    File,
    Table,
}

/// What is asked of an import.
#[derive(Debug, Clone)]
struct Choices {
    matching: Matching,
    repeats: Option<Repeats>,
    units: Units,
    clear_token: Option<String>,
    clear_on_empty: Option<&'static str>,
    map: Option<(&'static str, &'static str)>,
    fix: Option<String>,
    joins: bool,
    splits: bool,
    ignores: bool,
    save_as: Option<String>,
    saved: Option<Option<String>>,
    /// The progress report at which it is stopped.
    stop_at: Option<usize>,
    resume: Option<BatchId>,
    ends: Ends,
}

/// How far an import goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ends {
    Run,
    Plan,
    Commit,
}

fn import(dice: &Dice<'_>, how: How) -> Operation {
    let earlier = dice.random.pick(&dice.known.files).filter(|_| dice.once_in(3)).cloned();
    let file = earlier.unwrap_or_else(|| Rc::new(file(dice)));
    let choices = choices(dice);
    let text = format!("{how:?} {file:?}, {choices:?}");
    let kept = Rc::clone(&file);
    Operation::new(text, move |register| run(register, how, &file, &choices)).of_file(kept)
}

/// A file of customers, of whom the register knows some.
fn file(dice: &Dice<'_>) -> String {
    let mark = dice.pick(&[",", ",", ";", "\t"]);
    let mut text = COLUMNS.join(mark);
    for _ in 0..dice.below(12) {
        text.push('\n');
        text.push_str(&row(dice).map(|cell| quoted(&cell)).join(mark));
    }
    text
}

const COLUMNS: [&str; 10] = [
    "given_name",
    "family_name",
    "email",
    "phone",
    "city",
    "note",
    "tags",
    "default_group",
    "shop number",
    "name",
];

fn row(dice: &Dice<'_>) -> [String; 10] {
    let known = dice.record().filter(|_| dice.once_in(2)).map(|customer| &customer.profile);
    let [given, family, email, phone] = match known {
        Some(known) => [
            known.given_name.clone(),
            known.family_name.clone(),
            known.emails.first().map_or_else(String::new, |email| email.address.clone()),
            known.phones.first().map_or_else(String::new, |phone| phone.text.clone()),
        ],
        None => [dice.name(), dice.name(), dice.pick(EMAILS).to_owned(), dice.pick(PHONES).to_owned()],
    };
    let note = if dice.once_in(3) { dice.text() } else { String::new() };
    let tags = if dice.once_in(3) { dice.set_name() } else { String::new() };
    let group = dice.pick(&["", "", "", "Gold", "gold", "İ"]).to_owned();
    let number = if dice.once_in(2) { dice.below(300).to_string() } else { String::new() };
    let city = dice.pick(&["", "Lund", "Göteborg", "-"]).to_owned();
    [given, family, email, phone, city, note, tags, group, number, String::new()]
}

pub(super) fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn choices(dice: &Dice<'_>) -> Choices {
    let matching = [
        Matching::Upsert,
        Matching::Upsert,
        Matching::CreateOnly,
        Matching::UpdateOnly,
        Matching::FillBlanks,
        Matching::SkipExisting,
    ];
    let repeats = [Repeats::First, Repeats::Last, Repeats::Error, Repeats::Each];
    Choices {
        matching: dice.pick(&matching),
        repeats: dice.maybe(2, || dice.pick(&repeats)),
        units: dice.pick(&[Units::default(), Units::Chunks(1), Units::Chunks(3), Units::AllOrNothing]),
        clear_token: dice.maybe(4, || "-".to_owned()),
        clear_on_empty: dice.maybe(6, || "city"),
        map: dice.maybe(2, || {
            let targets = ["external_id:shop", "external_id:shop", "origin", "nickname", "skip", "shoe_size"];
            ("shop number", dice.pick(&targets))
        }),
        fix: dice.maybe(8, || dice.text()),
        joins: dice.once_in(12),
        splits: dice.once_in(12),
        ignores: dice.once_in(12),
        save_as: dice.maybe(8, || mapping_name(dice)),
        saved: dice.maybe(8, || dice.maybe(2, || mapping_name(dice))),
        stop_at: dice.maybe(8, || dice.below(4)),
        resume: dice.maybe(6, || batch(dice)),
        ends: dice.pick(&[Ends::Run, Ends::Run, Ends::Plan, Ends::Commit]),
    }
}

/// Imports a file, and returns all that is told about it, and the file of errors.
fn run(register: &Register, how: How, file: &str, choices: &Choices) -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    let (path, errors) = (folder.path().join("customers.csv"), folder.path().join("errors.csv"));
    let import = match how {
        How::Source => register.import_source(Source::bytes(file))?,
        How::File => {
            std::fs::write(&path, file)?;
            register.import_file(&path)?
        }
        How::Table => {
            let table = kartotek::exchange::Table::open(Source::bytes(file), &Default::default())?;
            register.import_table(table, Default::default())?
        }
    };
    let mut reports = 0;
    let stop_at = choices.stop_at;
    let import = chosen(import, choices)?.error_file(&errors).on_progress(move |_| {
        reports += 1;
        if stop_at == Some(reports - 1) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let mut told = vec![debug(&import.notices()), debug(import.mapping()), debug(&import.encoding())];
    told.push(debug(import.dialect()));
    told.push(debug(&import.table().headers()));
    match choices.ends {
        Ends::Run => told.push(import.run()?.write()),
        Ends::Plan => told.extend(of_plan(&import.plan()?)),
        Ends::Commit => {
            let plan = import.plan()?;
            told.extend(of_plan(&plan));
            told.push(plan.commit()?.write());
        }
    }
    told.push(std::fs::read_to_string(&errors).unwrap_or_else(|_| "no errors".to_owned()));
    Ok(told)
}

fn chosen<'r>(import: Import<'r>, choices: &Choices) -> Result<Import<'r>> {
    let mut import = match &choices.saved {
        Some(Some(name)) => import.use_mapping(name)?,
        Some(None) => import.without_saved_mapping()?,
        None => import,
    };
    if let Some((header, target)) = choices.map {
        import = import.map(header, target.parse()?)?;
    }
    if let Some(text) = &choices.fix {
        import = import.fix("origin".parse()?, text)?;
    }
    if choices.joins {
        import = import.join(&["city", "note"], " / ", "street".parse()?)?;
    }
    if choices.splits {
        import = import.split("name", " ", Piece::First, "nickname".parse()?)?;
    }
    if choices.ignores {
        import = import.ignore("note")?;
    }
    if let Some(header) = choices.clear_on_empty {
        import = import.clear_on_empty(header)?;
    }
    if let Some(name) = &choices.save_as {
        import = import.save_mapping(name)?;
    }
    if let Some(token) = &choices.clear_token {
        import = import.clear_token(token);
    }
    if let Some(repeats) = choices.repeats {
        import = import.on_repeat(repeats);
    }
    if let Some(batch) = choices.resume {
        import = import.resume(batch);
    }
    Ok(import.matching(choices.matching).units(choices.units))
}

fn of_plan(plan: &ImportPlan<'_>) -> Vec<String> {
    vec![
        debug(&plan.mapping()),
        debug(&plan.notices()),
        debug(&plan.counts()),
        plan.problems().to_vec().write(),
        debug(&(plan.problem_count(), plan.archived(), plan.repeated())),
        debug(&plan.outcomes()),
        debug(&plan.digest()),
    ]
}
