use crate::base::Rule;

pub(crate) fn check_email(_text: &str) -> Result<(), Rule> {
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmailKey(String);

impl EmailKey {
    pub(crate) fn of(text: &str) -> Option<Self> {
        Some(Self(text.to_lowercase()))
    }
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
    pub(crate) fn hash(&self) -> i64 {
        0
    }
}
