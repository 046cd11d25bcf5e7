use kartotek::{CustomerFilter, PageRequest, Sort};

use super::figure::{Figure, compare};
use super::stage::Stage;
use crate::baseline::Result;

/// Words of three letters and more: common, rare, in no text, in Cyrillic.
const WORDS: [&str; 12] = [
    "andersson",
    "sson",
    "иван",
    "garcía",
    "example.org",
    "kontor.example",
    "son",
    "maria",
    "lindqvist123",
    "karl-petrova",
    "zzzqqq",
    "ann",
];

/// The first 50 customers of a typed word.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (register, baseline) = stage.shared()?;
    let mut all = Vec::new();
    for word in WORDS {
        let hits = register.customers().search(word, 50)?;
        let theirs = baseline.search(word, 50)?;
        if hits.iter().map(|c| c.number).ne(theirs.iter().map(|c| c.number)) {
            return Err(format!("{word}: {} and {} hits differ", hits.len(), theirs.len()).into());
        }
        let what = format!("search {word} ({} hits)", hits.len());
        let times =
            compare(100, |_| Ok(register.customers().search(word, 50)?), |_| baseline.search(word, 50))?;
        all.push(times);
        figures.push(stage.time("worst search", what, times));
    }
    let median = |times: Vec<_>| super::figure::median(times);
    let times = (median(all.iter().map(|t| t.0).collect()), median(all.iter().map(|t| t.1).collect()));
    figures.push(stage.time("search", "median of these", times));
    for word in ["an", "m", "zu", "qx", "ки"] {
        let hits = register.customers().search(word, 50)?.len();
        let times =
            compare(100, |_| Ok(register.customers().search(word, 50)?), |_| baseline.search(word, 50))?;
        figures.push(stage.time("short search", format!("search {word} ({hits} hits)"), times));
    }
    for word in ["andersson", "иван", "example.org", "maria", "an", "zzzqqq"] {
        let filter = CustomerFilter::default().with_text(word);
        let sort = Sort::FamilyName;
        let times = compare(
            20,
            |_| Ok(register.customers().page(&filter, &sort, &PageRequest::first(50))?),
            |_| baseline.search_by_name(word, 50),
        )?;
        figures.push(stage.time("search by name", format!("search {word}, by name"), times));
    }
    Ok(())
}
