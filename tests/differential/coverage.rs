//! Finds the public methods of the handles in the sources, so that none is forgotten.

use std::collections::BTreeSet;
use std::path::Path;

use crate::operations::{OTHERS, methods};

/// The handles, and the names of their types.
const HANDLES: [(&str, &str); 12] = [
    ("Register", "register"),
    ("Customers", "customers"),
    ("Tags", "tags"),
    ("ContactGroups", "contact_groups"),
    ("CustomerGroups", "customer_groups"),
    ("Jobs", "jobs"),
    ("JobGroups", "job_groups"),
    ("Galleries", "galleries"),
    ("Participants", "participants"),
    ("Registrations", "registrations"),
    ("History", "history"),
    ("Codes", "codes"),
];

#[test]
fn every_method_of_the_handles_is_called() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut found = BTreeSet::new();
    for folder in ["register", "exchange"] {
        add_methods(&core.join(folder), &mut found);
    }
    let called = methods().map(|method| method.name).chain(OTHERS.iter().map(|(name, _)| *name));
    let called: BTreeSet<String> = called.map(str::to_owned).collect();
    assert_eq!(found.difference(&called).collect::<Vec<_>>(), Vec::<&String>::new(), "are not called");
    assert_eq!(called.difference(&found).collect::<Vec<_>>(), Vec::<&String>::new(), "do not exist");
}

/// Adds the public methods that the files of a folder give to handles.
fn add_methods(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_methods(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut handles: Vec<&str> = Vec::new();
            for line in text.lines().map(str::trim) {
                if let Some(head) = line.strip_prefix("impl").filter(|head| head.ends_with('{')) {
                    handles = handles_of(head);
                }
                if let Some((name, _)) =
                    line.strip_prefix("pub fn ").and_then(|rest| rest.split_once(['(', '<']))
                {
                    found.extend(handles.iter().map(|handle| format!("{handle}.{name}")));
                }
            }
        }
    }
}

/// The handles that an implementation is of.
fn handles_of(head: &str) -> Vec<&'static str> {
    let name = head.strip_prefix("<'r>").unwrap_or(head).trim().split(['<', ' ']).next();
    match name {
        // A macro that makes the handles of all sets.
        Some("$handle") => vec!["tags", "contact_groups", "customer_groups"],
        Some(name) => HANDLES.iter().filter(|(of, _)| *of == name).map(|(_, handle)| *handle).collect(),
        None => Vec::new(),
    }
}
