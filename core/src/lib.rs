//! Kartotek: an embeddable customer register.

mod base;
mod catalogue;
mod customers;
mod exchange;

pub use base::*;
pub use catalogue::*;
pub use customers::*;
pub use exchange::*;
