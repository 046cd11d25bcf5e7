//! Calls of photo jobs and their groups.

use kartotek::JobFilter;

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::records::{job_details, job_filter, order, page};
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("jobs.create", 12, create),
    method("jobs.get", 1, get),
    method("jobs.update", 8, update),
    method("jobs.dependents", 2, dependents),
    method("jobs.delete", 2, delete),
    method("jobs.page", 5, page_of_jobs),
    method("jobs.all", 2, all),
    method("jobs.count", 2, count),
    method("job_groups.create", 24, create_group),
    method("job_groups.get", 1, get_group),
    method("job_groups.of_job", 2, of_job),
    method("job_groups.rename", 5, rename),
    method("job_groups.dependents", 2, dependents_of_group),
    method("job_groups.delete", 3, delete_group),
];

fn create(dice: &Dice<'_>) -> Operation {
    let details = job_details(dice);
    Operation::new(details.write(), move |register| register.jobs().create(details.clone()))
}

fn get(dice: &Dice<'_>) -> Operation {
    let id = dice.job();
    Operation::new(id.to_string(), move |register| register.jobs().get(id))
}

fn update(dice: &Dice<'_>) -> Operation {
    let id = dice.job();
    let (revision, mut details) = (dice.revision_of_job(id), job_details(dice));
    // Now and then nothing is changed, or the title alone.
    if let Some(job) = dice.known.jobs.get(&id).filter(|_| dice.once_in(3)) {
        let title = if dice.once_in(2) { details.title } else { job.details.title.clone() };
        details = kartotek::JobDetails { title, ..job.details.clone() };
    }
    Operation::new(format!("{id}, {}, {}", revision.0, details.write()), move |register| {
        register.jobs().update(id, revision, details.clone())
    })
}

fn dependents(dice: &Dice<'_>) -> Operation {
    let id = dice.job();
    Operation::new(id.to_string(), move |register| register.jobs().dependents(id))
}

fn delete(dice: &Dice<'_>) -> Operation {
    let id = dice.job();
    Operation::new(id.to_string(), move |register| register.jobs().delete(id))
}

fn page_of_jobs(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (job_filter(dice), order(dice, &JobFilter::SORTS));
    page(dice, "jobs.page", format!("{filter:?}, {sort:?}"), move |register, request| {
        register.jobs().page(&filter, &sort, request)
    })
}

fn all(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (job_filter(dice), order(dice, &JobFilter::SORTS));
    Operation::new(format!("{filter:?}, {sort:?}"), move |register| {
        Ok(register.jobs().all(&filter, &sort).collect::<Vec<_>>())
    })
}

fn count(dice: &Dice<'_>) -> Operation {
    let filter = job_filter(dice);
    Operation::new(debug(&filter), move |register| register.jobs().count(&filter))
}

/// A name of a class, often one that is taken.
fn class(dice: &Dice<'_>) -> String {
    if dice.once_in(4) {
        dice.text()
    } else {
        dice.pick(&["4a", "4A ", "4b", "Öst", "Ost", "Ёлка", "ß", "SS"]).to_owned()
    }
}

fn create_group(dice: &Dice<'_>) -> Operation {
    let (job, name) = (dice.job(), class(dice));
    Operation::new(format!("{job}, {name:?}"), move |register| register.job_groups().create(job, &name))
}

fn get_group(dice: &Dice<'_>) -> Operation {
    let id = dice.group();
    Operation::new(id.to_string(), move |register| register.job_groups().get(id))
}

fn of_job(dice: &Dice<'_>) -> Operation {
    let job = dice.job();
    Operation::new(job.to_string(), move |register| register.job_groups().of_job(job))
}

fn rename(dice: &Dice<'_>) -> Operation {
    let (id, name) = (dice.group(), class(dice));
    let revision = dice.revision_of_group(id);
    Operation::new(format!("{id}, {}, {name:?}", revision.0), move |register| {
        register.job_groups().rename(id, revision, &name)
    })
}

fn dependents_of_group(dice: &Dice<'_>) -> Operation {
    let id = dice.group();
    Operation::new(id.to_string(), move |register| register.job_groups().dependents(id))
}

fn delete_group(dice: &Dice<'_>) -> Operation {
    let id = dice.group();
    Operation::new(id.to_string(), move |register| register.job_groups().delete(id))
}
