//! Who changed what.

use kartotek::{BatchId, CustomerChange, CustomerId, HistoryEntry, ImportBatch};

use crate::handle::handle;

handle! {
    /// Who changed what, and the change feed.
    History(history) {
        /// Returns the latest changes of a customer, before one that was seen.
        fn of_customer(id: CustomerId, before: Option<u64>, limit: u32) -> Vec<CustomerChange> {
            history.of_customer(id, before, limit)
        }

        /// Returns the changes of everything after one that was seen, the earliest first; 0 for the beginning.
        fn changes(after_seq: u64, limit: u32) -> Vec<HistoryEntry> { history.changes(after_seq, limit) }

        /// Returns the place of the latest change in the change feed, 0 where there is none.
        fn latest() -> u64 { history.latest() }

        /// Returns the changes of an import after one that was seen, the earliest first.
        fn of_batch(batch: BatchId, after_seq: u64, limit: u32) -> Vec<HistoryEntry> {
            history.of_batch(batch, after_seq, limit)
        }

        /// Returns the latest imports, before one that was seen.
        fn imports(before: Option<BatchId>, limit: u32) -> Vec<ImportBatch> { history.imports(before, limit) }
    }
}
