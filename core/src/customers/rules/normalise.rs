use std::collections::HashMap;
use std::collections::hash_map::Entry;

use icu_locale::{Locale, LocaleCanonicalizer};

use crate::base::{Timestamp, is_invisible};
use crate::catalogue::Context;
use crate::customers::phone::normalise_phone;
use crate::customers::{CustomerProfile, Email, EmailKey, Gender, Phone, customer_field};
use crate::settings::RegisterSettings;

use super::check::level_of;

/// Brings a profile into its stored form: blanks at the ends of texts are gone, texts that nobody sees,
/// empty e-mails, phones and addresses and e-mails that come again too, and phones are understood.
///
/// Create, update and import all call this one function, so that equal input is stored equally.
pub(crate) fn normalise(profile: &mut CustomerProfile, home_country: &str) {
    normalise_edit(profile, &[], home_country);
}

/// Normalises an edit of a stored profile: phones whose text stays are the numbers they were, whatever
/// country the customer or the register has by now (SPEC B1.5).
pub(crate) fn normalise_edit(profile: &mut CustomerProfile, stored: &[Phone], home_country: &str) {
    let texts = [
        &mut profile.title,
        &mut profile.given_name,
        &mut profile.additional_names,
        &mut profile.family_name,
        &mut profile.name_prefix,
        &mut profile.name_suffix,
        &mut profile.nickname,
        &mut profile.phonetic_name,
        &mut profile.language,
        &mut profile.company,
        &mut profile.organisation_number,
        &mut profile.activity_code,
        &mut profile.website,
        &mut profile.origin,
    ];
    texts.into_iter().for_each(trim);
    if let Gender::Other(words) = &mut profile.gender {
        trim(words);
    }
    if is_invisible(&profile.entered_name) {
        profile.entered_name.clear();
    }
    canonical_language(&mut profile.language);
    for Email { address, label } in &mut profile.emails {
        trim(address);
        trim(label);
    }
    for address in &mut profile.addresses {
        let parts = [
            &mut address.label,
            &mut address.street,
            &mut address.street_2,
            &mut address.postal_code,
            &mut address.city,
            &mut address.region,
            &mut address.country,
        ];
        parts.into_iter().for_each(trim);
    }
    for Phone { text, label, .. } in &mut profile.phones {
        trim(text);
        trim(label);
    }
    drop_blank_items(profile);
    drop_repeated_emails(&mut profile.emails);
    profile.last_visit_at = profile.last_visit_at.filter(|at| !ZERO_DATE.contains(at));
    let own_country = profile.country();
    let region = if own_country.is_empty() { home_country } else { own_country }.to_owned();
    for Phone { text, e164, .. } in &mut profile.phones {
        *e164 = match stored.iter().find(|known| known.text == *text) {
            Some(known) => known.e164,
            None => normalise_phone(text, &region).e164,
        };
    }
    for id in &mut profile.external_ids {
        trim(&mut id.source);
        trim(&mut id.id);
    }
    profile.external_ids.retain(|id| !id.id.is_empty());
    profile.external_ids.sort();
}

/// Takes away e-mails, phones and addresses without content.
pub(crate) fn drop_blank_items(profile: &mut CustomerProfile) {
    profile.emails.retain(|email| !email.address.is_empty());
    profile.phones.retain(|phone| !phone.text.is_empty());
    profile.addresses.retain(|address| !address.is_blank());
}

/// The beginning of 1970 in the zones east of Greenwich, and in UTC: what programs write as a last visit
/// where there was none.
const ZERO_DATE: std::ops::RangeInclusive<Timestamp> =
    Timestamp::from_micros(-86_400_000_000)..=Timestamp::from_micros(0);

/// Takes away e-mails that are an earlier one in other letters; that one gets the label if it has none.
fn drop_repeated_emails(emails: &mut Vec<Email>) {
    if emails.len() < 2 {
        return;
    }
    let (mut kept, mut places) = (Vec::<Email>::with_capacity(emails.len()), HashMap::new());
    for email in emails.drain(..) {
        let key = EmailKey::of(&email.address).ok_or_else(|| email.address.clone());
        match places.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(email);
            }
            Entry::Occupied(entry) => {
                let first: &mut Email = &mut kept[*entry.get()];
                if first.label.is_empty() {
                    first.label = email.label;
                }
            }
        }
    }
    *emails = kept;
}

/// Writes a language tag in its canonical form (RFC 5646 §4.5); what is no tag stays as it is.
fn canonical_language(tag: &mut String) {
    thread_local! {
        static CANONICALIZER: LocaleCanonicalizer = const { LocaleCanonicalizer::new_extended() };
    }
    // Two small letters are canonical but for a few old codes.
    let plain = tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_lowercase());
    if tag.is_empty() || (plain && !["iw", "in", "ji", "jw", "mo", "no", "sh", "tl"].contains(&tag.as_str()))
    {
        return;
    }
    if let Ok(mut locale) = Locale::try_from_str(tag) {
        CANONICALIZER.with(|canonicalizer| canonicalizer.canonicalize(&mut locale));
        *tag = locale.to_string();
    }
}

