//! Guardians of participants: customers who are found by what a row says of them (SPEC B17), or made.

use std::collections::{HashMap, HashSet};

use crate::base::{CustomerId, FieldProblem, Result, Timestamp};
use crate::catalogue::Context;
use crate::customers::{
    Customer, CustomerProfile, Email, EmailKey, MatchKeys, Phone, StoredCustomer, check_profile, contradict,
    normalise,
};
use crate::exchange::import::fault::Fault;
use crate::exchange::target::ItemList;
use crate::register::{State, new_record};
use crate::repository::ReadTx;

use super::names::Name;

/// How many customers are asked for at a time.
const AT_ONCE: usize = 1_000;

/// A guardian as a row has them.
#[derive(Clone)]
pub(super) struct Guardian {
    /// The record to insert where nobody is found; its id is still to be given.
    pub(super) new: Box<StoredCustomer>,
    emails: Vec<EmailKey>,
    phones: Vec<u64>,
}

impl Guardian {
    /// Makes the record of a new customer; the problems come with the columns of e-mails and phones.
    pub(super) fn of(
        name: Name,
        contacts: &[(usize, ItemList, &str)],
        state: &State,
        now: Timestamp,
    ) -> Result<Self, Vec<(Option<usize>, FieldProblem)>> {
        let of_list = |wanted: ItemList| contacts.iter().filter(move |(_, list, _)| *list == wanted);
        let mut profile = CustomerProfile {
            given_name: name.given,
            family_name: name.family,
            entered_name: name.entered,
            emails: of_list(ItemList::Emails)
                .map(|(.., text)| Email { address: (*text).to_owned(), label: String::new() })
                .collect(),
            phones: of_list(ItemList::Phones).map(|(.., text)| Phone::new(*text)).collect(),
            ..CustomerProfile::default()
        };
        normalise(&mut profile, &state.settings.country);
        if !state.settings.policies.iter().any(|policy| policy.field == "origin") {
            "import".clone_into(&mut profile.origin);
        }
        let problems = check_profile(&profile, state.check(Context::Import, now, None));
        if !problems.is_empty() {
            let column = |problem: &FieldProblem| {
                let list = if problem.field == "email" { ItemList::Emails } else { ItemList::Phones };
                of_list(list).nth(problem.item?).map(|(column, ..)| *column)
            };
            return Err(problems.into_iter().map(|problem| (column(&problem), problem)).collect());
        }
        let emails = profile.emails.iter().filter_map(|email| EmailKey::of(&email.address)).collect();
        let phones = profile.phones.iter().filter_map(|phone| phone.e164).collect();
        let id = CustomerId::from_bytes([0; 16]);
        let new = Box::new(new_record(profile, id, state.standard_group.clone(), state, now));
        Ok(Self { new, emails, phones })
    }

    fn profile(&self) -> &CustomerProfile {
        &self.new.customer.profile
    }

    /// Tells whether two guardians of one row are the same: by e-mail or phone, with no other name.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.shares_with(other.profile()) && !contradict(self.profile(), other.profile())
    }

    fn shares_with(&self, profile: &CustomerProfile) -> bool {
        let emails = || profile.emails.iter().filter_map(|email| EmailKey::of(&email.address));
        emails().any(|own| self.emails.contains(&own))
            || profile.phones.iter().any(|own| own.e164.is_some_and(|own| self.phones.contains(&own)))
    }
}

/// The customers that guardians may be: those of the register, and those that earlier rows made.
#[derive(Default)]
pub(super) struct Customers {
    all: Vec<(CustomerId, CustomerProfile)>,
    by_id: HashMap<CustomerId, usize>,
    by_email: HashMap<EmailKey, Vec<usize>>,
    by_phone: HashMap<u64, Vec<usize>>,
}

