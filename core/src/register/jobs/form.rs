//! Registrations that customers make by themselves, in one unit of work (SPEC B5).

use std::collections::HashMap;

use crate::base::{Error, FieldProblem, JobGroupId, ParticipantId, Result, Rule, fold};
use crate::catalogue::Context;
use crate::customers::CustomerDraft;
use crate::jobs::JobGroup;
use crate::participants::{
    ConsentDecision, Participant, ParticipantDetails, ParticipantLink, PhotoConsent, Relation,
};
use crate::register::customers::create as create_customer;
use crate::register::idempotency::{Arguments, lost_answer};
use crate::register::records::{self, distinct, settle};
use crate::register::{Register, Unit};
use crate::registrations::{Registration, RegistrationDetails, RegistrationKind};

use super::Registrations;
use super::claims::{self, Claim};
use super::participants::{append_consents, problem_of_wording, put_in_group, put_links, refuse_not_in_job};
use super::registrations::{called, refuse_late, register};

/// What somebody fills in to register in a group of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegistrationForm {
    /// The group.
    pub group: JobGroupId,
    /// How they came to it.
    pub kind: RegistrationKind,
    /// Who registers. Where they are known, nothing of this is stored but the name as typed.
    pub customer: CustomerDraft,
    /// For whom.
    pub participants: Vec<FormParticipant>,
    /// What the customer is to the participants who were not tied to it before.
    pub relation: Relation,
    /// What they decide on pictures of the participants, and the wording of it.
    pub photo_consent: Option<(ConsentDecision, String)>,
}

impl RegistrationForm {
    /// Begins a form of a web page for one participant.
    #[must_use]
    pub fn new(group: JobGroupId, customer: CustomerDraft, participant: FormParticipant) -> Self {
        Self {
            group,
            kind: RegistrationKind::OnlineForm,
            customer,
            participants: vec![participant],
            relation: Relation::Guardian,
            photo_consent: None,
        }
    }
}

/// A participant of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum FormParticipant {
    /// The one that an access code opened; the host has checked the code.
    Known(ParticipantId),
    /// One that the form names. A known customer's own one of the same name is meant by it.
    Named(ParticipantDetails),
}

/// What to do where the register knows a customer with the e-mail or phone of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum KnownCustomer {
    /// Store nothing and give a [`Claim`], so that the host has the e-mail or phone proven.
    #[default]
    Ask,
    /// Make a new customer all the same.
    New,
    /// Take the customer of a claim; the host has seen the proof.
    Proven(Claim),
}

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum Submitted {
    /// It is stored.
    Registered(Registration),
    /// Nothing is stored; the form may come again with [`KnownCustomer::Proven`] or [`KnownCustomer::New`].
    Claimed(Claim),
}

