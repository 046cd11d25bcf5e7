//! The customers' registers of jobs and groups, against a naive recomputation.

use std::fs;
use std::ops::ControlFlow;

use kartotek::{
    Customer, CustomerDraft, CustomerProfile, Email, ErrorKind, GROUP_COLUMNS, GalleryDetails, Headings,
    JOB_COLUMNS, Language, PageRequest, Participant, RegisterExport, RegisterQuery, RegisteredCustomer,
    Registration, RegistrationDetails, RegistrationFilter, RegistrationKind, Sort, Timestamp, Total,
    TotalMode, TotalOf,
};

use super::School;
use crate::studio;

fn keys(columns: &[kartotek::RegisterColumn]) -> Vec<&'static str> {
    columns.iter().map(|column| column.key).collect()
}

fn texts(row: &RegisteredCustomer, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| row.value(column).to_text().into_owned()).collect()
}

// SPEC: P3, P4, P5, P6, P7, P8, P9, P10, P11, P18, P19, P20, P26
#[test]
fn the_columns_are_the_same_in_every_language() {
    let job = [
        "registered_at",
        "entered_name",
        "participants",
        "job_group",
        "qr_galleries",
        "email",
        "kind",
        "postal_code",
        "city",
    ];
    assert_eq!(keys(JOB_COLUMNS), job);
    let group =
        ["registered_at", "entered_name", "job_group", "postal_code", "city", "contact_groups", "total"];
    assert_eq!(keys(GROUP_COLUMNS), group);
    let labels = |language| JOB_COLUMNS.iter().map(|column| column.label(language)).collect::<Vec<_>>();
    assert_eq!(
        labels(Language::Sv),
        [
            "Datum",
            "Fullständigt namn",
            "Deltagare",
            "Galleri",
            "Gallerier (QR-kod)",
            "E-post",
            "Typ",
            "Postnummer",
            "Ort"
        ]
    );
    for language in Language::ALL {
        let mut labels: Vec<_> =
            JOB_COLUMNS.iter().chain(GROUP_COLUMNS).map(|column| column.label(language)).collect();
        assert!(labels.iter().all(|label| !label.is_empty()));
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), 11, "{language:?}");
    }
}

/// A school with customers whose entries cross in every way.
struct Filled {
    school: School,
    customers: Vec<Customer>,
    participants: Vec<Participant>,
    entries: Vec<(Registration, Vec<usize>)>,
}

fn filled() -> Filled {
    let school = School::open(studio());
    let register = &school.register;
    let people =
        [("Anna", "Öberg", "123 45", "Älvdalen"), ("Bo", "Ek", "", ""), ("Cia", "Åberg", "111 22", "Borås")];
    let customers: Vec<Customer> = people
        .iter()
        .map(|(given, family, postal_code, city)| {
            let mut draft = kartotek::CustomerDraft::person(*given, *family)
                .with_email(format!("{}@example.com", given.to_lowercase()));
            if !city.is_empty() {
                draft.profile.addresses.push(kartotek::Address {
                    postal_code: (*postal_code).into(),
                    city: (*city).into(),
                    ..kartotek::Address::default()
                });
            }
            register.customers().create(draft).unwrap()
        })
        .collect();
    let participants: Vec<Participant> =
        [("Elsa", "Öberg"), ("Nils", "Ek"), ("Ida", "Åberg")].map(|(g, f)| school.participant(g, f)).into();
    register.participants().add_to_group(school.groups[0].id, &[participants[0].id]).unwrap();
    register.galleries().create(school.job.id, participants[0].id, GalleryDetails::default()).unwrap();
    let entries = [(0, 0, vec![0]), (1, 0, vec![]), (0, 1, vec![1]), (1, 2, vec![2, 0])];
    let entries = entries.map(|(group, customer, of): (usize, usize, Vec<usize>)| {
        let of_them: Vec<&Participant> = of.iter().map(|place| &participants[*place]).collect();
        (school.enter(group, &customers[customer], &of_them), of)
    });
    Filled { school, customers, participants, entries: entries.into() }
}

