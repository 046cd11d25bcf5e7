use std::borrow::Cow;

use crate::base::{CustomerId, Rule};
use crate::catalogue::{FieldValue, Section};
use crate::customers::{
    Address, CustomerDraft, CustomerField, CustomerKind, CustomerProfile, Email, ExternalId, Phone,
    customer_field, drop_blank_items,
};

use super::target::ItemList;

/// What one row says about a customer, with all its problems.
#[derive(Debug, Clone, Default)]
pub struct ConvertedRow<'r> {
    /// What is to be set, fields before items.
    pub assignments: Vec<Assignment<'r>>,
    /// The cells that could not be understood.
    pub problems: Vec<CellProblem>,
    /// Places of the columns whose cell is there and empty.
    pub empty: Vec<usize>,
    /// The id of the customer in this register.
    pub id: Option<CustomerId>,
    /// The place of the column that says that this row is no customer.
    pub skip: Option<usize>,
    /// The number of filled cells beyond the last column, which no heading explains.
    pub extra_cells: usize,
}

/// One value of a row and the column that it comes from.
#[derive(Debug, Clone)]
pub struct Assignment<'r> {
    /// The place of the column, counted from 0; of the first one where several make one value.
    pub column: usize,
    /// What is to be set.
    pub change: CellChange<'r>,
}

/// What one value changes.
#[derive(Clone)]
#[non_exhaustive]
pub enum CellChange<'r> {
    /// Sets a field of the catalogue; `Empty` takes its value away.
    Field(&'static str, FieldValue<'r>),
    /// Adds an e-mail or phone, or replaces the one with its label.
    Item {
        /// Which list it is in.
        list: ItemList,
        /// The e-mail address or phone number.
        text: &'r str,
        /// What it is for; may be empty.
        label: Cow<'r, str>,
    },
    /// Adds a postal address, or replaces the one with its label.
    Address(Box<Address>),
    /// Sets the id that another system has for the customer.
    ExternalId(Cow<'static, str>, &'r str),
    /// Puts the customer into tags or groups by their names; the key says which.
    Collection(&'static str, Vec<Cow<'r, str>>),
}

// Values are personal data.
impl std::fmt::Debug for CellChange<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Field(key, _) | Self::Collection(key, _) => f.write_str(key),
            Self::Item { list, .. } => write!(f, "{list:?}"),
            Self::Address(_) => f.write_str("Addresses"),
            Self::ExternalId(source, _) => write!(f, "external_id:{source}"),
        }
    }
}

/// A cell that could not be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellProblem {
    /// The place of the column, counted from 0.
    pub column: usize,
    /// The rule that the cell breaks.
    pub rule: Rule,
}

/// How values of a row meet values that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ApplyMode {
    /// The row wins.
    #[default]
    Overwrite,
    /// Only what is not filled is set; a postal address counts as one value.
    FillBlanks,
}

