//! Units of work that lose against others: they run again, some time, and then say so.

use std::sync::mpsc;
use std::thread;

use kartotek::{Collation, Customer, CustomerFilter, CustomerUpdate, ErrorKind, RepositoryExt};
use kartotek_tests::on_server::client;

use crate::studio::{Studio, bo_is_made_once, create_bo, fails, has_only_anna};

// SPEC: C2, C24
#[test]
fn a_unit_that_the_server_ends_for_a_deadlock_runs_again() {
    let Some(studio) = Studio::new() else { return };
    let schema = studio.schema.name();
    let mut other = client().unwrap();
    let mut foreign = other.transaction().unwrap();
    // The server ends whoever looks first.
    foreign.batch_execute("SET LOCAL deadlock_timeout = '1min'").unwrap();
    foreign.batch_execute(&format!("UPDATE {schema}.customers SET nickname = 'Ana'")).unwrap();
    let (begun, wait) = mpsc::channel();
    let mut runs = 0;
    thread::scope(|scope| {
        let unit = scope.spawn(|| {
            studio.repository.write(|tx| {
                runs += 1;
                // With the first statement the unit has the register alone.
                let anna = tx.customer_by_number(1)?.unwrap();
                let _ = begun.send(());
                let after = Customer { revision: anna.revision.next(), ..anna.clone() };
                let collation = Collation::new("und")?;
                tx.update_customers(&[CustomerUpdate::new(anna, after, &collation)])
            })
        });
        wait.recv().unwrap();
        let lock = format!("SELECT 1 FROM {schema}.schema_steps WHERE version = 0 FOR UPDATE");
        foreign.batch_execute(&lock).unwrap();
        foreign.rollback().unwrap();
        unit.join().unwrap().unwrap();
    });
    assert_eq!(runs, 2);
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2, C24
#[test]
fn a_unit_that_loses_every_time_is_told_busy() {
    let Some(studio) = Studio::new() else { return };
    let schema = studio.schema.name();
    let lose = format!(
        "CREATE SEQUENCE {schema}.runs;
         CREATE FUNCTION {schema}.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             PERFORM nextval('{schema}.runs');
             RAISE EXCEPTION 'lost' USING ERRCODE = 'serialization_failure';
         END $$;
         CREATE TRIGGER lose BEFORE INSERT ON {schema}.customers EXECUTE FUNCTION {schema}.lose()"
    );
    client().unwrap().batch_execute(&lose).unwrap();
    fails(ErrorKind::Busy, true, || create_bo(&studio.register));
    let runs: i64 =
        client().unwrap().query_one(&format!("SELECT last_value FROM {schema}.runs"), &[]).unwrap().get(0);
    assert_eq!(runs, 11, "once, and ten times again");
    client().unwrap().batch_execute(&format!("DROP TRIGGER lose ON {schema}.customers")).unwrap();
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn the_last_handle_may_be_dropped_by_a_thread_that_drives_tasks() {
    let Some(studio) = Studio::new() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (schema, count) = runtime.block_on(async move {
        let Studio { register, repository, schema } = studio;
        let counted = tokio::task::spawn_blocking(move || {
            let count = register.customers().count(&CustomerFilter::default());
            (register, count)
        });
        let (register, count) = counted.await.unwrap();
        drop((register, repository));
        (schema, count)
    });
    assert_eq!(count.unwrap(), 1);
    let left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
    let left: i64 = client().unwrap().query_one(left, &[&schema.name()]).unwrap().get(0);
    assert_eq!(left, 0, "it took leave");
}
