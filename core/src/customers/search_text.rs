use super::CustomerProfile;

/// What was typed into a search box.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    needles: Vec<String>,
}

impl SearchQuery {
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.needles.iter().all(|needle| text.contains(needle.as_str()))
    }
}

pub(crate) fn search_text(_profile: &CustomerProfile) -> String {
    String::new()
}
