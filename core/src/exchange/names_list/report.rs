use std::fmt;

use crate::base::{BatchId, ParticipantId};
use crate::exchange::import::report::{ImportCounts, ImportEnd, RowOutcome, RowProblem};

/// What is done about participants who stand in another group than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Moves {
    /// Their rows are left out and listed.
    #[default]
    Report,
    /// They move to the groups of the list.
    Apply,
    /// Their rows are left out and listed where a student number tells who is meant; where the name alone
    /// does, it is somebody else: a new participant.
    Separate,
}

/// A participant who stands in another group of the job than before.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Move {
    /// Number of the row.
    pub row: u64,
    /// Who moves.
    pub participant: ParticipantId,
    /// Name of the group that they leave.
    pub from: String,
    /// Names of the groups that they come into.
    pub to: Vec<String>,
}

// Who was in which class is about people.
impl fmt::Debug for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Move")
            .field("row", &self.row)
            .field("participant", &self.participant)
            .finish_non_exhaustive()
    }
}

/// What the import of a names list did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NamesReport {
    /// Names the run; history carries it with every change.
    pub batch: BatchId,
    /// How it ended; never [`ImportEnd::RolledBack`].
    pub end: ImportEnd,
    /// The outcome of each row below the header, in order: `Created` where it made a participant, `Updated`
    /// where it changed one, `Skipped` where one would move and nobody asked for that. Of an import that was
    /// stopped only those of rows that are done.
    pub outcomes: Vec<RowOutcome>,
    /// How many rows had which outcome.
    pub counts: ImportCounts,
    /// The first 1,000 problems of rows that were refused or left out, in the order of the file.
    pub problems: Vec<RowProblem>,
    /// How many problems there are in all.
    pub problem_count: u64,
    /// Names of the groups that it made, in the order of the file.
    pub groups: Vec<String>,
    /// How many participants it made.
    pub participants: u64,
    /// How many customers it made, as guardians.
    pub customers: u64,
    /// How many ties of participants to guardians it made.
    pub guardians: u64,
    /// How many cards that were blank it gave to participants.
    pub codes: u64,
    /// Who stands in another group than before; they are there where [`Moves::Apply`] was asked for.
    pub moves: Vec<Move>,
    /// How many sequences were not of the encoding, which was guessed or named wrong, or the file is damaged;
    /// rows with them in a column that is read are refused.
    pub replaced: u64,
}
