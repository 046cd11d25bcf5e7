//! The customers that rows of one chunk may be about: those in the register, and those that earlier
//! rows of the chunk made or changed.

use std::collections::HashSet;

use crate::base::{CollectionId, CustomerId, Result};
use crate::collections::CollectionKind;
use crate::customers::{
    Customer, CustomerKind, CustomerProfile, CustomerUpdate, EmailKey, MatchKeys, StoredCustomer, contradict,
};
use crate::register::SharedLogins;
use crate::repository::ReadTx;

use super::fault::Fault;
use super::known_keys::{KnownKeys, NumberMap, hash_of};
use super::prepare::{PreparedRow, Ready, RowKeys, RowState};

/// One customer as the rows so far leave it.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The stored record; nothing for one that this chunk creates.
    pub(super) before: Option<Box<Customer>>,
    pub(super) change: Pending,
    /// Sets that it is to join.
    pub(super) gained: Vec<(CollectionKind, CollectionId)>,
    /// The content hash of the row that creates it, where it has no key.
    pub(super) content: Option<i64>,
    /// Whether a row of the file was about it already.
    pub(super) touched: bool,
}

/// What is to be written of a candidate.
#[derive(Debug)]
pub(super) enum Pending {
    Nothing,
    Create(Box<StoredCustomer>),
    Update(Box<CustomerUpdate>),
}

impl Pending {
    pub(super) fn customer(&self) -> Option<&Customer> {
        match self {
            Self::Nothing => None,
            Self::Create(new) => Some(&new.customer),
            Self::Update(update) => Some(&update.after),
        }
    }
}

impl Candidate {
    fn stored(customer: Customer) -> Self {
        Self {
            before: Some(Box::new(customer)),
            change: Pending::Nothing,
            gained: Vec::new(),
            content: None,
            touched: false,
        }
    }

    /// Returns the record as the rows so far leave it.
    pub(super) fn customer(&self) -> Option<&Customer> {
        self.change.customer().or(self.before.as_deref())
    }

    fn has_other_identity(&self, keys: &RowKeys) -> bool {
        let Some(customer) = self.customer() else { return true };
        let other_id = keys.id.is_some_and(|id| id != customer.id);
        other_id
            || keys.external_ids.iter().any(|(source, id)| {
                customer.profile.external_ids.iter().any(|own| own.source == *source && own.id != *id)
            })
    }
}

/// Whom a row is about.
#[derive(Debug)]
pub(super) enum Found {
    /// Nobody who is here.
    Nobody,
    /// The candidate at this place.
    One(usize),
    /// It cannot be said.
    Unclear(Fault),
}

/// Customers made of rows without a key that say the same.
#[derive(Debug, Default)]
struct OfContent {
    /// The oldest first.
    ids: Vec<CustomerId>,
    /// How many of the first are not to be looked at any more: a row of this content was about each.
    passed: usize,
}

/// All candidates of a chunk, found by their keys.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) all: Vec<Candidate>,
    by_id: NumberMap<CustomerId, usize>,
    /// By a hash; the ids themselves are compared when one is found.
    by_external_id: NumberMap<u64, Vec<usize>>,
    by_email: NumberMap<i64, Vec<usize>>,
    by_phone: NumberMap<u64, Vec<usize>>,
    by_content: NumberMap<i64, OfContent>,
    deleted: HashSet<CustomerId>,
}

