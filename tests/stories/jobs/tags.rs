//! Tags on galleries beside customers, and the links to what customers see.

use kartotek::{
    Action, BulkOutcome, Collection, CustomerDraft, CustomerFilter, CustomerId, CustomerKind, EntityKind,
    ErrorKind, Gallery, GalleryDetails, GalleryId, GalleryState, Register, RegisterSettings, Rule, Sort,
    Source, TagChange,
};

use super::School;
use crate::{problems, studio};

fn album(school: &School, group: usize) -> Gallery {
    school.register.galleries().of_group(school.groups[group].id).unwrap()
}

fn tag(register: &Register, name: &str) -> Collection {
    register.tags().find_by_name(name).unwrap().unwrap()
}

fn borne(register: &Register, gallery: &Gallery) -> Vec<String> {
    let tags = register.galleries().tags(&[gallery.id]).unwrap().remove(0);
    tags.into_iter().map(|tag| tag.name).collect()
}

fn active(register: &Register) -> Vec<(String, u64)> {
    register.tags().active().unwrap().into_iter().map(|tag| (tag.name, tag.size)).collect()
}

// SPEC: A45, B8, A40
#[test]
fn galleries_are_tagged_as_customers_are() {
    let school = School::open(studio());
    let register = &school.register;
    let (first, second) = (album(&school, 0), album(&school, 1));
    let unknown = GalleryId::from_bytes([0; 16]);
    let change = TagChange::add(["spring", "School"]);
    let outcomes = register.tags().apply_to_galleries(&[first.id, unknown, first.id], &change).unwrap();
    assert_eq!(outcomes, [BulkOutcome::Changed, BulkOutcome::NotFound, BulkOutcome::Unchanged]);
    assert_eq!(borne(register, &first), ["School", "spring"]);
    let change = TagChange::add(["SCHOOL"]).and_remove(["Spring"]);
    let outcomes = register.tags().apply_to_galleries(&[first.id, second.id], &change).unwrap();
    assert_eq!(outcomes, [BulkOutcome::Changed, BulkOutcome::Changed]);
    assert_eq!(
        (borne(register, &first), borne(register, &second)),
        (vec!["School".into()], vec!["School".into()])
    );
    let both = TagChange::add(["x"]).and_remove(["X"]);
    let refused = register.tags().apply_to_galleries(&[first.id], &both).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::RuleViolated);

    // Tagging is told, and changes no record.
    assert_eq!(register.galleries().get(first.id).unwrap(), first);
    let changes = register.history().changes(0, 1_000).unwrap();
    let told = changes.iter().filter(|entry| {
        entry.change.entity.kind == EntityKind::Gallery && entry.change.action == Action::Grouped
    });
    assert_eq!(told.count(), 3);
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: A45, B16, C24
#[test]
fn tagging_galleries_heeds_expected_revisions_and_repeated_calls() {
    let school = School::open(studio());
    let (first, second) = (album(&school, 0), album(&school, 1));
    let shown = GalleryDetails { state: GalleryState::Published, ..first.details.clone() };
    school.register.galleries().update(first.id, first.revision, shown).unwrap();
    let careful = school.register.expecting([(first.id, first.revision), (second.id, second.revision)]);
    let careful = careful.with_idempotency_key("tags-1");
    for _ in 0..2 {
        let change = TagChange::add(["school"]);
        let outcomes = careful.tags().apply_to_galleries(&[first.id, second.id], &change).unwrap();
        assert_eq!(outcomes, [BulkOutcome::VersionConflict, BulkOutcome::Changed]);
    }
    let other = careful.tags().apply_to_galleries(&[second.id], &TagChange::add(["school"]));
    assert_eq!(other.unwrap_err().kind(), ErrorKind::Conflict, "the key stands for another call");
}

