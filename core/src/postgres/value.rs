use std::error::Error as StdError;
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::base::{Error, ErrorKind, Result};
use crate::sql::Value;

/// A parameter as the protocol carries it, so that a statement may be sent and answered later.
///
/// Where its type is `UNKNOWN`, the server takes the one of the column.
pub(super) struct Parameter {
    pub(super) r#type: Type,
    bytes: Option<Vec<u8>>,
}

impl Parameter {
    /// # Errors
    /// `RuleViolated` for a text with U+0000, which PostgreSQL cannot store.
    pub(super) fn of(value: &Value<'_>) -> Result<Self> {
        value.check()?;
        let (r#type, bytes) = match value {
            Value::Null => (Type::UNKNOWN, None),
            Value::Int(number) | Value::Time(number) => (Type::INT8, Some(number.to_be_bytes().to_vec())),
            Value::Text(text) => (Type::TEXT, Some(text.as_bytes().to_vec())),
            // A copy has ids as bytes: the server knows the column's type.
            Value::Bytes(bytes) => (Type::UNKNOWN, Some(bytes.to_vec())),
            Value::Uuid(id) => (Type::UUID, Some(id.to_vec())),
            Value::Keys(keys) => {
                let mut array = Array::new(&Type::INT8, keys.len());
                keys.iter().for_each(|key| array.push(Some(&key.to_be_bytes())));
                (Type::INT8_ARRAY, Some(array.finish()))
            }
            Value::Uuids(ids) => {
                let mut array = Array::new(&Type::UUID, ids.len());
                ids.iter().for_each(|id| array.push(Some(id)));
                (Type::UUID_ARRAY, Some(array.finish()))
            }
            Value::Texts(texts) => {
                // No row has a text with U+0000, and the server cannot be asked for one.
                let texts: Vec<&str> = texts.iter().copied().filter(|text| !text.contains('\0')).collect();
                let mut array = Array::new(&Type::TEXT, texts.len());
                texts.iter().for_each(|text| array.push(Some(text.as_bytes())));
                (Type::TEXT_ARRAY, Some(array.finish()))
            }
        };
        Ok(Self { r#type, bytes })
    }

    /// One column of many rows as an array of the server's type.
    ///
    /// # Errors
    /// As [`Parameter::of`].
    pub(super) fn column<'v>(
        element: &Type,
        values: impl ExactSizeIterator<Item = &'v Value<'v>>,
    ) -> Result<Self> {
        let mut array = Array::new(element, values.len());
        for value in values {
            value.check()?;
            match value {
                Value::Null => array.push(None),
                Value::Int(number) | Value::Time(number) => array.push(Some(&number.to_be_bytes())),
                Value::Text(text) => array.push(Some(text.as_bytes())),
                Value::Bytes(bytes) => array.push(Some(bytes)),
                Value::Uuid(id) => array.push(Some(id)),
                Value::Keys(_) | Value::Uuids(_) | Value::Texts(_) => {
                    return Err(Error::storage(ErrorKind::Storage, "a row has a list in it"));
                }
            }
        }
        // The statement says the type of the array.
        Ok(Self { r#type: Type::UNKNOWN, bytes: Some(array.finish()) })
    }
}

/// An array of one dimension in the binary form of the protocol.
struct Array {
    bytes: Vec<u8>,
}

impl Array {
    fn new(element: &Type, length: usize) -> Self {
        let length = i32::try_from(length).unwrap_or(i32::MAX);
        let mut bytes = Vec::with_capacity(20 + 16 * length.unsigned_abs() as usize);
        let header = [i32::from(length > 0), 1, element.oid().cast_signed(), length, 1];
        let header = if length > 0 { &header[..] } else { &header[..3] };
        header.iter().for_each(|number| bytes.extend(number.to_be_bytes()));
        Self { bytes }
    }

    fn push(&mut self, value: Option<&[u8]>) {
        match value {
            None => self.bytes.extend((-1_i32).to_be_bytes()),
            Some(value) => {
                self.bytes.extend(i32::try_from(value.len()).unwrap_or(i32::MAX).to_be_bytes());
                self.bytes.extend(value);
            }
        }
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

impl ToSql for Parameter {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Ok(match &self.bytes {
            None => IsNull::Yes,
            Some(bytes) => {
                out.extend_from_slice(bytes);
                IsNull::No
            }
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Without the value, which the driver would write to logs.
impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameter({})", self.r#type)
    }
}
