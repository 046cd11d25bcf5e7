//! How an import is made: what the caller chose, and what the core makes of it.

use std::path::PathBuf;

use kartotek::exchange::{
    DateOrder, Delimiter, HeaderRow, MappingOptions, Override, Piece, SheetChoice, Table, TableOptions,
    Target,
};
use kartotek::{BatchId, Import, Language, Matching, Register, Repeats, Source, Units};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arguments::{Taken, Text, choices};
use crate::cross::{Cross as _, at, builtin, either, literal, mapping, several, wrong_type};
use crate::numbers;

/// A dictionary of texts.
macro_rules! texts_by {
    ($key:expr) => {
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Mapping"), $key, builtin!("str"))
    };
}

/// Several of a class of `kartotek.columns`.
macro_rules! made_columns {
    ($name:literal) => {
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Iterable"),
            type_hint_identifier!("kartotek.columns", $name)
        )
    };
}

choices! {
    /// Columns by their headings or places with what they are for.
    #[derive(Clone)]
    // A dictionary in a variable would need keys of the very type that stands here: texts and numbers are what it takes.
    Map(Vec<Override>): texts_by!(type_hint_identifier!("typing", "Any")), |given| map(given);
    /// Fields with the text that every row gets.
    #[derive(Clone)]
    Fixed(Vec<Override>): texts_by!(builtin!("str")), |given| fixed(given);
    /// Columns that are joined.
    #[derive(Clone)]
    Joins(Vec<Override>): made_columns!("Join"), |given| joins(given);
    /// Columns that are cut.
    #[derive(Clone)]
    Splits(Vec<Override>): made_columns!("Split"), |given| splits(given);
    /// What stands between cells.
    #[derive(Clone)]
    Between(Delimiter): literal!(",", ";", "|", "\t"), |given| delimiter(given);
    /// What stands around cells.
    #[derive(Clone)]
    Quote(char): literal!("\"", "'"), |given| quote(given);
    /// Whether there are headings, or on which line.
    #[derive(Clone)]
    Header(HeaderRow): either!(builtin!("bool"), builtin!("int")), |given| header(given);
    /// A sheet by its name, or its place.
    #[derive(Clone)]
    Sheet(SheetChoice): either!(builtin!("str"), builtin!("int")), |given| sheet(given);
    /// How many rows are stored at a time.
    #[derive(Clone)]
    ChunkRows(usize): builtin!("int"), |given| numbers::chunk_rows(given);
    /// A saved mapping by its name, or whether one that fits is used.
    #[derive(Clone)]
    Saved(Option<String>): either!(builtin!("str"), builtin!("bool")), |given| saved(given);
}

/// Hands the options of an import to a macro: a line an option, with its type and default.
macro_rules! import_options {
    ($then:ident) => {
        $then! {
            matching: Option<Taken<Matching>> = None,
            on_repeat: Option<Taken<Repeats>> = None,
            map: Option<Map> = None,
            fixed: Option<Fixed> = None,
            join: Option<Joins> = None,
            split: Option<Splits> = None,
            mapping: Option<Saved> = None,
            save_mapping: Option<Text> = None,
            clear_on_empty: Option<Taken<Vec<String>>> = None,
            clear_token: Option<Text> = None,
            date_order: Option<Taken<DateOrder>> = None,
            external_source: Option<Text> = None,
            encoding: Option<Text> = None,
            delimiter: Option<Between> = None,
            quote: Option<Quote> = None,
            header: Option<Header> = None,
            sheet: Option<Sheet> = None,
            language: Option<Taken<Language>> = None,
            guarded: Option<Taken<bool>> = None,
            all_or_nothing: Option<Taken<bool>> = None,
            chunk_rows: Option<ChunkRows> = None,
            resume: Option<Taken<BatchId>> = None,
            error_file: Option<Taken<PathBuf>> = None,
        }
    };
}

pub(super) use import_options;

macro_rules! options {
    ($($name:ident: $type:ty = $default:tt,)+) => {
        /// How an import is made.
        #[derive(Clone)]
        pub(super) struct Options {
            $(pub(super) $name: $type,)+
        }
    };
}

import_options!(options);

