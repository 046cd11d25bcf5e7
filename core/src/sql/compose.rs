use std::borrow::Cow;

use super::Value;
use super::dialect::{Engine, render};

/// A value that a composed statement keeps until it runs.
#[derive(Debug, Clone)]
pub(crate) enum Owned {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid([u8; 16]),
    Keys(Vec<i64>),
    Uuids(Vec<[u8; 16]>),
}

impl Owned {
    pub(crate) fn borrow(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
            Self::Uuid(id) => Value::Uuid(*id),
            Self::Keys(keys) => Value::Keys(keys),
            Self::Uuids(ids) => Value::Uuids(ids),
        }
    }
}

/// A statement put together from fixed fragments, with its parameters numbered as they come.
///
/// Nothing that a user typed ever becomes a part of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Composed {
    text: String,
    values: Vec<Owned>,
}

impl Composed {
    /// Begins with a fragment.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds a fragment.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds the next parameter.
    pub(crate) fn bind(&mut self, value: Owned) -> &mut Self {
        self.reserve(value);
        self.text.push_str(&format!("${}", self.values.len()));
        self
    }

    /// Keeps the value of the next parameter, which is in the text already.
    pub(crate) fn reserve(&mut self, value: Owned) {
        self.values.push(value);
    }

    /// Adds another piece; its parameters are numbered on.
    ///
    /// Pieces bind every parameter once and in order, so counting the `$` signs renumbers them.
    pub(crate) fn append(&mut self, piece: &Composed) -> &mut Self {
        let offset = self.values.len();
        let mut parts = piece.text.split('$');
        self.text.push_str(parts.next().unwrap_or(""));
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let number: usize = part[..digits].parse().unwrap_or(0);
            self.text.push_str(&format!("${}{}", number + offset, &part[digits..]));
        }
        self.values.extend(piece.values.iter().cloned());
        self
    }

    /// Returns the statement as an engine reads it.
    pub(crate) fn text(&self, engine: Engine) -> Cow<'_, str> {
        render(engine, &self.text)
    }

    /// Returns the parameters in order.
    pub(crate) fn values(&self) -> Vec<Value<'_>> {
        self.values.iter().map(Owned::borrow).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_pieces_number_their_parameters_on() {
        let mut first = Composed::new("a = ");
        first.bind(Owned::Int(1));
        let mut second = Composed::new(" AND b = ");
        second.bind(Owned::Int(2)).push(" AND c = ").bind(Owned::Int(3));
        first.append(&second);
        assert_eq!(first.text, "a = $1 AND b = $2 AND c = $3");
        assert_eq!(first.values().len(), 3);
    }
}
