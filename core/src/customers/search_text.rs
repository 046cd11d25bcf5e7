use super::model::CustomerProfile;
use super::phone::search_forms;
use crate::base::fold_into;

/// Returns the one text in which a customer is searched (SPEC C4, N3): names, company, e-mails,
/// phones and organisation number, folded as [`fold`](crate::base::fold) does.
///
/// Every word stands between two single blanks, the first and the last too, so that a needle that
/// begins with a blank is found at the beginning of words:
/// ` anna garcia anna example com 34645337711 `. Of somebody without any of them it is one blank.
///
/// - A word of a name that stands there already is left out, so an entered name that repeats the
///   parts costs nothing. What is written without a blank (`Anna-Karin`) stays together.
/// - `@` and `.` of an e-mail become blanks like all signs, in the text and in what is searched:
///   `anna@example.com`, `example.com` and `anna@ex` are runs of the same words.
/// - An organisation number stands there as it is written and, if that differs, without signs, since
///   digits are searched without them.
/// - Tags are not in it: their names are looked at by themselves (see [`tag_text`]).
/// - The customer's number is not in it, since storage gives it later; a search for a number looks it
///   up by [`SearchQuery::exact_number`](super::SearchQuery::exact_number).
pub(crate) fn search_text(profile: &CustomerProfile) -> String {
    let mut text = String::with_capacity(96);
    text.push(' ');
    fold_into(&profile.given_name, &mut text);
    let names = [
        &profile.additional_names,
        &profile.family_name,
        &profile.name_prefix,
        &profile.name_suffix,
        &profile.nickname,
        &profile.phonetic_name,
        &profile.entered_name,
        &profile.company,
    ];
    for name in names {
        for word in name.split_whitespace() {
            add_new(word, &mut text);
        }
    }
    for email in &profile.emails {
        fold_into(&email.address, &mut text);
    }
    for phone in &profile.phones {
        search_forms(phone, &mut text);
    }
    if !profile.organisation_number.is_empty() {
        add_new(&profile.organisation_number, &mut text);
        let joined: String = profile.organisation_number.chars().filter(|c| c.is_alphanumeric()).collect();
        add_new(&joined, &mut text);
    }
    if text.len() > 1 {
        text.push(' ');
    }
    text
}

/// Returns the text of a tag's name in which a word of a search is looked for, as in [`search_text`].
pub(crate) fn tag_text(name: &str) -> String {
    let mut text = String::from(" ");
    fold_into(name, &mut text);
    text.push(' ');
    text
}

/// Adds what a word folds to, unless it stands in the text already.
fn add_new(word: &str, text: &mut String) {
    let end = text.len();
    fold_into(word, text);
    let (before, added) = text.split_at(end);
    let repeated = added.starts_with(' ')
        && before.match_indices(added).any(|(at, _)| {
            let after = &before[at + added.len()..];
            after.is_empty() || after.starts_with(' ')
        });
    if repeated {
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::CustomerDraft;
    use super::super::model::Phone;
    use super::*;

    fn anna() -> CustomerProfile {
        let mut profile = CustomerDraft::person("Anna", "García").with_email("Anna@Example.com").profile;
        profile.phones.push(Phone { e164: Some(34645337711), ..Phone::new("645 337 711") });
        profile
    }

    // SPEC: C4, N3
    #[test]
    fn every_word_stands_between_single_blanks() {
        assert_eq!(search_text(&anna()), " anna garcia anna example com 34645337711 ");
        assert_eq!(search_text(&CustomerProfile::default()), " ");
    }

    // SPEC: P4, C4
    #[test]
    fn an_entered_name_adds_only_what_the_parts_lack() {
        let mut profile = anna();
        profile.emails.clear();
        profile.phones.clear();
        for (entered, text) in [
            ("Anna García", " anna garcia "),
            ("GARCIA, anna", " anna garcia "),
            ("Anna-Karin García", " anna garcia anna karin "),
            ("Ann Garcia", " anna garcia ann "),
        ] {
            profile.entered_name = entered.into();
            assert_eq!(search_text(&profile), text, "{entered}");
        }
    }

    // SPEC: C4, N29
    #[test]
    fn all_names_and_numbers_are_in_it() {
        let profile = CustomerProfile {
            given_name: "Иван".into(),
            additional_names: "Петров".into(),
            family_name: "Щерев".into(),
            name_prefix: "Dr.".into(),
            name_suffix: "Jr.".into(),
            nickname: "Ванчо".into(),
            phonetic_name: "Shterev".into(),
            company: "H&M Łódź".into(),
            organisation_number: "556677-8899".into(),
            ..CustomerProfile::default()
        };
        let text = " ivan petrov shterev dr jr vancho h m lodz 556677 8899 5566778899 ";
        assert_eq!(search_text(&profile), text);
    }

    // SPEC: C4, B18
    #[test]
    fn a_national_form_is_there_where_the_country_dials_one() {
        let mut profile = CustomerProfile::default();
        for (e164, text) in [
            (46701234567, " 46701234567 0701234567 "),
            (359888123456, " 359888123456 0888123456 "),
            (12025550123, " 12025550123 "),
            (390612345678, " 390612345678 "),
            (79161234567, " 79161234567 89161234567 "),
        ] {
            profile.phones = vec![Phone { e164: Some(e164), ..Phone::new("x") }];
            assert_eq!(search_text(&profile), text);
        }
        profile.phones = vec![Phone::new("växel 12-34"), Phone::new("–")];
        assert_eq!(search_text(&profile), " 1234 ");
    }
}
