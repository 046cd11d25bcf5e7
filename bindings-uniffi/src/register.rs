//! The register: looked into, used by somebody, shut down.

use std::sync::Arc;

use kartotek::{Actor, BackendInfo, Context, CopyReport, RecordSeen, RegisterId, RegisterSettings, Revision};

use crate::batch::WriteBatch;
use crate::codes::Codes;
use crate::customers::Customers;
use crate::history::History;
use crate::jobs::{Galleries, JobGroups, Jobs, Participants, Registrations};
use crate::sets::{ContactGroups, CustomerGroups, Tags};
use crate::watch::{CopyListener, Watch};
use crate::worker::{Answer, on_worker};

/// A register: all that a photo studio, a salon or a web shop knows about its customers.
///
/// Open it once and share it: it may be used by several coroutines, tasks and threads at once. Calls that touch
/// storage are done on threads of the library.
#[derive(Debug, uniffi::Object)]
pub struct Register(pub(crate) kartotek::Register);

#[uniffi::export]
impl Register {
    /// Returns what can be done with customers.
    pub fn customers(&self) -> Arc<Customers> {
        Customers::of(&self.0)
    }

    /// Returns what can be done with tags.
    pub fn tags(&self) -> Arc<Tags> {
        Tags::of(&self.0)
    }

    /// Returns what can be done with contact groups.
    pub fn contact_groups(&self) -> Arc<ContactGroups> {
        ContactGroups::of(&self.0)
    }

    /// Returns what can be done with customer groups.
    pub fn customer_groups(&self) -> Arc<CustomerGroups> {
        CustomerGroups::of(&self.0)
    }

    /// Returns what can be done with photo jobs.
    pub fn jobs(&self) -> Arc<Jobs> {
        Jobs::of(&self.0)
    }

    /// Returns what can be done with the groups of jobs: classes and teams.
    pub fn job_groups(&self) -> Arc<JobGroups> {
        JobGroups::of(&self.0)
    }

    /// Returns what can be done with galleries.
    pub fn galleries(&self) -> Arc<Galleries> {
        Galleries::of(&self.0)
    }

    /// Returns what can be done with participants: those who are pictured.
    pub fn participants(&self) -> Arc<Participants> {
        Participants::of(&self.0)
    }

    /// Returns what can be done with registrations: who registered in which group of a job.
    pub fn registrations(&self) -> Arc<Registrations> {
        Registrations::of(&self.0)
    }

    /// Returns what can be done with access codes: what is on the cards of photo jobs.
    pub fn codes(&self) -> Arc<Codes> {
        Codes::of(&self.0)
    }

    /// Returns who changed what, and the change feed.
    pub fn history(&self) -> Arc<History> {
        History::of(&self.0)
    }

    /// Names the register for ever; copies have ids of their own.
    pub fn id(&self) -> RegisterId {
        self.0.id()
    }

    /// Returns the register as somebody uses it: history carries their name.
    pub fn acting_as(&self, actor: Actor) -> Arc<Self> {
        Arc::new(Self(self.0.acting_as(actor)))
    }

    /// Returns the register as it is used in a context, which decides what fields are required.
    pub fn in_context(&self, context: Context) -> Arc<Self> {
        Arc::new(Self(self.0.in_context(context)))
    }

    /// Returns the register with a reason that history carries with every change.
    pub fn with_reason(&self, reason: String) -> Arc<Self> {
        Arc::new(Self(self.0.with_reason(reason)))
    }

    /// Returns the register with a key under which the next call is done once, however often it is made: what a
    /// call needs that may be made again after the app was ended in the middle of it.
    pub fn with_idempotency_key(&self, key: String) -> Arc<Self> {
        Arc::new(Self(self.0.with_idempotency_key(key)))
    }

    /// Returns the register as somebody uses it who saw records at these revisions: what was changed since is left
    /// alone. A call about several answers `VersionConflict` for these, one about a tag, a group or a code fails with
    /// `Conflict`.
    pub fn expecting(&self, seen: Vec<RecordSeen>) -> Arc<Self> {
        Arc::new(Self(self.0.expecting(seen.into_iter().map(|seen| (seen.id, seen.revision)))))
    }

    /// Begins to record commands that are done together, all of them or none, as this register does things: in its
    /// name, with its reason, and with what it expects.
    pub fn batch(&self) -> Arc<WriteBatch> {
        WriteBatch::of(&self.0)
    }

    /// Says what the backend is and offers.
    pub fn backend(&self) -> BackendInfo {
        self.0.backend()
    }

    /// Returns the settings and their revision.
    pub async fn settings(&self) -> Answer<SettingsSeen> {
        let register = self.0.clone();
        on_worker(move || {
            let (settings, revision) = register.settings_with_revision()?;
            Ok(SettingsSeen { settings, revision })
        })
        .await
    }

    /// Stores settings. The revision is the one that was read.
    pub async fn update_settings(&self, revision: Revision, settings: RegisterSettings) -> Answer<()> {
        let register = self.0.clone();
        on_worker(move || register.update_settings_at(revision, settings)).await
    }

    /// Writes a copy of the register into a file that does not exist yet, while others go on working with it.
    pub async fn backup_to(&self, path: String) -> Answer<()> {
        let register = self.0.clone();
        on_worker(move || register.backup_to(path)).await
    }

    /// Copies everything into another register, which is new or holds a copy that was cut off. Cancelled, it stops
    /// after a few thousand rows, and the same call goes on. Both then have one id: this one is not to be written any
    /// more.
    #[uniffi::method(default(listener = None))]
    pub async fn copy_to(
        &self,
        other: Arc<Register>,
        listener: Option<Arc<dyn CopyListener>>,
    ) -> Answer<CopyReport> {
        let (register, other) = (self.0.clone(), other.0.clone());
        let copy = move |watch: &Arc<Watch<_>>| register.copy_to_watched(&other, |far| watch.hear(far));
        Watch::new().during(listener, copy).await
    }

    /// Looks for contradictions in what is stored, and returns them; none in a sound register.
    pub async fn verify(&self) -> Answer<Vec<String>> {
        let register = self.0.clone();
        on_worker(move || register.verify()).await
    }

    /// Waits for running calls and closes the file; later calls fail with `ShutDown`.
    pub async fn shut_down(&self) -> Answer<()> {
        let register = self.0.clone();
        on_worker(move || register.shut_down()).await
    }
}

/// The settings as they were read.
#[derive(Debug, Clone, uniffi::Record)]
pub struct SettingsSeen {
    /// The settings.
    pub settings: RegisterSettings,
    /// What `update_settings` wants to see.
    pub revision: Revision,
}
