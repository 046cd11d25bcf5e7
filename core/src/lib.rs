//! Kartotek: an embeddable customer register.

mod base;
mod catalogue;
mod customers;

pub use base::*;
pub use catalogue::*;
pub use customers::*;
