use crate::base::{
    AccessCodeId, Conflict, EntityKind, Error, ErrorKind, JobId, ParticipantId, Result, Revision, Timestamp,
};
use crate::sql::{ManyRows, Row, Sql, SqlTx, Value, id_bytes};

use super::{
    AccessCode, CodeAttempt, CodeDigest, CodeRead, CodeState, CodeWrite, ResolveOutcome, SealedSecrets,
    StoredCode, Successor,
};

/// A statement that gives codes for [`read_code`], from `access_codes t`.
macro_rules! select_codes {
    ($from:literal, $rest:literal) => {
        Sql::new(concat!(
            "SELECT t.id, (SELECT j.id FROM jobs j WHERE j.key = t.job),
                 (SELECT p.id FROM participants p WHERE p.key = t.participant),
                 t.revision, t.created_at, t.updated_at, t.state, t.expires_at, t.successor, t.successor_from,
                 t.token_digest, t.typed_digest, t.sealed
             FROM ",
            $from,
            "access_codes t ",
            $rest
        ))
    };
}

impl CodeRead for SqlTx<'_> {
    fn codes(&self, ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
        static BY_IDS: Sql = select_codes!("", "WHERE t.id {in $1}");
        self.all(&BY_IDS, &[Value::Uuids(&id_bytes(ids))], read_code)
    }

    fn codes_by_tokens(&self, digests: &[CodeDigest]) -> Result<Vec<StoredCode>> {
        static BY_TOKEN: Sql = select_codes!("", "WHERE t.token_digest = $1");
        self.by_digests(&BY_TOKEN, digests)
    }

    fn codes_by_typed(&self, digests: &[CodeDigest]) -> Result<Vec<StoredCode>> {
        static BY_TYPED: Sql = select_codes!("", "WHERE t.typed_digest = $1");
        self.by_digests(&BY_TYPED, digests)
    }

    fn codes_of_job(&self, job: JobId, after: Option<AccessCodeId>, limit: usize) -> Result<Vec<StoredCode>> {
        static OF_JOB: Sql = select_codes!(
            "",
            "WHERE t.job = (SELECT j.key FROM jobs j WHERE j.id = $1) AND t.id > $2 ORDER BY t.id LIMIT $3"
        );
        let after = after.map_or([0; 16], AccessCodeId::to_bytes);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let parameters = [Value::Uuid(job.to_bytes()), Value::Uuid(after), Value::Int(limit)];
        self.all(&OF_JOB, &parameters, read_code)
    }

    fn count_codes_of_job(&self, job: JobId, cap: Option<u64>) -> Result<u64> {
        static COUNT: Sql = Sql::new(
            "SELECT count(*) FROM (SELECT 1 FROM access_codes t
                 WHERE t.job = (SELECT j.key FROM jobs j WHERE j.id = $1) LIMIT $2) counted",
        );
        let cap = cap.and_then(|cap| i64::try_from(cap).ok()).unwrap_or(i64::MAX);
        let count = self.first(&COUNT, &[Value::Uuid(job.to_bytes()), Value::Int(cap)], |row| row.int(0))?;
        Ok(count.unwrap_or(0).cast_unsigned())
    }

    fn codes_of_participants(&self, participants: &[ParticipantId]) -> Result<Vec<StoredCode>> {
        static OF_PARTICIPANTS: Sql = select_codes!(
            "{list k $1} CROSS JOIN participants o CROSS JOIN ",
            "WHERE o.id = k.value AND t.participant = o.key"
        );
        self.all(&OF_PARTICIPANTS, &[Value::Uuids(&id_bytes(participants))], read_code)
    }

    fn code_attempts(
        &self,
        code: Option<AccessCodeId>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<CodeAttempt>> {
        static ALL: Sql = Sql::new(
            "SELECT key, at, code, outcome, origin FROM code_attempts WHERE key < $1
             ORDER BY key DESC LIMIT $2",
        );
        static OF_CODE: Sql = Sql::new(
            "SELECT key, at, code, outcome, origin FROM code_attempts WHERE key < $1 AND code = $2
             ORDER BY key DESC LIMIT $3",
        );
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let (before, limit) = (Value::Int(before), Value::Int(limit.into()));
        match code {
            Some(code) => self.all(&OF_CODE, &[before, Value::Uuid(code.to_bytes()), limit], read_attempt),
            None => self.all(&ALL, &[before, limit], read_attempt),
        }
    }
}

