use super::ascii::push_ascii;
use super::locales::Phones;
use super::random::{Random, Weighted};
use super::row::ShopCustomer;

/// Domains that belong to nobody (RFC 2606), and how many of a hundred addresses end in them.
const DOMAINS: [(&str, u32); 6] = [
    ("example.com", 52),
    ("example.net", 20),
    ("example.org", 11),
    ("mail.example.com", 10),
    ("post.example.net", 6),
    ("kontor.example.org", 1),
];

/// The domains with their weights.
#[derive(Debug)]
pub(super) struct EmailDomains(Weighted);

impl EmailDomains {
    pub(super) fn new() -> Self {
        Self(Weighted::new(DOMAINS.map(|domain| domain.1)))
    }
}

/// Makes an address of the names; the number behind them makes it unique.
pub(super) fn email(
    customer: &ShopCustomer,
    number: u32,
    domains: &EmailDomains,
    random: &mut Random,
) -> String {
    let (given, family) = (ascii(&customer.given_name), ascii(&customer.family_name));
    let initial = &given[..given.len().min(1)];
    let local = if family.is_empty() {
        format!("{}{number}", random.pick(&["info", "kontakt", "office", "order"]))
    } else {
        match random.below(20) {
            0..=8 => format!("{given}.{family}{number}"),
            9..=11 => format!("{given}{number}"),
            12..=14 => format!("{initial}.{family}{number}"),
            15..=16 => format!("{family}{number}"),
            17 => format!("{given}_{family}{number}"),
            18 => format!("{family}.{given}+shop{number}"),
            _ => format!("{}.{}{number}", customer_case(&given), customer_case(&family)),
        }
    };
    format!("{local}@{}", DOMAINS[domains.0.draw(random)].0)
}

fn ascii(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    push_ascii(name, &mut out);
    out
}

fn customer_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// Makes a phone number in one of the notations that people use.
pub(super) fn phone(phones: &Phones, random: &mut Random) -> String {
    let national = fill_digits(random.pick(phones.templates), random);
    let inner = national.strip_prefix(phones.trunk).unwrap_or(&national);
    let code = phones.calling_code;
    match random.below(100) {
        0..=29 => national,
        30..=46 => national.replacen(' ', "-", 1),
        47..=54 => national.replace(' ', "-"),
        55..=68 => without_blanks(&national),
        69..=81 => format!("+{code} {inner}"),
        82..=90 => format!("+{code}{}", without_blanks(inner)),
        91..=94 => format!("00{code} {inner}"),
        95..=98 => format!("00{code}{}", without_blanks(inner)),
        _ if phones.trunk.is_empty() => format!("(+{code}) {inner}"),
        _ => format!("+{code} ({}){inner}", phones.trunk),
    }
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| *c != ' ').collect()
}

/// Puts digits into a template.
pub(super) fn fill_digits(template: &str, random: &mut Random) -> String {
    let digit = |c| if c == '#' { char::from(b'0' + u8::try_from(random.below(10)).unwrap_or(0)) } else { c };
    template.chars().map(digit).collect()
}
