use std::thread;
use std::time::Duration;

use kartotek::{
    CustomerDraft, ErrorKind, Opening, PostgresOptions, PostgresRepository, Register, Repository,
    RepositoryExt,
};
use kartotek_tests::on_server::{Schema, client, server};
use kartotek_tests::processes::{End, start, watch};

use crate::many_writers::worker;

// SPEC: C2
#[test]
fn ten_hosts_make_one_register_at_once() {
    let Some(address) = server() else { return };
    let schema = Schema::default();
    let host = || start(&mut worker(["open", &address, schema.name()]));
    let hosts: Vec<_> = (0..10).map(|_| host()).collect();
    let said: Vec<_> = hosts.into_iter().map(|host| watch(host, End::Own).lines).collect();
    let register = Register::connect(&address, schema.options()).unwrap();
    for lines in said {
        assert_eq!(lines, [format!("opened {}", register.id()), "done".to_owned()]);
    }
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
}

// SPEC: C2
#[test]
fn a_schema_of_something_else_is_refused_and_left_alone() {
    let Some(address) = server() else { return };
    let schema = Schema::default();
    let name = schema.name();
    client()
        .unwrap()
        .batch_execute(&format!("CREATE SCHEMA {name}; CREATE TABLE {name}.other (a int)"))
        .unwrap();
    let refused = PostgresRepository::connect(&address, schema.options()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotARegister);
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = $1";
    let count: i64 = client().unwrap().query_one(tables, &[&name]).unwrap().get(0);
    assert_eq!(count, 1);
}

// SPEC: C2
#[test]
fn a_register_that_must_exist_is_not_made() {
    let Some(address) = server() else { return };
    let schema = Schema::default();
    for opening in [Opening::MustExist, Opening::ReadOnly] {
        let options = PostgresOptions { opening, ..schema.options() };
        let refused = PostgresRepository::connect(&address, options).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::NotARegister);
    }
    drop(schema.open().unwrap());
    let options = PostgresOptions { opening: Opening::ReadOnly, ..schema.options() };
    let readable = PostgresRepository::connect(&address, options).unwrap();
    assert_eq!(readable.read(|tx| tx.fact("a")).unwrap(), None);
    assert_eq!(readable.write(|tx| tx.put_fact("a", "b")).unwrap_err().kind(), ErrorKind::ReadOnly);
}

// SPEC: C2, B18
#[test]
fn a_host_that_has_it_open_stops_when_a_newer_one_changed_the_schema_or_the_order() {
    let Some(address) = server() else { return };
    for (newer, what) in [("engine:schema", "999"), ("order", "999999 sv")] {
        let schema = Schema::default();
        let register = Register::connect(&address, schema.options()).unwrap();
        let anna = register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
        let facts = format!("{}.register_facts", schema.name());
        let change = format!(
            "INSERT INTO {facts} (name, value) VALUES ('{newer}', '{what}')
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value;
             UPDATE {facts} SET value = (value::BIGINT + 1)::TEXT WHERE name = 'settings_revision'"
        );
        client().unwrap().batch_execute(&change).unwrap();
        let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"));
        assert_eq!(bo.unwrap_err().kind(), ErrorKind::TooNew, "{newer}");
        let edit = register.customers().update(anna.id, anna.revision, anna.profile);
        assert_eq!(edit.unwrap_err().kind(), ErrorKind::TooNew, "{newer}");
    }
}

// SPEC: C2
#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let address = "postgresql://nobody@127.0.0.1:1/nothing";
    let error = PostgresRepository::connect(address, PostgresOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.is_retryable());
}

// SPEC: C2, C4
#[test]
fn an_index_of_search_may_take_longer_to_make_than_a_statement() {
    let Some(address) = server() else { return };
    let schema = Schema::default();
    let name = schema.name();
    drop(schema.open().unwrap());
    let mut other = client().unwrap();
    other.batch_execute(&format!("DROP INDEX {name}.customer_search_trigrams")).unwrap();
    let mut writer = other.transaction().unwrap();
    writer.batch_execute(&format!("LOCK TABLE {name}.customer_search IN ROW EXCLUSIVE MODE")).unwrap();
    thread::scope(|scope| {
        let opening = scope.spawn(|| {
            let options =
                PostgresOptions { statement_timeout: Duration::from_millis(100), ..schema.options() };
            PostgresRepository::connect(&address, options).unwrap()
        });
        thread::sleep(Duration::from_millis(500));
        writer.commit().unwrap();
        assert!(opening.join().unwrap().info().capabilities.indexed_search);
    });
}
