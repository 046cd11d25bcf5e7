use std::time::Duration;

use kartotek::{CustomerDraft, Durability, Register, SqliteOptions};

use super::figure::{Figure, compare};
use super::stage::Stage;
use crate::baseline::{Baseline, NewCustomer, Result};

/// Single operations, each in a transaction of its own.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    get(stage, figures)?;
    create(stage, figures)?;
    update(stage, figures)
}

fn get(stage: &Stage, figures: &mut Vec<Figure>) -> Result<()> {
    const EACH: u32 = 500;
    let (register, baseline) = stage.shared()?;
    let ids: Vec<_> = baseline.spread(EACH)?.iter().map(|customer| customer.id).collect();
    let times = compare(
        15,
        |_| Ok(ids.iter().try_for_each(|id| register.customers().get(*id).map(drop))?),
        |_| ids.iter().try_for_each(|id| baseline.get(*id).map(drop)),
    )?;
    figures.push(stage.time("get", "get by id with tags", of_each(times, EACH)));
    Ok(())
}

fn of_each(times: (Duration, Duration), count: u32) -> (Duration, Duration) {
    (times.0 / count, times.1 / count)
}

fn create(stage: &Stage, figures: &mut Vec<Figure>) -> Result<()> {
    const EACH: u32 = 200;
    let (register, mut baseline) = stage.copies()?;
    let email = |round: u32, index: u32| format!("anna.new{round}x{index}@example.com");
    let phone =
        |round: u32, index: u32| format!("070-1{:02} {:02} {:02}", round % 100, index / 100, index % 100);
    let times = compare(
        25,
        |round| {
            for index in 0..EACH {
                let draft = CustomerDraft::person("Anna", "Nygren")
                    .with_email(email(round, index))
                    .with_phone(phone(round, index))
                    .with_tag("newsletter")
                    .with_tag("wedding");
                register.customers().create(draft)?;
            }
            Ok(())
        },
        |round| {
            for index in 0..EACH {
                baseline.create_customer(&NewCustomer {
                    given: "Anna",
                    family: "Nygren",
                    email: &email(round, index),
                    phone: &phone(round, index),
                    tags: ["newsletter", "wedding"],
                })?;
            }
            Ok(())
        },
    )?;
    figures.push(stage.time("create", "create with 2 tags, durable", of_each(times, EACH)));
    Ok(())
}

fn update(stage: &Stage, figures: &mut Vec<Figure>) -> Result<()> {
    for durability in [Durability::Full, Durability::Normal] {
        let (register, baseline) = stage.copies()?;
        register.shut_down()?;
        let options = SqliteOptions { durability, ..SqliteOptions::default() };
        let path = stage.folder.join("ours.db");
        let register = Register::builder().sqlite(options).must_exist().open(path)?;
        baseline.set_durable(durability == Durability::Full)?;
        let (target, what) = match durability {
            Durability::Full => ("durable update", "update of one field, FULL"),
            Durability::Normal => ("update", "update of one field, NORMAL"),
        };
        figures.push(stage.time(target, what, update_notes(&register, &baseline)?));
    }
    Ok(())
}

fn update_notes(register: &Register, baseline: &Baseline) -> Result<(Duration, Duration)> {
    const EACH: u32 = 500;
    let mut customers = baseline.spread(EACH)?;
    let ids: Vec<_> = customers.iter().map(|customer| customer.id).collect();
    let times = compare(
        15,
        |round| {
            for customer in &mut customers {
                let mut profile = customer.profile.clone();
                profile.note = format!("note {round}");
                *customer = register.customers().update(customer.id, customer.revision, profile)?;
            }
            Ok(())
        },
        |round| {
            let note = format!("note {round}");
            ids.iter().try_for_each(|id| baseline.update_note(*id, &note))
        },
    )?;
    Ok(of_each(times, EACH))
}
