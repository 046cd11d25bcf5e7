//! Tags, contact groups and customer groups.

use kartotek::{
    BulkOutcome, CollectionId, CollectionKind, CustomerId, GalleryId, Revision, TagChange, Timestamp,
};
use pyo3::prelude::*;

use crate::arguments::{Seen, Taken, Text};
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::record::record;

record! {
    /// A tag, a contact group or a customer group.
    ///
    /// >>> import kartotek
    /// >>> fair = kartotek.in_memory().tags.create("fair 2026")
    /// >>> fair.kind, fair.size
    /// (<CollectionKind.TAG: 'tag'>, 0)
    Collection {
        /// Names it for ever.
        id: CollectionId,
        /// Which kind it is.
        kind: CollectionKind,
        /// What it is called; unique in its kind, case and blanks apart.
        name: String,
        /// Says that it was made with the register; such a group cannot be deleted.
        preset: Option<kartotek::Preset>,
        /// Counts its changes; gaining and losing members does not count.
        revision: Revision,
        /// When it was made.
        created_at: Timestamp,
        /// Since when it is no longer offered, if so.
        archived_at: Option<Timestamp>,
        /// How many customers are in it.
        size: u64,
    }
}

record! {
    /// A tag beside a selection of customers.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna", tags=["vip"])
    /// >>> bo = register.customers.create(given_name="Bo")
    /// >>> [(seen.tag.name, str(seen.state)) for seen in register.tags.preview([anna.id, bo.id])]
    /// [('vip', 'some')]
    TagPreview {
        /// The tag.
        tag: kartotek::Collection,
        /// How many of the selected customers bear it.
        state: kartotek::TagState,
    }
}

/// Gives a handle methods that put customers into its groups.
macro_rules! attaches {
    ($name:ident, $handle:ident) => {
        #[pymethods]
        impl $name {
            /// Puts customers into a group, and returns what became of each.
            fn attach(
                &self,
                py: Python<'_>,
                group: Taken<CollectionId>,
                ids: Taken<Vec<CustomerId>>,
            ) -> PyResult<Given<Vec<BulkOutcome>>> {
                py.detach(|| self.register.$handle().attach(group.0, &ids.0)).map(Given).raise(py)
            }
        }
    };
}

attaches!(ContactGroups, contact_groups);
attaches!(CustomerGroups, customer_groups);

