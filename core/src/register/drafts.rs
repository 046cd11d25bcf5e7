use crate::base::{CustomerId, EntityKind, Error, FieldProblem, Result, name_key};
use crate::collections::{CollectionKind, CollectionRef, Membership, check_name};
use crate::customers::{
    Customer, CustomerDraft, CustomerProfile, CustomerUpdate, PHONE_NUMBERS, Phone, StoredCustomer,
    check_profile, customer_keys, gender_of_title, keep_switched_off, normalise, normalise_edit,
};
use crate::history::{Action, Change, EntityRef, OldValue};
use crate::{base::Revision, catalogue::Context};

use super::collections::{find_or_make, membership_before};
use super::{State, Unit};

/// Checks a draft and makes the record to insert; its number comes from the storage, its tags and
/// groups are put on after the insertion.
///
/// # Errors
/// `Invalid` with every problem of the draft.
pub(crate) fn prepare_new(
    mut profile: CustomerProfile,
    id: CustomerId,
    default_group: CollectionRef,
    context: Context,
    state: &State,
    now: crate::base::Timestamp,
) -> Result<StoredCustomer> {
    normalise(&mut profile, &state.settings.country);
    gender_of_title(&mut profile, &state.settings, context);
    let check = state.check(context, now, None);
    let problems = check_profile(&profile, check);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(new_record(profile, id, default_group, state, now))
}

/// Makes the record of a profile that is normalised and was checked, with the time of creation as
/// that of registration where none is given.
pub(crate) fn new_record(
    mut profile: CustomerProfile,
    id: CustomerId,
    default_group: CollectionRef,
    state: &State,
    now: crate::base::Timestamp,
) -> StoredCustomer {
    profile.registered_at.get_or_insert(now);
    let keys = customer_keys(&profile, &state.collation);
    let customer = Customer {
        id,
        number: 0,
        revision: Revision::FIRST,
        created_at: now,
        updated_at: now,
        archived_at: None,
        profile,
        default_group,
        customer_groups: Vec::new(),
        contact_groups: Vec::new(),
        tags: Vec::new(),
    };
    StoredCustomer { customer, keys }
}

/// Checks an edited profile and makes the update; nothing when it changes nothing.
///
/// # Errors
/// `Invalid` with every problem of the profile.
pub(crate) fn prepare_update(
    before: &Customer,
    mut profile: CustomerProfile,
    context: Context,
    state: &State,
    now: crate::base::Timestamp,
) -> Result<Option<CustomerUpdate>> {
    normalise_edit(&mut profile, &before.profile.phones, &state.settings.country);
    let check = state.check(context, now, Some(&before.profile));
    keep_switched_off(&mut profile, &before.profile, check);
    if profile.title != before.profile.title {
        gender_of_title(&mut profile, &state.settings, context);
    }
    if profile.registered_at.is_none() {
        profile.registered_at = before.profile.registered_at;
    }
    if profile == before.profile {
        return Ok(None);
    }
    let problems = check_profile(&profile, check);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let after = Customer {
        profile,
        revision: before.revision.next(),
        updated_at: now,
        default_group: before.default_group.clone(),
        customer_groups: before.customer_groups.clone(),
        contact_groups: before.contact_groups.clone(),
        tags: before.tags.clone(),
        ..*before
    };
    Ok(Some(CustomerUpdate::new(before.clone(), after, &state.collation)))
}

/// What history says of a new customer.
pub(crate) fn creation(id: CustomerId) -> Change {
    Change { entity: customer_ref(id), action: Action::Created, old: Vec::new() }
}

