use crate::base::{ErrorKind, JobGroupId, JobId, LocalDate, Sort};
use crate::jobs::{Job, JobFilter, JobGroup, JobGroupDetails, JobStatus};
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, fails, same};
use super::fixture::Fixture;
use super::records::{Kept, Listed, both_ways, time_key};
use super::school::{School, group};

const JOBS: Kept<Job, JobId> = Kept {
    id: JobId::from_bytes,
    load: |tx, ids| tx.jobs(ids),
    insert: |tx, jobs| tx.insert_jobs(jobs),
    update: |tx, jobs| tx.update_jobs(jobs),
    delete: |tx, ids, at| tx.delete_jobs(ids, at),
};
const GROUPS: Kept<JobGroup, JobGroupId> = Kept {
    id: JobGroupId::from_bytes,
    load: |tx, ids| tx.job_groups(ids),
    insert: |tx, groups| tx.insert_job_groups(groups),
    update: |tx, groups| tx.update_job_groups(groups),
    delete: |tx, ids, at| tx.delete_job_groups(ids, at),
};
const LISTED: Listed<Job, JobFilter> =
    Listed { list: |tx, list| tx.list_jobs(list), count: |tx, filter, cap| tx.count_jobs(filter, cap) };

pub(super) fn jobs_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::new(&mut fixture)?;
    JOBS.come_and_go(&fixture, &school.jobs, |details| {
        details.title.push_str(" igen");
        details.status = JobStatus::Closed;
        details.shoot_dates.clear();
        details.publish_from = details.publish_until.take();
    })
}

fn passes(filter: &JobFilter, job: &Job) -> bool {
    let (details, first) = (&job.details, job.details.shoot_dates.first());
    (filter.statuses.is_empty() || filter.statuses.contains(&details.status))
        && (filter.kinds.is_empty() || filter.kinds.contains(&details.kind))
        && filter.shot_from.is_none_or(|from| first.is_some_and(|day| *day >= from))
        && filter.shot_until.is_none_or(|until| first.is_some_and(|day| *day <= until))
}

fn key(fixture: &Fixture, field: &str, job: &Job) -> Vec<u8> {
    match field {
        Sort::ID => Vec::new(),
        "title" => fixture.collation.key(&job.details.title),
        "status" => job.details.status.code().into(),
        "shoot_dates" => job.details.shoot_dates.first().map(LocalDate::to_string).unwrap_or_default().into(),
        _ => time_key(Some(job.created_at)),
    }
}

fn any_filter(fixture: &Fixture) -> JobFilter {
    let random = &fixture.samples.random;
    let day = || ["2026-08-31", "2026-09-01", "2026-09-02", "2026-10-05"][random.below(4)].parse().ok();
    let statuses = JobStatus::ALL.into_iter().filter(|_| random.once_in(3)).collect();
    let kinds = ["", "school", "School", "fax"].into_iter().filter(|_| random.once_in(4));
    JobFilter {
        statuses,
        kinds: kinds.map(str::to_owned).collect(),
        shot_from: if random.once_in(3) { day() } else { None },
        shot_until: if random.once_in(3) { day() } else { None },
    }
}

pub(super) fn lists_of_jobs_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut jobs: Vec<Job> = School::fill(&mut fixture)?.jobs.into_iter().map(|keyed| keyed.record).collect();
    for round in 0..2 {
        for sort in JobFilter::SORTS.into_iter().chain([Sort::ID]).flat_map(both_ways) {
            for place in 0..6 {
                let filter = if place == 0 { JobFilter::default() } else { any_filter(&fixture) };
                let rows = jobs.iter().filter(|job| passes(&filter, job));
                let expected = rows.map(|job| (key(&fixture, &sort.field, job), job.clone())).collect();
                LISTED.agrees(&fixture, (&filter, &sort), expected)?;
            }
        }
        if round == 0 {
            let mut changed = Vec::new();
            for (job, shift) in jobs.iter_mut().zip(0..10) {
                let mut details = job.details.clone();
                details.title = ["Aspskolan", "Örskolan"][shift % 2].into();
                details.status = JobStatus::ALL[shift % 4];
                *job = fixture.changed(job, details);
                changed.push(fixture.keyed(job.clone()));
            }
            fixture.repository.write(|tx| tx.update_jobs(&changed))?;
        }
    }
    Ok(())
}

