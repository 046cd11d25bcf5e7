//! How handles reach the storage: on a snapshot, or as a unit of work.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::base::Result;
use crate::repository::{ReadTx, RepositoryExt};

use super::{Register, State, Unit};

impl Register {
    /// Runs a body on a snapshot for people to look at, which may be some moments old.
    pub(crate) fn read<T>(&self, body: impl FnMut(&dyn ReadTx) -> Result<T>) -> Result<T> {
        self.refuse_unfinished()?;
        self.shared.repository.read_lagging(body)
    }

    /// Runs a body on a snapshot of now, for what something is done about.
    pub(crate) fn read_current<T>(&self, body: impl FnMut(&dyn ReadTx) -> Result<T>) -> Result<T> {
        self.refuse_unfinished()?;
        self.shared.repository.read(body)
    }

    /// Fails while a copy fills the store, unless another handle has finished it.
    pub(super) fn refuse_unfinished(&self) -> Result<()> {
        if self.shared.receiving.load(Ordering::Relaxed) {
            self.shared.repository.read(|tx| tx.settings_revision())?;
            self.shared.receiving.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Returns the settings as they are now, with what is made of them.
    pub(crate) fn state(&self) -> Result<Arc<State>> {
        self.read_current(|tx| self.shared.state.current(tx))
    }

    /// As [`Register::read`], with the settings as they are in the snapshot.
    pub(crate) fn read_with_state<T>(&self, body: impl FnMut(&dyn ReadTx, &State) -> Result<T>) -> Result<T> {
        self.shared.repository.read_lagging(self.knowing_state(body))
    }

    /// As [`Register::read_current`], with the settings as they are in the snapshot.
    pub(crate) fn read_current_with_state<T>(
        &self,
        body: impl FnMut(&dyn ReadTx, &State) -> Result<T>,
    ) -> Result<T> {
        self.shared.repository.read(self.knowing_state(body))
    }

    fn knowing_state<T>(
        &self,
        mut body: impl FnMut(&dyn ReadTx, &State) -> Result<T>,
    ) -> impl FnMut(&dyn ReadTx) -> Result<T> {
        move |tx| {
            let state = self.shared.state.current(tx)?;
            body(tx, &state)
        }
    }

    /// Runs a body as one unit of work; what it records becomes history at the end.
    ///
    /// # Errors
    /// `Invalid` where the call has an actor, a reason or a key that cannot be stored.
    pub(crate) fn unit<T>(&self, mut body: impl FnMut(&mut Unit<'_>) -> Result<T>) -> Result<T> {
        self.call.check()?;
        self.shared.repository.write(|tx| {
            let state = self.shared.state.current(&*tx)?;
            let mut unit = Unit::new(tx, self, state);
            let value = body(&mut unit)?;
            unit.finish()?;
            Ok(value)
        })
    }
}
