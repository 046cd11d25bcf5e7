use std::sync::LazyLock;

use crate::base::{EntityKind, Result};
use crate::history::EntityRef;
use crate::sql::{Query, Sql, SqlTx, Value, id_bytes};

use super::DependentRead;

/// Says that records of one kind depend on those of another: a column of their table is the others' key.
struct Dependence {
    of: EntityKind,
    on: EntityKind,
    count: Sql,
}

/// What depends, on what, its table, the column that names what it depends on, and a condition on its rows `d`.
const DEPENDENCES: [(EntityKind, EntityKind, &str, &str, &str); 17] = {
    use EntityKind::{AccessCode, Customer, Gallery, Job, JobGroup, Participant, Registration};
    [
        (Customer, Customer, "customers", "shared_login", ""),
        (Registration, Customer, "registrations", "customer", ""),
        (Participant, Customer, "participant_customers", "customer", ""),
        (JobGroup, Job, "job_groups", "job", ""),
        (Gallery, Job, "galleries", "job", " AND d.participant IS NOT NULL"),
        (AccessCode, Job, "access_codes", "job", ""),
        (Customer, Job, "customer_totals", "scope", " AND d.scope_kind = 8"),
        (Participant, JobGroup, "memberships", "job_group", ""),
        (Registration, JobGroup, "registrations", "job_group", ""),
        (Gallery, JobGroup, "galleries", "job_group", " AND d.state <> 'draft'"),
        (Customer, JobGroup, "customer_totals", "scope", " AND d.scope_kind = 9"),
        (JobGroup, Participant, "memberships", "participant", ""),
        (Gallery, Participant, "galleries", "participant", ""),
        (Registration, Participant, "registration_participants", "participant", ""),
        (AccessCode, Participant, "access_codes", "participant", ""),
        (Customer, Participant, "participant_customers", "participant", ""),
        // Bound, active or suspended, in its job, and no other took its place.
        (
            AccessCode,
            Gallery,
            "access_codes",
            "participant",
            " AND d.job = o.job AND d.state IN (2, 3, 4) AND d.successor IS NULL",
        ),
    ]
};

static STATEMENTS: LazyLock<Vec<Dependence>> = LazyLock::new(|| {
    let count = |(of, on, table, column, condition): (EntityKind, EntityKind, &str, &str, &str)| {
        // A customer has a total in each currency.
        let counted = if table == "customer_totals" { "DISTINCT d.customer" } else { "*" };
        let (owners, key) = match on {
            // A person names a shared login by its id.
            EntityKind::Customer if of == EntityKind::Customer => ("customers", "id"),
            EntityKind::Customer => ("customers", "number"),
            EntityKind::Job => ("jobs", "key"),
            EntityKind::JobGroup => ("job_groups", "key"),
            EntityKind::Gallery => ("galleries", "participant"),
            _ => ("participants", "key"),
        };
        let count = Sql::composed(format!(
            "SELECT o.id, count({counted}) FROM {{list k $1}} CROSS JOIN {owners} o CROSS JOIN {table} d
             WHERE o.id = k.value AND d.{column} = o.{key}{condition} GROUP BY o.id"
        ));
        Dependence { of, on, count }
    };
    DEPENDENCES.into_iter().map(count).collect()
});

impl DependentRead for SqlTx<'_> {
    fn dependents(&self, of: &[EntityRef]) -> Result<Vec<(EntityRef, EntityKind, u64)>> {
        let asked = STATEMENTS.iter().map(|dependence| {
            let ids = of.iter().filter(|entity| entity.kind == dependence.on).map(|entity| entity.id);
            (dependence, id_bytes(&ids.collect::<Vec<_>>()))
        });
        let asked: Vec<_> = asked.filter(|(_, ids)| !ids.is_empty()).collect();
        let parameters: Vec<[Value<'_>; 1]> = asked.iter().map(|(_, ids)| [Value::Uuids(ids)]).collect();
        let queries = asked.iter().zip(&parameters);
        let queries: Vec<Query<'_>> =
            queries.map(|((dependence, _), parameters)| (&dependence.count, &parameters[..])).collect();
        let mut found = Vec::new();
        self.driver.query_all(&queries, &mut |place, row| {
            let dependence = asked[place].0;
            let entity = EntityRef { kind: dependence.on, id: row.uuid(0)? };
            found.push((entity, dependence.of, row.int(1)?.cast_unsigned()));
            Ok(())
        })?;
        Ok(found)
    }
}
