//! Participants: who is pictured, to whom they belong, and who allowed their pictures.

mod fields;
mod model;
mod repository;
mod rules;
#[cfg(feature = "sql")]
mod sql;

pub use fields::{PARTICIPANT_FIELDS, ParticipantField};
pub use model::{ConsentDecision, Participant, ParticipantDetails, ParticipantLink, PhotoConsent, Relation};
pub use repository::{ParticipantFilter, ParticipantRead, ParticipantWrite};
pub(crate) use rules::check_participant;
