//! The server goes away, asks for a password, is a standby, or has no room left on its disk. Each test
//! has a cluster of its own.

use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, Instant};

use kartotek::{
    CustomerDraft, CustomerFilter, CustomerProfile, ErrorKind, FieldPolicy, JobDetails, Level,
    PostgresOptions, PostgresRepository, Register, Repository, RepositoryExt, Source,
};
use kartotek_tests::cluster::Cluster;
use kartotek_tests::on_server::Schema;

use crate::studio::{Studio, bo_is_made_once, create_bo, fails, has_only_anna};

fn studio(cluster: &Cluster) -> Studio {
    Studio::at(|_| cluster.address(), |options| options)
}

/// Waits until `standby` has all that `cluster` stored so far. The register cannot tell: it asks the
/// server itself for as long as the standby has no register.
fn standby_follows(cluster: &Cluster, standby: &Cluster) {
    let position: String =
        cluster.client().query_one("SELECT pg_current_wal_lsn()::TEXT", &[]).unwrap().get(0);
    let reached = format!("SELECT pg_last_wal_replay_lsn() >= '{position}'::PG_LSN");
    let mut client = standby.client();
    let started = Instant::now();
    while !client.query_one(&reached, &[]).unwrap().get::<_, bool>(0) {
        assert!(started.elapsed() < Duration::from_secs(30), "the standby does not follow");
        thread::sleep(Duration::from_millis(5));
    }
}

// SPEC: C2, C24
#[test]
fn a_server_that_goes_away_is_unreachable_until_it_comes_back() {
    let Some(cluster) = Cluster::start() else { return };
    let studio = studio(&cluster);
    cluster.kill();
    let everybody = CustomerFilter::default();
    fails(ErrorKind::Unreachable, true, || studio.register.customers().count(&everybody));
    fails(ErrorKind::Unreachable, true, || create_bo(&studio.register));
    cluster.start_again();
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_wrong_password_is_refused_and_told_to_nobody() {
    let Some(cluster) = Cluster::start() else { return };
    cluster.client().batch_execute("CREATE ROLE maria LOGIN PASSWORD 'right'").unwrap();
    cluster.client().batch_execute("CREATE SCHEMA studio AUTHORIZATION maria").unwrap();
    cluster.kill();
    cluster.ask_for_password_of("maria");
    cluster.start_again();
    let options = PostgresOptions { schema: "studio".into(), ..PostgresOptions::default() };
    let with = |password: &str| {
        let address = format!("{} user=maria {password}", cluster.address());
        PostgresRepository::connect(&address, options.clone())
    };
    for refused in ["password=sesame", ""] {
        let error = with(refused).unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Storage, false), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("sesame"));
    }
    let right = with("password=right").unwrap();
    assert!(!format!("{right:?}").contains("password=right") && !format!("{right:?}").contains("\"right\""));
}

// SPEC: C2
#[test]
fn a_standby_answers_reads_and_refuses_to_write() {
    let Some(cluster) = Cluster::start() else { return };
    let mut main = studio(&cluster);
    let standby = cluster.standby();
    let options = main.schema.options();
    let there = Register::connect(&standby.address(), options.clone()).unwrap();
    has_only_anna(&there);
    fails(ErrorKind::ReadOnly, false, || create_bo(&there));

    let with = PostgresOptions { read_address: Some(standby.address()), ..options };
    main.register = Register::connect(&cluster.address(), with).unwrap();
    let bo = create_bo(&main.register).unwrap();
    standby_follows(&cluster, &standby);
    bo_is_made_once(&main.register);
    standby.kill();
    fails(ErrorKind::Unreachable, true, || main.register.customers().find(bo.id));
    let dag = main.register.customers().create(CustomerDraft::person("Dag", "Ek")).unwrap();
    standby.start_again();
    standby_follows(&cluster, &standby);
    assert_eq!(main.register.customers().find(dag.id).unwrap(), Some(dag));
}