impl Registrations<'_> {
    /// Stores a form that somebody filled in by themselves: customer, participants with their group and ties,
    /// decisions on pictures and registration, all or nothing.
    ///
    /// A form with the e-mail or phone of exactly one customer whose name does not contradict it is that
    /// customer's only with proof: of that very e-mail or phone, which the claim names. What a
    /// crowd of customers has (more than eight) tells nobody apart. Policies are those of [`Context::SelfRegistration`]. A claim is an answer too:
    /// the form that comes again with its proof needs another idempotency key.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `registration_closed` where the job is not open or its deadline has passed,
    /// `claim_outdated` where the proven e-mail or phone is not both the form's and the claimed customer's any
    /// more, `not_in_job` for a
    /// known participant who is in no group of the job; `NotFound`; `Invalid` with every problem: of the
    /// customer as [`Customers::create`](crate::Customers::create) names them, of the others `kind`,
    /// `participants.given_name` and so on with the participant's place as
    /// [`item`](crate::FieldProblem::item), and `photo_consent.wording`.
    ///
    /// ```
    /// use kartotek::{
    ///     CustomerDraft, FormParticipant, JobDetails, JobStatus, KnownCustomer, ParticipantDetails, Register,
    ///     RegistrationForm, Submitted,
    /// };
    ///
    /// let register = Register::in_memory()?;
    /// let details = JobDetails { status: JobStatus::Open, ..JobDetails::titled("Ekskolan 2026") };
    /// let job = register.jobs().create(details)?;
    /// let group = register.job_groups().create(job.id, "4b")?;
    /// let anna = CustomerDraft::person("Anna", "Ek").with_email("anna@example.com");
    /// let elsa = FormParticipant::Named(ParticipantDetails::named("Elsa", "Ek"));
    /// let form = RegistrationForm::new(group.id, anna, elsa);
    ///
    /// let first = register.registrations().submit(&form, KnownCustomer::Ask)?;
    /// let Submitted::Registered(entry) = first else { panic!("nobody was known") };
    /// let Submitted::Claimed(claim) = register.registrations().submit(&form, KnownCustomer::Ask)? else {
    ///     panic!("Anna is known by now");
    /// };
    /// assert_eq!(claim.customer, entry.customer);
    /// let proven = register.registrations().submit(&form, KnownCustomer::Proven(claim))?;
    /// assert_eq!(proven, Submitted::Registered(entry));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn submit(&self, form: &RegistrationForm, known: KnownCustomer) -> Result<Submitted> {
        let register = self.register.in_context(Context::SelfRegistration);
        register.once(
            "registrations.submit",
            || arguments(form, &known),
            |unit| submit(unit, &register, form, &known),
            |submitted| match submitted {
                Submitted::Registered(entry) => format!("registered {}", records::note(entry)),
                Submitted::Claimed(claim) => format!("claimed {}", claims::note(claim)),
            },
            |unit, result| match result.split_once(' ') {
                Some(("registered", note)) => records::recall(&*unit.tx, note).map(Submitted::Registered),
                Some(("claimed", note)) => claims::recall(unit, &form.customer, note).map(Submitted::Claimed),
                _ => Err(lost_answer()),
            },
        )
    }
}

fn arguments(form: &RegistrationForm, known: &KnownCustomer) -> Arguments {
    let mut arguments = Arguments::default().id(form.group).text(form.kind.code());
    arguments = arguments.draft(&form.customer).text(form.relation.code());
    arguments = arguments.number(form.participants.len() as u64);
    for participant in &form.participants {
        arguments = match participant {
            FormParticipant::Known(id) => arguments.id(*id),
            FormParticipant::Named(details) => arguments.details::<Participant>(details),
        };
    }
    if let Some((decision, wording)) = &form.photo_consent {
        arguments = arguments.text(decision.code()).text(wording);
    }
    match known {
        KnownCustomer::Ask => arguments.text("ask"),
        KnownCustomer::New => arguments.text("new"),
        KnownCustomer::Proven(Claim { customer, by }) => by.add_to(arguments.text("proven").id(*customer)),
    }
}

