use std::sync::LazyLock;

use crate::base::{EntityKind, GalleryId, JobGroupId, JobId, Keyed, ParticipantId, Result, Timestamp};
use crate::sql::{OwnerColumn, RecordTable, Shape, Sql, SqlTx, Value, id_bytes};

use super::{Gallery, GalleryRead, GalleryWrite};

static GALLERIES: LazyLock<RecordTable<Gallery>> = LazyLock::new(|| {
    RecordTable::new(Shape {
        table: "galleries",
        counter: "gallery_key",
        owners: &[
            OwnerColumn { column: "job", table: "jobs", key: "key" },
            OwnerColumn { column: "job_group", table: "job_groups", key: "key" },
            OwnerColumn { column: "participant", table: "participants", key: "key" },
        ],
        sorted: false,
        computed: &[],
    })
});

impl GalleryRead for SqlTx<'_> {
    fn galleries(&self, ids: &[GalleryId]) -> Result<Vec<Gallery>> {
        self.records(&GALLERIES, &id_bytes(ids))
    }

    fn galleries_of_groups(&self, groups: &[JobGroupId]) -> Result<Vec<Gallery>> {
        static OF_GROUPS: LazyLock<Sql> = LazyLock::new(|| {
            GALLERIES.such_that("t.job_group IN (SELECT g.key FROM job_groups g WHERE g.id {in $1})")
        });
        self.all(&OF_GROUPS, &[Value::Uuids(&id_bytes(groups))], |row| GALLERIES.read(row))
    }

    fn galleries_of_participants(
        &self,
        job: Option<JobId>,
        participants: &[ParticipantId],
    ) -> Result<Vec<Gallery>> {
        static OF_PARTICIPANTS: LazyLock<Sql> = LazyLock::new(|| {
            GALLERIES.such_that("t.participant IN (SELECT p.key FROM participants p WHERE p.id {in $1})")
        });
        let mut galleries =
            self.all(&OF_PARTICIPANTS, &[Value::Uuids(&id_bytes(participants))], |row| GALLERIES.read(row))?;
        // A participant is in few jobs.
        galleries.retain(|gallery| job.is_none_or(|job| gallery.job == job));
        Ok(galleries)
    }
}

impl GalleryWrite for SqlTx<'_> {
    fn insert_galleries(&mut self, galleries: &[Keyed<Gallery>]) -> Result<()> {
        self.insert_records(&GALLERIES, galleries)
    }

    fn update_galleries(&mut self, galleries: &[Keyed<Gallery>]) -> Result<()> {
        self.update_records(&GALLERIES, galleries)
    }

    fn delete_galleries(&mut self, ids: &[GalleryId], at: Timestamp) -> Result<()> {
        let ids = id_bytes(ids);
        self.forget_bearers(EntityKind::Gallery, &ids)?;
        self.delete_records(&GALLERIES, &ids, at)
    }
}
