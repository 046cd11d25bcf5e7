use crate::base::{Error, Result, Timestamp};
use crate::idempotency::AnsweredCall;
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, holds, same};

fn call(at: i64) -> AnsweredCall {
    AnsweredCall {
        operation: "customers.create".into(),
        digest: [9; 32],
        result: "[\"å\"]".into(),
        at: Timestamp::from_micros(at),
    }
}

pub(super) fn an_answer_is_kept(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    let never = Timestamp::from_micros(0);
    repository.write(|tx| tx.put_answered_call("form-17", &call(5), never))?;
    let given_up: Result<()> = repository.write(|tx| {
        tx.put_answered_call("form-18", &call(5), never)?;
        Err(Error::Cancelled)
    });
    holds(given_up.is_err(), "the unit of work is given up")?;
    let found = repository.read(|tx| {
        let answer = |key, operation| tx.answered_call(key, operation);
        let create = "customers.create";
        Ok((answer("form-17", create)?, answer("form-18", create)?, answer("FORM-17", create)?))
    })?;
    same(found, (Some(call(5)), None, None), "answers")?;
    let other = AnsweredCall { operation: "tags.apply".into(), digest: [1; 32], ..call(5) };
    repository.write(|tx| tx.put_answered_call("form-17", &other, never))?;
    let found = repository.read(|tx| {
        Ok((tx.answered_call("form-17", "customers.create")?, tx.answered_call("form-17", "tags.apply")?))
    })?;
    same(found, (Some(call(5)), Some(other)), "answers of two operations under one key")
}

pub(super) fn old_answers_are_forgotten(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    for (key, at, before) in [("old", 10, 0), ("edge", 20, 0), ("new", 30, 20)] {
        let before = Timestamp::from_micros(before);
        repository.write(|tx| tx.put_answered_call(key, &call(at), before))?;
    }
    let kept = repository.read(|tx| {
        let each = ["old", "edge", "new"].into_iter();
        each.map(|key| Ok(tx.answered_call(key, "customers.create")?.is_some()))
            .collect::<Result<Vec<bool>>>()
    })?;
    same(kept, vec![false, true, true], "which of the answers are kept")
}
