use crate::base::{
    CollectionId, CustomerId, ErrorKind, JobGroupId, JobId, ParticipantId, RegistrationId, Result, Sort,
    Timestamp, name_key,
};
use crate::collections::{CollectionKind, CollectionRef};
use crate::customers::{Customer, customer_field, sort_key};
use crate::registrations::{Registration, RegistrationFilter, RegistrationKind, TotalScope};
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, fails, same};
use super::fixture::Fixture;
use super::records::{Kept, Listed, both_ways, time_key};
use super::school::{School, registration};

const REGISTRATIONS: Kept<Registration, RegistrationId> = Kept {
    id: RegistrationId::from_bytes,
    load: |tx, ids| tx.registrations(ids),
    insert: |tx, registrations| tx.insert_registrations(registrations),
    update: |tx, registrations| tx.update_registrations(registrations),
    delete: |tx, ids, at| tx.delete_registrations(ids, at),
};
const LISTED: Listed<Registration, RegistrationFilter> = Listed {
    list: |tx, list| tx.list_registrations(list),
    count: |tx, filter, cap| tx.count_registrations(filter, cap),
};
const NONE: RegistrationId = RegistrationId::from_bytes([0xEE; 16]);

pub(super) fn registrations_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::new(&mut fixture)?;
    fixture.repository.write(|tx| {
        tx.insert_jobs(&school.jobs)?;
        tx.insert_job_groups(&school.groups)
    })?;
    REGISTRATIONS.come_and_go(&fixture, &school.registrations, |details| {
        details.kind = RegistrationKind::from_code("telex");
        details.registered_at = Some(Timestamp::from_micros(-5));
        details.entered_name.push('+');
    })
}

/// Puts some of the customers into sets, where the backend has sets.
fn put_into_sets(fixture: &mut Fixture, school: &mut School) -> Result<Vec<CollectionId>> {
    if !fixture.capabilities.collections {
        return Ok(Vec::new());
    }
    let mut sets = vec![fixture.standard.id, CollectionId::from_bytes([0xEE; 16])];
    let mut pairs = Vec::new();
    for (name, kind) in [
        ("Öst", CollectionKind::ContactGroup),
        ("class 4a", CollectionKind::ContactGroup),
        ("Class 4b", CollectionKind::ContactGroup),
        ("a tag", CollectionKind::Tag),
        ("A group", CollectionKind::CustomerGroup),
    ] {
        let set = fixture.add_set(kind, name)?;
        sets.push(set.id);
        for customer in school.customers.iter_mut() {
            if !fixture.samples.random.once_in(3) {
                continue;
            }
            pairs.push((customer.id, set.id));
            let member_of = match kind {
                CollectionKind::ContactGroup => &mut customer.contact_groups,
                CollectionKind::Tag => &mut customer.tags,
                CollectionKind::CustomerGroup => &mut customer.customer_groups,
            };
            member_of.push(CollectionRef::from(&set));
        }
    }
    fixture.repository.write(|tx| tx.add_members(&pairs))?;
    Ok(sets)
}

fn customer(school: &School, id: CustomerId) -> Option<&Customer> {
    school.customers.iter().find(|customer| customer.id == id)
}

fn is_in(school: &School, id: CustomerId, set: CollectionId) -> bool {
    customer(school, id).is_some_and(|customer| {
        let kinds = [&customer.tags, &customer.contact_groups, &customer.customer_groups];
        let mut sets = kinds.into_iter().flatten().chain([&customer.default_group]);
        sets.any(|of| of.id == set)
    })
}

fn passes(school: &School, filter: &RegistrationFilter, registration: &Registration) -> bool {
    let details = &registration.details;
    filter.job.is_none_or(|job| registration.job == job)
        && filter.group.is_none_or(|group| registration.job_group == group)
        && filter.customer.is_none_or(|customer| registration.customer == customer)
        && (filter.kinds.is_empty() || filter.kinds.iter().any(|kind| kind == details.kind.code()))
        && filter.registered_from.is_none_or(|from| details.registered_at >= Some(from))
        && filter.registered_before.is_none_or(|before| details.registered_at < Some(before))
        && filter.set.is_none_or(|set| is_in(school, registration.customer, set))
}

