use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use crate::base::Result;
use crate::sql::{KnownSets, Member, Pool, Pooled};

use super::connection::open_another;
use super::options::SqliteOptions;
use super::own_file::OwnFile;

/// A few connections that read.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    file: Arc<OwnFile>,
    options: SqliteOptions,
    pool: Pool<Reader>,
}

/// A connection that reads, with the tags and groups that it has read.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) connection: Connection,
    pub(super) known: KnownSets,
}

impl Pooled for Reader {
    // One that could not end its transaction would go on reading an old state.
    fn is_whole(&mut self) -> bool {
        self.connection.is_autocommit()
    }
}

impl Readers {
    pub(super) fn new(path: PathBuf, file: Arc<OwnFile>, options: SqliteOptions) -> Self {
        let busy = "all readers of the register are in use";
        let pool = Pool::new(options.readers.max(1), options.busy_timeout, busy);
        Self { path, file, options, pool }
    }

    /// Takes a free connection, or waits for one.
    ///
    /// # Errors
    /// As [`Pool::take`]; `Io` when a connection is to be made and the file is another one by now.
    pub(super) fn take(&self) -> Result<Member<'_, Reader>> {
        let open = || {
            self.file.check()?;
            self.file.check_log()?;
            let connection = open_another(&self.path, &self.options)?;
            Ok(Reader { connection, known: KnownSets::default() })
        };
        self.pool.take(|_| true, open)
    }

    /// Lets nobody in any more, waits for those who are in, and closes the connections.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}
