use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::*;
use crate::repository::Opening;

const OPENINGS: [Opening; 3] = [Opening::Create, Opening::MustExist, Opening::ReadOnly];

fn with_opening(opening: Opening) -> SqliteOptions {
    SqliteOptions { opening, ..SqliteOptions::default() }
}

// SPEC: C1
#[test]
fn a_missing_file_becomes_a_register_that_says_what_it_is() {
    let place = Place::new();
    put(&place.open(), "name", "Sol").unwrap();
    assert_eq!(place.files(), ["studio.db"], "nothing stays beside a closed register");
    let bytes = fs::read(place.path()).unwrap();
    assert_eq!(&bytes[68..72], b"KART");
    assert_eq!(get(&place.open(), "name").as_deref(), Some("Sol"));
}

#[test]
fn an_empty_file_becomes_a_register_unless_it_must_exist() {
    let place = Place::new();
    fs::write(place.path(), b"").unwrap();
    for opening in [Opening::MustExist, Opening::ReadOnly] {
        assert_eq!(kind(place.open_with(with_opening(opening))), ErrorKind::NotARegister);
        assert_eq!(fs::metadata(place.path()).unwrap().len(), 0);
    }
    let builder = crate::register::Register::builder().must_exist().sqlite(SqliteOptions::default());
    assert_eq!(kind(builder.open(place.path())), ErrorKind::NotARegister);
    put(&place.open(), "name", "Sol").unwrap();
}

#[test]
fn a_file_whose_tables_lost_a_column_is_damaged() {
    let lost = [
        "UPDATE sqlite_schema SET sql = replace(sql, 'given_name', 'given_nbme') WHERE name = 'customers'",
        "DELETE FROM sqlite_schema WHERE name = 'register_facts'",
    ];
    for statement in lost {
        let place = Place::new();
        put(&place.open(), "name", "Sol").unwrap();
        let raw = place.raw();
        raw.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true).unwrap();
        raw.execute_batch(statement).unwrap();
        drop(raw);
        let content = || {
            let repository = SqliteRepository::open(place.path(), SqliteOptions::default())?;
            repository.read(|tx| tx.fact("name").and(tx.customer_by_number(1)))
        };
        let error = content().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{statement}: {error:?}");
    }
}

#[test]
fn a_register_that_lost_its_id_is_damaged_and_founded_by_nobody() {
    let place = Place::new();
    crate::Register::open(place.path()).unwrap().shut_down().unwrap();
    let losses = [
        "DELETE FROM register_facts WHERE name = 'register_id'",
        "DELETE FROM register_facts WHERE name = 'order'",
    ];
    for loss in losses {
        assert_eq!(place.raw().execute(loss, []).unwrap(), 1);
        assert_eq!(crate::Register::open(place.path()).unwrap_err().kind(), ErrorKind::Corrupt, "{loss}");
    }
}

#[test]
fn names_with_signs_of_urls_are_names() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["käse 100%25 ?mode=ro#1.db", "file:memory.db", "a&b;c.db"] {
        let path = folder.path().join(name);
        drop(SqliteRepository::open(&path, SqliteOptions::default()).unwrap());
        drop(SqliteRepository::open(&path, with_opening(Opening::MustExist)).unwrap());
        assert!(path.is_file());
    }
}

#[test]
fn a_register_that_must_exist_is_not_made() {
    let place = Place::new();
    for opening in [Opening::MustExist, Opening::ReadOnly] {
        assert_eq!(kind(place.open_with(with_opening(opening))), ErrorKind::Io);
    }
    let nowhere = place.folder.path().join("no such folder").join("studio.db");
    assert_eq!(kind(SqliteRepository::open(nowhere, SqliteOptions::default())), ErrorKind::Io);
    assert!(place.files().is_empty());
}

