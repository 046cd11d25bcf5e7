use std::borrow::Cow;
use std::collections::HashMap;

use crate::base::{Collation, CollectionId, CustomerId, EntityKind, Result};
use crate::catalogue::{FieldKind, FieldValue, Listing};
use crate::collections::CollectionKind;
use crate::customers::email::EmailKey;
use crate::customers::rules::compares_exactly;
use crate::customers::{Archived, Condition, CustomerField, CustomerQuery, Test, customer_field};
use crate::sql::{Composed, Owned, SqlTx};

use super::typed::{Typed, typed};

/// What a query demands, as SQL where SQL can say it.
#[derive(Clone)]
pub(super) struct Demands {
    /// Tests on the row `c`, each beginning with `AND`.
    pub(super) tests: Vec<Demand>,
    /// Conditions that SQL narrows but does not decide: they are tested on the read values.
    pub(super) residual: Vec<Residual>,
    /// Where those stand whom a typed text finds.
    pub(super) search: Option<Typed>,
}

/// One demand on the row `c`.
#[derive(Clone)]
pub(super) struct Demand {
    /// The test, beginning with `AND`.
    pub(super) test: Composed,
    /// A query that gives the numbers of the customers that meet it, from an index alone.
    pub(super) source: Option<Composed>,
    /// How many customers that query gives.
    pub(super) size: Size,
    /// The column of an index that the test is a range of.
    pub(super) column: Option<&'static str>,
    /// Whether the test is for one value of that column.
    pub(super) one_value: bool,
}

/// How many customers the source of a demand gives.
#[derive(Clone)]
pub(super) enum Size {
    Known(u64),
    /// As this query says, of counts that are kept.
    Kept(Composed),
    /// As its rows say when they are counted.
    Uncounted,
}

/// Columns whose index goes on with another one: customers of one value are in its order there. These
/// tell how a name is written, so that along all names they may come last (see `list_indexes.sql`).
const ORDERED_WITHIN: [(&str, &str); 2] = [("country", "sort_name"), ("language", "sort_name")];

impl Demand {
    /// A demand that no index knows of.
    fn test(test: Composed) -> Self {
        Self { test, source: None, size: Size::Uncounted, column: None, one_value: false }
    }

    /// Tells whether an index has the rows that meet it in the order of a column.
    pub(super) fn leads(&self, sort_column: Option<&str>) -> bool {
        let (Some(own), Some(sort)) = (self.column, sort_column) else { return false };
        own == sort || (self.one_value && ORDERED_WITHIN.contains(&(own, sort)))
    }
}

impl Demands {
    /// Returns what is left to test on rows that meet some of the demands.
    pub(super) fn without(&self, met: &[usize]) -> Self {
        let left = self.tests.iter().enumerate().filter(|(at, _)| !met.contains(at));
        let tests = left.map(|(_, demand)| demand.clone()).collect();
        Self { tests, residual: self.residual.clone(), search: None }
    }
}

/// A condition that is tested on the value read from a column.
#[derive(Clone)]
pub(super) struct Residual {
    pub(super) field: &'static CustomerField,
    pub(super) test: Test,
}

/// Turns a query into demands. Nothing when it can have no customers at all.
pub(super) fn demands(tx: &SqlTx<'_>, query: &CustomerQuery<'_>) -> Result<Option<Demands>> {
    let mut demands = Demands { tests: Vec::new(), residual: Vec::new(), search: None };
    demands.tests.extend(archived(query.archived));
    if let Some(ids) = query.ids {
        let ids: Vec<[u8; 16]> = ids.iter().map(|id| id.to_bytes()).collect();
        let size = Size::Known(ids.len() as u64);
        let mut source = Composed::new("SELECT number FROM customers WHERE id {in ");
        let mut test = Composed::new(" AND c.id {in ");
        for piece in [&mut source, &mut test] {
            piece.bind(Owned::Uuids(ids.clone())).push("}");
        }
        demands.tests.push(Demand { source: Some(source), size, ..Demand::test(test) });
    }
    let sets = named_sets(tx, query)?;
    let keys = |ids: &[CollectionId]| -> Vec<NamedSet> {
        ids.iter().filter_map(|id| sets.get(id).copied()).collect()
    };
    for ids in &query.in_sets {
        let keys = keys(ids);
        if keys.is_empty() {
            return Ok(None);
        }
        demands.tests.push(in_sets(&keys));
    }
    let excluded = keys(&query.not_in_sets);
    if !excluded.is_empty() {
        let Demand { test, .. } = in_sets(&excluded);
        let mut without = Composed::new(" AND NOT (TRUE");
        without.append(&test).push(")");
        demands.tests.push(Demand::test(without));
    }
    for condition in query.conditions {
        add_condition(condition, query.collation, &mut demands);
    }
    if let Some(search) = query.search.as_ref().filter(|search| !search.terms.is_empty()) {
        let found = typed(tx, search)?;
        demands.search = Some(match search.exact_number {
            Some(number) => found.with_number(number),
            None => found,
        });
    }
    Ok(Some(demands))
}

