//! Tests that cross the files of this folder.

mod by_hand;
mod clear_token;
mod detection;
mod encodings;
mod layouts;
mod limits;
mod mapping;
mod reading;
mod readings;
mod rows;
mod shapes;
mod values;

use super::{Row, Source, Table, TableOptions};

fn table(text: impl AsRef<[u8]>) -> Table {
    Table::open(Source::bytes(text), &TableOptions::default()).unwrap()
}

fn file(name: &str) -> Option<Table> {
    let path = crate::test_data::path(name)?;
    Some(Table::open(Source::path(path), &TableOptions::default()).unwrap())
}

fn all_rows(table: &Table) -> Vec<Row> {
    let (mut rows, mut row, mut found) = (table.rows().unwrap(), Row::default(), Vec::new());
    while rows.read(&mut row).unwrap() {
        found.push(row.clone());
    }
    found
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    all_rows(table).iter().map(|row| row.iter().map(str::to_owned).collect()).collect()
}
