//! Calls of registrations, by the staff and by forms.

use kartotek::{
    ConsentDecision, FormParticipant, KnownCustomer, RegistrationFilter, RegistrationForm, RegistrationId,
    Relation, Submitted,
};

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::people::draft;
use crate::records::{
    order, page, participant_details, registration_details, registration_filter, registration_kind,
};
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("registrations.create", 40, create),
    method("registrations.get", 1, get),
    method("registrations.update", 6, update),
    method("registrations.delete", 4, delete),
    method("registrations.participants", 2, participants),
    method("registrations.add_participants", 6, add_participants),
    method("registrations.remove_participants", 4, remove_participants),
    method("registrations.page", 8, page_of_registrations),
    method("registrations.all", 2, all),
    method("registrations.count", 2, count),
    method("registrations.submit", 30, submit),
];

fn create(dice: &Dice<'_>) -> Operation {
    let (group, customer, details) = (dice.group(), dice.customer(), registration_details(dice));
    let participants = dice.participants(3);
    let text = format!("{group}, {customer}, {}, {participants:?}", details.write());
    Operation::new(text, move |register| {
        register.registrations().create(group, customer, details.clone(), &participants)
    })
}

fn get(dice: &Dice<'_>) -> Operation {
    let id = dice.registration();
    Operation::new(id.to_string(), move |register| register.registrations().get(id))
}

fn update(dice: &Dice<'_>) -> Operation {
    let (id, details) = (dice.registration(), registration_details(dice));
    let revision = dice.revision_of_registration(id);
    Operation::new(format!("{id}, {}, {}", revision.0, details.write()), move |register| {
        register.registrations().update(id, revision, details.clone())
    })
}

fn delete(dice: &Dice<'_>) -> Operation {
    let id = dice.registration();
    Operation::new(id.to_string(), move |register| register.registrations().delete(id))
}

fn participants(dice: &Dice<'_>) -> Operation {
    let id = dice.registration();
    Operation::new(id.to_string(), move |register| register.registrations().participants(id))
}

fn some_participants(dice: &Dice<'_>) -> (RegistrationId, Vec<kartotek::ParticipantId>, String) {
    let (id, participants) = (dice.registration(), dice.participants(4));
    let text = format!("{id}, {participants:?}");
    (id, participants, text)
}

fn add_participants(dice: &Dice<'_>) -> Operation {
    let (id, participants, text) = some_participants(dice);
    Operation::new(text, move |register| register.registrations().add_participants(id, &participants))
}

fn remove_participants(dice: &Dice<'_>) -> Operation {
    let (id, participants, text) = some_participants(dice);
    Operation::new(text, move |register| register.registrations().remove_participants(id, &participants))
}

fn page_of_registrations(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (registration_filter(dice), order(dice, &RegistrationFilter::SORTS));
    page(dice, "registrations.page", format!("{filter:?}, {sort:?}"), move |register, request| {
        register.registrations().page(&filter, &sort, request)
    })
}

fn all(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (registration_filter(dice), order(dice, &RegistrationFilter::SORTS));
    Operation::new(format!("{filter:?}, {sort:?}"), move |register| {
        Ok(register.registrations().all(&filter, &sort).collect::<Vec<_>>())
    })
}

fn count(dice: &Dice<'_>) -> Operation {
    let filter = registration_filter(dice);
    Operation::new(debug(&filter), move |register| register.registrations().count(&filter))
}

/// Somebody new or somebody who is there already; who is claimed proves it, now and then.
fn submit(dice: &Dice<'_>) -> Operation {
    let mut customer = draft(dice);
    if let Some(there) = dice.record().filter(|_| dice.once_in(2)) {
        customer.profile = there.profile.clone();
        customer.profile.external_ids.clear();
    }
    // What staff alone may say.
    if !dice.once_in(12) {
        customer = kartotek::CustomerDraft::from(customer.profile);
    }
    let participant = || match dice.below(3) {
        0 => FormParticipant::Known(dice.participant()),
        _ => FormParticipant::Named(participant_details(dice)),
    };
    let wording = || if dice.once_in(6) { dice.text() } else { "version 2".to_owned() };
    let decision = dice.pick(&[ConsentDecision::Granted, ConsentDecision::Withdrawn]);
    let form = RegistrationForm {
        group: dice.group(),
        kind: registration_kind(dice),
        customer,
        participants: dice.some(3, participant),
        relation: dice.pick(&Relation::ALL),
        photo_consent: dice.maybe(2, || (decision, wording())),
    };
    let (asks, proves) = (!dice.once_in(4), !dice.once_in(4));
    let of: Vec<String> = form
        .participants
        .iter()
        .map(|participant| match participant {
            FormParticipant::Known(id) => id.to_string(),
            FormParticipant::Named(details) => details.write(),
        })
        .collect();
    let text = format!(
        "{}, {}, {}, {of:?}, {:?}, {:?}, {asks} {proves}",
        form.group,
        form.kind.code(),
        form.customer.write(),
        form.relation,
        form.photo_consent
    );
    Operation::new(text, move |register| {
        let known = if asks { KnownCustomer::Ask } else { KnownCustomer::New };
        let first = register.registrations().submit(&form, known)?;
        let second = match &first {
            Submitted::Claimed(claim) if proves => {
                Some(register.registrations().submit(&form, KnownCustomer::Proven(claim.clone())))
            }
            _ => None,
        };
        Ok((first, second))
    })
}
