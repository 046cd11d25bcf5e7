//! That lists of everybody are read in the order of an index, however many there are.

use kartotek::testing::{seen_statements, watch_statements};
use kartotek::{PageRequest, ParticipantDetails, ParticipantFilter, Register, RegisterSettings, Sort};

use crate::settings;

/// The statements that list a table whole, in one of these orders.
fn lists(table: &str, order: &str) -> Vec<String> {
    let begin = format!("FROM {table} t ");
    let is_one = |text: &String| {
        let Some((_, rest)) = text.split_once(&begin) else { return false };
        let Some((condition, rest)) = rest.split_once("ORDER BY ") else { return false };
        let whole = ["", "WHERE (t.sort_key, t.id) > ($1, $2) ", "WHERE t.id > $1 "];
        whole.contains(&condition) && rest.starts_with(&format!("{order} LIMIT"))
    };
    let seen = seen_statements().into_iter().filter(|statement| statement.engine == "sqlite");
    seen.map(|statement| statement.text).filter(is_one).collect()
}

// SPEC: P5, C4
#[test]
fn everybody_is_listed_by_an_index() {
    watch_statements();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    let register = Register::builder().settings(settings()).open(&path).unwrap();
    for name in ["Ek", "Öberg"] {
        register.participants().create(ParticipantDetails::named("Elsa", name)).unwrap();
    }
    let filter = ParticipantFilter::default();
    let mut request = PageRequest::first(1);
    for _ in 0..2 {
        let page = register.participants().page(&filter, &Sort::by("family_name"), &request).unwrap();
        request.after = page.next;
    }
    // Another language makes all keys anew.
    register.update_settings(RegisterSettings { locale: "de-DE".into(), ..settings() }).unwrap();

    let connection = rusqlite::Connection::open(&path).unwrap();
    let orders = [
        ("participants", "t.sort_key, t.id", 2),
        ("participants", "t.id", 1),
        ("registrations", "t.id", 1),
        ("jobs", "t.id", 1),
    ];
    for (table, order, count) in orders {
        let statements = lists(table, order);
        assert!(statements.len() >= count, "{table} by {order}: {statements:?}");
        for statement in statements {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
            let steps = plan.raw_query().mapped(|row| row.get::<_, String>(3));
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            // The last sort is of the page alone.
            let sorts = steps.iter().filter(|step| step.contains("TEMP B-TREE")).count();
            let by_index = steps.iter().any(|step| step.contains("t USING") && step.contains("INDEX"));
            assert!(by_index && sorts <= 1, "{statement}: {steps:?}");
        }
    }
}