impl Options {
    /// Tells whether one bad row keeps all out.
    pub(super) fn is_all_or_nothing(&self) -> bool {
        self.all_or_nothing.as_ref().is_some_and(|given| given.0)
    }

    /// Tells of columns, by their places and headings, whether they were said to be ignored.
    pub(super) fn ignored(&self) -> impl Fn(usize, &str) -> bool {
        move |place, heading| {
            self.map.iter().flat_map(|given| &given.0).any(|given| match given {
                Override::Header(header, Target::Ignored(_)) => header.trim() == heading.trim(),
                Override::Column(column, Target::Ignored(_)) => *column == place,
                _ => false,
            })
        }
    }

    /// Begins the import.
    pub(super) fn import<'p>(&self, register: &Register, source: Source) -> kartotek::Result<Import<'p>> {
        let locale = register.settings()?.locale;
        let own = locale.split('-').next().and_then(|code| code.parse().ok());
        let reading = TableOptions {
            encoding: self.encoding.as_ref().map(|given| given.0.clone()),
            delimiter: self.delimiter.as_ref().map(|given| given.0),
            quote: self.quote.as_ref().map(|given| given.0),
            header: self.header.as_ref().map_or(HeaderRow::Detect, |given| given.0),
            language: self.language.as_ref().map(|given| given.0).or(own),
            guarded: self.guarded.as_ref().map(|given| given.0),
            sheet: self.sheet.as_ref().map(|given| given.0.clone()),
        };
        let by_hand = [
            self.map.as_ref().map(|given| &given.0),
            self.fixed.as_ref().map(|given| &given.0),
            self.join.as_ref().map(|given| &given.0),
            self.split.as_ref().map(|given| &given.0),
        ];
        let columns = MappingOptions {
            overrides: by_hand.into_iter().flatten().flatten().cloned().collect(),
            saved: None,
            external_source: self.external_source.as_ref().map(|given| given.0.clone()),
            date_order: self.date_order.as_ref().map_or_else(DateOrder::default, |given| given.0),
        };
        // A saved mapping may have the columns that are named by hand.
        let table = Table::open(source, &reading)?;
        let mut import = register.import_table(table, columns)?;
        match self.mapping.as_ref().map(|given| &given.0) {
            Some(Some(name)) => import = import.use_mapping(name)?,
            Some(None) => import = import.without_saved_mapping()?,
            None => {}
        }
        for heading in self.clear_on_empty.iter().flat_map(|headings| &headings.0) {
            import = import.clear_on_empty(heading)?;
        }
        if let Some(token) = &self.clear_token {
            import = import.clear_token(&**token);
        }
        if let Some(matching) = &self.matching {
            import = import.matching(matching.0);
        }
        if let Some(repeats) = &self.on_repeat {
            import = import.on_repeat(repeats.0);
        }
        if let Some(rows) = &self.chunk_rows {
            import = import.units(Units::Chunks(rows.0));
        }
        if self.is_all_or_nothing() {
            import = import.units(Units::AllOrNothing);
        }
        if let Some(batch) = &self.resume {
            import = import.resume(batch.0);
        }
        if let Some(path) = &self.error_file {
            import = import.error_file(&path.0);
        }
        Ok(import)
    }
}

fn target(of: &str, text: &str) -> PyResult<Target> {
    text.parse().map_err(|_| PyValueError::new_err(format!("{of}: {text:?} is no field")))
}

/// Reads a dictionary of texts.
fn pairs<'py>(given: &Bound<'py, PyAny>) -> PyResult<Vec<(Bound<'py, PyAny>, String)>> {
    let text = |key: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>| {
        String::from_python(value).map_err(|error| at(given.py(), &key.to_string(), error))
    };
    mapping(given)?.iter().map(|(key, value)| Ok((key.clone(), text(&key, &value)?))).collect()
}

fn heading(column: &Bound<'_, PyAny>) -> PyResult<String> {
    column.extract().map_err(|_| wrong_type("headings or places as keys", column))
}

fn map(given: &Bound<'_, PyAny>) -> PyResult<Vec<Override>> {
    let columns = pairs(given)?.into_iter().map(|(column, text)| {
        let target = target(&column.str()?.to_string(), &text)?;
        let is_place = column.is_instance_of::<PyInt>();
        Ok(match is_place {
            true => Override::Column(numbers::whole(&column, 0..=usize::MAX)?, target),
            false => Override::Header(heading(&column)?, target),
        })
    });
    columns.collect()
}

