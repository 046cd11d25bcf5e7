//! The conformance suite on each backend.

use std::sync::Arc;
use std::thread;

use kartotek::testing::FaultyRepository;
use kartotek::testing::conformance::{CHECKS, Check, Outcome};
use kartotek::{Durability, Repository, Result, SqliteOptions, SqliteRepository, conformance_tests};
use kartotek_tests::{on_server, sqlite_file};

/// Without waiting for the disk, which a test of behaviour need not.
fn fast() -> SqliteOptions {
    SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() }
}

// SPEC: C1, C2
mod a_sqlite_file {
    use super::*;

    fn store() -> Result<Arc<dyn Repository>> {
        sqlite_file(fast())
    }

    conformance_tests!(store);
}

/// Search through the trigram index from ten customers on.
// SPEC: C4, B18
mod a_sqlite_file_with_trigrams {
    use super::*;

    fn store() -> Result<Arc<dyn Repository>> {
        sqlite_file(SqliteOptions { trigrams_from_customers: 10, ..fast() })
    }

    conformance_tests!(store);
}

mod sqlite_in_memory {
    use super::*;

    fn store() -> Result<Arc<dyn Repository>> {
        Ok(Arc::new(SqliteRepository::in_memory()?))
    }

    conformance_tests!(store);
}

/// Every body runs twice, as after a conflict with another process.
mod a_faulty_repository {
    use super::*;

    fn store() -> Result<Arc<dyn Repository>> {
        let faulty = FaultyRepository::new(Arc::new(SqliteRepository::in_memory()?));
        faulty.run_twice();
        Ok(Arc::new(faulty))
    }

    conformance_tests!(store);
}

/// Where there is a server.
mod postgresql {
    use super::*;

    // SPEC: C1, C2
    #[test]
    fn a_server_passes_every_check() {
        if on_server::server().is_some() {
            // Each half in a thread of its own: a check mostly waits for the server.
            let failed = |half: &[Check]| {
                let outcomes = half.iter().map(|check| (*check, check.run(&on_server::store)));
                outcomes.filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_))).collect::<Vec<_>>()
            };
            let (first, second) = CHECKS.split_at(CHECKS.len() / 2);
            let failures = thread::scope(|scope| {
                let second = scope.spawn(|| failed(second));
                [failed(first), second.join().unwrap()].concat()
            });
            assert!(failures.is_empty(), "{failures:?}");
        }
    }
}
