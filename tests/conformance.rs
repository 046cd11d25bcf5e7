//! The conformance suite on each backend.

use std::sync::Arc;

use kartotek::testing::FaultyRepository;
use kartotek::testing::conformance::conformance;
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
            let report = conformance(&on_server::store);
            assert_eq!(report.failed().count(), 0, "{report}");
        }
    }
}
