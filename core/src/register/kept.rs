//! How the storage keeps records that a catalogue describes.

use crate::base::{FieldProblem, Keyed, Result, Timestamp};
use crate::catalogue::Record;
use crate::repository::{ReadTx, WriteTx};

use super::Unit;

/// A record with the methods of the storage that keep it.
pub(super) trait Kept: Record {
    fn load(tx: &dyn ReadTx, ids: &[[u8; 16]]) -> Result<Vec<Self>>;
    fn insert(tx: &mut dyn WriteTx, records: &[Keyed<Self>]) -> Result<()>;
    fn replace(tx: &mut dyn WriteTx, records: &[Keyed<Self>]) -> Result<()>;
    fn remove(tx: &mut dyn WriteTx, ids: &[[u8; 16]], at: Timestamp) -> Result<()>;

    /// Checks what no single field tells.
    fn check(details: &Self::Details) -> Vec<FieldProblem>;

    /// Deletes what goes with these records.
    fn delete_parts(_unit: &mut Unit<'_>, _ids: &[[u8; 16]]) -> Result<()> {
        Ok(())
    }
}

/// Implements [`Kept`] by the methods of the storage that are named.
macro_rules! kept {
    ($record:ident($id:ident), $load:ident, $insert:ident, $replace:ident, $remove:ident, $check:expr
        $(, parts: $parts:expr)?) => {
        impl crate::register::kept::Kept for $record {
            fn load(tx: &dyn crate::repository::ReadTx, ids: &[[u8; 16]]) -> crate::base::Result<Vec<Self>> {
                tx.$load(&ids.iter().copied().map($id::from_bytes).collect::<Vec<_>>())
            }

            fn insert(
                tx: &mut dyn crate::repository::WriteTx,
                records: &[crate::base::Keyed<Self>],
            ) -> crate::base::Result<()> {
                tx.$insert(records)
            }

            fn replace(
                tx: &mut dyn crate::repository::WriteTx,
                records: &[crate::base::Keyed<Self>],
            ) -> crate::base::Result<()> {
                tx.$replace(records)
            }

            fn remove(
                tx: &mut dyn crate::repository::WriteTx,
                ids: &[[u8; 16]],
                at: crate::base::Timestamp,
            ) -> crate::base::Result<()> {
                tx.$remove(&ids.iter().copied().map($id::from_bytes).collect::<Vec<_>>(), at)
            }

            fn check(details: &<Self as crate::catalogue::Record>::Details) -> Vec<crate::base::FieldProblem> {
                $check(details)
            }

            $(fn delete_parts(
                unit: &mut crate::register::Unit<'_>,
                ids: &[[u8; 16]],
            ) -> crate::base::Result<()> {
                let ids: Vec<$id> = ids.iter().copied().map($id::from_bytes).collect();
                $parts(unit, &ids)
            })?
        }
    };
}

pub(super) use kept;
