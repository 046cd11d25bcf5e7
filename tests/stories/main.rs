//! What people do with a register, told as stories; each names the rows of the specification that it
//! shows.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

mod batches;
mod business;
mod changes;
mod codes;
mod jobs;
mod lists;
mod names_lists;
mod policies;
mod record;
mod rules_of_work;

use std::sync::Arc;

use kartotek::testing::{FaultyRepository, ManualClock, SequentialIds};
use kartotek::{CustomerDraft, FieldProblem, Register, RegisterBuilder, RegisterSettings, Result, Rule};

/// A Swedish studio.
fn settings() -> RegisterSettings {
    RegisterSettings {
        name: "Studio Sol".into(),
        locale: "sv-SE".into(),
        zone: "Europe/Stockholm".into(),
        country: "SE".into(),
        currency: "SEK".into(),
        ..RegisterSettings::default()
    }
}

fn builder(clock: &Arc<ManualClock>) -> RegisterBuilder {
    Register::builder().clock(clock.clone()).ids(Arc::new(SequentialIds::default()))
}

/// A register whose storage runs each unit of work twice, as after a conflict: no story may notice.
fn open(builder: RegisterBuilder) -> Register {
    let repository = FaultyRepository::new(kartotek_tests::store().unwrap());
    repository.run_twice();
    builder.with_repository(Arc::new(repository)).unwrap()
}

fn studio_with(settings: RegisterSettings) -> Register {
    open(builder(&Arc::new(ManualClock::default())).settings(settings))
}

fn studio() -> Register {
    studio_with(settings())
}

fn anna() -> CustomerDraft {
    CustomerDraft::person("Anna", "García").with_email("anna@example.com").with_phone("070-123 45 67")
}

/// The problems of a refused call as pairs of field and rule.
fn problems<T>(result: Result<T>) -> Vec<(String, Rule)> {
    match result {
        Ok(_) => panic!("the call was not refused"),
        Err(error) => pairs(error.problems()),
    }
}

fn pairs(problems: &[FieldProblem]) -> Vec<(String, Rule)> {
    problems.iter().map(|problem| (problem.field.to_string(), problem.rule)).collect()
}