impl Candidates {
    /// Asks the storage once for everybody that the rows may be about; those that a plan keeps stand
    /// for what is stored of them.
    ///
    /// # Errors
    /// Of the storage.
    pub(super) fn load(
        tx: &dyn ReadTx,
        rows: &[PreparedRow],
        known: Option<&KnownKeys>,
        planned: Vec<Candidate>,
    ) -> Result<Self> {
        let mut keys = MatchKeys::default();
        let may_be = |key: u64| known.is_none_or(|known| known.may_hold(key));
        for ready in rows.iter().filter_map(ready_of) {
            let own = &ready.keys;
            keys.ids.extend(own.id);
            for (source, _) in &own.external_ids {
                if !keys.id_sources.contains(source) {
                    keys.id_sources.push(source.clone());
                }
            }
            keys.external_ids.extend(own.external_ids.iter().filter(|id| may_be(hash_of(id))).cloned());
            keys.email_hashes.extend(own.emails.iter().map(|(hash, _)| *hash).filter(|h| may_be(hash_of(h))));
            keys.phones.extend(own.phones.iter().copied().filter(|phone| may_be(hash_of(phone))));
            keys.contents.extend(own.content.filter(|content| may_be(hash_of(content))));
        }
        let mut candidates = Self::default();
        if !keys.contents.is_empty() {
            for (content, id) in tx.customers_of_contents(&keys.contents)? {
                candidates.by_content.entry(content).or_default().ids.push(id);
                keys.ids.push(id);
            }
            for of_content in candidates.by_content.values_mut() {
                of_content.ids.sort_unstable();
                of_content.ids.dedup();
            }
        }
        let nothing = keys.ids.is_empty()
            && keys.external_ids.is_empty()
            && keys.email_hashes.is_empty()
            && keys.phones.is_empty();
        for candidate in planned {
            candidates.all.push(candidate);
            candidates.learn(candidates.all.len() - 1, true);
        }
        if !nothing {
            for customer in tx.match_customers(&keys)? {
                // A plan may have changed this one, which only it knows.
                if !candidates.by_id.contains_key(&customer.id) {
                    candidates.all.push(Candidate::stored(customer));
                    candidates.learn(candidates.all.len() - 1, true);
                }
            }
        }
        let named = rows.iter().filter_map(ready_of).filter_map(|ready| ready.keys.id);
        let missing: Vec<CustomerId> = named.filter(|id| !candidates.by_id.contains_key(id)).collect();
        if !missing.is_empty() {
            candidates.deleted.extend(tx.tombstones(&missing)?.iter().map(|tombstone| tombstone.id));
        }
        Ok(candidates)
    }

