use icu_locale::{Locale, LocaleCanonicalizer};

use crate::customers::phone::normalise_phone;
use crate::customers::{CustomerProfile, Email, Gender, Phone};
use crate::settings::SocialTitle;

/// Brings a profile into its stored form: blanks at the ends of texts are gone, empty e-mails,
/// phones and addresses too, and phones are understood.
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
    if let Gender::Other(text) = &mut profile.gender {
        trim(text);
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
/// stays (SPEC B1.3).
pub(crate) fn gender_of_title(profile: &mut CustomerProfile, titles: &[SocialTitle]) {
    if profile.gender == Gender::Unspecified && !profile.title.is_empty() {
        let title = titles.iter().find(|title| title.code == profile.title);
        profile.gender = title.and_then(|title| title.gender.clone()).unwrap_or_default();
    }
}

/// Takes white space off both ends without copying the text.
fn trim(text: &mut String) {
    let end = text.trim_end().len();
    text.truncate(end);
    let start = text.len() - text.trim_start().len();
    if start > 0 {
        text.drain(..start);
    }
}