// SPEC: P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P17
#[test]
fn the_register_of_a_job_has_a_row_for_every_registration_in_any_group() {
    let filled = filled();
    let (register, job) = (&filled.school.register, filled.school.job.id);
    let request = PageRequest::first(50).with_total(TotalMode::Exact);
    let page = register.jobs().customers(job, &RegisterQuery::default(), &request).unwrap();
    assert_eq!(page.total, Some(Total::Exactly(4)));
    let shown: Vec<_> = page.items.iter().map(|row| row.registration.clone()).collect();
    let entries: Vec<_> = filled.entries.iter().map(|(entry, _)| entry.clone()).collect();
    assert_eq!(shown, entries);
    let all =
        ["entered_name", "participants", "job_group", "qr_galleries", "email", "kind", "postal_code", "city"];
    assert_eq!(
        texts(&page.items[0], &all),
        ["Anna Öberg", "Elsa Öberg", "4a", "Elsa Öberg", "anna@example.com", "staff", "123 45", "Älvdalen"]
    );
    assert_eq!(
        texts(&page.items[2], &all),
        ["Bo Ek", "Nils Ek", "4a", "", "bo@example.com", "staff", "", ""]
    );
    // Names in the order of the language: Å before Ö.
    assert_eq!(texts(&page.items[3], &["participants"]), ["Ida Åberg\nElsa Öberg"]);

    let group = filled.school.groups[1].id;
    let page = register.job_groups().customers(group, &RegisterQuery::default(), &request).unwrap();
    let shown: Vec<_> = page.items.iter().map(|row| row.registration.id).collect();
    assert_eq!(shown, [filled.entries[1].0.id, filled.entries[3].0.id]);

    // What the column Gallery opens, and what QR galleries open.
    let row = &page.items[0];
    assert_eq!(row.gallery, register.galleries().of_group(group).unwrap().id);
    let ida = page.items[1].participants.iter().find(|p| p.id == filled.participants[2].id).unwrap();
    assert_eq!(ida.gallery, None);
    let unknown = kartotek::JobId::from_bytes([9; 16]);
    assert!(register.jobs().customers(unknown, &RegisterQuery::default(), &request).is_err());
}

// SPEC: P1, P12, P17, P24
#[test]
fn every_column_sorts_pages_and_filters() {
    let filled = filled();
    let (register, job) = (&filled.school.register, filled.school.job.id);
    // Each order is another one than that of the entries.
    let begin = filled.entries[0].0.details.registered_at.unwrap().as_micros();
    let at = |hours: i64| Some(Timestamp::from_micros(begin + hours * 3_600_000_000));
    let details = [(2, "Östen", "staff"), (0, "anna", "order"), (3, "Åke", "fax"), (1, "Bo", "online_form")];
    for ((entry, _), (hours, name, kind)) in filled.entries.iter().zip(details) {
        let kind = RegistrationKind::from_code(kind);
        let details = RegistrationDetails { registered_at: at(hours), entered_name: name.into(), kind };
        register.registrations().update(entry.id, entry.revision, details).unwrap();
    }
    for (customer, email) in filled.customers.iter().zip(["z@example.com", "m@example.com", "a@example.com"])
    {
        let profile = CustomerProfile { emails: vec![Email::new(email)], ..customer.profile.clone() };
        register.customers().update(customer.id, customer.revision, profile).unwrap();
    }
    let parents = register.contact_groups().create_with("Parents", &[filled.customers[1].id]).unwrap();
    let expected: [(&str, [usize; 4]); 9] = [
        ("registered_at", [1, 3, 0, 2]),
        ("entered_name", [1, 3, 2, 0]),
        ("participants", [1, 2, 3, 0]),
        ("job_group", [0, 2, 1, 3]),
        ("email", [3, 2, 0, 1]),
        ("kind", [2, 3, 1, 0]),
        ("postal_code", [2, 3, 0, 1]),
        ("city", [2, 3, 0, 1]),
        ("contact_groups", [0, 1, 3, 2]),
    ];
    assert_eq!(expected.map(|(key, _)| key), RegistrationFilter::SORTS);
    for (key, order) in expected {
        for descending in [false, true] {
            let query =
                RegisterQuery { sort: Sort { field: key.into(), descending }, ..RegisterQuery::default() };
            let mut ids = Vec::new();
            let mut request = PageRequest::first(1);
            loop {
                let page = register.jobs().customers(job, &query, &request).unwrap();
                ids.extend(page.items.iter().map(|row| row.registration.id));
                let Some(next) = page.next else { break };
                request.after = Some(next);
            }
            let mut expected: Vec<_> = order.iter().map(|place| filled.entries[*place].0.id).collect();
            if descending {
                expected.reverse();
            }
            assert_eq!(ids, expected, "{key} {descending}");
        }
    }
    let count = |filter: RegistrationFilter| {
        register.jobs().count_customers(job, &RegisterQuery { filter, ..RegisterQuery::default() }).unwrap()
    };
    let all = RegistrationFilter::default();
    assert_eq!(count(all.clone()), 4);
    assert_eq!(count(RegistrationFilter { set: Some(parents.id), ..all.clone() }), 1);
    assert_eq!(count(RegistrationFilter { kinds: vec!["qr_card".into()], ..all.clone() }), 0);
    assert_eq!(count(RegistrationFilter { kinds: vec!["order".into(), "staff".into()], ..all.clone() }), 2);
    assert_eq!(count(RegistrationFilter { customer: Some(filled.customers[0].id), ..all.clone() }), 2);
    assert_eq!(count(RegistrationFilter { registered_from: at(3), ..all.clone() }), 1);
    assert_eq!(count(RegistrationFilter { registered_before: at(3), ..all }), 3);
}

