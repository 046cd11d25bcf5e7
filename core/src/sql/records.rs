//! How records that a catalogue describes are stored: one table each, its statements made of the catalogue.

use std::borrow::Cow;

use crate::base::{EntityKind, Error, ErrorKind, Keyed, Result, Revision, Timestamp};
use crate::catalogue::{Field, FieldKind, FieldValue, Record, Stamp};

use super::{Row, Sql, SqlTx, Value};

/// A record that belongs to one of another table: the column, that table and its key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnerColumn {
    pub(crate) column: &'static str,
    pub(crate) table: &'static str,
    pub(crate) key: &'static str,
}

/// A column that is computed of a record whenever it is written.
pub(crate) struct Computed<R> {
    pub(crate) column: &'static str,
    pub(crate) text: fn(&R) -> String,
}

/// What a table of records is made of, beside the fields of their catalogue.
pub(crate) struct Shape<R: 'static> {
    pub(crate) table: &'static str,
    /// The counter that gives keys.
    pub(crate) counter: &'static str,
    pub(crate) owners: &'static [OwnerColumn],
    /// Whether there is a column `sort_key`.
    pub(crate) sorted: bool,
    pub(crate) computed: &'static [Computed<R>],
}

/// A table of records with its statements; lives in a `static`.
pub(crate) struct RecordTable<R: Record> {
    shape: Shape<R>,
    /// What is selected of `t`, for [`RecordTable::read`].
    columns: String,
    by_ids: Sql,
    insert: Sql,
    update: Sql,
    delete: Sql,
    width: (usize, usize),
}

/// The columns before those of owners.
const STAMP: [(&str, &str); 4] =
    [("id", "uuid"), ("revision", "int"), ("created_at", "time"), ("updated_at", "time")];

impl<R: Record> RecordTable<R> {
    pub(crate) fn new(shape: Shape<R>) -> Self {
        let Shape { table, owners, sorted, computed, .. } = &shape;
        let fields: Vec<(&str, &str)> = R::editable().map(|field| (field.key, type_of(field.kind))).collect();
        let written: Vec<(&str, &str)> = (sorted.then_some(("sort_key", "bytes")).into_iter())
            .chain(computed.iter().map(|computed| (computed.column, "text")))
            .chain(fields.iter().copied())
            .collect();

        let mut selected: Vec<String> = STAMP.iter().map(|(column, _)| format!("t.{column}")).collect();
        selected.extend(owners.iter().map(|OwnerColumn { column, table, key }| {
            format!("(SELECT o.id FROM {table} o WHERE o.{key} = t.{column})")
        }));
        selected.extend(fields.iter().map(|(column, _)| format!("t.{column}")));
        let selected = selected.join(", ");

        // The owner's key stands where a column belongs to one.
        let as_is = |(column, kind)| (column, kind, None);
        let inserted: Vec<(&str, &str, Option<&OwnerColumn>)> = [("key", "int", None)]
            .into_iter()
            .chain(STAMP.map(as_is))
            .chain(owners.iter().map(|owner| (owner.column, "uuid", Some(owner))))
            .chain(written.iter().copied().map(as_is))
            .collect();
        let columns: Vec<&str> = inserted.iter().map(|(column, ..)| *column).collect();
        let types: Vec<&str> = inserted.iter().map(|(_, kind, _)| *kind).collect();
        let values = inserted.iter().zip(1..).map(|((.., owner), number)| match owner {
            None => format!("{{row {number}}}"),
            Some(OwnerColumn { table, key, .. }) => {
                format!("(SELECT o.{key} FROM {table} o WHERE o.id = {{row {number}}})")
            }
        });
        let insert = format!(
            "INSERT INTO {table} ({}) SELECT {} {{from {}}}",
            columns.join(", "),
            values.collect::<Vec<_>>().join(", "),
            types.join(" ")
        );

        let mut set = vec!["revision = {row 1}".to_owned(), "updated_at = {row 2}".to_owned()];
        let mut types = vec!["int", "time"];
        for (column, kind) in &written {
            types.push(kind);
            set.push(format!("{column} = {{row {}}}", types.len()));
        }
        types.push("uuid");
        let update = format!(
            "UPDATE {table} SET {} {{from {}}} WHERE id = {{row {}}}",
            set.join(", "),
            types.join(" "),
            types.len()
        );
        Self {
            by_ids: Sql::composed(format!("SELECT {selected} FROM {table} t WHERE t.id {{in $1}}")),
            insert: Sql::composed(insert),
            update: Sql::composed(update),
            delete: Sql::composed(format!("DELETE FROM {table} WHERE id {{in $1}}")),
            width: (inserted.len(), 3 + written.len()),
            columns: selected,
            shape,
        }
    }

