//! Which known customer a form may come from, and what has to be proven for it (SPEC B5).

use std::fmt;

use crate::base::{CustomerId, Error, Result};
use crate::customers::{
    Customer, CustomerDraft, CustomerKind, CustomerProfile, EmailKey, MatchKeys, contradict, normalise,
};
use crate::register::Unit;
use crate::register::idempotency::{Arguments, lost_answer};

/// Says that a form may come from a customer of the register, if they prove that an e-mail or phone is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Claim {
    /// The customer. Not for the eyes of whoever filled in the form.
    pub customer: CustomerId,
    /// What is to be proven.
    pub by: ClaimBy,
}

/// What is to be proven: this one address or number, which form and customer have in common, and none of the
/// others that stand in the form.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum ClaimBy {
    /// That they read the mail of this address, which is written as the customer has it.
    Email(String),
    /// That they have the phone of this number: in E.164, without the plus sign.
    Phone(u64),
}

// What proves somebody is personal data.
impl fmt::Debug for ClaimBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(…)",
            Self::Phone(_) => "Phone(…)",
        })
    }
}

impl ClaimBy {
    /// Adds it to the arguments of a call: an address by its key, however it is written.
    pub(super) fn add_to(&self, arguments: Arguments) -> Arguments {
        match self {
            Self::Email(address) => {
                arguments.text(EmailKey::of(address).as_ref().map_or("", EmailKey::as_str))
            }
            Self::Phone(number) => arguments.number(*number),
        }
    }

    /// What is kept of it to answer a call again: nothing that it could be read from.
    fn mark(&self) -> String {
        let digest = self.add_to(Arguments::default()).finish();
        digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Returns what is kept of a claim to give it again.
pub(super) fn note(claim: &Claim) -> String {
    format!("{} {}", claim.customer, claim.by.mark())
}

/// Gives a claim on a form again, whatever became of the customer.
pub(super) fn recall(unit: &Unit<'_>, draft: &CustomerDraft, note: &str) -> Result<Claim> {
    let (customer, mark) = note.split_once(' ').ok_or_else(lost_answer)?;
    let customer: CustomerId = customer.parse()?;
    let shown = Shown::of(unit, draft);
    let stored = unit.tx.customers(&[customer])?.pop();
    let own = stored
        .iter()
        .flat_map(|stored| shown.emails_of(&stored.profile).chain(shown.phones_of(&stored.profile)));
    let in_form = shown.emails_of(&shown.profile).chain(shown.phones_of(&shown.profile));
    let by = own.chain(in_form).find(|by| by.mark() == mark).ok_or_else(lost_answer)?;
    Ok(Claim { customer, by })
}

/// Returns the claim on the customer that a form may come from: by e-mail, else by phone, where exactly one
/// customer has it whose name does not contradict. Nobody is claimed by what a crowd has.
pub(super) fn claim(unit: &Unit<'_>, draft: &CustomerDraft) -> Result<Option<Claim>> {
    let mut shown = Shown::of(unit, draft);
    if shown.emails.is_empty() && shown.phones.is_empty() {
        return Ok(None);
    }
    let keys = MatchKeys {
        email_hashes: shown.emails.iter().map(EmailKey::hash).collect(),
        phones: shown.phones.clone(),
        ..MatchKeys::default()
    };
    let found = unit.tx.match_customers(&keys)?;
    shown.forget_crowds(&found);
    let fitting: Vec<&Customer> = found.iter().filter(|customer| shown.may_be(customer)).collect();
    let by_email = only(&fitting, |customer| shown.emails_of(&customer.profile).next());
    Ok(by_email.or_else(|| only(&fitting, |customer| shown.phones_of(&customer.profile).next())))
}

fn only(customers: &[&Customer], by: impl Fn(&Customer) -> Option<ClaimBy>) -> Option<Claim> {
    let mut claims = customers.iter().filter_map(|one| Some(Claim { customer: one.id, by: by(one)? }));
    match (claims.next(), claims.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// Returns the customer of a claim that is proven.
///
/// # Errors
/// `RuleViolated` with the rule `claim_outdated` where the form or the customer does not have what was proven,
/// or it is not that customer's form any more.
pub(super) fn proven(unit: &Unit<'_>, draft: &CustomerDraft, claim: &Claim) -> Result<Customer> {
    let shown = Shown::of(unit, draft);
    let stored = unit.tx.customers(&[claim.customer])?.pop();
    let is_theirs = |customer: &Customer| {
        let profile = &customer.profile;
        let mut shared = shown.emails_of(profile).chain(shown.phones_of(profile));
        shown.may_be(customer) && shared.any(|by| by == claim.by)
    };
    stored.filter(is_theirs).ok_or_else(|| {
        Error::rule(
            "claim_outdated",
            "the e-mail or phone is not that of the form and the claimed customer any more",
        )
    })
}

/// What a form shows of whom it comes from.
struct Shown {
    profile: CustomerProfile,
    emails: Vec<EmailKey>,
    phones: Vec<u64>,
}

impl Shown {
    fn of(unit: &Unit<'_>, draft: &CustomerDraft) -> Self {
        let mut profile = draft.profile.clone();
        normalise(&mut profile, &unit.state.settings.country);
        let emails = profile.emails.iter().filter_map(|email| EmailKey::of(&email.address)).collect();
        let phones = profile.phones.iter().filter_map(|phone| phone.e164).collect();
        Self { profile, emails, phones }
    }

    /// Tells whether nothing speaks against it that a form comes from a customer.
    fn may_be(&self, customer: &Customer) -> bool {
        let is_person = customer.profile.kind != CustomerKind::SharedLogin;
        is_person && customer.archived_at.is_none() && !contradict(&self.profile, &customer.profile)
    }

    /// The addresses of somebody that are in the form too, as that one writes them.
    fn emails_of(&self, profile: &CustomerProfile) -> impl Iterator<Item = ClaimBy> {
        let addresses = profile.emails.iter().map(|email| &email.address);
        let shared =
            addresses.filter(|address| EmailKey::of(address).is_some_and(|key| self.emails.contains(&key)));
        shared.map(|address| ClaimBy::Email(address.clone()))
    }

    /// The numbers of somebody that are in the form too.
    fn phones_of(&self, profile: &CustomerProfile) -> impl Iterator<Item = ClaimBy> {
        let numbers = profile.phones.iter().filter_map(|phone| phone.e164);
        numbers.filter(|number| self.phones.contains(number)).map(ClaimBy::Phone)
    }

    /// Leaves out what so many have that not all of them were found.
    fn forget_crowds(&mut self, found: &[Customer]) {
        // By hashes, as the storage counts.
        let has_hash = |customer: &Customer, hash| {
            let mut keys = customer.profile.emails.iter().filter_map(|email| EmailKey::of(&email.address));
            keys.any(|key| key.hash() == hash)
        };
        let has_phone = |customer: &Customer, number| {
            customer.profile.phones.iter().any(|phone| phone.e164 == Some(number))
        };
        let is_few = |has: &dyn Fn(&Customer) -> bool| {
            found.iter().filter(|customer| has(customer)).count() <= MatchKeys::FEW
        };
        self.emails.retain(|key| is_few(&|customer| has_hash(customer, key.hash())));
        self.phones.retain(|number| is_few(&|customer| has_phone(customer, *number)));
    }
}
