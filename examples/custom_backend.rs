//! A backend of one's own: a register in plain maps, without SQL, that stores and lists customers.
//!
//! Run `cargo run --example custom_backend`: it works with the register, then checks the backend
//! against the specification. What it does not offer – tags and groups, history, search, matching,
//! idempotency keys – keeps the traits' default methods, which answer `Unsupported`.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use kartotek::testing::conformance::conformance;
use kartotek::{
    BackendInfo, BatchRead, BatchWrite, Capabilities, CodeRead, CodeWrite, CollectionRead, CollectionWrite,
    Conflict, Customer, CustomerDraft, CustomerFilter, CustomerId, CustomerKeys, CustomerList, CustomerQuery,
    CustomerRead, CustomerUpdate, CustomerWrite, DependentRead, DumpRead, DumpWrite, EntityKind, Error,
    GalleryRead, GalleryWrite, HistoryRead, HistoryWrite, IdempotencyRead, IdempotencyWrite, JobRead,
    JobWrite, ListedCustomer, MappingRead, MappingWrite, ParticipantRead, ParticipantWrite, ReadTx, Register,
    RegisterId, RegisterSettings, RegistrationRead, RegistrationWrite, Repository, Result, Revision,
    SettingsRead, SettingsWrite, Sort, StoredCustomer, Tombstone, WriteTx, customer_field, query_matches,
    sort_key,
};

/// All data, as one value: a reader keeps the one that it found, a writer changes a copy.
///
/// Copying everything for each unit of work is right for a few thousand customers, not for more.
#[derive(Debug, Clone, Default)]
struct Data {
    settings: RegisterSettings,
    settings_revision: u32,
    register: Option<RegisterId>,
    facts: BTreeMap<String, String>,
    customers: BTreeMap<u64, Customer>,
    numbers: BTreeMap<CustomerId, u64>,
    tombstones: BTreeMap<CustomerId, Tombstone>,
    last_number: u64,
}

/// The backend: the data of the last commit, or nothing after shutting down.
#[derive(Debug)]
struct MapRepository {
    committed: RwLock<Option<Arc<Data>>>,
    writer: Mutex<()>,
}

impl MapRepository {
    fn new() -> Self {
        Self { committed: RwLock::new(Some(Arc::default())), writer: Mutex::default() }
    }

    fn snapshot(&self) -> Result<Arc<Data>> {
        self.committed.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Error::ShutDown)
    }
}

impl Repository for MapRepository {
    fn info(&self) -> BackendInfo {
        // Lists compute their order anew each time, so another language costs nothing.
        let capabilities = Capabilities { reordering: true, ..Capabilities::default() };
        BackendInfo { name: "maps", schema_version: 1, capabilities }
    }

    fn with_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        body(&*self.snapshot()?)
    }

    fn with_write(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()> {
        // A body that panicked changed its own copy alone.
        let _turn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut copy = Data::clone(&*self.snapshot()?);
        body(&mut copy)?;
        let mut committed = self.committed.write().unwrap_or_else(PoisonError::into_inner);
        match committed.as_mut() {
            Some(data) => *data = Arc::new(copy),
            None => return Err(Error::ShutDown),
        }
        Ok(())
    }

    fn shut_down(&self) -> Result<()> {
        *self.committed.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

impl SettingsRead for Data {
    fn settings(&self) -> Result<(RegisterSettings, Revision)> {
        Ok((self.settings.clone(), Revision(self.settings_revision)))
    }

    fn settings_revision(&self) -> Result<Revision> {
        Ok(Revision(self.settings_revision))
    }

    fn register_id(&self) -> Result<Option<RegisterId>> {
        Ok(self.register)
    }

    fn fact(&self, name: &str) -> Result<Option<String>> {
        Ok(self.facts.get(name).cloned())
    }
}

impl SettingsWrite for Data {
    fn put_settings(&mut self, settings: &RegisterSettings, revision: Revision) -> Result<()> {
        (self.settings, self.settings_revision) = (settings.clone(), revision.0);
        Ok(())
    }

    fn put_register_id(&mut self, id: RegisterId) -> Result<()> {
        self.register = Some(id);
        Ok(())
    }

    fn put_fact(&mut self, name: &str, value: &str) -> Result<()> {
        self.facts.insert(name.to_owned(), value.to_owned());
        Ok(())
    }
}

impl Data {
    /// Whether an external id of a customer belongs to another one.
    fn takes_external_id(&self, customer: &Customer) -> bool {
        let others = self.customers.values().filter(|other| other.id != customer.id);
        let mut taken = others.flat_map(|other| &other.profile.external_ids);
        taken.any(|id| customer.profile.external_ids.contains(id))
    }

    fn insert(&mut self, mut customer: Customer) -> Result<u64> {
        let used = self.numbers.contains_key(&customer.id) || self.tombstones.contains_key(&customer.id);
        if used {
            return Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "id" });
        }
        if self.takes_external_id(&customer) {
            return Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "external_ids" });
        }
        self.last_number += 1;
        customer.number = self.last_number;
        self.numbers.insert(customer.id, customer.number);
        self.customers.insert(customer.number, customer);
        Ok(self.last_number)
    }

    fn stored(&self, id: CustomerId) -> Result<&Customer> {
        let found = self.numbers.get(&id).and_then(|number| self.customers.get(number));
        found.ok_or_else(|| Error::not_found(EntityKind::Customer, id))
    }
}

