use std::sync::LazyLock;

use crate::base::{Error, JobGroupId, JobId, Keyed, List, Result, Sort, Timestamp, name_key};
use crate::sql::{
    Computed, Owned, OwnerColumn, RecordTable, Rows, Shape, SortKey, Sql, SqlTx, Value, id_bytes,
};

use super::{Job, JobFilter, JobGroup, JobRead, JobWrite};

static JOBS: LazyLock<RecordTable<Job>> = LazyLock::new(|| {
    RecordTable::new(Shape { table: "jobs", counter: "job_key", owners: &[], sorted: true, computed: &[] })
});

pub(crate) static GROUPS: LazyLock<RecordTable<JobGroup>> = LazyLock::new(|| {
    RecordTable::new(Shape {
        table: "job_groups",
        counter: "job_group_key",
        owners: &[OwnerColumn { column: "job", table: "jobs", key: "key" }],
        sorted: true,
        computed: &[Computed { column: "name_key", text: |group| name_key(&group.details.name) }],
    })
});

impl JobRead for SqlTx<'_> {
    fn jobs(&self, ids: &[JobId]) -> Result<Vec<Job>> {
        self.records(&JOBS, &id_bytes(ids))
    }

    fn list_jobs(&self, list: &List<'_, JobFilter>) -> Result<Vec<Keyed<Job>>> {
        let sort = match &*list.sort.field {
            Sort::ID => SortKey::Id,
            "title" => SortKey::Bytes("t.sort_key"),
            "status" => SortKey::Text("t.status"),
            "shoot_dates" => SortKey::Text("substr(t.shoot_dates, 1, 10)"),
            "created_at" => SortKey::Int("t.created_at"),
            _ => return Err(Error::InvalidCursor),
        };
        self.list_records(&JOBS, rows_of(list.filter), sort, list)
    }

    fn count_jobs(&self, filter: &JobFilter, cap: Option<u64>) -> Result<u64> {
        self.count_records(&JOBS, &rows_of(filter), cap)
    }

    fn job_groups(&self, ids: &[JobGroupId]) -> Result<Vec<JobGroup>> {
        self.records(&GROUPS, &id_bytes(ids))
    }

    fn groups_of_jobs(&self, jobs: &[JobId]) -> Result<Vec<JobGroup>> {
        static OF_JOBS: LazyLock<Sql> =
            LazyLock::new(|| GROUPS.such_that("t.job IN (SELECT key FROM jobs WHERE id {in $1})"));
        self.all(&OF_JOBS, &[Value::Uuids(&id_bytes(jobs))], |row| GROUPS.read(row))
    }

    fn groups_of_job(&self, job: JobId) -> Result<Vec<JobGroup>> {
        static OF_JOB: LazyLock<Sql> = LazyLock::new(|| {
            GROUPS.such_that("t.job = (SELECT key FROM jobs WHERE id = $1) ORDER BY t.sort_key, t.id")
        });
        self.all(&OF_JOB, &[Value::Uuid(job.to_bytes())], |row| GROUPS.read(row))
    }
}

impl JobWrite for SqlTx<'_> {
    fn insert_jobs(&mut self, jobs: &[Keyed<Job>]) -> Result<()> {
        self.insert_records(&JOBS, jobs)
    }

    fn update_jobs(&mut self, jobs: &[Keyed<Job>]) -> Result<()> {
        self.update_records(&JOBS, jobs)
    }

    fn delete_jobs(&mut self, ids: &[JobId], at: Timestamp) -> Result<()> {
        self.delete_records(&JOBS, &id_bytes(ids), at)
    }

    fn insert_job_groups(&mut self, groups: &[Keyed<JobGroup>]) -> Result<()> {
        self.insert_records(&GROUPS, groups)
    }

    fn update_job_groups(&mut self, groups: &[Keyed<JobGroup>]) -> Result<()> {
        self.update_records(&GROUPS, groups)
    }

    fn delete_job_groups(&mut self, ids: &[JobGroupId], at: Timestamp) -> Result<()> {
        self.delete_records(&GROUPS, &id_bytes(ids), at)
    }
}

fn rows_of(filter: &JobFilter) -> Rows {
    let mut rows = Rows::default();
    let statuses = filter.statuses.iter().map(|status| status.code().to_owned());
    rows.one_of("t.status", statuses);
    rows.one_of("t.kind", filter.kinds.iter().cloned());
    if let Some(from) = filter.shot_from {
        rows.must("substr(t.shoot_dates, 1, 10) >= ").bind(Owned::Text(from.to_string()));
    }
    if let Some(until) = filter.shot_until {
        rows.must("t.shoot_dates <> ''");
        rows.must("substr(t.shoot_dates, 1, 10) <= ").bind(Owned::Text(until.to_string()));
    }
    rows
}
