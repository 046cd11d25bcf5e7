//! Calls of the register itself.

use super::finding::batch;
use super::{Method, method};
use crate::dice::Dice;
use crate::lists::settings;
use crate::operation::Operation;
use crate::texts::SETS;
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("register.id", 1, |_| Operation::new("", |register| Ok(register.id().to_string()))),
    method("register.settings", 1, |_| Operation::new("", |register| register.settings())),
    method("register.settings_with_revision", 1, |_| {
        Operation::new("", |register| register.settings_with_revision())
    }),
    method("register.update_settings", 8, update_settings),
    method("register.update_settings_at", 3, update_settings_at),
    method("register.saved_mappings", 2, |_| Operation::new("", |register| register.saved_mappings())),
    method("register.delete_saved_mapping", 2, delete_saved_mapping),
    method("register.undo_import", 5, undo_import),
    method("register.undo_import_with", 3, undo_import_with),
];

fn update_settings(dice: &Dice<'_>) -> Operation {
    let settings = settings(dice);
    Operation::new(settings.write(), move |register| register.update_settings(settings.clone()))
}

fn update_settings_at(dice: &Dice<'_>) -> Operation {
    let (settings, back) = (settings(dice), dice.pick(&[0, 0, 1]));
    Operation::new(format!("{back} before the last, {}", settings.write()), move |register| {
        let mut revision = register.settings_with_revision()?.1;
        revision.0 -= back;
        register.update_settings_at(revision, settings.clone())
    })
}

fn delete_saved_mapping(dice: &Dice<'_>) -> Operation {
    let name = mapping_name(dice);
    Operation::new(debug(&name), move |register| register.delete_saved_mapping(&name))
}

/// A name under which a mapping is saved.
pub(super) fn mapping_name(dice: &Dice<'_>) -> String {
    if dice.once_in(4) { dice.text() } else { dice.pick(&SETS[..6]).to_owned() }
}

fn undo_import(dice: &Dice<'_>) -> Operation {
    let batch = batch(dice);
    Operation::new(batch.to_string(), move |register| register.undo_import(batch))
}

/// Stops it at the first report, or lets it go on.
fn undo_import_with(dice: &Dice<'_>) -> Operation {
    let (batch, stops) = (batch(dice), dice.once_in(3));
    Operation::new(format!("{batch}, {stops}"), move |register| {
        let mut seen = Vec::new();
        let report = register.undo_import_with(batch, &mut |progress| {
            seen.push(debug(&progress));
            if stops { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        });
        Ok((report, seen))
    })
}
