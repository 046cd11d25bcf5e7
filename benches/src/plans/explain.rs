use std::collections::BTreeSet;
use std::path::Path;

use postgres::{Client, NoTls};
use rusqlite::Connection;
use serde_json::Value;

use super::Plan;
use crate::baseline::Result;

/// A table with more rows is not to be read from end to end.
const FEW_ROWS: i64 = 5_000;

/// Tells whether a statement has a plan: it reads or changes rows.
pub(super) fn has_plan(text: &str) -> bool {
    ["SELECT", "UPDATE", "DELETE", "INSERT", "WITH"].iter().any(|verb| text.starts_with(verb))
}

/// Explains on a register in a schema.
pub(super) struct PostgresPlans {
    client: Client,
    large: BTreeSet<String>,
}

impl PostgresPlans {
    pub(super) fn open(address: &str, schema: &str) -> Result<Self> {
        let mut client = Client::connect(address, NoTls)?;
        // A plan for whatever the parameters are.
        client.batch_execute(&format!(
            "SET search_path TO {schema}, public; SET plan_cache_mode = force_generic_plan"
        ))?;
        let sql = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = $1::text::regnamespace
             AND reltuples > $2::bigint";
        let large = client.query(sql, &[&schema, &FEW_ROWS])?.iter().map(|row| row.get(0)).collect();
        Ok(Self { client, large })
    }

