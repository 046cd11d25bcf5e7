//! Generated customers, and what is needed to measure Kartotek with them.

pub mod generator;
