use crate::base::{BatchId, Timestamp};
use crate::batches::ImportBatch;
use crate::repository::RepositoryExt;
use crate::testing::SequentialIds;

use super::Factory;
use super::expect::{Checked, same};

/// The nth batch of the store; ids grow with time.
fn batch(nth: u64) -> ImportBatch {
    ImportBatch {
        id: BatchId::from_bytes(SequentialIds::nth(nth)),
        started_at: Timestamp::from_micros(1_000 * i64::try_from(nth).unwrap_or(0)),
        finished_at: None,
        source: "kunder å.csv".into(),
        digest: [u8::try_from(nth).unwrap_or(0); 32],
        rows_done: 0,
        report: "{}".into(),
    }
}

pub(super) fn a_batch_is_replaced_under_its_id(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    let mut run = batch(1);
    repository.write(|tx| tx.put_import_batch(&run))?;
    same(repository.read(|tx| tx.import_batch(run.id))?, Some(run.clone()), "a run that began")?;
    run.rows_done = 500;
    run.report = "{\"created\":500}".into();
    run.finished_at = Some(Timestamp::from_micros(9_000));
    repository.write(|tx| tx.put_import_batch(&run))?;
    same(repository.read(|tx| tx.import_batch(run.id))?, Some(run), "the run when it ended")?;
    same(repository.read(|tx| tx.import_batch(batch(2).id))?, None, "another id")
}

pub(super) fn the_latest_batches_come_first(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    repository.write(|tx| [2, 1, 3].into_iter().try_for_each(|nth| tx.put_import_batch(&batch(nth))))?;
    let latest = repository.read(|tx| tx.import_batches(None, 2))?;
    same(latest, vec![batch(3), batch(2)], "the two latest")?;
    let older = repository.read(|tx| tx.import_batches(Some(batch(2).id), 2))?;
    same(older, vec![batch(1)], "those before the second")
}
