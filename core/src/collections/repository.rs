use crate::base::{CollectionId, CustomerId, EntityKind, Error, Result};

use super::{Collection, CollectionKind, CollectionRef, Membership};

/// Reads tags and groups.
pub trait CollectionRead {
    /// Returns all sets of a kind with their sizes, by name key, archived ones too.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no tags and groups, else of the storage.
    fn collections(&self, _kind: CollectionKind) -> Result<Vec<Collection>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Returns one set, or nothing.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn collection(&self, _id: CollectionId) -> Result<Option<Collection>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Returns for each kind and name key (see [`name_key`](crate::name_key)) its set, or nothing.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn collections_by_name(&self, _names: &[(CollectionKind, String)]) -> Result<Vec<Option<Collection>>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// As [`CollectionRead::collections_by_name`], the ids alone.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn collection_ids(&self, names: &[(CollectionKind, String)]) -> Result<Vec<Option<CollectionId>>> {
        let found = self.collections_by_name(names)?.into_iter();
        Ok(found.map(|set| set.map(|set| set.id)).collect())
    }

    /// Returns the members of a set by number; for a customer group without those whose default it is.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn members(&self, _set: CollectionId) -> Result<Vec<CustomerId>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Returns for each set how many of these customers are in it, as members or by default. A
    /// customer that is named twice counts once.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn count_members(&self, _sets: &[CollectionId], _customers: &[CustomerId]) -> Result<Vec<u64>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Returns each set of a kind that has archived customers, as members or by default, with how many.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn count_archived_members(&self, _kind: CollectionKind) -> Result<Vec<(CollectionId, u64)>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Returns the ids of the records of a kind beside customers that bear a tag, in the order in which they
    /// were made. Galleries are the one kind so far.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no tags on that kind, else of the storage.
    fn bearers(&self, _kind: EntityKind, _tag: CollectionId) -> Result<Vec<[u8; 16]>> {
        Err(Error::Unsupported("tags on other records than customers"))
    }

    /// Returns each tag that records of a kind beside customers bear, with how many.
    ///
    /// # Errors
    /// As [`CollectionRead::bearers`].
    fn count_bearers(&self, _kind: EntityKind) -> Result<Vec<(CollectionId, u64)>> {
        Err(Error::Unsupported("tags on other records than customers"))
    }

    /// Returns pairs of a record of a kind beside customers and a tag that it bears, those of one record by
    /// name key.
    ///
    /// # Errors
    /// As [`CollectionRead::bearers`].
    fn tags_of(&self, _kind: EntityKind, _ids: &[[u8; 16]]) -> Result<Vec<([u8; 16], CollectionRef)>> {
        Err(Error::Unsupported("tags on other records than customers"))
    }
}

/// Writes tags and groups.
pub trait CollectionWrite: CollectionRead {
    /// Inserts a set; its size is ignored.
    ///
    /// # Errors
    /// `AlreadyExists` when its kind has a set with this name key or id; `Unsupported` as in
    /// [`CollectionRead::collections`].
    fn insert_collection(&mut self, _collection: &Collection, _name_key: &str) -> Result<()> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Stores name, revision and archiving of a set that exists; members stay.
    ///
    /// # Errors
    /// As [`CollectionWrite::insert_collection`].
    fn update_collection(&mut self, _collection: &Collection, _name_key: &str) -> Result<()> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Removes a set and all its memberships. The caller made sure that it is nobody's default.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn delete_collection(&mut self, _id: CollectionId) -> Result<()> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Puts customers into sets and takes them out of others; no customer's row is touched.
    ///
    /// All sets exist. Returns for each customer, in order, what truly changed, and nothing where no
    /// customer has the id. An addition to a set it is in, as a member or by default, and a removal
    /// from one it is no member of change nothing, nor does naming a customer again. Sizes are kept.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn change_members(
        &mut self,
        _customers: &[CustomerId],
        _add: &[CollectionId],
        _remove: &[CollectionId],
    ) -> Result<Vec<Option<Membership>>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Puts each of these pairs of customer and set together; both exist. Pairs that are together
    /// already, also by default, are passed over. Returns for each pair whether it is new.
    ///
    /// # Errors
    /// As [`CollectionRead::collections`].
    fn add_members(&mut self, _pairs: &[(CustomerId, CollectionId)]) -> Result<Vec<bool>> {
        Err(Error::Unsupported("tags and groups"))
    }

    /// Puts tags on records of a kind beside customers and takes others away, as
    /// [`CollectionWrite::change_members`] does with customers. How many such records bear a tag is kept, too;
    /// the deletion of a record takes it out of its tags.
    ///
    /// # Errors
    /// As [`CollectionRead::bearers`].
    fn change_tags(
        &mut self,
        _kind: EntityKind,
        _ids: &[[u8; 16]],
        _add: &[CollectionId],
        _remove: &[CollectionId],
    ) -> Result<Vec<Option<Membership>>> {
        Err(Error::Unsupported("tags on other records than customers"))
    }
}
