use crate::base::{BatchId, Error, ErrorKind, Result, Timestamp};
use crate::sql::{Row, Sql, SqlTx, Value};

use super::{BatchRead, BatchWrite, ImportBatch};

impl BatchRead for SqlTx<'_> {
    fn import_batch(&self, id: BatchId) -> Result<Option<ImportBatch>> {
        static ONE: Sql = Sql::new(
            "SELECT id, started_at, finished_at, source, digest, rows_done, report
             FROM import_batches WHERE id = $1",
        );
        self.first(&ONE, &[Value::Uuid(id.to_bytes())], read_batch)
    }

    fn import_batches(&self, before: Option<BatchId>, limit: u32) -> Result<Vec<ImportBatch>> {
        // Ids are UUIDv7, so their order is the order of time.
        static LATEST: Sql = Sql::new(
            "SELECT id, started_at, finished_at, source, digest, rows_done, report
             FROM import_batches WHERE id < $1 ORDER BY id DESC LIMIT $2",
        );
        // No UUIDv7 is as high.
        let before = before.map_or([0xFF; 16], BatchId::to_bytes);
        self.all(&LATEST, &[Value::Uuid(before), Value::Int(limit.into())], read_batch)
    }
}

impl BatchWrite for SqlTx<'_> {
    fn put_import_batch(&mut self, batch: &ImportBatch) -> Result<()> {
        static PUT: Sql = Sql::new(
            "INSERT INTO import_batches
                 (id, started_at, finished_at, source, digest, rows_done, report)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at,
                 rows_done = excluded.rows_done, report = excluded.report",
        );
        let row = [
            Value::Uuid(batch.id.to_bytes()),
            Value::Time(batch.started_at.as_micros()),
            Value::opt_time(batch.finished_at),
            Value::Text(&batch.source),
            Value::Bytes(&batch.digest),
            Value::Int(i64::try_from(batch.rows_done).unwrap_or(i64::MAX)),
            Value::Text(&batch.report),
        ];
        self.execute(&PUT, &row)?;
        Ok(())
    }
}

fn read_batch(row: &dyn Row) -> Result<ImportBatch> {
    let wrong = || Error::storage(ErrorKind::Corrupt, "a batch of an import cannot be read");
    Ok(ImportBatch {
        id: BatchId::from_bytes(row.uuid(0)?),
        started_at: Timestamp::from_micros(row.int(1)?),
        finished_at: row.opt_int(2)?.map(Timestamp::from_micros),
        source: row.text(3)?.to_owned(),
        digest: row.bytes(4)?.try_into().map_err(|_| wrong())?,
        rows_done: u64::try_from(row.int(5)?).map_err(|_| wrong())?,
        report: row.text(6)?.to_owned(),
    })
}
