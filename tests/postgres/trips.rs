//! How often a call waits for the server: a number that its kind has, whatever its size.

use std::sync::Arc;

use kartotek::{
    Address, CustomerDraft, CustomerFilter, CustomerId, CustomerKind, CustomerProfile, ExternalId,
    JobDetails, OldValue, PageRequest, ParticipantDetails, PostgresRepository, Register, RegisterQuery,
    RegistrationDetails, RepositoryExt, Revision, SetFilter, Sort, Source, TagChange, Test, TotalMode,
};
use kartotek_tests::on_server::Schema;

/// A call, how often it waited over few things and over many, and how often it may.
struct Figure {
    what: &'static str,
    few: u64,
    many: u64,
    most: u64,
}

struct Counted {
    repository: Arc<PostgresRepository>,
    register: Register,
    figures: Vec<Figure>,
}

const FEW: usize = 10;
const MANY: usize = 500;

/// How often each work is done to count its waits.
const TURNS: usize = 4;

impl Counted {
    fn new(schema: &Schema) -> Self {
        let repository = Arc::new(schema.open().unwrap());
        let register = Register::builder().with_repository(repository.clone()).unwrap();
        Self { repository, register, figures: Vec::new() }
    }

    /// Calls `turn` once, so that every statement is prepared, then counts its waits: several
    /// times, since all are prepared anew whenever a connection has inserted twice as many rows.
    fn waits(&self, turn: &mut dyn FnMut(&Register)) -> u64 {
        turn(&self.register);
        let mut counted = || {
            let before = self.repository.round_trips();
            turn(&self.register);
            self.repository.round_trips() - before
        };
        counted().min(counted()).min(counted())
    }

    fn one(&mut self, what: &'static str, most: u64, mut work: impl FnMut(&Register)) {
        let waits = self.waits(&mut work);
        self.figures.push(Figure { what, few: waits, many: waits, most });
    }

    /// Compares few of something with many.
    fn each(&mut self, what: &'static str, most: u64, mut work: impl FnMut(&Register, usize)) {
        let few = self.waits(&mut |register| work(register, FEW));
        let many = self.waits(&mut |register| work(register, MANY));
        self.figures.push(Figure { what, few, many, most });
    }

    fn check(self) {
        for Figure { what, few, many, most } in &self.figures {
            eprintln!("{what}: {few} and {many} of {most}");
        }
        for Figure { what, few, many, most } in self.figures {
            assert!(few <= most, "{what} waits {few} times, more than {most}");
            assert_eq!(few, many, "{what} waits more often for more");
        }
    }
}

/// Numbers that no customer has yet.
#[derive(Default)]
struct Next(usize);

impl Next {
    fn take(&mut self, count: usize) -> std::ops::Range<usize> {
        self.0 += count;
        self.0 - count..self.0
    }
}

fn draft(number: usize) -> CustomerDraft {
    CustomerDraft::person("Anna", format!("Ek {number}"))
        .with_email(format!("anna{number}@example.com"))
        .with_phone("070-123 45 67")
        .with_tag(format!("tag {}", number % 7))
}

/// A customer with rows in every table.
fn whole(number: usize) -> CustomerDraft {
    let address = |street: &str| Address { street: street.into(), ..Address::default() };
    let mut draft = draft(number)
        .with_email(format!("second{number}@example.com"))
        .with_phone("08-12 34 56 78")
        .with_address(address("Storgatan 1"))
        .with_address(address("Lilla vägen 2"));
    draft.profile.note = "likes mornings".into();
    draft.profile.external_ids = vec![ExternalId { source: "shop".into(), id: number.to_string() }];
    draft.contact_groups = vec!["Newsletter".into()];
    draft
}

fn create(register: &Register, drafts: impl Iterator<Item = CustomerDraft>) -> Vec<(CustomerId, Revision)> {
    let made = register.customers().create_many(&drafts.collect::<Vec<_>>()).unwrap();
    made.into_iter().map(|customer| customer.map(|c| (c.id, c.revision)).unwrap()).collect()
}

fn ids(made: &[(CustomerId, Revision)]) -> Vec<CustomerId> {
    made.iter().map(|customer| customer.0).collect()
}

/// A register where somebody was deleted, with customers, tags and groups.
fn filled(schema: &Schema) -> (Counted, Next) {
    let (counted, mut next) = (Counted::new(schema), Next::default());
    let register = &counted.register;
    let gone = create(register, next.take(3).map(whole));
    register.customers().delete(gone[1].0, gone[1].1).unwrap();
    create(register, next.take(300).map(whole));
    register.customer_groups().create("Regulars").unwrap();
    // Reads the names of all tags and groups again.
    create(register, next.take(7).map(whole));
    (counted, next)
}

