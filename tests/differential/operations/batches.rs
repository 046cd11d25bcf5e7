//! Commands that are recorded, and done together.

use kartotek::{CollectionKind, Enabled, Relation, TagChange, WriteBatch};

use super::customers::edit;
use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::people::draft;
use crate::records::{job_details, participant_details, registration_details};
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[method("register.batch", 25, batch)];

/// A command as it is told, and how it is recorded.
type Command = (String, Box<dyn Fn(&mut WriteBatch) -> kartotek::Result<()>>);

fn batch(dice: &Dice<'_>) -> Operation {
    let commands = if dice.once_in(5) { vec![school(dice)] } else { dice.some(5, || command(dice)) };
    let told: Vec<&str> = commands.iter().map(|(told, _)| told.as_str()).collect();
    Operation::new(told.join("; "), move |register| {
        let mut batch = register.batch();
        commands.iter().try_for_each(|(_, record)| record(&mut batch))?;
        batch.commit()
    })
}

fn command(dice: &Dice<'_>) -> Command {
    let ids = dice.customers(3);
    let told = |name: &str| format!("{name} {ids:?}");
    match dice.below(11) {
        0..=2 => {
            let draft = draft(dice);
            (draft.write(), Box::new(move |batch| batch.create_customer(draft.clone()).map(drop)))
        }
        3 | 4 => {
            let (id, revision, profile) = edit(dice);
            let told = format!("{id}, {}, {}", revision.0, profile.write());
            done(told, move |batch| batch.update_customer(id, revision, profile.clone()))
        }
        5 => {
            let id = dice.customer();
            let revision = dice.revision_of(id);
            done(format!("delete {id}, {}", revision.0), move |batch| batch.delete_customer(id, revision))
        }
        6 => done(told("archive"), move |batch| batch.archive_customers(&ids)),
        7 => done(told("restore"), move |batch| batch.restore_customers(&ids)),
        8 => done(told("disable"), move |batch| batch.set_customers_enabled(&ids, Enabled::No)),
        9 => {
            let change =
                TagChange { add: dice.some(2, || dice.set_name()), remove: dice.some(2, || dice.set_name()) };
            done(format!("{} {change:?}", told("tag")), move |batch| batch.apply_tags(&ids, change.clone()))
        }
        _ => {
            let group = dice.set(CollectionKind::ContactGroup);
            done(format!("{} {group}", told("attach")), move |batch| batch.attach_contact_group(group, &ids))
        }
    }
}

fn done(told: String, record: impl Fn(&mut WriteBatch) + 'static) -> Command {
    (
        told,
        Box::new(move |batch| {
            record(batch);
            Ok(())
        }),
    )
}

/// A job with a group, and somebody who registers for a participant.
fn school(dice: &Dice<'_>) -> Command {
    let (job, name, participant) = (job_details(dice), dice.text(), participant_details(dice));
    let (customer, details) = (dice.customer(), registration_details(dice));
    let parts = [job.write(), debug(&name), participant.write(), debug(&customer), details.write()];
    (
        parts.join(", "),
        Box::new(move |batch| {
            let made = batch.create_job(job.clone())?;
            let group = batch.create_job_group(made, &name)?;
            let participant = batch.create_participant(participant.clone())?;
            batch.add_to_job_group(group, &[participant]);
            batch.link_participant(participant, customer, Relation::Guardian);
            batch.create_registration(group, customer, details.clone(), &[participant]);
            Ok(())
        }),
    )
}
