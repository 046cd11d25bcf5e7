//! The customers' registers of jobs and groups over random data, against what the records themselves say.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use kartotek::testing::{FixedRandomness, Samples};
use kartotek::{
    Collation, Customer, CustomerDraft, CustomerId, CustomerProfile, GROUP_COLUMNS, GalleryDetails, Headings,
    JOB_COLUMNS, Job, JobDetails, JobGroup, JobId, Money, Page, PageRequest, Participant, ParticipantDetails,
    Register, RegisterColumn, RegisterExport, RegisterQuery, RegisteredCustomer, RegisteredParticipant,
    Registration, RegistrationDetails, RegistrationFilter, RegistrationKind, Repository, Result, Sort,
    SqliteOptions, SqliteRepository, Timestamp, Total, TotalMode, TotalOf, customer_field, sort_key,
};
use kartotek_tests::on_server::{Schema, client};
use proptest::prelude::*;

use crate::{builder, settings};

const KINDS: [&str; 5] = ["online_form", "qr_card", "staff", "order", "fax"];
/// 2024-01-01T00:00:00Z.
const BEGIN: i64 = 1_704_067_200_000_000;

/// The scope of a total as it is stored: of groups 9, of jobs 8, of all 1.
type Scope = (u8, [u8; 16]);

/// Runs statements beside a register.
type Beside = Box<dyn Fn(&str)>;

