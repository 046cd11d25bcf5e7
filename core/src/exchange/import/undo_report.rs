use crate::base::CustomerId;

/// How many customers a report names.
const NAMED: usize = 1_000;

/// What became of one customer that an import made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Undone {
    /// It is as it was before the import; one that the import made is gone.
    Reversed,
    /// Somebody changed it since: a new one stays, of a changed one the fields that were changed
    /// since stay, and the others are as they were. Also one that somebody deleted since.
    KeptEdited,
    /// The import made it and something depends on it by now, so it is archived.
    KeptReferenced,
    /// What it had before belongs to somebody else by now, or would leave it without a name, an e-mail
    /// and a phone beside what was changed since, or is no value any more; it stays as it is.
    Failed,
}

/// What taking back an import did; each customer that the import made or changed is in one count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UndoReport {
    /// Customers that are as they were before.
    pub reversed: u64,
    /// Customers that somebody changed since.
    pub kept_edited: u64,
    /// New customers that something depends on.
    pub kept_referenced: u64,
    /// Customers that could not be changed back.
    pub failed: u64,
    /// The first 1,000 customers that are not simply reversed.
    pub kept: Vec<(CustomerId, Undone)>,
}

/// How far the taking back of an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UndoProgress {
    /// Customers that were looked at so far.
    pub customers: u64,
    /// How many there are at most: the rows that made or changed one.
    pub at_most: u64,
}

impl UndoReport {
    pub(super) fn customers(&self) -> u64 {
        self.reversed + self.kept_edited + self.kept_referenced + self.failed
    }

    pub(super) fn add(&mut self, id: CustomerId, undone: Undone) {
        *match undone {
            Undone::Reversed => &mut self.reversed,
            Undone::KeptEdited => &mut self.kept_edited,
            Undone::KeptReferenced => &mut self.kept_referenced,
            Undone::Failed => &mut self.failed,
        } += 1;
        if undone != Undone::Reversed && self.kept.len() < NAMED {
            self.kept.push((id, undone));
        }
    }
}
