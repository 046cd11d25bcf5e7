//! Arrays of Arrow as the texts of cells.

use std::fmt::{Display, Write as _};
use std::ops::Range;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTemporalType, Date32Type, Date64Type, Decimal32Type, Decimal64Type,
    Decimal128Type, Decimal256Type, DecimalType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, StructArray};
use arrow_schema::{DataType, TimeUnit};
use chrono::NaiveTime;

/// Writes the cell of a row.
pub(super) type Cell<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

/// What stands between names of tags or groups in files of others.
const CUT_AT: [char; 4] = ['|', ';', ',', '"'];

/// Tells whether an import would cut the single item of a list.
pub(crate) fn would_be_cut(item: &str) -> bool {
    item.contains(CUT_AT)
}

/// Returns what writes the cells of a column; nothing where its values are none that a cell can hold. With
/// `cut` a single item of a list gets the end of its line, by which an import knows that it is not to be cut.
pub(super) fn cells(array: &dyn Array, cut: bool) -> Option<Cell<'_>> {
    let cell = values(array, cut)?;
    Some(match array.null_count() {
        0 => cell,
        _ => Box::new(move |row, text| {
            if array.is_valid(row) {
                cell(row, text);
            }
        }),
    })
}

fn values(array: &dyn Array, cut: bool) -> Option<Cell<'_>> {
    Some(match array.data_type() {
        DataType::Null => Box::new(|_, _| {}),
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Box::new(|row, text| text.push_str(texts.value(row)))
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string::<i64>();
            Box::new(|row, text| text.push_str(texts.value(row)))
        }
        DataType::Utf8View => {
            let texts = array.as_string_view();
            Box::new(|row, text| text.push_str(texts.value(row)))
        }
        DataType::Boolean => {
            let flags = array.as_boolean();
            Box::new(|row, text| text.push_str(if flags.value(row) { "true" } else { "false" }))
        }
        DataType::Int8 => integers::<Int8Type>(array),
        DataType::Int16 => integers::<Int16Type>(array),
        DataType::Int32 => integers::<Int32Type>(array),
        DataType::Int64 => integers::<Int64Type>(array),
        DataType::UInt8 => integers::<UInt8Type>(array),
        DataType::UInt16 => integers::<UInt16Type>(array),
        DataType::UInt32 => integers::<UInt32Type>(array),
        DataType::UInt64 => integers::<UInt64Type>(array),
        DataType::Float16 => floats::<Float16Type>(array, f64::from),
        DataType::Float32 => floats::<Float32Type>(array, shortest),
        DataType::Float64 => floats::<Float64Type>(array, f64::from),
        DataType::Decimal32(..) => decimals::<Decimal32Type>(array),
        DataType::Decimal64(..) => decimals::<Decimal64Type>(array),
        DataType::Decimal128(..) => decimals::<Decimal128Type>(array),
        DataType::Decimal256(..) => decimals::<Decimal256Type>(array),
        DataType::Date32 => times::<Date32Type>(array, ""),
        DataType::Date64 => times::<Date64Type>(array, ""),
        DataType::Timestamp(unit, zone) => {
            // With a zone it is an instant, without one what a clock shows.
            let mark = if zone.is_some() { "Z" } else { "" };
            match unit {
                TimeUnit::Second => times::<TimestampSecondType>(array, mark),
                TimeUnit::Millisecond => times::<TimestampMillisecondType>(array, mark),
                TimeUnit::Microsecond => times::<TimestampMicrosecondType>(array, mark),
                TimeUnit::Nanosecond => times::<TimestampNanosecondType>(array, mark),
            }
        }
        DataType::Dictionary(..) => {
            let words = array.as_any_dictionary();
            let word = cells(words.values().as_ref(), cut)?;
            if words.values().is_empty() {
                return Some(Box::new(|_, _| {}));
            }
            let places = words.normalized_keys();
            Box::new(move |row, text| word(places[row], text))
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            let item = items(lists.values().as_ref())?;
            let offset = |row: usize| usize::try_from(lists.value_offsets()[row]).unwrap_or(0);
            lines(item, move |row| offset(row)..offset(row + 1), cut)
        }
        DataType::LargeList(_) => {
            let lists = array.as_list::<i64>();
            let item = items(lists.values().as_ref())?;
            let offset = |row: usize| usize::try_from(lists.value_offsets()[row]).unwrap_or(0);
            lines(item, move |row| offset(row)..offset(row + 1), cut)
        }
        DataType::FixedSizeList(..) => {
            let lists = array.as_fixed_size_list();
            let item = items(lists.values().as_ref())?;
            let length = usize::try_from(lists.value_length()).unwrap_or(0);
            lines(item, move |row| row * length..(row + 1) * length, cut)
        }
        DataType::Struct(_) => money(array.as_struct())?,
        _ => return None,
    })
}