/// A store, and a way to write into it beside the register.
fn store() -> (Arc<dyn Repository>, Beside) {
    if std::env::var("KARTOTEK_TEST_BACKEND").is_ok_and(|name| name == "postgres") {
        let schema = Schema::on_server().unwrap();
        let repository = schema.open().unwrap();
        let write = move |statements: &str| {
            let mut client = client().unwrap();
            client.batch_execute(&format!("SET search_path TO {}; {statements}", schema.name())).unwrap();
        };
        return (Arc::new(repository), Box::new(write));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    let repository = SqliteRepository::open(&path, SqliteOptions::default()).unwrap();
    let write = move |statements: &str| {
        let _stays = &folder;
        rusqlite::Connection::open(&path).unwrap().execute_batch(statements).unwrap();
    };
    (Arc::new(repository), Box::new(write))
}

/// A register, and all that it should show of registrations.
struct Studio {
    write: Beside,
    /// What customers spent, by the scope and the customer's place.
    spent: HashMap<(Scope, CustomerId), Vec<Money>>,
    register: Register,
    random: FixedRandomness,
    collation: Collation,
    jobs: Vec<Job>,
    groups: Vec<JobGroup>,
    participants: Vec<Participant>,
    entries: Vec<(Registration, BTreeSet<usize>)>,
    customers: Vec<Customer>,
}

impl Studio {
    fn filled(seed: u64) -> Self {
        let (repository, write) = store();
        let register = builder(&Arc::default()).settings(settings()).with_repository(repository).unwrap();
        let random = FixedRandomness::new(seed);
        let mut samples = Samples::new(seed);
        let jobs: Vec<Job> = ["Ekskolan", "Åskolan"]
            .map(|title| register.jobs().create(JobDetails::titled(title)).unwrap())
            .into();
        let names = ["4b", "4A", "Öst", "Ost"];
        let groups = jobs.iter().flat_map(|job| names.map(|name| (job.id, name)));
        let groups: Vec<JobGroup> =
            groups.map(|(job, name)| register.job_groups().create(job, name).unwrap()).collect();
        let mut ids = Vec::new();
        for _ in 0..8 {
            let sample = samples.profile();
            let profile = CustomerProfile {
                given_name: sample.given_name,
                family_name: sample.family_name,
                emails: sample.emails,
                addresses: sample.addresses,
                entered_name: "x".into(),
                ..CustomerProfile::default()
            };
            ids.push(register.customers().create(CustomerDraft::from(profile)).unwrap().id);
        }
        for name in ["Åbon", "news", "Parents"] {
            let some: Vec<_> = ids.iter().copied().filter(|_| random.once_in(3)).collect();
            register.contact_groups().create_with(name, &some).unwrap();
        }
        let given = ["Elsa", "Åke", "elsa"];
        let participant = |place: usize| {
            let family = ["Ek", "Öberg", "Åberg", "Zetterlund"][place % 4];
            register.participants().create(ParticipantDetails::named(given[random.below(3)], family)).unwrap()
        };
        let participants: Vec<Participant> = (0..10).map(participant).collect();
        let mut studio = Self {
            collation: Collation::new("sv").unwrap(),
            write,
            spent: HashMap::new(),
            register,
            random,
            jobs,
            groups,
            participants,
            entries: Vec::new(),
            customers: Vec::new(),
        };
        studio.enter(&ids);
        studio.customers = studio.register.customers().get_many(&ids).unwrap();
        studio.spend();
        studio
    }

    /// Writes what customers spent, as purchases will; nothing too, and less than nothing.
    fn spend(&mut self) {
        let title = |id| &self.jobs.iter().find(|job| job.id == id).unwrap().details.title;
        let key_of_job = |job: JobId| format!("(SELECT key FROM jobs WHERE title = '{}')", title(job));
        let jobs = self.jobs.iter().map(|job| ((8, job.id.to_bytes()), key_of_job(job.id)));
        let groups = self.groups.iter().map(|group| {
            let (job, name) = (key_of_job(group.job), &group.details.name);
            let key = format!("(SELECT key FROM job_groups WHERE job = {job} AND name = '{name}')");
            ((9, group.id.to_bytes()), key)
        });
        let scopes: Vec<(Scope, String)> = jobs.chain(groups).chain([((1, [0; 16]), "0".into())]).collect();
        let (mut spent, mut rows) = (HashMap::<_, Vec<Money>>::new(), Vec::new());
        for customer in &self.customers {
            for ((kind, id), key) in &scopes {
                // In the order in which they are shown: the register's currency first.
                for currency in ["SEK", "DKK", "EUR"].into_iter().filter(|_| self.random.once_in(2)) {
                    let minor = [0, -50, 100, 12_500][self.random.below(4)];
                    rows.push(format!("({}, {kind}, {key}, '{currency}', {minor})", customer.number));
                    if minor != 0 {
                        let money = Money::new(minor, currency.parse().unwrap());
                        spent.entry(((*kind, *id), customer.id)).or_default().push(money);
                    }
                }
            }
        }
        let columns = "customer, scope_kind, scope, currency, minor";
        (self.write)(&format!("INSERT INTO customer_totals ({columns}) VALUES {}", rows.join(", ")));
        self.spent = spent;
    }

    fn total(&self, of: TotalOf, registration: &Registration) -> Vec<Money> {
        let scope = match of {
            TotalOf::Group => (9, registration.job_group.to_bytes()),
            TotalOf::Job => (8, registration.job.to_bytes()),
            TotalOf::Lifetime => (1, [0; 16]),
        };
        let nothing = || vec![Money::new(0, "SEK".parse().unwrap())];
        self.spent.get(&(scope, registration.customer)).cloned().unwrap_or_else(nothing)
    }

    fn enter(&mut self, customers: &[CustomerId]) {
        let Self { register, random, groups, participants, .. } = &*self;
        let mut entries = Vec::new();
        for group in groups {
            for customer in customers.iter().filter(|_| random.once_in(2)) {
                let details = RegistrationDetails {
                    kind: RegistrationKind::from_code(KINDS[random.below(KINDS.len())]),
                    registered_at: Some(moment(random)),
                    entered_name: ["Anna Ek", "anna ek", "Östen", "Bo"][random.below(4)].into(),
                };
                let of: BTreeSet<usize> =
                    (0..random.below(4)).map(|_| random.below(participants.len())).collect();
                let ids: Vec<_> = of.iter().map(|place| participants[*place].id).collect();
                let entry = register.registrations().create(group.id, *customer, details, &ids).unwrap();
                entries.push((entry, of));
            }
            for participant in participants.iter().filter(|_| random.once_in(5)) {
                register.participants().add_to_group(group.id, &[participant.id]).unwrap();
                // One in each job.
                let _ = register.galleries().create(group.job, participant.id, GalleryDetails::default());
            }
        }
        self.entries = entries;
    }

    /// The row of an entry, put together record by record.
    fn row(&self, (registration, of): &(Registration, BTreeSet<usize>)) -> RegisteredCustomer {
        let mut participants: Vec<&Participant> = of.iter().map(|place| &self.participants[*place]).collect();
        participants.sort_by_key(|participant| (self.name_key(participant), participant.id));
        let participants = participants.into_iter().map(|participant| {
            let galleries = self.register.galleries().of_participant(participant.id).unwrap();
            let gallery = galleries.iter().find(|gallery| gallery.job == registration.job);
            RegisteredParticipant {
                id: participant.id,
                name: participant.details.display_name(),
                gallery: gallery.map(|gallery| gallery.id),
            }
        });
        let customer = self.customers.iter().find(|customer| customer.id == registration.customer);
        let group = self.groups.iter().find(|group| group.id == registration.job_group);
        RegisteredCustomer {
            registration: registration.clone(),
            customer: customer.unwrap().clone(),
            group: group.unwrap().clone(),
            gallery: self.register.galleries().of_group(registration.job_group).unwrap().id,
            participants: participants.collect(),
            total: Vec::new(),
        }
    }

    fn name_key(&self, participant: &Participant) -> Vec<u8> {
        let details = &participant.details;
        self.collation.key(&format!("{} {}", details.family_name, details.given_name))
    }

    /// By what a row is sorted.
    fn key(&self, column: &str, row: &RegisteredCustomer) -> Vec<u8> {
        let details = &row.registration.details;
        match column {
            "registered_at" => details.registered_at.unwrap().as_micros().to_be_bytes().to_vec(),
            "entered_name" => self.collation.key(&details.entered_name),
            "participants" => {
                let first = row.participants.first().map(|first| first.id);
                let first = self.participants.iter().find(|participant| Some(participant.id) == first);
                first.map(|participant| self.name_key(participant)).unwrap_or_default()
            }
            "job_group" => self.collation.key(&row.group.details.name),
            "kind" => details.kind.code().into(),
            "contact_groups" => {
                // By the characters of the first name, whatever their case.
                let names = row.customer.contact_groups.iter().map(|group| group.name.to_lowercase());
                names.min().unwrap_or_default().into()
            }
            column => sort_key(customer_field(column).unwrap(), &row.customer, &self.collation),
        }
    }

    fn any_filter(&self) -> RegistrationFilter {
        let random = &self.random;
        let kinds = KINDS.into_iter().filter(|_| random.once_in(2)).map(str::to_owned).collect();
        let sets = [self.register.contact_groups().all(), self.register.customer_groups().all()];
        let sets: Vec<_> = sets.into_iter().flat_map(Result::unwrap).collect();
        RegistrationFilter {
            kinds: if random.once_in(3) { kinds } else { Vec::new() },
            customer: random.pick(&self.customers).map(|customer| customer.id).filter(|_| random.once_in(5)),
            registered_from: random.once_in(4).then(|| moment(random)),
            registered_before: random.once_in(4).then(|| moment(random)),
            set: random.pick(&sets).map(|set| set.id).filter(|_| random.once_in(4)),
            // Of no account: the register that is asked says whose it is.
            job: random.once_in(4).then(|| self.jobs[0].id),
            group: random.once_in(4).then(|| self.groups[0].id),
        }
    }

    fn passes(&self, filter: &RegistrationFilter, row: &RegisteredCustomer) -> bool {
        let (details, customer) = (&row.registration.details, &row.customer);
        let mut sets =
            customer.contact_groups.iter().chain(&customer.customer_groups).chain([&customer.default_group]);
        filter.customer.is_none_or(|id| customer.id == id)
            && (filter.kinds.is_empty() || filter.kinds.iter().any(|kind| kind == details.kind.code()))
            && filter.registered_from.is_none_or(|from| details.registered_at >= Some(from))
            && filter.registered_before.is_none_or(|before| details.registered_at < Some(before))
            && filter.set.is_none_or(|set| sets.any(|of| of.id == set))
    }
}

/// One of a few instants, so that several are at one.
fn moment(random: &FixedRandomness) -> Timestamp {
    Timestamp::from_micros(BEGIN + i64::try_from(random.below(5)).unwrap() * 3_600_000_000)
}

/// Reads a list page after page.
fn pages(
    limit: u32,
    page: impl Fn(&PageRequest) -> Result<Page<RegisteredCustomer>>,
) -> Vec<RegisteredCustomer> {
    let (mut rows, mut totals) = (Vec::new(), BTreeSet::new());
    let mut request = PageRequest::first(limit).with_total(TotalMode::Exact);
    loop {
        let page = page(&request).unwrap();
        assert!(page.items.len() <= limit as usize);
        totals.extend(page.total.map(|total| match total {
            Total::Exactly(count) => count,
            other => panic!("{other:?}"),
        }));
        rows.extend(page.items);
        let Some(next) = page.next else { break };
        request.after = Some(next);
    }
    assert_eq!(totals, BTreeSet::from([rows.len() as u64]));
    rows
}

/// What a file must hold.
fn cells(rows: &[RegisteredCustomer], columns: &[RegisterColumn]) -> Vec<Vec<String>> {
    let cell =
        |row: &RegisteredCustomer, column: &RegisterColumn| row.value(column.key).to_text().into_owned();
    let head = columns.iter().map(|column| column.key.to_owned()).collect();
    let rows = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect());
    std::iter::once(head).chain(rows).collect()
}

