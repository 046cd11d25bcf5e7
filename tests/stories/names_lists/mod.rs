//! Names lists into photo jobs.

mod progress;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use kartotek::exchange::{HeaderRow, Table, TableOptions};
use kartotek::{
    Action, Actor, CodeOptions, CustomerDraft, CustomerFilter, EntityKind, EntityRef, ErrorKind,
    ExportOptions, ImportEnd, Job, JobDetails, Moves, NamesImport, NamesReport, Participant,
    ParticipantDetails, ParticipantFilter, Pepper, Register, Relation, RowOutcome, Sort, Source,
};

use crate::{builder, open, settings, studio};

use RowOutcome::{Ambiguous, Created, Invalid, Skipped, Unchanged, Updated};

fn job(register: &Register) -> Job {
    register.jobs().create(JobDetails::titled("Ekskolan 2026")).unwrap()
}

fn list<'r>(register: &'r Register, job: &Job, file: impl AsRef<[u8]>) -> NamesImport<'r> {
    register.jobs().import_names(job.id, Source::bytes(file)).unwrap()
}

fn import(register: &Register, job: &Job, file: &str) -> NamesReport {
    list(register, job, file).run().unwrap()
}

fn codes(report: &NamesReport) -> Vec<(u64, &'static str)> {
    report.problems.iter().map(|problem| (problem.row, problem.code)).collect()
}

fn everybody(register: &Register) -> Vec<Participant> {
    let all = register.participants().all(&ParticipantFilter::default(), &Sort::by("family_name"));
    all.collect::<kartotek::Result<_>>().unwrap()
}

/// The names of a job's groups with the names of those in them, sorted.
fn classes(register: &Register, job: &Job) -> BTreeMap<String, Vec<String>> {
    let groups = register.job_groups().of_job(job.id).unwrap().into_iter();
    let named = groups.map(|group| {
        let filter = ParticipantFilter { group: Some(group.id), ..ParticipantFilter::default() };
        let inside = register.participants().all(&filter, &Sort::by("family_name"));
        let mut names: Vec<String> = inside.map(|one| one.unwrap().details.display_name()).collect();
        names.sort();
        (group.details.name, names)
    });
    named.collect()
}

fn guardians(register: &Register, participant: &Participant) -> Vec<String> {
    let links = register.participants().customers_of(participant.id).unwrap();
    assert!(links.iter().all(|link| link.relation == Relation::Guardian));
    let customers = links.iter().map(|link| register.customers().get(link.customer).unwrap());
    let mut names: Vec<String> = customers.map(|customer| customer.profile.display_name()).collect();
    names.sort();
    names
}

fn count(register: &Register) -> u64 {
    register.customers().count(&CustomerFilter::default()).unwrap()
}

/// What a register holds: groups and their people, customers, the last number of its history.
fn content(register: &Register, job: &Job) -> (BTreeMap<String, Vec<String>>, u64, u64) {
    let last = register.history().changes(0, 1_000).unwrap().last().map_or(0, |change| change.seq);
    (classes(register, job), count(register), last)
}

