use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, Type};

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{Row, Value};

/// The bytes of a value as the server sent them.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(super) struct PostgresRow(pub(super) tokio_postgres::Row);

impl PostgresRow {
    fn raw(&self, column: usize, types: &[Type], expected: &str) -> Result<Option<&[u8]>> {
        let wrong = || wrong_type(column, expected);
        let r#type = self.0.columns().get(column).ok_or_else(wrong)?.type_();
        if !types.contains(r#type) {
            return Err(wrong());
        }
        let raw: Option<Raw<'_>> = self.0.try_get(column).map_err(|_| wrong())?;
        Ok(raw.map(|raw| raw.0))
    }
}

impl Row for PostgresRow {
    fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| wrong_type(column, "an integer"))
    }

    fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        const INTEGER: &str = "an integer";
        let raw = self.raw(column, &[Type::INT8, Type::INT4, Type::INT2], INTEGER)?;
        raw.map(|raw| match *raw {
            [a, b, c, d, e, f, g, h] => Ok(i64::from_be_bytes([a, b, c, d, e, f, g, h])),
            [a, b, c, d] => Ok(i32::from_be_bytes([a, b, c, d]).into()),
            [a, b] => Ok(i16::from_be_bytes([a, b]).into()),
            _ => Err(wrong_type(column, INTEGER)),
        })
        .transpose()
    }

    fn bool(&self, column: usize) -> Result<bool> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(wrong_type(column, "a boolean")),
        }
    }

    fn text(&self, column: usize) -> Result<&str> {
        self.opt_text(column)?.ok_or_else(|| wrong_type(column, "text"))
    }

    fn opt_text(&self, column: usize) -> Result<Option<&str>> {
        let raw = self.raw(column, &[Type::TEXT, Type::VARCHAR, Type::NAME], "text")?;
        let text = raw.map(std::str::from_utf8).transpose();
        text.map_err(|_| wrong_type(column, "text in UTF-8"))
    }

    fn bytes(&self, column: usize) -> Result<&[u8]> {
        self.opt_bytes(column)?.ok_or_else(|| wrong_type(column, "bytes"))
    }

    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        self.raw(column, &[Type::BYTEA, Type::UUID], "bytes")
    }

    fn uuid(&self, column: usize) -> Result<[u8; 16]> {
        self.bytes(column)?.try_into().map_err(|_| wrong_type(column, "sixteen bytes"))
    }

    fn any(&self, column: usize) -> Result<Value<'_>> {
        let wrong = || wrong_type(column, "an integer, text or bytes");
        let r#type = self.0.columns().get(column).ok_or_else(wrong)?.type_();
        let value = match *r#type {
            Type::INT8 | Type::INT4 | Type::INT2 => self.opt_int(column)?.map(Value::Int),
            Type::TEXT => self.opt_text(column)?.map(Value::Text),
            _ => self.opt_bytes(column)?.map(Value::Bytes),
        };
        Ok(value.unwrap_or(Value::Null))
    }
}

fn wrong_type(column: usize, expected: &str) -> Error {
    Error::storage(ErrorKind::Corrupt, format!("column {column} of a row does not hold {expected}"))
}
