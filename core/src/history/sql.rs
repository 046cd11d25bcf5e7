use std::collections::HashSet;

use crate::base::{Actor, BatchId, EntityKind, Error, ErrorKind, RegisterId, Result, Timestamp};
use crate::sql::{Row, Sql, SqlTx, Value};

use super::{Action, Change, ChangeSet, EntityRef, HistoryEntry, HistoryRead, HistoryWrite, OldValue};

macro_rules! select_changes {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT c.seq, c.entity_kind, c.entity, c.action, c.old,
                    s.at, s.actor_kind, s.actor, s.batch, s.reason, s.origin
             FROM changes c JOIN change_sets s ON s.key = c.change_set ",
            $rest
        ))
    };
}

impl HistoryRead for SqlTx<'_> {
    fn changes_after(&self, after: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
        static AFTER: Sql = select_changes!("WHERE c.seq > $1 ORDER BY c.seq LIMIT $2");
        self.all(&AFTER, &[seq(after), Value::Int(limit.into())], read_entry)
    }

    fn latest_change(&self) -> Result<u64> {
        static LATEST: Sql = Sql::new("SELECT coalesce(max(seq), 0) FROM changes");
        Ok(self.first(&LATEST, &[], |row| row.int(0))?.unwrap_or(0).cast_unsigned())
    }

    fn history_of(&self, entity: EntityRef, before: Option<u64>, limit: u32) -> Result<Vec<HistoryEntry>> {
        static OF: Sql = select_changes!(
            "WHERE c.entity = $1 AND c.entity_kind = $2 AND c.seq < $3 ORDER BY c.seq DESC LIMIT $4"
        );
        let (kind, before) = (Value::Int(entity.kind.code()), seq(before.unwrap_or(u64::MAX)));
        self.all(&OF, &[Value::Uuid(entity.id), kind, before, Value::Int(limit.into())], read_entry)
    }

    fn changes_of_batch(&self, batch: BatchId, after: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
        // Walks the batch's sets by their own index, then each set's run of consecutive numbers. Keys and
        // numbers grow together, so that this is the order of the numbers, and nothing is sorted.
        static OF_BATCH: Sql = Sql::new(
            "SELECT c.seq, c.entity_kind, c.entity, c.action, c.old,
                    s.at, s.actor_kind, s.actor, s.batch, s.reason, s.origin
             FROM change_sets s CROSS JOIN changes c
             WHERE s.batch = $1 AND s.last_seq > $2
                 AND c.seq BETWEEN s.first_seq AND s.last_seq AND c.seq > $2
             ORDER BY s.key, c.seq LIMIT $3",
        );
        let parameters = [Value::Uuid(batch.to_bytes()), seq(after), Value::Int(limit.into())];
        self.all(&OF_BATCH, &parameters, read_entry)
    }

    fn changes_of(&self, entities: &[EntityRef], after: u64) -> Result<Vec<HistoryEntry>> {
        // The list leads, and each entity's changes are found by their index.
        static OF_MANY: Sql = Sql::new(
            "SELECT c.seq, c.entity_kind, c.entity, c.action, c.old,
                    s.at, s.actor_kind, s.actor, s.batch, s.reason, s.origin
             FROM {list k $1} CROSS JOIN changes c CROSS JOIN change_sets s
             WHERE c.entity = k.value AND c.seq > $2 AND s.key = c.change_set ORDER BY c.seq",
        );
        let ids: Vec<[u8; 16]> = entities.iter().map(|entity| entity.id).collect();
        let mut entries = self.all(&OF_MANY, &[Value::Uuids(&ids), seq(after)], read_entry)?;
        // An entity of another kind may have the same id.
        let wanted: HashSet<&EntityRef> = entities.iter().collect();
        entries.retain(|entry| wanted.contains(&entry.change.entity));
        Ok(entries)
    }
}