fn key(fixture: &Fixture, school: &School, field: &str, registration: &Registration) -> Vec<u8> {
    let of_customer = |field: &str| {
        let key = |customer| Some(sort_key(customer_field(field)?, customer, &fixture.collation));
        customer(school, registration.customer).and_then(key).unwrap_or_default()
    };
    match field {
        Sort::ID => Vec::new(),
        "registered_at" => time_key(registration.details.registered_at),
        "entered_name" => fixture.collation.key(&registration.details.entered_name),
        "job_group" => {
            school.group(registration.job_group).map(|group| group.sort_key.clone()).unwrap_or_default()
        }
        "kind" => registration.details.kind.code().into(),
        "participants" => {
            let of_it = school.registered.iter().filter(|(id, _)| *id == registration.id);
            let keys = of_it.filter_map(|(_, id)| Some(school.participant(*id)?.sort_key.clone()));
            keys.min().unwrap_or_default()
        }
        "contact_groups" => {
            let groups = customer(school, registration.customer).map(|customer| &customer.contact_groups);
            let names = groups.into_iter().flatten().map(|group| name_key(&group.name));
            names.min().unwrap_or_default().into()
        }
        field => of_customer(field),
    }
}

fn any_filter(fixture: &Fixture, school: &School, sets: &[CollectionId]) -> RegistrationFilter {
    let random = &fixture.samples.random;
    let kinds = ["online_form", "qr_card", "staff", "fax", "telex"].into_iter().filter(|_| random.once_in(3));
    let time = || Timestamp::from_micros(i64::try_from(random.below(5)).unwrap_or(0) * 1_000_000 - 2_000_000);
    RegistrationFilter {
        job: random.once_in(2).then(|| school.jobs[random.below(5)].record.id),
        group: random.once_in(4).then(|| school.groups[random.below(school.groups.len())].record.id),
        customer: random.once_in(6).then(|| school.customers[random.below(8)].id),
        kinds: if random.once_in(3) { kinds.map(str::to_owned).collect() } else { Vec::new() },
        registered_from: random.once_in(4).then(time),
        registered_before: random.once_in(4).then(time),
        set: random.pick(sets).copied().filter(|_| random.once_in(4)),
    }
}

pub(super) fn lists_of_registrations_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let sets = put_into_sets(&mut fixture, &mut school)?;
    for round in 0..2 {
        for sort in RegistrationFilter::SORTS.into_iter().chain([Sort::ID]).flat_map(both_ways) {
            if sort.field == "contact_groups" && sets.is_empty() {
                continue;
            }
            let filters = sets.iter().map(|set| RegistrationFilter { set: Some(*set), ..Default::default() });
            let filters = filters.filter(|_| sort.field == "kind").chain([RegistrationFilter::default()]);
            let more = (0..6).map(|_| any_filter(&fixture, &school, &sets));
            for filter in filters.chain(more).collect::<Vec<_>>() {
                let rows = school.registrations.iter().map(|keyed| &keyed.record);
                let rows = rows.filter(|registration| passes(&school, &filter, registration));
                let expected = rows.map(|row| (key(&fixture, &school, &sort.field, row), row.clone()));
                LISTED.agrees(&fixture, (&filter, &sort), expected.collect())?;
            }
        }
        if round == 0 {
            change(&mut fixture, &mut school)?;
        }
    }
    Ok(())
}

/// Changes whatever lists are sorted by.
fn change(fixture: &mut Fixture, school: &mut School) -> Result<()> {
    for keyed in &mut school.registrations[..9] {
        let mut details = keyed.record.details.clone();
        details.entered_name.insert(0, 'Ö');
        details.registered_at = Some(Timestamp::from_micros(-1));
        *keyed = fixture.keyed(fixture.changed(&keyed.record, details));
    }
    for keyed in &mut school.participants[..20] {
        let mut details = keyed.record.details.clone();
        details.family_name.insert(0, 'Ä');
        *keyed = fixture.keyed(fixture.changed(&keyed.record, details));
    }
    for (keyed, name) in school.groups.iter_mut().zip(["Åsnan", "1", "Zebran"]) {
        let renamed = fixture.changed(&keyed.record, crate::jobs::JobGroupDetails { name: name.into() });
        *keyed = fixture.keyed(renamed);
    }
    let edits: Vec<_> = school.customers[..8]
        .iter()
        .map(|before| {
            fixture.edit(before, |customer| {
                customer.profile.emails.reverse();
                customer.profile.addresses.pop();
            })
        })
        .collect();
    for (customer, edit) in school.customers.iter_mut().zip(&edits) {
        *customer = edit.after.clone();
    }
    let gone: Vec<_> = school.registered.iter().copied().step_by(7).collect();
    school.registered.retain(|pair| !gone.contains(pair));
    fixture.repository.write(|tx| {
        tx.update_registrations(&school.registrations[..9])?;
        tx.update_participants(&school.participants[..20])?;
        tx.update_job_groups(&school.groups[..3])?;
        tx.update_customers(&edits)?;
        tx.remove_registered(&gone)
    })
}

