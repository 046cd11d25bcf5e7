//! Calls of access codes.

use std::net::IpAddr;

use kartotek::{AccessCodeId, Actor, CodeState, Codes, Network, Result, StoredCode, Timestamp};

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::records::page;

pub(super) const METHODS: &[Method] = &[
    method("codes.issue", 6, issue),
    method("codes.issue_missing", 8, issue_missing),
    method("codes.issue_blank", 8, issue_blank),
    method("codes.bind", 8, bind),
    method("codes.unbind", 4, unbind),
    method("codes.activate", 10, |dice| change(dice, |codes, ids| codes.activate(ids))),
    method("codes.activate_all", 8, activate_all),
    method("codes.suspend", 3, |dice| change(dice, |codes, ids| codes.suspend(ids))),
    method("codes.resume", 4, |dice| change(dice, |codes, ids| codes.resume(ids))),
    method("codes.revoke", 2, |dice| change(dice, |codes, ids| codes.revoke(ids))),
    method("codes.rotate", 4, rotate),
    method("codes.set_expiry", 4, set_expiry),
    method("codes.reactivate", 4, reactivate),
    method("codes.delete", 3, delete),
    method("codes.get", 1, get),
    method("codes.find", 4, find),
    method("codes.of_participant", 2, of_participant),
    method("codes.page", 5, page_of_codes),
    method("codes.all", 2, all),
    method("codes.count", 2, count),
    method("codes.attempts", 4, attempts),
    method("codes.reveal", 2, reveal),
    method("codes.resolve", 24, resolve),
];

fn issue(dice: &Dice<'_>) -> Operation {
    let (job, participants) = (dice.job(), dice.some(2, || dice.participant()));
    Operation::new(format!("{job}, {participants:?}"), move |register| {
        register.codes().issue(job, &participants)
    })
}

fn issue_missing(dice: &Dice<'_>) -> Operation {
    let job = dice.job();
    Operation::new(job.to_string(), move |register| register.codes().issue_missing(job))
}

fn issue_blank(dice: &Dice<'_>) -> Operation {
    let (job, count) = (dice.job(), dice.pick(&[0, 1, 1, 2, 3, 10_001]));
    Operation::new(format!("{job}, {count}"), move |register| register.codes().issue_blank(job, count))
}

/// A code in a state, where there is one, now and then any.
fn code_that_is(dice: &Dice<'_>, state: CodeState) -> AccessCodeId {
    let codes = dice.known.codes.values().filter(|stored| stored.code.state == state);
    let codes: Vec<AccessCodeId> = codes.map(|stored| stored.code.id).collect();
    let found = dice.random.pick(&codes).filter(|_| !dice.once_in(6)).copied();
    found.unwrap_or_else(|| dice.code())
}

fn bind(dice: &Dice<'_>) -> Operation {
    let (id, participant) = (code_that_is(dice, CodeState::Blank), dice.participant());
    Operation::new(format!("{id}, {participant}"), move |register| register.codes().bind(id, participant))
}

fn unbind(dice: &Dice<'_>) -> Operation {
    let id = code_that_is(dice, CodeState::Bound);
    Operation::new(id.to_string(), move |register| register.codes().unbind(id))
}

/// A few codes, some of them twice; one that may not be changed refuses all.
fn some(dice: &Dice<'_>) -> Vec<AccessCodeId> {
    let most = dice.pick(&[1, 1, 3]);
    dice.some(most, || dice.code())
}

