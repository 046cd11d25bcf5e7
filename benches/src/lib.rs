//! Generated customers, and what is needed to measure Kartotek with them.

pub mod baseline;
pub mod generator;
mod jobs;
pub mod measure;
pub mod plans;
