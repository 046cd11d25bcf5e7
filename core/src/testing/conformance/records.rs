use std::fmt::Debug;

use crate::base::{Keyed, List, Result, Revision, Sort, Timestamp};
use crate::catalogue::Record;
use crate::dump::DumpValue;
use crate::repository::{ReadTx, RepositoryExt, WriteTx};

use super::expect::{Checked, holds, same};
use super::fixture::Fixture;

/// More than any list here has.
const ALL: usize = 100_000;

/// The methods of the storage that keep a kind of record.
pub(super) struct Kept<R, I> {
    pub(super) id: fn([u8; 16]) -> I,
    pub(super) load: fn(&dyn ReadTx, &[I]) -> Result<Vec<R>>,
    pub(super) insert: fn(&mut dyn WriteTx, &[Keyed<R>]) -> Result<()>,
    pub(super) update: fn(&mut dyn WriteTx, &[Keyed<R>]) -> Result<()>,
    pub(super) delete: fn(&mut dyn WriteTx, &[I], Timestamp) -> Result<()>,
}

impl<R, I> Kept<R, I>
where
    R: Record + Debug + PartialEq,
    I: Copy + Into<[u8; 16]>,
{
    /// Checks that records of which none is stored come back, are changed and go.
    pub(super) fn come_and_go(
        &self,
        fixture: &Fixture,
        records: &[Keyed<R>],
        edit: impl Fn(&mut R::Details),
    ) -> Checked {
        let repository = &*fixture.repository;
        let ids: Vec<I> = records.iter().map(|keyed| (self.id)(keyed.record.stamp().id)).collect();
        let load = |ids: &[I]| -> Result<Vec<R>> {
            let mut found = repository.read(|tx| (self.load)(tx, ids))?;
            found.sort_by_key(|record| record.stamp().id);
            Ok(found)
        };
        same(load(&ids)?.len(), 0, "records before they are inserted")?;
        repository.write(|tx| (self.insert)(tx, records))?;
        let mut expected: Vec<R> = records.iter().map(|keyed| keyed.record.clone()).collect();
        expected.sort_by_key(|record| record.stamp().id);
        same(load(&ids)?, expected.clone(), "records as they were inserted")?;
        for record in &expected {
            let found = load(&[(self.id)(record.stamp().id)])?;
            same(found.as_slice(), std::slice::from_ref(record), "one of them")?;
        }
        let unknown = (self.id)([0xEE; 16]);
        let twice = [ids[0], unknown, ids[0]];
        same(load(&twice)?.len(), 1, "one that is asked for twice, and one that there is not")?;
        same(load(&[])?.len(), 0, "nothing that is asked for")?;

        let mut changed = Vec::new();
        for record in expected.iter_mut().step_by(2) {
            let mut details = record.details().clone();
            edit(&mut details);
            *record = fixture.changed(record, details);
            changed.push(fixture.keyed(record.clone()));
        }
        repository.write(|tx| (self.update)(tx, &changed))?;
        same(load(&ids)?, expected.clone(), "every second one after a change")?;
        repository.write(|tx| (self.update)(tx, &[]))?;

        let at = Timestamp::from_micros(7);
        let gone: Vec<I> = expected.drain(..2).map(|record| (self.id)(record.stamp().id)).collect();
        repository.write(|tx| (self.delete)(tx, &gone, at))?;
        repository.write(|tx| (self.delete)(tx, &[], at))?;
        same(load(&ids)?, expected, "those that are left after a deletion")?;
        leave_tombstones(fixture, &gone.into_iter().map(Into::into).collect::<Vec<_>>())
    }
}

/// Demands that ids of deleted records are still told, where a backend tells all of its rows.
pub(super) fn leave_tombstones(fixture: &Fixture, ids: &[[u8; 16]]) -> Checked {
    if !fixture.capabilities.copies {
        return Ok(());
    }
    let mut told = Vec::new();
    fixture.repository.read(|tx| {
        told.clear();
        for table in tx.dump_tables()? {
            tx.dump_rows(&table, &[], &mut |row| {
                told.extend(row.into_iter().filter_map(|value| match value {
                    DumpValue::Bytes(bytes) => Some(bytes),
                    _ => None,
                }));
                Ok(())
            })?;
        }
        Ok(())
    })?;
    holds(ids.iter().all(|id| told.iter().any(|bytes| bytes == id)), "every deleted record has a tombstone")
}

