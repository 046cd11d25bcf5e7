use crate::exchange::Delimiter;

/// Languages whose decimal mark is a comma (CLDR, `decimal` of the default numbering system), each
/// with its regions where it is a point.
const DECIMAL_COMMA: &[(&str, &[&str])] = &[
    ("af", &[]),
    ("az", &[]),
    ("be", &[]),
    ("bg", &[]),
    ("bs", &[]),
    ("ca", &[]),
    ("cs", &[]),
    ("da", &[]),
    ("de", &["CH", "LI"]),
    ("el", &[]),
    ("es", &["419", "BR", "BZ", "CU", "DO", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "SV", "US"]),
    ("et", &[]),
    ("eu", &[]),
    ("fi", &[]),
    ("fo", &[]),
    ("fr", &[]),
    ("gl", &[]),
    ("hr", &[]),
    ("hu", &[]),
    ("hy", &[]),
    ("id", &[]),
    ("is", &[]),
    ("it", &["CH"]),
    ("ka", &[]),
    ("kk", &[]),
    ("kl", &[]),
    ("ky", &[]),
    ("lb", &[]),
    ("lt", &[]),
    ("lv", &[]),
    ("mk", &[]),
    ("nb", &[]),
    ("nl", &[]),
    ("nn", &[]),
    ("no", &[]),
    ("pl", &[]),
    ("pt", &[]),
    ("ro", &[]),
    ("ru", &[]),
    ("se", &[]),
    ("sk", &[]),
    ("sl", &[]),
    ("sq", &[]),
    ("sr", &[]),
    ("sv", &[]),
    ("tr", &[]),
    ("uk", &[]),
    ("uz", &[]),
    ("vi", &[]),
];

/// Returns what spreadsheets of a locale expect between cells: a semicolon where the comma is the
/// decimal mark.
pub(super) fn list_delimiter(locale: &str) -> Delimiter {
    let mut parts = locale.split(['-', '_']);
    let language = parts.next().unwrap_or("").to_ascii_lowercase();
    // A script has four letters, a region two letters or three digits (BCP 47).
    let region = parts.find(|part| matches!(part.len(), 2 | 3)).unwrap_or("").to_ascii_uppercase();
    match DECIMAL_COMMA.iter().find(|entry| entry.0 == language) {
        Some((_, points)) if !points.contains(&region.as_str()) => Delimiter::Semicolon,
        _ => Delimiter::Comma,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B17
    #[test]
    fn a_semicolon_stands_where_the_comma_is_the_decimal_mark() {
        for locale in
            ["sv", "sv-SE", "nb-NO", "no", "da", "de-DE", "de_AT", "es-ES", "fr", "bg-BG", "sr-Latn-RS"]
        {
            assert_eq!(list_delimiter(locale), Delimiter::Semicolon, "{locale}");
        }
        for locale in ["und", "", "en", "en-GB", "es-MX", "es-419", "de-CH", "ja", "zh-Hans-CN"] {
            assert_eq!(list_delimiter(locale), Delimiter::Comma, "{locale}");
        }
    }
}
