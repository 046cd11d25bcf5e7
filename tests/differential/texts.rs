//! Texts that people, files and other programs come up with.

/// Texts that a storage, an index or a language may treat in its own way.
pub(crate) const NAUGHTY: &[&str] = &[
    "",
    " ",
    "\u{A0}\u{2003}",
    "A\u{30A}sa O\u{308}berg",
    "Åsa Öberg",
    "İstanbul",
    "ISTANBUL",
    "ıstanbul",
    "i\u{307}stanbul",
    "Straße",
    "STRASSE",
    "ẞ",
    "ſtern",
    "ﬁnder ﬂyg",
    "ΌΣΟΣ όσος όσοσ",
    "и\u{306}од Йод",
    "ЪЬЭЮЯ",
    "Ёлкина",
    "Łódź",
    "Ñandú chico llama",
    "Ærø Þór Ðuro",
    "山田 太郎",
    "ﾔﾏﾀﾞ ヤマダ",
    "عمر \u{200F}الفاروق",
    "नमस्ते",
    "🎉",
    "👩‍👩‍👧‍👦 👍🏽",
    "🇸🇪🇩🇪",
    "a\u{300}\u{301}\u{302}\u{303}\u{304}",
    "\u{301}",
    "\u{200B}\u{200D}",
    "\u{FEFF}Bo",
    "\u{AD}so\u{AD}ft",
    "\u{FFFD}\u{FFFF}",
    "\u{10FFFF}\u{E000}",
    "\u{0}",
    "Bo\u{0}Ek",
    "tab\there",
    "two\nlines",
    "two\r\nlines\r",
    "\u{2028}\u{85}",
    "\u{7F}\u{1B}[31m",
    "'; DROP TABLE customers; --",
    "O'Brien \"Bob\" \\ /",
    "%",
    "_",
    "100 % a_b",
    "$1 ?1 :name @p #{x} {}",
    "NULL",
    "=1+1",
    "@SUM(A1)",
    "-5",
    "a,b;c|d",
    "* AND OR NOT NEAR( \"",
    "ａｂｃ １２３",
    "½ ² Ⅻ №",
    "  two  blanks  ",
];

/// Names, so few that many customers have the same.
pub(crate) const NAMES: &[&str] =
    &["Anna", "anna", "Åsa", "Östen", "Bo", "Émile", "Иван", "Ёлка", "Zoë", "Ñuño", "Chavez", "Ek", "Öberg"];

/// Names of tags and groups, some of them the same one in other letters.
pub(crate) const SETS: &[&str] = &[
    "VIP", "vip", " VIP ", "wedding", "Wedding", "bröllop", "бал", "Å", "A\u{30A}", "ß", "SS", "İ", "i",
    "2024", "Standard", "Business", "🎉", "a, b",
];

/// E-mail addresses, right and wrong.
pub(crate) const EMAILS: &[&str] = &[
    "anna@example.com",
    "ANNA@Example.COM",
    "bo.ek+tag@example.se",
    "info@exämple.com",
    "info@xn--exmple-cua.com",
    "åsa@example.se",
    "\"a b\"@example.com",
    "anna@",
    "@example.com",
    "a@b",
    "",
    "anna@example.com\u{0}",
];

/// Phone numbers, right and wrong.
pub(crate) const PHONES: &[&str] = &[
    "070-123 45 67",
    "+46 70 123 45 67",
    "0046701234567",
    "+34 645 337 711",
    "+359 88 812 3456",
    "08-12 34 56 ext. 12",
    "+49 (0)30 901820",
    "12 34",
    "",
    "٠٧٠١٢٣٤٥٦٧",
    "call mother",
];
