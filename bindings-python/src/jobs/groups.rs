use std::path::PathBuf;

use kartotek::{JobGroupId, JobId, JobStatus, LocalDate, Moves};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::{Seen, Taken, Text, flag};
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::imports::{Progress, Rows};
use crate::record::record;
use crate::whole::{self, Whole};

use super::handle::record_handle;
use super::names::{self, NamesMap};
use super::{Job, JobDetails, JobGroup, NamesReport};

record! {
    /// Says which jobs a list shows; what is left out asks nothing.
    ///
    /// >>> import kartotek
    /// >>> kartotek.in_memory().jobs.count(kartotek.JobFilter(statuses=["open"], kinds=["school"]))
    /// 0
    JobFilter {
        /// Those with one of these statuses.
        statuses: Vec<JobStatus> = Vec::new(),
        /// Those of one of these kinds.
        kinds: Vec<String> = Vec::new(),
        /// Those whose first day of pictures is this one or later.
        shot_from: Option<LocalDate> = None,
        /// Those whose first day of pictures is this one or earlier.
        shot_until: Option<LocalDate> = None,
    }
}

record_handle! {
    /// What can be done with photo jobs: ``register.jobs``.
    ///
    /// Lists are by title unless another of ``status``, ``shoot_dates`` and ``created_at`` is asked for.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026", kind="school")
    /// >>> job = register.jobs.update(job, status="open")
    /// >>> [job.title for job in register.jobs.all(statuses=["open"])]
    /// ['Ekskolan 2026']
    /// >>> register.jobs.page(limit=10, total=True).total, register.jobs.count(kinds=["wedding"])
    /// (1, 0)
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> register.jobs.dependents(job.id)
    /// (Dependent(kind='job group', count=1),)
    /// >>> register.jobs.delete(register.jobs.get(job.id).id)
    /// Traceback (most recent call last):
    /// kartotek.errors.RuleViolatedError: has_dependents: job ...: 1 job group
    ///
    /// Who registered, in all groups of a job, with the columns of ``kartotek.JOB_COLUMNS``:
    ///
    /// >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    /// >>> entry = register.registrations.create(group.id, anna.id)
    /// >>> for row in register.jobs.customers(job.id, sort="entered_name", limit=10):
    /// ...     print(row.value("entered_name"), row.value("job_group"))
    /// Anna Ek 4b
    /// >>> len(list(register.jobs.all_customers(job.id))), register.jobs.count_customers(job.id, kinds=["order"])
    /// (1, 0)
    /// >>> register.jobs.export_customers(job.id, "job.csv", headings="sv", for_excel=True)
    /// 1
    Jobs, jobs of Job(JobId),
    edits JobDetails, tells dependents, lists JobFilter by "title", shows customers
    {
        /// Makes a job, of its details or of its fields by name.
        ///
        /// Raises :class:`kartotek.InvalidError` with every problem: no title, days out of order, a window that
        /// ends before it begins.
        #[pyo3(signature = (details = None, /, **fields: "object"))]
        fn create(
            &self,
            py: Python<'_>,
            details: Option<Whole<'_, JobDetails>>,
            fields: Option<&Bound<'_, PyDict>>,
        ) -> PyResult<Job> {
            let details = whole::given(py, "jobs.create", details, fields)?.get().0.clone();
            py.detach(|| self.register.jobs().create(details)).map(Job).raise(py)
        }

        /// Imports the list of names that a school or a club sent: groups, participants, and their guardians as
        /// customers. The table is as that of ``register.import_file``.
        ///
        /// Encoding, delimiter and columns are found out; ``map`` gives columns their targets by hand, as in
        /// ``map={"Who": "name", "Mamma": "guardian_name"}``. Who stands in another group than before is left
        /// alone and listed unless ``moves`` says another thing. A row that names no group is refused unless there
        /// is a ``default_group``. Rows that were refused go into ``error_file`` with the reasons, to be mended and
        /// imported again. A ``dry_run`` stores nothing.
        ///
        /// ``progress`` is called with :class:`kartotek.ImportProgress`; with ``True`` a bar is shown. Ctrl-C and
        /// whatever it raises stop the import between two units of 10,000 rows, and ``False`` as its answer ends it
        /// with a report. What is stored by then stays, and the same call goes on.
        ///
        /// A list with codes of cards is imported by staff (``register.acting_as``) into a register that was
        /// opened with ``codes``.
        ///
        /// >>> import kartotek
        /// >>> register = kartotek.in_memory()
        /// >>> job = register.jobs.create(title="Ekskolan 2026")
        /// >>> names = "Elev;Klass;Vårdnadshavare\nEk, Elsa;4b;Anna Ek\nBo;;\n".encode()
        /// >>> report = register.jobs.import_names(job.id, names)
        /// >>> report.groups, report.participants, report.customers
        /// (('4b',), 1, 1)
        /// >>> report.problems[0].code
        /// 'required'
        #[pyo3(signature = (
            id, source, *, map = None, moves = None, default_group = None,
            error_file = None, dry_run: "bool" = false, progress = None
        ))]
        #[allow(clippy::too_many_arguments)]
        fn import_names(
            &self,
            py: Python<'_>,
            id: Taken<JobId>,
            source: Rows<'_>,
            map: Option<NamesMap>,
            moves: Option<Taken<Moves>>,
            default_group: Option<Text>,
            error_file: Option<Taken<PathBuf>>,
            #[pyo3(from_py_with = flag)] dry_run: bool,
            progress: Option<Progress>,
        ) -> PyResult<NamesReport> {
            let wanted = names::Wanted {
                map: map.map_or_else(Vec::new, |map| map.0),
                moves: moves.map(|moves| moves.0),
                default_group: default_group.map(|name| name.0),
                error_file: error_file.map(|path| path.0),
                dry_run,
            };
            names::import(py, &self.register, id.0, &source, wanted, progress.as_ref())
        }
    }
}

