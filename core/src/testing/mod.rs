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

pub use clock::ManualClock;
pub use faulty::{FaultyRepository, Moment};
pub use ids::SequentialIds;
pub use random::FixedRandomness;
pub use samples::Samples;