impl Fixture {
    /// A record with the sort key that the register gives it.
    pub(super) fn keyed<R: Record>(&self, record: R) -> Keyed<R> {
        Keyed { sort_key: self.collation.key(&record.sort_text()), record }
    }

    /// A record with other details, as the register changes it.
    pub(super) fn changed<R: Record>(&self, record: &R, details: R::Details) -> R {
        let stamp = record.stamp();
        let revision = Revision(stamp.revision.0 + 1);
        let updated_at = Timestamp::from_micros(stamp.updated_at.as_micros() + 1);
        let stamp = crate::catalogue::Stamp { revision, updated_at, ..stamp };
        R::assemble(stamp, &record.owners(), details).unwrap_or_else(|| record.clone())
    }
}

type ListOf<R, F> = fn(&dyn ReadTx, &List<'_, F>) -> Result<Vec<Keyed<R>>>;

/// The methods of the storage that list a kind of record.
pub(super) struct Listed<R, F> {
    pub(super) list: ListOf<R, F>,
    pub(super) count: fn(&dyn ReadTx, &F, Option<u64>) -> Result<u64>,
}

impl<R: Record + Debug + PartialEq, F: Debug> Listed<R, F> {
    /// Compares a list, its pages and its counts with the records that it must have, each with the key by
    /// which it is sorted.
    pub(super) fn agrees(
        &self,
        fixture: &Fixture,
        (filter, sort): (&F, &Sort),
        mut expected: Vec<(Vec<u8>, R)>,
    ) -> Checked {
        let repository = &*fixture.repository;
        expected.sort_by(|(a, one), (b, other)| (a, one.stamp().id).cmp(&(b, other.stamp().id)));
        if sort.descending {
            expected.reverse();
        }
        let expected: Vec<R> = expected.into_iter().map(|(_, record)| record).collect();
        let direction = if sort.descending { "descending" } else { "ascending" };
        let what = format!("list of {filter:?} by {} {direction}", sort.field);
        let records = |rows: &[Keyed<R>]| rows.iter().map(|row| row.record.clone()).collect::<Vec<R>>();

        let list = List { filter, sort, after: None, limit: ALL };
        let found = repository.read(|tx| (self.list)(tx, &list))?;
        same(&records(&found), &expected, &what)?;
        let limit = 1 + fixture.samples.random.below(9);
        let mut after = None;
        for page in expected.chunks(limit) {
            let list = List { filter, sort, after: after.take(), limit };
            let rows = repository.read(|tx| (self.list)(tx, &list))?;
            same(records(&rows), page.to_vec(), &format!("page of {limit} of the {what}"))?;
            after = rows.last().map(|row| (row.sort_key.clone(), row.record.stamp().id));
        }
        if after.is_some() {
            let rest =
                repository.read(|tx| (self.list)(tx, &List { filter, sort, after: after.clone(), limit }))?;
            same(rest.len(), 0, &format!("what follows the last page of the {what}"))?;
        }
        let all = u64::try_from(expected.len()).unwrap_or(u64::MAX);
        for (cap, count) in [(None, all), (Some(all + 1), all), (Some(all / 2), all / 2), (Some(0), 0)] {
            let counted = repository.read(|tx| (self.count)(tx, filter, cap))?;
            same(counted, count, &format!("count of the {what} with the cap {cap:?}"))?;
        }
        Ok(())
    }
}

/// The key of a time: as times are ordered.
pub(super) fn time_key(time: Option<Timestamp>) -> Vec<u8> {
    let micros = time.map_or(i64::MIN, Timestamp::as_micros);
    (micros.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec()
}

/// Both directions of an order.
pub(super) fn both_ways(field: &'static str) -> [Sort; 2] {
    [Sort::by(field), Sort::by(field).reversed()]
}