// SPEC: B5, P5, P25
#[test]
fn a_list_makes_groups_participants_and_their_guardians() {
    let register = studio();
    let job = job(&register);
    let file = "Förnamn;Efternamn;Klass;Kör;Elevnr;Född;Vårdnadshavare 1;E-post;Telefon;Vårdnadshavare 2;Mobil\n\
                Elsa;Ek;4B;Kör;101;2016-03-09;Anna Ek;anna@example.com;070-123 45 67;Bo Ek;070-123 45 68\n\
                Åke;Berg;4b;;102;2016-12-24;Cia Berg;cia@example.com;;;\n\
                Ida;Ek;5A;Kör;103;;Anna Ek;ANNA@example.com;;;\n";
    let report = import(&register, &job, file);
    assert_eq!(report.outcomes, [Created, Created, Created]);
    assert_eq!(report.groups, ["4B", "Kör", "5A"]);
    assert_eq!((report.participants, report.customers, report.guardians), (3, 3, 4));
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        classes(&register, &job),
        BTreeMap::from([
            ("4B".to_owned(), named(&["Elsa Ek", "Åke Berg"])),
            ("5A".to_owned(), named(&["Ida Ek"])),
            ("Kör".to_owned(), named(&["Elsa Ek", "Ida Ek"])),
        ])
    );
    let [ake, elsa, ida] = &everybody(&register)[..] else { panic!("three participants are imported") };
    assert_eq!(guardians(&register, elsa), ["Anna Ek", "Bo Ek"]);
    assert_eq!(guardians(&register, ida), ["Anna Ek"], "by the same e-mail, which siblings share");
    assert_eq!(guardians(&register, ake), ["Cia Berg"]);
    assert_eq!(elsa.details.student_number, "101");
    assert_eq!(elsa.details.birthday.unwrap().to_string(), "2016-03-09");
    let groups = register.job_groups().of_job(job.id).unwrap();
    for group in &groups {
        assert_eq!(register.galleries().of_group(group.id).unwrap().job_group, Some(group.id));
    }
    let of_elsa = EntityRef { kind: EntityKind::Participant, id: elsa.id.to_bytes() };
    let changes = register.history().of_batch(report.batch, 0, 1_000).unwrap();
    let actions: Vec<Action> = changes
        .iter()
        .filter(|change| change.change.entity == of_elsa)
        .map(|change| change.change.action)
        .collect();
    assert_eq!(actions[0], Action::Created);
    assert_eq!(actions.len(), 5, "made, two groups, two guardians");
}

// SPEC: B5, B17
#[test]
fn the_same_list_again_changes_nothing() {
    let register = studio();
    let job = job(&register);
    for file in [
        "Name;Vorname;Klasse;Eltern;E-Mail\nEk;Elsa;4b;Anna Ek;anna@example.com\nBerg;Bo;4b;Cia Berg;\n",
        "Elev;Klass;Vårdnadshavare\nEk, Åsa;5a;Dan Ek\nIda Lund;5a;\n",
        "Student number;Child;Group;Mother;Father;E-mail mother;E-mail father\n\
         7;Max Roy;6c;Eva Roy;Tom Roy;roy@example.com;roy@example.com\n",
        "Barnens förnamn;Efternamn;Klass;Mobil mamma\nLo och Kim;Sjö;6c;070-123 45 67\n",
    ] {
        let made = import(&register, &job, file);
        assert!(made.outcomes.iter().all(|outcome| *outcome == Created), "{file}: {:?}", made.outcomes);
        let before = content(&register, &job);
        let again = list(&register, &job, file);
        let plan = again.clone().plan().unwrap();
        assert!(
            plan.report().outcomes.iter().all(|outcome| *outcome == Unchanged),
            "{file}: {:?}",
            plan.report()
        );
        let report = again.run().unwrap();
        assert_eq!(report.outcomes, plan.report().outcomes);
        assert_eq!((report.participants, report.customers, report.guardians), (0, 0, 0), "{file}");
        assert_eq!(content(&register, &job), before, "{file}");
    }
}

// SPEC: B5
#[test]
fn a_plan_says_what_the_run_does_and_stores_nothing() {
    let register = studio();
    let job = job(&register);
    import(&register, &job, "Namn;Klass;Elevnr\nElsa Ek;4b;101\nBo Ek;4b;102\n");
    let before = content(&register, &job);
    let file =
        "Namn;Klass;Elevnr;Förälder\nElsa Ek;4c;101;\nBo Ek;4b;102;Anna Ek\nIda Ek;4d;103;\nCia Ek;;104;\n";
    let plan = list(&register, &job, file).plan().unwrap();
    assert_eq!(plan.report().outcomes, [Skipped, Updated, Created, Invalid]);
    assert_eq!(codes(plan.report()), [(2, "other_group"), (5, "required")]);
    assert_eq!(plan.report().groups, ["4d"]);
    let moved = &plan.report().moves[..];
    assert_eq!(moved.len(), 1);
    assert_eq!((moved[0].row, moved[0].from.as_str(), &moved[0].to[..]), (2, "4b", &["4c".to_owned()][..]));
    assert_eq!(content(&register, &job), before);
    let planned = NamesReport { end: ImportEnd::Finished, ..plan.report().clone() };
    assert_eq!(plan.commit().unwrap(), planned);
    assert_eq!(classes(&register, &job)["4b"], ["Bo Ek", "Elsa Ek"]);
}