// SPEC: C2
#[test]
fn a_register_is_founded_though_its_standby_lags_behind() {
    let Some(cluster) = Cluster::start() else { return };
    let standby = cluster.standby();
    stand_still(&standby);
    let read_address = Some(standby.address());
    let studio = Studio::at(|_| cluster.address(), |options| PostgresOptions { read_address, ..options });
    has_only_anna(&studio.register);
    standby.client().batch_execute("SELECT pg_wal_replay_resume()").unwrap();
    create_bo(&studio.register).unwrap();
    standby_follows(&cluster, &standby);
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_standby_is_opened_while_an_import_fills_the_register() {
    let Some(cluster) = Cluster::start() else { return };
    let schema = Schema::default();
    let main = PostgresRepository::connect(&cluster.address(), schema.options()).unwrap();
    main.write(|tx| tx.begin_bulk()).unwrap();
    let standby = cluster.standby();
    let there = PostgresRepository::connect(&standby.address(), schema.options()).unwrap();
    assert_eq!(there.read(|tx| tx.fact("a")).unwrap(), None);
    assert!(!there.info().capabilities.indexed_search);
    fails(ErrorKind::ReadOnly, false, || there.write(|tx| tx.put_fact("a", "b")));
    main.write(|tx| tx.end_bulk()).unwrap();
    assert_eq!(main.verify().unwrap(), Vec::<String>::new());
}

// SPEC: C2
#[test]
fn a_standby_without_the_tables_of_a_new_version_is_not_read() {
    let Some(cluster) = Cluster::start() else { return };
    let schema = Schema::default();
    drop(Register::connect(&cluster.address(), schema.options()).unwrap());
    let older =
        "DROP TABLE jobs, job_groups, participants, participant_customers, photo_consents, memberships,
         galleries, registrations, registration_participants, customer_totals, access_codes, code_attempts;
         DELETE FROM schema_steps WHERE version > 1";
    let within = format!("SET search_path TO {}; {older}", schema.name());
    cluster.client().batch_execute(&within).unwrap();
    let standby = cluster.standby();
    stand_still(&standby);
    let options = PostgresOptions { read_address: Some(standby.address()), ..schema.options() };
    let register = Register::connect(&cluster.address(), options).unwrap();
    let job = register.jobs().create(JobDetails::titled("Ekskolan")).unwrap();
    assert_eq!(register.jobs().get(job.id).unwrap(), job);
    standby.client().batch_execute("SELECT pg_wal_replay_resume()").unwrap();
}

// SPEC: C2, C14
#[test]
fn a_large_import_is_taken_back_without_asking_the_standby() {
    let Some(cluster) = Cluster::start() else { return };
    let standby = cluster.standby();
    let read_address = Some(standby.address());
    let studio = Studio::at(|_| cluster.address(), |options| PostgresOptions { read_address, ..options });
    // From so many on the undo asks how many there are.
    let rows: Vec<String> = (0..10_000).map(|number| format!("Cai {number}")).collect();
    let csv = format!("given_name\n{}\n", rows.join("\n"));
    let imported = studio.register.import_source(Source::bytes(csv)).unwrap().run().unwrap();
    assert_eq!(imported.counts.created, 10_000);
    create_bo(&studio.register).unwrap();
    standby_follows(&cluster, &standby);
    standby.kill();
    assert_eq!(studio.register.undo_import(imported.batch).unwrap().reversed, 10_000);
}

// SPEC: C2, C13
#[test]
fn what_something_is_done_about_is_not_read_from_a_standby_that_lags_behind() {
    let Some(cluster) = Cluster::start() else { return };
    let standby = cluster.standby();
    let read_address = Some(standby.address());
    let studio = Studio::at(|_| cluster.address(), |options| PostgresOptions { read_address, ..options });
    create_bo(&studio.register).unwrap();
    standby_follows(&cluster, &standby);
    stand_still(&standby);
    let register = &studio.register;
    let mut settings = register.settings().unwrap();
    settings.policies.push(FieldPolicy::new("nickname", Level::Off));
    register.update_settings(settings.clone()).unwrap();
    let csv = "given_name,email\nCai,cai@example.com\nDag,dag@example.com\n";
    let imported = register.import_source(Source::bytes(csv)).unwrap().run().unwrap();
    assert_eq!(imported.counts.created, 2);

    let copy = Register::in_memory().unwrap();
    register.copy_to(&copy).unwrap();
    let everybody = CustomerFilter::default();
    assert_eq!(copy.customers().count(&everybody).unwrap(), 4);
    assert_eq!(register.customers().count(&everybody).unwrap(), 2, "people see what the standby has");
    let undone = register.undo_import(imported.batch).unwrap();
    assert_eq!(undone.reversed, 2);
    settings.policies.clear();
    register.update_settings(settings).unwrap();
    fails(ErrorKind::RuleViolated, false, || register.customers().purge_field("nickname"));

    // A copy into it goes on where it stopped, and is compared with what it is.
    let schema = Schema::default();
    let options = PostgresOptions { read_address: Some(standby.address()), ..schema.options() };
    let filled = Register::connect(&cluster.address(), options).unwrap();
    let mut parts = 0;
    let stopped = copy.copy_to_watched(&filled, |_| {
        parts += 1;
        if parts == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    copy.copy_to(&filled).unwrap();
    drop(filled);
    let filled = Register::connect(&cluster.address(), schema.options()).unwrap();
    assert_eq!(filled.customers().count(&everybody).unwrap(), 4);
}

// SPEC: C2, C24
#[test]
fn a_full_disk_stores_nothing_half_and_reads_go_on() {
    let Some(cluster) = Cluster::start_with_small_disk(32 << 20) else {
        println!("left out: this user may not mount a small disk");
        return;
    };
    let mut admin = cluster.client();
    let place = cluster.small_disk();
    admin.batch_execute(&format!("CREATE TABLESPACE small LOCATION '{}'", place.display())).unwrap();
    admin.batch_execute("CREATE TABLE ballast (text TEXT) TABLESPACE small").unwrap();
    let address = format!("{} options='-c default_tablespace=small'", cluster.address());
    let studio = Studio::at(|_| address, |options| options);
    let fill = "INSERT INTO ballast SELECT repeat('x', 1000) FROM generate_series(1, $1::INT)";
    for rows in [4_000, 400, 40, 7, 7, 7, 7] {
        let filled = (0..1_000).find_map(|_| admin.execute(fill, &[&rows]).err());
        assert_eq!(filled.unwrap().code().unwrap().code(), "53100");
    }
    // More than what is left in the pages that are there.
    let profile = |nth: u32| CustomerProfile {
        note: format!("{nth:0>1500}"),
        ..CustomerDraft::person("Cai", "").profile
    };
    let many: Vec<_> =
        (0..200).map(|nth| CustomerDraft { profile: profile(nth), ..CustomerDraft::default() }).collect();
    let keyed = studio.register.with_idempotency_key("many");
    for _ in 0..2 {
        fails(ErrorKind::Full, false, || keyed.customers().create_many(&many));
        has_only_anna(&studio.register);
    }
    admin.batch_execute("DROP TABLE ballast").unwrap();
    bo_is_made_once(&studio.register);
    let made = keyed.customers().create_many(&many).unwrap();
    assert!(made.iter().all(Result::is_ok));
    assert_eq!(studio.register.customers().count(&CustomerFilter::default()).unwrap(), 202);
    assert_eq!(studio.register.verify().unwrap(), Vec::<String>::new());
}

/// Lets a standby replay nothing more: it is asked first, and stops a moment later.
fn stand_still(standby: &Cluster) {
    let mut client = standby.client();
    client.batch_execute("SELECT pg_wal_replay_pause()").unwrap();
    let state = "SELECT pg_get_wal_replay_pause_state()";
    while client.query_one(state, &[]).unwrap().get::<_, String>(0) != "paused" {
        thread::sleep(Duration::from_millis(10));
    }
}
