//! Every statement of the register with the plan that each engine has for it on a large register.

mod explain;
mod fill;
mod source;
mod table;
mod work;

use std::collections::BTreeMap;
use std::path::Path;

use kartotek::testing::{seen_statements, watch_statements};

pub use table::table;

use crate::baseline::Result;
use explain::{PostgresPlans, SqlitePlans};
use source::Source;

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
    pub fn reason(&self, table: &str) -> Option<&'static str> {
        let found = REASONS.iter().find(|reason| {
            reason.tables.contains(&table)
                && match reason.of {
                    Of::File(file) => self.file.as_deref() == Some(file),
                    Of::Whole(verb) => self.written == format!("{verb} {table}"),
                    Of::Begin(begin) => self.written.starts_with(begin),
                    Of::Parts(begin, part) => self.written.starts_with(begin) && self.written.contains(part),
                    Of::Lacks(part, scopes) => {
                        self.written.contains(part)
                            && !scopes.iter().any(|scope| self.written.contains(scope))
                    }
                }
        });
        found.map(|reason| reason.why)
    }

    /// Tells whether it reads a large table from end to end without a reason.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.plans.values().flat_map(|plan| &plan.scans).any(|table| self.reason(table).is_none())
    }
}

/// Why some statements may read some large tables from end to end.
struct Reason {
    of: Of,
    tables: &'static [&'static str],
    why: &'static str,
}

