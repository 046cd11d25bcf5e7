//! What another language of the register does to photo jobs.

use kartotek::{
    Job, JobDetails, JobFilter, PageRequest, Participant, ParticipantFilter, RegisterQuery, RegisterSettings,
    RegisteredCustomer, Result, Sort,
};

use super::School;
use crate::{settings, studio};

/// Titles, names of groups, of participants and of registrations, by name.
fn by_name(school: &School) -> [Vec<String>; 4] {
    let register = &school.register;
    let jobs = register.jobs().all(&JobFilter::default(), &Sort::by("title"));
    let jobs: Vec<Job> = jobs.collect::<Result<_>>().unwrap();
    let groups = register.job_groups().of_job(school.job.id).unwrap();
    let people = register.participants().all(&ParticipantFilter::default(), &Sort::by("family_name"));
    let people: Vec<Participant> = people.collect::<Result<_>>().unwrap();
    let query = RegisterQuery { sort: Sort::by("entered_name"), ..RegisterQuery::default() };
    let rows = register.jobs().all_customers(school.job.id, &query);
    let rows: Vec<RegisteredCustomer> = rows.collect::<Result<_>>().unwrap();
    [
        jobs.into_iter().map(|job| job.details.title).collect(),
        groups.into_iter().map(|group| group.details.name).collect(),
        people.into_iter().map(|participant| participant.details.family_name).collect(),
        rows.into_iter().map(|row| row.registration.details.entered_name).collect(),
    ]
}

// SPEC: B18
#[test]
fn another_language_puts_jobs_groups_participants_and_registrations_in_its_order() {
    let school = School::open(studio());
    let register = &school.register;
    register.jobs().create(JobDetails::titled("Österskolan")).unwrap();
    register.jobs().create(JobDetails::titled("Zebraskolan")).unwrap();
    for name in ["Öst", "Zebra"] {
        register.job_groups().create(school.job.id, name).unwrap();
        school.participant("Elsa", name);
        school.enter(0, &school.customer(name, ""), &[]);
    }
    school.participant("Elsa", "Pil");
    school.enter(1, &school.customer("Pil", ""), &[]);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    // In Swedish ö comes after z, in German it is an o.
    let swedish = [
        words(&["Ekskolan 2026", "Zebraskolan", "Österskolan"]),
        words(&["4a", "4b", "Zebra", "Öst"]),
        words(&["Pil", "Zebra", "Öst"]),
        words(&["Pil", "Zebra", "Öst"]),
    ];
    let german = [
        words(&["Ekskolan 2026", "Österskolan", "Zebraskolan"]),
        words(&["4a", "4b", "Öst", "Zebra"]),
        words(&["Öst", "Pil", "Zebra"]),
        words(&["Öst", "Pil", "Zebra"]),
    ];
    assert_eq!(by_name(&school), swedish);
    let before = register.jobs().page(&JobFilter::default(), &Sort::by("title"), &PageRequest::first(1));
    let jobs: Vec<Job> =
        register.jobs().all(&JobFilter::default(), &Sort::by("created_at")).collect::<Result<_>>().unwrap();
    register.update_settings(RegisterSettings { locale: "de-DE".into(), ..settings() }).unwrap();
    assert_eq!(by_name(&school), german);
    // Nothing but the order is another one, and a page of the old order has none that follows.
    for job in jobs {
        assert_eq!(register.jobs().get(job.id).unwrap(), job);
    }
    let request = PageRequest::after(1, before.unwrap().next.unwrap());
    let page = register.jobs().page(&JobFilter::default(), &Sort::by("title"), &request);
    assert_eq!(page.unwrap_err().kind(), kartotek::ErrorKind::InvalidCursor);
    register.update_settings(settings()).unwrap();
    assert_eq!(by_name(&school), swedish);
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
}
