//! Settles what a heading alone leaves open about its column.

use std::collections::HashSet;

use crate::catalogue::FieldKind;
use crate::customers::customer_field;

use super::dates::{self, DateOrder, DateReading, OrderVotes};
use super::mapping::{BARE_NAME, ColumnMapping, Contest, Evidence};
use super::reader::Row;
use super::target::{AddressPart, IgnoreReason, ItemList, ItemPart, Target};
use super::{names, numbers, words};

/// The name under which ids of another system are kept where nothing else is known.
pub(super) const FILE: &str = "file";

/// `Name` beside `Vorname` is the family name, beside `Apellidos` the given one, alone the whole.
pub(super) fn names(columns: &mut [ColumnMapping]) {
    let has = |key| columns.iter().any(|column| column.is(key));
    let part = match (has("given_name"), has("family_name")) {
        (true, false) => "family_name",
        (false, true) => "given_name",
        _ => "entered_name",
    };
    for column in columns.iter_mut().filter(|column| column.is(BARE_NAME)) {
        column.target = Target::Field(part);
    }
}

/// `Birth Day` beside `Birth Month` is the day of the month; without a day or a month there is no birthday.
pub(super) fn birthday(columns: &mut [ColumnMapping]) {
    if columns.iter().any(|column| column.target == Target::BirthMonth) {
        for column in columns.iter_mut().filter(|column| column.is("birthday")) {
            column.target = Target::BirthDay;
        }
    }
    let has = |target: &Target| columns.iter().any(|column| column.target == *target);
    if !has(&Target::BirthDay) || !has(&Target::BirthMonth) {
        for column in columns {
            if matches!(column.target, Target::BirthDay | Target::BirthMonth | Target::BirthYear) {
                column.target = Target::Ignored(IgnoreReason::PartOfBirthday);
            }
        }
    }
}

/// Items that headings named without a number get slots of their own, as long as there are some.
pub(super) fn items(columns: &mut [ColumnMapping]) {
    let mut free = 50..=u8::MAX;
    for column in columns {
        let Target::Item { slot: slot @ 0, .. } = &mut column.target else { continue };
        match free.next() {
            Some(next) => *slot = next,
            None => column.target = Target::Ignored(IgnoreReason::Unclear),
        }
    }
}

/// Ids that are no ids of a register belong to another system; what the register keeps itself is
/// left out. Answers whether a register wrote the file.
pub(super) fn ids(
    columns: &mut [ColumnMapping],
    sample: &[Row],
    has_layout: bool,
    external_source: Option<&str>,
) -> bool {
    let is_own = |(place, column): (usize, &ColumnMapping)| {
        let (mut filled, mut own) = (0, 0);
        for cell in cells(column, place, sample) {
            filled += 1;
            own += usize::from(uuid::Uuid::try_parse(cell).is_ok_and(|id| id.get_version_num() == 7));
        }
        // One that was spoilt is a problem of its row.
        column.is("id") && own > 0 && own * 2 >= filled
    };
    let is_own = columns.iter().enumerate().any(is_own);
    let has_external = columns.iter().any(|column| matches!(column.target, Target::ExternalId(_)));
    let has_registration = has_layout || columns.iter().any(|column| column.is("registered_at"));
    for (place, column) in columns.iter_mut().enumerate() {
        let Target::Field(key) = column.target else { continue };
        let derived = customer_field(key).is_some_and(|field| !field.is_editable());
        column.target = match key {
            "id" if is_own => continue,
            "id" if has_layout => Target::Ignored(IgnoreReason::Reference),
            "id" if has_external => Target::Ignored(IgnoreReason::Contested),
            "id" if tells_apart(column, place, sample) => {
                Target::ExternalId(external_source.unwrap_or(FILE).to_owned().into())
            }
            "id" => Target::Ignored(IgnoreReason::NoId),
            "created_at" if !is_own && !has_registration => Target::Field("registered_at"),
            "tags" | "default_group" | "customer_groups" | "contact_groups" => continue,
            _ if derived => Target::Ignored(IgnoreReason::ReadOnly),
            _ => continue,
        };
    }
    is_own
}