fn tagged(all: &[&str]) -> CustomerFilter {
    let all = all.iter().map(|name| (*name).to_owned()).collect();
    CustomerFilter { tags: SetFilter { all, ..SetFilter::default() }, ..CustomerFilter::default() }
}

// SPEC: C2
#[test]
fn every_read_waits_a_fixed_number_of_times_whatever_its_size() {
    let Some(schema) = Schema::on_server() else { return };
    let (mut counted, _) = filled(&schema);
    let found = counted.register.customers().search("anna", 50).unwrap();
    counted.one("get", 2, |register| drop(register.customers().get(found[0].id).unwrap()));
    let page = |register: &Register, filter: &CustomerFilter, sort: &Sort, size: u32| {
        let page = register.customers().page(filter, sort, &PageRequest::first(size)).unwrap();
        assert!(!page.items.is_empty());
    };
    let (all, name) = (CustomerFilter::default(), Sort::FamilyName);
    counted.each("page", 3, |register, size| page(register, &all, &name, size as u32));
    let by_given_name = Sort::by("given_name");
    let newsletter = || {
        let mut filter = CustomerFilter::default();
        filter.contact_groups.any = vec!["Newsletter".into()];
        filter
    };
    let mut of_both = CustomerFilter { tags: tagged(&["tag 2"]).tags, ..newsletter() };
    of_both.tags.none = vec!["tag 3".into(), "tag 4".into()];
    let some_emails = || Test::StartsWith("anna".into());
    for (what, filter) in [
        ("page of a tag", tagged(&["tag 1"])),
        ("page of a group that everybody is in", newsletter()),
        ("page of a tag and a group", of_both),
        ("page by a test of a field and a tag", tagged(&["tag 1"]).with("email", some_emails())),
        ("page by a test of a field alone", CustomerFilter::default().with("email", some_emails())),
        (
            "page by a test that SQL does not know",
            tagged(&["tag 1"]).with("given_name", Test::is_text("ANNA")),
        ),
    ] {
        counted.each(what, 3, |register, size| page(register, &filter, &name, size as u32));
        let what = format!("{what}, without an index").leak();
        counted.each(what, 3, |register, size| page(register, &filter, &by_given_name, size as u32));
    }
    counted.each("page without an index", 3, |register, size| {
        page(register, &all, &by_given_name, size as u32);
    });
    let of_nobody = tagged(&["nobody's"]);
    counted.one("page of an unknown tag", 2, |register| {
        let page = register.customers().page(&of_nobody, &name, &PageRequest::first(50)).unwrap();
        assert!(page.items.is_empty());
    });
    let holds = CustomerFilter::default().with("given_name", Test::is_text("ANNA"));
    counted.one("count by a test", 4, |register| {
        assert!(register.customers().count(&holds).unwrap() > 300);
    });
    counted.each("search", 3, |register, size| {
        assert!(!register.customers().search("anna", size as u32).unwrap().is_empty());
    });
    counted.one("search by two words of tags", 5, |register| drop(register.customers().search("tag 1", 50)));
    counted.one("search by an e-mail", 4, |register| {
        assert_eq!(register.customers().search("anna7@example.com", 50).unwrap().len(), 1);
    });
    counted.check();
}

// SPEC: C2, A37
#[test]
fn a_private_area_waits_as_often_however_many_persons_share_its_login() {
    let Some(schema) = Schema::on_server() else { return };
    let (mut counted, mut next) = (Counted::new(&schema), Next::default());
    let register = &counted.register;
    let job = register.jobs().create(JobDetails::titled("Wedding")).unwrap();
    let group = register.job_groups().create(job.id, "Guests").unwrap();
    let logins = [FEW, MANY].map(|size| {
        let mut login = CustomerDraft::company(format!("Wedding of {size}"));
        login.profile.kind = CustomerKind::SharedLogin;
        let login = register.customers().create(login).unwrap().id;
        let person = |number| {
            let mut person = draft(number);
            person.profile.shared_login = Some(login);
            person
        };
        for person in ids(&create(register, next.take(size).map(person))) {
            register.registrations().create(group.id, person, RegistrationDetails::default(), &[]).unwrap();
        }
        (size, login)
    });
    counted.each("albums", 6, |register, size| {
        let (_, login) = logins.iter().find(|(persons, _)| *persons == size).unwrap();
        assert_eq!(register.galleries().of_customer(*login).unwrap().len(), 1);
    });
    counted.check();
}

