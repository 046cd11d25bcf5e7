//! Where customers stand whom a typed text finds: among the search texts, and among the bearers of tags
//! (see `docs/decisions/search-tags.md`).

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::Result;
use crate::customers::SearchQuery;
use crate::customers::search_text::tag_text;
use crate::sql::{Composed, Owned, SearchSource, Sql, SqlTx, TagText, Value};

/// So many bearers of tags are looked at one by one; where more bear the tags of a word, the other
/// words lead if there are any.
/// Small in unit tests, which go every way.
const FEW_BEARERS: i64 = if cfg!(test) { 60 } else { 10_000 };

/// Tags with more bearers are asked for one by one, each in the order of numbers.
const MANY_BEARERS: i64 = if cfg!(test) { 20 } else { 1_000 };

/// Queries that together give every customer whom a typed text finds. Each gives `s.customer` as
/// `number` and ends in conditions, so that more can be added.
#[derive(Clone)]
pub(super) struct Typed {
    pub(super) sources: Vec<Composed>,
    /// Whether a customer may be in several of them.
    overlapping: bool,
}

impl Typed {
    /// Returns queries of which each customer is in one alone.
    pub(super) fn distinct(&self) -> Vec<Composed> {
        if !self.overlapping {
            return self.sources.clone();
        }
        let mut all = Composed::default();
        for (index, source) in self.sources.iter().enumerate() {
            all.push(if index == 0 { "" } else { " UNION " }).append(source);
        }
        vec![all]
    }

    /// Adds the customer of a typed number.
    pub(super) fn with_number(mut self, number: u64) -> Self {
        let mut source =
            Composed::new("SELECT s.customer AS number FROM customer_search s WHERE s.customer = ");
        source.bind(Owned::Int(i64::try_from(number).unwrap_or(0)));
        self.sources.push(source);
        self.overlapping = true;
        self
    }
}

/// A word of a typed text.
struct Word {
    needle: String,
    /// Keys of the tags in whose names it stands, with how many bear each.
    tags: Vec<(i64, i64)>,
}

impl Word {
    fn bearers(&self) -> i64 {
        self.tags.iter().map(|tag| tag.1).sum()
    }

    /// Adds the demand that it stands in the text `s.text`, or in the name of a tag of `s.customer`.
    fn push_test(&self, sql: &mut Composed) {
        if self.tags.is_empty() {
            sql.push(" AND {contains s.text ").bind(Owned::Text(self.needle.clone())).push("}");
            return;
        }
        sql.push(" AND ({contains s.text ").bind(Owned::Text(self.needle.clone())).push("} OR ");
        push_borne(sql, &self.tags.iter().map(|tag| tag.0).collect::<Vec<_>>());
        sql.push(")");
    }
}

/// Says where those stand whom a typed text finds: each word in their text or in a tag of theirs.
///
/// Words that stand in no tag's name are asked of the texts alone. The others are asked of the texts
/// as well, and of the bearers of their tags; where these are too many to look at and there are other
/// words, those lead and the tags are looked up for each candidate.
pub(super) fn typed(tx: &SqlTx<'_>, query: &SearchQuery) -> Result<Typed> {
    let words = words(tx, query)?;
    let needles: Vec<String> = words.iter().map(|word| word.needle.clone()).collect();
    let (tagged, plain): (Vec<&Word>, Vec<&Word>) = words.iter().partition(|word| !word.tags.is_empty());
    let bearers: i64 = tagged.iter().map(|word| word.bearers()).sum();
    let leading: Vec<String> = plain.iter().map(|word| word.needle.clone()).collect();
    let overlapping = !tagged.is_empty();
    if !leading.is_empty() && bearers > FEW_BEARERS {
        let sources = tx.driver.search_sources(&leading)?.into_iter();
        let sources = sources.map(|source| in_texts(&source, &words.iter().collect::<Vec<_>>()));
        return Ok(Typed { sources: sources.collect(), overlapping });
    }
    let texts: Vec<Word> =
        needles.iter().map(|needle| Word { needle: needle.clone(), tags: Vec::new() }).collect();
    let texts: Vec<&Word> = texts.iter().collect();
    let mut sources = Vec::new();
    for source in tx.driver.search_sources(&needles)? {
        sources.push(in_texts(&source, &texts));
    }
    for word in tagged {
        let others: Vec<&Word> = words.iter().filter(|other| other.needle != word.needle).collect();
        let of = |many: bool| -> Vec<i64> {
            let tags = word.tags.iter().filter(|(_, bearers)| (*bearers > MANY_BEARERS) == many);
            tags.map(|(tag, _)| *tag).collect()
        };
        sources.extend(of(true).into_iter().map(|tag| of_bearers(&[tag], &others)));
        let few = of(false);
        let together: i64 =
            word.tags.iter().map(|tag| tag.1).filter(|bearers| *bearers <= MANY_BEARERS).sum();
        if together > FEW_BEARERS {
            sources.push(of_any(&few, &others));
        } else if !few.is_empty() {
            sources.push(of_bearers(&few, &others));
        }
    }
    Ok(Typed { sources, overlapping })
}

