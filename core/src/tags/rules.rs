use std::collections::BTreeMap;

use crate::base::{Error, Result, name_key};
use crate::collections::{CollectionKind, check_name};

use super::TagChange;

/// Checks a change and returns it with each tag once, its names trimmed.
///
/// # Errors
/// `Invalid` when a tag to add cannot have its name; `RuleViolated` with the rule `tag_in_both` when a
/// tag shall be put on and taken away.
pub(crate) fn check_change(change: &TagChange) -> Result<TagChange> {
    let mut add = BTreeMap::new();
    for name in &change.add {
        add.entry(name_key(name)).or_insert(check_name(CollectionKind::Tag, name)?);
    }
    let remove: BTreeMap<String, String> =
        change.remove.iter().map(|name| (name_key(name), name.trim().to_owned())).collect();
    if remove.keys().any(|key| add.contains_key(key)) {
        return Err(Error::rule("tag_in_both", "a tag cannot be put on and taken away in one call"));
    }
    Ok(TagChange { add: add.into_values().collect(), remove: remove.into_values().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ErrorKind, Rule};
    use crate::tags::TagState;

    // SPEC: B8, A42
    #[test]
    fn a_tag_in_both_sets_is_an_error_however_it_is_written() {
        let change = TagChange::add(["wedding", "VIP  Kunden"]).and_remove([" vip kunden "]);
        let error = check_change(&change).unwrap_err();
        assert!(matches!(error, Error::RuleViolated { rule: "tag_in_both", .. }), "{error}");
    }

    #[test]
    fn a_tag_that_is_named_twice_counts_once() {
        let change = check_change(&TagChange::add(["Wedding", "WEDDING "]).and_remove(["x", "X"])).unwrap();
        assert_eq!((change.add.as_slice(), change.remove.len()), (["Wedding".to_owned()].as_slice(), 1));
    }

    #[test]
    fn only_tags_to_add_need_a_valid_name() {
        assert!(check_change(&TagChange::remove(["no such\ntag"])).is_ok());
        let error = check_change(&TagChange::add([""])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(error.problems()[0].rule, Rule::Required);
    }

    // SPEC: A41, A42
    #[test]
    fn a_tag_is_on_all_some_or_none_of_a_selection() {
        let states = [(3, 3), (2, 3), (0, 3), (0, 0)].map(|(bearing, all)| TagState::of(bearing, all));
        assert_eq!(states, [TagState::All, TagState::Some, TagState::None, TagState::None]);
    }
}
