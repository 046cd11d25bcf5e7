//! The indexes that only lists use, which may be left out while many customers come in.

/// Makes those that are missing, on every engine.
pub(crate) const LIST_INDEXES: &str = include_str!("../../migrations/list_indexes.sql");

/// The fact that is there while indexes are left out.
pub(crate) const INDEXES_LEFT_OUT: &str = "engine:indexes_left_out";

/// Returns their names.
pub(crate) fn list_indexes() -> impl Iterator<Item = &'static str> {
    let lines = LIST_INDEXES.lines().filter_map(|line| line.strip_prefix("CREATE INDEX IF NOT EXISTS "));
    lines.filter_map(|rest| rest.split(' ').next())
}