impl Customers {
    /// Asks the storage for everybody with an e-mail or phone of the guardians, and for those who are tied to
    /// participants already.
    ///
    /// # Errors
    /// Of the storage; `Unsupported` where it finds nobody by e-mails.
    pub(super) fn load<'g>(
        tx: &dyn ReadTx,
        guardians: impl Iterator<Item = &'g Guardian>,
        tied: &[CustomerId],
    ) -> Result<Self> {
        let (mut emails, mut phones) = (HashSet::new(), HashSet::new());
        for guardian in guardians {
            emails.extend(guardian.emails.iter().map(EmailKey::hash));
            phones.extend(guardian.phones.iter().copied());
        }
        let mut found = Self::default();
        for ids in tied.chunks(AT_ONCE) {
            tx.customers(ids)?.into_iter().for_each(|customer| found.add_stored(customer));
        }
        let (emails, phones): (Vec<_>, Vec<_>) = (emails.into_iter().collect(), phones.into_iter().collect());
        let keys = emails
            .chunks(AT_ONCE)
            .map(|some| MatchKeys { email_hashes: some.to_vec(), ..MatchKeys::default() })
            .chain(
                phones
                    .chunks(AT_ONCE)
                    .map(|some| MatchKeys { phones: some.to_vec(), ..MatchKeys::default() }),
            );
        for keys in keys {
            tx.match_customers(&keys)?.into_iter().for_each(|customer| found.add_stored(customer));
        }
        Ok(found)
    }

    fn add_stored(&mut self, customer: Customer) {
        if !self.by_id.contains_key(&customer.id) {
            self.add(customer.id, customer.profile);
        }
    }

    /// Adds a customer, whom later rows can be about.
    pub(super) fn add(&mut self, id: CustomerId, profile: CustomerProfile) {
        let place = self.all.len();
        self.by_id.insert(id, place);
        for key in profile.emails.iter().filter_map(|email| EmailKey::of(&email.address)) {
            self.by_email.entry(key).or_default().push(place);
        }
        for phone in profile.phones.iter().filter_map(|phone| phone.e164) {
            self.by_phone.entry(phone).or_default().push(place);
        }
        self.all.push((id, profile));
    }

    /// Finds the customer that a guardian is; nothing for a new one.
    ///
    /// Those who are tied to the participants come first: by e-mail or phone with no other name, else by the
    /// same name. Then everybody with the e-mail, then everybody with the phone, and no other name.
    ///
    /// # Errors
    /// The fault of the row where several may be meant.
    pub(super) fn find(&self, guardian: &Guardian, tied: &[CustomerId]) -> Result<Option<CustomerId>, Fault> {
        let own: Vec<usize> = tied.iter().filter_map(|id| self.by_id.get(id).copied()).collect();
        let fits = |place: &usize| !contradict(guardian.profile(), &self.all[*place].1);
        let mut of_row: Vec<usize> = own.iter().copied().filter(fits).collect();
        of_row.dedup();
        let sharing: Vec<usize> =
            of_row.iter().copied().filter(|place| guardian.shares_with(&self.all[*place].1)).collect();
        let named: Vec<usize> = of_row.into_iter().filter(|place| self.is_named(guardian, *place)).collect();
        for found in [sharing, named] {
            if let Some(one) = self.only_one(&found)? {
                return Ok(Some(one));
            }
        }
        let by_email = guardian.emails.iter().flat_map(|key| self.by_email.get(key).into_iter().flatten());
        let by_phone = guardian.phones.iter().flat_map(|key| self.by_phone.get(key).into_iter().flatten());
        for found in [by_email.copied().collect::<Vec<_>>(), by_phone.copied().collect()] {
            if found.len() > MatchKeys::FEW {
                return Err(Fault::several_customers());
            }
            if let Some(one) = self.only_one(&found.into_iter().filter(fits).collect::<Vec<_>>())? {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }

    /// Tells whether both say a name; no other one, as the caller knows.
    fn is_named(&self, guardian: &Guardian, place: usize) -> bool {
        !guardian.profile().display_name().is_empty() && !self.all[place].1.display_name().is_empty()
    }

    fn only_one(&self, found: &[usize]) -> Result<Option<CustomerId>, Fault> {
        match found {
            [] => Ok(None),
            [first, others @ ..] if others.iter().all(|other| other == first) => Ok(Some(self.all[*first].0)),
            _ => Err(Fault::several_customers()),
        }
    }
}
