pub(crate) struct Normalised {
    pub(crate) e164: Option<u64>,
}

pub(crate) fn normalise_phone(_text: &str, _region: &str) -> Normalised {
    Normalised { e164: None }
}