// SPEC: B5
#[test]
fn somebody_in_another_group_moves_only_when_asked() {
    for file in ["Namn;Klass;Elevnr\nElsa Ek;4c;101\n", "Namn;Klass\nElsa Ek;4c\n"] {
        let register = studio();
        let job = job(&register);
        import(&register, &job, "Namn;Klass;Elevnr\nElsa Ek;4b;101\nBo Berg;4c;102\n");
        let reported = list(&register, &job, file).run().unwrap();
        assert_eq!((reported.outcomes, reported.moves.len()), (vec![Skipped], 1), "{file}");
        assert_eq!(classes(&register, &job)["4b"], ["Elsa Ek"]);
        let applied = list(&register, &job, file).moving(Moves::Apply).run().unwrap();
        assert_eq!((applied.outcomes, applied.moves.len()), (vec![Updated], 1), "{file}");
        assert!(classes(&register, &job)["4b"].is_empty());
        assert_eq!(classes(&register, &job)["4c"], ["Bo Berg", "Elsa Ek"]);
        assert_eq!(list(&register, &job, file).run().unwrap().outcomes, [Unchanged]);
    }
}

// SPEC: B5
#[test]
fn the_same_name_in_two_classes_is_two_people_where_the_list_or_the_caller_says_so() {
    let register = studio();
    let job = job(&register);
    import(&register, &job, "Namn;Klass\nElsa Ek;4b\n");
    let both = import(&register, &job, "Namn;Klass\nElsa Ek;4b\nElsa Ek;4c\n");
    assert_eq!(both.outcomes, [Unchanged, Created], "the first one is where she was");
    let other = list(&register, &job, "Namn;Klass\nElsa Ek;5a\n");
    assert_eq!(other.clone().run().unwrap().outcomes, [Ambiguous], "either may have moved");
    assert_eq!(other.moving(Moves::Separate).run().unwrap().outcomes, [Created]);
    let dated = import(&register, &job, "Namn;Klass;Född\nElsa Ek;5a;2016-01-02\nBo Ek;5a;2016-01-03\n");
    assert_eq!(dated.outcomes, [Updated, Created], "a day of birth is filled in");
    let twin = import(&register, &job, "Namn;Klass;Född\nBo Ek;5b;2017-07-07\n");
    assert_eq!(twin.outcomes, [Created], "another day of birth is somebody else");
}

// SPEC: B5
#[test]
fn who_cannot_be_told_apart_is_refused_with_the_row() {
    let register = studio();
    let job = job(&register);
    let file = "Elevnr;Namn;Klass\n;Elsa Ek;4b\n;elsa  EK;4B\n101;Bo Ek;4b\n101;Ida Ek;4b\n\
                102;Kim Sjö;4b\n103;Kim Sjö;4b\n104;Lo Ek;4b\n104;Lo Ek;Kör\n";
    let report = import(&register, &job, file);
    assert_eq!(report.outcomes, [Ambiguous, Ambiguous, Invalid, Invalid, Created, Created, Created, Updated]);
    let told =
        [(2, "same_name_twice"), (3, "same_name_twice"), (4, "repeated_number"), (5, "repeated_number")];
    assert_eq!(codes(&report), told);
    assert_eq!(classes(&register, &job)["4b"], ["Kim Sjö", "Kim Sjö", "Lo Ek"]);
    assert_eq!(classes(&register, &job)["Kör"], ["Lo Ek"], "two rows with one number are one participant");
    let namesake = import(&register, &job, "Namn;Klass\nKim Sjö;4b\n");
    assert_eq!(
        (namesake.outcomes.as_slice(), codes(&namesake)),
        (&[Ambiguous][..], vec![(2, "several_participants")])
    );
    let renamed = import(&register, &job, "Elevnr;Namn;Klass\n104;Max Roy;4b\n");
    assert_eq!(codes(&renamed), [(2, "other_name")]);
    let from_two =
        list(&register, &job, "Elevnr;Namn;Klass\n104;Lo Ek;5a\n").moving(Moves::Apply).run().unwrap();
    assert_eq!(codes(&from_two), [(2, "several_groups")]);
}