fn submit(
    unit: &mut Unit<'_>,
    register_of: &Register,
    form: &RegistrationForm,
    known: &KnownCustomer,
) -> Result<Submitted> {
    let group: JobGroup = records::get(&*unit.tx, form.group.to_bytes())?;
    refuse_late(unit, group.job)?;
    let mut problems = problems_of(unit, form);
    let customer = match known {
        KnownCustomer::Proven(claim) => Ok(claims::proven(unit, &form.customer, claim)?),
        KnownCustomer::Ask => match claims::claim(unit, &form.customer)? {
            // Nobody proves anything for a form that is refused then.
            Some(_) if !problems.is_empty() => return Err(Error::Invalid(problems)),
            Some(claim) => return Ok(Submitted::Claimed(claim)),
            None => create_customer(unit, register_of, &form.customer),
        },
        KnownCustomer::New => create_customer(unit, register_of, &form.customer),
    };
    let customer = match customer {
        Err(Error::Invalid(mut found)) => {
            problems.retain(|problem| !found.contains(problem));
            found.append(&mut problems);
            return Err(Error::Invalid(found));
        }
        _ if !problems.is_empty() => return Err(Error::Invalid(problems)),
        other => other?,
    };
    let own = unit.tx.participants_of_customers(&[customer.id])?;
    let own: Vec<ParticipantId> = own.iter().map(|link| link.participant).collect();
    let participants = participants(unit, form, &group, &own)?;
    put_in_group(unit, group.id, &participants)?;
    // What the customer is to those who are tied is known already, perhaps better.
    let untied = participants.iter().filter(|participant| !own.contains(participant));
    let links = untied.map(|participant| ParticipantLink {
        participant: *participant,
        customer: customer.id,
        relation: form.relation,
    });
    put_links(unit, &links.collect::<Vec<_>>())?;
    let entered_name = called(&form.customer.profile);
    if let Some((decision, wording)) = &form.photo_consent {
        let consent = PhotoConsent {
            at: unit.now,
            decision: *decision,
            wording: wording.clone(),
            given_by: entered_name.clone(),
            customer: Some(customer.id),
        };
        let consents: Vec<_> = participants.iter().map(|id| (*id, consent.clone())).collect();
        append_consents(unit, &consents)?;
    }
    let details = RegistrationDetails { kind: form.kind.clone(), registered_at: None, entered_name };
    register(unit, &group, &customer, details, &participants).map(Submitted::Registered)
}

/// Returns what is wrong with a form beside its customer.
fn problems_of(unit: &Unit<'_>, form: &RegistrationForm) -> Vec<FieldProblem> {
    let today = unit.now.local_date(unit.state.zone);
    let entered_name = called(&form.customer.profile);
    let mut details = RegistrationDetails { kind: form.kind.clone(), registered_at: None, entered_name };
    let mut problems = settle::<Registration>(&mut details, None, today);
    // Whoever has no name, e-mail and phone is told so as a customer.
    problems.retain(|problem| (&*problem.field, problem.rule) != ("entered_name", Rule::Required));
    for (place, participant) in form.participants.iter().enumerate() {
        let FormParticipant::Named(details) = participant else { continue };
        let found = settle::<Participant>(&mut details.clone(), None, today).into_iter();
        problems.extend(found.map(|problem| {
            FieldProblem::new(format!("participants.{}", problem.field), problem.rule).of_item(place)
        }));
    }
    let wording = form.photo_consent.as_ref().and_then(|(_, wording)| problem_of_wording(wording));
    problems.extend(wording.map(|problem| FieldProblem::new("photo_consent.wording", problem.rule)));
    problems
}

/// Returns the participants of a form, each once, those made that are not known yet.
fn participants(
    unit: &mut Unit<'_>,
    form: &RegistrationForm,
    group: &JobGroup,
    own: &[ParticipantId],
) -> Result<Vec<ParticipantId>> {
    let known = form.participants.iter().filter_map(|participant| match participant {
        FormParticipant::Known(id) => Some((group.job, *id)),
        FormParticipant::Named(_) => None,
    });
    refuse_not_in_job(unit, &known.collect::<Vec<_>>())?;
    let own = unit.tx.participants(own)?.into_iter();
    let own: HashMap<String, ParticipantId> =
        own.map(|own| (fold(&own.details.display_name()), own.id)).collect();
    let own = |details: &ParticipantDetails| {
        let name = fold(&details.display_name());
        own.get(&name).copied().filter(|_| !name.is_empty())
    };
    let new = form.participants.iter().filter_map(|participant| match participant {
        FormParticipant::Named(details) if own(details).is_none() => Some((Vec::new(), details.clone())),
        _ => None,
    });
    let mut made = records::create::<Participant>(unit, new.collect::<Vec<_>>())?.into_iter();
    let ids = form.participants.iter().filter_map(|participant| match participant {
        FormParticipant::Known(id) => Some(*id),
        FormParticipant::Named(details) => own(details).or_else(|| Some(made.next()?.id)),
    });
    Ok(distinct(ids))
}
