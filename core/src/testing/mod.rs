//! What tests need: a clock that stands, ids and random bytes that repeat, invented customers, a
//! repository that fails when told to, and the conformance suite for backends.

mod clock;
pub mod conformance;
mod faulty;
mod faulty_tx;
mod ids;
pub mod queries;
mod random;
mod samples;
mod statements;

pub use clock::ManualClock;
pub use faulty::{FaultyRepository, Moment};
pub use ids::SequentialIds;
pub use random::FixedRandomness;
pub use samples::Samples;
#[cfg(feature = "sql")]
pub(crate) use statements::note;
pub use statements::{SeenStatement, seen_statements, watch_statements};