// SPEC: B5, P25
#[test]
fn a_participant_of_another_job_is_known_by_number_and_name() {
    let register = studio();
    let (first, second) = (job(&register), job(&register));
    import(&register, &first, "Elevnr;Namn;Klass\n101;Elsa Ek;4b\n102;Bo Ek;4b\n");
    let report = import(&register, &second, "Elevnr;Namn;Klass\n101;Elsa Ek;5b\n102;Max Roy;5b\n;Bo Ek;5b\n");
    assert_eq!(report.outcomes, [Updated, Created, Created]);
    assert_eq!(everybody(&register).len(), 4);
    assert_eq!(classes(&register, &first)["4b"], ["Bo Ek", "Elsa Ek"], "the other job stays as it was");
    assert_eq!(classes(&register, &second)["5b"], ["Bo Ek", "Elsa Ek", "Max Roy"]);
}

// SPEC: B5, B17
#[test]
fn guardians_are_known_customers_only_where_nothing_contradicts() {
    let register = studio();
    let job = job(&register);
    let customers = register.customers();
    let anna = customers.create(CustomerDraft::person("Anna", "Ek").with_email("anna@example.com")).unwrap();
    let bo = customers.create(CustomerDraft::person("Bo", "Berg").with_phone("070-123 45 67")).unwrap();
    for name in ["Eva", "Eva Maria"] {
        customers.create(CustomerDraft::person(name, "").with_email("eva@example.com")).unwrap();
    }
    let file = "Namn;Klass;Förälder förnamn;Förälder efternamn;Förälder e-post;Förälder telefon\n\
                Elsa Ek;4b;Anna;Ek;Anna@Example.com;08-123 456\n\
                Ida Berg;4b;;;;+46 70 123 45 67\n\
                Kim Ek;4b;Cia;Ek;anna@example.com;\n\
                Lo Roy;4b;;;eva@example.com;\n\
                Max Roy;4b;;;anna@;\n";
    let report = import(&register, &job, file);
    assert_eq!(report.outcomes, [Created, Created, Created, Ambiguous, Invalid]);
    assert_eq!(codes(&report), [(5, "several_customers"), (6, "email_syntax")]);
    assert_eq!(report.problems[1].column.as_deref(), Some("Förälder e-post"));
    assert_eq!((report.customers, report.guardians), (1, 3));
    assert_eq!(customers.get(anna.id).unwrap().profile, anna.profile, "a known customer is not changed");
    let of = |customer| {
        let filter = ParticipantFilter { customer: Some(customer), ..ParticipantFilter::default() };
        let all = register.participants().all(&filter, &Sort::by("family_name"));
        all.map(|one| one.unwrap().details.display_name()).collect::<Vec<_>>()
    };
    assert_eq!(of(anna.id), ["Elsa Ek"]);
    assert_eq!(of(bo.id), ["Ida Berg"]);
    assert!(
        everybody(&register).iter().all(|one| one.details.display_name() != "Lo Roy"),
        "nothing half done"
    );
}

