use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::base::{Error, ErrorKind, Result};
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::CustomerRow;

use super::{Sink, TableColumn};

/// Writes an object of JSON a customer and line (<https://jsonlines.org>), for programs.
///
/// Every object has all keys asked for, in their order. Numbers and switches are such, an amount is
/// `{"amount": "12.50", "currency": "SEK"}`, lists are arrays, days and instants are texts of ISO 8601;
/// what is empty is `null`, a list without items `[]`.
pub(super) struct JsonSink<'w> {
    out: &'w mut dyn Write,
    fields: Vec<TableColumn>,
    buffer: Vec<u8>,
    handed_on: u64,
}

impl<'w> JsonSink<'w> {
    const PIECE: usize = 64 * 1024;

    pub(super) fn new(out: &'w mut dyn Write, fields: &[TableColumn]) -> Self {
        Self { out, fields: fields.to_vec(), buffer: Vec::with_capacity(Self::PIECE * 2), handed_on: 0 }
    }

    fn hand_on(&mut self) -> Result<()> {
        self.out.write_all(&self.buffer)?;
        self.handed_on += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

impl Sink for JsonSink<'_> {
    /// Objects name their values themselves, always by the keys of the fields.
    fn head(&mut self, _headings: &[&str]) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, customer: &dyn CustomerRow) -> Result<()> {
        let mut json = serde_json::Serializer::new(&mut self.buffer);
        let mut object = json.serialize_map(Some(self.fields.len())).map_err(not_written)?;
        for (place, field) in self.fields.iter().enumerate() {
            let value = JsonValue { kind: field.kind, value: customer.value(place)? };
            object.serialize_entry(field.key, &value).map_err(not_written)?;
        }
        object.end().map_err(not_written)?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= Self::PIECE { self.hand_on() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<u64> {
        self.hand_on()?;
        self.out.flush()?;
        Ok(self.handed_on)
    }
}

fn not_written(error: serde_json::Error) -> Error {
    Error::storage(ErrorKind::Io, error.to_string())
}

struct JsonValue<'a> {
    kind: FieldKind,
    value: FieldValue<'a>,
}

impl Serialize for JsonValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            FieldValue::Empty if matches!(self.kind, FieldKind::List { .. }) => {
                serializer.collect_seq(std::iter::empty::<&str>())
            }
            FieldValue::Empty => serializer.serialize_none(),
            FieldValue::Integer(number) => serializer.serialize_i64(*number),
            FieldValue::Boolean(flag) => serializer.serialize_bool(*flag),
            FieldValue::List(items) => serializer.collect_seq(items),
            FieldValue::Money(money) => {
                let text = money.to_string();
                let (amount, currency) = text.split_once(' ').unwrap_or((&text, ""));
                serializer.collect_map([("amount", amount), ("currency", currency)])
            }
            value => serializer.serialize_str(&value.to_text()),
        }
    }
}
