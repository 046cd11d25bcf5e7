//! Tags on galleries: what changes when galleries or their tags do.

use crate::base::{CollectionId, EntityKind, ErrorKind, GalleryId, Result};
use crate::collections::{BulkOutcome, CollectionKind};
use crate::history::EntityRef;
use crate::repository::ReadTx;

use super::Unit;
use super::collections::told;

/// Puts tags on galleries and takes others away, and tells history which truly gained or lost one.
pub(super) fn change_tags(
    unit: &mut Unit<'_>,
    galleries: &[GalleryId],
    add: &[CollectionId],
    remove: &[CollectionId],
) -> Result<Vec<BulkOutcome>> {
    let ids: Vec<[u8; 16]> = galleries.iter().map(|id| id.to_bytes()).collect();
    let changes = unit.tx.change_tags(EntityKind::Gallery, &ids, add, remove)?;
    let entities = ids.into_iter().map(|id| EntityRef { kind: EntityKind::Gallery, id });
    Ok(told(unit, CollectionKind::Tag, entities, &changes))
}

/// Returns the galleries in a set; only tags have any.
pub(super) fn galleries_in(
    tx: &dyn ReadTx,
    kind: CollectionKind,
    id: CollectionId,
) -> Result<Vec<GalleryId>> {
    if kind != CollectionKind::Tag {
        return Ok(Vec::new());
    }
    match tx.bearers(EntityKind::Gallery, id) {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Vec::new()),
        found => Ok(found?.into_iter().map(GalleryId::from_bytes).collect()),
    }
}

/// Takes a set off its galleries and puts others on them, so that it can go.
pub(super) fn empty_of_galleries(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    id: CollectionId,
    instead: &[CollectionId],
) -> Result<()> {
    let galleries = galleries_in(&*unit.tx, kind, id)?;
    if galleries.is_empty() { Ok(()) } else { change_tags(unit, &galleries, instead, &[id]).map(drop) }
}
