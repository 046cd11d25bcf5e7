//! Fields as columns of Arrow.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Decimal128Builder, Int64Builder, ListBuilder, NullBufferBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use kartotek::{CustomerField, CustomerRow, FieldKind, FieldValue};

/// Digits and decimals of amounts: every number of smallest units, and as many decimals as a currency has.
const AMOUNT: (u8, i8) = (23, 4);
const UTC: &str = "UTC";

/// Returns the columns of some fields.
pub(super) fn schema(fields: &[&CustomerField]) -> Schema {
    let column = |field: &&CustomerField| Field::new(field.key, data_type(field.kind), !is_list(field.kind));
    Schema::new(fields.iter().map(column).collect::<Fields>())
}

/// A birthday may lack its year, and is a text for that.
fn data_type(kind: FieldKind) -> DataType {
    match kind {
        FieldKind::Integer { .. } => DataType::Int64,
        FieldKind::Boolean => DataType::Boolean,
        FieldKind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
        FieldKind::Money => DataType::Struct(money_fields()),
        FieldKind::List { .. } => DataType::new_list(DataType::Utf8, true),
        _ => DataType::Utf8,
    }
}

fn is_list(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::List { .. })
}

fn money_fields() -> Fields {
    let amount = Field::new("amount", DataType::Decimal128(AMOUNT.0, AMOUNT.1), true);
    Fields::from(vec![amount, Field::new("currency", DataType::Utf8, true)])
}

/// A column that is being filled.
pub(super) enum Column {
    Text(StringBuilder),
    Integer(Int64Builder),
    Boolean(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    List(ListBuilder<StringBuilder>),
    Money(Decimal128Builder, StringBuilder, NullBufferBuilder),
}

impl Column {
    pub(super) fn of(kind: FieldKind, rows: usize) -> Self {
        match kind {
            FieldKind::Integer { .. } => Self::Integer(Int64Builder::with_capacity(rows)),
            FieldKind::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            FieldKind::Time => {
                Self::Time(TimestampMicrosecondBuilder::with_capacity(rows).with_timezone(UTC))
            }
            FieldKind::Money => {
                let amounts = Decimal128Builder::with_capacity(rows).with_data_type(data_type_of_amounts());
                Self::Money(amounts, StringBuilder::new(), NullBufferBuilder::new(rows))
            }
            FieldKind::List { .. } => Self::List(ListBuilder::with_capacity(StringBuilder::new(), rows)),
            _ => Self::Text(StringBuilder::with_capacity(rows, 0)),
        }
    }

    /// Adds the field of a row at a place; what is empty is null, and a list without items such a list.
    pub(super) fn push(
        &mut self,
        row: &dyn CustomerRow,
        place: usize,
        buffer: &mut String,
    ) -> kartotek::Result<()> {
        match self {
            // As it is stored: most columns are texts, and need not be understood first.
            Self::Text(texts) => match row.text(place, buffer)? {
                "" => texts.append_null(),
                text => texts.append_value(text),
            },
            Self::Integer(numbers) => match row.value(place)? {
                FieldValue::Integer(number) => numbers.append_value(number),
                _ => numbers.append_null(),
            },
            Self::Boolean(flags) => match row.value(place)? {
                FieldValue::Boolean(flag) => flags.append_value(flag),
                _ => flags.append_null(),
            },
            Self::Time(times) => match row.value(place)? {
                FieldValue::Time(time) => times.append_value(time.as_micros()),
                _ => times.append_null(),
            },
            Self::List(lists) => {
                if let FieldValue::List(items) = row.value(place)? {
                    items.iter().for_each(|item| lists.values().append_value(item));
                }
                lists.append(true);
            }
            Self::Money(amounts, currencies, filled) => match row.value(place)? {
                FieldValue::Money(money) => {
                    let currency = money.currency();
                    let decimals = u32::try_from(AMOUNT.1).unwrap_or(0).saturating_sub(currency.exponent());
                    amounts.append_value(i128::from(money.minor()) * 10_i128.pow(decimals));
                    currencies.append_value(currency.code());
                    filled.append_non_null();
                }
                _ => {
                    amounts.append_null();
                    currencies.append_null();
                    filled.append_null();
                }
            },
        }
        Ok(())
    }

    /// Returns the bytes of its texts.
    pub(super) fn text_bytes(&mut self) -> usize {
        match self {
            Self::Text(texts) => texts.values_slice().len(),
            Self::List(lists) => lists.values().values_slice().len(),
            _ => 0,
        }
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(texts) => Arc::new(texts.finish()),
            Self::Integer(numbers) => Arc::new(numbers.finish()),
            Self::Boolean(flags) => Arc::new(flags.finish()),
            Self::Time(times) => Arc::new(times.finish()),
            Self::List(lists) => Arc::new(lists.finish()),
            Self::Money(amounts, currencies, filled) => {
                let parts: Vec<ArrayRef> = vec![Arc::new(amounts.finish()), Arc::new(currencies.finish())];
                Arc::new(StructArray::new(money_fields(), parts, filled.finish()))
            }
        }
    }
}

fn data_type_of_amounts() -> DataType {
    DataType::Decimal128(AMOUNT.0, AMOUNT.1)
}