impl HistoryWrite for SqlTx<'_> {
    fn append_changes(&mut self, set: &ChangeSet, changes: &[Change]) -> Result<()> {
        static INSERT_SET: Sql = Sql::new(
            "INSERT INTO change_sets
                 (key, at, actor_kind, actor, batch, reason, origin, first_seq, last_seq)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        static INSERT_CHANGE: Sql = Sql::new(
            "INSERT INTO changes (seq, change_set, entity_kind, entity, action, old)
             {rows int int int uuid int text}",
        );
        if changes.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
        // Taken last in the unit of work and held until its commit, so numbers commit in order.
        let [key, last] = self.count_on([("change_set_key", 1), ("change_seq", count)])?;
        let first = last - count + 1;
        let (actor_kind, actor) = set.actor.to_parts();
        let set_row = [
            Value::Int(key),
            Value::Time(set.at.as_micros()),
            Value::Int(actor_kind),
            Value::Text(&actor),
            set.batch.map_or(Value::Null, |batch| Value::Uuid(batch.to_bytes())),
            Value::Text(&set.reason),
            Value::Uuid(set.origin.to_bytes()),
            Value::Int(first),
            Value::Int(last),
        ];
        self.send(&INSERT_SET, &set_row)?;
        let old: Vec<Option<String>> = changes.iter().map(|change| write_old(&change.old)).collect();
        let mut rows = Vec::with_capacity(changes.len() * 6);
        for ((change, old), seq) in changes.iter().zip(&old).zip(first..) {
            rows.extend([
                Value::Int(seq),
                Value::Int(key),
                Value::Int(change.entity.kind.code()),
                Value::Uuid(change.entity.id),
                Value::Int(change.action.code()),
                old.as_deref().map_or(Value::Null, Value::Text),
            ]);
        }
        self.driver.execute_many(&INSERT_CHANGE, 6, &rows)?;
        Ok(())
    }

    fn forget_old_values(&mut self, entity: EntityRef) -> Result<()> {
        static FORGET: Sql = Sql::new("UPDATE changes SET old = NULL WHERE entity = $1 AND entity_kind = $2");
        // Whether a unit of work changed others too ends at the first of them; the kinds are the personal ones.
        static FORGET_REASONS: Sql = Sql::new(
            "UPDATE change_sets SET reason = '', actor = CASE actor_kind WHEN 2 THEN '' ELSE actor END
             WHERE key IN (SELECT change_set FROM changes WHERE entity = $1 AND entity_kind = $2)
                 AND NOT EXISTS (SELECT 1 FROM changes o
                     WHERE o.seq BETWEEN change_sets.first_seq AND change_sets.last_seq
                         AND o.entity_kind IN (1, 11, 12) AND o.entity <> $1)",
        );
        let parameters = [Value::Uuid(entity.id), Value::Int(entity.kind.code())];
        self.send(&FORGET, &parameters)?;
        if entity.kind.is_personal() { self.send(&FORGET_REASONS, &parameters) } else { Ok(()) }
    }

    fn rewrite_old_values(
        &mut self,
        after: u64,
        limit: u32,
        rewrite: &dyn Fn(&mut [OldValue]),
    ) -> Result<Option<u64>> {
        // Goes along all changes; a rare call that has no index of its own.
        static WITH_OLD: Sql = Sql::new(
            "SELECT seq, old FROM changes
             WHERE seq > $1 AND entity_kind = $2 AND old IS NOT NULL ORDER BY seq LIMIT $3",
        );
        static PUT: Sql = Sql::new("UPDATE changes SET old = {row 1} {from text int} WHERE seq = {row 2}");
        let kind = Value::Int(EntityKind::Customer.code());
        let parameters = [seq(after), kind, Value::Int(limit.into())];
        let (mut read, mut last, mut rewritten) = (0, 0, Vec::new());
        self.driver.query(&WITH_OLD, &parameters, &mut |row| {
            (read, last) = (read + 1, row.int(0)?);
            let old = read_old(row.opt_text(1)?)?;
            let mut new = old.clone();
            rewrite(&mut new);
            if new != old {
                rewritten.push((last, write_old(&new)));
            }
            Ok(())
        })?;
        let mut rows = Vec::with_capacity(rewritten.len() * 2);
        for (seq, old) in &rewritten {
            rows.extend([old.as_deref().map_or(Value::Null, Value::Text), Value::Int(*seq)]);
        }
        if !rows.is_empty() {
            self.driver.execute_many(&PUT, 2, &rows)?;
        }
        Ok((read == limit && limit > 0).then_some(last.cast_unsigned()))
    }
}

fn seq(number: u64) -> Value<'static> {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Old values as one JSON object, keys in the order of the catalogue.
fn write_old(old: &[OldValue]) -> Option<String> {
    if old.is_empty() {
        return None;
    }
    let mut json = String::from("{");
    for (index, value) in old.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        json.push_str(&serde_json::Value::from(value.field.as_ref()).to_string());
        json.push(':');
        json.push_str(&serde_json::Value::from(value.text.as_str()).to_string());
    }
    json.push('}');
    Some(json)
}

fn read_old(json: Option<&str>) -> Result<Vec<OldValue>> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let map: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(json).map_err(|_| corrupt())?;
    let values = map.into_iter().map(|(field, value)| match value {
        serde_json::Value::String(text) => Ok(OldValue { field: field.into(), text }),
        _ => Err(corrupt()),
    });
    values.collect()
}

fn read_entry(row: &dyn Row) -> Result<HistoryEntry> {
    let kind = EntityKind::from_code(row.int(1)?).ok_or_else(corrupt)?;
    let batch = match row.opt_bytes(8)? {
        Some(bytes) => Some(BatchId::from_bytes(bytes.try_into().map_err(|_| corrupt())?)),
        None => None,
    };
    Ok(HistoryEntry {
        seq: u64::try_from(row.int(0)?).map_err(|_| corrupt())?,
        set: ChangeSet {
            at: Timestamp::from_micros(row.int(5)?),
            actor: Actor::from_parts(row.int(6)?, row.text(7)?).ok_or_else(corrupt)?,
            batch,
            reason: row.text(9)?.to_owned(),
            origin: RegisterId::from_bytes(row.uuid(10)?),
        },
        change: Change {
            entity: EntityRef { kind, id: row.uuid(2)? },
            action: Action::from_code(row.int(3)?).ok_or_else(corrupt)?,
            old: read_old(row.opt_text(4)?)?,
        },
    })
}

fn corrupt() -> Error {
    Error::storage(ErrorKind::Corrupt, "a row of the history cannot be read")
}
