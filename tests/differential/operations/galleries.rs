//! Calls of galleries and of their tags.

use kartotek::{CollectionKind, TagChange};

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::records::gallery_details;
use crate::written::Written;

pub(super) const METHODS: &[Method] = &[
    method("galleries.create", 8, create),
    method("galleries.get", 1, get),
    method("galleries.of_group", 2, of_group),
    method("galleries.of_participant", 2, of_participant),
    method("galleries.update", 6, update),
    method("galleries.dependents", 2, dependents),
    method("galleries.delete", 3, delete),
    method("galleries.of_customer", 3, of_customer),
    method("galleries.tags", 3, tags),
    method("galleries.link", 1, link),
    method("galleries.link_of_group", 1, link_of_group),
    method("tags.apply_to_galleries", 8, tag),
    method("tags.galleries", 3, tagged),
];

fn create(dice: &Dice<'_>) -> Operation {
    let (job, participant, details) = (dice.job(), dice.participant(), gallery_details(dice));
    Operation::new(format!("{job}, {participant}, {}", details.write()), move |register| {
        register.galleries().create(job, participant, details.clone())
    })
}

fn get(dice: &Dice<'_>) -> Operation {
    let id = dice.gallery();
    Operation::new(id.to_string(), move |register| register.galleries().get(id))
}

fn of_group(dice: &Dice<'_>) -> Operation {
    let group = dice.group();
    Operation::new(group.to_string(), move |register| register.galleries().of_group(group))
}

fn of_participant(dice: &Dice<'_>) -> Operation {
    let participant = dice.participant();
    Operation::new(participant.to_string(), move |register| register.galleries().of_participant(participant))
}

fn update(dice: &Dice<'_>) -> Operation {
    let (id, details) = (dice.gallery(), gallery_details(dice));
    let revision = dice.revision_of_gallery(id);
    Operation::new(format!("{id}, {}, {}", revision.0, details.write()), move |register| {
        register.galleries().update(id, revision, details.clone())
    })
}

fn dependents(dice: &Dice<'_>) -> Operation {
    let id = dice.gallery();
    Operation::new(id.to_string(), move |register| register.galleries().dependents(id))
}

fn delete(dice: &Dice<'_>) -> Operation {
    let id = dice.gallery();
    Operation::new(id.to_string(), move |register| register.galleries().delete(id))
}

fn of_customer(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    Operation::new(id.to_string(), move |register| register.galleries().of_customer(id))
}

fn tags(dice: &Dice<'_>) -> Operation {
    let ids = dice.some(4, || dice.gallery());
    Operation::new(format!("{ids:?}"), move |register| register.galleries().tags(&ids))
}

fn link(dice: &Dice<'_>) -> Operation {
    let id = dice.gallery();
    Operation::new(id.to_string(), move |register| register.galleries().link(id))
}

fn link_of_group(dice: &Dice<'_>) -> Operation {
    let group = dice.group();
    Operation::new(group.to_string(), move |register| register.galleries().link_of_group(group))
}

fn tag(dice: &Dice<'_>) -> Operation {
    let galleries = dice.some(4, || dice.gallery());
    let (add, remove) = (dice.some(3, || dice.set_name()), dice.some(2, || dice.set_name()));
    Operation::new(format!("{galleries:?}, add {add:?}, remove {remove:?}"), move |register| {
        let change = TagChange { add: add.clone(), remove: remove.clone() };
        register.tags().apply_to_galleries(&galleries, &change)
    })
}

fn tagged(dice: &Dice<'_>) -> Operation {
    let tag = dice.set(CollectionKind::Tag);
    Operation::new(tag.to_string(), move |register| register.tags().galleries(tag))
}
