use super::*;
use crate::sql::{Composed, Driver, Owned, SearchSource, SqlTx};
use crate::sqlite::trigram_index::is_indexed;

const NEEDLES: [&[&str]; 12] = [
    &["maria"],
    &[" ma"],
    &[" m"],
    &["garcia", " an"],
    &["example.org"],
    &["иванова"],
    &[" и"],
    &["\"quoted\" or"],
    &["'; drop"],
    &["a g"],
    &["no such text"],
    &["a"],
];

fn text(number: i64) -> String {
    let given = ["anna", "maria", "jose maria", "анна", "bo", "o'; drop table", "\"quoted\" or not"];
    let family = ["garcia", "иванова", "lindqvist", "andersson", "ng"];
    let pick = |list: &[&'static str], by: i64| list[usize::try_from(number / by).unwrap() % list.len()];
    format!(" {} {} {number}@example.org ", pick(&given, 1), pick(&family, 3))
}

/// Opens a register in memory that makes the trigram index at `size` customers.
fn indexed_from(size: u64) -> (Place, SqliteRepository) {
    let place = Place::new();
    let options = SqliteOptions { trigrams_from_customers: size, ..SqliteOptions::default() };
    let repository = place.open_with(options).unwrap();
    (place, repository)
}

fn fill(repository: &SqliteRepository, numbers: std::ops::RangeInclusive<i64>) {
    let added = |tx: &SqliteTx<'_>| {
        add_customers(tx, numbers.clone().map(|number| (number, text(number))));
        tx.search_changed(&numbers.clone().collect::<Vec<_>>())
    };
    repository.writing(added).unwrap();
}

/// Changes texts one by one, in one unit of work.
fn change(repository: &SqliteRepository, texts: impl IntoIterator<Item = (i64, String)>) {
    let changed = |tx: &SqliteTx<'_>| {
        let update = "UPDATE customer_search SET text = ?2 WHERE customer = ?1";
        let mut update = tx.connection.prepare(update).unwrap();
        texts.into_iter().try_for_each(|(number, text)| {
            assert_eq!(update.execute((number, text)).unwrap(), 1);
            tx.search_changed(&[number])
        })
    };
    repository.writing(changed).unwrap();
}

/// Asks as the customers' aggregate does: each source in order, each text checked again.
fn search(tx: &SqliteTx<'_>, needles: &[&str]) -> Result<Vec<Vec<i64>>> {
    let needles: Vec<String> = needles.iter().map(|&needle| needle.to_owned()).collect();
    let mut found = Vec::new();
    for source in tx.search_sources(&needles)? {
        let mut customers = Vec::new();
        let sql = format!("SELECT s.customer, s.text FROM {} ORDER BY s.customer", source.from);
        tx.query_composed(&with_parameter(&sql, &source), &mut |row| {
            let text = row.text(1)?;
            if needles.iter().all(|needle| text.contains(needle.as_str())) {
                customers.push(row.int(0)?);
            }
            Ok(())
        })?;
        found.push(customers);
    }
    Ok(found)
}

fn with_parameter(sql: &str, source: &SearchSource) -> Composed {
    let mut sql = Composed::new(sql);
    if let Some(parameter) = &source.parameter {
        sql.reserve(Owned::Text(parameter.clone()));
    }
    sql
}

fn scan(tx: &SqliteTx<'_>, needles: &[&str]) -> Vec<i64> {
    let mut statement =
        tx.connection.prepare("SELECT customer, text FROM customer_search ORDER BY 1").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    let found =
        rows.map(Result::unwrap).filter(|(_, text)| needles.iter().all(|needle| text.contains(needle)));
    found.map(|(customer, _)| customer).collect()
}

