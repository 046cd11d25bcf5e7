//! Whole numbers that methods take: what each may be. A number that it cannot be is a `ValueError` that says so.

use std::fmt::Display;
use std::ops::RangeInclusive;

use kartotek::PageRequest;
use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBool;

use crate::arguments::argument;
use crate::cross::wrong_type;

/// A type of whole numbers.
pub(crate) trait Number:
    Display + PartialOrd + for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>
{
}

impl<T: Display + PartialOrd + for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>> Number for T {}

/// Reads a whole number in a range.
pub(crate) fn whole<T: Number>(given: &Bound<'_, PyAny>, range: RangeInclusive<T>) -> PyResult<T> {
    if given.is_instance_of::<PyBool>() {
        return Err(wrong_type("a whole number", given));
    }
    match given.extract::<T>() {
        Ok(number) if range.contains(&number) => Ok(number),
        Err(error) if !error.is_instance_of::<PyOverflowError>(given.py()) => {
            Err(wrong_type("a whole number", given))
        }
        _ => Err(PyValueError::new_err(format!("expected {} to {}", range.start(), range.end()))),
    }
}

/// Makes readers of arguments, for `from_py_with`: a line an argument with its type, and its range where that is
/// smaller and the core does not check it.
macro_rules! numbers {
    ($($name:ident: $type:ident $(= $range:expr)?;)+) => {$(
        pub(crate) fn $name(given: &Bound<'_, PyAny>) -> PyResult<$type> {
            #[allow(unused_variables)]
            let range = $type::MIN..=$type::MAX;
            $(let range = $range;)?
            argument(given, || whole(given, range))
        }
    )+};
}

/// As [`numbers!`], where `None` may be given instead.
macro_rules! optional_numbers {
    ($($name:ident: $type:ident;)+) => {$(
        pub(crate) fn $name(given: &Bound<'_, PyAny>) -> PyResult<Option<$type>> {
            if given.is_none() {
                return Ok(None);
            }
            argument(given, || whole(given, $type::MIN..=$type::MAX)).map(Some)
        }
    )+};
}

numbers! {
    after_seq: u64;
    chunk_rows: usize = 1..=usize::MAX;
    column: isize;
    count: u32;
    grace_days: u8;
    header: u64 = 1..=u64::MAX;
    number: u64;
    pixels_per_module: u32;
    row: isize;
    sheet: usize;
    spare: u32;
    total: u64;
}

optional_numbers! {
    before: u64;
    before_seq: u64;
    connections: usize;
    phone: u64;
}

/// Reads how many records are asked for at most; `DEFAULT` of them where nothing is said.
pub(crate) fn limit<const DEFAULT: u32>(given: &Bound<'_, PyAny>) -> PyResult<u32> {
    if given.is_none() {
        return Ok(DEFAULT);
    }
    argument(given, || whole(given, 1..=PageRequest::MAX_LIMIT))
}
