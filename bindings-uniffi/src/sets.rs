//! What can be done with tags, contact groups and customer groups.

use kartotek::{
    BulkOutcome, Collection, CollectionId, CustomerId, Gallery, GalleryId, Preset, Revision, TagChange,
    TagPreview,
};

use crate::handle::handle;

/// Makes the handle of a kind of sets, with the methods that every kind has before its own.
macro_rules! sets {
    ($(#[$doc:meta])* $name:ident ($core:ident) { $($own:tt)* }) => {
        handle! {
            $(#[$doc])*
            $name($core) {
                /// Returns all of them with their sizes, archived ones too.
                fn all() -> Vec<Collection> { $core.all() }

                /// Returns one. Fails with `NotFound`.
                fn get(id: CollectionId) -> Collection { $core.get(id) }

                /// Returns the one with a name, however its case and blanks are written, or nothing.
                fn find_by_name(name: String) -> Option<Collection> { $core.find_by_name(&name) }

                /// Makes one. Fails with `AlreadyExists` when another has this name.
                fn create(name: String) -> Collection { $core.create(&name) }

                /// Gives one another name; its id and members stay.
                fn rename(id: CollectionId, revision: Revision, name: String) -> Collection {
                    $core.rename(id, revision, &name)
                }

                /// Stops offering one; its members stay.
                fn archive(id: CollectionId) -> Collection { $core.archive(id) }

                /// Offers an archived one again.
                fn restore(id: CollectionId) -> Collection { $core.restore(id) }

                /// Deletes one and takes its members out of it; these stay.
                fn delete(id: CollectionId) -> () { $core.delete(id) }

                $($own)*
            }
        }
    };
}

sets! {
    /// What can be done with tags.
    Tags(tags) {
        /// Puts tags on customers and takes tags off them, by name; new ones are made.
        fn apply(customers: Vec<CustomerId>, change: TagChange) -> Vec<BulkOutcome> {
            tags.apply(&customers, &change)
        }

        /// Puts tags on galleries and takes tags off them, by name; new ones are made.
        fn apply_to_galleries(galleries: Vec<GalleryId>, change: TagChange) -> Vec<BulkOutcome> {
            tags.apply_to_galleries(&galleries, &change)
        }

        /// Returns the galleries that bear a tag.
        fn galleries(tag: CollectionId) -> Vec<Gallery> { tags.galleries(tag) }

        /// Returns which tags some customers bear, all or some of them.
        fn preview(customers: Vec<CustomerId>) -> Vec<TagPreview> { tags.preview(&customers) }

        /// Returns those that are offered, the most used ones first.
        fn active() -> Vec<Collection> { tags.active() }

        /// Puts one tag in the place of another, which is deleted.
        fn merge(from: CollectionId, into: CollectionId) -> Collection { tags.merge(from, into) }
    }
}

sets! {
    /// What can be done with contact groups.
    ContactGroups(contact_groups) {
        /// Makes one of some customers.
        fn create_with(name: String, customers: Vec<CustomerId>) -> Collection {
            contact_groups.create_with(&name, &customers)
        }

        /// Takes customers into a group.
        fn attach(group: CollectionId, customers: Vec<CustomerId>) -> Vec<BulkOutcome> {
            contact_groups.attach(group, &customers)
        }

        /// Takes customers out of a group.
        fn detach(group: CollectionId, customers: Vec<CustomerId>) -> Vec<BulkOutcome> {
            contact_groups.detach(group, &customers)
        }
    }
}

sets! {
    /// What can be done with customer groups.
    CustomerGroups(customer_groups) {
        /// Returns one that was made with the register.
        fn preset(preset: Preset) -> Collection { customer_groups.preset(preset) }

        /// Takes customers into a group.
        fn attach(group: CollectionId, customers: Vec<CustomerId>) -> Vec<BulkOutcome> {
            customer_groups.attach(group, &customers)
        }

        /// Takes customers out of a group; those whose default it is get another one.
        fn detach(
            group: CollectionId,
            customers: Vec<CustomerId>,
            new_default: Option<CollectionId>,
        ) -> Vec<BulkOutcome> {
            customer_groups.detach(group, &customers, new_default)
        }

        /// Makes a group the default one of customers.
        fn set_default(group: CollectionId, customers: Vec<CustomerId>) -> Vec<BulkOutcome> {
            customer_groups.set_default(group, &customers)
        }
    }
}
