//! What the engines write differently, in one table; see `docs/decisions/one-sql.md`.

use std::borrow::Cow;
#[cfg(feature = "sqlite")]
use std::fmt::Write as _;

/// The engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

/// A piece that differs: `{name argument …}` in a statement. `@1`, `@2` … stand for its arguments.
struct Fragment {
    name: &'static str,
    #[cfg(feature = "sqlite")]
    sqlite: &'static str,
    #[cfg(feature = "postgres")]
    postgres: &'static str,
}

const FRAGMENTS: [Fragment; 4] = [
    // `column {in $1}`: the column's value is in the list.
    Fragment {
        name: "in",
        #[cfg(feature = "sqlite")]
        sqlite: "IN (SELECT value FROM rarray(@1))",
        #[cfg(feature = "postgres")]
        postgres: "= ANY (@1)",
    },
    // `FROM {list k $1}`: the list as a table `k` with the column `value`.
    Fragment {
        name: "list",
        #[cfg(feature = "sqlite")]
        sqlite: "rarray(@2) @1",
        #[cfg(feature = "postgres")]
        postgres: "unnest(@2) AS @1 (value)",
    },
    // `{contains column $1}`: the text has the other text in it, byte for byte.
    Fragment {
        name: "contains",
        #[cfg(feature = "sqlite")]
        sqlite: "instr(@1, @2) > 0",
        #[cfg(feature = "postgres")]
        postgres: "@1 LIKE '%' || @2 || '%'",
    },
    // `{lines text key}`: the texts of a group as lines, in the order of their keys.
    Fragment {
        name: "lines",
        #[cfg(feature = "sqlite")]
        sqlite: "group_concat(@1, char(10) ORDER BY @2)",
        #[cfg(feature = "postgres")]
        postgres: "string_agg(@1, chr(10) ORDER BY @2)",
    },
];

/// Writes a statement out for an engine.
///
/// Beside the fragments of the table there are three for statements that run once for each row of
/// many. Their arguments are the types of a row's values, of which there are `int`, `text`, `bytes`,
/// `uuid` and `time`: `INSERT INTO t (a, b) {rows int text}`, or
/// `UPDATE t SET a = {row 1} {from text int} WHERE b = {row 2}`. SQLite runs them row by row.
pub(crate) fn render(engine: Engine, statement: &str) -> Cow<'_, str> {
    let text = written_out(engine, statement);
    #[cfg(feature = "testing")]
    crate::testing::note(engine, statement, &text);
    text
}

fn written_out(engine: Engine, statement: &str) -> Cow<'_, str> {
    debug_assert!(in_order(statement), "parameters are not in order of first use: {statement}");
    let Some(first) = statement.find('{') else { return Cow::Borrowed(statement) };
    let mut text = String::with_capacity(statement.len() * 2);
    text.push_str(&statement[..first]);
    for piece in statement[first..].split('{').skip(1) {
        let (fragment, rest) = piece.split_once('}').unwrap_or((piece, ""));
        let mut words = fragment.split(' ');
        let name = words.next().unwrap_or_default();
        push_fragment(&mut text, engine, name, &words.collect::<Vec<_>>());
        text.push_str(rest);
    }
    Cow::Owned(text)
}

fn push_fragment(text: &mut String, engine: Engine, name: &str, arguments: &[&str]) {
    match name {
        "rows" => push_rows(text, engine, arguments),
        "from" => push_from(text, engine, arguments),
        "row" => push_value(text, engine, arguments),
        _ => match FRAGMENTS.iter().find(|fragment| fragment.name == name) {
            Some(fragment) => fill_in(text, fragment.of(engine), arguments),
            None => debug_assert!(false, "there is no fragment {name}"),
        },
    }
}

impl Fragment {
    fn of(&self, engine: Engine) -> &'static str {
        match engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite => self.sqlite,
            #[cfg(feature = "postgres")]
            Engine::Postgres => self.postgres,
        }
    }
}

fn fill_in(text: &mut String, form: &str, arguments: &[&str]) {
    let mut parts = form.split('@');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (place, rest) = part.split_at(1);
        let argument = place.parse().ok().and_then(|place: usize| arguments.get(place - 1));
        text.push_str(argument.copied().unwrap_or_default());
        text.push_str(rest);
    }
}