#[test]
fn files_of_something_else_are_refused_and_stay_as_they_are() {
    let mut photo = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0];
    photo.extend((0..9000_u32).map(|i| (i * 7 % 251) as u8));
    for bytes in [photo, b"hello\n".to_vec(), "Anna;Garcia\n".repeat(900).into_bytes(), vec![0; 8192]] {
        let place = Place::new();
        fs::write(place.path(), &bytes).unwrap();
        for opening in OPENINGS {
            assert_eq!(kind(place.open_with(with_opening(opening))), ErrorKind::NotARegister);
        }
        assert_eq!(fs::read(place.path()).unwrap(), bytes);
        assert_eq!(place.files(), ["studio.db"]);
    }
}

#[test]
fn databases_of_other_programs_are_refused_and_stay_as_they_are() {
    for setup in [
        "CREATE TABLE notes (text)",
        "PRAGMA application_id = 252006673; CREATE TABLE gpkg (x)",
        "PRAGMA journal_mode = WAL; CREATE TABLE notes (text); INSERT INTO notes VALUES ('a')",
        "PRAGMA application_id = 1262572116; CREATE TABLE notes (text)",
    ] {
        let place = Place::new();
        place.raw().execute_batch(setup).unwrap();
        let bytes = fs::read(place.path()).unwrap();
        for opening in OPENINGS {
            assert_eq!(kind(place.open_with(with_opening(opening))), ErrorKind::NotARegister, "{setup}");
        }
        assert_eq!(fs::read(place.path()).unwrap(), bytes, "{setup}");
        assert_eq!(place.files(), ["studio.db"], "{setup}");
    }
}

#[test]
fn a_folder_is_no_register() {
    let place = Place::new();
    fs::create_dir(place.path()).unwrap();
    let error = place.open_with(SqliteOptions::default()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(place.path().as_path())));
    assert_eq!(error.of_system().unwrap().kind(), std::io::ErrorKind::IsADirectory);
    assert!(place.path().is_dir());
}

fn make_newer(connection: &Connection) {
    let newer = "INSERT INTO schema_steps SELECT max(version) + 1, 'unknown' FROM schema_steps";
    connection.execute(newer, []).unwrap();
    let version: i64 =
        connection.query_row("SELECT count(*) FROM schema_steps", [], |row| row.get(0)).unwrap();
    connection.pragma_update(None, "user_version", version).unwrap();
}

#[test]
fn a_newer_register_is_refused_and_stays_as_it_is() {
    let place = Place::new();
    drop(place.open());
    make_newer(&place.raw());
    let bytes = fs::read(place.path()).unwrap();
    for opening in OPENINGS {
        assert_eq!(kind(place.open_with(with_opening(opening))), ErrorKind::TooNew);
    }
    assert_eq!(fs::read(place.path()).unwrap(), bytes);
    assert_eq!(place.files(), ["studio.db"]);
}

/// Copies a file with its log or journal, as they would be found after a crash.
fn copy_as_crashed(from: &Path, to: &Path, neighbour: &str) {
    for suffix in ["", neighbour] {
        let name = |path: &Path| format!("{}{suffix}", path.display());
        fs::copy(name(from), name(to)).unwrap();
    }
}

#[test]
fn a_newer_schema_that_stands_in_the_log_alone_is_refused_too() {
    let (place, copy) = (Place::new(), Place::new());
    drop(place.open());
    let raw = place.raw();
    let known: i64 = raw.query_row("SELECT count(*) FROM schema_steps", [], |row| row.get(0)).unwrap();
    make_newer(&raw);
    copy_as_crashed(&place.path(), &copy.path(), "-wal");
    let bytes = fs::read(copy.path()).unwrap();
    assert_eq!(kind(copy.open_with(SqliteOptions::default())), ErrorKind::TooNew);
    assert_eq!(fs::read(copy.path()).unwrap(), bytes);
    let steps: i64 = copy.raw().query_row("SELECT count(*) FROM schema_steps", [], |row| row.get(0)).unwrap();
    assert_eq!(steps, known + 1, "what was in the log is still there");
}

#[test]
fn what_a_crashed_program_had_committed_is_there() {
    let (place, copy) = (Place::new(), Place::new());
    let repository = place.open();
    put(&repository, "name", "Sol").unwrap();
    copy_as_crashed(&place.path(), &copy.path(), "-wal");
    assert_eq!(get(&copy.open(), "name").as_deref(), Some("Sol"));
}

