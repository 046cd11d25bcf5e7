//! Random records of photo jobs: ids, details, lists of them.

use std::cell::RefCell;
use std::rc::Rc;

use kartotek::testing::SequentialIds;
use kartotek::{
    AccessCodeId, CollectionId, GalleryDetails, GalleryId, GalleryState, JobDetails, JobFilter, JobGroupId,
    JobId, JobStatus, Page, PageRequest, PartialDate, ParticipantDetails, ParticipantFilter, ParticipantId,
    Register, RegistrationDetails, RegistrationFilter, RegistrationId, RegistrationKind, Result, Revision,
    Sort, Timestamp, TotalMode,
};

use crate::dice::Dice;
use crate::known::Begun;
use crate::operation::Operation;
use crate::people::instant;
use crate::texts::{EMAILS, PHONES};
use crate::written::Written;

macro_rules! ids {
    ($($one:ident, $revision:ident, $id:ident, $known:ident;)+) => {
        impl Dice<'_> {$(
            /// Picks an id, now and then of what was deleted, of something else or of nothing.
            pub(crate) fn $one(&self) -> $id {
                let nothing = || SequentialIds::nth(4_000_000 + self.below(3) as u64);
                let gone = || self.random.pick(&self.known.gone_records).copied().unwrap_or_else(nothing);
                let known = || self.known.$known.keys().nth(self.below(self.known.$known.len().max(1))).copied();
                match self.below(24) {
                    0 => $id::from_bytes(nothing()),
                    1 => $id::from_bytes(gone()),
                    _ => known().unwrap_or($id::from_bytes(nothing())),
                }
            }

            /// The revision of a record, now and then another one.
            pub(crate) fn $revision(&self, id: $id) -> Revision {
                self.revision(self.known.$known.get(&id).map_or(Revision::FIRST, |record| record.revision))
            }
        )+}
    };
}

ids! {
    job, revision_of_job, JobId, jobs;
    group, revision_of_group, JobGroupId, groups;
    gallery, revision_of_gallery, GalleryId, galleries;
    participant, revision_of_participant, ParticipantId, participants;
    registration, revision_of_registration, RegistrationId, registrations;
    code, revision_of_code, AccessCodeId, codes;
}

impl Dice<'_> {
    /// Picks ids, some of them twice.
    pub(crate) fn participants(&self, most: usize) -> Vec<ParticipantId> {
        let most = if self.once_in(60) { 1_200 } else { most };
        self.some(most, || self.participant())
    }

    fn moment(&self) -> Option<Timestamp> {
        (!self.once_in(3)).then(|| instant(self))
    }
}

pub(crate) fn job_details(dice: &Dice<'_>) -> JobDetails {
    let days = ["2026-09-01", "2026-09-02", "2026-10-05", "1999-12-31", "9999-12-31", "0001-01-01"];
    let mut shoot_dates = dice.some(3, || dice.pick(&days).parse().unwrap());
    if !dice.once_in(12) {
        shoot_dates.sort();
        shoot_dates.dedup();
    }
    let rarely = |text: String| if dice.once_in(8) { text } else { String::new() };
    let window = dice.once_in(4);
    JobDetails {
        title: format!("{}{}", dice.name(), dice.pick(&["", "", "skolan", " IF 2026"])),
        kind: dice.pick(&["", "school", "School", "свадба", "two\nlines"]).to_owned(),
        status: dice.pick(&[
            JobStatus::Open,
            JobStatus::Open,
            JobStatus::Published,
            JobStatus::Planned,
            JobStatus::Closed,
        ]),
        shoot_dates,
        publish_from: dice.moment().filter(|_| window),
        publish_until: dice.moment().filter(|_| window),
        registration_deadline: dice.moment().filter(|_| dice.once_in(6)),
        note: rarely(dice.text()),
    }
}

pub(crate) fn gallery_details(dice: &Dice<'_>) -> GalleryDetails {
    GalleryDetails {
        title: if dice.once_in(3) { dice.text() } else { String::new() },
        state: dice.pick(&GalleryState::ALL),
        opens_at: dice.moment().filter(|_| dice.once_in(4)),
        closes_at: dice.moment().filter(|_| dice.once_in(4)),
    }
}

pub(crate) fn participant_details(dice: &Dice<'_>) -> ParticipantDetails {
    let name = || if dice.once_in(5) { String::new() } else { dice.name() };
    let rarely = |text: String| if dice.once_in(6) { text } else { String::new() };
    let birthdays = [None, None, PartialDate::new(Some(2016), 2, 29), PartialDate::new(None, 2, 29)];
    ParticipantDetails {
        given_name: name(),
        family_name: name(),
        entered_name: rarely(dice.text()),
        birthday: dice.pick(&birthdays),
        minor: dice.pick(&[None, Some(true), Some(false)]),
        student_number: dice.pick(&["", "7", "07", "S-7", "Å7"]).to_owned(),
        email: rarely(dice.pick(EMAILS).to_owned()),
        phone: rarely(dice.pick(PHONES).to_owned()),
        note: rarely(dice.text()),
    }
}

