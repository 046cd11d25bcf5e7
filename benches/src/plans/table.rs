use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Found, Plan, Planned};

/// So much of a statement is shown.
const SHOWN: usize = 110;

/// Writes what was found as Markdown.
#[must_use]
pub fn table(found: &Found, rows: u32) -> String {
    let mut text = format!(
        "# Statements and their plans\n\n\
         Written by `plans` in `benches`, on a register of {rows} customers; not by hand. Every statement that \
         stands in the source is here, with the indexes that each engine answers it by; `{{…}}` is where the \
         engines differ (see `decisions/one-sql.md`).\n\n\
         ## Statements that are always the same\n\n| statement | where | SQLite | PostgreSQL |\n|---|---|---|---|\n"
    );
    let (fixed, composed): (Vec<&Planned>, Vec<&Planned>) =
        found.statements.iter().partition(|statement| statement.file.is_some());
    for statement in fixed {
        let file = statement.file.as_deref().unwrap_or_default();
        line(&mut text, statement, file);
    }
    text.push_str(
        "\n## Statements that are put together when they run\n\nLists, searches and walks, one of those that \
         have the same plans.\n\n| statement | as many | SQLite | PostgreSQL |\n|---|--:|---|---|\n",
    );
    let mut alike: BTreeMap<Vec<(&str, &Plan)>, Vec<&Planned>> = BTreeMap::new();
    for statement in composed {
        let plans = statement.plans.iter().map(|(engine, plan)| (*engine, plan)).collect();
        alike.entry(plans).or_default().push(statement);
    }
    for statements in alike.values() {
        if let Some(shortest) = statements.iter().min_by_key(|statement| statement.written.len()) {
            line(&mut text, shortest, &statements.len().to_string());
        }
    }
    text
}

fn line(text: &mut String, statement: &Planned, second: &str) {
    let plan = |engine: &str| match statement.plans.get(engine) {
        None => String::new(),
        Some(plan) => {
            let scans = plan.scans.iter().map(|table| format!("**all of {table}**"));
            let mut uses: Vec<String> = scans.chain(plan.uses.iter().cloned()).collect();
            let reasons: BTreeSet<&str> =
                plan.scans.iter().filter_map(|table| statement.reason(table)).collect();
            uses.extend(reasons.into_iter().map(|reason| format!("_{reason}_")));
            uses.join(", ")
        }
    };
    let shown: String = statement.written.chars().take(SHOWN).collect();
    let more = if statement.written.chars().count() > SHOWN { " …" } else { "" };
    let shown = shown.replace('|', "\\|");
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| `{shown}`{more} | {second} | {} | {} |", plan("sqlite"), plan("postgres"));
}