    /// The statement that asks for the records with the ids `$1`.
    pub(crate) fn by_ids(&self) -> &Sql {
        &self.by_ids
    }

    /// A statement for a `static`: the records for which a condition on `t` holds.
    pub(crate) fn such_that(&self, condition: &str) -> Sql {
        Sql::composed(format!("SELECT {} FROM {} t WHERE {condition}", self.columns, self.shape.table))
    }

    /// What begins a list: the columns, and the key of each row's place `p` in it.
    pub(super) fn select_of_places(&self) -> String {
        format!("SELECT {}, p.place_key FROM", self.columns)
    }

    pub(super) fn name(&self) -> &'static str {
        self.shape.table
    }

    /// Reads a row that begins with the columns of [`RecordTable::such_that`].
    pub(crate) fn read(&self, row: &dyn Row) -> Result<R> {
        let stamp = Stamp {
            id: row.uuid(0)?,
            revision: Revision(u32::try_from(row.int(1)?).map_err(|_| corrupt())?),
            created_at: Timestamp::from_micros(row.int(2)?),
            updated_at: Timestamp::from_micros(row.int(3)?),
        };
        let first = STAMP.len() + self.shape.owners.len();
        let owners = (STAMP.len()..first).map(|column| {
            let id = row.opt_bytes(column)?;
            id.map(|id| id.try_into().map_err(|_| corrupt())).transpose()
        });
        let owners = owners.collect::<Result<Vec<Option<[u8; 16]>>>>()?;
        let mut details = R::Details::default();
        for (field, column) in R::editable().zip(first..) {
            read_field(field, row, column, &mut details)?;
        }
        R::assemble(stamp, &owners, details).ok_or_else(corrupt)
    }

    /// How many columns of a row [`RecordTable::read`] reads.
    pub(super) fn selected(&self) -> usize {
        STAMP.len() + self.shape.owners.len() + R::editable().count()
    }
}

impl SqlTx<'_> {
    /// Returns the records with these ids, in any order.
    pub(crate) fn records<R: Record>(
        &self,
        table: &'static RecordTable<R>,
        ids: &[[u8; 16]],
    ) -> Result<Vec<R>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.all(&table.by_ids, &[Value::Uuids(ids)], |row| table.read(row))
    }

    /// Inserts records under the next keys.
    pub(crate) fn insert_records<R: Record>(
        &self,
        table: &'static RecordTable<R>,
        records: &[Keyed<R>],
    ) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
        let [last] = self.count_on([(table.shape.counter, count)])?;
        let kept = kept(table, records);
        let mut rows = Vec::with_capacity(records.len() * table.width.0);
        for ((Keyed { record, sort_key }, texts), key) in records.iter().zip(&kept).zip(last - count + 1..) {
            let stamp = record.stamp();
            rows.extend([
                Value::Int(key),
                Value::Uuid(stamp.id),
                Value::Int(stamp.revision.0.into()),
                Value::Time(stamp.created_at.as_micros()),
                Value::Time(stamp.updated_at.as_micros()),
            ]);
            rows.extend(record.owners().into_iter().map(|owner| owner.map_or(Value::Null, Value::Uuid)));
            table.push_written(sort_key, texts, &mut rows);
        }
        self.driver.execute_many(&table.insert, table.width.0, &rows)
    }

    /// Replaces records; they keep their owners.
    pub(crate) fn update_records<R: Record>(
        &self,
        table: &'static RecordTable<R>,
        records: &[Keyed<R>],
    ) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let kept = kept(table, records);
        let mut rows = Vec::with_capacity(records.len() * table.width.1);
        for (Keyed { record, sort_key }, texts) in records.iter().zip(&kept) {
            let stamp = record.stamp();
            rows.extend([Value::Int(stamp.revision.0.into()), Value::Time(stamp.updated_at.as_micros())]);
            table.push_written(sort_key, texts, &mut rows);
            rows.push(Value::Uuid(stamp.id));
        }
        self.driver.execute_many(&table.update, table.width.1, &rows)
    }

    /// Removes records and leaves tombstones.
    pub(crate) fn delete_records<R: Record>(
        &self,
        table: &'static RecordTable<R>,
        ids: &[[u8; 16]],
        at: Timestamp,
    ) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        self.execute(&table.delete, &[Value::Uuids(ids)])?;
        self.leave_tombstones(R::KIND, ids, at)
    }

    /// Says for ever which ids were deleted.
    pub(crate) fn leave_tombstones(&self, kind: EntityKind, ids: &[[u8; 16]], at: Timestamp) -> Result<()> {
        static TOMBSTONES: Sql =
            Sql::new("INSERT INTO tombstones (id, entity_kind, deleted_at) {rows uuid int time}");
        let row = |id: &[u8; 16]| [Value::Uuid(*id), Value::Int(kind.code()), Value::Time(at.as_micros())];
        self.driver.execute_many(&TOMBSTONES, 3, &ids.iter().flat_map(row).collect::<Vec<_>>())
    }
}