impl CodeWrite for SqlTx<'_> {
    fn insert_codes(&mut self, codes: &[StoredCode]) -> Result<()> {
        static INSERT: Sql = Sql::new(
            "INSERT INTO access_codes (key, id, revision, created_at, updated_at, job, participant, state,
                 expires_at, successor, successor_from, token_digest, typed_digest, sealed)
             SELECT {row 1}, {row 2}, {row 3}, {row 4}, {row 5},
                 (SELECT j.key FROM jobs j WHERE j.id = {row 6}),
                 (SELECT p.key FROM participants p WHERE p.id = {row 7}),
                 {row 8}, {row 9}, {row 10}, {row 11}, {row 12}, {row 13}, {row 14}
             {from int uuid int time time uuid uuid int time uuid time bytes bytes bytes}",
        );
        if codes.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(codes.len()).unwrap_or(i64::MAX);
        let [last] = self.count_on([("access_code_key", count)])?;
        let digests = |stored: &StoredCode| (stored.token_digest.to_bytes(), stored.typed_digest.to_bytes());
        let digests: Vec<([u8; 32], [u8; 32])> = codes.iter().map(digests).collect();
        let mut rows = Vec::with_capacity(codes.len() * 14);
        for ((stored, (token, typed)), key) in codes.iter().zip(&digests).zip(last - count + 1..) {
            let code = &stored.code;
            rows.extend([
                Value::Int(key),
                Value::Uuid(code.id.to_bytes()),
                Value::Int(stored.revision.0.into()),
                Value::Time(stored.created_at.as_micros()),
                Value::Time(stored.updated_at.as_micros()),
                Value::Uuid(stored.job.to_bytes()),
            ]);
            rows.extend(standing(code));
            rows.extend([Value::Bytes(token), Value::Bytes(typed)]);
            rows.push(stored.sealed.as_ref().map_or(Value::Null, |sealed| Value::Bytes(sealed.as_bytes())));
        }
        self.driver.execute_many(&INSERT, 14, &rows)
    }

    fn update_codes(&mut self, codes: &[StoredCode]) -> Result<()> {
        const UPDATE: &str = "UPDATE access_codes
             SET participant = (SELECT p.key FROM participants p WHERE p.id = {row 1}), state = {row 2},
                 expires_at = {row 3}, successor = {row 4}, successor_from = {row 5}, revision = {row 6},
                 updated_at = {row 7} {from uuid int time uuid time int time uuid int}
             WHERE id = {row 8} AND revision = {row 9}";
        const TYPES: [&str; 9] = ["uuid", "int", "time", "uuid", "time", "int", "time", "uuid", "int"];
        if codes.is_empty() {
            return Ok(());
        }
        let mut flat = Vec::with_capacity(codes.len() * TYPES.len());
        for stored in codes {
            flat.extend(standing(&stored.code));
            flat.extend([
                Value::Int(stored.revision.0.into()),
                Value::Time(stored.updated_at.as_micros()),
                Value::Uuid(stored.code.id.to_bytes()),
                Value::Int(i64::from(stored.revision.0) - 1),
            ]);
        }
        let statement = ManyRows { sql: UPDATE.to_owned(), types: TYPES.to_vec(), flat };
        let touched: u64 = self.driver.execute_all_composed(&[statement])?.into_iter().sum();
        // There is at least one.
        if touched == codes.len() as u64 { Ok(()) } else { Err(self.missed(codes)?) }
    }

    fn delete_codes(&mut self, ids: &[AccessCodeId], at: Timestamp) -> Result<()> {
        static DELETE: Sql = Sql::new("DELETE FROM access_codes WHERE id {in $1}");
        if ids.is_empty() {
            return Ok(());
        }
        let ids = id_bytes(ids);
        self.execute(&DELETE, &[Value::Uuids(&ids)])?;
        self.leave_tombstones(EntityKind::AccessCode, &ids, at)
    }

    fn append_attempts(&mut self, attempts: &[CodeAttempt]) -> Result<()> {
        static APPEND: Sql = Sql::new(
            "INSERT INTO code_attempts (key, at, code, outcome, origin) {rows int time uuid int text}",
        );
        if attempts.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(attempts.len()).unwrap_or(i64::MAX);
        let [last] = self.count_on([("code_attempt_key", count)])?;
        let rows = attempts.iter().zip(last - count + 1..).flat_map(|(attempt, key)| {
            [
                Value::Int(key),
                Value::Time(attempt.at.as_micros()),
                attempt.code.map_or(Value::Null, |code| Value::Uuid(code.to_bytes())),
                Value::Int(attempt.outcome.code()),
                Value::Text(&attempt.origin),
            ]
        });
        self.driver.execute_many(&APPEND, 5, &rows.collect::<Vec<_>>())
    }
}