impl ConvertedRow<'_> {
    /// Tells whether a column is about a field, filled or emptied.
    #[must_use]
    pub fn says(&self, key: &str) -> bool {
        self.assignments.iter().any(|a| matches!(a.change, CellChange::Field(field, _) if field == key))
    }

    /// Makes a new customer of the row.
    ///
    /// A row with a company and without any name makes a company, unless a column says what it is.
    ///
    /// # Errors
    /// The cells whose value its field refuses.
    pub fn to_draft(&self) -> Result<CustomerDraft, Vec<CellProblem>> {
        let mut draft = CustomerDraft { id: self.id, ..CustomerDraft::default() };
        self.apply_to(&mut draft.profile, ApplyMode::Overwrite)?;
        for assignment in &self.assignments {
            let CellChange::Collection(key, names) = &assignment.change else { continue };
            let mut names = names.iter().map(|name| name.clone().into_owned());
            match *key {
                "tags" => draft.tags.extend(names),
                "contact_groups" => draft.contact_groups.extend(names),
                "customer_groups" => draft.customer_groups.extend(names),
                _ => draft.default_group = names.next(),
            }
        }
        let profile = &mut draft.profile;
        let has_name = [&profile.given_name, &profile.family_name, &profile.entered_name];
        if !self.says("kind") && !profile.company.is_empty() && has_name.iter().all(|name| name.is_empty()) {
            profile.kind = CustomerKind::Company;
        }
        Ok(draft)
    }

    /// Sets the values on what people edit of a customer; tags and groups stay out of it.
    ///
    /// # Errors
    /// The cells whose value its field refuses; the others are set.
    pub fn apply_to(&self, profile: &mut CustomerProfile, mode: ApplyMode) -> Result<(), Vec<CellProblem>> {
        let mut problems = Vec::new();
        let filled = Filled::of(profile);
        for (place, assignment) in self.assignments.iter().enumerate() {
            let earlier = &self.assignments[..place];
            let done = apply(assignment, earlier, profile, mode, filled);
            problems.extend(done.err().map(|rule| CellProblem { column: assignment.column, rule }));
        }
        // Taking away a value, or setting a label alone, can leave items without content.
        drop_blank_items(profile);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Which lists had items before the row.
#[derive(Clone, Copy)]
struct Filled {
    emails: bool,
    phones: bool,
    addresses: bool,
}

impl Filled {
    fn of(profile: &CustomerProfile) -> Self {
        Self {
            emails: !profile.emails.is_empty(),
            phones: !profile.phones.is_empty(),
            addresses: !profile.addresses.is_empty(),
        }
    }
}

fn apply(
    assignment: &Assignment<'_>,
    earlier: &[Assignment<'_>],
    profile: &mut CustomerProfile,
    mode: ApplyMode,
    filled: Filled,
) -> Result<(), Rule> {
    let keep = mode == ApplyMode::FillBlanks;
    match &assignment.change {
        CellChange::Field(key, value) => {
            let field = customer_field(key).ok_or(Rule::UnknownField)?;
            let is_filled = match field.section {
                Section::Address => filled.addresses,
                _ => keep && !field.of_profile(profile).is_empty(),
            };
            if keep && is_filled { Ok(()) } else { set_field(field, profile, value) }
        }
        CellChange::Item { list: ItemList::Phones, text, label } => {
            if !(keep && filled.phones) {
                let nth = nth_with_label(earlier, ItemList::Phones, label);
                put_phone(&mut profile.phones, text, label, nth);
            }
            Ok(())
        }
        CellChange::Item { list, text, label } => {
            if !(keep && filled.emails) {
                let nth = nth_with_label(earlier, *list, label);
                put_email(&mut profile.emails, text, label, nth);
            }
            Ok(())
        }
        CellChange::Address(address) => {
            if !(keep && filled.addresses) {
                put_address(&mut profile.addresses, address, nth_address(earlier, &address.label));
            }
            Ok(())
        }
        CellChange::ExternalId(source, id) => {
            match profile.external_ids.iter_mut().find(|known| known.source == *source) {
                Some(known) if keep => debug_assert!(!known.id.is_empty()),
                Some(known) => (*id).clone_into(&mut known.id),
                None => profile
                    .external_ids
                    .push(ExternalId { source: source.clone().into_owned(), id: (*id).to_owned() }),
            }
            Ok(())
        }
        CellChange::Collection(..) => Ok(()),
    }
}

/// Sets a field. Clearing the primary e-mail or phone clears the list: if the next one took its
/// place, every run would take one more. One that is among the further ones moves to the front.
fn set_field(
    field: &'static CustomerField,
    profile: &mut CustomerProfile,
    value: &FieldValue<'_>,
) -> Result<(), Rule> {
    match field.key {
        "email" if value.is_empty() => profile.emails.clear(),
        "phone" if value.is_empty() => profile.phones.clear(),
        "email" => {
            let text = value.to_text();
            move_to_front(&mut profile.emails, |known| same_email(&known.address, &text));
        }
        "phone" => {
            let text = value.to_text();
            move_to_front(&mut profile.phones, |known| {
                same_phone(&known.text, &text)
                    || known.e164.is_some_and(|e164| same_phone(&format!("+{e164}"), &text))
            });
        }
        _ => {}
    }
    field.set(profile, value.clone())
}

/// Moves the first item that fits to the front; the others keep their order.
fn move_to_front<T>(items: &mut [T], fits: impl Fn(&T) -> bool) {
    if let Some(place) = items.iter().position(fits) {
        items[..=place].rotate_right(1);
    }
}

fn same_email(left: &str, right: &str) -> bool {
    left == right || left.to_lowercase() == right.to_lowercase()
}

fn same_phone(left: &str, right: &str) -> bool {
    let significant =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric() || *c == '+').collect() };
    left == right || significant(left) == significant(right)
}