// SPEC: B5, P5
#[test]
fn siblings_stand_in_one_row() {
    let register = studio();
    let job = job(&register);
    let report = import(
        &register,
        &job,
        "Child 1 first name,Child 2 first name,Last name,Class,Child 2 class,Parent\n\
         Elsa,Bo,Ek,4b,2a,Anna Ek\nIda,,Lund,4b,,\n",
    );
    assert_eq!((report.outcomes.as_slice(), report.participants), (&[Created, Created][..], 3));
    assert_eq!(classes(&register, &job)["2a"], ["Bo Ek"]);
    assert_eq!((report.customers, report.guardians), (1, 2), "one guardian of both");
    let joined = import(&register, &job, "Syskon;Klass;Elevnr\nLo och Kim Sjö;5a;\nMax & Eva Roy;5a;7\n");
    assert_eq!(joined.outcomes, [Created, Invalid]);
    assert_eq!(codes(&joined), [(3, "several_names")], "whose number it is cannot be said");
    assert_eq!(classes(&register, &job)["5a"], ["Kim Sjö", "Lo Sjö"]);
    let single = import(&register, &job, "Namn;Klass\nLo och Kim Sjö;5b\n");
    assert_eq!(single.participants, 1, "no heading says that these are two");
}

// SPEC: B5, B17
#[test]
fn a_list_that_does_not_say_enough_is_refused_as_a_whole() {
    let register = studio();
    let job = job(&register);
    let refused = |file: &str| list(&register, &job, file).plan().unwrap_err().kind();
    assert_eq!(refused("Namn;Elevnr\nElsa Ek;101\n"), ErrorKind::Import, "no group");
    assert_eq!(refused("Klass;Skonummer\n4b;38\n"), ErrorKind::Import, "no name");
    assert_eq!(refused("Förnamn;Klass;Förnamn\nElsa;4b;Anna\n"), ErrorKind::Import, "two given names");
    assert_eq!(refused(""), ErrorKind::Import, "an empty file");
    assert_eq!(list(&register, &job, "Namn;Klass\n").run().unwrap().counts.rows(), 0, "a header alone");
    let import = list(&register, &job, "Namn;Klass\nElsa Ek;\nBo Ek;4b\n").default_group("Utan klass");
    assert_eq!(import.run().unwrap().groups, ["Utan klass", "4b"]);
    let import = list(&register, &job, "Namn\nIda Ek\n").default_group("4b");
    assert_eq!(import.run().unwrap().outcomes, [Created]);
    let web_page = register.jobs().import_names(job.id, Source::bytes("<!DOCTYPE html><html></html>"));
    assert_eq!(web_page.unwrap_err().kind(), ErrorKind::Import);
    let nowhere = register.jobs().import_names(job.id, Source::path("no/such/file.csv"));
    assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::Io);
    let gone = kartotek::JobId::from_bytes([7; 16]);
    let missing = register.jobs().import_names(gone, Source::bytes("Namn;Klass\n"));
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::NotFound);
}

// SPEC: B17
#[test]
fn columns_are_mapped_by_hand_where_nobody_knows_them() {
    let register = studio();
    let job = job(&register);
    let options = TableOptions { header: HeaderRow::None, ..TableOptions::default() };
    let table = Table::open(Source::bytes("Elsa;Ek;4b;Anna Ek\n"), &options).unwrap();
    let import = register.jobs().import_names_table(job.id, table).unwrap();
    let targets = [("1", "given_name"), ("2", "family_name"), ("3", "group"), ("4", "guardian_name")];
    let import = targets
        .into_iter()
        .fold(import, |import, (header, target)| import.map(header, target.parse().unwrap()).unwrap());
    assert_eq!(
        import.clone().map("5", "note".parse().unwrap_or(kartotek::NamesTarget::Ignored)).unwrap_err().kind(),
        ErrorKind::Import
    );
    let report = import.run().unwrap();
    assert_eq!((report.participants, report.customers), (1, 1));
    let titled = list(&register, &job, "Ekskolan\n\nElev;Klass\nBo Ek;4b\nIda Lund;4b\nLo Sjö;5a\n");
    assert_eq!(titled.run().unwrap().participants, 3, "headings below a title");
}

