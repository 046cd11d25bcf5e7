//! Galleries: the pictures of a group of a job, or of one participant in a job.

mod fields;
mod model;
mod repository;
mod rules;
#[cfg(feature = "sql")]
mod sql;

pub use fields::{GALLERY_FIELDS, GalleryField};
pub use model::{Gallery, GalleryDetails, GalleryState};
pub use repository::{GalleryRead, GalleryWrite};
pub(crate) use rules::check_gallery;
