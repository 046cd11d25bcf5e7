use kartotek::{
    ConsentDecision, CustomerId, GalleryId, GalleryState, JobGroupId, JobId, JobStatus, LocalDate,
    PartialDate, ParticipantId, RegistrationId, RegistrationKind, Relation, Revision, Timestamp,
};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;

use crate::arguments::Taken;
use crate::cross::{Cross, Out, builtin};
use crate::record::record;

/// Makes the classes of a record of photo jobs: what it belongs to for ever, and its details, a line a field,
/// which the record has directly as well.
macro_rules! edited {
    (
        $(#[$meta:meta])*
        $name:ident($id:ty) { $($(#[$owner_doc:meta])* $owner:ident: $owner_type:ty,)* }
        $(#[$details_meta:meta])*
        $details:ident { $($(#[$doc:meta])* $field:ident: $type:ty $(= $default:expr)?,)* }
        $(methods { $($details_methods:tt)* })?
        $(methods of $_name:ident { $($methods:tt)* })?
    ) => {
        record! {
            $(#[$details_meta])*
            $details { $($(#[$doc])* $field: $type $(= $default)?),* }
            $(methods { $($details_methods)* })?
        }

        record! {
            $(#[$meta])*
            $name {
                /// Names it for ever.
                id: $id,
                /// Counts its changes; an update names the one it saw.
                revision: Revision,
                /// When it was made.
                created_at: Timestamp,
                /// When it was changed last.
                updated_at: Timestamp,
                $($(#[$owner_doc])* $owner: $owner_type,)*
                /// What people edit.
                details: kartotek::$details,
            }
            methods {
                $(
                    $(#[$doc])*
                    #[getter]
                    fn $field(&self) -> Out<'_, $type> {
                        Out(&self.0.details.$field)
                    }
                )*

                $($($methods)*)?
            }
        }
    };
}

edited! {
    /// One photo assignment: a school's year, a wedding, a race.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> job.title, job.status, job.revision
    /// ('Ekskolan 2026', <JobStatus.PLANNED: 'planned'>, 1)
    Job(JobId) {}
    /// What people edit about a job.
    ///
    /// >>> import datetime, kartotek
    /// >>> details = kartotek.JobDetails(title="Ekskolan 2026", shoot_dates=[datetime.date(2026, 9, 1)])
    /// >>> details.replace(status="open").status
    /// <JobStatus.OPEN: 'open'>
    JobDetails {
        /// What it is called.
        title: String,
        /// What kind of assignment it is, in the studio's own words, for example ``school``.
        kind: String = String::new(),
        /// How far it is.
        status: JobStatus = JobStatus::Planned,
        /// The days on which pictures are taken, in order.
        shoot_dates: Vec<LocalDate> = Vec::new(),
        /// From when on its galleries may be seen; ``None``: at once.
        publish_from: Option<Timestamp> = None,
        /// Until when its galleries may be seen; ``None``: for ever.
        publish_until: Option<Timestamp> = None,
        /// Until when customers may register by themselves; ``None``: as long as the job's status lets them.
        registration_deadline: Option<Timestamp> = None,
        /// For the staff alone.
        note: String = String::new(),
    }
}

edited! {
    /// A class or a team of a job. It stays with its job for ever, and has one gallery.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> group.name, group.job == job.id
    /// ('4b', True)
    JobGroup(JobGroupId) {
        /// The job that it is part of.
        job: JobId,
    }
    /// What people edit about a group of a job.
    ///
    /// >>> import kartotek
    /// >>> kartotek.JobGroupDetails(name="4b")
    /// JobGroupDetails(name='4b')
    JobGroupDetails {
        /// What it is called; unique in its job, case and blanks apart.
        name: String,
    }
}

edited! {
    /// The pictures of a group of a job, or of one participant in a job.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> album = register.galleries.of_group(group.id)
    /// >>> album.state, album.participant
    /// (<GalleryState.DRAFT: 'draft'>, None)
    Gallery(GalleryId) {
        /// The job that it is part of.
        job: JobId,
        /// The group whose gallery it is; ``None`` where it is a participant's.
        job_group: Option<JobGroupId>,
        /// The participant whose gallery it is; ``None`` where it is a group's.
        participant: Option<ParticipantId>,
    }
    /// What people edit about a gallery.
    ///
    /// >>> import kartotek
    /// >>> kartotek.GalleryDetails(title="Class 4b", state="published").state
    /// <GalleryState.PUBLISHED: 'published'>
    GalleryDetails {
        /// What it is called; empty where it is called as its group or participant is.
        title: String = String::new(),
        /// Whether it is shown.
        state: GalleryState = GalleryState::Draft,
        /// From when on it may be seen; ``None``: as the job says.
        opens_at: Option<Timestamp> = None,
        /// Until when it may be seen; ``None``: as the job says.
        closes_at: Option<Timestamp> = None,
    }
    methods of Gallery {
        /// Tells whether it may be seen at a time: it is published, and the time is in its own window or, where it
        /// has none, in that of its job.
        fn is_open(&self, job: Taken<kartotek::JobDetails>, at: Taken<Timestamp>) -> bool {
            self.0.is_open(&job.0, at.0)
        }
    }
}

edited! {
    /// Somebody who is pictured: a person of the register, not of one job, and no customer.
    ///
    /// >>> import kartotek
    /// >>> elsa = kartotek.in_memory().participants.create(entered_name="Elsa Ek", birthday="2017-02-28")
    /// >>> elsa.display_name, elsa.minor
    /// ('Elsa Ek', None)
    Participant(ParticipantId) {}
    /// What people edit about a participant.
    ///
    /// >>> import kartotek
    /// >>> kartotek.ParticipantDetails(given_name="Elsa", family_name="Ek").display_name
    /// 'Elsa Ek'
    ParticipantDetails {
        /// Given name.
        given_name: String = String::new(),
        /// Family name.
        family_name: String = String::new(),
        /// The whole name as somebody typed it, where it was not typed in parts.
        entered_name: String = String::new(),
        /// Day of birth, with or without the year: ``2017-02-28`` or ``--02-28``.
        birthday: Option<PartialDate> = None,
        /// Whether somebody else decides for them; ``None`` where it is not known.
        minor: Option<bool> = None,
        /// What the school or the club calls them.
        student_number: String = String::new(),
        /// Their own e-mail address.
        email: String = String::new(),
        /// Their own phone.
        phone: String = String::new(),
        /// For the staff alone.
        note: String = String::new(),
    }
    methods {
        /// The name that people read: the parts, or the name as it was typed.
        #[getter]
        fn display_name(&self) -> String {
            self.0.display_name()
        }
    }
    methods of Participant {
        /// The name that people read: the parts, or the name as it was typed.
        #[getter]
        fn display_name(&self) -> String {
            self.0.details.display_name()
        }
    }
}

edited! {
    /// A customer's entry in a group of a job; one for each pair of customer and group.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> entry = register.registrations.create(group.id, anna.id, kind="order")
    /// >>> entry.entered_name, entry.kind, entry.customer == anna.id
    /// ('Anna', 'order', True)
    Registration(RegistrationId) {
        /// The job that the group is part of.
        job: JobId,
        /// The group in which the customer registered.
        job_group: JobGroupId,
        /// Who registered.
        customer: CustomerId,
    }
    /// What people edit about a registration.
    ///
    /// >>> import kartotek
    /// >>> kartotek.RegistrationDetails(kind="qr_card").entered_name
    /// ''
    RegistrationDetails {
        /// How the customer got into the job: ``online_form``, ``qr_card``, ``gallery_visit``, ``csv_import``,
        /// ``staff``, ``order``, or another text.
        kind: RegistrationKind = RegistrationKind::Staff,
        /// When the customer registered; ``None`` in a new one: now.
        registered_at: Option<Timestamp> = None,
        /// The customer's name as typed; empty in a new one: as the customer is called.
        entered_name: String = String::new(),
    }
}

record! {
    /// Ties a participant to a customer.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> elsa = register.participants.create(given_name="Elsa")
    /// >>> register.participants.link(elsa.id, register.customers.create(given_name="Anna").id)
    /// >>> [link.relation for link in register.participants.customers_of(elsa.id)]
    /// [<Relation.GUARDIAN: 'guardian'>]
    ParticipantLink {
        /// Who is pictured.
        participant: ParticipantId,
        /// Who buys, or answers for them.
        customer: CustomerId,
        /// What the customer is to the participant.
        relation: Relation,
    }
}

record! {
    /// One decision on pictures of a participant; the last one counts.
    ///
    /// >>> import datetime, kartotek
    /// >>> at = datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.timezone.utc)
    /// >>> kartotek.PhotoConsent(at=at, decision="granted", wording="version 2", given_by="Anna Ek").decision
    /// <ConsentDecision.GRANTED: 'granted'>
    PhotoConsent {
        /// When it was given.
        at: Timestamp,
        /// What was decided.
        decision: ConsentDecision,
        /// What was agreed to: the text, or its version.
        wording: String,
        /// Who decided, by name.
        given_by: String,
        /// The customer who decided, where it was one.
        customer: Option<CustomerId> = None,
    }
}

record! {
    /// Things of one kind that depend on a record, and keep it from being deleted.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> register.jobs.dependents(job.id)
    /// (Dependent(kind='job group', count=1),)
    Dependent {
        /// What they are, for example ``registration``.
        kind: String,
        /// How many there are.
        count: u64,
    }
}

/// By its code; any other text is a kind of its own.
impl Cross for RegistrationKind {
    const GIVES: PyStaticExpr = builtin!("str");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.code().to_owned().to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        String::from_python(value).map(Self::from_code)
    }
}