    /// Explains a statement; one that is put together when it runs is read some rows at a time.
    pub(super) fn plan(&mut self, text: &str, is_composed: bool) -> Result<Plan> {
        let walks = is_composed && text.contains("ORDER BY") && !text.contains("LIMIT");
        let text = if walks { format!("{text} LIMIT 200") } else { text.to_owned() };
        // Such a statement is planned with its values: one that says how many rows are wanted counts most.
        let text = if is_composed { with_limit(&text) } else { text };
        // What an array that nobody named the type of holds.
        let typed = ["", "::bigint[]", "::uuid[]", "::text[]"].map(|kind| with_arrays(&text, kind));
        let mut result = Err("no type of array fits".into());
        for text in typed {
            result = self.explain(&text);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    fn explain(&mut self, text: &str) -> Result<Plan> {
        let parameters = (1..).take_while(|number| has_parameter(text, *number)).count();
        let nulls = vec!["NULL"; parameters].join(", ");
        let explained = if parameters == 0 {
            format!("EXPLAIN (FORMAT JSON) {text}")
        } else {
            self.client.batch_execute(&format!("PREPARE explained AS {text}"))?;
            format!("EXPLAIN (FORMAT JSON) EXECUTE explained ({nulls})")
        };
        let rows = self.client.simple_query(&explained);
        if parameters > 0 {
            self.client.batch_execute("DEALLOCATE explained")?;
        }
        let json: String = rows?
            .iter()
            .filter_map(|message| match message {
                postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect();
        let json: Value = serde_json::from_str(&json)?;
        let (mut uses, mut scans) = (BTreeSet::new(), BTreeSet::new());
        walk(&json[0]["Plan"], &self.large, &mut uses, &mut scans);
        Ok(Plan { uses: uses.into_iter().collect(), scans: scans.into_iter().collect() })
    }
}

fn has_parameter(text: &str, number: u32) -> bool {
    let name = format!("${number}");
    text.match_indices(&name)
        .any(|(at, _)| !text[at + name.len()..].starts_with(|next: char| next.is_ascii_digit()))
}

/// Writes a page in place of a parameter after LIMIT; the parameters behind it are numbered anew.
fn with_limit(text: &str) -> String {
    let Some((before, after)) = text.split_once(" LIMIT $") else { return text.to_owned() };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = after.split_at(digits);
    let gone: u32 = number.parse().unwrap_or(0);
    let mut limited = format!("{before} LIMIT 51");
    let mut parts = after.split('$');
    limited.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = part[..digits].parse().unwrap_or(0);
        limited.push_str(&format!("${}{}", number - u32::from(number > gone), &part[digits..]));
    }
    with_limit(&limited)
}

/// Gives the lists that a statement reads from a type.
fn with_arrays(text: &str, kind: &str) -> String {
    let mut typed = text.to_owned();
    for number in 1..10 {
        typed = typed.replace(&format!("unnest(${number})"), &format!("unnest(${number}{kind})"));
    }
    typed
}

fn walk(node: &Value, large: &BTreeSet<String>, uses: &mut BTreeSet<String>, scans: &mut BTreeSet<String>) {
    if let Some(index) = node["Index Name"].as_str() {
        uses.insert(index.to_owned());
    }
    if let (Some("Seq Scan"), Some(table)) = (node["Node Type"].as_str(), node["Relation Name"].as_str()) {
        if large.contains(table) {
            scans.insert(table.to_owned());
        } else {
            uses.insert(format!("all of {table}"));
        }
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        walk(child, large, uses, scans);
    }
}

/// Explains on a register in a file.
pub(super) struct SqlitePlans {
    connection: Connection,
    large: BTreeSet<String>,
}

impl SqlitePlans {
    pub(super) fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        rusqlite::vtab::array::load_module(&connection)?;
        let mut large = BTreeSet::new();
        {
            let sql =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
            let mut tables = connection.prepare(sql)?;
            for name in tables.query_map([], |row| row.get::<_, String>(0))? {
                let name = name?;
                let sql = format!("SELECT count(*) FROM {name}");
                if connection.query_row(&sql, [], |row| row.get::<_, i64>(0))? > FEW_ROWS {
                    large.insert(name);
                }
            }
        }
        Ok(Self { connection, large })
    }

    pub(super) fn plan(&self, text: &str) -> Result<Plan> {
        let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {text}"))?;
        let parameters = statement.parameter_count();
        let nulls = vec![rusqlite::types::Null; parameters];
        let rows = statement.query_map(rusqlite::params_from_iter(nulls), |row| row.get::<_, String>(3))?;
        let (mut uses, mut scans) = (BTreeSet::new(), BTreeSet::new());
        let lines = rows.collect::<rusqlite::Result<Vec<String>>>()?;
        let in_order = text.contains("ORDER BY") && !lines.iter().any(|line| line.contains("TEMP B-TREE"));
        for line in &lines {
            let words: Vec<&str> = line.split(' ').collect();
            let [verb, name, rest @ ..] = &words[..] else { continue };
            let index = rest.iter().position(|word| *word == "INDEX").and_then(|at| rest.get(at + 1));
            let table = table_of(text, name);
            match (*verb, index) {
                ("SCAN", _) if rest.contains(&"VIRTUAL") => {
                    uses.extend((table == "customer_trigrams").then_some(table));
                }
                // Along an index, as far as the limit asks.
                ("SEARCH" | "SCAN", Some(index))
                    if *verb == "SEARCH" || in_order || text.contains("LIMIT") =>
                {
                    uses.insert((*index).to_owned());
                }
                ("SEARCH", None) => drop(uses.insert(format!("{table} by key"))),
                // Along its key, as far as somebody asks.
                ("SCAN", None) if in_order => drop(uses.insert(format!("{table} by key"))),
                ("SCAN", _) if self.large.contains(&table) => drop(scans.insert(table)),
                ("SCAN", _) if !table.is_empty() => drop(uses.insert(format!("all of {table}"))),
                _ => {}
            }
        }
        Ok(Plan { uses: uses.into_iter().collect(), scans: scans.into_iter().collect() })
    }
}

/// Returns the table that a name of a plan stands for; nothing for a list or a subquery.
fn table_of(text: &str, name: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "(),;".contains(c)).filter(|w| !w.is_empty()).collect();
    let named = |table: &str| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&table);
    for pair in words.windows(3) {
        let is = pair[2] == name || (pair[2] == "AS" && text.contains(&format!("{} AS {name}", pair[1])));
        if named(pair[0]) && (pair[1] == name || is) {
            return pair[1].to_owned();
        }
    }
    words
        .windows(2)
        .find(|pair| named(pair[0]) && pair[1] == name)
        .map_or(String::new(), |pair| pair[1].to_owned())
}