fn fixed(given: &Bound<'_, PyAny>) -> PyResult<Vec<Override>> {
    let fields = pairs(given)?.into_iter().map(|(field, text)| {
        let field = String::from_python(&field)?;
        Ok(Override::Fixed(target("every row", &field)?, text))
    });
    fields.collect()
}

/// Reads each of several objects of a class, or one alone.
fn each(
    given: &Bound<'_, PyAny>,
    class: &str,
    read: impl Fn(&Bound<'_, PyAny>) -> PyResult<Vec<Override>>,
) -> PyResult<Vec<Override>> {
    let known = given.py().import("kartotek.columns")?.getattr(class)?;
    let checked = |item: &Bound<'_, PyAny>| match item.is_instance(&known)? {
        true => read(item),
        false => Err(wrong_type(class, item)),
    };
    if given.is_instance(&known)? {
        return checked(given);
    }
    let items = several(given, class)?.map(|item| checked(&item?));
    Ok(items.collect::<PyResult<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Reads a text that a `Join` or a `Split` has.
fn part(of: &Bound<'_, PyAny>, name: &str) -> PyResult<String> {
    String::from_python(&of.getattr(name)?).map_err(|error| at(of.py(), name, error))
}

fn joins(given: &Bound<'_, PyAny>) -> PyResult<Vec<Override>> {
    each(given, "Join", |join| {
        let columns = Vec::<String>::from_python(&join.getattr("columns")?)?;
        let field = part(join, "field")?;
        let target = target(&columns.join(", "), &field)?;
        Ok(vec![Override::Join { columns, between: part(join, "between")?, target }])
    })
}

fn splits(given: &Bound<'_, PyAny>) -> PyResult<Vec<Override>> {
    let pieces = [
        ("first", Piece::First),
        ("rest", Piece::Rest),
        ("beginning", Piece::Beginning),
        ("last", Piece::Last),
    ];
    each(given, "Split", |split| {
        let (column, at): (String, String) = (part(split, "column")?, part(split, "at")?);
        let mut parts = Vec::new();
        for (name, piece) in pieces {
            if let Some(field) = split.getattr(name)?.extract::<Option<String>>()? {
                let target = target(&column, &field)?;
                parts.push(Override::Piece { column: column.clone(), at: at.clone(), piece, target });
            }
        }
        Ok(parts)
    })
}

fn delimiter(given: &Bound<'_, PyAny>) -> PyResult<Delimiter> {
    let text: String = given.extract().map_err(|_| wrong_type("a text", given))?;
    let known = text.parse().ok().and_then(Delimiter::of_char);
    known.ok_or_else(|| PyValueError::new_err("expected one of , ; | and a tabulator"))
}

fn quote(given: &Bound<'_, PyAny>) -> PyResult<char> {
    let text: String = given.extract().map_err(|_| wrong_type("a text", given))?;
    let known = text.parse().ok().filter(|quote| matches!(quote, '"' | '\''));
    known.ok_or_else(|| PyValueError::new_err("expected \" or '"))
}

fn header(given: &Bound<'_, PyAny>) -> PyResult<HeaderRow> {
    if given.is_instance_of::<PyBool>() {
        return Ok(if given.extract()? { HeaderRow::First } else { HeaderRow::None });
    }
    match given.cast::<PyInt>() {
        Ok(line) => numbers::header(line).map(HeaderRow::Line),
        Err(_) => Err(wrong_type("True, False or the number of a line", given)),
    }
}

fn sheet(given: &Bound<'_, PyAny>) -> PyResult<SheetChoice> {
    match given.cast::<PyInt>() {
        Ok(place) => numbers::sheet(place).map(SheetChoice::Place),
        Err(_) => given.extract().map(SheetChoice::Name).map_err(|_| wrong_type("a name or a place", given)),
    }
}

fn saved(given: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    match given.extract::<bool>() {
        Ok(true) => Err(PyValueError::new_err("expected a name, or False; one that fits is used anyway")),
        Ok(false) => Ok(None),
        Err(_) => given.extract().map(Some).map_err(|_| wrong_type("a name, or False", given)),
    }
}
