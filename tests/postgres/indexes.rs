use kartotek::{CustomerDraft, Register, Repository, RepositoryExt};
use kartotek_tests::on_server::{Schema, client, server};

/// The indexes of lists and search that a schema has.
fn indexes(schema: &Schema) -> i64 {
    let sql = "SELECT count(*) FROM pg_indexes WHERE schemaname = $1
               AND (indexname LIKE 'customers_by_%' OR indexname = 'customer_search_trigrams')";
    client().unwrap().query_one(sql, &[&schema.name()]).unwrap().get(0)
}

#[test]
fn an_import_into_an_empty_register_makes_indexes_at_its_end() {
    let Some(schema) = Schema::on_server() else { return };
    let repository = schema.open().unwrap();
    let all = indexes(&schema);
    repository.write(|tx| tx.begin_bulk()).unwrap();
    assert_eq!(indexes(&schema), 0);
    // Another host does not make them while the import goes on.
    schema.open().unwrap();
    assert_eq!(indexes(&schema), 0);
    assert_eq!(repository.verify().unwrap(), Vec::<String>::new(), "they are to be made yet");
    repository.write(|tx| tx.end_bulk()).unwrap();
    assert_eq!(indexes(&schema), all);
    assert_eq!(repository.verify().unwrap(), Vec::<String>::new());
}

#[test]
fn indexes_that_a_lost_import_left_out_are_made_when_the_register_is_opened() {
    let Some(schema) = Schema::on_server() else { return };
    let repository = schema.open().unwrap();
    let all = indexes(&schema);
    repository.write(|tx| tx.begin_bulk()).unwrap();
    repository.shut_down().unwrap();
    drop(repository);
    assert_eq!(indexes(&schema), 0);
    // The server may take a moment to see that the connection is gone.
    let made = (0..100).any(|_| {
        schema.open().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        indexes(&schema) == all
    });
    assert!(made);
}

#[test]
fn an_import_waits_for_nobody_who_reads() {
    let Some(schema) = Schema::on_server() else { return };
    let repository = schema.open().unwrap();
    let all = indexes(&schema);
    let mut reader = client().unwrap();
    let mut reading = reader.transaction().unwrap();
    reading.batch_execute(&format!("SELECT 1 FROM {}.customers", schema.name())).unwrap();
    repository.write(|tx| tx.begin_bulk()).unwrap();
    assert_eq!(indexes(&schema), all);
    drop(reading);
    repository.write(|tx| tx.end_bulk()).unwrap();
    assert_eq!(indexes(&schema), all);
}

#[test]
fn an_import_into_a_filled_register_keeps_its_indexes() {
    let Some(schema) = Schema::on_server() else { return };
    let register = Register::connect(&server().unwrap(), schema.options()).unwrap();
    register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
    let repository = schema.open().unwrap();
    let all = indexes(&schema);
    repository.write(|tx| tx.begin_bulk()).unwrap();
    assert_eq!(indexes(&schema), all);
    repository.write(|tx| tx.end_bulk()).unwrap();
}

/// When an import or a call had the planner look at the customers last.
fn looked_at(schema: &Schema) -> Option<String> {
    let sql = "SELECT CAST(last_analyze AS TEXT) FROM pg_stat_user_tables
               WHERE relname = 'customers' AND schemaname = $1";
    client().unwrap().query_one(sql, &[&schema.name()]).unwrap().get(0)
}

fn create(register: &Register, numbers: std::ops::Range<usize>) {
    let drafts = numbers.map(|number| {
        CustomerDraft::person("Anna", format!("Ek {number}")).with_email(format!("anna{number}@example.com"))
    });
    register.customers().create_many(&drafts.collect::<Vec<_>>()).unwrap();
}

#[test]
fn the_planner_looks_at_what_grew_and_at_nothing_else() {
    let Some(schema) = Schema::on_server() else { return };
    let register = Register::connect(&server().unwrap(), schema.options()).unwrap();
    let repository = schema.open().unwrap();
    let after_import_of = |numbers| {
        repository.write(|tx| tx.begin_bulk()).unwrap();
        create(&register, numbers);
        repository.write(|tx| tx.end_bulk()).unwrap();
        looked_at(&schema)
    };
    let first = after_import_of(0..100);
    assert!(first.is_some());
    assert_eq!(after_import_of(100..105), first);
    let last = after_import_of(105..125);
    assert!(last.is_some() && last != first);
}

#[test]
fn the_planner_knows_keys_before_many_rows_are_committed() {
    let Some(schema) = Schema::on_server() else { return };
    let register = Register::connect(&server().unwrap(), schema.options()).unwrap();
    create(&register, 0..1_000);
    assert_eq!(looked_at(&schema), None);
    create(&register, 1_000..4_000);
    assert!(looked_at(&schema).is_some());
    let sql = "SELECT n_distinct FROM pg_stats
               WHERE schemaname = $1 AND tablename = 'customers' AND attname = 'email_hash'";
    let share: f32 = client().unwrap().query_one(sql, &[&schema.name()]).unwrap().get(0);
    assert!(share < -0.9, "nearly each has another: {share}");
}