// SPEC: A43, B8
#[test]
fn picking_an_active_tag_lists_the_customers_and_the_galleries_that_bear_it() {
    let school = School::open(studio());
    let register = &school.register;
    let anna = CustomerDraft::person("Anna", "Ek").with_tag("school").with_tag("vip");
    let anna = register.customers().create(anna).unwrap();
    let (first, second) = (album(&school, 0), album(&school, 1));
    register.tags().apply_to_galleries(&[second.id, first.id], &TagChange::add(["school"])).unwrap();
    register.tags().apply_to_galleries(&[second.id], &TagChange::add(["proofs"])).unwrap();
    register.tags().create("never put on").unwrap();
    let pairs = |pairs: &[(&str, u64)]| -> Vec<(String, u64)> {
        pairs.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect()
    };
    assert_eq!(active(register), pairs(&[("proofs", 0), ("school", 1), ("vip", 1)]));

    let school_tag = tag(register, "school");
    let filter = CustomerFilter::default().with_tag("school");
    let customers = register.customers().all(&filter, &Sort::Number);
    assert_eq!(customers.map(|found| found.unwrap().id).collect::<Vec<_>>(), [anna.id]);
    assert_eq!(register.tags().galleries(school_tag.id).unwrap(), [first, second]);
    assert_eq!(register.customers().count(&CustomerFilter::default().with_tag("proofs")).unwrap(), 0);
    assert!(register.customers().search("proofs", 10).unwrap().is_empty(), "galleries are no customers");

    // Whom nobody bears any more but a gallery is still offered, and an archived one is not.
    register.customers().archive(&[anna.id]).unwrap();
    assert_eq!(active(register), pairs(&[("proofs", 0), ("school", 0)]));
    register.tags().archive(school_tag.id).unwrap();
    assert_eq!(active(register), pairs(&[("proofs", 0)]));
    assert_eq!(register.tags().galleries(school_tag.id).unwrap().len(), 2);
}

