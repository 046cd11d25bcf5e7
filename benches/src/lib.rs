//! Generated customers, and what is needed to measure Kartotek with them.

pub mod baseline;
pub mod generator;
pub mod measure;
pub mod plans;
