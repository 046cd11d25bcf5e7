use super::Wording;

/// A tag in English and Swedish, and how many of 10,000 customers have it.
pub(crate) struct Tag {
    pub(crate) english: &'static str,
    pub(crate) swedish: &'static str,
    pub(crate) share: u32,
}

const fn tag(english: &'static str, swedish: &'static str, share: u32) -> Tag {
    Tag { english, swedish, share }
}

/// The tags, commonest first. Popularity falls as `(rank - 0.85)^-0.593`: 38 % to 1.4 %, 1.5 tags a
/// customer.
pub(crate) const TAGS: [Tag; 40] = [
    tag("newsletter", "nyhetsbrev", 3_800),
    tag("online shop", "webbutik", 1_135),
    tag("family", "familj", 783),
    tag("regular", "stamkund", 624),
    tag("portrait", "porträtt", 530),
    tag("wedding", "bröllop", 466),
    tag("school", "skola", 420),
    tag("club card", "klubbkort", 384),
    tag("spring sale", "vårrea", 355),
    tag("gift card", "presentkort", 332),
    tag("christmas", "jul", 312),
    tag("children", "barn", 295),
    tag("sports", "sport", 280),
    tag("local", "lokal", 267),
    tag("business", "företag", 256),
    tag("frames", "ramar", 246),
    tag("album", "album", 237),
    tag("summer camp", "sommarläger", 228),
    tag("vip", "vip", 221),
    tag("kindergarten", "förskola", 214),
    tag("graduation", "examen", 208),
    tag("referral", "tipsad", 202),
    tag("pensioner", "pensionär", 196),
    tag("student", "student", 191),
    tag("team photo", "lagfoto", 186),
    tag("baptism", "dop", 182),
    tag("newborn", "nyfödd", 178),
    tag("calendar", "kalender", 174),
    tag("canvas", "canvas", 170),
    tag("horses", "hästar", 167),
    tag("dogs", "hundar", 163),
    tag("dance", "dans", 160),
    tag("choir", "kör", 157),
    tag("passport photo", "passfoto", 155),
    tag("press", "press", 152),
    tag("fair 2023", "mässa 2023", 149),
    tag("fair 2024", "mässa 2024", 147),
    tag("late payer", "sen betalare", 144),
    tag("return often", "returnerar ofta", 142),
    tag("call first", "ring först", 140),
];

impl Tag {
    pub(crate) fn in_words(&self, wording: Wording) -> &'static str {
        match wording {
            Wording::English => self.english,
            Wording::Swedish => self.swedish,
        }
    }
}