fn change(
    dice: &Dice<'_>,
    change: impl Fn(Codes<'_>, &[AccessCodeId]) -> Result<Vec<StoredCode>> + 'static,
) -> Operation {
    let ids = some(dice);
    Operation::new(format!("{ids:?}"), move |register| change(register.codes(), &ids))
}

fn activate_all(dice: &Dice<'_>) -> Operation {
    let job = dice.job();
    Operation::new(job.to_string(), move |register| register.codes().activate_all(job))
}

fn rotate(dice: &Dice<'_>) -> Operation {
    let (id, grace_days) = (dice.code(), dice.pick(&[0, 1, 14, 15]));
    Operation::new(format!("{id}, {grace_days}"), move |register| register.codes().rotate(id, grace_days))
}

/// An end of codes, mostly one that is to come.
fn end(dice: &Dice<'_>) -> Option<Timestamp> {
    const DAY: i64 = 86_400_000_000;
    let last = dice.known.codes.values().map(|stored| stored.updated_at).max();
    let days: i64 = dice.pick(&[0, 1, 40, 400]);
    last.filter(|_| !dice.once_in(3)).map(|last| Timestamp::from_micros(last.as_micros() + days * DAY))
}

fn set_expiry(dice: &Dice<'_>) -> Operation {
    let (ids, end) = (some(dice), end(dice));
    Operation::new(format!("{ids:?}, {end:?}"), move |register| register.codes().set_expiry(&ids, end))
}

fn reactivate(dice: &Dice<'_>) -> Operation {
    let (ids, end) = (some(dice), end(dice));
    Operation::new(format!("{ids:?}, {end:?}"), move |register| register.codes().reactivate(&ids, end))
}

fn delete(dice: &Dice<'_>) -> Operation {
    let ids = some(dice);
    Operation::new(format!("{ids:?}"), move |register| register.codes().delete(&ids))
}

fn get(dice: &Dice<'_>) -> Operation {
    let id = dice.code();
    Operation::new(id.to_string(), move |register| register.codes().get(id))
}

/// What stands on a card, as people type it or a reader gives it; now and then what stands on none.
fn shown(dice: &Dice<'_>) -> String {
    let none = ["", "7KX9-QM2T-4HWC-Y", "7KX9-QM2T-4HWC-Z", "00000000000000000000000001"];
    let secrets = dice.random.pick(&dice.known.secrets);
    match (dice.below(12), secrets) {
        (0, _) => dice.text(),
        (1 | 2, _) | (_, None) => dice.pick(&none).to_owned(),
        (3, Some(secrets)) => secrets.typed.expose(),
        (4, Some(secrets)) => secrets.typed.expose().to_lowercase().replace('-', " "),
        (5, Some(secrets)) => secrets.typed.expose().replace('0', "O").replace('-', ""),
        (6, Some(secrets)) => secrets.token.expose().to_lowercase(),
        (_, Some(secrets)) => format!("HTTPS://STUDIO.EXAMPLE/{}", secrets.token.expose()),
    }
}

fn find(dice: &Dice<'_>) -> Operation {
    let (shown, is_staff) = (shown(dice), !dice.once_in(6));
    Operation::new(format!("{shown:?}, by staff: {is_staff}"), move |register| {
        let staff = register.acting_as(Actor::staff("maria"));
        if is_staff { staff.codes().find(&shown) } else { register.codes().find(&shown) }
    })
}

fn of_participant(dice: &Dice<'_>) -> Operation {
    let participant = dice.participant();
    Operation::new(participant.to_string(), move |register| register.codes().of_participant(participant))
}

fn page_of_codes(dice: &Dice<'_>) -> Operation {
    let job = dice.job();
    page(dice, "codes.page", job.to_string(), move |register, request| register.codes().page(job, request))
}

fn all(dice: &Dice<'_>) -> Operation {
    let job = dice.job();
    Operation::new(job.to_string(), move |register| Ok(register.codes().all(job).collect::<Vec<_>>()))
}

fn count(dice: &Dice<'_>) -> Operation {
    let job = dice.job();
    Operation::new(job.to_string(), move |register| register.codes().count(job))
}

fn attempts(dice: &Dice<'_>) -> Operation {
    let (code, before) = (dice.maybe(2, || dice.code()), dice.maybe(3, || dice.below(30) as u64));
    let limit = dice.pick(&[0, 1, 3, u32::MAX]);
    Operation::new(format!("{code:?}, {before:?}, {limit}"), move |register| {
        register.codes().attempts(code, before, limit)
    })
}

fn reveal(dice: &Dice<'_>) -> Operation {
    let ids = some(dice);
    Operation::new(format!("{ids:?}"), move |register| register.codes().reveal(&ids))
}

fn resolve(dice: &Dice<'_>) -> Operation {
    let (shown, network) = (shown(dice), Network::of(IpAddr::from([192, 0, dice.pick(&[1, 2, 3]), 7])));
    let participants: Vec<_> = dice.known.participants.values().collect();
    let family = dice.random.pick(&participants).map(|participant| participant.details.family_name.clone());
    let factor = family.filter(|_| dice.once_in(2));
    Operation::new(format!("{shown:?}, {network}, {factor:?}"), move |register| {
        register.codes().resolve(&shown, network, factor.as_deref())
    })
}
