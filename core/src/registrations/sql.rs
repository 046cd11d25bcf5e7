use std::sync::LazyLock;

use crate::base::{
    CustomerId, Error, JobGroupId, Keyed, List, ParticipantId, RegistrationId, Result, Sort, Timestamp,
};
use crate::sql::{Owned, OwnerColumn, RecordTable, Rows, Shape, SortKey, Sql, SqlTx, Value, id_bytes};

use super::parts;
use super::{
    RegisterParts, Registration, RegistrationFilter, RegistrationRead, RegistrationWrite, Spent, TotalScope,
};

static REGISTRATIONS: LazyLock<RecordTable<Registration>> = LazyLock::new(|| {
    RecordTable::new(Shape {
        table: "registrations",
        counter: "registration_key",
        owners: &[
            OwnerColumn { column: "job", table: "jobs", key: "key" },
            OwnerColumn { column: "job_group", table: "job_groups", key: "key" },
            OwnerColumn { column: "customer", table: "customers", key: "number" },
        ],
        sorted: true,
        computed: &[],
    })
});

impl RegistrationRead for SqlTx<'_> {
    fn registrations(&self, ids: &[RegistrationId]) -> Result<Vec<Registration>> {
        self.records(&REGISTRATIONS, &id_bytes(ids))
    }

    fn list_registrations(&self, list: &List<'_, RegistrationFilter>) -> Result<Vec<Keyed<Registration>>> {
        let mut rows = rows_of(list.filter);
        let sort = match &*list.sort.field {
            Sort::ID => SortKey::Id,
            "registered_at" => SortKey::Int("t.registered_at"),
            "entered_name" => SortKey::Bytes("t.sort_key"),
            "kind" => SortKey::Text("t.kind"),
            "job_group" => SortKey::Bytes("g.sort_key"),
            "email" => SortKey::Bytes("c.sort_email"),
            "city" => SortKey::Bytes("c.sort_city"),
            "postal_code" => SortKey::Text("c.postal_code"),
            // No participant: the empty bytes, in words that every engine knows.
            "participants" => SortKey::Bytes(
                "coalesce((SELECT n.sort_key FROM registration_participants l
                     JOIN participants n ON n.key = l.participant
                     WHERE l.registration = t.key ORDER BY n.sort_key LIMIT 1), substr(t.sort_key, 1, 0))",
            ),
            "contact_groups" => SortKey::Text(
                "coalesce((SELECT s.name_key FROM collection_members m
                     JOIN collections s ON s.key = m.collection AND s.kind = 3
                     WHERE m.entity_kind = 1 AND m.entity = t.customer ORDER BY s.name_key LIMIT 1), '')",
            ),
            _ => return Err(Error::InvalidCursor),
        };
        // A cross join keeps the order of the tables: a job's registrations lead.
        match &*list.sort.field {
            "job_group" => rows.join(" CROSS JOIN job_groups g", "g.key = t.job_group"),
            "email" | "city" | "postal_code" => rows.join(" CROSS JOIN customers c", "c.number = t.customer"),
            _ => {}
        }
        self.list_records(&REGISTRATIONS, rows, sort, list)
    }

    fn count_registrations(&self, filter: &RegistrationFilter, cap: Option<u64>) -> Result<u64> {
        self.count_records(&REGISTRATIONS, &rows_of(filter), cap)
    }

    fn registrations_of(&self, pairs: &[(JobGroupId, CustomerId)]) -> Result<Vec<Registration>> {
        static OF: LazyLock<Sql> = LazyLock::new(|| {
            REGISTRATIONS.such_that(
                "t.job_group IN (SELECT g.key FROM job_groups g WHERE g.id {in $1})
                 AND t.customer IN (SELECT c.number FROM customers c WHERE c.id {in $2})",
            )
        });
        let (groups, customers): (Vec<_>, Vec<_>) =
            pairs.iter().map(|(group, customer)| (group.to_bytes(), customer.to_bytes())).unzip();
        let mut found =
            self.all(&OF, &[Value::Uuids(&groups), Value::Uuids(&customers)], |row| REGISTRATIONS.read(row))?;
        found.retain(|registration| pairs.contains(&(registration.job_group, registration.customer)));
        Ok(found)
    }

    fn registrations_of_customers(&self, customers: &[CustomerId]) -> Result<Vec<Registration>> {
        static OF_CUSTOMERS: LazyLock<Sql> = LazyLock::new(|| {
            REGISTRATIONS.such_that(
                "t.customer IN (SELECT c.number FROM customers c WHERE c.id {in $1}
                     UNION ALL SELECT p.number FROM customers p WHERE p.shared_login {in $1})",
            )
        });
        self.all(&OF_CUSTOMERS, &[Value::Uuids(&id_bytes(customers))], |row| REGISTRATIONS.read(row))
    }

    fn participants_of_registrations(
        &self,
        registrations: &[RegistrationId],
    ) -> Result<Vec<(RegistrationId, ParticipantId)>> {
        static PARTICIPANTS: Sql = Sql::new(
            "SELECT r.id, p.id FROM {list k $1} CROSS JOIN registrations r
                 CROSS JOIN registration_participants l CROSS JOIN participants p
             WHERE r.id = k.value AND l.registration = r.key AND p.key = l.participant
             ORDER BY r.id, p.sort_key, p.id",
        );
        self.all(&PARTICIPANTS, &[Value::Uuids(&id_bytes(registrations))], |row| {
            Ok((RegistrationId::from_bytes(row.uuid(0)?), ParticipantId::from_bytes(row.uuid(1)?)))
        })
    }

    fn register_parts(
        &self,
        registrations: &[Registration],
        scope: TotalScope<'_>,
    ) -> Result<Option<RegisterParts>> {
        parts::of(self, registrations, scope)
    }

    fn customer_totals(&self, scope: TotalScope<'_>, customers: &[CustomerId]) -> Result<Vec<Spent>> {
        let customers = id_bytes(customers);
        parts::with_totals(scope, &customers, |(sql, parameters)| {
            self.all(sql, parameters, |row| parts::read_spent(scope, row))
        })
    }
}