/// Tells whether each row has a cell of its own.
fn tells_apart(column: &ColumnMapping, place: usize, sample: &[Row]) -> bool {
    let ids: HashSet<&str> = cells(column, place, sample).collect();
    !sample.is_empty() && ids.len() == sample.len()
}

pub(super) fn contests(columns: &mut [ColumnMapping]) -> Vec<Contest> {
    let mut contested: Vec<Contest> = Vec::new();
    for place in 0..columns.len() {
        let target = columns[place].target.clone();
        if !target.is_imported() || target == Target::SkipRow {
            continue;
        }
        let rivals: Vec<usize> =
            (place..columns.len()).filter(|other| columns[*other].target == target).collect();
        if rivals.len() < 2 {
            continue;
        }
        // A layout and the caller know better than headings, and a heading better than a similar one.
        let best = rivals.iter().map(|rival| columns[*rival].evidence).max().unwrap_or(Evidence::None);
        let strongest = rivals.iter().filter(|rival| columns[**rival].evidence == best).count();
        let next =
            rivals.iter().map(|rival| columns[*rival].evidence).filter(|evidence| *evidence < best).max();
        let is_clear = best >= Evidence::Layout || next == Some(Evidence::Similar);
        let has_winner = is_clear && strongest == 1;
        for rival in &rivals {
            if !has_winner || columns[*rival].evidence < best {
                columns[*rival].target = Target::Ignored(IgnoreReason::Contested);
            }
        }
        if !has_winner || best < Evidence::Layout {
            contested.push(Contest { target, columns: rivals });
        }
    }
    contested
}

/// Looks at the cells of a column for what its heading leaves open.
pub(super) fn values(columns: &mut [ColumnMapping], place: usize, sample: &[Row], order: DateOrder) {
    let Some(column) = columns.get_mut(place) else { return };
    let Target::Field(key) = column.target else { return };
    let kind = customer_field(key).map(|field| field.kind);
    let own = column.clone();
    let cells = || cells(&own, place, sample);
    match (key, kind) {
        (_, Some(FieldKind::Birthday | FieldKind::Time)) => {
            let mut votes = OrderVotes::default();
            cells().for_each(|cell| votes.look(cell));
            // A saved mapping knows the order of such files, but this one may prove another.
            let known = votes.proved().or(column.date_order);
            column.date_order = Some(known.unwrap_or(order));
            column.known_dates = known.is_some();
            column.ambiguous_dates = column.leaves_open(votes);
        }
        // `Type` is a word for many things.
        (_, Some(FieldKind::Choice { options }))
            if column.evidence < Evidence::Layout
                && cells().next().is_some()
                && cells().all(|cell| words::choice(cell, options).is_err()) =>
        {
            column.target = Target::Ignored(IgnoreReason::Unknown);
            column.evidence = Evidence::None;
        }
        _ => {}
    }
}

/// A column of whole names is turned round where all are written `Last, First` and no column has a part
/// of the name.
pub(super) fn whole_names(columns: &mut [ColumnMapping], sample: &[Row]) {
    if columns.iter().any(|column| column.is("given_name") || column.is("family_name")) {
        return;
    }
    let last_first = |cell: &str| {
        cell.split_once(", ").is_some_and(|(last, first)| !last.is_empty() && !first.contains(','))
    };
    for (place, column) in columns.iter_mut().enumerate() {
        if !column.is("entered_name") || column.evidence >= Evidence::Layout {
            continue;
        }
        let cells = || cells(column, place, sample);
        if cells().count() >= 3 && cells().all(last_first) {
            column.target = Target::LastFirst;
        }
    }
}

