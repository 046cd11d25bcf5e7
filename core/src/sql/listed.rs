//! Lists of records: a page by a sort key and the id, and how many there are.

use crate::base::{Error, Keyed, List, Result};
use crate::catalogue::Record;

use super::records::RecordTable;
use super::{Composed, Owned, Row, SqlTx};

/// Which rows of a table `t` a list has.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    joins: &'static str,
    /// What must hold, all of it.
    conditions: Composed,
    asked: usize,
}

impl Rows {
    /// Joins another table.
    pub(crate) fn join(&mut self, table: &'static str, on: &str) {
        self.joins = table;
        self.must(on);
    }

    /// Begins a condition that must hold beside the others.
    pub(crate) fn must(&mut self, condition: &str) -> &mut Composed {
        self.conditions.push(if self.asked == 0 { " WHERE " } else { " AND " });
        self.asked += 1;
        self.conditions.push(condition)
    }

    /// A column must have one of these texts, where there are any.
    pub(crate) fn one_of(&mut self, column: &str, texts: impl IntoIterator<Item = String>) {
        let mut texts = texts.into_iter();
        let Some(first) = texts.next() else { return };
        let condition = self.must(column);
        condition.push(" IN (").bind(Owned::Text(first));
        texts.for_each(|text| {
            condition.push(", ").bind(Owned::Text(text));
        });
        condition.push(")");
    }

    /// A column must be the key of a record of another table.
    pub(crate) fn owned_by(&mut self, column: &str, table: &str, id: impl Into<[u8; 16]>) {
        let condition = self.must(column);
        condition.push(" = (SELECT o.key FROM ").push(table).push(" o WHERE o.id = ");
        condition.bind(Owned::Uuid(id.into())).push(")");
    }
}

/// By what a list is sorted: an expression on `t` and what is joined, which is never NULL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SortKey {
    Bytes(&'static str),
    Text(&'static str),
    Int(&'static str),
    /// The id of the rows, which their index has in order.
    Id,
}

impl SortKey {
    fn expression(self) -> &'static str {
        match self {
            Self::Bytes(expression) | Self::Text(expression) | Self::Int(expression) => expression,
            Self::Id => "t.id",
        }
    }

    /// The bytes of a cursor, for which only equality counts.
    fn to_bytes(self, row: &dyn Row, column: usize) -> Result<Vec<u8>> {
        Ok(match self {
            Self::Bytes(_) => row.bytes(column)?.to_vec(),
            Self::Text(_) => row.text(column)?.as_bytes().to_vec(),
            Self::Int(_) => row.int(column)?.to_be_bytes().to_vec(),
            Self::Id => row.uuid(column)?.to_vec(),
        })
    }

    fn of_bytes(self, bytes: &[u8]) -> Result<Owned> {
        let foreign = |_| Error::InvalidCursor;
        Ok(match self {
            Self::Bytes(_) => Owned::Bytes(bytes.to_vec()),
            Self::Text(_) => {
                Owned::Text(String::from_utf8(bytes.to_vec()).map_err(|_| Error::InvalidCursor)?)
            }
            Self::Int(_) => Owned::Int(i64::from_be_bytes(bytes.try_into().map_err(foreign)?)),
            Self::Id => Owned::Uuid(bytes.try_into().map_err(foreign)?),
        })
    }
}

impl SqlTx<'_> {
    /// Returns a part of a list of records.
    pub(crate) fn list_records<R: Record, F>(
        &self,
        table: &'static RecordTable<R>,
        mut rows: Rows,
        sort: SortKey,
        list: &List<'_, F>,
    ) -> Result<Vec<Keyed<R>>> {
        let key = sort.expression();
        if let Some((after, id)) = &list.after {
            let (sign, after) = (if list.sort.descending { "<" } else { ">" }, sort.of_bytes(after)?);
            if let SortKey::Id = sort {
                rows.must(&format!("t.id {sign} ")).bind(after);
            } else {
                let condition = rows.must(&format!("({key}, t.id) {sign} ("));
                condition.bind(after).push(", ").bind(Owned::Uuid(*id)).push(")");
            }
        }
        let direction = if list.sort.descending { " DESC" } else { "" };
        let ties = if let SortKey::Id = sort { String::new() } else { format!(", t.id{direction}") };
        // Rows are picked by their keys first, so that whole records are read of the page alone.
        let mut query = Composed::new(&table.select_of_places());
        query.push(" (SELECT t.key AS place, t.id AS place_id, ").push(key).push(" AS place_key FROM ");
        query.push(table.name()).push(" t").push(rows.joins).append(&rows.conditions);
        query.push(&format!(" ORDER BY {key}{direction}{ties} LIMIT "));
        query.bind(Owned::Int(i64::try_from(list.limit).unwrap_or(i64::MAX)));
        query.push(") p CROSS JOIN ").push(table.name()).push(" t WHERE t.key = p.place");
        query.push(&format!(" ORDER BY p.place_key{direction}, p.place_id{direction}"));
        let (mut found, place) = (Vec::new(), table.selected());
        self.driver.query_composed(&query, &mut |row| {
            found.push(Keyed { record: table.read(row)?, sort_key: sort.to_bytes(row, place)? });
            Ok(())
        })?;
        Ok(found)
    }

    /// Counts a list, and stops at `cap`.
    pub(crate) fn count_records<R: Record>(
        &self,
        table: &'static RecordTable<R>,
        rows: &Rows,
        cap: Option<u64>,
    ) -> Result<u64> {
        let mut query = Composed::new("SELECT count(*) FROM (SELECT 1 FROM ");
        query.push(table.name()).push(" t").push(rows.joins).append(&rows.conditions);
        if let Some(cap) = cap {
            query.push(" LIMIT ").bind(Owned::Int(i64::try_from(cap).unwrap_or(i64::MAX)));
        }
        query.push(") rows_of_list");
        let mut count = 0;
        self.driver.query_composed(&query, &mut |row| {
            count = row.int(0)?.cast_unsigned();
            Ok(())
        })?;
        Ok(count)
    }
}