pub(crate) fn registration_kind(dice: &Dice<'_>) -> RegistrationKind {
    let kinds = ["online_form", "qr_card", "gallery_visit", "csv_import", "staff", "order", "fax", "Fax", ""];
    RegistrationKind::from_code(if dice.once_in(20) { dice.text() } else { dice.pick(&kinds).to_owned() })
}

pub(crate) fn registration_details(dice: &Dice<'_>) -> RegistrationDetails {
    RegistrationDetails {
        kind: registration_kind(dice),
        registered_at: dice.once_in(3).then(|| instant(dice)),
        entered_name: if dice.once_in(2) { dice.name() } else { String::new() },
    }
}

pub(crate) fn job_filter(dice: &Dice<'_>) -> JobFilter {
    let day = || dice.pick(&["2026-09-01", "2026-09-02", "2026-10-05", "0001-01-01"]).parse().unwrap();
    let kind = || if dice.once_in(6) { dice.text() } else { dice.pick(&["", "school", "School"]).to_owned() };
    JobFilter {
        statuses: if dice.once_in(3) { dice.some(3, || dice.pick(&JobStatus::ALL)) } else { Vec::new() },
        kinds: if dice.once_in(4) { dice.some(3, kind) } else { Vec::new() },
        shot_from: dice.maybe(4, day),
        shot_until: dice.maybe(4, day),
    }
}

pub(crate) fn participant_filter(dice: &Dice<'_>) -> ParticipantFilter {
    ParticipantFilter {
        job: dice.maybe(3, || dice.job()),
        group: dice.maybe(4, || dice.group()),
        customer: dice.maybe(4, || dice.customer()),
    }
}

pub(crate) fn registration_filter(dice: &Dice<'_>) -> RegistrationFilter {
    let kind = || registration_kind(dice).code().to_owned();
    let set = || dice.random.pick(&dice.known.sets).map_or(CollectionId::from_bytes([7; 16]), |set| set.id);
    RegistrationFilter {
        job: dice.maybe(3, || dice.job()),
        group: dice.maybe(4, || dice.group()),
        customer: dice.maybe(6, || dice.customer()),
        kinds: if dice.once_in(4) { dice.some(3, kind) } else { Vec::new() },
        registered_from: dice.maybe(6, || instant(dice)),
        registered_before: dice.maybe(6, || instant(dice)),
        set: dice.maybe(4, set),
    }
}

/// An order, now and then one that is refused.
pub(crate) fn order(dice: &Dice<'_>, sorts: &[&'static str]) -> Sort {
    let field = if dice.once_in(20) { dice.pick(&["total", "note", "", "Title"]) } else { dice.pick(sorts) };
    if dice.once_in(2) { Sort::by(field) } else { Sort::by(field).reversed() }
}

/// A page of a list: of a new one, or of one that was begun earlier, whatever was changed since.
pub(crate) fn page<T>(
    dice: &Dice<'_>,
    method: &'static str,
    text: String,
    page: impl Fn(&Register, &PageRequest) -> Result<Page<T>> + 'static,
) -> Operation
where
    Page<T>: Written,
{
    let same = |begun: &&Rc<Begun>| begun.method == method;
    let begun: Vec<&Rc<Begun>> = dice.known.begun.iter().filter(same).collect();
    let earlier = dice.random.pick(&begun).filter(|_| dice.once_in(2)).map(|begun| Rc::clone(begun));
    let begun = earlier.unwrap_or_else(|| {
        let page = Box::new(move |register: &Register, request: &PageRequest| {
            let page = page(register, request)?;
            Ok((page.write(), page.next))
        });
        Rc::new(Begun { method, text, page, next: RefCell::default() })
    });
    // Now and then the cursor of another list.
    let other = dice.random.pick(&dice.known.begun).filter(|_| dice.once_in(16));
    let after = other.map_or_else(|| begun.next.borrow().clone(), |other| other.next.borrow().clone());
    let total = dice.pick(&[TotalMode::None, TotalMode::None, TotalMode::Exact, TotalMode::Capped(2)]);
    let request = PageRequest { limit: dice.pick(&[0, 1, 2, 3, 5, 20, u32::MAX]), after, total };
    let from = request.after.as_ref().map(ToString::to_string);
    let text = format!("{}, {} after {from:?}, {total:?}", begun.text, request.limit);
    let going_on = Rc::clone(&begun);
    let operation = Operation::new(text, move |register| {
        let (text, next) = (begun.page)(register, &request)?;
        begun.next.replace(next);
        Ok(text)
    });
    operation.going_on(going_on)
}
