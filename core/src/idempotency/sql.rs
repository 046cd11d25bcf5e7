use crate::base::{Error, ErrorKind, Result, Timestamp};
use crate::sql::{Sql, SqlTx, Value};

use super::{AnsweredCall, IdempotencyRead, IdempotencyWrite};

impl IdempotencyRead for SqlTx<'_> {
    fn answered_call(&self, key: &str, operation: &str) -> Result<Option<AnsweredCall>> {
        static ANSWERED: Sql =
            Sql::new("SELECT digest, result, at FROM idempotency_keys WHERE key = $1 AND operation = $2");
        self.first(&ANSWERED, &[Value::Text(key), Value::Text(operation)], |row| {
            let digest = row.bytes(0)?.try_into().map_err(|_| {
                Error::storage(ErrorKind::Corrupt, "the digest of an answered call has another length")
            })?;
            Ok(AnsweredCall {
                operation: operation.to_owned(),
                digest,
                result: row.text(1)?.to_owned(),
                at: Timestamp::from_micros(row.int(2)?),
            })
        })
    }
}

impl IdempotencyWrite for SqlTx<'_> {
    fn put_answered_call(&mut self, key: &str, call: &AnsweredCall, forget_before: Timestamp) -> Result<()> {
        static FORGET: Sql = Sql::new("DELETE FROM idempotency_keys WHERE at < $1");
        static PUT: Sql = Sql::new(
            "INSERT INTO idempotency_keys (key, operation, digest, result, at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (key, operation) DO UPDATE SET result = excluded.result",
        );
        self.send(&FORGET, &[Value::Time(forget_before.as_micros())])?;
        let row = [
            Value::Text(key),
            Value::Text(&call.operation),
            Value::Bytes(&call.digest),
            Value::Text(&call.result),
            Value::Time(call.at.as_micros()),
        ];
        self.send(&PUT, &row)
    }
}
