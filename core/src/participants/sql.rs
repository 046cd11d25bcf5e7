use std::collections::HashMap;
use std::sync::LazyLock;

use crate::base::{
    CustomerId, Error, ErrorKind, JobGroupId, JobId, Keyed, List, ParticipantId, Result, Sort, Timestamp,
};
use crate::sql::{Owned, RecordTable, Row, Rows, Shape, SortKey, Sql, SqlTx, Value, id_bytes};

use super::{
    ConsentDecision, Participant, ParticipantFilter, ParticipantLink, ParticipantRead, ParticipantWrite,
    PhotoConsent, Relation,
};

static PARTICIPANTS: LazyLock<RecordTable<Participant>> = LazyLock::new(|| {
    RecordTable::new(Shape {
        table: "participants",
        counter: "participant_key",
        owners: &[],
        sorted: true,
        computed: &[],
    })
});

impl ParticipantRead for SqlTx<'_> {
    fn participants(&self, ids: &[ParticipantId]) -> Result<Vec<Participant>> {
        self.records(&PARTICIPANTS, &id_bytes(ids))
    }

    fn participants_of_numbers(&self, student_numbers: &[&str]) -> Result<Vec<Participant>> {
        static OF_NUMBERS: LazyLock<Sql> =
            LazyLock::new(|| PARTICIPANTS.such_that("t.student_number <> '' AND t.student_number {in $1}"));
        self.all(&OF_NUMBERS, &[Value::Texts(student_numbers)], |row| PARTICIPANTS.read(row))
    }

    fn list_participants(&self, list: &List<'_, ParticipantFilter>) -> Result<Vec<Keyed<Participant>>> {
        let sort = match &*list.sort.field {
            Sort::ID => SortKey::Id,
            "family_name" => SortKey::Bytes("t.sort_key"),
            "student_number" => SortKey::Text("t.student_number"),
            "birthday" => SortKey::Text("t.birthday"),
            "created_at" => SortKey::Int("t.created_at"),
            _ => return Err(Error::InvalidCursor),
        };
        self.list_records(&PARTICIPANTS, rows_of(list.filter), sort, list)
    }

    fn count_participants(&self, filter: &ParticipantFilter, cap: Option<u64>) -> Result<u64> {
        self.count_records(&PARTICIPANTS, &rows_of(filter), cap)
    }

    fn groups_of_participants(
        &self,
        participants: &[ParticipantId],
    ) -> Result<Vec<(JobGroupId, ParticipantId)>> {
        static GROUPS: Sql = Sql::new(
            "SELECT g.id, p.id FROM {list k $1} CROSS JOIN participants p CROSS JOIN memberships m
                 CROSS JOIN job_groups g
             WHERE p.id = k.value AND m.participant = p.key AND g.key = m.job_group",
        );
        self.all(&GROUPS, &[Value::Uuids(&id_bytes(participants))], |row| {
            Ok((JobGroupId::from_bytes(row.uuid(0)?), ParticipantId::from_bytes(row.uuid(1)?)))
        })
    }

    fn customers_of_participants(&self, participants: &[ParticipantId]) -> Result<Vec<ParticipantLink>> {
        static CUSTOMERS: Sql = Sql::new(
            "SELECT p.id, c.id, l.relation FROM {list k $1} CROSS JOIN participants p
                 CROSS JOIN participant_customers l CROSS JOIN customers c
             WHERE p.id = k.value AND l.participant = p.key AND c.number = l.customer",
        );
        self.all(&CUSTOMERS, &[Value::Uuids(&id_bytes(participants))], read_link)
    }

    fn participants_of_customers(&self, customers: &[CustomerId]) -> Result<Vec<ParticipantLink>> {
        static PARTICIPANTS_OF: Sql = Sql::new(
            "SELECT p.id, c.id, l.relation FROM {list k $1} CROSS JOIN customers c
                 CROSS JOIN participant_customers l CROSS JOIN participants p
             WHERE c.id = k.value AND l.customer = c.number AND p.key = l.participant",
        );
        self.all(&PARTICIPANTS_OF, &[Value::Uuids(&id_bytes(customers))], read_link)
    }

    fn photo_consents(&self, participants: &[ParticipantId]) -> Result<Vec<(ParticipantId, PhotoConsent)>> {
        static CONSENTS: Sql = Sql::new(
            "SELECT p.id, h.at, h.decision, h.wording, h.given_by, h.customer
             FROM {list k $1} CROSS JOIN participants p CROSS JOIN photo_consents h
             WHERE p.id = k.value AND h.participant = p.key ORDER BY h.participant, h.position",
        );
        self.all(&CONSENTS, &[Value::Uuids(&id_bytes(participants))], |row| {
            let customer = match row.opt_bytes(5)? {
                Some(id) => Some(CustomerId::from_bytes(id.try_into().map_err(|_| corrupt())?)),
                None => None,
            };
            let consent = PhotoConsent {
                at: Timestamp::from_micros(row.int(1)?),
                decision: ConsentDecision::from_code(row.text(2)?).ok_or_else(corrupt)?,
                wording: row.text(3)?.to_owned(),
                given_by: row.text(4)?.to_owned(),
                customer,
            };
            Ok((ParticipantId::from_bytes(row.uuid(0)?), consent))
        })
    }
}

