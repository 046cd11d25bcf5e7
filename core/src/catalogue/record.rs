use crate::base::{EntityKind, Revision, Timestamp};

use super::Field;

/// What every record has that people edit, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) id: [u8; 16],
    pub(crate) revision: Revision,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// A record that a catalogue of fields describes: a stamp, the records that it belongs to for ever, and
/// the details that people edit.
///
/// Whatever is the same for every kind of record is written once for this: how it is stored
/// (`sql/records.rs`), created, changed and told to history (`register/records.rs`). A customer has more to
/// it and goes its own ways.
pub(crate) trait Record: Clone + Sized + 'static {
    type Details: Clone + Default + PartialEq + 'static + Send + Sync;

    const KIND: EntityKind;

    fn fields() -> &'static [Field<Self, Self::Details>];

    /// The fields that people edit.
    fn editable() -> impl Iterator<Item = &'static Field<Self, Self::Details>> {
        Self::fields().iter().filter(|field| field.is_editable())
    }

    /// Makes a record; nothing where an owner that it must have is missing.
    fn assemble(stamp: Stamp, owners: &[Option<[u8; 16]>], details: Self::Details) -> Option<Self>;

    fn stamp(&self) -> Stamp;

    /// The records that it belongs to, in the order in which [`Record::assemble`] takes them.
    fn owners(&self) -> Vec<Option<[u8; 16]>>;

    fn details(&self) -> &Self::Details;

    /// The text by which lists are sorted.
    fn sort_text(&self) -> String;
}

/// Makes a struct with `id`, `revision`, `created_at`, `updated_at`, its owners and `details` a [`Record`].
macro_rules! record {
    ($name:ident($id:ident), $details:ident, $fields:expr, [$($owner:ident),*], $sort_text:expr) => {
        impl crate::catalogue::Record for $name {
            type Details = $details;

            const KIND: crate::base::EntityKind = crate::base::EntityKind::$name;

            fn fields() -> &'static [crate::catalogue::Field<Self, $details>] {
                $fields
            }

            fn assemble(
                stamp: crate::catalogue::Stamp,
                owners: &[Option<[u8; 16]>],
                details: $details,
            ) -> Option<Self> {
                let mut owners = owners.iter().copied();
                $(let $owner = crate::base::Owner::of_bytes(owners.next()?)?;)*
                owners.next().is_none().then(|| Self {
                    id: $id::from_bytes(stamp.id),
                    revision: stamp.revision,
                    created_at: stamp.created_at,
                    updated_at: stamp.updated_at,
                    $($owner,)*
                    details,
                })
            }

            fn stamp(&self) -> crate::catalogue::Stamp {
                crate::catalogue::Stamp {
                    id: self.id.to_bytes(),
                    revision: self.revision,
                    created_at: self.created_at,
                    updated_at: self.updated_at,
                }
            }

            fn owners(&self) -> Vec<Option<[u8; 16]>> {
                vec![$(crate::base::Owner::bytes(self.$owner)),*]
            }

            fn details(&self) -> &$details {
                &self.details
            }

            fn sort_text(&self) -> String {
                let text: fn(&$details) -> String = $sort_text;
                text(&self.details)
            }
        }

        // What a title or a name says is about people.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("id", &self.id)
                    .field("revision", &self.revision)
                    .finish_non_exhaustive()
            }
        }

        impl std::fmt::Debug for $details {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($details)).finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use record;