impl CustomerRead for Data {
    fn customers(&self, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        Ok(ids.iter().filter_map(|id| self.stored(*id).ok().cloned()).collect())
    }

    fn customer_by_number(&self, number: u64) -> Result<Option<Customer>> {
        Ok(self.customers.get(&number).cloned())
    }

    fn list_customers(&self, list: &CustomerList<'_>) -> Result<Vec<ListedCustomer>> {
        let Some(field) = customer_field(&list.sort.field) else { return Ok(Vec::new()) };
        let matching = self.customers.values().filter(|customer| query_matches(&list.query, customer));
        let mut rows: Vec<ListedCustomer> = matching
            .map(|customer| ListedCustomer {
                customer: customer.clone(),
                sort_key: sort_key(field, customer, list.query.collation),
            })
            .collect();
        rows.sort_by(|a, b| (&a.sort_key, a.customer.id).cmp(&(&b.sort_key, b.customer.id)));
        if list.sort.descending {
            rows.reverse();
        }
        if let Some((key, id)) = &list.after {
            let mark = (key, *id);
            rows.retain(|row| {
                let place = (&row.sort_key, row.customer.id);
                if list.sort.descending { place < mark } else { place > mark }
            });
        }
        rows.truncate(list.limit);
        Ok(rows)
    }

    fn count_customers(&self, query: &CustomerQuery<'_>, cap: Option<u64>) -> Result<u64> {
        let count = self.customers.values().filter(|customer| query_matches(query, customer)).count() as u64;
        Ok(cap.map_or(count, |cap| count.min(cap)))
    }

    fn tombstones(&self, ids: &[CustomerId]) -> Result<Vec<Tombstone>> {
        Ok(ids.iter().filter_map(|id| self.tombstones.get(id)).copied().collect())
    }
}

impl CustomerWrite for Data {
    fn insert_customers(&mut self, rows: &[StoredCustomer]) -> Result<Vec<u64>> {
        // Refused as a whole: the copy takes the place of the data when every row went in.
        let mut copy = self.clone();
        let numbers = rows.iter().map(|row| copy.insert(row.customer.clone())).collect::<Result<_>>()?;
        *self = copy;
        Ok(numbers)
    }

    fn update_customers(&mut self, updates: &[CustomerUpdate]) -> Result<()> {
        for CustomerUpdate { before, after, keys: _ } in updates {
            let stored = self.stored(before.id)?;
            if stored.revision != before.revision {
                return Err(Error::Conflict(Box::new(Conflict {
                    entity: EntityKind::Customer,
                    id: before.id.to_string(),
                    expected: before.revision,
                    found: stored.revision,
                    fields: Vec::new(),
                })));
            }
            if self.takes_external_id(after) {
                return Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "external_ids" });
            }
            self.customers.insert(before.number, after.clone());
        }
        Ok(())
    }

    fn delete_customer(&mut self, tombstone: &Tombstone) -> Result<()> {
        let number = self.stored(tombstone.id)?.number;
        self.customers.remove(&number);
        self.numbers.remove(&tombstone.id);
        self.tombstones.insert(tombstone.id, *tombstone);
        Ok(())
    }

    fn put_customer_keys(&mut self, _keys: &[(u64, CustomerKeys)]) -> Result<()> {
        Ok(())
    }
}

impl CollectionRead for Data {}
impl CollectionWrite for Data {}
impl DependentRead for Data {}
impl JobRead for Data {}
impl JobWrite for Data {}
impl GalleryRead for Data {}
impl GalleryWrite for Data {}
impl ParticipantRead for Data {}
impl ParticipantWrite for Data {}
impl RegistrationRead for Data {}
impl RegistrationWrite for Data {}
impl CodeRead for Data {}
impl CodeWrite for Data {}
impl HistoryRead for Data {}
impl HistoryWrite for Data {}
impl IdempotencyRead for Data {}
impl IdempotencyWrite for Data {}
impl BatchRead for Data {}
impl BatchWrite for Data {}
impl DumpRead for Data {}
impl DumpWrite for Data {}
impl MappingRead for Data {}
impl MappingWrite for Data {}

fn new_store() -> Result<Arc<dyn Repository>> {
    Ok(Arc::new(MapRepository::new()))
}

fn main() -> Result<()> {
    let register = Register::builder().with_repository(new_store()?)?;
    for (given, family) in [("Olga", "Öberg"), ("Anna", "García"), ("Bo", "Ek")] {
        register.customers().create(CustomerDraft::person(given, family))?;
    }
    for customer in register.customers().all(&CustomerFilter::default(), &Sort::FamilyName) {
        println!("{}", customer?.profile.display_name());
    }
    println!("{}", conformance(&new_store));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    kartotek::conformance_tests!(new_store);

    // SPEC: C2
    #[test]
    fn the_register_works_on_maps() -> Result<()> {
        main()
    }
}
