//! Imports of random names lists.

use kartotek::exchange::Table;
use kartotek::{JobId, Moves, Register, Result, Source};

use super::imports::{Ends, quoted};
use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::texts::EMAILS;
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("jobs.import_names", 10, |dice| import(dice, How::Source)),
    method("jobs.import_names_table", 2, |dice| import(dice, How::Table)),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Source,
    Table,
}

/// What is asked of an import.
#[derive(Debug)]
struct Choices {
    job: JobId,
    moves: Moves,
    default_group: Option<String>,
    map: Option<(&'static str, &'static str)>,
    ends: Ends,
}

const COLUMNS: [&str; 7] =
    ["Förnamn", "Efternamn", "Klass", "Elevnummer", "Vårdnadshavare", "Vårdnadshavares e-post", "Kod"];

fn import(dice: &Dice<'_>, how: How) -> Operation {
    let file = file(dice);
    let choices = Choices {
        job: dice.job(),
        moves: dice.pick(&[Moves::Report, Moves::Apply, Moves::Separate]),
        default_group: dice.maybe(3, || dice.pick(&["4a", "extra", ""]).to_owned()),
        map: dice
            .maybe(6, || ("Elevnummer", dice.pick(&["ignore", "birthday", "group:2", "phone", "shoe_size"]))),
        ends: dice.pick(&[Ends::Run, Ends::Run, Ends::Plan, Ends::Commit]),
    };
    let text = format!("{how:?} {file:?}, {choices:?}");
    Operation::new(text, move |register| run(register, how, &file, &choices))
}

/// A list of children, of whom the register knows some.
fn file(dice: &Dice<'_>) -> String {
    let mark = dice.pick(&[",", ";", "\t"]);
    // Most lists have no codes.
    let columns = if dice.once_in(4) { COLUMNS.len() } else { COLUMNS.len() - 1 };
    let mut text = COLUMNS[..columns].join(mark);
    let known: Vec<_> = dice.known.participants.values().collect();
    for _ in 0..dice.below(8) {
        let [mut given, mut family, mut number] = [dice.name(), dice.name(), String::new()];
        if let Some(known) = dice.random.pick(&known).filter(|_| dice.once_in(2)) {
            (given, family) = (known.details.given_name.clone(), known.details.family_name.clone());
            number.clone_from(&known.details.student_number);
        }
        let group =
            if dice.once_in(12) { dice.text() } else { dice.pick(&["4a", "4b", "5c", ""]).to_owned() };
        let guardian = if dice.once_in(2) { dice.name() } else { String::new() };
        let email = if dice.once_in(2) { dice.pick(EMAILS).to_owned() } else { String::new() };
        let card = dice.random.pick(&dice.known.secrets).filter(|_| dice.once_in(2));
        let code = card.map_or_else(String::new, |secrets| secrets.typed.expose());
        let cells = [given, family, group, number, guardian, email, code].map(|cell| quoted(&cell));
        text.push('\n');
        text.push_str(&cells[..columns].join(mark));
    }
    text
}

/// Imports a list, and returns all that is told about it, and the file of errors.
fn run(register: &Register, how: How, file: &str, choices: &Choices) -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    let errors = folder.path().join("errors.csv");
    let mut import = match how {
        How::Source => register.jobs().import_names(choices.job, Source::bytes(file))?,
        How::Table => {
            let table = Table::open(Source::bytes(file), &Default::default())?;
            register.jobs().import_names_table(choices.job, table)?
        }
    };
    if let Some((header, target)) = choices.map {
        import = import.map(header, target.parse()?)?;
    }
    if let Some(name) = &choices.default_group {
        import = import.default_group(name);
    }
    let import = import.moving(choices.moves).error_file(&errors);
    let mut told = vec![debug(&import.columns())];
    match choices.ends {
        Ends::Run => told.push(import.run()?.write()),
        Ends::Plan => told.push(import.plan()?.report().write()),
        Ends::Commit => {
            let plan = import.plan()?;
            told.push(plan.report().write());
            told.push(plan.commit()?.write());
        }
    }
    told.push(std::fs::read_to_string(&errors).unwrap_or_else(|_| "no errors".to_owned()));
    Ok(told)
}