fn archived(archived: Archived) -> Option<Demand> {
    let test = match archived {
        Archived::Include => return None,
        Archived::Exclude => " AND c.archived_at IS NULL",
        Archived::Only => " AND c.archived_at IS NOT NULL",
    };
    let source = (archived == Archived::Only)
        .then(|| Composed::new("SELECT number FROM customers WHERE archived_at IS NOT NULL"));
    Some(Demand { source, ..Demand::test(Composed::new(test)) })
}

/// A set that a query names.
#[derive(Clone, Copy)]
struct NamedSet {
    key: i64,
    /// Customers whose default group it is are in it too.
    default_too: bool,
}

/// The sets that exist of those that a query names, by their ids.
fn named_sets(tx: &SqlTx<'_>, query: &CustomerQuery<'_>) -> Result<HashMap<CollectionId, NamedSet>> {
    let named = query.in_sets.iter().flatten().chain(&query.not_in_sets);
    let ids: Vec<CollectionId> = named.copied().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sets = HashMap::with_capacity(ids.len());
    for (id, key) in ids.iter().zip(tx.keys_of_sets(&ids)?) {
        if let Some(key) = key {
            let default_too = tx.known_set(key)?.kind == EntityKind::CustomerGroup.code();
            sets.insert(*id, NamedSet { key, default_too });
        }
    }
    Ok(sets)
}

/// In at least one of these sets; all of one kind.
fn in_sets(sets: &[NamedSet]) -> Demand {
    let keys: Vec<i64> = sets.iter().map(|set| set.key).collect();
    let kind = EntityKind::Customer.code();
    let default_too = sets.iter().any(|set| set.default_too);
    let mut test = Composed::new(" AND (EXISTS (SELECT 1 FROM collection_members m WHERE m.entity_kind = ");
    test.bind(Owned::Int(kind)).push(" AND m.entity = c.number AND m.collection {in ");
    test.bind(Owned::Keys(keys.clone())).push("})");
    let mut source = Composed::new("SELECT entity AS number FROM collection_members WHERE collection {in ");
    source.bind(Owned::Keys(keys.clone())).push("} AND entity_kind = ").bind(Owned::Int(kind));
    let mut kept = Composed::new(
        "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM collection_sizes WHERE collection {in ",
    );
    kept.bind(Owned::Keys(keys.clone())).push("} AND entity_kind = ").bind(Owned::Int(kind));
    if default_too {
        test.push(" OR c.default_group {in ").bind(Owned::Keys(keys.clone())).push("}");
        source.push(" UNION SELECT number FROM customers WHERE default_group {in ");
        source.bind(Owned::Keys(keys)).push("}");
    } else if sets.len() > 1 {
        source = distinct(&source);
    }
    test.push(")");
    Demand { source: Some(source), size: Size::Kept(kept), ..Demand::test(test) }
}

fn distinct(source: &Composed) -> Composed {
    let mut text = Composed::new("SELECT DISTINCT number FROM (");
    text.append(source).push(") d");
    text
}

/// The column that a field's values stand in, and whether an index leads with it.
pub(super) fn column(field: &CustomerField) -> (&'static str, bool) {
    match field.key {
        "family_name" => ("sort_name", true),
        "company" => ("sort_company", true),
        "city" => ("sort_city", true),
        "email" => ("sort_email", true),
        // Theirs has a part of the rows.
        "kind" | "enabled" => (field.key, false),
        key => (key, matches!(field.listing, Listing::Indexed | Listing::Filtered)),
    }
}

/// What gives a field's value of a customer `c` whose default group is `g`.
pub(super) fn expression(field: &CustomerField) -> Cow<'static, str> {
    let kind = match field.key {
        "default_group" => return "g.name".into(),
        "tags" => CollectionKind::Tag,
        "contact_groups" => CollectionKind::ContactGroup,
        "customer_groups" => CollectionKind::CustomerGroup,
        key => return format!("c.{key}").into(),
    };
    format!(
        "(SELECT COALESCE({{lines s.name s.name_key}}, '')
          FROM collection_members m CROSS JOIN collections s
          WHERE m.entity_kind = 1 AND m.entity = c.number AND s.key = m.collection AND s.kind = {})",
        kind.entity().code()
    )
    .into()
}