/// Counts the items with this label that the row brought before.
fn nth_with_label(earlier: &[Assignment<'_>], list: ItemList, label: &str) -> usize {
    let same = |a: &&Assignment<'_>| matches!(&a.change, CellChange::Item { list: l, label: known, .. } if *l == list && known == label);
    earlier.iter().filter(same).count()
}

fn put_email(emails: &mut Vec<Email>, address: &str, label: &str, nth: usize) {
    if let Some(known) = emails.iter_mut().find(|known| same_email(&known.address, address)) {
        fill(&mut known.label, label);
        return;
    }
    match emails.iter_mut().filter(|known| !label.is_empty() && known.label == label).nth(nth) {
        Some(known) => address.clone_into(&mut known.address),
        None => emails.push(Email { address: address.to_owned(), label: label.to_owned() }),
    }
}

fn put_phone(phones: &mut Vec<Phone>, text: &str, label: &str, nth: usize) {
    if let Some(known) = phones.iter_mut().find(|known| same_phone(&known.text, text)) {
        fill(&mut known.label, label);
        return;
    }
    match phones.iter_mut().filter(|known| !label.is_empty() && known.label == label).nth(nth) {
        Some(known) => {
            text.clone_into(&mut known.text);
            known.e164 = None;
        }
        None => phones.push(Phone { label: label.to_owned(), ..Phone::new(text) }),
    }
}

/// Counts the addresses with this label that the row brought before.
fn nth_address(earlier: &[Assignment<'_>], label: &str) -> usize {
    let same = |a: &&Assignment<'_>| matches!(&a.change, CellChange::Address(known) if known.label == label);
    earlier.iter().filter(same).count()
}

fn put_address(addresses: &mut Vec<Address>, address: &Address, nth: usize) {
    let uses = |known: &Address| (known.default_shipping, known.default_billing);
    let same = |known: &Address| {
        let (default_shipping, default_billing) = uses(known);
        *known == Address { label: known.label.clone(), default_shipping, default_billing, ..address.clone() }
    };
    if let Some(known) = addresses.iter_mut().find(|known| same(known)) {
        fill(&mut known.label, &address.label);
        return;
    }
    let labelled =
        addresses.iter_mut().filter(|known| !address.label.is_empty() && known.label == address.label);
    match { labelled }.nth(nth) {
        Some(known) => {
            for (place, part) in [
                (&mut known.street, &address.street),
                (&mut known.street_2, &address.street_2),
                (&mut known.postal_code, &address.postal_code),
                (&mut known.city, &address.city),
                (&mut known.region, &address.region),
                (&mut known.country, &address.country),
            ] {
                if !part.is_empty() {
                    part.clone_into(place);
                }
            }
        }
        None => addresses.push(address.clone()),
    }
}

fn fill(place: &mut String, text: &str) {
    if place.is_empty() {
        text.clone_into(place);
    }
}
