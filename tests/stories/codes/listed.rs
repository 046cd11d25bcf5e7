//! Names lists that say which child has which card.

use kartotek::{
    Actor, CodeState, IssuedCode, NamesReport, Participant, ParticipantFilter, RowOutcome, Sort, Source,
};

use super::{School, day, hashed, rule};

use RowOutcome::{Created, Invalid, Unchanged, Updated};

fn list(school: &School, rows: &[(&str, &str, &str)]) -> NamesReport {
    let rows = rows.iter().map(|(name, class, code)| format!("{name};{class};{code}\n"));
    let file = format!("Namn;Klass;Kod\n{}", rows.collect::<String>());
    let import = school.register.jobs().import_names(school.job.id, Source::bytes(&file)).unwrap();
    assert_eq!(import.columns()[2].target.to_string(), "code");
    let planned = import.clone().plan().unwrap();
    let report = import.run().unwrap();
    assert_eq!(planned.report().outcomes, report.outcomes, "the plan says what is done");
    assert_eq!((planned.report().codes, &planned.report().problems), (report.codes, &report.problems));
    report
}

fn refusals(report: &NamesReport) -> Vec<(u64, &'static str, Option<&str>)> {
    let problems = report.problems.iter();
    problems.map(|problem| (problem.row, problem.code, problem.column.as_deref())).collect()
}

fn cards(school: &School, count: u32) -> Vec<IssuedCode> {
    school.register.codes().issue_blank(school.job.id, count).unwrap()
}

fn typed(card: &IssuedCode) -> String {
    card.secrets.typed.expose()
}

fn owner(school: &School, card: &IssuedCode) -> Option<Participant> {
    let code = school.register.codes().get(card.stored.code.id).unwrap().code;
    code.participant.map(|id| school.register.participants().get(id).unwrap())
}

fn count(school: &School) -> u64 {
    school.register.participants().count(&ParticipantFilter::default()).unwrap()
}

// SPEC: B5, B6, C21
#[test]
fn a_list_gives_blank_cards_to_old_and_new_participants() {
    let school = School::new(hashed());
    let blank = cards(&school, 2);
    let elsa = &school.children[0];
    let rows = [
        ("Elsa Öberg", "4b", typed(&blank[0]).to_lowercase().replace('-', " ")),
        ("Kim Alm", "4a", typed(&blank[1])),
        ("Bo Zetterlund", "4a", String::new()),
    ];
    let rows = rows.each_ref().map(|(name, class, code)| (*name, *class, code.as_str()));
    let report = list(&school, &rows);
    assert_eq!(report.outcomes, [Updated, Created, Unchanged]);
    assert_eq!((report.codes, report.participants), (2, 1));
    assert_eq!(owner(&school, &blank[0]).unwrap().id, elsa.id);
    assert_eq!(owner(&school, &blank[1]).unwrap().details.display_name(), "Kim Alm");
    let stored = school.register.codes().get(blank[1].stored.code.id).unwrap();
    assert_eq!(stored.code.state, CodeState::Bound);
    school.register.codes().activate_all(school.job.id).unwrap();
    assert_eq!(school.show(&blank[0]).unwrap().participant.id, elsa.id);

    let again = list(&school, &rows);
    assert_eq!(again.outcomes, [Unchanged; 3]);
    assert_eq!(again.codes, 0);
}

// SPEC: B5, B6, C21
#[test]
fn a_card_that_is_not_free_is_refused_with_its_row_and_never_moved() {
    let school = School::new(hashed());
    let other = School::open(school.register.clone(), school.clock.clone());
    let codes = school.register.codes();
    let of_other_job = cards(&other, 1).remove(0);
    let of_bo = codes.issue(school.job.id, &[school.children[1].id]).unwrap().remove(0);
    let own = cards(&school, 3);
    let [revoked, expired, free] = [&own[0], &own[1], &own[2]];
    codes.revoke(&[revoked.stored.code.id]).unwrap();
    codes.set_expiry(&[expired.stored.code.id], Some(day(1))).unwrap();
    school.clock.set(day(2));
    let of_nobody = "7KX9-QM2T-4HWC-Y";
    let before = (count(&school), codes.all(school.job.id).collect::<kartotek::Result<Vec<_>>>().unwrap());

    let texts = [typed(&of_other_job), typed(&of_bo), typed(revoked), typed(expired), of_nobody.to_owned()];
    let rows: Vec<_> = texts.iter().map(|code| ("Elsa Öberg", "4b", code.as_str())).collect();
    let told = ["other_job", "code_bound", "code_revoked", "code_expired", "unknown_code"];
    for (row, told) in rows.into_iter().zip(told) {
        let report = list(&school, &[row]);
        assert_eq!((report.outcomes.as_slice(), report.codes), (&[Invalid][..], 0));
        assert_eq!(refusals(&report), [(2, told, Some("Kod"))]);
        let new = list(&school, &[("Ny Elev", "4b", row.2)]);
        assert_eq!(refusals(&new), [(2, told, Some("Kod"))], "somebody new gets it as little");
    }
    let after = (count(&school), codes.all(school.job.id).collect::<kartotek::Result<Vec<_>>>().unwrap());
    assert_eq!(before, after);
    assert!(owner(&school, &of_other_job).is_none());

    let report =
        list(&school, &[("Elsa Öberg", "4b", &typed(free)), ("Bo Zetterlund", "4a", &typed(&of_bo))]);
    assert_eq!(report.outcomes, [Updated, Unchanged], "one's own card changes nothing");
}

// SPEC: B6
#[test]
fn one_card_in_two_rows_is_that_of_one_child_in_two_classes_or_of_nobody() {
    let school = School::new(hashed());
    let own = cards(&school, 2);
    let (first, second) = (typed(&own[0]), typed(&own[1]));
    let file = format!(
        "Namn;Klass;Elevnr;Kod\nKim Alm;4b;17;{first}\nKim Alm;Kör;17;{first}\n\
         Lo Alm;4b;18;{second}\nMio Alm;4b;19;{second}\n"
    );
    let import = school.register.jobs().import_names(school.job.id, Source::bytes(&file)).unwrap();
    let report = import.run().unwrap();
    assert_eq!(report.outcomes, [Created, Updated, Invalid, Invalid]);
    assert_eq!(refusals(&report), [(4, "repeated_code", Some("Kod")), (5, "repeated_code", Some("Kod"))]);
    assert_eq!((report.codes, report.participants), (1, 1));
    assert_eq!(owner(&school, &own[0]).unwrap().details.display_name(), "Kim Alm");
    assert!(owner(&school, &own[1]).is_none());
}

// SPEC: B6
#[test]
fn codes_in_a_list_are_looked_up_by_staff_with_the_options_of_codes() {
    let school = School::new(hashed());
    let register = super::open(crate::builder(&school.clock).settings(super::settings()));
    let job = register.jobs().create(school.job.details.clone()).unwrap();
    let file = "Namn;Klass;Kod\nElsa Ek;4b;7KX9-QM2T-4HWC-Y\n";
    let import = || register.jobs().import_names(job.id, Source::bytes(file)).unwrap();
    assert_eq!(rule(import().plan()), "code_options");
    assert_eq!(rule(import().run()), "code_options");
    let host = school.register.acting_as(Actor::System);
    let by_host = host.jobs().import_names(school.job.id, Source::bytes(file)).unwrap();
    assert_eq!(rule(by_host.run()), "staff_only");
    let nobody = register.participants().all(&ParticipantFilter::default(), &Sort::by("family_name"));
    assert_eq!(nobody.count(), 0);
}