fn file(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: kartotek_tests::cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    // SPEC: P1, P2, P12, P17, P24
    #[test]
    fn registers_agree_with_a_naive_recomputation(seed in any::<u64>(), limit in 1..9_u32) {
        let studio = Studio::filled(seed);
        let (register, folder) = (&studio.register, tempfile::tempdir().unwrap());
        let rows: Vec<RegisteredCustomer> = studio.entries.iter().map(|entry| studio.row(entry)).collect();
        for column in RegistrationFilter::SORTS {
            let sort = Sort { field: column.into(), descending: studio.random.once_in(2) };
            let filter =
                if studio.random.once_in(3) { RegistrationFilter::default() } else { studio.any_filter() };
            let total = [TotalOf::Group, TotalOf::Job, TotalOf::Lifetime][studio.random.below(3)];
            let query = RegisterQuery { filter, sort, total };
            let expected = |scope: &dyn Fn(&Registration) -> bool| {
                let mut rows: Vec<RegisteredCustomer> = rows
                    .iter()
                    .filter(|row| scope(&row.registration) && studio.passes(&query.filter, row))
                    .cloned()
                    .collect();
                rows.iter_mut().for_each(|row| row.total = studio.total(query.total, &row.registration));
                rows.sort_by_key(|row| (studio.key(column, row), row.registration.id));
                if query.sort.descending {
                    rows.reverse();
                }
                rows
            };
            let export = RegisterExport { query: query.clone(), headings: Headings::Keys, ..RegisterExport::default() };

            let job = studio.jobs[studio.random.below(2)].id;
            let of_job = expected(&|entry| entry.job == job);
            let what = format!("{query:?} of {job}");
            prop_assert_eq!(&pages(limit, |request| register.jobs().customers(job, &query, request)), &of_job, "{}", what);
            let all: Vec<_> = register.jobs().all_customers(job, &query).collect::<Result<_>>().unwrap();
            prop_assert_eq!(&all, &of_job, "{}", what);
            prop_assert_eq!(register.jobs().count_customers(job, &query).unwrap(), of_job.len() as u64);
            let path = folder.path().join(format!("job by {column}.csv"));
            register.jobs().export_customers(job, &path, &export).unwrap();
            prop_assert_eq!(file(&path), cells(&of_job, JOB_COLUMNS), "{}", what);

            let group = studio.groups[studio.random.below(studio.groups.len())].id;
            let of_group = expected(&|entry| entry.job_group == group);
            let what = format!("{query:?} of {group}");
            prop_assert_eq!(&pages(limit, |request| register.job_groups().customers(group, &query, request)), &of_group, "{}", what);
            let all: Vec<_> = register.job_groups().all_customers(group, &query).collect::<Result<_>>().unwrap();
            prop_assert_eq!(&all, &of_group, "{}", what);
            prop_assert_eq!(register.job_groups().count_customers(group, &query).unwrap(), of_group.len() as u64);
            let path = folder.path().join(format!("group by {column}.csv"));
            register.job_groups().export_customers(group, &path, &export).unwrap();
            prop_assert_eq!(file(&path), cells(&of_group, GROUP_COLUMNS), "{}", what);
        }
    }
}