pub(super) fn groups_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::new(&mut fixture)?;
    fixture.repository.write(|tx| tx.insert_jobs(&school.jobs))?;
    GROUPS.come_and_go(&fixture, &school.groups, |details| details.name.push('+'))
}

pub(super) fn groups_of_a_job_come_by_name(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let job = school.jobs[1].record.id;
    let of_job = |fixture: &Fixture, school: &School| {
        let mut expected: Vec<_> = school.groups.iter().filter(|group| group.record.job == job).collect();
        expected.sort_by_key(|group| (group.sort_key.clone(), group.record.id));
        let expected: Vec<JobGroup> = expected.into_iter().map(|group| group.record.clone()).collect();
        same(fixture.repository.read(|tx| tx.groups_of_job(job))?, expected, "the groups of a job")?;
        let jobs = [job, school.jobs[0].record.id, JobId::from_bytes([0xEE; 16]), job];
        let mut of_some = fixture.repository.read(|tx| tx.groups_of_jobs(&jobs))?;
        of_some.sort_by_key(|group| group.id);
        let groups = school.groups.iter().map(|group| &group.record);
        let mut expected: Vec<_> = groups.filter(|group| jobs.contains(&group.job)).cloned().collect();
        expected.sort_by_key(|group| group.id);
        same(of_some, expected, "the groups of some jobs")
    };
    of_job(&fixture, &school)?;
    let last = school.groups.iter_mut().rfind(|group| group.record.job == job);
    if let Some(group) = last {
        let renamed = fixture.changed(&group.record, JobGroupDetails { name: "1a".into() });
        *group = fixture.keyed(renamed);
        fixture.repository.write(|tx| tx.update_job_groups(std::slice::from_ref(group)))?;
    }
    of_job(&fixture, &school)?;
    for none in [school.jobs[9].record.id, JobId::from_bytes([0xEE; 16])] {
        same(fixture.repository.read(|tx| tx.groups_of_job(none))?.len(), 0, "the groups of another job")?;
    }
    Ok(())
}

pub(super) fn a_name_of_a_group_is_unique_in_its_job(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let (job, other) = (school.jobs[0].record.id, school.jobs[9].record.id);
    let [first, second] = [&school.groups[0].record, &school.groups[1].record];
    let (free, twin) = (group(&mut fixture, job, "5c"), group(&mut fixture, job, " 4B "));
    let insert = |groups: &[_]| fixture.repository.write(|tx| tx.insert_job_groups(groups));
    fails(insert(&[free.clone(), twin.clone()]), ErrorKind::AlreadyExists, "a second group of the name")?;
    same(
        fixture.repository.read(|tx| tx.job_groups(&[free.record.id]))?.len(),
        0,
        "what was inserted with it",
    )?;
    let taken = fixture.keyed(fixture.changed(second, first.details.clone()));
    let rename = |group: &_| fixture.repository.write(|tx| tx.update_job_groups(std::slice::from_ref(group)));
    fails(rename(&taken), ErrorKind::AlreadyExists, "a renaming to a name in use")?;
    // Its own name in other letters, and a name of another job.
    rename(&fixture.keyed(fixture.changed(first, JobGroupDetails { name: "4B".into() })))?;
    let elsewhere = group(&mut fixture, other, "4B");
    fixture.repository.write(|tx| tx.insert_job_groups(std::slice::from_ref(&elsewhere)))?;
    same(fixture.repository.read(|tx| tx.groups_of_job(job))?.len(), 5, "the groups of the job")
}
