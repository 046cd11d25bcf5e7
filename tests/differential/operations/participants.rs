//! Calls of participants.

use kartotek::{ConsentDecision, JobGroupId, ParticipantFilter, ParticipantId, PhotoConsent, Relation};

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::people::instant;
use crate::records::{order, page, participant_details, participant_filter};
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("participants.create", 16, create),
    method("participants.get", 1, get),
    method("participants.update", 8, update),
    method("participants.dependents", 2, dependents),
    method("participants.delete", 4, delete),
    method("participants.page", 6, page_of_participants),
    method("participants.all", 2, all),
    method("participants.count", 2, count),
    method("participants.add_to_group", 30, add_to_group),
    method("participants.remove_from_group", 5, remove_from_group),
    method("participants.groups_of", 2, groups_of),
    method("participants.link", 10, link),
    method("participants.unlink", 4, unlink),
    method("participants.customers_of", 2, customers_of),
    method("participants.add_photo_consent", 5, add_photo_consent),
    method("participants.photo_consents", 2, photo_consents),
];

fn create(dice: &Dice<'_>) -> Operation {
    let details = participant_details(dice);
    Operation::new(details.write(), move |register| register.participants().create(details.clone()))
}

fn get(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    Operation::new(id.to_string(), move |register| register.participants().get(id))
}

fn update(dice: &Dice<'_>) -> Operation {
    let (id, details) = (dice.participant(), participant_details(dice));
    let revision = dice.revision_of_participant(id);
    Operation::new(format!("{id}, {}, {}", revision.0, details.write()), move |register| {
        register.participants().update(id, revision, details.clone())
    })
}

fn dependents(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    Operation::new(id.to_string(), move |register| register.participants().dependents(id))
}

fn delete(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    Operation::new(id.to_string(), move |register| register.participants().delete(id))
}

fn page_of_participants(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (participant_filter(dice), order(dice, &ParticipantFilter::SORTS));
    page(dice, "participants.page", format!("{filter:?}, {sort:?}"), move |register, request| {
        register.participants().page(&filter, &sort, request)
    })
}

fn all(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (participant_filter(dice), order(dice, &ParticipantFilter::SORTS));
    Operation::new(format!("{filter:?}, {sort:?}"), move |register| {
        Ok(register.participants().all(&filter, &sort).collect::<Vec<_>>())
    })
}

fn count(dice: &Dice<'_>) -> Operation {
    let filter = participant_filter(dice);
    Operation::new(debug(&filter), move |register| register.participants().count(&filter))
}

/// A group and some participants, most of them there already where some shall go.
fn members(dice: &Dice<'_>) -> (JobGroupId, Vec<ParticipantId>, String) {
    let (group, participants) = (dice.group(), dice.participants(5));
    let text = format!("{group}, {participants:?}");
    (group, participants, text)
}

fn add_to_group(dice: &Dice<'_>) -> Operation {
    let (group, participants, text) = members(dice);
    Operation::new(text, move |register| register.participants().add_to_group(group, &participants))
}

fn remove_from_group(dice: &Dice<'_>) -> Operation {
    let (group, participants, text) = members(dice);
    Operation::new(text, move |register| register.participants().remove_from_group(group, &participants))
}

fn groups_of(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    Operation::new(id.to_string(), move |register| register.participants().groups_of(id))
}

fn link(dice: &Dice<'_>) -> Operation {
    let (participant, customer, relation) = (dice.participant(), dice.customer(), dice.pick(&Relation::ALL));
    Operation::new(format!("{participant}, {customer}, {relation:?}"), move |register| {
        register.participants().link(participant, customer, relation)
    })
}

fn unlink(dice: &Dice<'_>) -> Operation {
    let (participant, customer) = (dice.participant(), dice.customer());
    Operation::new(format!("{participant}, {customer}"), move |register| {
        register.participants().unlink(participant, customer)
    })
}

fn customers_of(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    Operation::new(id.to_string(), move |register| register.participants().customers_of(id))
}

fn add_photo_consent(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    let consent = PhotoConsent {
        at: instant(dice),
        decision: dice.pick(&[ConsentDecision::Granted, ConsentDecision::Withdrawn]),
        wording: if dice.once_in(4) { dice.text() } else { "version 2".to_owned() },
        given_by: dice.name(),
        customer: dice.maybe(2, || dice.customer()),
    };
    Operation::new(format!("{id}, {}", consent.write()), move |register| {
        register.participants().add_photo_consent(id, consent.clone())
    })
}

fn photo_consents(dice: &Dice<'_>) -> Operation {
    let id = dice.participant();
    Operation::new(id.to_string(), move |register| register.participants().photo_consents(id))
}