    /// Learns what deciding these rows needs to know of shared logins; of most files nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub(super) fn learn_logins(
        &self,
        logins: &mut SharedLogins,
        tx: &dyn ReadTx,
        rows: &[PreparedRow],
    ) -> Result<()> {
        let is_login = |customer: &Customer| customer.profile.kind == CustomerKind::SharedLogin;
        let (mut named, mut some_turn) = (Vec::new(), false);
        for new in rows.iter().filter_map(ready_of).filter_map(|ready| ready.new.as_ref()) {
            named.extend(new.customer.profile.shared_login);
            some_turn |= is_login(&new.customer);
        }
        let stored = self.all.iter().filter_map(|candidate| candidate.before.as_deref());
        let turning = stored.filter(|customer| some_turn || is_login(customer)).map(|customer| customer.id);
        logins.learn(tx, named, turning)
    }

    /// Adds a customer that a row creates, and returns its place.
    pub(super) fn create(&mut self, new: Box<StoredCustomer>, keys: &RowKeys) -> usize {
        let id = new.customer.id;
        let (change, content) = (Pending::Create(new), keys.content);
        self.all.push(Candidate { before: None, change, gained: Vec::new(), content, touched: true });
        let place = self.all.len() - 1;
        self.learn(place, keys.id.is_some() || content.is_some());
        if let Some(content) = content {
            // Rows were about all that were made of it before, otherwise the row would be about one of them.
            let of_content = self.by_content.entry(content).or_default();
            of_content.ids.push(id);
            of_content.passed = of_content.ids.len();
        }
        place
    }

    /// Notes the keys that a candidate has now.
    pub(super) fn learn(&mut self, place: usize, by_id: bool) {
        let Some(customer) = self.all[place].customer() else { return };
        if by_id {
            self.by_id.insert(customer.id, place);
        }
        for id in &customer.profile.external_ids {
            add(self.by_external_id.entry(hash_of((&id.source, &id.id))).or_default(), place);
        }
        for key in customer.profile.emails.iter().filter_map(|email| EmailKey::of(&email.address)) {
            add(self.by_email.entry(key.hash()).or_default(), place);
        }
        for phone in customer.profile.phones.iter().filter_map(|phone| phone.e164) {
            add(self.by_phone.entry(phone).or_default(), place);
        }
    }

    /// Tells whether the id of a row belonged to somebody who was deleted.
    pub(super) fn is_deleted(&self, keys: &RowKeys) -> bool {
        keys.id.is_some_and(|id| self.deleted.contains(&id))
    }

    /// Tells whether an external id of a profile belongs to another candidate.
    pub(super) fn takes_id_of_another(&self, profile: &CustomerProfile, place: usize) -> bool {
        profile.external_ids.iter().any(|own| self.holder(&own.source, &own.id).is_some_and(|h| h != place))
    }

    fn holder(&self, source: &str, id: &str) -> Option<usize> {
        let places = self.by_external_id.get(&hash_of((source, id)))?;
        places.iter().copied().find(|place| self.holds(*place, source, id))
    }

    fn holds(&self, place: usize, source: &str, id: &str) -> bool {
        self.all[place]
            .customer()
            .is_some_and(|c| c.profile.external_ids.iter().any(|own| own.source == source && own.id == id))
    }

    /// Finds whom a row is about (SPEC B17): by id, external id, e-mail, phone, content.
    ///
    /// Of those with its content it is the oldest that no row of it was about, of which those before these
    /// rows are told by their numbers. So one row finds one customer: what is found so is not found again.
    pub(super) fn find(
        &mut self,
        keys: &RowKeys,
        profile: &CustomerProfile,
        was_recognised: impl Fn(u64) -> bool,
    ) -> Found {
        if let Some(place) = keys.id.and_then(|id| self.by_id.get(&id)) {
            return Found::One(*place);
        }
        let mut named: Vec<usize> = Vec::new();
        for (source, id) in &keys.external_ids {
            if let Some(place) = self.holder(source, id) {
                add(&mut named, place);
            }
        }
        match named[..] {
            [] => {}
            [one] => return Found::One(one),
            _ => return Found::Unclear(Fault::several_customers()),
        }
        let mut sharing: Vec<usize> = Vec::new();
        for (hash, key) in &keys.emails {
            for place in self.by_email.get(hash).into_iter().flatten() {
                if self
                    .has(*place, |p| p.emails.iter().any(|e| EmailKey::of(&e.address).as_ref() == Some(key)))
                {
                    add(&mut sharing, *place);
                }
            }
        }
        if let Some(found) = self.only_one(&sharing, keys, profile) {
            return found;
        }
        sharing.clear();
        for phone in &keys.phones {
            for place in self.by_phone.get(phone).into_iter().flatten() {
                if self.has(*place, |p| p.phones.iter().any(|own| own.e164 == Some(*phone))) {
                    add(&mut sharing, *place);
                }
            }
        }
        if let Some(found) = self.only_one(&sharing, keys, profile) {
            return found;
        }
        let place = keys.content.and_then(|content| self.next_of_content(content, was_recognised));
        place.map_or(Found::Nobody, Found::One)
    }

    fn next_of_content(&mut self, content: i64, was_recognised: impl Fn(u64) -> bool) -> Option<usize> {
        let of_content = self.by_content.get_mut(&content)?;
        while let Some(id) = of_content.ids.get(of_content.passed) {
            of_content.passed += 1;
            let Some(place) = self.by_id.get(id).copied() else { continue };
            let number = self.all[place].before.as_ref().map(|customer| customer.number);
            if !number.is_some_and(&was_recognised) {
                return Some(place);
            }
        }
        None
    }

    fn has(&self, place: usize, test: impl Fn(&CustomerProfile) -> bool) -> bool {
        self.all[place].customer().is_some_and(|customer| test(&customer.profile))
    }

    /// Decides among those who share an e-mail or phone; nothing where the row's own ids say that it
    /// is none of them.
    fn only_one(&self, sharing: &[usize], keys: &RowKeys, profile: &CustomerProfile) -> Option<Found> {
        let mut rest = sharing.iter().copied().filter(|place| !self.all[*place].has_other_identity(keys));
        let first = rest.next()?;
        if sharing.len() > 1 {
            return Some(Found::Unclear(Fault::several_customers()));
        }
        let contradicts = self.has(first, |own| contradict(profile, own));
        Some(if contradicts { Found::Unclear(Fault::other_name()) } else { Found::One(first) })
    }
}

/// The keys of a customer as [`hashes_of`] gives them, and its id.
pub(super) fn keys_of(customer: &Customer) -> Vec<u64> {
    let profile = &customer.profile;
    let external = profile.external_ids.iter().map(|own| hash_of((&own.source, &own.id)));
    let emails = profile.emails.iter().filter_map(|email| EmailKey::of(&email.address));
    let emails = emails.map(|key| hash_of(key.hash()));
    let phones = profile.phones.iter().filter_map(|phone| phone.e164.map(hash_of));
    external.chain(emails).chain(phones).chain([hash_of(customer.id)]).collect()
}

/// The keys of a row as [`KnownKeys`] holds them.
pub(super) fn hashes_of(keys: &RowKeys) -> impl Iterator<Item = u64> {
    let external = keys.external_ids.iter().map(hash_of);
    let emails = keys.emails.iter().map(|(hash, _)| hash_of(hash));
    let phones = keys.phones.iter().map(hash_of);
    external.chain(emails).chain(phones).chain(keys.content.iter().map(hash_of))
}

pub(super) fn ready_of(row: &PreparedRow) -> Option<&Ready> {
    match &row.state {
        RowState::Ready(ready) => Some(ready),
        _ => None,
    }
}

fn add(places: &mut Vec<usize>, place: usize) {
    if !places.contains(&place) {
        places.push(place);
    }
}
