use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use crate::base::Result;

/// A tag or group as its row says.
#[derive(Debug)]
pub(crate) struct KnownSet {
    pub(crate) kind: i64,
    pub(crate) id: [u8; 16],
    pub(crate) name: String,
    pub(crate) name_key: String,
}

/// A tag by its key, with the text in which words are searched.
#[derive(Debug)]
pub(crate) struct TagText {
    pub(crate) key: i64,
    pub(crate) text: String,
}

/// A tag or group with its place among all of them by name.
#[derive(Debug)]
pub(crate) struct RankedSet {
    pub(crate) kind: i64,
    pub(crate) name: String,
    pub(crate) rank: usize,
}

/// Tags and groups by their keys, each read once: the customers of a list share few.
///
/// A transaction has its own, unless its connection can tell whether others wrote since.
#[derive(Debug, Default)]
pub(crate) struct KnownSets {
    version: Cell<i64>,
    sets: RefCell<HashMap<i64, Arc<KnownSet>>>,
    keys: RefCell<HashMap<[u8; 16], i64>>,
    /// By kind and name key.
    named: RefCell<HashMap<(i64, String), i64>>,
    tag_texts: RefCell<Option<Arc<Vec<TagText>>>>,
    ranked: RefCell<Option<Arc<HashMap<i64, RankedSet>>>>,
}

impl KnownSets {
    /// Forgets all unless it was read from this version of the register.
    pub(crate) fn at_version(&self, version: i64) {
        if self.version.replace(version) != version {
            self.forget();
        }
    }

    /// Forgets all, before a set is made, gets another name or is deleted.
    pub(crate) fn forget(&self) {
        self.sets.borrow_mut().clear();
        self.keys.borrow_mut().clear();
        self.named.borrow_mut().clear();
        self.tag_texts.replace(None);
        self.ranked.replace(None);
    }

    /// Returns all tags, by `read` where they are not known yet.
    ///
    /// # Errors
    /// Those of `read`.
    pub(crate) fn tag_texts(&self, read: impl FnOnce() -> Result<Vec<TagText>>) -> Result<Arc<Vec<TagText>>> {
        kept(&self.tag_texts, read)
    }

    /// Returns all sets by their keys, by `read` where they are not known yet.
    ///
    /// # Errors
    /// Those of `read`.
    pub(crate) fn ranked(
        &self,
        read: impl FnOnce() -> Result<HashMap<i64, RankedSet>>,
    ) -> Result<Arc<HashMap<i64, RankedSet>>> {
        kept(&self.ranked, read)
    }

    /// Tells whether a set is known.
    pub(crate) fn knows(&self, key: i64) -> bool {
        self.sets.borrow().contains_key(&key)
    }

    /// Takes note of a set that was read.
    pub(crate) fn learn(&self, key: i64, set: KnownSet) {
        self.keys.borrow_mut().insert(set.id, key);
        self.named.borrow_mut().insert((set.kind, set.name_key.clone()), key);
        self.sets.borrow_mut().insert(key, Arc::new(set));
    }

    /// Returns the key of a set if it is known.
    pub(crate) fn key(&self, id: [u8; 16]) -> Option<i64> {
        self.keys.borrow().get(&id).copied()
    }

    /// Returns the set of a kind with a name key if it is known.
    pub(crate) fn named(&self, kind: i64, name_key: &str) -> Option<Arc<KnownSet>> {
        let key = *self.named.borrow().get(&(kind, name_key.to_owned()))?;
        self.get(key)
    }

    /// Returns a set if it is known.
    pub(crate) fn get(&self, key: i64) -> Option<Arc<KnownSet>> {
        self.sets.borrow().get(&key).map(Arc::clone)
    }
}

fn kept<T>(kept: &RefCell<Option<Arc<T>>>, read: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
    if let Some(known) = &*kept.borrow() {
        return Ok(Arc::clone(known));
    }
    let known = Arc::new(read()?);
    kept.replace(Some(Arc::clone(&known)));
    Ok(known)
}