fn add_condition(condition: &Condition, collation: &Collation, demands: &mut Demands) {
    let Some(field) = customer_field(&condition.field) else { return };
    let test = match &condition.test {
        // What any value passes.
        Test::Between(None, None) => &Test::Filled,
        Test::StartsWith(start) if start.is_empty() => &Test::Filled,
        test => test,
    };
    if let Test::Anniversary(from, to) = test {
        demands.tests.push(anniversary(field.key, from.month_day(), to.month_day()));
        return;
    }
    let residual = || Residual { field, test: test.clone() };
    match range(field, test, collation) {
        Some(Range { low, high, exact }) => {
            demands.tests.push(between(column(field), low, high));
            if !exact {
                demands.residual.push(residual());
            }
        }
        None => match plain(field, test) {
            Some(demand) => demands.tests.push(demand),
            None => demands.residual.push(residual()),
        },
    }
}

/// A range of an indexed column: inclusive below, exclusive above.
struct Range {
    low: Option<Owned>,
    high: Option<Owned>,
    /// Whether the range says all, or the value is still to be tested.
    exact: bool,
}

fn range(field: &CustomerField, test: &Test, collation: &Collation) -> Option<Range> {
    let bytes = |(low, high): (Vec<u8>, Vec<u8>), exact| {
        // A beginning without weight, such as a blank of an e-mail, would let empty values pass.
        let exact = exact && !low.is_empty();
        Some(Range { low: Some(Owned::Bytes(low)), high: Some(Owned::Bytes(high)), exact })
    };
    match (field.key, test) {
        // The key of any text has a byte at least.
        ("company" | "city" | "email", Test::Filled) => {
            Some(Range { low: Some(Owned::Bytes(vec![0])), high: None, exact: true })
        }
        ("company" | "city" | "email", Test::Empty) => {
            Some(Range { low: None, high: Some(Owned::Bytes(vec![0])), exact: true })
        }
        // 0 stands for "never".
        ("last_visit_at", Test::Filled) => Some(Range { low: Some(Owned::Int(1)), high: None, exact: true }),
        ("last_visit_at", Test::Empty) => Some(Range { low: None, high: Some(Owned::Int(1)), exact: true }),
        // The given name follows in the key.
        ("family_name", Test::Is(FieldValue::Text(text))) => bytes(collation.prefix_range(text), false),
        ("company" | "city", Test::Is(FieldValue::Text(text))) => bytes(collation.equal_range(text), true),
        ("family_name" | "company" | "city", Test::StartsWith(start)) => {
            bytes(collation.prefix_range(start), field.key != "family_name")
        }
        ("email", Test::Is(FieldValue::Text(text))) => {
            let key = EmailKey::of(text)?.as_str().as_bytes().to_vec();
            let mut after = key.clone();
            after.push(0);
            bytes((key, after), true)
        }
        ("email", Test::StartsWith(start)) => {
            let low = start.trim().to_lowercase().into_bytes();
            let mut high = low.clone();
            high.push(0xFF);
            bytes((low, high), true)
        }
        (_, Test::Between(from, to)) => match field.kind {
            FieldKind::Time | FieldKind::Integer { .. } => {
                let int = |value: &Option<FieldValue<'static>>| match value {
                    Some(FieldValue::Time(time)) => Some(Owned::Int(time.as_micros())),
                    Some(FieldValue::Integer(number)) => Some(Owned::Int(*number)),
                    _ => None,
                };
                // "Never" passes no range.
                let low = match int(from) {
                    None | Some(Owned::Int(..=0)) if field.key == "last_visit_at" => Some(Owned::Int(1)),
                    low => low,
                };
                Some(Range { low, high: int(to), exact: true })
            }
            _ => None,
        },
        (_, Test::StartsWith(start)) if compares_exactly(field) && field.kind != FieldKind::Id => {
            let high = format!("{start}\u{10FFFF}");
            Some(Range { low: Some(Owned::Text(start.clone())), high: Some(Owned::Text(high)), exact: true })
        }
        _ => None,
    }
}