/// Fills a gender that was not told from the social title, if that tells one; an explicit gender
/// stays (SPEC B1.3), and a gender that may not be written here is left alone (SPEC B2 b).
pub(crate) fn gender_of_title(profile: &mut CustomerProfile, settings: &RegisterSettings, context: Context) {
    if profile.gender != Gender::Unspecified || profile.title.is_empty() {
        return;
    }
    let Some(title) = settings.titles.iter().find(|title| title.code == profile.title) else { return };
    let may_tell =
        customer_field("gender").is_some_and(|gender| level_of(gender, profile, settings, context).is_ok());
    if may_tell {
        profile.gender = title.gender.clone().unwrap_or_default();
    }
}

/// Takes white space off both ends without copying the text; of a text that nobody sees, all.
pub(crate) fn trim(text: &mut String) {
    if is_invisible(text) {
        return text.clear();
    }
    let end = text.trim_end().len();
    text.truncate(end);
    let start = text.len() - text.trim_start().len();
    if start > 0 {
        text.drain(..start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FieldPolicy, Level};

    fn normalised(profile: CustomerProfile) -> CustomerProfile {
        let mut profile = profile;
        normalise(&mut profile, "SE");
        profile
    }

    // SPEC: B1, F37
    #[test]
    fn a_language_is_stored_in_its_canonical_form() {
        let cases = [
            ("SV-fi", "sv-FI"),
            ("iw", "he"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("sv", "sv"),
            (" de ", "de"),
            ("svenska!", "svenska!"),
        ];
        for (given, stored) in cases {
            let profile = CustomerProfile { language: given.into(), ..CustomerProfile::default() };
            assert_eq!(normalised(profile).language, stored, "{given}");
        }
    }

    // SPEC: P4, B2
    #[test]
    fn what_nobody_sees_is_nothing() {
        let profile = normalised(CustomerProfile {
            given_name: "\u{200B}".into(),
            entered_name: " \u{202E}\u{200B} ".into(),
            gender: Gender::Other(" x\u{a0} ".into()),
            emails: vec![Email::new("\u{FEFF}")],
            ..CustomerProfile::default()
        });
        assert_eq!((&*profile.given_name, &*profile.entered_name, profile.emails.len()), ("", "", 0));
        assert!(profile.gender == Gender::Other("x".into()));
        let typed = CustomerProfile { entered_name: " \u{202E}Anna ".into(), ..CustomerProfile::default() };
        assert_eq!(normalised(typed).entered_name, " \u{202E}Anna ", "otherwise every character counts");
    }

    // SPEC: B1
    #[test]
    fn an_email_in_other_letters_is_the_same_one() {
        let email = |address: &str, label: &str| Email { address: address.into(), label: label.into() };
        let profile = normalised(CustomerProfile {
            emails: vec![
                email("anna@exämple.com", ""),
                email("b@example.com", "home"),
                email(" Anna@XN--EXMPLE-CUA.com", "work"),
                email("B@example.com", "new"),
                email("no address", ""),
                email("no address", ""),
            ],
            ..CustomerProfile::default()
        });
        let expected =
            [email("anna@exämple.com", "work"), email("b@example.com", "home"), email("no address", "")];
        assert!(profile.emails == expected);
    }

    // SPEC: N13
    #[test]
    fn a_last_visit_at_the_beginning_of_all_time_was_none() {
        let at = |text: &str| text.parse::<Timestamp>().ok();
        for (given, stored) in [
            ("1970-01-01T00:00:00Z", None),
            ("1969-12-31T23:00:00Z", None),
            ("1970-01-01T00:00:01Z", at("1970-01-01T00:00:01Z")),
            ("1965-05-01T00:00:00Z", at("1965-05-01T00:00:00Z")),
        ] {
            let profile = CustomerProfile {
                last_visit_at: at(given),
                registered_at: at(given),
                ..CustomerProfile::default()
            };
            let profile = normalised(profile);
            assert_eq!((profile.last_visit_at, profile.registered_at), (stored, at(given)), "{given}");
        }
    }

    // SPEC: N5, B1, B2
    #[test]
    fn a_title_tells_a_gender_where_none_was_told_and_one_may_be() {
        let mut settings = RegisterSettings::default();
        let told = |settings: &RegisterSettings, title: &str, gender: Gender| {
            let mut profile = CustomerProfile { title: title.into(), gender, ..CustomerProfile::default() };
            gender_of_title(&mut profile, settings, Context::Staff);
            profile.gender
        };
        assert!(told(&settings, "Ms", Gender::Unspecified) == Gender::Female);
        assert!(told(&settings, "Ms", Gender::Male) == Gender::Male);
        assert!(told(&settings, "", Gender::Unspecified) == Gender::Unspecified);
        settings.policies.push(FieldPolicy::new("gender", Level::Off));
        assert!(told(&settings, "Ms", Gender::Unspecified) == Gender::Unspecified);
    }
}
