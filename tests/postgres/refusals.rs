//! The server refuses or lets wait: the kind says why, nothing is half stored, and it works afterwards.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use kartotek::{
    CustomerFilter, ErrorKind, PostgresOptions, PostgresRepository, Register, Repository, RepositoryExt,
};
use kartotek_tests::on_server::{Schema, client, server};

use crate::studio::{Studio, bo_is_made_once, create_bo, fails, has_only_anna};

const SHORT: Duration = Duration::from_millis(300);

// SPEC: C2, C24
#[test]
fn a_statement_that_takes_too_long_times_out() {
    let with = |options| PostgresOptions { statement_timeout: Duration::from_secs(1), ..options };
    let Some(studio) = Studio::with(with) else { return };
    let mut other = client().unwrap();
    let mut foreign = other.transaction().unwrap();
    let lock = format!("LOCK TABLE {}.customers IN ACCESS EXCLUSIVE MODE", studio.schema.name());
    foreign.batch_execute(&lock).unwrap();
    fails(ErrorKind::TimedOut, false, || studio.register.customers().count(&CustomerFilter::default()));
    fails(ErrorKind::TimedOut, false, || create_bo(&studio.register));
    foreign.rollback().unwrap();
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2, C24
#[test]
fn a_unit_that_waits_too_long_for_another_hosts_is_told_busy_and_reads_go_on() {
    let Some(studio) = Studio::with(|options| PostgresOptions { busy_timeout: SHORT, ..options }) else {
        return;
    };
    let mut other = client().unwrap();
    let mut foreign = other.transaction().unwrap();
    let lock = format!("SELECT * FROM {}.schema_steps WHERE version = 0 FOR UPDATE", studio.schema.name());
    foreign.batch_execute(&lock).unwrap();
    fails(ErrorKind::Busy, true, || create_bo(&studio.register));
    has_only_anna(&studio.register);
    foreign.rollback().unwrap();
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_read_that_finds_no_free_connection_is_told_busy() {
    let with = |options| PostgresOptions { connections: 2, busy_timeout: SHORT, ..options };
    let Some(studio) = Studio::with(with) else { return };
    let (all_in, all_out) = (Barrier::new(3), Barrier::new(3));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let read = studio.repository.read(|tx| {
                    all_in.wait();
                    all_out.wait();
                    tx.fact("a")
                });
                assert_eq!(read.unwrap(), None);
            });
        }
        all_in.wait();
        fails(ErrorKind::Busy, true, || studio.repository.read(|tx| tx.fact("a")));
        fails(ErrorKind::Busy, true, || create_bo(&studio.register));
        all_out.wait();
    });
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_server_without_a_connection_left_is_busy() {
    let Some(address) = server() else { return };
    let role = Role::new();
    let own = format!("{address} user={}", role.0);
    let studio = Studio::at(|schema| role.makes(schema, &own), |options| options);
    client().unwrap().batch_execute(&format!("ALTER ROLE {} CONNECTION LIMIT 1", role.0)).unwrap();
    studio.repository.read(|_| Ok(())).unwrap();
    fails(ErrorKind::Busy, true, || studio.repository.read(|_| studio.repository.read(|tx| tx.fact("a"))));
    fails(ErrorKind::Busy, true, || PostgresRepository::connect(&own, studio.schema.options()));
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_host_that_may_only_use_the_tables_can_work_also_after_an_import_that_was_lost() {
    let Some(address) = server() else { return };
    let Some(studio) = Studio::new() else { return };
    let role = Role::new();
    let (schema, guest) = (studio.schema.name(), &role.0);
    // As an import leaves it that ended with its connection.
    let lost = format!(
        "DROP INDEX {schema}.customers_by_name;
         INSERT INTO {schema}.register_facts (name, value) VALUES ('engine:indexes_left_out', 'nobody');
         GRANT USAGE ON SCHEMA {schema} TO {guest};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {guest}"
    );
    client().unwrap().batch_execute(&lost).unwrap();
    let register = Register::connect(&format!("{address} user={guest}"), studio.schema.options()).unwrap();
    bo_is_made_once(&register);
    let index = format!("SELECT CAST(to_regclass('{schema}.customers_by_name') AS TEXT)");
    let index = || client().unwrap().query_one(&index, &[]).unwrap().get::<_, Option<String>>(0);
    assert_eq!(index(), None);
    Register::connect(&address, studio.schema.options()).unwrap();
    assert!(index().is_some());
}

// SPEC: C2
#[test]
fn a_host_that_may_only_read_opens_it_also_after_an_import_that_was_lost() {
    let Some(address) = server() else { return };
    let Some(studio) = Studio::new() else { return };
    let role = Role::new();
    let (schema, guest) = (studio.schema.name(), &role.0);
    let lost = format!(
        "DROP INDEX {schema}.customer_search_trigrams;
         INSERT INTO {schema}.register_facts (name, value) VALUES ('engine:indexes_left_out', 'nobody');
         GRANT USAGE ON SCHEMA {schema} TO {guest};
         GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {guest}"
    );
    client().unwrap().batch_execute(&lost).unwrap();
    let guest = format!("{address} user={guest}");
    let open = || PostgresRepository::connect(&guest, studio.schema.options()).unwrap();
    assert_eq!(open().read(|tx| tx.fact("a")).unwrap(), None);
    // Nor may it make the index of search.
    let done = format!("DELETE FROM {schema}.register_facts WHERE name = 'engine:indexes_left_out'");
    client().unwrap().batch_execute(&done).unwrap();
    let repository = open();
    assert!(!repository.info().capabilities.indexed_search);
    assert_eq!(repository.read(|tx| tx.fact("a")).unwrap(), None);
}

// SPEC: B16, C2, C24
#[test]
fn a_commit_that_the_server_does_not_know_the_end_of_is_asked_again_with_its_key() {
    let Some(studio) = Studio::new() else { return };
    let schema = studio.schema.name();
    // As CockroachDB answers; here the commit fails for certain.
    let unsure = format!(
        "CREATE FUNCTION {schema}.unsure() RETURNS trigger LANGUAGE plpgsql
             AS $$ BEGIN RAISE EXCEPTION 'result is ambiguous' USING ERRCODE = '40003'; END $$;
         CREATE CONSTRAINT TRIGGER unsure AFTER INSERT ON {schema}.customers
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.unsure()"
    );
    client().unwrap().batch_execute(&unsure).unwrap();
    fails(ErrorKind::OutcomeUnknown, false, || create_bo(&studio.register));
    has_only_anna(&studio.register);
    client().unwrap().batch_execute(&format!("DROP TRIGGER unsure ON {schema}.customers")).unwrap();
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn times_that_no_server_knows_are_taken_to_those_that_it_does() {
    let with = |options| PostgresOptions { busy_timeout: Duration::ZERO, ..options };
    let Some(studio) = Studio::with(with) else { return };
    let mut other = client().unwrap();
    let mut foreign = other.transaction().unwrap();
    let lock = format!("SELECT * FROM {}.schema_steps WHERE version = 0 FOR UPDATE", studio.schema.name());
    foreign.batch_execute(&lock).unwrap();
    fails(ErrorKind::Busy, true, || create_bo(&studio.register));
    foreign.rollback().unwrap();
    let (busy_timeout, connect_timeout) = (Duration::MAX, Duration::MAX);
    let patient = PostgresOptions {
        busy_timeout,
        connect_timeout,
        statement_timeout: Duration::MAX,
        ..studio.schema.options()
    };
    let register = Register::connect(&server().unwrap(), patient).unwrap();
    bo_is_made_once(&register);
}

// SPEC: C2
#[test]
fn a_server_that_may_only_be_read_says_so_and_answers_reads() {
    let Some(address) = server() else { return };
    let Some(studio) = Studio::new() else { return };
    let read_only = format!("{address} options='-c default_transaction_read_only=on'");
    let register = Register::connect(&read_only, studio.schema.options()).unwrap();
    fails(ErrorKind::ReadOnly, false, || create_bo(&register));
    has_only_anna(&register);
    let new = Schema::default();
    fails(ErrorKind::ReadOnly, false, || Register::connect(&read_only, new.options()));
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_table_that_another_version_changed_meanwhile_is_read_anew() {
    let Some(studio) = Studio::with(|options| PostgresOptions { connections: 2, ..options }) else { return };
    let alter = |to: &str| {
        let facts = format!("{}.register_facts", studio.schema.name());
        client().unwrap().batch_execute(&format!("ALTER TABLE {facts} ALTER value TYPE {to}")).unwrap();
    };
    let write = || studio.repository.write(|tx| tx.fact("order"));
    let read = || studio.repository.read(|tx| tx.fact("order"));
    assert!(write().unwrap().is_some());
    alter("VARCHAR");
    assert!(write().unwrap().is_some());
    alter("TEXT");
    fails(ErrorKind::Busy, true, read);
    assert!(read().unwrap().is_some());
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn an_unknown_database_is_refused_and_not_to_be_tried_again() {
    let Some(address) = server() else { return };
    let address = format!("{address} dbname=nowhere");
    fails(ErrorKind::Storage, false, || PostgresRepository::connect(&address, PostgresOptions::default()));
}

/// A role that may do little, which goes with all it owns.
pub(crate) struct Role(pub(crate) String);

impl Role {
    pub(crate) fn new() -> Self {
        let role = Self(format!("role_of_{}", Schema::default().name()));
        client().unwrap().batch_execute(&format!("CREATE ROLE {} LOGIN", role.0)).unwrap();
        role
    }

    /// Gives it an empty schema; returns the address.
    pub(crate) fn makes(&self, schema: &Schema, address: &str) -> String {
        let make = format!("CREATE SCHEMA {} AUTHORIZATION {}", schema.name(), self.0);
        client().unwrap().batch_execute(&make).unwrap();
        address.to_owned()
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        if let Ok(mut client) = client() {
            // What is left of a failed test does not matter.
            let _ = client.batch_execute(&format!("DROP OWNED BY {0} CASCADE; DROP ROLE {0}", self.0));
        }
    }
}
