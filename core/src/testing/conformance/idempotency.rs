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
        Ok((tx.answered_call("form-17")?, tx.answered_call("form-18")?, tx.answered_call("FORM-17")?))
    })?;
    same(found, (Some(call(5)), None, None), "answers")
}

pub(super) fn old_answers_are_forgotten(factory: Factory<'_>) -> Checked {
    let repository = factory()?;
    for (key, at, before) in [("old", 10, 0), ("edge", 20, 0), ("new", 30, 20)] {
        let before = Timestamp::from_micros(before);
        repository.write(|tx| tx.put_answered_call(key, &call(at), before))?;
    }
    let kept = repository.read(|tx| {
        let each = ["old", "edge", "new"].into_iter();
        each.map(|key| Ok(tx.answered_call(key)?.is_some())).collect::<Result<Vec<bool>>>()
    })?;
    same(kept, vec![false, true, true], "which of the answers are kept")
}
