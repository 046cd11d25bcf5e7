//! Settings that change between two imports of one file.

use super::*;
use crate::catalogue::{FieldPolicy, Level};
use crate::customers::{CustomerDraft, Gender};
use crate::settings::RegisterSettings;

type Edit<'e> = &'e dyn Fn(&mut RegisterSettings);

fn change(register: &Register, change: impl Fn(&mut RegisterSettings)) {
    let mut settings = register.settings().unwrap();
    change(&mut settings);
    register.update_settings(settings).unwrap();
}

// SPEC: B17
#[test]
fn rows_without_a_key_stay_the_same_when_settings_change() {
    let file = "Title,First name,Birthday,Registered\nms,Anna,1990-09-21,2020-01-02\nmr,Bo,,2020-01-02\n";
    let register = Register::in_memory().unwrap();
    assert_eq!(counts(&import(&register, file)), [2, 0, 0, 0, 0, 0]);
    let changes: [(&str, Edit<'_>); 5] = [
        ("the zone", &|s| s.zone = "Asia/Tokyo".into()),
        ("the country and currency", &|s| {
            s.country = "SE".into();
            s.currency = "SEK".into();
        }),
        ("a field that is used now", &|s| s.policies.retain(|policy| policy.field != "birthday")),
        ("the origin", &|s| s.policies.push(FieldPolicy::new("origin", Level::Recommended))),
        ("what titles tell", &|s| {
            for title in &mut s.titles {
                (title.code, title.gender) = (format!("the {}", title.code), None);
            }
        }),
    ];
    for (what, done) in changes {
        change(&register, done);
        let again = counts(&import(&register, file));
        assert_eq!((again[0], again[1] + again[2]), (0, 2), "{what}");
    }
    assert_eq!(everybody(&register).len(), 2);
}

/// Row, code and column of each problem.
fn faults(report: &ImportReport) -> Vec<(u64, &str, Option<&str>)> {
    report.problems.iter().map(|p| (p.row, p.code, p.column.as_deref())).collect()
}

// SPEC: N5, B2, B17
#[test]
fn a_title_tells_no_gender_where_that_is_switched_off() {
    let mut settings = RegisterSettings::default();
    settings.policies.push(FieldPolicy::new("gender", Level::Off));
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let report = import(&register, "title,given_name,family_name\nMs,Anna,Ek\nMr,Bo,Ek\n");
    assert_eq!((counts(&report), faults(&report)), ([2, 0, 0, 0, 0, 0], vec![]));
    assert!(everybody(&register).iter().all(|c| c.profile.gender == Gender::Unspecified));
}

// SPEC: B17, N12, N13
#[test]
fn old_registrations_and_zero_dates_of_visits_are_taken() {
    let settings = RegisterSettings { zone: "Europe/Stockholm".into(), ..RegisterSettings::default() };
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let file = "given_name,registered_at,last_visit_at\nAnna,1965-05-01,\nBo,1970-01-01,1970-01-01\nCai,,1965-05-01\n";
    let report = import(&register, file);
    assert_eq!(faults(&report), [(4, "out_of_range", Some("last_visit_at"))]);
    let dates: Vec<_> = everybody(&register)
        .iter()
        .map(|c| (c.profile.registered_at.unwrap().to_string(), c.profile.last_visit_at))
        .collect();
    assert_eq!(dates[0].0, "1965-04-30T23:00:00Z");
    assert_eq!(dates[1], ("1969-12-31T23:00:00Z".to_owned(), None));
}

// SPEC: B17, C6
#[test]
fn a_wrong_further_item_is_told_by_its_own_column() {
    let register = Register::in_memory().unwrap();
    let report =
        import(&register, "given_name,email,more_emails\nAnna,a@example.com,b@\nBo,a\0b,c@example.com\n");
    let expected = [(2, "email_syntax", Some("more_emails")), (3, "character", Some("email"))];
    assert_eq!(faults(&report), expected);
}

// SPEC: B1, B17
#[test]
fn an_id_of_a_file_makes_a_customer_only_if_it_is_of_version_7() {
    let register = Register::in_memory().unwrap();
    let file = "id,given_name\n00000000-0000-0000-0000-000000000000,Anna\n\
                0190163d-8694-739b-aea5-966c26f8ad91,Bo\n";
    let report = import(&register, file);
    assert_eq!((counts(&report), faults(&report)), ([1, 0, 0, 0, 0, 1], vec![(2, "id", Some("id"))]));
}

// SPEC: P4, B17
#[test]
fn a_file_with_another_name_takes_the_entered_one_away_unless_it_tells_both() {
    let register = Register::in_memory().unwrap();
    let mut draft = CustomerDraft::person("Anna", "Ek").with_email("anna@example.com");
    draft.profile.entered_name = "Anna Ek".into();
    register.customers().create(draft).unwrap();
    import(
        &register,
        "given_name,additional_names,family_name,email,entered_name\nAnna,Maria,Ek,anna@example.com,Anna Ek\n",
    );
    assert_eq!(everybody(&register)[0].profile.entered_name, "Anna Ek");
    let file = "given_name,additional_names,family_name,email\nAnna,Lisa,Ek,anna@example.com\n";
    import(&register, file);
    assert_eq!(everybody(&register)[0].profile.display_name(), "Anna Lisa Ek");
    assert_eq!(counts(&import(&register, file)), [0, 0, 1, 0, 0, 0]);
}

// SPEC: B2, B17
#[test]
fn columns_of_what_is_off_are_left_out_in_every_item() {
    let mut settings = RegisterSettings::default();
    settings.policies.extend(["email", "street"].map(|key| FieldPolicy::new(key, Level::Off)));
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let file = "First Name,Last Name,E-mail Address,E-mail 2 Address,Home Street,Home City,Business Street,\
                Business City\nAnna,Ek,a@example.com,b@example.com,S1,Lund,S2,Kiel\n";
    assert_eq!(faults(&import(&register, file)), []);
    let own = "given_name,family_name,email,email_label,more_emails\nBo,Ek,a@example.com,work,home: b@example.com\n";
    assert_eq!(faults(&import(&register, own)), []);
    let all_parts = "given_name,family_name,phone,city,more_addresses\n\
                     Cai,Ek,+46 70 123 45 67,Lund,\"{\"\"street\"\":\"\"S2\"\",\"\"city\"\":\"\"Kiel\"\"}\"\n";
    for created in [1, 0] {
        let report = import(&register, all_parts);
        assert_eq!((report.counts.created, report.counts.updated, faults(&report)), (created, 0, vec![]));
    }
    let all = everybody(&register);
    let addresses: Vec<_> = all[0].profile.addresses.iter().map(|a| (&*a.street, &*a.city)).collect();
    assert_eq!(addresses, [("", "Lund"), ("", "Kiel")]);
    assert!(all.len() == 3 && all.iter().all(|customer| customer.profile.emails.is_empty()));
}
