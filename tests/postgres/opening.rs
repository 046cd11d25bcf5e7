use std::thread;

use kartotek::{ErrorKind, Opening, PostgresOptions, PostgresRepository, RepositoryExt};
use kartotek_tests::on_server::{Schema, client, server};

// SPEC: C2
#[test]
fn ten_hosts_make_one_register_at_once() {
    if server().is_none() {
        return;
    }
    let schema = Schema::default();
    let opened: Vec<_> = thread::scope(|scope| {
        let hosts: Vec<_> = (0..10).map(|_| scope.spawn(|| schema.open())).collect();
        hosts.into_iter().map(|host| host.join().unwrap().unwrap()).collect()
    });
    for (number, host) in opened.iter().enumerate() {
        host.write(|tx| tx.put_fact(&format!("host {number}"), "here")).unwrap();
    }
    let seen = opened[9].read(|tx| tx.fact("host 0")).unwrap();
    assert_eq!(seen.as_deref(), Some("here"));
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

// SPEC: C2
#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let address = "postgresql://nobody@127.0.0.1:1/nothing";
    let error = PostgresRepository::connect(address, PostgresOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.is_retryable());
}
