//! Whatever call of the storage fails, the register leaves nothing half done, and the same call
//! succeeds when it is made again.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use kartotek::testing::{FaultyRepository, ManualClock, Moment, Samples};
use kartotek::{
    Archived, Collection, Customer, CustomerDraft, CustomerFilter, Enabled, ErrorKind, HistoryEntry, Preset,
    Register, RegisterSettings, Result, Sort, SqliteRepository, TagChange,
};

/// A register on a repository that fails when told to, with three customers and a tag.
struct Studio {
    faulty: Arc<FaultyRepository>,
    register: Register,
}

/// All that a register tells of its content.
#[derive(Debug, PartialEq)]
struct Content {
    settings: RegisterSettings,
    customers: Vec<Customer>,
    sets: Vec<Collection>,
    history: Vec<HistoryEntry>,
}

fn everybody() -> CustomerFilter {
    CustomerFilter::default().with_archived(Archived::Include)
}

impl Studio {
    fn new() -> Self {
        let inner = SqliteRepository::in_memory().unwrap();
        let faulty = Arc::new(FaultyRepository::new(Arc::new(inner)));
        let builder = Register::builder().clock(Arc::new(ManualClock::default()));
        let register = builder.with_repository(faulty.clone()).unwrap();
        let drafts = ["Öberg", "Ek", "Zetterlund"]
            .map(|name| CustomerDraft::person("Anna", name).with_phone("+46 70 123 45 67").with_tag("VIP"));
        for created in register.customers().create_many(&drafts).unwrap() {
            created.unwrap();
        }
        Self { faulty, register }
    }

    fn customers(&self) -> Vec<Customer> {
        self.register.customers().all(&everybody(), &Sort::FamilyName).collect::<Result<_>>().unwrap()
    }

    fn content(&self) -> Content {
        let register = &self.register;
        let sets = [register.tags().all(), register.contact_groups().all(), register.customer_groups().all()];
        assert_eq!(register.verify().unwrap(), Vec::<String>::new());
        Content {
            settings: register.settings().unwrap(),
            customers: self.customers(),
            sets: sets.into_iter().flat_map(Result::unwrap).collect(),
            history: register.history().changes(0, 1_000).unwrap(),
        }
    }
}

/// Lets an operation fail at its beginning, at its commit, and at each call of the storage in turn.
fn leaves_nothing_half_done(operation: impl Fn(&Register, &[Customer]) -> Result<()>) {
    let studio = Studio::new();
    let before = studio.content();
    let run = || operation(&studio.register, &before.customers);
    let fails_at = |moment, kind| {
        studio.faulty.fail_write(1, moment, kind);
        match run() {
            Ok(()) => false,
            Err(error) => {
                assert_eq!(error.kind(), kind, "{moment:?}");
                assert_eq!(studio.content(), before, "{moment:?}");
                true
            }
        }
    };
    assert!(fails_at(Moment::Begin, ErrorKind::Busy));
    assert!(fails_at(Moment::Commit, ErrorKind::Full));
    let calls = (1..).take_while(|nth| fails_at(Moment::Call(*nth), ErrorKind::Io)).count();
    assert!(calls >= 2, "{calls} calls of the storage");
    // The last one went through, since it makes no more calls than that.
    assert_ne!(studio.content(), before);
}

// SPEC: A2, B16
#[test]
fn a_failed_creation_stores_neither_the_customer_nor_its_tags() {
    leaves_nothing_half_done(|register, _| {
        let draft = CustomerDraft::person("Bo", "Åkesson").with_email("bo@example.com");
        let draft =
            CustomerDraft { contact_groups: vec!["News".into()], ..draft.with_tag("new").with_tag("VIP") };
        register.customers().create(draft).map(drop)
    });
}

// SPEC: B16, C25
#[test]
fn a_failed_bulk_creation_stores_none_of_the_customers() {
    leaves_nothing_half_done(|register, _| {
        let drafts = [CustomerDraft::person("Bo", "A").with_tag("x"), CustomerDraft::company("Studio Sol")];
        register.customers().create_many(&drafts).map(drop)
    });
}

// SPEC: A3, B16
#[test]
fn a_failed_update_changes_nothing() {
    leaves_nothing_half_done(|register, customers| {
        let profile = Samples::new(1).profile();
        let profile = kartotek::CustomerProfile {
            given_name: "Changed".into(),
            note: profile.note,
            ..Default::default()
        };
        register.customers().update(customers[0].id, customers[0].revision, profile).map(drop)
    });
}

// SPEC: N9, C25
#[test]
fn a_failed_bulk_change_changes_nobody() {
    leaves_nothing_half_done(|register, customers| {
        let ids: Vec<_> = customers.iter().map(|customer| customer.id).collect();
        register.customers().set_enabled(&ids, Enabled::No).map(drop)
    });
}