/// Adds the test that `s.customer` bears one of some tags.
///
/// The sum keeps the engine from looking for each tag of the list: a customer bears few.
fn push_borne(sql: &mut Composed, tags: &[i64]) {
    sql.push(
        "EXISTS (SELECT 1 FROM collection_members t
             WHERE t.entity_kind = 1 AND t.entity = s.customer AND t.collection + 0 {in ",
    );
    sql.bind(Owned::Keys(tags.to_vec())).push("})");
}

fn in_texts(source: &SearchSource, words: &[&Word]) -> Composed {
    let mut sql = Composed::new("SELECT s.customer AS number FROM ");
    sql.push(source.from);
    if let Some(parameter) = &source.parameter {
        sql.reserve(Owned::Text(parameter.clone()));
    }
    sql.push(" WHERE TRUE");
    words.iter().for_each(|word| word.push_test(&mut sql));
    sql
}

/// The bearers of some tags, of one in the order of numbers.
fn of_bearers(tags: &[i64], others: &[&Word]) -> Composed {
    let (text, join) = match others {
        [] => ("", ""),
        _ => (", x.text AS text", " CROSS JOIN customer_search x"),
    };
    let mut sql = Composed::default();
    match tags {
        [tag] => {
            sql.push("SELECT s.customer AS number FROM (SELECT m.entity AS customer").push(text);
            sql.push(" FROM collection_members m").push(join).push(" WHERE m.collection = ");
            sql.bind(Owned::Int(*tag));
        }
        // The list leads, so that the members are found by their sets.
        _ => {
            sql.push("SELECT DISTINCT s.customer AS number FROM (SELECT m.entity AS customer").push(text);
            sql.push(" FROM {list d ").bind(Owned::Keys(tags.to_vec()));
            sql.push("} CROSS JOIN collection_members m").push(join).push(" WHERE m.collection = d.value");
        }
    }
    sql.push(" AND m.entity_kind = 1");
    if !others.is_empty() {
        sql.push(" AND x.customer = m.entity");
    }
    sql.push(") s WHERE TRUE");
    others.iter().for_each(|word| word.push_test(&mut sql));
    sql
}

/// The bearers of tags of which there are many with few bearers each, such as a tag an event: along all
/// customers, of whom many are among them.
fn of_any(tags: &[i64], others: &[&Word]) -> Composed {
    let mut sql = Composed::new("SELECT s.customer AS number FROM customer_search s WHERE ");
    push_borne(&mut sql, tags);
    others.iter().for_each(|word| word.push_test(&mut sql));
    sql
}

/// Finds the tags in whose names the words of a text stand.
fn words(tx: &SqlTx<'_>, query: &SearchQuery) -> Result<Vec<Word>> {
    static SIZES: Sql = Sql::new(
        "SELECT collection, size FROM collection_sizes
         WHERE entity_kind = 1 AND size > 0 AND collection {in $1}",
    );
    let names = tag_texts(tx)?;
    let found = query.needles().into_iter().map(|needle| {
        let tags = names.iter().filter(|tag| tag.text.contains(&needle)).map(|tag| tag.key).collect();
        (needle, tags)
    });
    let found: Vec<(String, Vec<i64>)> = found.collect();
    let mut keys: Vec<i64> = found.iter().flat_map(|(_, tags)| tags).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let sizes: HashMap<i64, i64> = match keys[..] {
        [] => HashMap::new(),
        _ => {
            tx.all(&SIZES, &[Value::Keys(&keys)], |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect()
        }
    };
    let sized = |tag: i64| Some((tag, *sizes.get(&tag)?));
    let words = found.into_iter().map(|(needle, tags)| {
        let tags = tags.into_iter().filter_map(sized).collect();
        Word { needle, tags }
    });
    Ok(words.collect())
}

fn tag_texts(tx: &SqlTx<'_>) -> Result<Arc<Vec<TagText>>> {
    static TAGS: Sql = Sql::new("SELECT key, name FROM collections WHERE kind = 2 ORDER BY key");
    let read = |row: &dyn crate::sql::Row| Ok(TagText { key: row.int(0)?, text: tag_text(row.text(1)?) });
    tx.driver.known_sets()?.tag_texts(|| tx.all(&TAGS, &[], read))
}