// SPEC: C2, P1, P17
#[test]
fn a_page_of_a_register_waits_as_often_however_many_rows_it_has() {
    let Some(schema) = Schema::on_server() else { return };
    let (mut counted, mut next) = filled(&schema);
    let register = &counted.register;
    let job = register.jobs().create(JobDetails::titled("Ekskolan")).unwrap();
    let group = register.job_groups().create(job.id, "4a").unwrap().id;
    let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek")).unwrap().id;
    for customer in ids(&create(register, next.take(MANY).map(whole))) {
        register.registrations().create(group, customer, RegistrationDetails::default(), &[elsa]).unwrap();
    }
    let query = RegisterQuery::default();
    let sized = |size: usize| PageRequest::first(size as u32);
    counted.each("page of a job's register", 4, |register, size| {
        let page = register.jobs().customers(job.id, &query, &sized(size)).unwrap();
        assert_eq!(page.items.len(), size);
    });
    counted.each("page of a job's register with a total", 5, |register, size| {
        let request = sized(size).with_total(TotalMode::Exact);
        register.jobs().customers(job.id, &query, &request).unwrap();
    });
    counted.each("page of a group's register", 4, |register, size| {
        let page = register.job_groups().customers(group, &query, &sized(size)).unwrap();
        assert_eq!(page.items.len(), size);
    });
    counted.check();
}

// SPEC: C2
#[test]
fn a_stream_to_the_end_waits_once_however_long_it_is() {
    let Some(schema) = Schema::on_server() else { return };
    let (counted, mut next) = filled(&schema);
    let holds = CustomerFilter::default().with("given_name", Test::is_text("ANNA"));
    let sort = Sort::by("given_name");
    let waits = || {
        let customers = counted.register.customers();
        counted.waits(&mut |_| {
            customers.count(&holds).unwrap();
            customers.page(&holds, &sort, &PageRequest::first(20)).unwrap();
        })
    };
    let few = waits();
    create(&counted.register, next.take(1_000).map(whole));
    assert_eq!(waits(), few);
}

// SPEC: C2
#[test]
fn every_change_waits_a_fixed_number_of_times_whatever_its_size() {
    let Some(schema) = Schema::on_server() else { return };
    let (mut counted, mut next) = filled(&schema);
    let one = |next: &mut Next| whole(next.take(1).start);
    counted.one("create", 7, |register| drop(register.customers().create(one(&mut next)).unwrap()));
    counted.one("create with an idempotency key", 7, |register| {
        let number = next.take(1).start;
        let register = register.with_idempotency_key(format!("call {number}"));
        register.customers().create(whole(number)).unwrap();
    });
    let regular = |number| CustomerDraft { default_group: Some("Regulars".into()), ..whole(number) };
    counted.one("create with a default group", 7, |register| {
        register.customers().create(regular(next.take(1).start)).unwrap();
    });
    counted.each("create many", 7, |register, count| drop(create(register, next.take(count).map(regular))));
    counted.each("create many of whom one is refused", 16, |register, count| {
        let mut drafts: Vec<CustomerDraft> = next.take(count).map(regular).collect();
        drafts[3].profile.external_ids[0].id = "2".into();
        let made = register.customers().create_many(&drafts).unwrap();
        assert_eq!(made.iter().filter(|item| item.is_err()).count(), 1);
    });
    let edited = |register: &Register, made: &[(CustomerId, Revision)]| {
        let read = register.customers().get_many(&ids(made)).unwrap();
        let edit = |(at, customer): (usize, kartotek::Customer)| {
            let mut profile: CustomerProfile = customer.profile;
            match at % 4 {
                0 => profile.family_name.push('s'),
                1 => profile.emails.reverse(),
                2 => profile
                    .external_ids
                    .push(ExternalId { source: "till".into(), id: customer.number.to_string() }),
                _ => profile.given_name = "Anna Maria".into(),
            }
            (customer.id, customer.revision, profile)
        };
        read.into_iter().enumerate().map(edit).collect::<Vec<_>>()
    };
    let update = |number: usize, register: &Register, next: &mut Next| {
        let made = create(register, next.take(number).map(whole));
        edited(register, &made)
    };
    let mut ready: Vec<_> = Vec::new();
    for count in [1, FEW, MANY].into_iter().flat_map(|count| [count; TURNS]) {
        ready.push(update(count, &counted.register, &mut next));
    }
    let mut ready = ready.into_iter();
    counted.one("update", 8, |register| {
        let (id, revision, profile) = ready.next().unwrap().remove(0);
        register.customers().update(id, revision, profile).unwrap();
    });
    counted.each("update many", 10, |register, count| {
        let changes = ready.next().unwrap();
        assert_eq!(changes.len(), count);
        assert!(register.customers().update_many(&changes).unwrap().iter().all(Result::is_ok));
    });
    let mut made: Vec<Vec<(CustomerId, Revision)>> = Vec::new();
    for count in [FEW, MANY].into_iter().cycle().take(8).flat_map(|count| [count; TURNS]) {
        made.push(create(&counted.register, next.take(count).map(whole)));
    }
    let mut made = made.into_iter();
    let group = counted.register.customer_groups().find_by_name("Regulars").unwrap().unwrap().id;
    counted.each("set the default group", 9, |register, _| {
        register.customer_groups().set_default(group, &ids(&made.next().unwrap())).unwrap();
    });
    counted.each("tag", 9, |register, _| {
        register.tags().apply(&ids(&made.next().unwrap()), &TagChange::add(["seen"])).unwrap();
    });
    counted.each("archive", 7, |register, _| {
        register.customers().archive(&ids(&made.next().unwrap())).unwrap();
    });
    counted.each("delete", 9, |register, _| {
        let gone = register.customers().delete_many(&made.next().unwrap()).unwrap();
        assert!(gone.iter().all(Result::is_ok));
    });
    counted.check();
}