// SPEC: B8, A27, A45
#[test]
fn a_tag_that_is_renamed_merged_or_deleted_keeps_galleries_right() {
    let school = School::open(studio());
    let register = &school.register;
    let anna = CustomerDraft::person("Anna", "Ek").with_tag("weding");
    let anna = register.customers().create(anna).unwrap();
    let (first, second) = (album(&school, 0), album(&school, 1));
    register.tags().apply_to_galleries(&[first.id], &TagChange::add(["weding", "wedding"])).unwrap();
    register.tags().apply_to_galleries(&[second.id], &TagChange::add(["weding"])).unwrap();
    let (wrong, right) = (tag(register, "weding"), tag(register, "wedding"));
    let merged = register.tags().merge(wrong.id, right.id).unwrap();
    assert_eq!(merged.size, 1);
    assert_eq!(
        (borne(register, &first), borne(register, &second)),
        (vec!["wedding".into()], vec!["wedding".into()])
    );
    assert_eq!(register.customers().get(anna.id).unwrap().tags[0].name, "wedding");
    assert!(register.verify().unwrap().is_empty());

    register.tags().rename(merged.id, merged.revision, "Weddings").unwrap();
    assert_eq!(borne(register, &second), ["Weddings"]);
    register.tags().delete(merged.id).unwrap();
    assert_eq!(borne(register, &first), Vec::<String>::new());
    let lost = register.history().changes(0, 1_000).unwrap();
    let lost = lost.iter().rev().filter(|entry| {
        entry.change.entity.kind == EntityKind::Gallery
            && entry.change.old.iter().any(|old| old.text == format!("-{}", merged.id))
    });
    assert_eq!(lost.count(), 2, "history tells what each gallery lost");
    assert_eq!(register.tags().galleries(merged.id).unwrap_err().kind(), ErrorKind::NotFound);
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: A45, B5, B17
#[test]
fn a_tag_of_a_gallery_outlives_the_import_that_made_it_but_not_the_gallery() {
    let school = School::open(studio());
    let register = &school.register;
    let file = "First name,Tags\nAnna,school\n";
    let report = register.import_source(Source::bytes(file)).unwrap().run().unwrap();
    let elsa = school.participant("Elsa", "Ek");
    register.participants().add_to_group(school.groups[0].id, &[elsa.id]).unwrap();
    let own = register.galleries().create(school.job.id, elsa.id, GalleryDetails::default()).unwrap();
    register.tags().apply_to_galleries(&[own.id], &TagChange::add(["school"])).unwrap();
    register.undo_import(report.batch).unwrap();
    assert_eq!(borne(register, &own), ["school"]);
    register.galleries().delete(own.id).unwrap();
    assert!(register.tags().galleries(tag(register, "school").id).unwrap().is_empty());
    assert!(active(register).is_empty());
    register.job_groups().delete(school.groups[1].id).unwrap();
    assert!(register.verify().unwrap().is_empty());
}

// SPEC: A37, P6, P21
#[test]
fn links_are_made_of_the_web_address() {
    let school = School::open(studio());
    let register = &school.register;
    let anna = school.customer("Anna", "Ek");
    let gallery = album(&school, 0);
    let links = || {
        [
            register.galleries().link(gallery.id),
            register.galleries().link_of_group(school.groups[0].id),
            register.customers().private_area_link(anna.id),
        ]
    };
    for link in links() {
        assert!(link.unwrap_err().to_string().starts_with("no_web_address"));
    }
    let with = |address: &str| {
        let settings = RegisterSettings { web_address: address.into(), ..register.settings().unwrap() };
        register.update_settings(settings)
    };
    for wrong in ["sol.example", "ftp://sol.example", "https://sol.example/?a=b", "https://sol .example", "x"]
    {
        assert_eq!(problems(with(wrong)), [("web_address".to_owned(), Rule::WebAddress)], "{wrong}");
    }
    for address in ["https://sol.example/bilder", "https://sol.example/bilder/"] {
        with(address).unwrap();
        let base = "https://sol.example/bilder";
        let expected = [
            format!("{base}/galleries/{}", gallery.id),
            format!("{base}/galleries/{}", gallery.id),
            format!("{base}/customers/{}", anna.id),
        ];
        assert_eq!(links().map(Result::unwrap), expected);
    }
    let nobody = register.customers().private_area_link(CustomerId::from_bytes([0; 16]));
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
    let nothing = register.galleries().link(GalleryId::from_bytes([0; 16]));
    assert_eq!(nothing.unwrap_err().kind(), ErrorKind::NotFound);
}

// SPEC: A37, A18
#[test]
fn a_private_area_has_the_albums_of_a_customers_registrations_and_no_others() {
    let school = School::open(studio());
    let register = &school.register;
    let mut shared = CustomerDraft::company("Parents of 4a");
    shared.profile.kind = CustomerKind::SharedLogin;
    let shared = register.customers().create(shared).unwrap();
    let mut anna = CustomerDraft::person("Anna", "Ek");
    anna.profile.shared_login = Some(shared.id);
    let anna = register.customers().create(anna).unwrap();
    let bo = school.customer("Bo", "Berg");
    let (elsa, nils) = (school.participant("Elsa", "Ek"), school.participant("Nils", "Berg"));
    for who in [&elsa, &nils] {
        register.participants().add_to_group(school.groups[0].id, &[who.id]).unwrap();
    }
    let other_job = register.jobs().create(kartotek::JobDetails::titled("Football")).unwrap();
    let team = register.job_groups().create(other_job.id, "U10").unwrap();
    register.participants().add_to_group(team.id, &[elsa.id]).unwrap();
    let own = |job, who| register.galleries().create(job, who, GalleryDetails::default()).unwrap();
    let (of_elsa, of_nils) = (own(school.job.id, elsa.id), own(school.job.id, nils.id));
    let football = own(other_job.id, elsa.id);
    school.enter(0, &anna, &[&elsa]);
    school.enter(0, &bo, &[&nils]);
    let class = album(&school, 0);
    assert_eq!(register.galleries().of_customer(anna.id).unwrap(), [class.clone(), of_elsa.clone()]);
    assert_eq!(register.galleries().of_customer(bo.id).unwrap(), [class.clone(), of_nils]);
    assert!(!register.galleries().of_customer(anna.id).unwrap().contains(&football));
    register.customers().archive(&[anna.id]).unwrap();
    assert_eq!(register.galleries().of_customer(shared.id).unwrap(), [class, of_elsa]);
    let nobody = register.galleries().of_customer(CustomerId::from_bytes([0; 16]));
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
}