pub(super) fn registrations_are_found_by_group_and_customer(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let of = |pairs: &[(JobGroupId, CustomerId)]| -> Result<Vec<Registration>> {
        let mut found = fixture.repository.read(|tx| tx.registrations_of(pairs))?;
        found.sort_by_key(|registration| registration.id);
        Ok(found)
    };
    let rows: Vec<&Registration> = school.registrations.iter().map(|keyed| &keyed.record).collect();
    let mut pairs: Vec<_> = rows[..9].iter().map(|row| (row.job_group, row.customer)).collect();
    // The group of one with the customer of another, and those that are not there.
    pairs.extend([
        (rows[0].job_group, rows[1].customer),
        (rows[2].job_group, CustomerId::from_bytes([0xEE; 16])),
    ]);
    pairs.extend([(JobGroupId::from_bytes([0xEE; 16]), rows[2].customer), pairs[0]]);
    let mut expected: Vec<Registration> = rows
        .iter()
        .filter(|row| pairs.contains(&(row.job_group, row.customer)))
        .map(|row| (*row).clone())
        .collect();
    expected.sort_by_key(|registration| registration.id);
    same(of(&pairs)?, expected, "the registrations of pairs")?;
    same(of(&[])?, Vec::new(), "the registrations of no pairs")
}

pub(super) fn registrations_are_found_by_customer_and_shared_login(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    // Every sixteenth is one.
    let login = school.customers[15].id;
    let persons = school.customers[..4].iter();
    let persons =
        persons.map(|person| fixture.edit(person, |person| person.profile.shared_login = Some(login)));
    let persons: Vec<_> = persons.collect();
    fixture.repository.write(|tx| tx.update_customers(&persons))?;
    for (customer, person) in school.customers.iter_mut().zip(&persons) {
        *customer = person.after.clone();
    }
    let ids: Vec<CustomerId> = school.customers.iter().map(|customer| customer.id).collect();
    let nobody = CustomerId::from_bytes([0xEE; 16]);
    for some in [&ids[..], &[login], &[ids[0], nobody, ids[9], login, ids[0]], &[nobody], &[]] {
        let is_asked = |row: &Registration| {
            let login = customer(&school, row.customer).and_then(|customer| customer.profile.shared_login);
            some.contains(&row.customer) || login.is_some_and(|login| some.contains(&login))
        };
        let rows = school.registrations.iter().map(|keyed| keyed.record.clone());
        let mut expected: Vec<Registration> = rows.filter(is_asked).collect();
        expected.sort_by_key(|row| row.id);
        let mut found = fixture.repository.read(|tx| tx.registrations_of_customers(some))?;
        found.sort_by_key(|row| row.id);
        same(found, expected, &format!("the registrations of {} customers", some.len()))?;
    }
    Ok(())
}

pub(super) fn a_customer_registers_once_in_a_group(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let first = &school.registrations[0].record;
    let group = &school.groups[0].record;
    // The last customer is registered nowhere.
    let new = registration(&mut fixture, group, school.customers[24].id);
    let mut twin = registration(&mut fixture, group, first.customer);
    (twin.record.job, twin.record.job_group) = (first.job, first.job_group);
    let insert = fixture.repository.write(|tx| tx.insert_registrations(&[new.clone(), twin.clone()]));
    fails(insert, ErrorKind::AlreadyExists, "a second registration of a customer in a group")?;
    let found = fixture.repository.read(|tx| tx.registrations(&[new.record.id, twin.record.id]))?;
    same(found, Vec::new(), "what was inserted with it")?;
    fixture.repository.write(|tx| tx.insert_registrations(std::slice::from_ref(&new)))?;
    let found = fixture.repository.read(|tx| tx.registrations(&[new.record.id]))?;
    same(found, vec![new.record], "a registration of another customer")
}

