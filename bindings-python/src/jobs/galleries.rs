use kartotek::{CollectionRef, CustomerId, GalleryId, JobGroupId, JobId, ParticipantId};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::Taken;
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::whole::{self, Whole};

use super::handle::record_handle;
use super::{Gallery, GalleryDetails};

record_handle! {
    /// What can be done with galleries: ``register.galleries``. Tags are put on them by
    /// ``register.tags.apply_to_galleries``.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> album = register.galleries.of_group(group.id)
    /// >>> album = register.galleries.update(album, state="published")
    /// >>> album.is_open(job.details, album.updated_at)
    /// True
    ///
    /// Those of participants:
    ///
    /// >>> elsa = register.participants.create(given_name="Elsa")
    /// >>> register.participants.add_to_group(group.id, [elsa.id])
    /// >>> own = register.galleries.create(job.id, elsa.id, title="Elsa")
    /// >>> register.galleries.of_participant(elsa.id) == (register.galleries.get(own.id),)
    /// True
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> entry = register.registrations.create(group.id, anna.id, participants=[elsa.id])
    /// >>> register.galleries.of_customer(anna.id) == (album, own)
    /// True
    /// >>> outcomes = register.tags.apply_to_galleries([own.id], add=["portrait"])
    /// >>> [[tag.name for tag in tags] for tags in register.galleries.tags([album.id, own.id])]
    /// [[], ['portrait']]
    /// >>> register.galleries.dependents(own.id)
    /// ()
    /// >>> register.galleries.delete(own.id)
    Galleries, galleries of Gallery(GalleryId), edits GalleryDetails, tells dependents {
        /// Makes the gallery of a participant in a job, of its details or of its fields by name.
        ///
        /// Raises :class:`kartotek.AlreadyExistsError` where the participant has one in the job,
        /// :class:`kartotek.RuleViolatedError` (``not_in_job``) where it is in no group of it.
        #[pyo3(signature = (job, participant, details = None, /, **fields: "object"))]
        fn create(
            &self,
            py: Python<'_>,
            job: Taken<JobId>,
            participant: Taken<ParticipantId>,
            details: Option<Whole<'_, GalleryDetails>>,
            fields: Option<&Bound<'_, PyDict>>,
        ) -> PyResult<Gallery> {
            let details = whole::given(py, "galleries.create", details, fields)?.get().0.clone();
            let made = py.detach(|| self.register.galleries().create(job.0, participant.0, details));
            made.map(Gallery).raise(py)
        }

        /// Returns the gallery of a group of a job.
        fn of_group(&self, py: Python<'_>, group: Taken<JobGroupId>) -> PyResult<Gallery> {
            py.detach(|| self.register.galleries().of_group(group.0)).map(Gallery).raise(py)
        }

        /// Returns the galleries of a participant in all jobs, the oldest first.
        fn of_participant(
            &self,
            py: Python<'_>,
            participant: Taken<ParticipantId>,
        ) -> PyResult<Given<Vec<kartotek::Gallery>>> {
            py.detach(|| self.register.galleries().of_participant(participant.0)).map(Given).raise(py)
        }

        /// Returns the albums of a customer's private area, the oldest first: those of the groups in which it is
        /// registered, and there those of the participants for whom it is. Of a shared login all that its persons
        /// have.
        fn of_customer(
            &self,
            py: Python<'_>,
            customer: Taken<CustomerId>,
        ) -> PyResult<Given<Vec<kartotek::Gallery>>> {
            py.detach(|| self.register.galleries().of_customer(customer.0)).map(Given).raise(py)
        }

        /// Returns the tags of each of some galleries, by name.
        fn tags(
            &self,
            py: Python<'_>,
            ids: Taken<Vec<GalleryId>>,
        ) -> PyResult<Given<Vec<Vec<CollectionRef>>>> {
            py.detach(|| self.register.galleries().tags(&ids.0)).map(Given).raise(py)
        }

        /// Returns the link of a gallery. Raises :class:`kartotek.RuleViolatedError` (``no_web_address``) where
        /// the settings have no web address.
        ///
        /// >>> import kartotek
        /// >>> register = kartotek.in_memory()
        /// >>> settings = register.update_settings(web_address="https://sol.example/albums")
        /// >>> job = register.jobs.create(title="Ekskolan 2026")
        /// >>> group = register.job_groups.create(job.id, "4b")
        /// >>> album = register.galleries.of_group(group.id)
        /// >>> register.galleries.link(album.id) == f"https://sol.example/albums/galleries/{album.id}"
        /// True
        /// >>> register.galleries.link_of_group(group.id) == register.galleries.link(album.id)
        /// True
        fn link(&self, py: Python<'_>, id: Taken<GalleryId>) -> PyResult<String> {
            py.detach(|| self.register.galleries().link(id.0)).raise(py)
        }

        /// Returns the link of the gallery of a group of a job.
        fn link_of_group(&self, py: Python<'_>, group: Taken<JobGroupId>) -> PyResult<String> {
            py.detach(|| self.register.galleries().link_of_group(group.0)).raise(py)
        }
    }
}