/// What stands in a column of the sample.
fn cells<'r>(column: &'r ColumnMapping, place: usize, sample: &'r [Row]) -> impl Iterator<Item = &'r str> {
    sample
        .iter()
        .filter_map(move |row| column.text(row, place))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
}

/// Tells whether cells are of the kind that a target wants; not where all are empty.
pub(super) fn fits<'c>(target: &Target, cells: impl Iterator<Item = &'c str>) -> bool {
    let (mut filled, mut fitting) = (0, 0);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        filled += 1;
        fitting += usize::from(is_of_kind(target, cell));
    }
    filled > 0 && fitting * 4 >= filled * 3
}

/// Tells whether a target takes any text, but for names, whose cells are like no others.
pub(super) fn is_free_text(target: &Target) -> bool {
    match target {
        Target::Item { part: ItemPart::Address(part), .. } => {
            !matches!(part, AddressPart::Country | AddressPart::PostalCode)
        }
        Target::Field("given_name" | "family_name" | "additional_names" | "entered_name" | BARE_NAME) => {
            false
        }
        Target::Field("postal_code" | "gender") => false,
        Target::Field(key) => !matches!(
            customer_field(key).map(|field| field.kind),
            Some(
                FieldKind::Email
                    | FieldKind::Phone
                    | FieldKind::Country
                    | FieldKind::Language
                    | FieldKind::WebAddress
                    | FieldKind::Boolean
                    | FieldKind::Integer { .. }
                    | FieldKind::Money
                    | FieldKind::Birthday
                    | FieldKind::Time
                    | FieldKind::Choice { .. }
            )
        ),
        _ => false,
    }
}

fn is_of_kind(target: &Target, text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_name = letters > 0 && digits == 0 && !text.contains('@');
    let reading = DateReading { order: DateOrder::DayFirst, zone: crate::base::Tz::UTC, latest_year: 2100 };
    let is_date = || {
        let other = DateReading { order: DateOrder::MonthFirst, ..reading };
        [reading, other]
            .into_iter()
            .any(|reading| dates::time(text, reading).is_ok() || dates::birthday(text, reading).is_ok())
    };
    match target {
        Target::Item { list: ItemList::Emails, part: ItemPart::Value, .. } => text.contains('@'),
        Target::Item { list: ItemList::Phones, part: ItemPart::Value, .. } => digits >= 5 && letters < 4,
        Target::Item { part: ItemPart::Address(part), .. } => match part {
            AddressPart::Country => names::country(text).is_some(),
            AddressPart::PostalCode => digits > 0 && text.chars().count() <= 12,
            AddressPart::City | AddressPart::Region => is_name,
            _ => letters > 0,
        },
        Target::BirthDay | Target::BirthMonth | Target::BirthYear => digits > 0 && letters == 0,
        Target::Field(key) => match (*key, customer_field(key).map(|field| field.kind)) {
            ("given_name" | "family_name" | "additional_names" | "city" | "region", _) => is_name,
            (BARE_NAME | "entered_name", _) => letters > 0 && !text.contains('@'),
            ("postal_code", _) => digits > 0 && text.chars().count() <= 12,
            (_, Some(FieldKind::Email)) => text.contains('@'),
            (_, Some(FieldKind::Phone)) => digits >= 5 && letters < 4,
            (_, Some(FieldKind::Country)) => names::country(text).is_some(),
            (_, Some(FieldKind::Language)) => names::language(text).is_some(),
            (_, Some(FieldKind::WebAddress)) => text.contains('.'),
            (_, Some(FieldKind::Boolean)) => words::boolean(text).is_ok(),
            (_, Some(FieldKind::Integer { .. })) => numbers::integer(text).is_ok(),
            (_, Some(FieldKind::Money)) => digits > 0,
            (_, Some(FieldKind::Birthday | FieldKind::Time)) => is_date(),
            (_, Some(FieldKind::Choice { options })) => words::choice(text, options).is_ok(),
            ("gender", _) => words::gender(text).is_ok(),
            _ => true,
        },
        _ => true,
    }
}