impl RegistrationWrite for SqlTx<'_> {
    fn insert_registrations(&mut self, registrations: &[Keyed<Registration>]) -> Result<()> {
        self.insert_records(&REGISTRATIONS, registrations)
    }

    fn update_registrations(&mut self, registrations: &[Keyed<Registration>]) -> Result<()> {
        self.update_records(&REGISTRATIONS, registrations)
    }

    fn delete_registrations(&mut self, ids: &[RegistrationId], at: Timestamp) -> Result<()> {
        self.delete_records(&REGISTRATIONS, &id_bytes(ids), at)
    }

    fn add_registered(&mut self, pairs: &[(RegistrationId, ParticipantId)]) -> Result<()> {
        static ADD: Sql = Sql::new(
            "INSERT INTO registration_participants (registration, participant)
             SELECT (SELECT key FROM registrations WHERE id = {row 1}),
                 (SELECT key FROM participants WHERE id = {row 2}) {from uuid uuid}
             WHERE TRUE ON CONFLICT DO NOTHING",
        );
        self.each_pair(&ADD, pairs)
    }

    fn remove_registered(&mut self, pairs: &[(RegistrationId, ParticipantId)]) -> Result<()> {
        static REMOVE: Sql = Sql::new(
            "DELETE FROM registration_participants
             WHERE registration = (SELECT key FROM registrations WHERE id = $1)
                 AND participant = (SELECT key FROM participants WHERE id = $2)",
        );
        self.remove_pairs(&REMOVE, pairs)
    }
}

fn rows_of(filter: &RegistrationFilter) -> Rows {
    let mut rows = Rows::default();
    if let Some(job) = filter.job {
        rows.owned_by("t.job", "jobs", job);
    }
    if let Some(group) = filter.group {
        rows.owned_by("t.job_group", "job_groups", group);
    }
    if let Some(customer) = filter.customer {
        let customer = Owned::Uuid(customer.to_bytes());
        rows.must("t.customer = (SELECT o.number FROM customers o WHERE o.id = ").bind(customer).push(")");
    }
    rows.one_of("t.kind", filter.kinds.iter().cloned());
    if let Some(from) = filter.registered_from {
        rows.must("t.registered_at >= ").bind(Owned::Int(from.as_micros()));
    }
    if let Some(before) = filter.registered_before {
        rows.must("t.registered_at < ").bind(Owned::Int(before.as_micros()));
    }
    if let Some(set) = filter.set {
        rows.must("EXISTS (SELECT 1 FROM collections s WHERE s.id = ")
            .bind(Owned::Uuid(set.to_bytes()))
            .push(
                " AND (EXISTS (SELECT 1 FROM collection_members m
                     WHERE m.collection = s.key AND m.entity_kind = 1 AND m.entity = t.customer)
                 OR EXISTS (SELECT 1 FROM customers d
                     WHERE d.number = t.customer AND d.default_group = s.key)))",
            );
    }
    rows
}