impl ParticipantWrite for SqlTx<'_> {
    fn insert_participants(&mut self, participants: &[Keyed<Participant>]) -> Result<()> {
        self.insert_records(&PARTICIPANTS, participants)
    }

    fn update_participants(&mut self, participants: &[Keyed<Participant>]) -> Result<()> {
        self.update_records(&PARTICIPANTS, participants)
    }

    fn delete_participants(&mut self, ids: &[ParticipantId], at: Timestamp) -> Result<()> {
        static CONSENTS: Sql = Sql::new(
            "DELETE FROM photo_consents WHERE participant IN (SELECT key FROM participants WHERE id {in $1})",
        );
        let ids = id_bytes(ids);
        self.send(&CONSENTS, &[Value::Uuids(&ids)])?;
        self.delete_records(&PARTICIPANTS, &ids, at)
    }

    fn add_to_groups(&mut self, members: &[(JobGroupId, ParticipantId)]) -> Result<()> {
        static ADD: Sql = Sql::new(
            "INSERT INTO memberships (job_group, participant)
             SELECT (SELECT key FROM job_groups WHERE id = {row 1}),
                 (SELECT key FROM participants WHERE id = {row 2}) {from uuid uuid}
             WHERE TRUE ON CONFLICT DO NOTHING",
        );
        self.each_pair(&ADD, members)
    }

    fn remove_from_groups(&mut self, members: &[(JobGroupId, ParticipantId)]) -> Result<()> {
        static REMOVE: Sql = Sql::new(
            "DELETE FROM memberships
             WHERE job_group = (SELECT key FROM job_groups WHERE id = $1)
                 AND participant = (SELECT key FROM participants WHERE id = $2)",
        );
        self.remove_pairs(&REMOVE, members)
    }

    fn put_links(&mut self, links: &[ParticipantLink]) -> Result<()> {
        static PUT: Sql = Sql::new(
            "INSERT INTO participant_customers (participant, customer, relation)
             SELECT (SELECT key FROM participants WHERE id = {row 1}),
                 (SELECT number FROM customers WHERE id = {row 2}), {row 3} {from uuid uuid text}
             WHERE TRUE ON CONFLICT (participant, customer) DO UPDATE SET relation = excluded.relation",
        );
        let rows = links.iter().flat_map(|link| {
            [
                Value::Uuid(link.participant.to_bytes()),
                Value::Uuid(link.customer.to_bytes()),
                Value::Text(link.relation.code()),
            ]
        });
        let rows: Vec<Value<'_>> = rows.collect();
        if rows.is_empty() { Ok(()) } else { self.driver.execute_many(&PUT, 3, &rows) }
    }

    fn delete_links(&mut self, pairs: &[(ParticipantId, CustomerId)]) -> Result<()> {
        static DELETE: Sql = Sql::new(
            "DELETE FROM participant_customers
             WHERE participant = (SELECT key FROM participants WHERE id = $1)
                 AND customer = (SELECT number FROM customers WHERE id = $2)",
        );
        self.remove_pairs(&DELETE, pairs)
    }

    fn append_photo_consents(&mut self, consents: &[(ParticipantId, PhotoConsent)]) -> Result<()> {
        static COUNTS: Sql = Sql::new(
            "SELECT p.id, count(*) FROM {list k $1} CROSS JOIN participants p CROSS JOIN photo_consents h
             WHERE p.id = k.value AND h.participant = p.key GROUP BY p.id",
        );
        static APPEND: Sql = Sql::new(
            "INSERT INTO photo_consents (participant, position, at, decision, wording, given_by, customer)
             SELECT (SELECT key FROM participants WHERE id = {row 1}), {row 2}, {row 3}, {row 4}, {row 5},
                 {row 6}, {row 7} {from uuid int time text text text uuid}",
        );
        let mut ids: Vec<[u8; 16]> = consents.iter().map(|(id, _)| id.to_bytes()).collect();
        ids.sort_unstable();
        ids.dedup();
        let counted =
            self.all(&COUNTS, &[Value::Uuids(&ids)], |row: &dyn Row| Ok((row.uuid(0)?, row.int(1)?)))?;
        let mut positions: HashMap<[u8; 16], i64> = counted.into_iter().collect();
        let mut rows = Vec::with_capacity(consents.len() * 7);
        for (participant, consent) in consents {
            let position = positions.entry(participant.to_bytes()).or_insert(0);
            rows.extend([
                Value::Uuid(participant.to_bytes()),
                Value::Int(*position),
                Value::Time(consent.at.as_micros()),
                Value::Text(consent.decision.code()),
                Value::Text(&consent.wording),
                Value::Text(&consent.given_by),
                consent.customer.map_or(Value::Null, |customer| Value::Uuid(customer.to_bytes())),
            ]);
            *position += 1;
        }
        if rows.is_empty() { Ok(()) } else { self.driver.execute_many(&APPEND, 7, &rows) }
    }
}

