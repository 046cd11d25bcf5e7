//! Replays the cases of this folder in Rust; `README.md` says how they are written.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use kartotek::exchange::Source;
use kartotek::{
    Address, Customer, CustomerDraft, CustomerFilter, CustomerKind, CustomerProfile, Email, Error, Matching,
    Phone, Register, Result, Sort,
};
use serde_json::{Map, Value, json};

// SPEC: B1, B2, B17, B18, C3, C4, C5, C6, F5, N3, N20, N21, P4
#[test]
fn every_case_of_the_vectors_holds() {
    let mut failed = Vec::new();
    let mut count = 0;
    for path in files() {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for case in items(&file["cases"]) {
            count += 1;
            let place = format!("{}: {}", path.file_stem().unwrap().display(), text(&case["name"]));
            replay(case, &mut |expected, found| {
                if expected != found {
                    failed.push(format!("{place}\n  expected {expected}\n     found {found}"));
                }
            });
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases\n{}", failed.len(), failed.join("\n"));
    assert!(count > 0);
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    files.sort();
    files
}

/// Does what a case says, and tells of each part what is expected and what was found.
fn replay(case: &Value, told: &mut dyn FnMut(Value, Value)) {
    let settings = case.get("settings").map(|settings| serde_json::from_value(settings.clone()).unwrap());
    let builder = Register::builder().settings(settings.unwrap_or_default());
    let register = builder.with_repository(kartotek_tests::store().unwrap()).unwrap();
    for (part, items) in case.as_object().unwrap() {
        let known = ["name", "settings", "create", "imports", "lists", "searches", "begins"];
        assert!(known.contains(&part.as_str()) && !items.is_null(), "a case has no part {part}");
    }
    for item in items(&case["create"]) {
        told(expected(item, &["draft"]), created(&register, item));
    }
    for item in items(&case["imports"]) {
        told(expected(item, &["file", "matching"]), imported(&register, item));
    }
    for item in items(&case["lists"]) {
        let listed = register.customers().all(&CustomerFilter::default(), &sort_of(text(&item["sort"])));
        let names: Vec<_> = listed.map(|customer| customer.unwrap().profile.display_name()).collect();
        told(item["names"].clone(), json!(names));
    }
    for item in items(&case["searches"]) {
        let found = register.customers().search(text(&item["typed"]), 10).unwrap();
        let names = found.iter().map(|customer| json!(customer.profile.display_name())).collect();
        told(sorted(items(&item["finds"]).to_vec()), sorted(names));
        if let Some(first) = item.get("first") {
            told(first.clone(), members(first, |key| shown(&found[0], key)));
        }
    }
    for item in items(&case["begins"]) {
        let draft = register.customers().draft_from_search(text(&item["typed"])).unwrap();
        told(item["draft"].clone(), members(&item["draft"], |key| shown_in(&draft.profile, key)));
    }
}

/// What is expected of an item: all that is not given. The order of problems says nothing.
fn expected(item: &Value, given: &[&str]) -> Value {
    let mut expected = item.clone();
    let parts = expected.as_object_mut().unwrap();
    parts.retain(|part, _| !given.contains(&part.as_str()));
    for problems in ["refused", "unreadable", "problems"] {
        if let Some(problems) = parts.get_mut(problems) {
            *problems = sorted(items(problems).to_vec());
        }
    }
    expected
}

fn created(register: &Register, item: &Value) -> Value {
    let draft = match draft_of(&item["draft"]) {
        Ok(draft) => draft,
        Err(error) => return json!({ "unreadable": refused(&error) }),
    };
    match (register.customers().create(draft), item.get("stored")) {
        (Ok(customer), Some(stored)) => json!({ "stored": members(stored, |key| shown(&customer, key)) }),
        (Ok(_), None) => json!({}),
        (Err(error), _) => json!({ "refused": refused(&error) }),
    }
}

fn refused(error: &Error) -> Value {
    let problems = error.problems().iter().map(|problem| {
        let item = problem.item.map_or_else(String::new, |item| format!("[{item}]"));
        json!([format!("{}{item}", problem.field), problem.rule.code()])
    });
    sorted(problems.collect())
}

fn imported(register: &Register, item: &Value) -> Value {
    let lines: Vec<_> = items(&item["file"]).iter().map(text).collect();
    let import = register.import_source(Source::bytes(lines.join("\r\n"))).unwrap();
    let report = import.matching(matching_of(&item["matching"])).run().unwrap();
    let counts = &report.counts;
    let outcomes = [
        ("created", counts.created),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("skipped", counts.skipped),
        ("ambiguous", counts.ambiguous),
        ("invalid", counts.invalid),
    ];
    let counts: Map<_, _> = outcomes
        .iter()
        .filter(|(_, rows)| *rows > 0)
        .map(|(name, rows)| ((*name).into(), json!(rows)))
        .collect();
    let problems = report.problems.iter().map(|problem| {
        let place = problem.column.as_deref().or(problem.field.as_deref());
        json!([problem.line, place, problem.code])
    });
    let mut found = json!({ "counts": counts });
    if !report.problems.is_empty() || item.get("problems").is_some() {
        found["problems"] = sorted(problems.collect());
    }
    found
}

fn members(wanted: &Value, show: impl Fn(&str) -> Value) -> Value {
    wanted.as_object().unwrap().keys().map(|key| (key.clone(), show(key))).collect::<Map<_, _>>().into()
}

fn shown(customer: &Customer, key: &str) -> Value {
    match key {
        "number" => json!(customer.number.to_string()),
        "tags" => json!(customer.tags.iter().map(|tag| &tag.name).collect::<Vec<_>>()),
        _ => shown_in(&customer.profile, key),
    }
}

fn shown_in(profile: &CustomerProfile, key: &str) -> Value {
    let e164 = |phone: &Phone| phone.e164.map(|digits| format!("+{digits}"));
    match key {
        "display_name" => json!(profile.display_name()),
        "kind" if profile.kind == CustomerKind::Person => json!("person"),
        "kind" => json!("company"),
        "birthday" => json!(profile.birthday.map(|day| day.to_string())),
        "credit_limit" => json!(profile.credit_limit.map(|limit| limit.to_string())),
        "emails" => json!(profile.emails.iter().map(|email| &email.address).collect::<Vec<_>>()),
        "phones" => json!(profile.phones.iter().map(|phone| &phone.text).collect::<Vec<_>>()),
        "e164" => json!(profile.phones.iter().map(e164).collect::<Vec<_>>()),
        _ => json!(text_in(&mut profile.clone(), key)),
    }
}

fn draft_of(members: &Value) -> Result<CustomerDraft> {
    let mut draft = CustomerDraft::default();
    for (key, value) in members.as_object().unwrap() {
        let profile = &mut draft.profile;
        match key.as_str() {
            "kind" => {
                profile.kind = if value == "company" { CustomerKind::Company } else { CustomerKind::Person }
            }
            "birthday" => profile.birthday = Some(text(value).parse()?),
            "credit_limit" => profile.credit_limit = Some(text(value).parse()?),
            "emails" => profile.emails = items(value).iter().map(text).map(Email::new).collect(),
            "phones" => profile.phones = items(value).iter().map(text).map(Phone::new).collect(),
            "tags" => draft.tags = items(value).iter().map(|tag| text(tag).into()).collect(),
            _ => text(value).clone_into(text_in(profile, key)),
        }
    }
    Ok(draft)
}

/// The members that are texts; what an address has is that of the first one, which is made if there is none.
fn text_in<'p>(profile: &'p mut CustomerProfile, key: &str) -> &'p mut String {
    let address = |profile: &'p mut CustomerProfile| {
        if profile.addresses.is_empty() {
            profile.addresses.push(Address::default());
        }
        &mut profile.addresses[0]
    };
    match key {
        "name_prefix" => &mut profile.name_prefix,
        "given_name" => &mut profile.given_name,
        "additional_names" => &mut profile.additional_names,
        "family_name" => &mut profile.family_name,
        "name_suffix" => &mut profile.name_suffix,
        "nickname" => &mut profile.nickname,
        "entered_name" => &mut profile.entered_name,
        "company" => &mut profile.company,
        "language" => &mut profile.language,
        "note" => &mut profile.note,
        "city" => &mut address(profile).city,
        "postal_code" => &mut address(profile).postal_code,
        "country" => &mut address(profile).country,
        _ => panic!("no vector has a member {key}"),
    }
}

fn matching_of(name: &Value) -> Matching {
    match name.as_str() {
        None | Some("upsert") => Matching::Upsert,
        Some("create_only") => Matching::CreateOnly,
        Some("update_only") => Matching::UpdateOnly,
        Some("fill_blanks") => Matching::FillBlanks,
        Some("skip_existing") => Matching::SkipExisting,
        Some(other) => panic!("no policy of imports is called {other}"),
    }
}

fn sort_of(key: &str) -> Sort {
    match key.strip_prefix('-') {
        Some(key) => Sort::by(key.to_owned()).reversed(),
        None => Sort::by(key.to_owned()),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The items of a part; none where it is left out.
fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_key(Value::to_string);
    items.into()
}