fn assert_finds_what_a_scan_finds(repository: &SqliteRepository) {
    repository
        .reading(|tx| {
            for needles in NEEDLES {
                let sources = search(tx, needles)?;
                let mut found = sources.concat();
                found.sort_unstable();
                assert_eq!(found, scan(tx, needles), "{needles:?}");
                assert!(sources.iter().all(|source| source.is_sorted()), "{needles:?}");
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(repository.verify().unwrap(), [""; 0]);
}

fn pending(repository: &SqliteRepository) -> i64 {
    let count = "SELECT count(*) FROM customer_search_pending";
    repository.reading(|tx| Ok(tx.connection.query_row(count, [], |row| row.get(0)).unwrap())).unwrap()
}

// SPEC: C4
#[test]
fn a_small_register_is_scanned() {
    let (_place, repository) = indexed_from(1_000);
    fill(&repository, 1..=200);
    assert!(!repository.reading(is_indexed).unwrap());
    assert_finds_what_a_scan_finds(&repository);
}

#[test]
fn a_register_that_grows_past_the_size_is_indexed() {
    let (_place, repository) = indexed_from(500);
    fill(&repository, 1..=300);
    fill(&repository, 301..=600);
    assert!(repository.reading(is_indexed).unwrap());
    assert_finds_what_a_scan_finds(&repository);
    repository
        .reading(|tx| {
            let hits = search(tx, &["maria"])?;
            assert_eq!(hits.len(), 2, "the index and those who wait");
            assert!(!hits[0].is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_new_or_changed_text_is_found_at_once() {
    let (_place, repository) = indexed_from(100);
    fill(&repository, 1..=200);
    fill(&repository, 201..=201);
    change(&repository, [(7, " zubizarreta ".to_owned())]);
    assert_eq!(pending(&repository), 2);
    let found = |needle: &str| repository.reading(|tx| search(tx, &[needle])).unwrap().concat();
    assert_eq!(found("zubizarreta"), [7]);
    assert_eq!(found(" 201@"), [201]);
    assert_eq!(found(" 7@"), [0; 0], "its old text is not found any more");
    assert_finds_what_a_scan_finds(&repository);
}

#[test]
fn texts_that_wait_go_into_the_index_together() {
    let (_place, repository) = indexed_from(100);
    fill(&repository, 1..=1_500);
    for round in 0..3 {
        let renamed = |number| (number, format!(" round {round} {} ", text(number).trim()));
        change(&repository, (1..=999).map(renamed));
        assert_eq!(pending(&repository), 999);
        assert_finds_what_a_scan_finds(&repository);
        change(&repository, [(1_200 + round, " zubizarreta ".to_owned())]);
        assert_eq!(pending(&repository), 0);
        assert_finds_what_a_scan_finds(&repository);
        let found = |needle: &str| repository.reading(|tx| search(tx, &[needle])).unwrap().concat().len();
        assert_eq!((found(&format!("round {round}")), found(&format!("round {}", round + 1))), (999, 0));
    }
}

#[test]
fn many_texts_at_once_go_into_the_index_directly() {
    let (_place, repository) = indexed_from(100);
    fill(&repository, 1..=100);
    fill(&repository, 101..=2_500);
    assert_eq!(pending(&repository), 0);
    // Again, and in another order: entries of a customer may repeat.
    let again: Vec<i64> = (1..=2_500).rev().collect();
    repository.writing(|tx| tx.search_changed(&again)).unwrap();
    assert_finds_what_a_scan_finds(&repository);
}

#[test]
fn a_unit_of_work_that_fails_leaves_the_index_as_it_was() {
    let (_place, repository) = indexed_from(100);
    fill(&repository, 1..=200);
    let failed: Result<()> = repository.writing(|tx| {
        add_customers(tx, (201..=1_500).map(|number| (number, text(number))));
        tx.search_changed(&(201..=1_500).collect::<Vec<_>>())?;
        Err(crate::base::Error::Cancelled)
    });
    assert!(failed.is_err());
    assert_finds_what_a_scan_finds(&repository);
    fill(&repository, 201..=1_500);
    assert_finds_what_a_scan_finds(&repository);
}

#[test]
fn hits_come_in_order_of_customers_without_sorting() {
    let (_place, repository) = indexed_from(100);
    fill(&repository, 1..=200);
    repository
        .reading(|tx| {
            for source in tx.search_sources(&["maria".to_owned()])? {
                let sql = format!(
                    "EXPLAIN QUERY PLAN SELECT c.number FROM {} CROSS JOIN customers c ON c.number = s.customer
                     WHERE c.archived_at IS NULL ORDER BY s.customer LIMIT 50",
                    source.from
                );
                let mut plan = Vec::new();
                tx.query_composed(&with_parameter(&sql, &source), &mut |row| {
                    plan.push(row.text(3)?.to_owned());
                    Ok(())
                })?;
                assert!(!plan.iter().any(|step| step.contains("B-TREE")), "{plan:?}");
                let first = if source.parameter.is_some() { "SCAN t VIRTUAL TABLE" } else { "SCAN p" };
                assert!(plan[0].starts_with(first), "{plan:?}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_search_without_trigrams_is_a_scan() {
    let (_place, repository) = indexed_from(100);
    fill(&repository, 1..=200);
    let sources = repository.reading(|tx| tx.search_sources(&["a".to_owned()])).unwrap();
    assert!(sources.len() == 1 && sources[0].parameter.is_none());
    assert!(repository.reading(|tx| SqlTx::new(tx).driver.search_sources(&[])).is_ok());
}

#[test]
fn an_index_that_grew_since_a_reader_looked_into_it_is_sound() {
    let (_place, repository) = indexed_from(10);
    fill(&repository, 1..=3_000);
    // The readers are few: each has looked into it.
    assert_finds_what_a_scan_finds(&repository);
    for first in (3_001..=12_001).step_by(3_000) {
        fill(&repository, first..=first + 2_999);
        assert_eq!(repository.verify().unwrap(), [""; 0], "{first}");
    }
}
