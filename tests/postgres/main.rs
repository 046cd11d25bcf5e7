//! What only a server can do: processes that begin at once, lost connections, a server that ends.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

mod moving;
mod opening;
mod trips;