fn integers<T: ArrowPrimitiveType<Native: Display>>(array: &dyn Array) -> Cell<'_> {
    let numbers = array.as_primitive::<T>();
    Box::new(|row, text| put(text, &numbers.value(row)))
}

/// What is not a number is what pandas writes for nothing.
fn floats<T: ArrowPrimitiveType>(array: &dyn Array, wide: impl Fn(T::Native) -> f64 + 'static) -> Cell<'_> {
    let numbers = array.as_primitive::<T>();
    Box::new(move |row, text| {
        let number = wide(numbers.value(row));
        if !number.is_nan() {
            let begin = text.len();
            put(text, &number);
            settle_decimals(text, begin);
        }
    })
}

/// The number that people would write: 0.1 and not 0.10000000149.
fn shortest(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::from(number))
}

fn decimals<T: DecimalType>(array: &dyn Array) -> Cell<'_> {
    let numbers = array.as_primitive::<T>();
    Box::new(|row, text| {
        let begin = text.len();
        let shown = numbers.value_as_string(row);
        let bare =
            if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
        text.push_str(bare);
        settle_decimals(text, begin);
    })
}

/// Three decimals get a fourth, so that the point is not taken for a mark of thousands.
fn settle_decimals(text: &mut String, begin: usize) {
    if text[begin..].split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3) {
        text.push('0');
    }
}

/// Days and times. A time that is midnight on a clock is a day: pandas knows no others.
fn times<'a, T: ArrowTemporalType>(array: &'a dyn Array, mark: &'static str) -> Cell<'a>
where
    i64: From<T::Native>,
{
    let times = array.as_primitive::<T>();
    Box::new(move |row, text| {
        let moment = times.value_as_datetime(row);
        match moment {
            Some(moment) if mark.is_empty() && moment.time() == NaiveTime::MIN => put(text, &moment.date()),
            Some(moment) => put(text, &format_args!("{}{mark}", moment.format("%Y-%m-%dT%H:%M:%S%.f"))),
            // Beyond the calendar: the import says that it is no date.
            None => put(text, &i64::from(times.value(row))),
        }
    })
}

/// What writes the items of lists, which are no lists themselves.
fn items(array: &dyn Array) -> Option<Cell<'_>> {
    if array.data_type().is_nested() { None } else { cells(array, false) }
}

/// A line an item, as an export writes lists.
fn lines<'a>(item: Cell<'a>, range: impl Fn(usize) -> Range<usize> + 'a, cut: bool) -> Cell<'a> {
    Box::new(move |row, text| {
        let (begin, mut several) = (text.len(), false);
        for place in range(row) {
            let before = text.len();
            if before > begin {
                text.push('\n');
            }
            let start = text.len();
            item(place, text);
            if text.len() == start {
                text.truncate(before);
            } else {
                several |= before > begin;
            }
        }
        if cut && !several && would_be_cut(&text[begin..]) {
            text.push('\n');
        }
    })
}

/// An amount with its currency, as this package hands them over.
fn money(array: &StructArray) -> Option<Cell<'_>> {
    let amount = cells(array.column_by_name("amount")?.as_ref(), false)?;
    let currency = cells(array.column_by_name("currency")?.as_ref(), false)?;
    let only = array.num_columns() == 2;
    only.then(|| -> Cell<'_> {
        Box::new(move |row, text| {
            let begin = text.len();
            amount(row, text);
            if text.len() > begin {
                text.push(' ');
                currency(row, text);
            }
        })
    })
}

fn put(text: &mut String, value: &dyn Display) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{value}");
}
