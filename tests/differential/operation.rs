//! One call with its arguments, which each of the two registers can make.

use std::rc::Rc;

use kartotek::{Actor, Context, Register, Result, Revision};

use crate::dice::Dice;
use crate::known::{Begun, List};
use crate::written::Written;

/// Makes a call and writes its answer.
type Call = Box<dyn Fn(&Register) -> Result<String>>;

/// A call with its arguments.
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// The method and its arguments, for people.
    pub(crate) text: String,
    /// The list that it reads a page of.
    pub(crate) list: Option<Rc<List>>,
    /// The list of records of photo jobs that it reads a page of.
    pub(crate) begun: Option<Rc<Begun>>,
    /// The file that it imports.
    pub(crate) file: Option<Rc<String>>,
    call: Call,
}

impl Operation {
    pub(crate) fn new<T: Written>(
        text: impl Into<String>,
        call: impl Fn(&Register) -> Result<T> + 'static,
    ) -> Self {
        let call = Box::new(move |register: &Register| Ok(call(register)?.write()));
        Self { method: "", text: text.into(), list: None, begun: None, file: None, call }
    }

    /// Says which method it calls.
    pub(crate) fn of_method(self, method: &'static str) -> Self {
        Self { method, text: format!("{method}({})", self.text), ..self }
    }

    /// Says which list it reads a page of.
    pub(crate) fn reading(self, list: Rc<List>) -> Self {
        Self { list: Some(list), ..self }
    }

    /// Says which list of records of photo jobs it reads a page of.
    pub(crate) fn going_on(self, begun: Rc<Begun>) -> Self {
        Self { begun: Some(begun), ..self }
    }

    /// Says which file it imports.
    pub(crate) fn of_file(self, file: Rc<String>) -> Self {
        Self { file: Some(file), ..self }
    }

    /// Makes the call, and returns all of its answer.
    pub(crate) fn call(&self, register: &Register) -> Result<String> {
        (self.call)(register)
    }
}

/// Who makes a call, why, and with which guards.
#[derive(Clone, Default)]
pub(crate) struct Caller {
    actor: Option<Actor>,
    reason: String,
    context: Option<Context>,
    key: Option<String>,
    expected: Vec<([u8; 16], Revision)>,
}

impl Caller {
    /// Picks one; most are plain.
    pub(crate) fn any(dice: &Dice<'_>) -> Self {
        let actors = [
            Actor::staff("maria"),
            Actor::Customer("Åsa".into()),
            Actor::Sync("surfplatta".into()),
            Actor::staff(dice.text()),
        ];
        let contexts = [Context::SelfRegistration, Context::CheckIn, Context::Sync, Context::Import];
        let expected = match dice.once_in(6) {
            true => dice.customers(4).into_iter().map(|id| (id.to_bytes(), dice.revision_of(id))).collect(),
            false => Vec::new(),
        };
        let mut caller = Self { expected, ..Self::default() };
        if dice.once_in(4) {
            let sets = dice.known.sets.iter().filter(|_| dice.once_in(4));
            caller.expected.extend(sets.map(|set| (set.id.to_bytes(), dice.revision(set.revision))));
        }
        if dice.once_in(4) {
            let jobs = dice.known.jobs.values().map(|job| (job.id.to_bytes(), job.revision));
            let groups = dice.known.groups.values().map(|group| (group.id.to_bytes(), group.revision));
            let codes = dice.known.codes.keys().map(|id| (id.to_bytes(), dice.revision_of_code(*id)));
            let some = jobs.chain(groups).chain(codes).filter(|_| dice.once_in(4));
            caller.expected.extend(some.map(|(id, revision)| (id, dice.revision(revision))));
        }
        if dice.once_in(3) {
            caller.actor = Some(dice.pick(&actors));
            caller.reason = if dice.once_in(3) { dice.text() } else { "ringde".to_owned() };
        }
        caller.context = dice.once_in(8).then(|| dice.pick(&contexts));
        if dice.once_in(4) {
            let key = format!("form-{}", dice.below(100));
            caller.key = Some(if dice.once_in(12) { dice.text() } else { key });
        }
        caller
    }

    pub(crate) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Returns the register as this caller uses it.
    pub(crate) fn of(&self, register: &Register) -> Register {
        let mut copy = register.with_reason(self.reason.clone());
        if let Some(actor) = &self.actor {
            copy = copy.acting_as(actor.clone());
        }
        if let Some(context) = self.context {
            copy = copy.in_context(context);
        }
        if let Some(key) = &self.key {
            copy = copy.with_idempotency_key(key.clone());
        }
        if self.expected.is_empty() { copy } else { copy.expecting(self.expected.iter().copied()) }
    }
}

impl Written for Caller {
    fn write(&self) -> String {
        let Self { actor, reason, context, key, expected } = self;
        let mut parts = Vec::new();
        if let Some(actor) = actor {
            parts.push(format!("acting_as({:?}) with_reason({reason:?})", actor.to_parts()));
        }
        parts.extend(context.map(|context| format!("in_context({context:?})")));
        parts.extend(key.as_ref().map(|key| format!("with_idempotency_key({key:?})")));
        if !expected.is_empty() {
            let expected = expected
                .iter()
                .map(|(id, revision)| (kartotek::CustomerId::from_bytes(*id).to_string(), revision.0));
            parts.push(format!("expecting({:?})", expected.collect::<Vec<_>>()));
        }
        parts.join(" ")
    }
}
