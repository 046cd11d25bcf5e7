//! Invented files of customers.

use std::fmt::Write as _;

/// Writes a file of customers as CSV. Every 41st row is refused, since its e-mail is none; every
/// seventh has a note of several lines.
#[must_use]
pub fn customers_csv(rows: usize) -> String {
    csv_of(0..rows)
}

/// Writes the rows of [`customers_csv`] that are not refused.
#[must_use]
pub fn good_customers_csv(rows: usize) -> String {
    csv_of((0..rows).filter(|row| row % 41 != 40))
}

fn csv_of(rows: impl Iterator<Item = usize>) -> String {
    let families = ["Öberg", "Ek", "Zetterlund", "D'Arc", "van der \"Meer\"", "Иванова"];
    let mut csv = String::from("Given name;Family name;E-mail;Phone;Tags;Note\r\n");
    for row in rows {
        let family = families[row % families.len()].replace('"', "\"\"");
        let address = if row % 41 == 40 { "nobody@".to_owned() } else { email(row) };
        let note = if row % 7 == 0 { "first line\nsecond; line" } else { "" };
        let tag = ["wedding", "school", "portrait", "", "VIP"][row / 3 % 5];
        // Writing to a String cannot fail.
        let _ = write!(csv, "Nr{row};\"{family}\";{address};+46 70 1{row:06};{tag};\"{note}\"\r\n");
    }
    csv
}

/// Returns the address of the customer in a row of [`customers_csv`].
#[must_use]
pub fn email(row: usize) -> String {
    format!("nr{row}@example.com")
}