/// Which statements a reason is of.
enum Of {
    /// Those that stand in a file.
    File(&'static str),
    /// The one that is nothing but these words and the table.
    Whole(&'static str),
    /// Those that begin so.
    Begin(&'static str),
    /// Those that begin so and have this in them.
    Parts(&'static str, &'static str),
    /// Those that have this in them, and none of the others.
    Lacks(&'static str, &'static [&'static str]),
}

/// Every table that a copy empties, counts and reads.
const COPIED: &[&str] = &[
    "access_codes",
    "change_sets",
    "changes",
    "code_attempts",
    "collection_members",
    "collection_sizes",
    "collections",
    "customer_addresses",
    "customer_emails",
    "customer_external_ids",
    "customer_phones",
    "customer_search",
    "customer_totals",
    "customers",
    "galleries",
    "idempotency_keys",
    "import_batches",
    "import_contents",
    "job_groups",
    "jobs",
    "memberships",
    "participant_customers",
    "participants",
    "photo_consents",
    "registration_participants",
    "registrations",
    "tombstones",
];

const REASONS: &[Reason] = &[
    Reason { of: Of::File("sql/checks.rs"), tables: COPIED, why: "verifies the whole register" },
    Reason {
        of: Of::Begin("SELECT count(*) FROM customers c WHERE c.further <> CASE"),
        tables: COPIED,
        why: "verifies the whole register",
    },
    Reason { of: Of::Whole("SELECT count(*) FROM"), tables: COPIED, why: "a copy tells how much there is" },
    Reason { of: Of::Whole("DELETE FROM"), tables: COPIED, why: "empties a register before a copy fills it" },
    Reason {
        of: Of::Begin("SELECT CASE WHEN (SELECT id FROM customers ORDER BY id DESC LIMIT 1) < $1 THEN 0"),
        tables: &["tombstones"],
        why: "looks whether there is any, and stops at the first",
    },
    Reason {
        of: Of::Begin("SELECT u.id FROM collection_members m JOIN customers u"),
        tables: &["customers"],
        why: "returns all members, which may be most customers",
    },
    Reason {
        of: Of::Begin("WITH sizes AS MATERIALIZED (SELECT n.size, n.place FROM ("),
        tables: &["customers"],
        why: "picks what was counted before and is little; planned here without its values",
    },
    Reason {
        of: Of::Parts("SELECT DISTINCT s.customer AS number FROM (SELECT m.entity", "{contains s.text"),
        tables: &["collection_members", "customer_search"],
        why: "looks at the bearers of several tags; planned here without knowing how few those are",
    },
    Reason {
        of: Of::Parts("SELECT s.customer AS number FROM", "{contains s.text"),
        tables: &["customer_search"],
        why: "words of one or two letters, or no index of trigrams",
    },
    Reason {
        of: Of::Parts("SELECT", "(SELECT s.customer AS number FROM customer_search s WHERE"),
        tables: &["customer_search", "customers", "collection_members"],
        why: "all whom such words find, who may be most",
    },
    Reason {
        of: Of::Begin("SELECT count(*) FROM (SELECT 1 FROM customers c LEFT JOIN collections g"),
        tables: &["customers"],
        why: "counts by a test that no index knows",
    },
    Reason {
        of: Of::Begin("SELECT count(*) FROM (SELECT 1 FROM (SELECT"),
        tables: &["customers"],
        why: "counts a part of the customers, which may be most of them",
    },
    Reason {
        of: Of::Parts(
            "SELECT c.number",
            "FROM customers c LEFT JOIN collections g ON g.key = c.default_group WHERE",
        ),
        tables: &["customers"],
        why: "everybody, in an order or by a test that no index knows",
    },
    Reason {
        of: Of::Parts("SELECT c.number", ") d CROSS JOIN customers c"),
        tables: &["customers"],
        why: "collects a part of the customers, which may be most of them",
    },
    Reason {
        of: Of::Begin("SELECT number FROM customers WHERE"),
        tables: &["customers"],
        why: "collects a part of the customers, which may be most of them",
    },
    Reason {
        of: Of::Begin("SELECT count(*) FROM (SELECT 1 FROM participants t"),
        tables: &["participants"],
        why: "counts all of them",
    },
    Reason {
        of: Of::Lacks("FROM registrations t", &["t.job = (SELECT", "t.job_group = (SELECT", "t.customer = "]),
        tables: &["registrations", "job_groups"],
        why: "of all jobs; the register asks within one job or group, only the conformance suite asks so",
    },
    Reason {
        of: Of::Parts("SELECT t.id, t.revision", "CROSS JOIN job_groups g WHERE t.job = (SELECT"),
        tables: &["job_groups"],
        why: "hashes the names of groups, of which there are few, for all who registered in a job",
    },
    Reason {
        of: Of::Begin("SELECT count(*) FROM (SELECT number FROM customers WHERE"),
        tables: &["customers"],
        why: "counts a part of the customers, up to a cap",
    },
    Reason {
        of: Of::Parts("SELECT t.id, t.revision", "FROM participants t ORDER BY"),
        tables: &["participants"],
        why: "all of them, in an order that no index knows",
    },
    Reason {
        of: Of::Parts("SELECT t.id, t.revision", "FROM participants t WHERE (t."),
        tables: &["participants"],
        why: "the rest of all, in an order that no index knows",
    },
    Reason {
        of: Of::Begin("SELECT seq, old FROM changes"),
        tables: &["changes"],
        why: "visits all history, when an id is taken out of it",
    },
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
    let source = Source::read()?;
    fill::schema(address, schema)?;
    let file = &fill::file(file)?;
    let (mut postgres, sqlite) = (PostgresPlans::open(address, schema)?, SqlitePlans::open(file)?);
    let mut statements: BTreeMap<String, Planned> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for seen in seen_statements() {
        let written = source::one_line(&seen.written);
        if !explain::has_plan(&written) {
            continue;
        }
        let file = source.file(&written).map(str::to_owned);
        let plan = match seen.engine {
            "postgres" => postgres.plan(&seen.text, file.is_none()),
            _ => sqlite.plan(&seen.text),
        };
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
    let missing = source.missing(statements.keys().map(String::as_str)).into_iter();
    let missing = missing.map(|standing| (standing.shown(), &standing.file));
    let missing = missing.filter(|(text, _)| !UNRUN.iter().any(|begin| text.starts_with(begin)));
    let missing = missing.map(|(text, file)| format!("{file}: {text}")).collect();
    Ok(Found { statements: statements.into_values().collect(), missing, unexplained })
}
