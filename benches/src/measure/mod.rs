//! Kartotek beside the baseline: the same work by both, turn by turn in one run.

mod codes;
mod figure;
mod files;
mod jobs;
mod lists;
mod names_list;
mod postgres;
mod scale;
mod search;
mod single;
mod stage;
mod tagging;
mod targets;

pub use figure::{Amount, Figure, compare, count_processor_time, table};
pub use files::run_task;
pub use stage::Stage;
pub use targets::{Bound, TARGETS, Target};

use crate::baseline::Result;

/// A group of measurements.
pub type Part = fn(&mut Stage, &mut Vec<Figure>) -> Result<()>;

/// The groups by name, in the order in which they run: those that change the register come last.
pub const PARTS: &[(&str, Part)] = &[
    ("scale", scale::measure),
    ("pages", lists::pages),
    ("filters", lists::filters),
    ("sorts", lists::sorts),
    ("search", search::measure),
    ("jobs", jobs::measure),
    ("detect", files::detect),
    ("export", files::export),
    ("xlsx-out", files::xlsx_out),
    ("xlsx-in", files::xlsx_in),
    ("single", single::measure),
    ("tagging", tagging::measure),
    ("import", files::import),
    ("names-list", names_list::measure),
    ("codes", codes::measure),
    ("postgres", postgres::measure),
];
