//! The methods that the handles of tags, contact groups and customer groups share.

/// Makes the handle of a kind of sets, with the methods that every kind has.
macro_rules! collection_handle {
    ($(#[$doc:meta])+ $handle:ident, $kind:expr, $name:literal) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy)]
        pub struct $handle<'r> {
            register: &'r Register,
        }

        impl<'r> $handle<'r> {
            const KIND: CollectionKind = $kind;

            pub(super) fn new(register: &'r Register) -> Self {
                Self { register }
            }

            /// Returns all of them at once with their sizes, archived ones too, in the order of the
            /// register's language.
            ///
            /// # Errors
            /// `Unsupported` where the backend has no tags and groups.
            pub fn all(&self) -> Result<Vec<Collection>> {
                self.register.sets(Self::KIND)
            }

            /// Returns one.
            ///
            /// # Errors
            /// `NotFound` when none of this kind has the id.
            pub fn get(&self, id: CollectionId) -> Result<Collection> {
                self.register.read(|tx| get(tx, Self::KIND, id))
            }

            /// Returns the one with a name, however its case and blanks are written, or nothing.
            ///
            /// # Errors
            /// As `all`.
            pub fn find_by_name(&self, name: &str) -> Result<Option<Collection>> {
                let names = [(Self::KIND, name_key(name))];
                self.register.read(|tx| Ok(tx.collections_by_name(&names)?.pop().flatten()))
            }

            /// Makes one.
            ///
            /// # Errors
            /// `AlreadyExists` when another has this name, case and blanks apart; `Invalid` when the
            /// name is empty, longer than 100 characters or has a line break in it.
            pub fn create(&self, name: &str) -> Result<Collection> {
                self.register.set_once(
                    concat!($name, ".create"),
                    || Arguments::default().text(name),
                    |unit| create(unit, Self::KIND, name),
                )
            }

            /// Gives one another name; its id and members stay.
            ///
            /// # Errors
            /// As `create`; `Conflict` when it was changed since the revision was read, `NotFound`.
            pub fn rename(&self, id: CollectionId, revision: Revision, name: &str) -> Result<Collection> {
                self.register.set_once(
                    concat!($name, ".rename"),
                    || Arguments::default().id(id).number(revision.0.into()).text(name),
                    |unit| rename(unit, Self::KIND, id, revision, name),
                )
            }

            /// Stops offering one; its members stay, and it can still be put on by name.
            ///
            /// # Errors
            /// `NotFound`; `Conflict` when [`Register::expecting`] names another revision;
            /// `RuleViolated` with the rule `preset_group` for the group that new customers get.
            pub fn archive(&self, id: CollectionId) -> Result<Collection> {
                self.register.set_once(
                    concat!($name, ".archive"),
                    || Arguments::default().id(id),
                    |unit| set_archived(unit, Self::KIND, id, Some(unit.now)),
                )
            }

            /// Offers an archived one again.
            ///
            /// # Errors
            /// `NotFound`; `Conflict` when [`Register::expecting`] names another revision.
            pub fn restore(&self, id: CollectionId) -> Result<Collection> {
                self.register.set_once(
                    concat!($name, ".restore"),
                    || Arguments::default().id(id),
                    |unit| set_archived(unit, Self::KIND, id, None),
                )
            }

            /// Deletes one and takes its members out of it; these stay (SPEC A27).
            ///
            /// # Errors
            /// `NotFound`; `Conflict` when [`Register::expecting`] names another revision; `RuleViolated`
            /// for customer groups, with the rule `preset_group` when it was made with the register and
            /// `group_in_use` while it is somebody's default group.
            pub fn delete(&self, id: CollectionId) -> Result<()> {
                self.register.done_once(
                    concat!($name, ".delete"),
                    || Arguments::default().id(id),
                    |unit| delete(unit, Self::KIND, id),
                )
            }
        }
    };
}

pub(super) use collection_handle;
