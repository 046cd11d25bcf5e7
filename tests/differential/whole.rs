//! Compares all that two registers hold.

use kartotek::{
    Archived, CustomerFilter, ErrorKind, Job, JobFilter, PageRequest, ParticipantFilter, Register,
    RegisterSettings, RegistrationFilter, Result, Sort, TotalMode,
};

use crate::both::{Both, Difference};
use crate::lists::{LOCALES, sortable};
use crate::texts::{NAMES, NAUGHTY, SETS};

impl Both {
    /// Compares every customer, tag, group, run and saved mapping, and lets both look for faults.
    ///
    /// # Errors
    /// Where the registers differ, or one finds a fault.
    pub(crate) fn compare_all(&self) -> Result<(), Difference> {
        let everybody = everybody();
        self.answer("customers", |register| {
            register.customers().all(&everybody, &Sort::Number).collect::<Result<Vec<_>>>()
        })?;
        self.answer("tags", |register| register.tags().all())?;
        self.answer("active tags", |register| register.tags().active())?;
        self.answer("contact groups", |register| register.contact_groups().all())?;
        self.answer("customer groups", |register| register.customer_groups().all())?;
        self.answer("settings", Register::settings_with_revision)?;
        self.answer("saved mappings", Register::saved_mappings)?;
        self.answer("runs", |register| register.history().imports(None, 1_000))?;
        self.compare_jobs()?;
        match self.answer("faults", Register::verify)?.as_slice() {
            [] => Ok(()),
            faults => Err(format!("both find faults: {faults:?}")),
        }
    }

    /// Compares every record of photo jobs, and what ties them.
    fn compare_jobs(&self) -> Result<(), Difference> {
        let (sort, of) = (Sort::by("created_at"), RegistrationFilter::default());
        self.answer("jobs with their groups, codes and galleries", |register| {
            let jobs: Vec<Job> = register.jobs().all(&JobFilter::default(), &sort).collect::<Result<_>>()?;
            let whole = jobs.into_iter().map(|job| {
                let groups = register.job_groups().of_job(job.id)?;
                let galleries = groups.iter().map(|group| register.galleries().of_group(group.id));
                let galleries = galleries.collect::<Result<Vec<_>>>()?;
                let ids: Vec<_> = galleries.iter().map(|gallery| gallery.id).collect();
                let tags = register.galleries().tags(&ids)?;
                let codes = register.codes().all(job.id).collect::<Result<Vec<_>>>()?;
                Ok((job, ((groups, codes), (galleries, tags))))
            });
            whole.collect::<Result<Vec<_>>>()
        })?;
        self.answer("attempts to open something", |register| register.codes().attempts(None, None, 1_000))?;
        self.answer("participants with all that ties them", |register| {
            let all = register.participants().all(&ParticipantFilter::default(), &sort);
            let whole = all.map(|participant| {
                let (participant, handle) = (participant?, register.participants());
                let (id, galleries) = (participant.id, register.galleries().of_participant(participant.id)?);
                let ties = (handle.groups_of(id)?, handle.customers_of(id)?);
                Ok((participant, ((galleries, handle.photo_consents(id)?), ties)))
            });
            whole.collect::<Result<Vec<_>>>()
        })?;
        self.answer("registrations with their participants", |register| {
            let all = register.registrations().all(&of, &Sort::by("registered_at"));
            let whole = all.map(|registration| {
                let registration = registration?;
                let participants = register.registrations().participants(registration.id)?;
                Ok((registration, participants))
            });
            whole.collect::<Result<Vec<_>>>()
        })?;
        Ok(())
    }

    /// Compares the lists of photo jobs by every field, both ways.
    fn compare_lists_of_jobs(&self, locale: &str) -> Result<(), Difference> {
        let both_ways = |field| [Sort::by(field), Sort::by(field).reversed()];
        for sort in JobFilter::SORTS.into_iter().flat_map(both_ways) {
            self.answer(&format!("jobs by {sort:?} in {locale}"), |register| {
                register.jobs().all(&JobFilter::default(), &sort).collect::<Result<Vec<_>>>()
            })?;
        }
        for sort in ParticipantFilter::SORTS.into_iter().flat_map(both_ways) {
            self.answer(&format!("participants by {sort:?} in {locale}"), |register| {
                register.participants().all(&ParticipantFilter::default(), &sort).collect::<Result<Vec<_>>>()
            })?;
        }
        for sort in RegistrationFilter::SORTS.into_iter().flat_map(both_ways) {
            self.answer(&format!("registrations by {sort:?} in {locale}"), |register| {
                let filter = RegistrationFilter::default();
                register.registrations().all(&filter, &sort).collect::<Result<Vec<_>>>()
            })?;
        }
        Ok(())
    }

    /// Compares the lists by every field in each language, and searches.
    ///
    /// # Errors
    /// Where the registers differ.
    pub(crate) fn compare_languages(&self) -> Result<(), Difference> {
        for locale in LOCALES {
            let settings = RegisterSettings { locale: locale.into(), ..self.known.settings.clone() };
            self.answer("settings", |register| register.update_settings(settings.clone()))?;
            self.compare_lists_of_jobs(locale)?;
            for field in sortable() {
                let sort = Sort::by(field);
                self.answer(&format!("list by {field} in {locale}"), |register| ids(register, &sort))?;
            }
            for sort in [Sort::FamilyName, Sort::City, Sort::Company.reversed()] {
                self.answer(&format!("pages by {} in {locale}", sort.field), |register| {
                    pages(register, &sort)
                })?;
            }
        }
        // A search does not depend on the language.
        for text in NAMES.iter().chain(NAUGHTY).chain(SETS) {
            self.answer(&format!("search for {text:?}"), |register| {
                let found = register.customers().search(text, 1_000)?;
                Ok(found.iter().map(|customer| customer.number).collect::<Vec<_>>())
            })?;
        }
        Ok(())
    }

    /// Copies both registers and ends them.
    ///
    /// # Errors
    /// Where the digests of all rows differ, or a copy has faults.
    pub(crate) fn copy_and_end(&self) -> Result<(), Difference> {
        self.answer("digest of all rows", |register| {
            let copy = Register::in_memory()?;
            let report = register.copy_to(&copy)?;
            Ok(format!("{report:?} {:?}", copy.verify()?))
        })?;
        self.answer("end", Register::shut_down)?;
        match self.same("call after the end", |register| register.customers().get_many(&[]))? {
            Err(error) if error.kind() == ErrorKind::ShutDown => Ok(()),
            other => Err(format!("a call after the end answers {other:?}")),
        }
    }
}

fn everybody() -> CustomerFilter {
    CustomerFilter::default().with_archived(Archived::Include)
}

fn ids(register: &Register, sort: &Sort) -> Result<Vec<u64>> {
    register.customers().all(&everybody(), sort).map(|customer| Ok(customer?.number)).collect()
}

/// Every page of a list with its cursor.
fn pages(register: &Register, sort: &Sort) -> Result<Vec<String>> {
    let mut pages = Vec::new();
    let mut request = PageRequest::first(9).with_total(TotalMode::Exact);
    loop {
        let page = register.customers().page(&everybody(), sort, &request)?;
        let numbers: Vec<u64> = page.items.iter().map(|customer| customer.number).collect();
        pages.push(format!(
            "{numbers:?} of {:?}, then {:?}",
            page.total,
            page.next.as_ref().map(|c| c.as_str())
        ));
        let Some(next) = page.next else { return Ok(pages) };
        request = PageRequest::after(9, next);
    }
}
