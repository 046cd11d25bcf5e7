//! Exports, byte for byte.

use std::ops::ControlFlow;

use kartotek::{CsvOptions, CsvProfile, ExistingFile, ExportFormat, ExportOptions, Headings, Language};

use super::finding::list_words;
use super::{Method, method};
use crate::dice::Dice;
use crate::lists::{filter, sort};
use crate::operation::Operation;

pub(super) const METHODS: &[Method] = &[
    method("customers.export_to", 8, export_to),
    method("customers.export_to_with", 2, export_to_with),
    method("customers.export_file", 2, export_file),
    method("customers.export_file_with", 2, export_file_with),
];

fn options(dice: &Dice<'_>) -> ExportOptions {
    let column = || if dice.once_in(40) { "shoe_size" } else { dice.field() };
    ExportOptions {
        columns: dice.maybe(2, || dice.some(8, || column().into())).unwrap_or_default(),
        scope: filter(dice),
        sort: sort(dice),
        headings: headings(dice),
        format: format(dice),
        existing: ExistingFile::default(),
    }
}

pub(super) fn headings(dice: &Dice<'_>) -> Headings {
    dice.pick(&[Headings::Keys, Headings::Labels(Language::Bg), Headings::Labels(Language::De)])
}

pub(super) fn format(dice: &Dice<'_>) -> ExportFormat {
    let profile = dice.pick(&[CsvProfile::Exchange, CsvProfile::Excel]);
    let encoding = dice.maybe(4, || dice.pick(&["windows-1252", "utf-16le", "cp850", "klingon"]).to_owned());
    let csv = ExportFormat::Csv(CsvOptions { profile, encoding, ..CsvOptions::default() });
    dice.pick(&[csv.clone(), csv, ExportFormat::JsonLines, ExportFormat::Xlsx])
}

fn words(options: &ExportOptions) -> String {
    let ExportOptions { columns, scope, sort, headings, format, existing } = options;
    format!("{}, {columns:?}, {headings:?}, {format:?}, {existing:?}", list_words(scope, sort))
}

fn export_to(dice: &Dice<'_>) -> Operation {
    let options = options(dice);
    Operation::new(words(&options), move |register| {
        let mut bytes = Vec::new();
        let summary = register.customers().export_to(&mut bytes, &options);
        Ok((summary, shown(&bytes)))
    })
}

fn export_to_with(dice: &Dice<'_>) -> Operation {
    let (options, stops) = (options(dice), dice.once_in(3));
    Operation::new(format!("{}, {stops}", words(&options)), move |register| {
        let (mut bytes, mut seen) = (Vec::new(), Vec::new());
        let summary = register
            .customers()
            .export_to_with(&mut bytes, &options, &mut |rows| hear(&mut seen, rows, stops));
        Ok(((summary, shown(&bytes)), seen))
    })
}

fn hear(seen: &mut Vec<u64>, rows: u64, stops: bool) -> ControlFlow<()> {
    seen.push(rows);
    if stops { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn export_file(dice: &Dice<'_>) -> Operation {
    let options = options(dice);
    Operation::new(words(&options), move |register| {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("customers");
        let summary = register.customers().export_file(&path, &options);
        Ok((summary, file(&path)))
    })
}

fn export_file_with(dice: &Dice<'_>) -> Operation {
    let (options, stops) = (options(dice), dice.once_in(3));
    Operation::new(format!("{}, {stops}", words(&options)), move |register| {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("customers");
        let mut seen = Vec::new();
        let summary =
            register.customers().export_file_with(&path, &options, &mut |rows| hear(&mut seen, rows, stops));
        Ok(((summary, file(&path)), seen))
    })
}

/// Reads a file, where there is one.
pub(super) fn file(path: &std::path::Path) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| shown(&bytes))
}

/// All bytes, as a text where they are one.
fn shown(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.escape_ascii().to_string(),
    }
}