// SPEC: A2, N14
#[test]
fn a_failed_deletion_leaves_no_tombstone() {
    leaves_nothing_half_done(|register, customers| {
        let result = register.customers().delete(customers[1].id, customers[1].revision);
        assert_eq!(register.customers().find_tombstone(customers[1].id)?.is_some(), result.is_ok());
        result
    });
}

// SPEC: A40, A41, A42
#[test]
fn a_failed_tagging_tags_nobody() {
    leaves_nothing_half_done(|register, customers| {
        let ids: Vec<_> = customers.iter().map(|customer| customer.id).collect();
        register.tags().apply(&ids, &TagChange::add(["wedding"]).and_remove(["VIP"])).map(drop)
    });
}

// SPEC: P23
#[test]
fn a_failed_contact_group_is_not_made() {
    leaves_nothing_half_done(|register, customers| {
        register.contact_groups().create_with("News", &[customers[0].id, customers[2].id]).map(drop)
    });
}

// SPEC: N26
#[test]
fn a_failed_change_of_the_default_group_changes_no_size() {
    leaves_nothing_half_done(|register, customers| {
        let business = register.customer_groups().preset(Preset::Business)?;
        register.customer_groups().set_default(business.id, &[customers[0].id]).map(drop)
    });
}

// SPEC: B18
#[test]
fn a_failed_change_of_locale_keeps_the_order() {
    leaves_nothing_half_done(|register, _| {
        let settings = RegisterSettings { locale: "sv-SE".into(), ..register.settings()? };
        register.update_settings(settings)
    });
}

// SPEC: B18
#[test]
fn a_change_of_locale_is_whole_or_not_at_all() {
    let studio = Studio::new();
    let before = studio.content();
    let swedish = RegisterSettings { locale: "sv-SE".into(), ..before.settings.clone() };
    studio.faulty.fail_write(2, Moment::Begin, ErrorKind::Io);
    if studio.register.update_settings(swedish.clone()).is_err() {
        assert_eq!(studio.content(), before);
    }
    studio.faulty.clear();
    studio.register.update_settings(swedish).unwrap();
    let names: Vec<_> = studio.customers().into_iter().map(|c| c.profile.family_name).collect();
    assert_eq!(names, ["Ek", "Zetterlund", "Öberg"]);
}

// SPEC: B16, C24
#[test]
fn a_call_that_was_lost_may_be_made_again_with_its_key() {
    let studio = Studio::new();
    let register = studio.register.with_idempotency_key("form-17");
    let draft = CustomerDraft::person("Bo", "Åkesson").with_tag("new");
    for moment in [Moment::Begin, Moment::Call(3), Moment::Commit] {
        studio.faulty.fail_write(1, moment, ErrorKind::Busy);
        assert!(register.customers().create(draft.clone()).unwrap_err().is_retryable());
    }
    let created = register.customers().create(draft.clone()).unwrap();
    assert_eq!(register.customers().create(draft).unwrap().id, created.id);
    assert_eq!(studio.customers().len(), 4);
}

// SPEC: C1
#[test]
fn a_failed_read_says_so_and_the_next_one_succeeds() {
    let studio = Studio::new();
    for moment in [Moment::Begin, Moment::Call(1), Moment::Call(2)] {
        studio.faulty.fail_read(1, moment, ErrorKind::Io);
        let result = studio.register.customers().count(&everybody());
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Io, "{moment:?}");
    }
    assert_eq!(studio.register.customers().count(&everybody()).unwrap(), 3);
}

// SPEC: B18
#[test]
fn a_list_that_fails_between_two_pages_gives_an_error_and_ends() {
    let studio = Studio::new();
    let drafts: Vec<_> = (0..600).map(|n| CustomerDraft::person("Anna", format!("Nr {n}"))).collect();
    studio.register.customers().create_many(&drafts).unwrap();
    studio.faulty.fail_read(2, Moment::Begin, ErrorKind::Busy);
    let rows: Vec<_> = studio.register.customers().all(&everybody(), &Sort::Number).collect();
    let (last, given) = rows.split_last().unwrap();
    assert_eq!(given.len(), 500);
    assert_eq!(last.as_ref().unwrap_err().kind(), ErrorKind::Busy);
}

// SPEC: C24
#[test]
fn a_body_that_runs_twice_counts_once() {
    let faulty = FaultyRepository::new(Arc::new(SqliteRepository::in_memory().unwrap()));
    faulty.run_twice();
    let register = Register::builder().with_repository(Arc::new(faulty)).unwrap();
    let anna = register.customers().create(CustomerDraft::person("Anna", "Ek").with_tag("VIP")).unwrap();
    assert_eq!(register.customers().get(anna.id).unwrap(), anna);
    assert_eq!(register.tags().all().unwrap()[0].size, 1);
    let history = register.history().of_customer(anna.id, None, 10).unwrap();
    assert_eq!(
        history.len(),
        register
            .history()
            .changes(0, 100)
            .unwrap()
            .iter()
            .filter(|e| e.change.entity.id == anna.id.to_bytes())
            .count()
    );
    assert_eq!(anna.number, 1);
}