impl SqlTx<'_> {
    /// Runs a statement with `{from uuid uuid}` for pairs of ids.
    pub(crate) fn each_pair<A, B>(&self, sql: &'static Sql, pairs: &[(A, B)]) -> Result<()>
    where
        A: Copy + Into<[u8; 16]>,
        B: Copy + Into<[u8; 16]>,
    {
        let rows = pairs.iter().flat_map(|(a, b)| [Value::Uuid((*a).into()), Value::Uuid((*b).into())]);
        let rows: Vec<Value<'_>> = rows.collect();
        if rows.is_empty() { Ok(()) } else { self.driver.execute_many(sql, 2, &rows) }
    }

    /// Runs a statement with `$1` and `$2` for each pair of ids.
    pub(crate) fn remove_pairs<A, B>(&self, sql: &'static Sql, pairs: &[(A, B)]) -> Result<()>
    where
        A: Copy + Into<[u8; 16]>,
        B: Copy + Into<[u8; 16]>,
    {
        pairs
            .iter()
            .try_for_each(|(a, b)| self.send(sql, &[Value::Uuid((*a).into()), Value::Uuid((*b).into())]))
    }
}

/// The bytes of ids, as parameters take them: each id once, so that no join answers twice.
pub(crate) fn id_bytes<I: Copy + Into<[u8; 16]>>(ids: &[I]) -> Vec<[u8; 16]> {
    let mut bytes: Vec<[u8; 16]> = ids.iter().map(|id| (*id).into()).collect();
    bytes.sort_unstable();
    bytes.dedup();
    bytes
}

/// The values of a record that are computed for writing, so that parameters can borrow them.
struct Kept<'r> {
    computed: Vec<String>,
    fields: Vec<(FieldKind, FieldValue<'r>, Cow<'r, str>)>,
}

fn kept<'r, R: Record>(table: &RecordTable<R>, records: &'r [Keyed<R>]) -> Vec<Kept<'r>> {
    let of = |record: &'r R| Kept {
        computed: table.shape.computed.iter().map(|computed| (computed.text)(record)).collect(),
        fields: R::editable()
            .map(|field| {
                let value = field.of_profile(record.details());
                let text = if is_number(field.kind) { Cow::Borrowed("") } else { owned_text(&value) };
                (field.kind, value, text)
            })
            .collect(),
    };
    records.iter().map(|keyed| of(&keyed.record)).collect()
}

fn owned_text<'r>(value: &FieldValue<'r>) -> Cow<'r, str> {
    match value {
        FieldValue::Text(Cow::Borrowed(text)) => Cow::Borrowed(text),
        value => Cow::Owned(value.to_text().into_owned()),
    }
}

impl<R: Record> RecordTable<R> {
    fn push_written<'v>(&self, sort_key: &'v [u8], kept: &'v Kept<'_>, rows: &mut Vec<Value<'v>>) {
        if self.shape.sorted {
            rows.push(Value::Bytes(sort_key));
        }
        rows.extend(kept.computed.iter().map(|text| Value::Text(text)));
        rows.extend(kept.fields.iter().map(|(kind, value, text)| match value {
            FieldValue::Boolean(flag) => Value::Int(i64::from(*flag)),
            FieldValue::Integer(number) => Value::Int(*number),
            FieldValue::Time(time) => Value::Time(time.as_micros()),
            FieldValue::Empty if is_number(*kind) => Value::Null,
            _ => Value::Text(text),
        }));
    }
}

fn is_number(kind: FieldKind) -> bool {
    type_of(kind) != "text"
}

/// The type of the column of a field.
fn type_of(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Boolean | FieldKind::Integer { .. } => "int",
        FieldKind::Time => "time",
        _ => "text",
    }
}

fn read_field<R, P>(field: &Field<R, P>, row: &dyn Row, column: usize, details: &mut P) -> Result<()> {
    let value = match field.kind {
        FieldKind::Boolean => row.opt_int(column)?.map(|flag| FieldValue::Boolean(flag != 0)),
        FieldKind::Integer { .. } => row.opt_int(column)?.map(FieldValue::Integer),
        FieldKind::Time => row.opt_int(column)?.map(|at| FieldValue::Time(Timestamp::from_micros(at))),
        kind => Some(FieldValue::parse(kind, row.text(column)?).map_err(|_| corrupt())?),
    };
    field.set(details, value.unwrap_or(FieldValue::Empty)).map_err(|_| corrupt())
}

fn corrupt() -> Error {
    Error::storage(ErrorKind::Corrupt, "a stored record cannot be read")
}
