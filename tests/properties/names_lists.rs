use std::sync::Arc;

use kartotek::testing::ManualClock;
use kartotek::{ImportEnd, JobDetails, Moves, NamesReport, ParticipantFilter, Result, RowOutcome, Source};
use proptest::prelude::*;

use crate::{everybody, register};

/// A names list whose rows share names, numbers, groups and guardians.
fn names_list() -> impl Strategy<Value = String> {
    let pick = |values: &'static [&'static str]| prop::sample::select(values);
    let row = (
        pick(&["", "", "7", "8"]),
        pick(&["Elsa Ek", "Bo Ek", "Ek, Elsa", "elsa ek", "Kim", ""]),
        pick(&["4a", "4b", "4B ", ""]),
        pick(&["", "Choir"]),
        pick(&["", "2016-01-02", "2016-01-03", "then"]),
        pick(&["", "Anna Ek", "Anna", "Cia Roy"]),
        pick(&["", "anna@example.com", "Cia@example.com", "cia@"]),
        pick(&["", "Dan Ek", "Anna Ek"]),
        pick(&["", "anna@example.com"]),
    );
    prop::collection::vec(row, 0..8).prop_map(|rows| {
        let mut file =
            "Student number;Name;Class;Choir;Born;Parent 1;Parent 1 e-mail;Parent 2;Parent 2 e-mail\n"
                .to_owned();
        for (number, name, class, choir, born, parent, email, other, shared) in rows {
            file.push_str(&format!(
                "{number};{name};{class};{choir};{born};{parent};{email};{other};{shared}\n"
            ));
        }
        file
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: kartotek_tests::cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    // SPEC: B5, B17
    #[test]
    fn a_names_list_does_what_its_plan_says_and_again_does_nothing(
        first in names_list(),
        second in names_list(),
        moves in prop::sample::select(vec![Moves::Report, Moves::Apply, Moves::Separate]),
    ) {
        let register = register(&Arc::new(ManualClock::default()));
        let job = register.jobs().create(JobDetails::titled("Ekskolan"))?.id;
        let list = |file: &str| register.jobs().import_names(job, Source::bytes(file));
        let size = || -> Result<(u64, u64)> {
            let participants = register.participants().count(&ParticipantFilter::default())?;
            Ok((participants, register.customers().count(&everybody())?))
        };
        let made = list(&first)?.run()?;
        prop_assert_eq!(size()?, (made.participants, made.customers));
        let changes = register.history().changes(0, 10_000)?.len();
        let again = list(&first)?.run()?;
        let changed = |outcome: &RowOutcome| matches!(outcome, RowOutcome::Created | RowOutcome::Updated);
        prop_assert!(!again.outcomes.iter().any(changed), "{:?}, then {:?}", made.outcomes, again.outcomes);
        prop_assert_eq!(register.history().changes(0, 10_000)?.len(), changes);
        let plan = list(&second)?.moving(moves).plan()?;
        let planned = NamesReport { end: ImportEnd::Finished, ..plan.report().clone() };
        let (participants, customers) = size()?;
        prop_assert_eq!(plan.commit()?, planned.clone());
        prop_assert_eq!(size()?, (participants + planned.participants, customers + planned.customers));
    }
}