fn between((column, indexed): (&'static str, bool), low: Option<Owned>, high: Option<Owned>) -> Demand {
    let compose = |prefix: &str, qualifier: &str| {
        let mut text = Composed::new(prefix);
        if let Some(low) = &low {
            text.push(" AND ").push(qualifier).push(column).push(" >= ").bind(low.clone());
        }
        if let Some(high) = &high {
            text.push(" AND ").push(qualifier).push(column).push(" < ").bind(high.clone());
        }
        text
    };
    let source = indexed.then(|| compose("SELECT number FROM customers WHERE TRUE", ""));
    Demand { source, column: Some(column), ..Demand::test(compose("", "c.")) }
}

/// A birthday ends in its month and day; those of a part of the year stand in no index.
fn anniversary(key: &str, from: String, to: String) -> Demand {
    let day = format!("substr(c.{key}, length(c.{key}) - 4)");
    let join = if from <= to { " AND " } else { " OR " };
    let mut test = Composed::new(&format!(" AND c.{key} <> '' AND ({day} >= "));
    test.bind(Owned::Text(from)).push(join).push(&day).push(" <= ").bind(Owned::Text(to)).push(")");
    Demand::test(test)
}

/// A test that SQL decides on the stored value alone.
fn plain(field: &'static CustomerField, test: &Test) -> Option<Demand> {
    let mut tail = Composed::default();
    match test {
        Test::Is(value) => push_value(tail.push(" = "), field, value)?,
        Test::OneOf(values) if !values.is_empty() => {
            for (index, value) in values.iter().enumerate() {
                push_value(tail.push(if index == 0 { " IN (" } else { ", " }), field, value)?;
            }
            tail.push(")");
        }
        Test::Empty => _ = tail.push(empty_test(field).0),
        Test::Filled => _ = tail.push(empty_test(field).1),
        _ => return None,
    }
    let mut full = Composed::new(" AND ");
    full.push(&expression(field)).append(&tail);
    let source = has_index(field, test).then(|| {
        let mut source = Composed::new("SELECT number FROM customers WHERE ");
        source.push(field.key).append(&tail);
        source
    });
    let one_value = matches!(test, Test::Is(_));
    Some(Demand { source, column: Some(field.key), one_value, ..Demand::test(full) })
}

/// Adds a value; nothing where SQL cannot compare it as the rules do.
fn push_value(sql: &mut Composed, field: &CustomerField, value: &FieldValue<'_>) -> Option<()> {
    let value = match (field.kind, value) {
        (FieldKind::Email, _) => return None,
        // Written out, since an index on a part of the rows serves no parameter.
        (_, FieldValue::Boolean(flag)) => {
            sql.push(if *flag { "1" } else { "0" });
            return Some(());
        }
        (FieldKind::Choice { options }, FieldValue::Text(text)) => {
            match options.iter().find(|o| *o == text) {
                Some(option) => {
                    sql.push("'").push(option).push("'");
                    return Some(());
                }
                None => Owned::Text(text.to_string()),
            }
        }
        (FieldKind::Id, FieldValue::Text(text)) => {
            Owned::Uuid(text.parse::<CustomerId>().map_or([0; 16], CustomerId::to_bytes))
        }
        (_, FieldValue::Text(text)) if compares_exactly(field) => Owned::Text(text.to_string()),
        (_, FieldValue::Text(_)) => return None,
        (_, FieldValue::Integer(number)) => Owned::Int(*number),
        // 0 stands for "never".
        (_, FieldValue::Time(time)) if time.as_micros() == 0 => return None,
        (_, FieldValue::Time(time)) => Owned::Int(time.as_micros()),
        (_, value) => Owned::Text(value.to_text().into_owned()),
    };
    sql.bind(value);
    Some(())
}

/// How a column says that nothing was given, and that something was.
fn empty_test(field: &CustomerField) -> (&'static str, &'static str) {
    match field.kind {
        FieldKind::Integer { .. } | FieldKind::Time | FieldKind::Boolean | FieldKind::Id => {
            (" IS NULL", " IS NOT NULL")
        }
        _ => (" = ''", " <> ''"),
    }
}

/// Tells whether an index gives the rows that pass: of rare values alone, where a field has few.
fn has_index(field: &CustomerField, test: &Test) -> bool {
    let own_column = column(field).0 == field.key;
    match test {
        Test::Filled => false,
        Test::Is(FieldValue::Boolean(flag)) => !flag,
        Test::Is(FieldValue::Text(text)) if field.key == "kind" => text != "person",
        // Nearly everybody has none, and no index.
        Test::Empty if matches!(field.key, "archived_at" | "shared_login") => false,
        _ => own_column && column(field).1,
    }
}
