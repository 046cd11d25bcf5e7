use std::borrow::Cow;

use crate::base::Rule;
use crate::catalogue::{Field, FieldKind, FieldValue, Listing, Section, set_text, set_time, store, time};

use super::model::{Job, JobDetails, JobGroup, JobGroupDetails, JobStatus};

/// One field of a job.
pub type JobField = Field<Job, JobDetails>;

/// One field of a group of a job.
pub type JobGroupField = Field<JobGroup, JobGroupDetails>;

const LINE: FieldKind = FieldKind::Text { max: 200 };

/// An instant that is a member of the details of the same name.
macro_rules! instant {
    ($key:ident) => {
        Field::impersonal(Field::editable(
            stringify!($key),
            Section::Account,
            FieldKind::Time,
            Listing::Scanned,
            |d| time(d.$key),
            |d, value| set_time(&mut d.$key, value),
        ))
    };
}

/// All fields of a job, in the order in which forms and files show them.
///
/// ```
/// use kartotek::{JOB_FIELDS, JobDetails};
///
/// let details = JobDetails::titled("Ekskolan 2026");
/// let status = JOB_FIELDS.iter().find(|field| field.key == "status").unwrap();
/// assert_eq!(status.of_profile(&details).to_text(), "planned");
/// ```
pub static JOB_FIELDS: &[JobField] = &[
    Field::editable(
        "title",
        Section::Name,
        LINE,
        Listing::Scanned,
        |d| FieldValue::text(&d.title),
        |d, value| set_text(&mut d.title, value),
    ),
    Field::impersonal(Field::editable(
        "kind",
        Section::Account,
        FieldKind::Text { max: 60 },
        Listing::Scanned,
        |d| FieldValue::text(&d.kind),
        |d, value| set_text(&mut d.kind, value),
    )),
    Field::impersonal(Field::editable(
        "status",
        Section::Account,
        FieldKind::Choice { options: &JobStatus::CODES },
        Listing::Scanned,
        |d| FieldValue::text(d.status.code()),
        |d, value| store(&mut d.status, JobStatus::from_code(&value.to_text()).ok_or(Rule::Choice)?),
    )),
    Field::impersonal(Field::editable(
        "shoot_dates",
        Section::Account,
        FieldKind::List { max: 100 },
        Listing::Scanned,
        |d| FieldValue::list(d.shoot_dates.iter().map(|day| Cow::Owned(day.to_string())).collect()),
        set_shoot_dates,
    )),
    instant!(publish_from),
    instant!(publish_until),
    instant!(registration_deadline),
    Field::editable(
        "note",
        Section::Notes,
        FieldKind::LongText { max: 100_000 },
        Listing::Shown,
        |d| FieldValue::text(&d.note),
        |d, value| set_text(&mut d.note, value),
    ),
];

/// All fields of a group of a job.
pub static JOB_GROUP_FIELDS: &[JobGroupField] = &[Field::impersonal(Field::editable(
    "name",
    Section::Name,
    LINE,
    Listing::Scanned,
    |d| FieldValue::text(&d.name),
    |d, value| set_text(&mut d.name, value),
))];

fn set_shoot_dates(details: &mut JobDetails, value: FieldValue<'_>) -> Result<(), Rule> {
    let lines = match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::List(lines) => lines,
        _ => return Err(Rule::Date),
    };
    let days = lines.iter().map(|line| line.parse().map_err(|_| Rule::Date));
    store(&mut details.shoot_dates, days.collect::<Result<_, _>>()?)
}