fn rows_of(filter: &ParticipantFilter) -> Rows {
    let mut rows = Rows::default();
    let asked = [
        (
            filter.job.map(JobId::to_bytes),
            "t.key IN (SELECT m.participant FROM jobs j CROSS JOIN job_groups g CROSS JOIN memberships m
                 WHERE g.job = j.key AND m.job_group = g.key AND j.id = ",
        ),
        (
            filter.group.map(JobGroupId::to_bytes),
            "t.key IN (SELECT m.participant FROM job_groups g CROSS JOIN memberships m
                 WHERE m.job_group = g.key AND g.id = ",
        ),
        (
            filter.customer.map(CustomerId::to_bytes),
            "t.key IN (SELECT l.participant FROM customers c CROSS JOIN participant_customers l
                 WHERE l.customer = c.number AND c.id = ",
        ),
    ];
    for (id, condition) in asked {
        if let Some(id) = id {
            rows.must(condition).bind(Owned::Uuid(id)).push(")");
        }
    }
    rows
}

fn read_link(row: &dyn Row) -> Result<ParticipantLink> {
    Ok(ParticipantLink {
        participant: ParticipantId::from_bytes(row.uuid(0)?),
        customer: CustomerId::from_bytes(row.uuid(1)?),
        relation: Relation::from_code(row.text(2)?).ok_or_else(corrupt)?,
    })
}

fn corrupt() -> Error {
    Error::storage(ErrorKind::Corrupt, "a participant cannot be read")
}