impl SqlTx<'_> {
    fn by_digests(&self, sql: &'static Sql, digests: &[CodeDigest]) -> Result<Vec<StoredCode>> {
        let digests: Vec<[u8; 32]> = digests.iter().map(|digest| digest.to_bytes()).collect();
        let calls: Vec<[Value<'_>; 1]> = digests.iter().map(|digest| [Value::Bytes(digest)]).collect();
        let mut found: Vec<StoredCode> = Vec::new();
        self.each(sql, &calls, |_, row| {
            found.push(read_code(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Says which of some codes could not be changed: one that is not what it was changed to.
    fn missed(&self, codes: &[StoredCode]) -> Result<Error> {
        let ids: Vec<AccessCodeId> = codes.iter().map(|stored| stored.code.id).collect();
        let now = self.codes(&ids)?;
        let missed = codes.iter().find(|stored| !now.contains(stored)).unwrap_or(&codes[0]);
        let found = now.iter().find(|now| now.code.id == missed.code.id);
        let found = found.map_or(Revision(0), |now| now.revision);
        Ok(conflict(missed.code.id, Revision(missed.revision.0.saturating_sub(1)), found))
    }
}

fn conflict(id: AccessCodeId, expected: Revision, found: Revision) -> Error {
    let fields = Vec::new();
    let entity = EntityKind::AccessCode;
    Error::Conflict(Box::new(Conflict { entity, id: id.to_string(), expected, found, fields }))
}

/// What of a code changes: participant, state, expiry, successor and since when.
fn standing(code: &AccessCode) -> [Value<'static>; 5] {
    [
        code.participant.map_or(Value::Null, |id| Value::Uuid(id.to_bytes())),
        Value::Int(code.state.code()),
        Value::opt_time(code.expires_at),
        code.successor.map_or(Value::Null, |successor| Value::Uuid(successor.id.to_bytes())),
        Value::opt_time(code.successor.map(|successor| successor.from)),
    ]
}

fn read_code(row: &dyn Row) -> Result<StoredCode> {
    let opt_time = |column| Ok::<_, Error>(row.opt_int(column)?.map(Timestamp::from_micros));
    let digest = |column| -> Result<CodeDigest> {
        Ok(CodeDigest::from_bytes(row.bytes(column)?.try_into().map_err(|_| corrupt())?))
    };
    let successor = match (opt_id(row, 8)?, opt_time(9)?) {
        (Some(id), Some(from)) => Some(Successor { id: AccessCodeId::from_bytes(id), from }),
        (None, None) => None,
        _ => return Err(corrupt()),
    };
    Ok(StoredCode {
        code: AccessCode {
            id: AccessCodeId::from_bytes(row.uuid(0)?),
            state: CodeState::from_code(row.int(6)?).ok_or_else(corrupt)?,
            participant: opt_id(row, 2)?.map(ParticipantId::from_bytes),
            expires_at: opt_time(7)?,
            successor,
        },
        job: JobId::from_bytes(row.uuid(1)?),
        revision: Revision(u32::try_from(row.int(3)?).map_err(|_| corrupt())?),
        created_at: Timestamp::from_micros(row.int(4)?),
        updated_at: Timestamp::from_micros(row.int(5)?),
        token_digest: digest(10)?,
        typed_digest: digest(11)?,
        sealed: match row.opt_bytes(12)? {
            Some(sealed) => Some(SealedSecrets::from_bytes(sealed).map_err(|_| corrupt())?),
            None => None,
        },
    })
}

fn read_attempt(row: &dyn Row) -> Result<CodeAttempt> {
    Ok(CodeAttempt {
        seq: row.int(0)?.cast_unsigned(),
        at: Timestamp::from_micros(row.int(1)?),
        code: opt_id(row, 2)?.map(AccessCodeId::from_bytes),
        outcome: ResolveOutcome::from_code(row.int(3)?).ok_or_else(corrupt)?,
        origin: row.text(4)?.to_owned(),
    })
}

fn opt_id(row: &dyn Row, column: usize) -> Result<Option<[u8; 16]>> {
    row.opt_bytes(column)?.map(|id| id.try_into().map_err(|_| corrupt())).transpose()
}

fn corrupt() -> Error {
    Error::storage(ErrorKind::Corrupt, "an access code cannot be read")
}