/// Makes the class of a handle, with the methods that all kinds of sets share and further ones.
macro_rules! collection_handle {
    ($(#[$meta:meta])* $name:ident, $handle:ident { $($methods:tt)* }) => {
        $(#[$meta])*
        #[doc = ""]
        #[doc = "It cannot be pickled: it belongs to a register that is open in this process."]
        #[pyclass(frozen, module = "kartotek")]
        pub(crate) struct $name {
            pub(crate) register: kartotek::Register,
        }

        #[pymethods]
        impl $name {
            /// Returns all of them at once with their sizes, archived ones too, by name.
            fn all(&self, py: Python<'_>) -> PyResult<Given<Vec<kartotek::Collection>>> {
                py.detach(|| self.register.$handle().all()).map(Given).raise(py)
            }

            /// Returns one. Raises :class:`kartotek.NotFoundError`.
            fn get(&self, py: Python<'_>, id: Taken<CollectionId>) -> PyResult<Collection> {
                py.detach(|| self.register.$handle().get(id.0)).map(Collection).raise(py)
            }

            /// Returns the one with a name, however its case and blanks are written, or ``None``.
            fn find_by_name(&self, py: Python<'_>, name: Text) -> PyResult<Option<Collection>> {
                Ok(py.detach(|| self.register.$handle().find_by_name(&name)).raise(py)?.map(Collection))
            }

            /// Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
            fn create(&self, py: Python<'_>, name: Text) -> PyResult<Collection> {
                py.detach(|| self.register.$handle().create(&name)).map(Collection).raise(py)
            }

            /// Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
            /// changed meanwhile.
            fn rename(&self, py: Python<'_>, collection: Seen<'_, Collection>, name: Text) -> PyResult<Collection> {
                let kartotek::Collection { id, revision, .. } = collection.0.get().0;
                py.detach(|| self.register.$handle().rename(id, revision, &name)).map(Collection).raise(py)
            }

            /// Stops offering one; its members stay.
            fn archive(&self, py: Python<'_>, id: Taken<CollectionId>) -> PyResult<Collection> {
                py.detach(|| self.register.$handle().archive(id.0)).map(Collection).raise(py)
            }

            /// Offers an archived one again.
            fn restore(&self, py: Python<'_>, id: Taken<CollectionId>) -> PyResult<Collection> {
                py.detach(|| self.register.$handle().restore(id.0)).map(Collection).raise(py)
            }

            /// Deletes one; its members stay in the register.
            fn delete(&self, py: Python<'_>, id: Taken<CollectionId>) -> PyResult<()> {
                py.detach(|| self.register.$handle().delete(id.0)).raise(py)
            }

            $($methods)*
        }
    };
}

/// Reads which tags are put on and taken away.
pub(crate) fn tag_change(add: Option<Taken<Vec<String>>>, remove: Option<Taken<Vec<String>>>) -> TagChange {
    let names = |given: Option<Taken<Vec<String>>>| given.map_or_else(Vec::new, |names| names.0);
    TagChange { add: names(add), remove: names(remove) }
}

collection_handle! {
    /// What can be done with tags: ``register.tags``.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> register.tags.apply([anna.id], add=["wedding"])
    /// (<BulkOutcome.CHANGED: 'changed'>,)
    /// >>> wedding = register.tags.rename(register.tags.find_by_name("Wedding"), "weddings")
    /// >>> archived = register.tags.archive(wedding.id)
    /// >>> register.tags.restore(wedding.id).archived_at is None, len(register.tags.active())
    /// (True, 1)
    Tags, tags {
        /// Puts tags on customers and takes others away, by name, and returns what became of each customer.
        /// Tags that do not exist are made.
        #[pyo3(signature = (ids, /, *, add = None, remove = None))]
        fn apply(
            &self,
            py: Python<'_>,
            ids: Taken<Vec<CustomerId>>,
            add: Option<Taken<Vec<String>>>,
            remove: Option<Taken<Vec<String>>>,
        ) -> PyResult<Given<Vec<BulkOutcome>>> {
            let change = tag_change(add, remove);
            py.detach(|| self.register.tags().apply(&ids.0, &change)).map(Given).raise(py)
        }

        /// Puts tags on galleries and takes others away, as ``apply`` does with customers.
        ///
        /// >>> import kartotek
        /// >>> register = kartotek.in_memory()
        /// >>> job = register.jobs.create(title="Ekskolan 2026")
        /// >>> album = register.galleries.of_group(register.job_groups.create(job.id, "4b").id)
        /// >>> register.tags.apply_to_galleries([album.id], add=["school"])
        /// (<BulkOutcome.CHANGED: 'changed'>,)
        /// >>> register.tags.galleries(register.tags.find_by_name("School").id) == (album,)
        /// True
        #[pyo3(signature = (ids, /, *, add = None, remove = None))]
        fn apply_to_galleries(
            &self,
            py: Python<'_>,
            ids: Taken<Vec<GalleryId>>,
            add: Option<Taken<Vec<String>>>,
            remove: Option<Taken<Vec<String>>>,
        ) -> PyResult<Given<Vec<BulkOutcome>>> {
            let change = tag_change(add, remove);
            py.detach(|| self.register.tags().apply_to_galleries(&ids.0, &change)).map(Given).raise(py)
        }

        /// Returns the galleries that bear a tag, the oldest first.
        fn galleries(&self, py: Python<'_>, tag: Taken<CollectionId>) -> PyResult<Given<Vec<kartotek::Gallery>>> {
            py.detach(|| self.register.tags().galleries(tag.0)).map(Given).raise(py)
        }

        /// Returns how many of some customers bear each tag.
        fn preview(&self, py: Python<'_>, ids: Taken<Vec<CustomerId>>) -> PyResult<Given<Vec<kartotek::TagPreview>>> {
            py.detach(|| self.register.tags().preview(&ids.0)).map(Given).raise(py)
        }

        /// Returns the tags that somebody bears or that are offered.
        fn active(&self, py: Python<'_>) -> PyResult<Given<Vec<kartotek::Collection>>> {
            py.detach(|| self.register.tags().active()).map(Given).raise(py)
        }

        /// Puts all that bear a tag under another one, and deletes it.
        ///
        /// >>> import kartotek
        /// >>> register = kartotek.in_memory()
        /// >>> anna = register.customers.create(given_name="Anna", tags=["VIP guest"])
        /// >>> guest, vip = register.tags.find_by_name("vip guest"), register.tags.create("VIP")
        /// >>> register.tags.merge(guest.id, into=vip.id).size, register.tags.get(vip.id).size
        /// (1, 1)
        #[pyo3(signature = (tag, /, *, into))]
        fn merge(&self, py: Python<'_>, tag: Taken<CollectionId>, into: Taken<CollectionId>) -> PyResult<Collection> {
            py.detach(|| self.register.tags().merge(tag.0, into.0)).map(Collection).raise(py)
        }
    }
}

collection_handle! {
    /// What can be done with contact groups, the mailing lists: ``register.contact_groups``.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> parents = register.contact_groups.create_with("Parents 4B", [anna.id])
    /// >>> register.contact_groups.detach(parents.id, [anna.id])
    /// (<BulkOutcome.CHANGED: 'changed'>,)
    /// >>> register.contact_groups.delete(parents.id)
    ContactGroups, contact_groups {
        /// Makes a group of customers.
        fn create_with(&self, py: Python<'_>, name: Text, ids: Taken<Vec<CustomerId>>) -> PyResult<Collection> {
            py.detach(|| self.register.contact_groups().create_with(&name, &ids.0)).map(Collection).raise(py)
        }

        /// Takes customers out of a group, and returns what became of each.
        fn detach(
            &self,
            py: Python<'_>,
            group: Taken<CollectionId>,
            ids: Taken<Vec<CustomerId>>,
        ) -> PyResult<Given<Vec<BulkOutcome>>> {
            py.detach(|| self.register.contact_groups().detach(group.0, &ids.0)).map(Given).raise(py)
        }
    }
}

collection_handle! {
    /// What can be done with customer groups, which decide prices and access: ``register.customer_groups``.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> schools = register.customer_groups.create("Schools")
    /// >>> standard = register.customer_groups.preset("standard")
    /// >>> outcomes = register.customer_groups.attach(schools.id, [anna.id])
    /// >>> outcomes = register.customer_groups.set_default(schools.id, [anna.id])
    /// >>> register.customers.get(anna.id).default_group.name
    /// 'Schools'
    /// >>> register.customer_groups.detach(schools.id, [anna.id], new_default=standard.id)
    /// (<BulkOutcome.CHANGED: 'changed'>,)
    CustomerGroups, customer_groups {
        /// Returns the group that was made with the register for a purpose.
        fn preset(&self, py: Python<'_>, preset: Taken<kartotek::Preset>) -> PyResult<Collection> {
            py.detach(|| self.register.customer_groups().preset(preset.0)).map(Collection).raise(py)
        }

        /// Takes customers out of a group, and returns what became of each. Whose default it was get
        /// ``new_default`` for it; a default without one raises :class:`kartotek.RuleViolatedError`.
        #[pyo3(signature = (group, ids, *, new_default = None))]
        fn detach(
            &self,
            py: Python<'_>,
            group: Taken<CollectionId>,
            ids: Taken<Vec<CustomerId>>,
            new_default: Option<Taken<CollectionId>>,
        ) -> PyResult<Given<Vec<BulkOutcome>>> {
            let new_default = new_default.map(|group| group.0);
            py.detach(|| self.register.customer_groups().detach(group.0, &ids.0, new_default)).map(Given).raise(py)
        }

        /// Makes a group the default one of customers, and returns what became of each.
        fn set_default(
            &self,
            py: Python<'_>,
            group: Taken<CollectionId>,
            ids: Taken<Vec<CustomerId>>,
        ) -> PyResult<Given<Vec<BulkOutcome>>> {
            py.detach(|| self.register.customer_groups().set_default(group.0, &ids.0)).map(Given).raise(py)
        }
    }
}