// SPEC: B17
#[test]
fn encodings_dates_and_guards_are_read_as_those_of_customers() {
    let register = studio();
    let job = job(&register);
    let file = "F\u{f6}rnamn;Efternamn;Klass;F\u{f6}dd\nÅsa;Öberg;4b;13/02/2016\nBo;Ek;'=1+1;01/02/2016\nIda;Ek;4b;i går\n";
    let latin: Vec<u8> = file.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf_16: Vec<u8> =
        std::iter::once(0xFEFF).chain(file.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [file.as_bytes().to_vec(), latin, utf_16] {
        let report = list(&register, &job, bytes).run().unwrap();
        assert_eq!(report.outcomes[2], Invalid);
        assert_eq!(codes(&report), [(4, "date")]);
    }
    assert_eq!(classes(&register, &job)["4b"], ["Åsa Öberg"]);
    assert_eq!(classes(&register, &job)["=1+1"], ["Bo Ek"]);
    let days = everybody(&register).into_iter().map(|one| one.details.birthday.unwrap().to_string());
    assert_eq!(
        days.collect::<Vec<_>>(),
        ["2016-02-01", "2016-02-13"],
        "one date proves that the day stands first"
    );
    let broken = b"Namn;Klass\nElsa \xC3\x28 Ek;4b\n\xFF\xFE;4b\n";
    let report = list(&register, &job, broken).run().unwrap();
    assert_eq!(report.counts.rows(), 2, "what is in no encoding is read as far as it goes");
}

// SPEC: B17
#[test]
fn a_workbook_is_a_list_too() {
    let register = studio();
    let job = job(&register);
    for (given, class) in [("Elsa", "4b"), ("Bo", "5a")] {
        let draft =
            CustomerDraft { contact_groups: vec![class.into()], ..CustomerDraft::person(given, "Ek") };
        register.customers().create(draft).unwrap();
    }
    let mut file = Vec::new();
    let options = ExportOptions::xlsx().with_columns(["given_name", "family_name", "contact_groups"]);
    register.customers().export_to(&mut file, &options).unwrap();
    let report = list(&register, &job, file).run().unwrap();
    assert_eq!((report.participants, report.groups.len()), (2, 2));
    assert_eq!(classes(&register, &job)["5a"], ["Bo Ek"]);
}

// SPEC: B6, B17
#[test]
fn codes_are_checked_and_never_taken_by_two() {
    let codes_of = CodeOptions::new(Pepper::from_bytes([7; 32]));
    let register = open(builder(&Arc::default()).settings(settings()).codes(codes_of));
    let register = register.acting_as(Actor::staff("maria"));
    let job = job(&register);
    let file = "Namn;Klass;Kod\nElsa Ek;4b;7XK9-QM2T-4HWC-Y\nBo Ek;4b;7kx9 qm2t 4hwc y\n\
                Ida Ek;4b;7KX9QM2T4HWCY\nLo Ek;4b;kort\nKim Ek;4b;\n";
    let report = import(&register, &job, file);
    assert_eq!(report.outcomes, [Invalid, Invalid, Invalid, Invalid, Created]);
    let found = codes(&report);
    assert!(found.contains(&(2, "check_symbol")) && found.contains(&(5, "too_short")), "{found:?}");
    assert!(found.contains(&(3, "repeated_code")) && found.contains(&(4, "repeated_code")), "{found:?}");
    assert_eq!(classes(&register, &job)["4b"], ["Kim Ek"]);
}

// SPEC: B17
#[test]
fn hostile_cells_are_refused_or_kept_as_they_are() {
    let register = studio();
    let job = job(&register);
    let large = format!("Namn;Klass\n{};4b\nBo Ek;{}\nIda Ek;4b\n", "x".repeat(9_999_999), "k".repeat(300));
    let report = import(&register, &job, &large);
    assert_eq!(report.outcomes, [Invalid, Invalid, Created]);
    assert_eq!(codes(&report), [(2, "too_long"), (3, "too_long")]);
    let too_large = format!("Namn;Klass\n{};4b\n", "x".repeat(10_000_001));
    let refused = register.jobs().import_names(job.id, Source::bytes(too_large)).and_then(NamesImport::run);
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Import);
    let naughty = [
        "'; DROP TABLE participants; --",
        "\u{202E}Elsa",
        "Ａｎｎａ",
        "👩‍👧‍👦",
        "null",
        "undefined",
        "NaN",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "Ω≈ç√∫",
        "田中さん",
        "الكل",
        "%s%n",
        "../../etc/passwd",
        "İstanbul ı",
    ];
    let rows: String = naughty.iter().map(|name| format!("{name}\t4x\n")).collect();
    let options = TableOptions { header: HeaderRow::First, ..TableOptions::default() };
    let table = Table::open(Source::bytes(format!("Namn\tKlass\n{rows}")), &options).unwrap();
    let import = || register.jobs().import_names_table(job.id, table.clone()).unwrap().run().unwrap();
    let report = import();
    assert_eq!(report.participants, naughty.len() as u64, "{:?}", codes(&report));
    let kept = &classes(&register, &job)["4x"];
    for name in naughty {
        assert!(kept.iter().any(|own| own == name), "{name}");
    }
    assert!(import().outcomes.iter().all(|outcome| *outcome == Unchanged));
    let invisible =
        list(&register, &job, "Namn;Klass\n\u{200B};4b\nElsa\0Ek;4b\nBo Ek;\u{200B}\n").run().unwrap();
    assert_eq!(invisible.outcomes, [Invalid, Invalid, Invalid], "{:?}", codes(&invisible));
    let wide = list(&register, &job, "Namn;Klass\nElsa Ek;4b;Anna;Bo\n").run().unwrap();
    assert_eq!(codes(&wide), [(2, "extra_cells")]);
}

