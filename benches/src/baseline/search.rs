use std::collections::{BTreeMap, BTreeSet};

use kartotek::{Customer, SearchQuery};
use rusqlite::params;

use super::{Baseline, Result};

const WAITING: &str = "SELECT p.customer FROM customer_search_pending p
     CROSS JOIN customer_search s ON s.customer = p.customer WHERE instr(s.text, ?1) > 0 LIMIT ?2";

impl Baseline {
    /// Finds the first customers with one typed word.
    ///
    /// # Errors
    /// Of the storage.
    pub fn search(&self, typed: &str, limit: u32) -> Result<Vec<Customer>> {
        self.in_snapshot(|| self.by_numbers(&self.search_numbers(typed, limit)?))
    }

    fn search_numbers(&self, typed: &str, limit: u32) -> Result<Vec<i64>> {
        let needle = needle(typed);
        let mut numbers = Vec::new();
        match self.trigram_query(&needle)? {
            Some(query) => {
                let mut statement = self.connection.prepare_cached(
                    "SELECT t.rowid FROM customer_trigrams t
                         CROSS JOIN customer_search s ON s.customer = t.rowid
                     WHERE t.customer_trigrams MATCH ?1 AND instr(s.text, ?2) > 0
                     ORDER BY t.rowid LIMIT ?3",
                )?;
                let rows = statement.query_map(params![query, needle, limit], |row| row.get(0))?;
                numbers = rows.collect::<rusqlite::Result<_>>()?;
                let mut statement = self.connection.prepare_cached(WAITING)?;
                for number in statement.query_map(params![needle, limit], |row| row.get(0))? {
                    numbers.push(number?);
                }
            }
            None => {
                let mut statement = self.connection.prepare_cached(
                    "SELECT customer FROM customer_search WHERE instr(text, ?1) > 0
                     ORDER BY customer LIMIT ?2",
                )?;
                for number in statement.query_map(params![needle, limit], |row| row.get(0))? {
                    numbers.push(number?);
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.truncate(limit as usize);
        Ok(numbers)
    }

    /// Finds the first customers with one typed word in the order of their names.
    ///
    /// # Errors
    /// Of the storage.
    pub fn search_by_name(&self, typed: &str, limit: u32) -> Result<Vec<Customer>> {
        let needle = needle(typed);
        self.in_snapshot(|| match self.trigram_query(&needle)? {
            Some(query) => {
                let source = "(SELECT t.rowid AS number FROM customer_trigrams t
                         CROSS JOIN customer_search s ON s.customer = t.rowid
                     WHERE t.customer_trigrams MATCH ?1 AND instr(s.text, ?2) > 0)";
                self.collect(source, &[&query, &needle], limit)
            }
            None => {
                let source = "(SELECT customer AS number FROM customer_search WHERE instr(text, ?1) > 0)";
                self.collect(source, &[&needle], limit)
            }
        })
    }

    /// Names the rarest trigrams of a needle in the language of FTS5; nothing for too short a one.
    fn trigram_query(&self, needle: &str) -> Result<Option<String>> {
        if !self.has_trigrams {
            return Ok(None);
        }
        let mut count =
            self.connection.prepare_cached("SELECT count FROM customer_trigram_counts WHERE trigram = ?1")?;
        let mut counted: Vec<(i64, String)> = trigrams(needle)
            .into_iter()
            .map(|trigram| (count.query_row([&trigram], |row| row.get(0)).unwrap_or(0), trigram))
            .collect();
        counted.sort_unstable();
        counted.truncate(3);
        let quoted: Vec<String> = counted.iter().map(|(_, trigram)| format!("\"{trigram}\"")).collect();
        Ok((!quoted.is_empty()).then(|| quoted.join(" AND ")))
    }

    /// Makes the trigram index of a large register, and counts in a sample how common trigrams are.
    pub(super) fn build_trigrams(&mut self) -> Result<()> {
        let last: i64 = self.connection.query_row(
            "SELECT coalesce(max(customer), 0) FROM customer_search",
            [],
            |row| row.get(0),
        )?;
        if last < 20_000 {
            return Ok(());
        }
        self.connection.execute_batch(
            "CREATE VIRTUAL TABLE customer_trigrams USING fts5(
                 text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1');
             INSERT INTO customer_trigrams (rowid, text)
                 SELECT customer, replace(text, ' ', '  ') FROM customer_search ORDER BY customer;
             CREATE TABLE customer_trigram_counts (
                 trigram TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
             INSERT INTO register_facts (name, value) VALUES ('engine:trigram_index', '1');",
        )?;
        self.connection.execute(
            "INSERT INTO register_facts (name, value) VALUES ('engine:trigrams_counted_at', ?1)",
            [last.to_string()],
        )?;
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let mut sample =
            self.connection.prepare("SELECT text FROM customer_search WHERE customer % ?1 = 0")?;
        let mut rows = sample.query([last / 2_000])?;
        while let Some(row) = rows.next()? {
            for trigram in trigrams(row.get_ref(0)?.as_str()?) {
                *counts.entry(trigram).or_default() += 1;
            }
        }
        let mut keep = self
            .connection
            .prepare("INSERT INTO customer_trigram_counts (trigram, count) VALUES (?1, ?2)")?;
        for (trigram, count) in counts.iter().filter(|(_, count)| **count > 10) {
            keep.execute(params![trigram, count])?;
        }
        self.has_trigrams = true;
        Ok(())
    }
}

fn needle(typed: &str) -> String {
    SearchQuery::parse(typed, "SE").needles().concat()
}

/// The trigrams of a text, its blanks doubled as in the index.
fn trigrams(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = text.replace(' ', "  ").chars().collect();
    letters.windows(3).map(|letters| letters.iter().collect()).collect()
}