/// What history says of an update: the old values of the changed fields.
pub(crate) fn edit(update: &CustomerUpdate) -> Change {
    let after = &update.after.profile;
    let changes = after.changes_from(&update.before.profile);
    let mut old: Vec<OldValue> = changes
        .into_iter()
        .map(|change| OldValue { field: change.field, text: change.old.to_text().into_owned() })
        .collect();
    let (before, after) = (&update.before, &update.after);
    if before.profile.phones != after.profile.phones {
        let number = |phone: &Phone| phone.e164.map_or_else(String::new, |number| number.to_string());
        let numbers: Vec<String> = before.profile.phones.iter().map(number).collect();
        old.push(OldValue { field: PHONE_NUMBERS.into(), text: numbers.join("\n") });
    }
    if before.archived_at != after.archived_at {
        let text = before.archived_at.map_or_else(String::new, |at| at.to_string());
        old.push(OldValue { field: "archived_at".into(), text });
    }
    if before.default_group.id != after.default_group.id {
        old.push(OldValue { field: "default_group".into(), text: before.default_group.id.to_string() });
        let new = after.default_group.id;
        let was_member = before.customer_groups.iter().any(|group| group.id == new);
        let change = Membership {
            added: vec![before.default_group.id],
            removed: was_member.then_some(new).into_iter().collect(),
        };
        old.push(membership_before(CollectionKind::CustomerGroup, &change));
    }
    Change { entity: customer_ref(before.id), action: Action::Updated, old }
}

/// Names a customer for history.
pub(crate) fn customer_ref(id: CustomerId) -> EntityRef {
    EntityRef { kind: EntityKind::Customer, id: id.to_bytes() }
}

/// The sets that a draft names beside the default group, made where they do not exist.
#[derive(Debug, Default)]
pub(crate) struct DraftSets {
    pub(crate) tags: Vec<CollectionRef>,
    pub(crate) contact_groups: Vec<CollectionRef>,
    pub(crate) customer_groups: Vec<CollectionRef>,
}

/// Returns the problems of a draft's sets that cannot have their names.
pub(crate) fn problems_of_sets(draft: &CustomerDraft) -> Vec<FieldProblem> {
    let wrong = |kind, name: &String| match check_name(kind, name) {
        Err(Error::Invalid(problems)) => problems,
        _ => Vec::new(),
    };
    let mut problems = Vec::new();
    for (kind, names) in lists(draft) {
        for (at, name) in names.iter().enumerate() {
            problems.extend(wrong(kind, name).into_iter().map(|problem| problem.of_item(at)));
        }
    }
    let default = draft.default_group.iter().flat_map(|name| wrong(CollectionKind::CustomerGroup, name));
    let key = "default_group";
    problems.extend(default.map(|problem| FieldProblem::new(key, problem.rule)));
    problems
}

/// Resolves the sets that drafts name beside their default groups.
///
/// # Errors
/// `Invalid` when one cannot be a name.
pub(crate) fn resolve_sets(
    unit: &mut Unit<'_>,
    drafts: &[(&CustomerDraft, CollectionRef)],
) -> Result<Vec<DraftSets>> {
    let all = drafts.iter().flat_map(|(draft, _)| lists(draft));
    let names = all.flat_map(|(kind, names)| names.iter().map(move |name| (kind, name.as_str())));
    let names: Vec<_> = names.collect();
    if names.is_empty() {
        return Ok(drafts.iter().map(|_| DraftSets::default()).collect());
    }
    let mut found = find_or_make(unit, &names)?.into_iter();
    let resolved = drafts.iter().map(|(draft, default_group)| {
        let [tags, contact_groups, customer_groups] = lists(draft).map(|(_, names)| {
            let mut sets: Vec<CollectionRef> = Vec::with_capacity(names.len());
            for set in found.by_ref().take(names.len()) {
                if !sets.contains(&set) && set.id != default_group.id {
                    sets.push(set);
                }
            }
            sets.sort_by_cached_key(|set| name_key(&set.name));
            sets
        });
        DraftSets { tags, contact_groups, customer_groups }
    });
    Ok(resolved.collect())
}

/// The names of a draft's sets beside the default group.
fn lists(draft: &CustomerDraft) -> [(CollectionKind, &[String]); 3] {
    [
        (CollectionKind::Tag, &draft.tags),
        (CollectionKind::ContactGroup, &draft.contact_groups),
        (CollectionKind::CustomerGroup, &draft.customer_groups),
    ]
}