// SPEC: B17
#[test]
fn refused_rows_come_back_in_a_file_that_can_be_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("refused.csv");
    let register = studio();
    let job = job(&register);
    import(&register, &job, "Namn;Klass\nIda Ek;4b\n");
    let file = "Namn;Klass;Skonummer\nElsa Ek;4b;38\nBo Ek;;39\nIda Ek;4c;40\n";
    let report = list(&register, &job, file).error_file(&path).run().unwrap();
    assert_eq!(report.outcomes, [Created, Invalid, Skipped]);
    let refused = std::fs::read_to_string(&path).unwrap();
    assert!(
        refused.contains("Bo Ek;;39;3;required") && refused.contains("Ida Ek;4c;40;4;other_group"),
        "{refused}"
    );
    assert!(!refused.contains("Elsa"));
    let corrected = refused.replace("Bo Ek;;", "Bo Ek;4b;");
    let again = list(&register, &job, &corrected).moving(Moves::Apply).run().unwrap();
    assert_eq!(again.outcomes, [Created, Updated]);
}

// SPEC: B5
#[test]
fn what_a_list_has_fills_what_is_blank_and_overwrites_nothing() {
    let register = studio();
    let job = job(&register);
    let elsa =
        ParticipantDetails { email: "elsa@example.com".into(), ..ParticipantDetails::named("Elsa", "Ek") };
    let elsa = register.participants().create(elsa).unwrap();
    let group = register.job_groups().create(job.id, "4b").unwrap();
    register.participants().add_to_group(group.id, &[elsa.id]).unwrap();
    let file = "Namn;Klass;Elevnr;E-post;Telefon\nElsa EK;4B;101;other@example.com;070-123 45 67\n";
    assert_eq!(import(&register, &job, file).outcomes, [Updated]);
    let now = register.participants().get(elsa.id).unwrap();
    let expected = ParticipantDetails {
        student_number: "101".into(),
        phone: "070-123 45 67".into(),
        ..elsa.details.clone()
    };
    assert_eq!((now.details, now.revision), (expected, elsa.revision.next()));
    assert_eq!(import(&register, &job, file).outcomes, [Unchanged]);
}
