//! Tags on records beside customers, whose keys stand in tables of their own.

use std::collections::HashMap;

use crate::base::{CollectionId, EntityKind, Error, Result};
use crate::collections::CollectionRef;
use crate::sql::{Sql, SqlTx, Value, id_bytes};

use super::members::{GALLERIES, Members};

/// A kind of bearers with the statements that name its table.
struct Bearing {
    members: &'static Members,
    /// Ids and keys of bearers.
    keys: Sql,
    /// The ids of those that are in a set.
    bearers: Sql,
    /// The sets of bearers.
    tags: Sql,
    /// How many bearers leave which sets with them.
    leaving: Sql,
    forget: Sql,
}

macro_rules! bearing {
    ($members:ident, $code:literal, $table:literal) => {
        Bearing {
            members: &$members,
            keys: Sql::new(concat!("SELECT e.id, e.key FROM ", $table, " e WHERE e.id {in $1}")),
            bearers: Sql::new(concat!(
                "SELECT e.id FROM collection_members m JOIN ",
                $table,
                " e ON e.key = m.entity WHERE m.collection = $1 AND m.entity_kind = ",
                $code,
                " ORDER BY m.entity"
            )),
            tags: Sql::new(concat!(
                "SELECT e.id, c.id, c.name FROM {list k $1} CROSS JOIN ",
                $table,
                " e CROSS JOIN collection_members m CROSS JOIN collections c
                 WHERE e.id = k.value AND m.entity_kind = ",
                $code,
                " AND m.entity = e.key AND c.key = m.collection ORDER BY e.id, c.name_key"
            )),
            leaving: Sql::new(concat!(
                "SELECT m.collection, count(*) FROM {list k $1} CROSS JOIN ",
                $table,
                " e CROSS JOIN collection_members m
                 WHERE e.id = k.value AND m.entity_kind = ",
                $code,
                " AND m.entity = e.key GROUP BY m.collection"
            )),
            forget: Sql::new(concat!(
                "DELETE FROM collection_members WHERE entity_kind = ",
                $code,
                " AND entity IN (SELECT e.key FROM ",
                $table,
                " e WHERE e.id {in $1})"
            )),
        }
    };
}

fn bearing(kind: EntityKind) -> Result<&'static Bearing> {
    static BEARERS: [Bearing; 1] = [bearing!(GALLERIES, 10, "galleries")];
    let found = BEARERS.iter().find(|bearing| bearing.members.kind == kind);
    found.ok_or(Error::Unsupported("tags on records of this kind"))
}

impl SqlTx<'_> {
    /// Finds the keys of bearers in the order asked for; nothing for an unknown id.
    pub(super) fn keys_of_bearers(
        &self,
        kind: EntityKind,
        ids: &[[u8; 16]],
    ) -> Result<(&'static Members, Vec<Option<i64>>)> {
        let bearing = bearing(kind)?;
        let found = self.all(&bearing.keys, &[Value::Uuids(ids)], |row| Ok((row.uuid(0)?, row.int(1)?)))?;
        let found: HashMap<[u8; 16], i64> = found.into_iter().collect();
        Ok((bearing.members, ids.iter().map(|id| found.get(id).copied()).collect()))
    }

    pub(super) fn bearers_of(&self, kind: EntityKind, tag: CollectionId) -> Result<Vec<[u8; 16]>> {
        let bearing = bearing(kind)?;
        self.all(&bearing.bearers, &[Value::Int(self.set(tag)?.key)], |row| row.uuid(0))
    }

    pub(super) fn tags_of_bearers(
        &self,
        kind: EntityKind,
        ids: &[[u8; 16]],
    ) -> Result<Vec<([u8; 16], CollectionRef)>> {
        self.all(&bearing(kind)?.tags, &[Value::Uuids(&id_bytes(ids))], |row| {
            let (id, name) = (CollectionId::from_bytes(row.uuid(1)?), row.text(2)?.to_owned());
            Ok((row.uuid(0)?, CollectionRef { id, name }))
        })
    }

    /// Takes bearers out of all their sets, before their rows are deleted.
    pub(crate) fn forget_bearers(&self, kind: EntityKind, ids: &[[u8; 16]]) -> Result<()> {
        let (bearing, ids) = (bearing(kind)?, id_bytes(ids));
        let ids = [Value::Uuids(&ids)];
        let sizes = self.all(&bearing.leaving, &ids, |row| Ok((row.int(0)?, -row.int(1)?)))?;
        if sizes.is_empty() {
            return Ok(());
        }
        self.send(&bearing.forget, &ids)?;
        self.add_to_sizes_of(kind, sizes)
    }
}
