use crate::base::fold;
use crate::customers::CustomerProfile;

/// Tells whether two profiles cannot be one person by their names: both say a given name, or both
/// a family name, and they differ when folded. A missing name contradicts nothing (SPEC B17).
///
/// Where a name is known only as a whole, its words are compared; where one of both has no name of a
/// person, the companies are.
pub(crate) fn contradict(row: &CustomerProfile, customer: &CustomerProfile) -> bool {
    let differ = |a: &str, b: &str| {
        !a.is_empty() && !b.is_empty() && a != b && {
            let (a, b) = (fold(a), fold(b));
            !a.is_empty() && !b.is_empty() && a != b
        }
    };
    if differ(&row.given_name, &customer.given_name) || differ(&row.family_name, &customer.family_name) {
        return true;
    }
    let in_parts = |p: &CustomerProfile| !p.given_name.is_empty() || !p.family_name.is_empty();
    match (in_parts(row), in_parts(customer)) {
        (true, true) => false,
        _ => match (whole_name(row), whole_name(customer)) {
            (Some(a), Some(b)) => !within(&a, &b) && !within(&b, &a),
            _ => differ(&row.company, &customer.company),
        },
    }
}

/// The folded words of a name; nothing where there is none.
fn whole_name(profile: &CustomerProfile) -> Option<Vec<String>> {
    let parts = [&profile.given_name, &profile.additional_names, &profile.family_name];
    let mut folded = fold(&parts.map(String::as_str).join(" "));
    if folded.is_empty() {
        folded = fold(&profile.entered_name);
    }
    (!folded.is_empty()).then(|| folded.split(' ').map(str::to_owned).collect())
}

fn within(words: &[String], others: &[String]) -> bool {
    words.iter().all(|word| others.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::CustomerDraft;

    fn whole(name: &str) -> CustomerProfile {
        CustomerProfile { entered_name: name.to_owned(), ..CustomerProfile::default() }
    }

    fn person(given: &str, family: &str) -> CustomerProfile {
        CustomerDraft::person(given, family).profile
    }

    // SPEC: B17
    #[test]
    fn names_contradict_when_both_say_one_and_they_differ() {
        let anna = person("Anna", "Berg");
        for (given, family) in [("Bo", "Berg"), ("Anna", "Ek"), ("Bo", "")] {
            assert!(contradict(&person(given, family), &anna), "{given} {family}");
        }
        for (given, family) in [("ANNA", "berg"), ("Anna", ""), ("", "Berg"), ("", ""), ("Ánna", "Berg")] {
            assert!(!contradict(&person(given, family), &anna), "{given} {family}");
        }
    }

    #[test]
    fn a_whole_name_is_compared_by_its_words() {
        let anna = person("Anna", "Berg");
        for name in ["Anna Berg", "Berg, Anna", "Anna Maria Berg", "Anna"] {
            assert!(!contradict(&whole(name), &anna), "{name}");
        }
        assert!(contradict(&whole("Bo Berg"), &anna));
    }

    #[test]
    fn companies_without_a_person_are_compared_by_company() {
        let company = |name: &str| CustomerDraft::company(name).profile;
        assert!(contradict(&company("Foto AB"), &company("Film AB")));
        assert!(!contradict(&company("Foto AB"), &company("foto ab")));
        assert!(!contradict(&company("Foto AB"), &person("Anna", "Berg")));
        let bo = |company: &str| CustomerProfile { company: company.to_owned(), ..person("Bo", "Ek") };
        for (bo, is_other) in [(bo("Film AB"), true), (bo("Foto AB"), false), (bo(""), false)] {
            assert_eq!(contradict(&bo, &company("Foto AB")), is_other, "{}", bo.company);
            assert_eq!(contradict(&company("Foto AB"), &bo), is_other, "{}", bo.company);
        }
    }
}
