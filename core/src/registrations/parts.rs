//! What registers show of registrations, asked for at once where a wait for the server costs more than reading.

use crate::base::{
    CustomerId, EntityKind, Error, ErrorKind, GalleryId, JobGroupId, Money, ParticipantId, RegistrationId,
    Result,
};
use crate::customers::customers_beside;
use crate::jobs::GROUPS;
use crate::participants::ParticipantDetails;
use crate::sql::{Query, Row, Sql, SqlTx, Value, id_bytes};

use super::{RegisterParts, RegisteredParticipant, Registration, Spent, TotalScope};

static GALLERIES: Sql = Sql::new(
    "SELECT g.id, a.id FROM {list k $1} CROSS JOIN job_groups g CROSS JOIN galleries a
     WHERE g.id = k.value AND a.job_group = g.key",
);
static PARTICIPANTS: Sql = Sql::new(
    "SELECT r.id, p.id, p.given_name, p.family_name, p.entered_name, a.id
     FROM {list k $1} CROSS JOIN registrations r CROSS JOIN registration_participants l
         CROSS JOIN participants p LEFT JOIN galleries a ON a.participant = p.key AND a.job = r.job
     WHERE r.id = k.value AND l.registration = r.key AND p.key = l.participant
     ORDER BY r.id, p.sort_key, p.id",
);
static TOTALS_OF_GROUPS: Sql = Sql::new(
    "SELECT c.id, s.minor, s.currency, g.id
     FROM {list k $1} CROSS JOIN customers c CROSS JOIN customer_totals s CROSS JOIN job_groups g
     WHERE c.id = k.value AND s.customer = c.number AND s.scope_kind = 9 AND g.key = s.scope
         AND g.id {in $2} AND s.minor <> 0",
);
// The id of a job, or of none for all that a customer bought.
static TOTALS_OF_WHOLE: Sql = Sql::new(
    "SELECT c.id, s.minor, s.currency
     FROM {list k $1} CROSS JOIN customers c CROSS JOIN customer_totals s
     WHERE c.id = k.value AND s.customer = c.number AND s.scope_kind = $2
         AND s.scope = coalesce((SELECT key FROM jobs WHERE id = $3), 0) AND s.minor <> 0",
);

/// Asks for all of it at once; nothing where the engine waits for nobody.
pub(super) fn of(
    tx: &SqlTx<'_>,
    registrations: &[Registration],
    scope: TotalScope<'_>,
) -> Result<Option<RegisterParts>> {
    if tx.driver.queries_at_once() == 1 {
        return Ok(None);
    }
    let ids: Vec<RegistrationId> = registrations.iter().map(|entry| entry.id).collect();
    let groups: Vec<JobGroupId> = registrations.iter().map(|entry| entry.job_group).collect();
    let customers: Vec<CustomerId> = registrations.iter().map(|entry| entry.customer).collect();
    let (ids, groups, customers) = (id_bytes(&ids), id_bytes(&groups), id_bytes(&customers));
    let (ids, of_groups) = ([Value::Uuids(&ids)], [Value::Uuids(&groups)]);
    with_totals(scope, &customers, |totals| {
        let others =
            [(GROUPS.by_ids(), &of_groups[..]), (&GALLERIES, &of_groups), (&PARTICIPANTS, &ids), totals];
        let mut parts = RegisterParts {
            customers: Vec::new(),
            groups: Vec::new(),
            galleries: Vec::new(),
            participants: Vec::new(),
            totals: Vec::new(),
        };
        let customers = customers_beside(tx, &customers, &others, &mut |query, row| {
            match query {
                0 => parts.groups.push(GROUPS.read(row)?),
                1 => {
                    let pair = (JobGroupId::from_bytes(row.uuid(0)?), GalleryId::from_bytes(row.uuid(1)?));
                    parts.galleries.push(pair);
                }
                2 => parts.participants.push(read_participant(row)?),
                _ => parts.totals.push(read_spent(scope, row)?),
            }
            Ok(())
        })?;
        Ok(Some(RegisterParts { customers, ..parts }))
    })
}

fn read_participant(row: &dyn Row) -> Result<(RegistrationId, RegisteredParticipant)> {
    let details = ParticipantDetails {
        given_name: row.text(2)?.to_owned(),
        family_name: row.text(3)?.to_owned(),
        entered_name: row.text(4)?.to_owned(),
        ..ParticipantDetails::default()
    };
    let gallery = match row.opt_bytes(5)? {
        Some(id) => {
            let corrupt = |_| Error::storage(ErrorKind::Corrupt, "a gallery has an unknown id");
            Some(GalleryId::from_bytes(id.try_into().map_err(corrupt)?))
        }
        None => None,
    };
    let id = ParticipantId::from_bytes(row.uuid(1)?);
    let participant = RegisteredParticipant { id, name: details.display_name(), gallery };
    Ok((RegistrationId::from_bytes(row.uuid(0)?), participant))
}

/// Hands over the query for what customers spent.
pub(super) fn with_totals<T>(
    scope: TotalScope<'_>,
    customers: &[[u8; 16]],
    ask: impl FnOnce(Query<'_>) -> Result<T>,
) -> Result<T> {
    let customers = Value::Uuids(customers);
    let whole = |kind: EntityKind, id| [customers, Value::Int(kind.code()), Value::Uuid(id)];
    match scope {
        TotalScope::Groups(groups) => ask((&TOTALS_OF_GROUPS, &[customers, Value::Uuids(&id_bytes(groups))])),
        TotalScope::Job(job) => ask((&TOTALS_OF_WHOLE, &whole(EntityKind::Job, job.to_bytes()))),
        TotalScope::Lifetime => ask((&TOTALS_OF_WHOLE, &whole(EntityKind::Customer, [0; 16]))),
    }
}

/// Reads a row of what [`with_totals`] asks for.
pub(super) fn read_spent(scope: TotalScope<'_>, row: &dyn Row) -> Result<Spent> {
    let corrupt = |_| Error::storage(ErrorKind::Corrupt, "a total has an unknown currency");
    let spent = Money::new(row.int(1)?, row.text(2)?.parse().map_err(corrupt)?);
    let group = match scope {
        TotalScope::Groups(_) => Some(JobGroupId::from_bytes(row.uuid(3)?)),
        TotalScope::Job(_) | TotalScope::Lifetime => None,
    };
    Ok((CustomerId::from_bytes(row.uuid(0)?), group, spent))
}