// SPEC: B16
#[test]
fn a_log_that_was_copied_into_the_file_in_part_is_copied_again() {
    let (place, copy) = (Place::new(), Place::new());
    let repository = place.open();
    let old = fs::read(place.path()).unwrap();
    put(&repository, "name", &"Sol ".repeat(10_000)).unwrap();
    copy_as_crashed(&place.path(), &copy.path(), "-wal");
    drop(repository);
    let whole = fs::read(place.path()).unwrap();
    assert!(whole.len() > old.len());
    // The first page is copied first, and says how many pages there are.
    fs::write(copy.path(), [&whole[..8_192], &old[8_192..]].concat()).unwrap();
    for opening in [Opening::ReadOnly, Opening::Create] {
        let repository = copy.open_with(with_opening(opening)).unwrap();
        assert_eq!(get(&repository, "name"), Some("Sol ".repeat(10_000)), "{opening:?}");
        assert_eq!(repository.verify().unwrap(), Vec::<String>::new(), "{opening:?}");
    }
}

#[test]
fn a_creation_that_was_cut_off_begins_again() {
    let (place, copy) = (Place::new(), Place::new());
    let raw = place.raw();
    // A cache of one page spills half of the transaction into the file.
    raw.execute_batch(
        "PRAGMA cache_size = 1; BEGIN; PRAGMA application_id = 1262572116; CREATE TABLE schema_steps (x);
         WITH nine (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nine WHERE n < 9)
         INSERT INTO schema_steps SELECT zeroblob(9000) FROM nine",
    )
    .unwrap();
    copy_as_crashed(&place.path(), &copy.path(), "-journal");
    assert!(fs::metadata(copy.path()).unwrap().len() > 0, "the transaction has reached the file");
    put(&copy.open(), "name", "Sol").unwrap();
    assert_eq!(copy.open().verify().unwrap(), [""; 0]);
}

#[test]
fn a_step_that_is_not_the_released_one_is_corrupt() {
    let place = Place::new();
    drop(place.open());
    place.raw().execute_batch("UPDATE schema_steps SET checksum = 'other'").unwrap();
    for opening in OPENINGS {
        assert_eq!(kind(place.open_with(with_opening(opening))), ErrorKind::Corrupt);
    }
}

#[test]
fn a_register_opened_for_reading_is_read_alone() {
    let place = Place::new();
    put(&place.open(), "name", "Sol").unwrap();
    let bytes = fs::read(place.path()).unwrap();
    let repository = place.open_with(with_opening(Opening::ReadOnly)).unwrap();
    assert_eq!(get(&repository, "name").as_deref(), Some("Sol"));
    assert_eq!(kind(put(&repository, "name", "Mar")), ErrorKind::ReadOnly);
    assert_eq!(repository.verify().unwrap(), [""; 0]);
    drop(repository);
    assert_eq!(fs::read(place.path()).unwrap(), bytes);
}

#[test]
fn a_damaged_register_is_corrupt_and_stays_as_it_is() {
    let place = Place::new();
    drop(place.open());
    let mut bytes = fs::read(place.path()).unwrap();
    bytes[100..].fill(0x5A);
    fs::write(place.path(), &bytes).unwrap();
    assert_eq!(kind(place.open_with(SqliteOptions::default())), ErrorKind::Corrupt);
    assert_eq!(fs::read(place.path()).unwrap(), bytes);
}

#[test]
fn programs_that_make_the_same_register_at_once_all_get_it() {
    for _ in 0..5 {
        let place = Place::new();
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for name in ["a", "b", "c", "d"] {
                let (place, start) = (&place, &start);
                scope.spawn(move || {
                    start.wait();
                    put(&place.open(), name, name).unwrap();
                });
            }
        });
        let repository = place.open();
        assert!(["a", "b", "c", "d"].iter().all(|name| get(&repository, name).is_some()));
        assert_eq!(repository.verify().unwrap(), [""; 0]);
    }
}

