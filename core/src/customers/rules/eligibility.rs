use crate::customers::Gender;

/// For whom a service is (SPEC F7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceGender {
    /// For everybody.
    Any,
    /// For these alone.
    Only(Vec<Gender>),
}

/// Whether a customer may have a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eligibility {
    /// The customer may.
    Eligible,
    /// The customer may not.
    NotEligible,
    /// The customer's gender must be asked first; it is no refusal (SPEC B1.3).
    NeedsInput,
}

/// Tells whether a service is for a customer of this gender.
///
/// ```
/// use kartotek::{Eligibility, Gender, ServiceGender, eligibility};
///
/// let service = ServiceGender::Only(vec![Gender::Female]);
/// assert_eq!(eligibility(&Gender::Female, &service), Eligibility::Eligible);
/// assert_eq!(eligibility(&Gender::Unspecified, &service), Eligibility::NeedsInput);
/// ```
#[must_use]
pub fn eligibility(gender: &Gender, service: &ServiceGender) -> Eligibility {
    match service {
        ServiceGender::Any => Eligibility::Eligible,
        ServiceGender::Only(_) if *gender == Gender::Unspecified => Eligibility::NeedsInput,
        ServiceGender::Only(genders) => {
            // Another gender is one, whatever words describe it.
            let same = |other: &Gender| std::mem::discriminant(other) == std::mem::discriminant(gender);
            if genders.iter().any(same) { Eligibility::Eligible } else { Eligibility::NotEligible }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: F7, B1
    #[test]
    fn a_service_for_some_asks_who_did_not_tell() {
        let service = ServiceGender::Only(vec![Gender::Female, Gender::Other(String::new())]);
        let cases = [
            (Gender::Female, Eligibility::Eligible),
            (Gender::Male, Eligibility::NotEligible),
            (Gender::Other("agender".to_owned()), Eligibility::Eligible),
            (Gender::Unspecified, Eligibility::NeedsInput),
        ];
        for (gender, expected) in cases {
            assert_eq!(eligibility(&gender, &service), expected, "{gender:?}");
            assert_eq!(eligibility(&gender, &ServiceGender::Any), Eligibility::Eligible);
        }
    }
}