fn file(numbers: impl Iterator<Item = usize>, city: &str) -> String {
    let rows = numbers.map(|n| format!("{n},Anna,Ek {n},new{n}@example.com,{city},tag {}\n", n % 7));
    format!("Customer ID,First name,Last name,E-mail,City,Tags\n{}", rows.collect::<String>())
}

// SPEC: C2
#[test]
fn an_import_and_its_undo_wait_as_often_for_many_rows_of_a_chunk_as_for_few() {
    let Some(schema) = Schema::on_server() else { return };
    let (mut counted, mut next) = filled(&schema);
    let (mut batches, mut files) = (Vec::new(), Vec::new());
    counted.each("import of new customers", 24, |register, count| {
        let numbers = next.take(count);
        let report = register.import_source(Source::bytes(file(numbers.clone(), ""))).unwrap().run().unwrap();
        assert_eq!(report.counts.created, count as u64);
        files.push(numbers);
        batches.push(report.batch);
    });
    let mut of_new = batches.clone().into_iter();
    let mut changes = Vec::new();
    let mut again = files.clone().into_iter();
    counted.each("import of changes", 30, |register, count| {
        let rows = file(again.next().unwrap(), "Umeå");
        let report = register.import_source(Source::bytes(rows)).unwrap().run().unwrap();
        assert_eq!(report.counts.updated, count as u64);
        changes.push(report.batch);
    });
    let mut changes = changes.into_iter();
    counted.each("undo of changes", 30, |register, count| {
        assert_eq!(register.undo_import(changes.next().unwrap()).unwrap().reversed, count as u64);
    });
    counted.each("undo of new customers", 24, |register, count| {
        assert_eq!(register.undo_import(of_new.next().unwrap()).unwrap().reversed, count as u64);
    });
    counted.check();
}

// SPEC: B2, C2
#[test]
fn many_old_values_are_rewritten_with_as_many_waits_as_few() {
    let Some(schema) = Schema::on_server() else { return };
    let (counted, mut next) = filled(&schema);
    let change = |count: usize, next: &mut Next| {
        let made = create(&counted.register, next.take(count).map(whole));
        let read = counted.register.customers().get_many(&ids(&made)).unwrap().into_iter();
        let changes = read.map(|customer| {
            (customer.id, customer.revision, CustomerProfile { note: String::new(), ..customer.profile })
        });
        counted.register.customers().update_many(&changes.collect::<Vec<_>>()).unwrap();
    };
    let forget = |old: &mut [OldValue]| old.iter_mut().for_each(|value| value.text.clear());
    let waits = || {
        let before = counted.repository.round_trips();
        counted.repository.write(|tx| tx.rewrite_old_values(0, 10_000, &forget)).unwrap();
        counted.repository.round_trips() - before
    };
    change(1, &mut next);
    waits();
    for count in [FEW, MANY] {
        change(count, &mut next);
        assert_eq!(waits(), 2);
    }
}

// SPEC: C2
#[test]
fn the_rows_of_all_tables_are_counted_with_one_wait() {
    let Some(schema) = Schema::on_server() else { return };
    let (counted, _) = filled(&schema);
    let before = counted.repository.round_trips();
    let tables = counted.repository.read(|tx| tx.dump_tables()).unwrap();
    assert_eq!(counted.repository.round_trips() - before, 1);
    let rows = |name: &str| tables.iter().find(|table| table.name == name).map(|table| table.rows);
    assert_eq!((rows("customers"), rows("tombstones"), rows("jobs")), (Some(309), Some(1), Some(0)));
}