#[test]
fn nothing_is_written_into_a_file_that_was_deleted_or_replaced() {
    let place = Place::new();
    put(&place.open(), "name", "Sol").unwrap();
    let other = Place::new();
    put(&other.open(), "name", "Måne").unwrap();
    let open = place.open();
    fs::remove_file(place.path()).unwrap();
    let error = put(&open, "name", "Moln").unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(place.path().as_path())));
    assert_eq!(error.of_system().map(std::io::Error::kind), Some(std::io::ErrorKind::NotFound));
    fs::copy(other.path(), place.path()).unwrap();
    assert_eq!(put(&open, "name", "Moln").unwrap_err().kind(), ErrorKind::Io);
    open.shut_down().unwrap();
    assert_eq!(get(&other.open(), "name").as_deref(), Some("Måne"));
    assert_eq!(get(&place.open(), "name").as_deref(), Some("Måne"));
}

/// Does what another SQLite in this program does when it closes the file, which knows nothing of our locks.
#[cfg(unix)]
fn lose_the_log(place: &Place) -> PathBuf {
    place.raw().query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
    let log = place.folder.path().join("studio.db-wal");
    fs::remove_file(&log).unwrap();
    log
}

#[cfg(unix)]
#[test]
fn nothing_is_written_into_a_log_that_was_deleted() {
    let place = Place::new();
    let open = place.open();
    put(&open, "name", "Sol").unwrap();
    let log = lose_the_log(&place);
    let stored = fs::read(place.path()).unwrap();
    for _ in 0..2 {
        let error = put(&open, "name", "Moln").unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(place.path().as_path())));
        assert!(error.to_string().contains("deleted the log"), "{error}");
    }
    // What SQLite knows of the lost log holds for the whole program, as long as it has the file open.
    assert!(
        place
            .open_with(SqliteOptions::default())
            .unwrap_err()
            .to_string()
            .contains("shut down every register")
    );
    fs::write(&log, b"that of another program").unwrap();
    assert_eq!(kind(put(&open, "name", "Moln")), ErrorKind::Io);
    assert_eq!(kind(place.open_with(SqliteOptions::default())), ErrorKind::Io);
    open.shut_down().unwrap();
    assert_eq!(fs::read(&log).unwrap(), b"that of another program");
    assert_eq!(fs::read(place.path()).unwrap(), stored);
}

#[cfg(unix)]
#[test]
fn a_unit_of_work_that_loses_its_log_is_not_answered_as_done() {
    let place = Place::new();
    let open = place.open();
    put(&open, "name", "Sol").unwrap();
    let done = open.write(|tx| {
        tx.put_fact("name", "Moln")?;
        Ok(drop(lose_the_log(&place)))
    });
    assert_eq!(kind(done), ErrorKind::Io);
    open.shut_down().unwrap();
    assert_eq!(get(&place.open(), "name").as_deref(), Some("Sol"));
}

#[cfg(unix)]
#[test]
fn the_log_of_a_register_that_was_opened_by_a_link_is_looked_at() {
    let (place, links) = (Place::new(), Place::new());
    put(&place.open(), "name", "Sol").unwrap();
    std::os::unix::fs::symlink(place.path(), links.path()).unwrap();
    let open = links.open();
    put(&open, "name", "Moln").unwrap();
    lose_the_log(&place);
    assert_eq!(kind(put(&open, "name", "Regn")), ErrorKind::Io);
}

#[cfg(unix)]
#[test]
fn the_file_of_an_open_register_is_read_by_nobody_else() {
    use crate::base::is_open_register;

    let place = Place::new();
    let (first, second) = (place.open(), place.open());
    assert!(is_open_register(&place.path()));
    assert!(is_open_register(&place.folder.path().join("studio.db-shm")));
    drop(first);
    assert!(is_open_register(&place.path()));
    drop(second);
    assert!(!is_open_register(&place.path()));
    let register = crate::register::Register::open(place.path()).unwrap();
    let refused = register.import_file(place.path()).map(drop).unwrap_err();
    assert!(refused.to_string().contains("has open"), "{refused}");
}
