//! A photo job from its list of names to the lists of who registered.

use std::path::Path;

use kartotek::{
    Actor, CustomerDraft, FormParticipant, GalleryDetails, JobDetails, JobFilter, JobGroupId, JobId,
    JobStatus, KnownCustomer, Network, PageRequest, ParticipantDetails, ParticipantFilter, Register,
    RegisterExport, RegisterQuery, RegistrationDetails, RegistrationFilter, RegistrationForm, Relation, Sort,
    Source, TagChange, TotalMode, TotalOf,
};

use crate::baseline::Result;

/// Works on a register that has options for codes.
///
/// # Errors
/// Of the storage.
pub(super) fn photo_job(register: &Register, folder: &Path) -> Result<()> {
    let register = &register.acting_as(Actor::staff("maria"));
    let (jobs, participants, codes) = (register.jobs(), register.participants(), register.codes());
    let job = jobs.create(JobDetails { status: JobStatus::Open, ..JobDetails::titled("Ekskolan") })?;
    let names = "Elev;Klass;Elevnummer;Vårdnadshavare;E-post\nEk, Elsa;4b;7;Anna Ek;anna.ek@example.com\n\
                 Öberg, Bo;4a;8;Åsa Öberg;asa@example.com\n";
    jobs.import_names(job.id, Source::bytes(names))?.run()?;
    jobs.import_names(job.id, Source::bytes(names))?.plan()?.commit()?;
    let groups = register.job_groups().of_job(job.id)?;
    let all = ParticipantFilter { job: Some(job.id), ..ParticipantFilter::default() };
    let children = participants.all(&all, &Sort::by("family_name")).collect::<kartotek::Result<Vec<_>>>()?;
    let (group, child) = (&groups[0], &children[0]);
    let mother =
        register.customers().create(CustomerDraft::person("Eva", "Ek").with_email("eva@example.com"))?;
    participants.link(child.id, mother.id, Relation::Guardian)?;
    let gallery = register.galleries().create(job.id, child.id, GalleryDetails::default())?;
    register.tags().apply_to_galleries(&[gallery.id], &TagChange::add(["VIP"]))?;
    register.galleries().tags(&[gallery.id])?;
    register.galleries().of_customer(mother.id)?;

    let cards = codes.issue_missing(job.id)?;
    let spare = codes.issue_blank(job.id, 2)?;
    codes.bind(spare[0].stored.code.id, child.id)?;
    codes.activate_all(job.id)?;
    let from = Network::of([192, 0, 2, 7].into());
    codes.resolve(&cards[0].secrets.typed.expose(), from, None)?;
    codes.resolve(&cards[0].secrets.token.expose(), from, None)?;
    codes.rotate(cards[0].stored.code.id, 3)?;
    codes.attempts(Some(cards[0].stored.code.id), None, 50)?;
    codes.page(job.id, &PageRequest::first(1).with_total(TotalMode::Exact))?;
    codes.delete(&[spare[1].stored.code.id])?;

    let form = RegistrationForm::new(
        group.id,
        CustomerDraft::person("Ida", "Berg").with_email("ida@example.com"),
        FormParticipant::Named(ParticipantDetails::named("Ulf", "Berg")),
    );
    register.registrations().submit(&form, KnownCustomer::Ask)?;
    let details = RegistrationDetails::default();
    let entry = register.registrations().create(group.id, mother.id, details, &[child.id])?;
    register.registrations().remove_participants(entry.id, &[child.id])?;
    lists(register, job.id, group.id)?;
    let to = folder.join("job.csv");
    jobs.export_customers(job.id, &to, &RegisterExport::default())?;
    std::fs::remove_file(to)?;

    jobs.dependents(job.id)?;
    participants.dependents(child.id)?;
    register.registrations().delete(entry.id)?;
    let worn = codes.page(job.id, &PageRequest::first(50))?.items;
    let worn: Vec<_> = worn.iter().map(|stored| stored.code.id).collect();
    codes.revoke(&worn)?;
    codes.delete(&worn)?;
    register.galleries().delete(gallery.id)?;
    participants.unlink(child.id, mother.id)?;
    Ok(register.customers().delete(mother.id, mother.revision)?)
}

/// Every order and every filter, two pages of each.
fn lists(register: &Register, job: JobId, group: JobGroupId) -> Result<()> {
    let both_ways = |field: &&'static str| [Sort::by(*field), Sort::by(*field).reversed()];
    let first = PageRequest::first(1).with_total(TotalMode::Exact);
    for sort in JobFilter::SORTS.iter().flat_map(both_ways) {
        let page = register.jobs().page(&JobFilter::default(), &sort, &first)?;
        if let Some(next) = page.next {
            register.jobs().page(&JobFilter::default(), &sort, &PageRequest::after(1, next))?;
        }
    }
    let narrow = ParticipantFilter { group: Some(group), ..ParticipantFilter::default() };
    let of_job = ParticipantFilter { job: Some(job), ..ParticipantFilter::default() };
    for sort in ParticipantFilter::SORTS.iter().flat_map(both_ways) {
        for filter in [&ParticipantFilter::default(), &of_job, &narrow] {
            let page = register.participants().page(filter, &sort, &first)?;
            if let Some(next) = page.next {
                register.participants().page(filter, &sort, &PageRequest::after(1, next))?;
            }
        }
    }
    for total in [TotalOf::Group, TotalOf::Job, TotalOf::Lifetime] {
        for sort in RegistrationFilter::SORTS.iter().flat_map(both_ways) {
            let query = RegisterQuery { sort, total, ..RegisterQuery::default() };
            let page = register.jobs().customers(job, &query, &first)?;
            if let Some(next) = page.next {
                register.jobs().customers(job, &query, &PageRequest::after(1, next))?;
            }
            register.job_groups().customers(group, &query, &first)?;
        }
    }
    Ok(())
}
