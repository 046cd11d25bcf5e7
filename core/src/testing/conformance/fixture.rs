use std::sync::Arc;

use crate::base::{
    Collation, CollectionId, CustomerId, EntityKind, Error, Result, Revision, Sort, Timestamp, name_key,
};
use crate::collections::{Collection, CollectionKind, CollectionRef, Preset};
use crate::customers::{
    Archived, Condition, Customer, CustomerList, CustomerQuery, CustomerUpdate, SearchQuery, StoredCustomer,
};
use crate::repository::{Capabilities, Repository, RepositoryExt};
use crate::settings::RegisterSettings;
use crate::testing::Samples;

use super::Factory;

/// A founded store, as the register leaves it after opening a new one.
pub(super) struct Fixture {
    pub(super) repository: Arc<dyn Repository>,
    pub(super) capabilities: Capabilities,
    pub(super) collation: Collation,
    pub(super) samples: Samples,
    /// The default group of new customers.
    pub(super) standard: CollectionRef,
}

impl Fixture {
    pub(super) fn new(factory: Factory<'_>) -> Result<Self> {
        let repository = factory()?;
        let capabilities = repository.info().capabilities;
        let settings = RegisterSettings { locale: "sv".into(), country: "SE".into(), ..Default::default() };
        let mut samples = Samples::new(20_240_101);
        repository.write(|tx| tx.put_settings(&settings, Revision::FIRST))?;
        let standard = if capabilities.collections {
            let mut group = collection(&mut samples, CollectionKind::CustomerGroup, "Standard");
            group.preset = Some(Preset::Standard);
            repository.write(|tx| tx.insert_collection(&group, &name_key(&group.name)))?;
            CollectionRef::from(&group)
        } else {
            CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() }
        };
        let collation = Collation::new(&settings.locale)?;
        Ok(Self { repository, capabilities, collation, samples, standard })
    }

    /// Makes a customer without storing it.
    pub(super) fn sample(&mut self) -> StoredCustomer {
        self.samples.customer(&self.standard, &self.collation)
    }

    /// Stores invented customers and returns them as they should be read.
    pub(super) fn add(&mut self, count: usize) -> Result<Vec<Customer>> {
        let rows: Vec<StoredCustomer> = (0..count).map(|_| self.sample()).collect();
        self.insert(&rows)
    }

    /// Stores invented customers of whom some bear tags, where the backend has tags.
    pub(super) fn add_tagged(&mut self, count: usize) -> Result<Vec<Customer>> {
        let mut customers = self.add(count)?;
        if !self.capabilities.collections {
            return Ok(customers);
        }
        let mut pairs = Vec::new();
        // By name, as a customer's tags are.
        for (name, share) in [("Anna's", 9), ("ateljé öst", 1), ("wedding 2026", 3), ("Свадба 17", 20)]
        {
            let tag = self.add_set(CollectionKind::Tag, name)?;
            for customer in &mut customers {
                if self.samples.random.once_in(share) {
                    customer.tags.push(CollectionRef::from(&tag));
                    pairs.push((customer.id, tag.id));
                }
            }
        }
        self.repository.write(|tx| tx.add_members(&pairs))?;
        Ok(customers)
    }

    pub(super) fn insert(&self, rows: &[StoredCustomer]) -> Result<Vec<Customer>> {
        let numbers = self.repository.write(|tx| tx.insert_customers(rows))?;
        let pairs = rows.iter().zip(numbers);
        Ok(pairs.map(|(row, number)| Customer { number, ..row.customer.clone() }).collect())
    }

    /// Makes a set and stores it.
    pub(super) fn add_set(&mut self, kind: CollectionKind, name: &str) -> Result<Collection> {
        let set = collection(&mut self.samples, kind, name);
        self.repository.write(|tx| tx.insert_collection(&set, &name_key(name)))?;
        Ok(set)
    }

    /// The change of a customer into another profile, as the register would make it.
    pub(super) fn edit(&self, before: &Customer, change: impl FnOnce(&mut Customer)) -> CustomerUpdate {
        let mut customer = before.clone();
        change(&mut customer);
        customer.revision = before.revision.next();
        CustomerUpdate::new(before.clone(), customer, &self.collation)
    }

    pub(super) fn read_one(&self, id: CustomerId) -> Result<Customer> {
        let found = self.repository.read(|tx| Ok(tx.customers(&[id])?.pop()))?;
        found.ok_or_else(|| Error::not_found(EntityKind::Customer, id))
    }

    /// How many customers there are, archived ones too.
    pub(super) fn count(&self) -> Result<u64> {
        self.repository.read(|tx| tx.count_customers(&everybody(&self.collation), None))
    }

    /// Every customer by number.
    pub(super) fn everybody(&self) -> Result<Vec<Customer>> {
        let list = CustomerList {
            query: everybody(&self.collation),
            sort: &Sort::Number,
            after: None,
            limit: usize::from(u16::MAX),
        };
        let rows = self.repository.read(|tx| tx.list_customers(&list))?;
        Ok(rows.into_iter().map(|row| row.customer).collect())
    }
}

/// The query that every customer passes.
pub(super) fn everybody(collation: &Collation) -> CustomerQuery<'_> {
    query(collation, &[])
}

pub(super) fn query<'a>(collation: &'a Collation, conditions: &'a [Condition]) -> CustomerQuery<'a> {
    CustomerQuery {
        search: None::<SearchQuery>,
        conditions,
        in_sets: Vec::new(),
        not_in_sets: Vec::new(),
        archived: Archived::Include,
        ids: None,
        collation,
    }
}

pub(super) fn collection(samples: &mut Samples, kind: CollectionKind, name: &str) -> Collection {
    Collection {
        id: CollectionId::from_bytes(samples.id()),
        kind,
        name: name.to_owned(),
        preset: None,
        revision: Revision::FIRST,
        created_at: Timestamp::from_micros(1_704_067_200_000_000),
        archived_at: None,
        size: 0,
    }
}
