use std::time::Duration;

use kartotek::{CustomerDraft, Durability, Register, SqliteOptions};

use super::figure::{Figure, compare};
use super::stage::Stage;
use crate::baseline::{Baseline, NewCustomer, Result};

/// Single operations, each in a transaction of its own, and a batch of them.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    get(stage, figures)?;
    create(stage, figures)?;
    batch(stage, figures)?;
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

/// A customer to create whom nobody else is.
pub(super) struct New {
    email: String,
    phone: String,
}

impl New {
    const NAME: [&'static str; 2] = ["Anna", "Nygren"];
    const TAGS: [&'static str; 2] = ["newsletter", "wedding"];

    /// Makes those of a round.
    pub(super) fn all(round: u32, count: u32) -> impl Iterator<Item = Self> {
        (0..count).map(move |index| Self {
            email: format!("anna.new{round}x{index}@example.com"),
            phone: format!("070-1{:02} {:02} {:02}", round % 100, index / 100, index % 100),
        })
    }

    pub(super) fn draft(&self) -> CustomerDraft {
        let [given, family] = Self::NAME;
        let draft = CustomerDraft::person(given, family).with_email(&*self.email).with_phone(&*self.phone);
        Self::TAGS.into_iter().fold(draft, CustomerDraft::with_tag)
    }

    pub(super) fn row(&self) -> NewCustomer<'_> {
        let [given, family] = Self::NAME;
        NewCustomer { given, family, email: &self.email, phone: &self.phone, tags: Self::TAGS }
    }
}

fn create(stage: &Stage, figures: &mut Vec<Figure>) -> Result<()> {
    const EACH: u32 = 200;
    let (register, mut baseline) = stage.copies()?;
    let times = compare(
        25,
        |round| {
            New::all(round, EACH)
                .try_for_each(|new| Ok(register.customers().create(new.draft()).map(drop)?))
        },
        |round| New::all(round, EACH).try_for_each(|new| baseline.create_customer(&new.row()).map(drop)),
    )?;
    figures.push(stage.time("create", "create with 2 tags, durable", of_each(times, EACH)));
    Ok(())
}

fn batch(stage: &Stage, figures: &mut Vec<Figure>) -> Result<()> {
    const EACH: u32 = 100;
    let (register, mut baseline) = stage.copies()?;
    let times = compare(
        25,
        |round| {
            let mut batch = register.batch();
            New::all(round, EACH).try_for_each(|new| batch.create_customer(new.draft()).map(drop))?;
            Ok(batch.commit()?)
        },
        |round| {
            let new: Vec<_> = New::all(round, EACH).collect();
            baseline.create_customers(&new.iter().map(New::row).collect::<Vec<_>>())
        },
    )?;
    figures.push(stage.time("batch", "create of a batch of 100", of_each(times, EACH)));
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
