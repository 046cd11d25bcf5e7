use super::*;
use crate::test_data;

// SPEC: B1, A19, N7, P8
#[test]
fn plain_addresses_are_accepted() {
    for address in [
        "anna@example.com",
        "Anna.Maria+shop@mail.example.co.uk",
        "o'brien@example.org",
        "1@2.example",
        "anna@exämple.com",
        "anna@xn--exmple-cua.com",
        "åsa@exempel.se",
        "a\u{30a}sa@exempel.se",
        "иван@пример.бг",
        "用户@例子.广告",
        "anna@c--n.com",
    ] {
        assert_eq!(check_email(address), Ok(()), "{address}");
    }
}

// SPEC: B1, A19, N7
#[test]
fn other_texts_are_refused() {
    for address in [
        "",
        "anna",
        "anna@",
        "@example.com",
        "anna@localhost",
        "anna@example..com",
        "anna@.com",
        "anna@example.com.",
        "an na@example.com",
        " anna@example.com",
        "anna@example.com\n",
        "Anna <anna@example.com>",
        "<anna@example.com>",
        "\"anna\"@example.com",
        "anna@[192.0.2.1]",
        "anna@192.0.2.1",
        "anna@exa_mple.com",
        "anna@-example.com",
        "anna@xn--a.com",
        "anna@example.com, b@example.com",
        "\u{30a}asa@exempel.se",
        "anna\u{0}@example.com",
        "anna@exa\u{200b}mple.com\u{2028}",
    ] {
        assert_eq!(check_email(address), Err(Rule::EmailSyntax), "{address:?}");
    }
}

// SPEC: B1
#[test]
fn the_limits_of_smtp_hold() {
    let local = "a".repeat(64);
    assert_eq!(check_email(&format!("{local}@example.com")), Ok(()));
    assert_eq!(check_email(&format!("a{local}@example.com")), Err(Rule::TooLong));
    let domain = |last: usize| format!("{0}.{0}.{1}.com", "d".repeat(63), "e".repeat(last));
    assert_eq!(format!("{local}@{}", domain(57)).len(), 254);
    assert_eq!(check_email(&format!("{local}@{}", domain(57))), Ok(()));
    assert_eq!(check_email(&format!("{local}@{}", domain(58))), Err(Rule::TooLong));
    assert_eq!(check_email(&format!("a@{}.com", "d".repeat(64))), Err(Rule::EmailSyntax));
}

/// One test of the isemail set.
struct Verdict {
    id: u32,
    address: String,
    category: String,
}

fn element<'a>(test: &'a str, name: &str) -> &'a str {
    let open = format!("<{name}>");
    test.split_once(&open)
        .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")))
        .map_or("", |(text, _)| text)
}

/// Resolves XML entities; U+2400 + n stands for the control character n in this set.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        let (name, after) = entity.split_once(';').expect("an entity ends");
        plain.push_str(before);
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let code = name.strip_prefix("#x").expect("a character by its number");
                char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()
            }
        });
        rest = after;
    }
    plain.push_str(rest);
    let control = |c: char| match c {
        '\u{2400}'..='\u{2420}' => char::from_u32(c as u32 - 0x2400).unwrap(),
        _ => c,
    };
    plain.chars().map(control).collect()
}

fn verdicts(file: &str) -> Vec<Verdict> {
    let tests = file.split_once("<tests").expect("the set has tests").1;
    tests
        .split("<test id=\"")
        .skip(1)
        .map(|test| Verdict {
            id: test.split('"').next().unwrap().parse().unwrap(),
            address: unescape(element(test, "address")),
            category: element(test, "category").trim().to_owned(),
        })
        .collect()
}

/// Refused although isemail calls them valid: no address of a customer has a bare top-level domain.
const REFUSED: &[u32] = &[5];

// SPEC: B1, A19, N7
#[test]
fn the_verdicts_of_isemail_hold_for_plain_addresses() {
    let Some(file) = test_data::read("isemail/tests_odd_ids.xml") else { return };
    let verdicts = verdicts(&file);
    assert_eq!(verdicts.len(), 82);
    for Verdict { id, address, category } in verdicts {
        let accepted = match category.as_str() {
            // DNS is not asked, so its warnings are none of ours.
            "ISEMAIL_VALID_CATEGORY" | "ISEMAIL_DNSWARN" => !REFUSED.contains(&id),
            "ISEMAIL_RFC5321" | "ISEMAIL_CFWS" | "ISEMAIL_DEPREC" | "ISEMAIL_RFC5322" | "ISEMAIL_ERR" => {
                false
            }
            other => panic!("category {other} of test {id} is not decided"),
        };
        assert_eq!(check_email(&address).is_ok(), accepted, "test {id} ({category}): {address:?}");
    }
}

// SPEC: B1
#[test]
fn a_key_ignores_case_and_blanks_around() {
    let key = EmailKey::of("anna@example.com").unwrap();
    for address in ["Anna@Example.COM", "  ANNA@example.com\u{a0}", "anna@EXAMPLE.com\n"] {
        assert_eq!(EmailKey::of(address), Some(key.clone()), "{address:?}");
    }
    assert_eq!(key.as_str(), "anna@example.com");
    assert_ne!(EmailKey::of("anna+shop@example.com"), Some(key));
}

// SPEC: B1
#[test]
fn a_key_has_the_ascii_form_of_the_domain_and_folds_the_local_part() {
    for (address, key) in [
        ("Anna@Exämple.com", "anna@xn--exmple-cua.com"),
        ("anna@XN--EXMPLE-CUA.com", "anna@xn--exmple-cua.com"),
        ("ÅSA@exempel.se", "åsa@exempel.se"),
        ("A\u{30a}sa@exempel.se", "åsa@exempel.se"),
        ("Straße@example.de", "strasse@example.de"),
        ("Иван@Пример.БГ", "иван@xn--e1afmkfd.xn--90ae"),
    ] {
        assert_eq!(EmailKey::of(address).as_ref().map(EmailKey::as_str), Some(key), "{address}");
    }
}

#[test]
fn what_has_no_two_sides_has_no_key() {
    for address in ["", " ", "anna", "@", "anna@", "@example.com", "anna@exä mple.com"] {
        assert_eq!(EmailKey::of(address), None, "{address:?}");
    }
}

// SPEC: B1
#[test]
fn the_stored_hash_never_changes() {
    // First 16 hexadecimal digits of the SHA-256 of `anna@example.com`.
    assert_eq!(EmailKey::of("Anna@example.com").unwrap().hash(), HASH_OF_ANNA);
}
const HASH_OF_ANNA: i64 = 0xf7d54c22dda5b178u64 as i64;

#[test]
fn debug_shows_no_address() {
    assert_eq!(format!("{:?}", EmailKey::of("anna@example.com").unwrap()), "EmailKey(…)");
}
