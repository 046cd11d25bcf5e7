//! What happens to machines and files: a program is killed, two write at once, files are damaged,
//! protected, too large or too new. What was acknowledged is there, nothing is half done, and the
//! error says what is wrong.
//!
//! `KARTOTEK_FAULTS=long` tries far more; `KARTOTEK_SEED=n` repeats a run.

// A test that cannot go on may panic, and says how much it tried.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod damage;
mod kills;
mod kills_of_runs;
mod kills_of_undo;
mod refused;
mod together;
mod worker_process;

use std::collections::BTreeMap;

use kartotek::Register;

/// Checks what desks did: `said` has the lines of each, `cut_off` how many were killed.
///
/// What a desk said is true; of what it did not come to say, only its last call may be there.
fn check_desks(register: &Register, said: &[(&str, &[String])], cut_off: u64, told: &str) {
    assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}");
    let customers = register.customers();
    let mut counted = 0;
    for (name, lines) in said {
        let mut last: BTreeMap<u64, &str> = BTreeMap::new();
        for line in *lines {
            match line.split_once(' ') {
                Some((what @ ("created" | "updated" | "tagged" | "deleted"), number)) => {
                    last.insert(number.parse().unwrap(), what);
                }
                _ => counted += u64::from(line == "counted"),
            }
        }
        let newest = last.keys().next_back().copied();
        for (number, said) in last {
            let found = customers.find_by_number(number).unwrap();
            let may_be_further = cut_off > 0 && Some(number) == newest;
            let state = match &found {
                None => "deleted",
                Some(customer) if customer.tags.iter().any(|tag| tag.name == "VIP") => "tagged",
                Some(customer) if !customer.profile.note.is_empty() => "updated",
                Some(_) => "created",
            };
            let steps = ["created", "updated", "tagged", "deleted"];
            let step = |what| steps.iter().position(|step| *step == what).unwrap();
            let further = step(state).checked_sub(step(said));
            let as_said = further == Some(0) || (may_be_further && further == Some(1));
            assert!(as_said, "{told}: {name} said {said} of {number}, which is {state}");
            if let Some(customer) = found {
                assert_eq!(customer.profile.given_name, *name, "{told}: the name of {number}");
            }
        }
    }
    let note = customers.find_by_number(1).unwrap().unwrap().profile.note;
    let count: u64 = note.parse().unwrap();
    assert!((counted..=counted + cut_off).contains(&count), "{told}: {counted} counted, {count} stored");
}
