//! The statements that stand in the source, as far as they stand there: names that are put in when the
//! program begins leave gaps.

use std::fs;
use std::path::Path;

use crate::baseline::Result;

/// Stands for whatever is put in.
const GAP: char = '\u{1}';

/// What a statement stands behind.
const BEFORE: [&str; 4] = ["Sql::new(", "Sql::composed(", "such_that(", "concat!("];

/// A statement as it stands in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// In one line, with [`GAP`]s.
    text: String,
    pub(super) file: String,
}

impl Standing {
    /// Tells whether a statement in one line is this one, whatever its gaps are filled with.
    fn is(&self, statement: &str) -> bool {
        let mut pieces = self.text.split(GAP);
        let Some(mut rest) = statement.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
        let Some(last) = pieces.next_back() else { return rest.is_empty() };
        for piece in pieces {
            let Some(at) = rest.find(piece) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last)
    }

    /// For people.
    pub(super) fn shown(&self) -> String {
        self.text.replace(GAP, "…")
    }
}

/// All statements that stand in the source.
#[derive(Debug)]
pub(super) struct Source(Vec<Standing>);

impl Source {
    /// # Errors
    /// Of the file system.
    pub(super) fn read() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
        let mut found = Vec::new();
        visit(&root, &root, &mut found)?;
        // Those first that leave least open.
        let open = |standing: &Standing| standing.text.split(GAP).map(str::len).sum::<usize>();
        found.sort_by(|a, b| open(b).cmp(&open(a)).then_with(|| (&a.text, &a.file).cmp(&(&b.text, &b.file))));
        found.dedup_by(|a, b| a.text == b.text);
        Ok(Self(found))
    }

    /// Returns the file that a statement in one line stands in; nothing for one that is put together when it
    /// runs.
    pub(super) fn file(&self, statement: &str) -> Option<&str> {
        self.0.iter().find(|standing| standing.is(statement)).map(|standing| standing.file.as_str())
    }

    /// Returns those that are none of the statements that ran, each in one line.
    pub(super) fn missing<'s>(&self, ran: impl Iterator<Item = &'s str> + Clone) -> Vec<&Standing> {
        self.0.iter().filter(|standing| !ran.clone().any(|statement| standing.is(statement))).collect()
    }
}

fn visit(root: &Path, folder: &Path, found: &mut Vec<Standing>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(root, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            let file = path.strip_prefix(root)?.display().to_string();
            if file.contains("tests") || file.starts_with("testing") {
                continue;
            }
            let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let texts = BEFORE.into_iter().flat_map(|before| standing_behind(before, own));
            found.extend(texts.map(|text| Standing { text, file: file.clone() }));
        }
    }
    Ok(())
}

/// Returns the statements behind some words. One that leaves open for what rows it asks could be any: it is
/// none.
fn standing_behind<'t>(before: &'static str, source: &'t str) -> impl Iterator<Item = String> + 't {
    let texts = source.match_indices(before).filter_map(move |(at, _)| {
        let behind = &source[at + before.len()..];
        match before {
            "concat!(" => Some(concatenated(behind)),
            "such_that(" => {
                argument(behind, "").map(|text| format!("SELECT {GAP} FROM {GAP} t WHERE {text}"))
            }
            _ => argument(behind, &source[..at]),
        }
    });
    let texts = texts.map(|text| one_line(&text));
    texts.filter(|text| super::explain::has_plan(text) && !text.ends_with(&format!("WHERE {GAP}")))
}

/// Reads the text that an argument gives; nothing where it stands elsewhere.
fn argument(behind: &str, above: &str) -> Option<String> {
    let behind = behind.trim_start();
    if let Some(format) = behind.strip_prefix("format!(") {
        return literal(format.trim_start()).map(|(text, _)| with_gaps(&text));
    }
    if behind.starts_with('"') {
        return literal(behind).map(|(text, _)| text);
    }
    // A name that was given to a text just above.
    let name =
        behind.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())?;
    let (_, value) = above.rsplit_once(&format!("let {name} = "))?;
    argument(value, "")
}

/// Reads the pieces of `concat!`.
fn concatenated(mut behind: &str) -> String {
    let mut text = String::new();
    loop {
        behind = behind.trim_start_matches([' ', '\n', ',']);
        if behind.is_empty() || behind.starts_with(')') {
            return text;
        }
        match literal(behind) {
            Some((piece, rest)) => {
                text.push_str(&piece);
                behind = rest;
            }
            None => {
                text.push(GAP);
                behind = &behind[behind.find([',', ')']).unwrap_or(behind.len())..];
            }
        }
    }
}

/// Reads a text in quotation marks, and returns it with what follows.
fn literal(behind: &str) -> Option<(String, &str)> {
    let mut rest = behind.strip_prefix('"')?;
    let mut text = String::new();
    loop {
        let at = rest.find(['"', '\\'])?;
        text.push_str(&rest[..at]);
        if rest[at..].starts_with('"') {
            return Some((text, &rest[at + 1..]));
        }
        let escaped = rest[at + 1..].chars().next()?;
        text.push(if escaped == 'n' { '\n' } else { escaped });
        rest = &rest[at + 1 + escaped.len_utf8()..];
    }
}

/// Reads a text of `format!`.
fn with_gaps(format: &str) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..];
        if brace.starts_with("{{") || brace.starts_with("}}") {
            text.push_str(&brace[..1]);
            rest = &brace[2..];
        } else {
            text.push(GAP);
            rest = brace.split_once('}').map_or("", |(_, behind)| behind);
        }
    }
    text + rest
}

/// Writes a statement in one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_as_they_stand() {
        let above = "let insert = format!(\n\"INSERT INTO {table} ({}) {{rows int}}\", columns);";
        assert_eq!(argument("insert),", above), Some(format!("INSERT INTO {GAP} ({GAP}) {{rows int}}")));
        assert_eq!(argument("put_in)", above), None);
        assert_eq!(
            argument("\n \"SELECT 1\\\n FROM a\")", "").map(|text| one_line(&text)).unwrap(),
            "SELECT 1 FROM a"
        );
        assert_eq!(
            concatenated("\n\"SELECT e.id FROM \", $table, \" e\"\n)"),
            format!("SELECT e.id FROM {GAP} e")
        );
        let standing = |text: &str| Standing { text: text.replace('…', "\u{1}"), file: String::new() };
        assert!(standing("SELECT … FROM … t WHERE t.id").is("SELECT t.a, t.b FROM jobs t WHERE t.id"));
        assert!(!standing("SELECT … FROM … t WHERE t.id").is("SELECT t.a FROM jobs t WHERE t.id = 1"));
        assert!(standing("SELECT 1").is("SELECT 1") && !standing("SELECT 1").is("SELECT 11"));
        let all = Source::read().unwrap();
        assert_eq!(all.file("DELETE FROM jobs WHERE id {in $1}"), Some("sql/records.rs"));
    }
}
