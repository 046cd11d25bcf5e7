//! Taking several imports back.

use super::undo::{HEAD, dump, with_two};
use super::*;
use crate::customers::CustomerProfile;
use crate::exchange::UndoReport;

/// Anna and Bo are of before; each file changes what the one before it made or changed.
const FILES: [&str; 3] = [
    "1,Anna,Björk,,+46701740606,Malmö,second,\"new, VIP\",Gold\n\
     3,Cia,Ek,cia@example.com,,Kiruna,,new,Gold\n4,Dag,Ek,dag@example.com,,,,,\n",
    "1,Anna,Berg,other@example.com,+46701740607,,third,\"late, new\",Silver\n2,Bo,Ek,,,Umeå,,new,\n\
     3,Cia,Holm,cia@example.com,+46701740608,Luleå,note,late,Silver\n",
    "1,Anna,Lind,,,Kiruna,,,\n2,Bo,Holm,new@example.com,,Boden,second,VIP,Gold\n\
     3,Cia,Ek,,,,,\"new, VIP\",\n4,Dag,Ek,,,Boden,fourth,late,Gold\n5,Eva,Ek,eva@example.com,,,,,\n",
];

fn run(register: &Register, rows: &str) -> ImportReport {
    import(register, &format!("{HEAD}{rows}"))
}

fn undo(register: &Register, run: &ImportReport) -> [u64; 4] {
    let UndoReport { reversed, kept_edited, kept_referenced, failed, .. } =
        register.undo_import(run.batch).unwrap();
    [reversed, kept_edited, kept_referenced, failed]
}

fn set_note(register: &Register, place: usize, note: &str) {
    let customer = everybody(register).remove(place);
    let profile = CustomerProfile { note: note.to_owned(), ..customer.profile };
    register.customers().update(customer.id, customer.revision, profile).unwrap();
}

// SPEC: B17, C14
#[test]
fn imports_that_are_taken_back_the_latest_first_leave_nothing() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let register = with_two();
        let steps = order.map(|place| {
            let before = dump(&register);
            (before, run(&register, FILES[place]))
        });
        for (before, made) in steps.iter().rev() {
            let all = made.counts.created + made.counts.updated;
            assert_eq!(undo(&register, made), [all, 0, 0, 0], "{order:?}");
            assert_eq!(dump(&register), *before, "{order:?}");
        }
        let changes = register.history().changes(0, 1_000).unwrap().len();
        assert_eq!(undo(&register, &steps[0].1)[1..], [0, 0, 0]);
        assert_eq!(register.history().changes(0, 1_000).unwrap().len(), changes);
        assert_eq!(register.verify().unwrap(), [""; 0]);
    }
}

// SPEC: B17, C14
#[test]
fn what_somebody_changed_between_two_undone_imports_stays() {
    let register = with_two();
    let first = run(&register, FILES[0]);
    let second = run(&register, FILES[1]);
    // Anna and Cia, whom both imports changed or made.
    set_note(&register, 0, "of Anna");
    set_note(&register, 2, "of Cia");
    assert_eq!(undo(&register, &second), [1, 2, 0, 0]);
    assert_eq!(undo(&register, &first), [1, 2, 0, 0]);
    let all = everybody(&register);
    let seen: Vec<_> =
        all.iter().map(|c| (c.profile.family_name.as_str(), c.profile.note.as_str())).collect();
    assert_eq!(seen, [("Berg", "of Anna"), ("Ek", ""), ("Ek", "of Cia")]);
    assert_eq!(all[0].profile.addresses[0].city, "Lund");
    assert_eq!(all[0].tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["VIP"]);
}

// SPEC: B17, C14
#[test]
fn an_earlier_import_that_is_taken_back_alone_keeps_what_a_later_one_changed() {
    let register = with_two();
    let before = dump(&register);
    let first = run(&register, "1,Anna,Björk,,,Malmö,second,new,\n3,Cia,Ek,cia@example.com,,,,,\n");
    let second = run(&register, "1,Anna,Björk,,,Umeå,,late,\n3,Cia,Holm,cia@example.com,,,,,\n");
    assert_eq!(undo(&register, &first), [0, 2, 0, 0]);
    let all = everybody(&register);
    let anna = &all[0];
    assert_eq!((anna.profile.family_name.as_str(), anna.profile.note.as_str()), ("Berg", "first"));
    assert_eq!(anna.profile.addresses[0].city, "Umeå");
    assert!(anna.tags.iter().any(|tag| tag.name == "late") && !anna.tags.iter().any(|tag| tag.name == "new"));
    assert_eq!(all[2].profile.family_name, "Holm");
    // Its customer goes once the later one is taken back as well.
    assert_eq!(undo(&register, &second), [2, 0, 0, 0]);
    undo(&register, &first);
    assert_eq!(everybody(&register).len(), before.0.len());
}

// SPEC: B17, C14
#[test]
fn an_earlier_import_that_is_taken_back_once_more_after_the_later_one_leaves_nothing() {
    // Each pair changes the same customers: the same fields, others, and both.
    for [first, second] in [[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1]] {
        let told = format!("{first} and {second}");
        let register = with_two();
        let before = dump(&register);
        let [first, second] = [first, second].map(|place| run(&register, FILES[place]));
        let all = |run: &ImportReport| run.counts.created + run.counts.updated;
        // What the later one changed since stays.
        let kept = undo(&register, &first);
        assert_eq!((kept.iter().sum::<u64>(), kept[2..] == [0, 0]), (all(&first), true), "{told}");
        assert!(kept[1] > 0, "{told}");
        assert_eq!(undo(&register, &second), [all(&second), 0, 0, 0], "{told}");
        assert_eq!(undo(&register, &first), [all(&first), 0, 0, 0], "{told}");
        assert_eq!(dump(&register), before, "{told}");
        // From then on there is nothing to do.
        let changes = register.history().changes(0, 1_000).unwrap().len();
        for run in [&second, &first, &second] {
            assert_eq!(undo(&register, run)[1..], [0, 0, 0], "{told}");
        }
        assert_eq!(register.history().changes(0, 1_000).unwrap().len(), changes, "{told}");
        assert_eq!(register.verify().unwrap(), [""; 0], "{told}");
    }
}

// SPEC: B17, C14
#[test]
fn what_somebody_changed_stays_however_often_imports_are_taken_back() {
    let register = with_two();
    let first = run(&register, "1,Anna,Björk,,,Malmö,second,new,\n");
    let second = run(&register, "1,Anna,Björk,,,Umeå,third,late,\n");
    assert_eq!(undo(&register, &first), [0, 1, 0, 0]);
    set_note(&register, 0, "of Anna");
    assert_eq!(undo(&register, &second), [0, 1, 0, 0]);
    for _ in 0..2 {
        assert_eq!(undo(&register, &first), [0, 1, 0, 0]);
        let anna = everybody(&register).remove(0);
        assert_eq!((anna.profile.family_name.as_str(), anna.profile.note.as_str()), ("Berg", "of Anna"));
        assert_eq!(anna.profile.addresses[0].city, "Lund");
        assert_eq!(anna.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["VIP"]);
    }
    // What is changed once everything was taken back is none of the imports' business.
    let register = with_two();
    let run = run(&register, "1,Anna,Björk,,,Malmö,second,new,\n");
    assert_eq!(undo(&register, &run), [1, 0, 0, 0]);
    set_note(&register, 0, "of Anna");
    assert_eq!(undo(&register, &run), [1, 0, 0, 0]);
    assert_eq!(everybody(&register)[0].profile.note, "of Anna");
}
