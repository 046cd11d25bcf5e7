//! The connection is lost, or the server says nothing any more.

use std::cell::Cell;
use std::os::unix::net::UnixListener;
use std::thread;
use std::time::{Duration, Instant};

use kartotek::{ErrorKind, PostgresOptions, PostgresRepository, RepositoryExt};
use kartotek_tests::on_server::server;

use crate::proxy::{Cut, Proxy};
use crate::studio::{Studio, bo_is_made_once, create_bo, fails, has_only_anna};

// SPEC: C2
#[test]
fn connections_lost_while_nobody_uses_them_are_not_noticed() {
    let Some(studio) = Studio::new() else { return };
    let read = || studio.repository.read(|_| studio.repository.read(|tx| tx.fact("a")));
    read().unwrap();
    assert!(studio.end_connections() >= 2);
    read().unwrap();
    assert!(studio.end_connections() >= 2);
    has_only_anna(&studio.register);
    studio.end_connections();
    bo_is_made_once(&studio.register);
}

// SPEC: C2, C24
#[test]
fn a_unit_that_loses_its_connection_runs_once_more() {
    let Some(studio) = Studio::new() else { return };
    // Before its last statement; after it, when only the commit is left; when its statements were sent,
    // but not yet answered.
    for (nth, reads_again) in [(0, true), (1, false)] {
        let runs = Cell::new(0);
        let fact = format!("fact {nth}");
        let started = Instant::now();
        let result = studio.repository.write(|tx| {
            runs.set(runs.get() + 1);
            assert_eq!(tx.fact(&fact)?, None);
            tx.put_fact(&fact, "stored")?;
            if runs.get() == 1 {
                assert!(studio.end_connections() >= 1);
            }
            if reads_again { tx.fact(&fact).map(drop) } else { Ok(()) }
        });
        result.unwrap();
        assert_eq!(runs.get(), 2);
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        let stored = studio.repository.read(|tx| tx.fact(&fact)).unwrap();
        assert_eq!(stored.as_deref(), Some("stored"));
    }
    bo_is_made_once(&studio.register);
}

// SPEC: C2, C24
#[test]
fn a_unit_that_loses_every_connection_stores_nothing_and_may_be_tried_again() {
    let Some(studio) = Studio::new() else { return };
    for reads_again in [true, false] {
        fails(ErrorKind::Unreachable, true, || {
            studio.repository.write(|tx| {
                tx.put_fact("a", "b")?;
                studio.end_connections();
                if reads_again { tx.fact("a").map(drop) } else { Ok(()) }
            })
        });
    }
    assert_eq!(studio.repository.read(|tx| tx.fact("a")).unwrap(), None);
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2
#[test]
fn a_read_that_loses_its_connection_may_be_tried_again() {
    let Some(studio) = Studio::new() else { return };
    fails(ErrorKind::Unreachable, true, || {
        studio.repository.read(|tx| {
            tx.fact("a")?;
            studio.end_connections();
            tx.fact("a")
        })
    });
    has_only_anna(&studio.register);
    bo_is_made_once(&studio.register);
}

// SPEC: C2, C24
#[test]
fn a_host_that_falls_silent_within_a_unit_does_not_hold_up_the_others() {
    let with = |options| PostgresOptions { statement_timeout: Duration::from_secs(1), ..options };
    let Some(studio) = Studio::with(with) else { return };
    let other = studio.schema.open().unwrap();
    let runs = Cell::new(0);
    let result = studio.repository.write(|tx| {
        runs.set(runs.get() + 1);
        tx.put_fact("silent", &runs.get().to_string())?;
        tx.fact("silent")?;
        if runs.get() == 1 {
            other.write(|tx| tx.put_fact("other", "stored"))?;
        }
        Ok(())
    });
    result.unwrap();
    assert_eq!(studio.repository.read(|tx| tx.fact("silent")).unwrap().as_deref(), Some("2"));
    assert_eq!(other.read(|tx| tx.fact("other")).unwrap().as_deref(), Some("stored"));
}

fn cut_at_commit(cut: Cut, statement_timeout: Duration) -> Option<()> {
    let server = server()?;
    let proxy = Proxy::before(&server);
    let options = |options| PostgresOptions { statement_timeout, ..options };
    let studio = Studio::at(|_| proxy.address(), options);
    proxy.cut_next(cut);
    fails(ErrorKind::OutcomeUnknown, false, || create_bo(&studio.register));
    assert!(proxy.has_cut());
    if cut == Cut::Before {
        has_only_anna(&studio.register);
    }
    bo_is_made_once(&studio.register);
    Some(())
}

// SPEC: B16, C2, C24
#[test]
fn a_commit_that_the_server_never_got_is_asked_again_with_its_key() {
    cut_at_commit(Cut::Before, Duration::from_secs(60));
}

// SPEC: B16, C2, C24
#[test]
fn a_commit_whose_answer_was_lost_is_asked_again_with_its_key() {
    cut_at_commit(Cut::After, Duration::from_secs(60));
}

// SPEC: B16, C2, C24
#[test]
fn a_commit_that_is_never_answered_is_given_up_and_asked_again_with_its_key() {
    cut_at_commit(Cut::Silent, Duration::from_secs(1));
}

// SPEC: C2
#[test]
fn a_server_that_says_nothing_is_unreachable_soon() {
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let (_kept, _silent) = (listener.try_clone().unwrap(), thread::spawn(move || listener.accept()));
    let address = format!("host={} user=nobody", folder.path().display());
    fails(ErrorKind::Unreachable, true, || {
        let connect_timeout = Duration::from_millis(300);
        PostgresRepository::connect(&address, PostgresOptions { connect_timeout, ..Default::default() })
    });
}
