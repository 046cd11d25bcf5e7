//! Links to what customers see, made of the register's web address.

use crate::base::{CustomerId, Error, GalleryId, JobGroupId, Result};
use crate::galleries::Gallery;
use crate::jobs::JobGroup;
use crate::settings::RegisterSettings;

use super::{Customers, Galleries, customers, records};

impl Galleries<'_> {
    /// Returns the link of a gallery: the web address of the settings, `/galleries/` and its id.
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `no_web_address` where the settings have none.
    ///
    /// ```
    /// use kartotek::{ErrorKind, JobDetails, Register, RegisterSettings};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let group = register.job_groups().create(job.id, "4b")?;
    /// let album = register.galleries().of_group(group.id)?;
    /// assert_eq!(register.galleries().link(album.id).unwrap_err().kind(), ErrorKind::RuleViolated);
    ///
    /// let address = "https://sol.example/albums/".to_owned();
    /// register.update_settings(RegisterSettings { web_address: address, ..register.settings()? })?;
    /// let link = register.galleries().link(album.id)?;
    /// assert_eq!(link, format!("https://sol.example/albums/galleries/{}", album.id));
    /// assert_eq!(register.galleries().link_of_group(group.id)?, link);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn link(&self, id: GalleryId) -> Result<String> {
        self.register.read_with_state(|tx, state| {
            records::get::<Gallery>(tx, id.to_bytes())?;
            link(&state.settings, "galleries", id)
        })
    }

    /// Returns the link of the gallery of a group of a job (SPEC P6, P21).
    ///
    /// # Errors
    /// As [`Galleries::link`].
    pub fn link_of_group(&self, group: JobGroupId) -> Result<String> {
        self.register.read_with_state(|tx, state| {
            let gallery = tx.galleries_of_groups(&[group])?.pop();
            let gallery = gallery.ok_or_else(|| records::not_found::<JobGroup>(group.to_bytes()))?;
            link(&state.settings, "galleries", gallery.id)
        })
    }
}

impl Customers<'_> {
    /// Returns the link of a customer's private area, where the albums of
    /// [`Galleries::of_customer`](crate::Galleries::of_customer) are (SPEC A37): the web address of the
    /// settings, `/customers/` and the id. It opens nothing by itself: the host asks who is there.
    ///
    /// # Errors
    /// As [`Galleries::link`](crate::Galleries::link).
    pub fn private_area_link(&self, id: CustomerId) -> Result<String> {
        self.register.read_with_state(|tx, state| {
            customers::get(tx, id)?;
            link(&state.settings, "customers", id)
        })
    }
}

fn link(settings: &RegisterSettings, of: &str, id: impl std::fmt::Display) -> Result<String> {
    let address = settings.web_address.trim_end_matches('/');
    if address.is_empty() {
        return Err(Error::rule("no_web_address", "the settings have no address to make links of"));
    }
    Ok(format!("{address}/{of}/{id}"))
}