record_handle! {
    /// What can be done with the groups of photo jobs, their classes and teams: ``register.job_groups``.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> group = register.job_groups.rename(group, "4c")
    /// >>> [group.name for group in register.job_groups.of_job(job.id)]
    /// ['4c']
    /// >>> register.job_groups.dependents(register.job_groups.get(group.id).id)
    /// ()
    ///
    /// Who registered there, with the columns of ``kartotek.GROUP_COLUMNS``:
    ///
    /// >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    /// >>> entry = register.registrations.create(group.id, anna.id)
    /// >>> [row.value("entered_name") for row in register.job_groups.customers(group.id, total_of="lifetime")]
    /// ['Anna Ek']
    /// >>> len(list(register.job_groups.all_customers(group.id))), register.job_groups.count_customers(group.id)
    /// (1, 1)
    /// >>> register.job_groups.export_customers(group.id, "group.xlsx", headings="sv")
    /// 1
    /// >>> register.registrations.delete(entry.id)
    /// >>> register.job_groups.delete(group.id)
    JobGroups, job_groups of JobGroup(JobGroupId), tells dependents, shows customers {
        /// Makes a group of a job, with its gallery. Raises :class:`kartotek.AlreadyExistsError` for a name that
        /// another group of the job has.
        fn create(&self, py: Python<'_>, job: Taken<JobId>, name: Text) -> PyResult<JobGroup> {
            py.detach(|| self.register.job_groups().create(job.0, &name)).map(JobGroup).raise(py)
        }

        /// Returns the groups of a job, by name.
        fn of_job(&self, py: Python<'_>, job: Taken<JobId>) -> PyResult<Given<Vec<kartotek::JobGroup>>> {
            py.detach(|| self.register.job_groups().of_job(job.0)).map(Given).raise(py)
        }

        /// Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        /// changed meanwhile, :class:`kartotek.AlreadyExistsError` for a name that is taken.
        fn rename(&self, py: Python<'_>, group: Seen<'_, JobGroup>, name: Text) -> PyResult<JobGroup> {
            let kartotek::JobGroup { id, revision, .. } = group.0.get().0;
            py.detach(|| self.register.job_groups().rename(id, revision, &name)).map(JobGroup).raise(py)
        }
    }
}