fn push_rows(text: &mut String, engine: Engine, types: &[&str]) {
    match engine {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => {
            text.push_str("VALUES (");
            for number in 1..=types.len() {
                // Writing to a String cannot fail.
                let _ = write!(text, "{}${number}", if number == 1 { "" } else { ", " });
            }
            text.push(')');
        }
        #[cfg(feature = "postgres")]
        Engine::Postgres => {
            text.push_str("SELECT * FROM ");
            push_arrays(text, types);
        }
    }
}

#[cfg_attr(not(feature = "postgres"), expect(unused_variables, reason = "only arrays have types"))]
fn push_from(text: &mut String, engine: Engine, types: &[&str]) {
    match engine {
        // The values stand in place.
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => text.truncate(text.trim_end().len()),
        #[cfg(feature = "postgres")]
        Engine::Postgres => {
            text.push_str("FROM ");
            push_arrays(text, types);
            let names: Vec<String> = (1..=types.len()).map(|number| format!("c{number}")).collect();
            text.push_str(&format!(" AS r ({})", names.join(", ")));
        }
    }
}

/// Arrays as a table, one a column.
#[cfg(feature = "postgres")]
fn push_arrays(text: &mut String, types: &[&str]) {
    let arrays = types.iter().enumerate().map(|(index, kind)| {
        let own = match *kind {
            "int" | "time" => "bigint",
            "bytes" => "bytea",
            kind => kind,
        };
        format!("${}::{own}[]", index + 1)
    });
    text.push_str(&format!("unnest({})", arrays.collect::<Vec<_>>().join(", ")));
}

fn push_value(text: &mut String, engine: Engine, number: &[&str]) {
    text.push_str(match engine {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => "$",
        #[cfg(feature = "postgres")]
        Engine::Postgres => "r.c",
    });
    text.extend(number.iter().copied());
}

/// Tells whether `$1`, `$2` … are used first in this order, which is how SQLite numbers them.
fn in_order(statement: &str) -> bool {
    let mut last = 0;
    statement.replace("{row ", "$").split('$').skip(1).all(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = part[..digits].parse().unwrap_or(0);
        let known = (1..=last + 1).contains(&number);
        last = last.max(number);
        known
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "sqlite")]
    #[test]
    fn fragments_become_what_sqlite_reads() {
        let text = |statement| render(Engine::Sqlite, statement).into_owned();
        assert_eq!(text("SELECT 1"), "SELECT 1");
        assert_eq!(
            text("SELECT k.value FROM {list k $1} WHERE a {in $2} AND {contains s.text $3}"),
            "SELECT k.value FROM rarray($1) k WHERE a IN (SELECT value FROM rarray($2)) AND instr(s.text, $3) > 0"
        );
        assert_eq!(text("INSERT INTO t (a, b) {rows int text}"), "INSERT INTO t (a, b) VALUES ($1, $2)");
        assert_eq!(
            text("UPDATE t SET a = {row 1} {from text int} WHERE b = {row 2}"),
            "UPDATE t SET a = $1 WHERE b = $2"
        );
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn fragments_become_what_postgresql_reads() {
        let text = |statement| render(Engine::Postgres, statement).into_owned();
        assert_eq!(
            text("SELECT k.value FROM {list k $1} WHERE a {in $2} AND {contains s.text $3}"),
            "SELECT k.value FROM unnest($1) AS k (value) WHERE a = ANY ($2) AND s.text LIKE '%' || $3 || '%'"
        );
        assert_eq!(
            text("INSERT INTO t (a, b) {rows int uuid}"),
            "INSERT INTO t (a, b) SELECT * FROM unnest($1::bigint[], $2::uuid[])"
        );
        assert_eq!(
            text("UPDATE t SET a = {row 1} {from bytes time} WHERE b = {row 2}"),
            "UPDATE t SET a = r.c1 FROM unnest($1::bytea[], $2::bigint[]) AS r (c1, c2) WHERE b = r.c2"
        );
    }

    #[test]
    fn parameters_out_of_order_are_noticed() {
        assert!(in_order("a = $1 AND b = $2 AND c = $1 AND d = $3"));
        assert!(in_order("a = {row 1} {from int int} b = {row 2}"));
        assert!(!in_order("a = $2 AND b = $1"));
        assert!(!in_order("a = $1 AND b = $3"));
    }
}