/// The participants of registrations as they must come: those of one by name.
fn registered(school: &School, of: &[RegistrationId]) -> Vec<(RegistrationId, ParticipantId)> {
    let mut pairs: Vec<_> = school.registered.iter().copied().filter(|(id, _)| of.contains(id)).collect();
    pairs.sort_by_key(|(registration, id)| {
        (*registration, school.participant(*id).map(|participant| participant.sort_key.clone()), *id)
    });
    pairs
}

fn registered_agree(fixture: &Fixture, school: &School, when: &str) -> Checked {
    let ids: Vec<RegistrationId> = school.registrations.iter().map(|keyed| keyed.record.id).collect();
    for some in [&ids[..], &[ids[0], NONE, ids[1], ids[0]], &[]] {
        let mut found = fixture.repository.read(|tx| tx.participants_of_registrations(some))?;
        // Those of one keep their order.
        found.sort_by_key(|(registration, _)| *registration);
        same(
            found,
            registered(school, some),
            &format!("participants of {} registrations {when}", some.len()),
        )?;
    }
    Ok(())
}

pub(super) fn registered_participants_come_by_name(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let repository = fixture.repository.clone();
    registered_agree(&fixture, &school, "at first")?;
    let [one, other] = [school.registrations[0].record.id, school.registrations[1].record.id];
    let ids: Vec<ParticipantId> = school.participants[50..].iter().map(|keyed| keyed.record.id).collect();
    let mut pairs: Vec<_> = ids.iter().map(|id| (one, *id)).chain([(other, ids[0]), (one, ids[0])]).collect();
    repository.write(|tx| tx.add_registered(&pairs))?;
    repository.write(|tx| tx.add_registered(&pairs[2..4]))?;
    repository.write(|tx| tx.add_registered(&[]))?;
    school.registered.extend(pairs.iter().copied());
    registered_agree(&fixture, &school, "after additions")?;
    change(&mut fixture, &mut school)?;
    registered_agree(&fixture, &school, "after they got other names")?;
    pairs.truncate(3);
    pairs.push((other, ids[1]));
    repository.write(|tx| tx.remove_registered(&pairs))?;
    repository.write(|tx| tx.remove_registered(&[]))?;
    school.registered.retain(|pair| !pairs.contains(pair));
    registered_agree(&fixture, &school, "after a removal")
}

pub(super) fn a_deleted_registration_unties_its_participants(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut school = School::fill(&mut fixture)?;
    let gone: Vec<RegistrationId> = school.registrations[..9].iter().map(|keyed| keyed.record.id).collect();
    fixture.repository.write(|tx| tx.delete_registrations(&gone, Timestamp::from_micros(7)))?;
    school.registered.retain(|(id, _)| !gone.contains(id));
    registered_agree(&fixture, &school, "after a deletion")?;
    let ids: Vec<ParticipantId> = school.participants.iter().map(|keyed| keyed.record.id).collect();
    same(fixture.repository.read(|tx| tx.participants(&ids))?.len(), ids.len(), "participants that stay")
}

pub(super) fn who_bought_nothing_has_no_total(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let school = School::fill(&mut fixture)?;
    let customers: Vec<CustomerId> = school.customers.iter().map(|customer| customer.id).collect();
    let groups = [school.groups[0].record.id, JobGroupId::from_bytes([0xEE; 16])];
    for scope in [
        TotalScope::Groups(&groups),
        TotalScope::Groups(&[]),
        TotalScope::Job(school.jobs[0].record.id),
        TotalScope::Job(JobId::from_bytes([0xEE; 16])),
        TotalScope::Lifetime,
    ] {
        for some in [&customers[..], &[]] {
            let totals = fixture.repository.read(|tx| tx.customer_totals(scope, some))?;
            same(totals, Vec::new(), "the totals of customers who bought nothing")?;
        }
    }
    Ok(())
}
