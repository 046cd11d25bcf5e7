use super::{Error, Result};

/// The process that opened something: what its threads, locks and connections are good for ends there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnProcess(u32);

impl Default for OwnProcess {
    fn default() -> Self {
        Self(std::process::id())
    }
}

impl OwnProcess {
    /// Checks that this is still the same process, and not one that was forked from it.
    ///
    /// # Errors
    /// `Unsupported` in another one, where a connection that both used would ruin the register.
    pub(crate) fn check(self) -> Result<()> {
        if self.0 == std::process::id() {
            return Ok(());
        }
        Err(Error::Unsupported("use in a forked process: open the register there"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ErrorKind;

    #[test]
    fn what_another_process_opened_is_refused() {
        assert!(OwnProcess::default().check().is_ok());
        let other = OwnProcess(std::process::id() ^ 1);
        assert_eq!(other.check().unwrap_err().kind(), ErrorKind::Unsupported);
    }
}
