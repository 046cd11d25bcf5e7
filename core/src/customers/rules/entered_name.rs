use std::collections::HashSet;

use crate::base::fold;
use crate::customers::CustomerProfile;

/// Takes the entered name away where an edit gives the customer another name and leaves that as it was:
/// it is no longer what the customer would enter (SPEC P4). History keeps it.
///
/// A name is another one when a word came that the entered name lacks, or one went that it has; case,
/// accents and the order of words do not make one.
pub(crate) fn settle_entered_name(profile: &mut CustomerProfile, stored: &CustomerProfile) {
    if profile.entered_name.is_empty() || profile.entered_name != stored.entered_name {
        return;
    }
    let (before, after) = (words(&parts(stored)), words(&parts(profile)));
    if before != after {
        let entered = words(&[&profile.entered_name]);
        let stands =
            after.is_subset(&entered) && before.difference(&after).all(|word| !entered.contains(word));
        if !stands {
            profile.entered_name.clear();
        }
    }
}

fn parts(profile: &CustomerProfile) -> [&String; 5] {
    [
        &profile.name_prefix,
        &profile.given_name,
        &profile.additional_names,
        &profile.family_name,
        &profile.name_suffix,
    ]
}

fn words(texts: &[&String]) -> HashSet<String> {
    let folded = texts.iter().map(|text| fold(text));
    folded
        .flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(entered: &str, given: &str, family: &str) -> CustomerProfile {
        CustomerProfile {
            entered_name: entered.into(),
            given_name: given.into(),
            family_name: family.into(),
            ..CustomerProfile::default()
        }
    }

    // SPEC: P4
    #[test]
    fn another_name_takes_the_entered_one_away_and_a_correction_does_not() {
        let cases = [
            ("Lund", "Anna", false),
            ("", "Anna", false),
            ("García", "Ana", false),
            ("GARCÍA", "anna", true),
            ("Garcia", "Anna", true),
            ("Anna", "García", true),
        ];
        for (family, given, stays) in cases {
            let stored = profile(" anna  García ", "Anna", "García");
            let mut edited = profile(" anna  García ", given, family);
            settle_entered_name(&mut edited, &stored);
            assert_eq!(!edited.entered_name.is_empty(), stays, "{given} {family}");
        }
        let mut split = profile("Anna García", "Anna", "García");
        settle_entered_name(&mut split, &profile("Anna García", "", ""));
        assert_eq!(split.entered_name, "Anna García", "the parts of the same name");
        let mut entered_anew = profile("Anna Lund-García", "Anna", "Lund");
        settle_entered_name(&mut entered_anew, &profile("Anna García", "Anna", "García"));
        assert_eq!(entered_anew.entered_name, "Anna Lund-García");
    }
}
