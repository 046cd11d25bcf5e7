//! Every statement of the register with the plan that each engine has for it on a large register.

mod explain;
mod source;
mod table;
mod work;

use std::collections::BTreeMap;
use std::path::Path;

use kartotek::testing::{seen_statements, watch_statements};

pub use table::table;

use crate::baseline::Result;
use explain::{PostgresPlans, SqlitePlans};

/// How an engine answers a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plan {
    /// The indexes it uses, and the tables that it reads from end to end.
    pub uses: Vec<String>,
    /// The large tables that it reads from end to end.
    pub scans: Vec<String>,
}

/// A statement with its plans.
#[derive(Debug)]
pub struct Planned {
    /// As it was written, with the fragments in which engines differ.
    pub written: String,
    /// The file that it stands in; nothing for one that is put together when it runs.
    pub file: Option<String>,
    /// By the names of engines.
    pub plans: BTreeMap<&'static str, Plan>,
}

impl Planned {
    /// Says why it may read a large table from end to end.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        if self.written.starts_with("DELETE") && !self.written.contains("WHERE") {
            return Some("empties a register before another is copied into it");
        }
        REASONS
            .iter()
            .find(|(has, _)| has.iter().all(|part| self.written.contains(part)))
            .map(|found| found.1)
    }

    /// Tells whether it reads a large table from end to end without a reason.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.plans.values().any(|plan| !plan.scans.is_empty()) && self.reason().is_none()
    }
}

/// What may read a large table: statements that have all of these parts.
const REASONS: &[(&[&str], &str)] = &[
    (&["SELECT count(*) FROM"], "verifies or copies the whole register"),
    (&["SELECT abs((SELECT count(*)"], "verifies the whole register"),
    (
        &["FROM customers c LEFT JOIN collections g ON g.key = c.default_group WHERE TRUE"],
        "an export, a sort without an index, or a filter that says who is not wanted",
    ),
    (&["d CROSS JOIN customers c"], "collects a part of the customers, which may be most of them"),
    (&["{contains s.text"], "words of one or two letters, or a register without an index of trigrams"),
    (&["INSERT INTO customer_trigrams"], "makes the index of trigrams"),
    (&["SELECT number FROM customers WHERE archived_at IS NULL"], "a list of all but a few"),
    (
        &["SELECT number FROM customers WHERE TRUE"],
        "collects a part of the customers, which may be most of them",
    ),
    (&["SELECT u.id FROM collection_members m"], "returns all members"),
    (&["old IS NOT NULL"], "visits all history, when an id is taken out of it"),
];

/// What did not run though it stands in the source: only a register that grew much since it got its index
/// of trigrams adds to it so.
const UNRUN: &[&str] = &["INSERT INTO customer_trigrams (rowid, text) SELECT s.customer"];

/// What the program found.
#[derive(Debug)]
pub struct Found {
    /// Every statement that ran.
    pub statements: Vec<Planned>,
    /// Statements in the source that did not run.
    pub missing: Vec<String>,
    /// What an engine could not explain.
    pub unexplained: Vec<String>,
}

/// Runs all kinds of work on both engines, and explains each statement of it on a filled register.
///
/// # Errors
/// Of either engine.
pub fn find(address: &str, schema: &str, file: &Path, csv: &Path) -> Result<Found> {
    watch_statements();
    work::all(address, csv)?;
    let literals = source::literals()?;
    let (mut postgres, sqlite) = (PostgresPlans::open(address, schema)?, SqlitePlans::open(file)?);
    let mut statements: BTreeMap<String, Planned> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for seen in seen_statements() {
        let written = source::one_line(&seen.written);
        if !explain::has_plan(&written) {
            continue;
        }
        let plan = match seen.engine {
            "postgres" => postgres.plan(&seen.text, !literals.contains_key(&written)),
            _ => sqlite.plan(&seen.text),
        };
        let file = literals.get(&written).cloned();
        let entry = statements.entry(written.clone()).or_insert_with(|| Planned {
            written: written.clone(),
            file,
            plans: BTreeMap::new(),
        });
        match plan {
            Ok(plan) => drop(entry.plans.insert(seen.engine, plan)),
            Err(error) => unexplained.push(format!("{}: {error}: {written}", seen.engine)),
        }
    }
    let missing = literals.iter().filter(|(text, _)| !statements.contains_key(*text));
    let expected = |text: &str| !UNRUN.iter().any(|begin| text.starts_with(begin));
    let missing = missing.filter(|(text, _)| explain::has_plan(text) && expected(text));
    let missing = missing.map(|(text, file)| format!("{file}: {text}")).collect();
    Ok(Found { statements: statements.into_values().collect(), missing, unexplained })
}
