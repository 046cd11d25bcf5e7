//! Photo jobs: jobs and their groups, galleries, participants, registrations and the registers of who registered.

mod form;
mod galleries;
mod groups;
mod handle;
mod names;
mod participants;
mod records;
mod registered;
mod registrations;

pub(crate) use form::{Claim, ClaimBy, RegistrationForm};
pub(crate) use galleries::Galleries;
pub(crate) use groups::{JobFilter, JobGroups, Jobs};
pub(crate) use names::{Move, NamesColumn, NamesReport};
pub(crate) use participants::{ParticipantFilter, Participants};
pub(crate) use records::{
    Dependent, Gallery, GalleryDetails, Job, JobDetails, JobGroup, JobGroupDetails, Participant,
    ParticipantDetails, ParticipantLink, PhotoConsent, Registration, RegistrationDetails,
};
pub(crate) use registered::{_register_columns, RegisterColumn, RegisteredCustomer, RegisteredParticipant};
pub(crate) use registrations::{RegistrationFilter, Registrations};