// SPEC: P13, P14, P15, P16, P19, P20, P21, P22, P23, P24
#[test]
fn from_a_row_the_contact_is_edited_and_put_into_contact_groups() {
    let filled = filled();
    let (register, group) = (&filled.school.register, filled.school.groups[0].id);
    let rows = || {
        let query = RegisterQuery { total: TotalOf::Lifetime, ..RegisterQuery::default() };
        register.job_groups().customers(group, &query, &PageRequest::first(50)).unwrap().items
    };
    let selected: Vec<_> = rows().iter().map(|row| row.customer.id).collect();
    let made = register.contact_groups().create_with("Class 4a", &selected[..1]).unwrap();
    register.contact_groups().attach(made.id, &selected).unwrap();
    let row = &rows()[1];
    assert_eq!(texts(row, &["contact_groups", "total"]), ["Class 4a", "0.00 SEK"]);
    let profile = CustomerProfile { nickname: "Bosse".into(), ..row.customer.profile.clone() };
    register.customers().update(row.customer.id, row.customer.revision, profile).unwrap();
    assert_eq!(rows()[1].customer.profile.nickname, "Bosse");
    assert_eq!(register.galleries().get(row.gallery).unwrap().job_group, Some(group));
}

// SPEC: P12
#[test]
fn an_export_that_is_stopped_leaves_no_file() {
    let School { register, job, groups } = School::open(studio());
    let drafts: Vec<_> = (0..1_000).map(|nth| CustomerDraft::person("Anna", format!("{nth}"))).collect();
    for customer in register.customers().create_many(&drafts).unwrap() {
        let details = RegistrationDetails::default();
        register.registrations().create(groups[0].id, customer.unwrap().id, details, &[]).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registered.csv");
    let mut heard = Vec::new();
    let stop = &mut |rows| {
        heard.push(rows);
        ControlFlow::Break(())
    };
    let export = RegisterExport::default();
    let of_job = register.jobs().export_customers_with(job.id, &path, &export, stop);
    let of_group = register.job_groups().export_customers_with(groups[0].id, &path, &export, stop);
    for stopped in [of_job, of_group] {
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    }
    assert_eq!(heard, [1_000, 1_000]);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

// SPEC: P12, P24, P26
#[test]
fn a_file_has_all_rows_of_the_scope_and_the_same_columns() {
    let filled = filled();
    let folder = tempfile::tempdir().unwrap();
    let (register, job) = (&filled.school.register, filled.school.job.id);
    let export = |language| RegisterExport {
        headings: Headings::Labels(language),
        query: RegisterQuery { sort: Sort::by("job_group"), ..RegisterQuery::default() },
        ..RegisterExport::default()
    };
    let path = folder.path().join("job.csv");
    assert_eq!(register.jobs().export_customers(job, &path, &export(Language::Sv)).unwrap().rows, 4);
    let file = fs::read_to_string(&path).unwrap();
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(reader.headers().unwrap().get(1), Some("Fullständigt namn"));
    let names: Vec<String> = reader.records().map(|row| row.unwrap()[1].to_owned()).collect();
    assert_eq!(names, ["Anna Öberg", "Bo Ek", "Anna Öberg", "Cia Åberg"]);

    let path = folder.path().join("group.csv");
    let group = filled.school.groups[1].id;
    assert_eq!(register.job_groups().export_customers(group, &path, &export(Language::Bg)).unwrap().rows, 2);
    let file = fs::read_to_string(&path).unwrap();
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), GROUP_COLUMNS.len());
    assert_eq!(reader.headers().unwrap().get(6), Some("Общо"));
    assert_eq!(reader.records().count(), 2);
}
