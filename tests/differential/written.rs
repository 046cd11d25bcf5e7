//! Answers as texts, every member of them, so that two can be compared and their difference read.

use std::fmt::Debug;

use kartotek::{
    ChangeSet, Collection, CollectionRef, Customer, CustomerChange, CustomerDraft, CustomerProfile, Error,
    FieldChange, HistoryEntry, ImportBatch, ImportReport, OldValue, Page, RegisterSettings, Result,
    RowProblem, SavedMapping, TagPreview,
};

/// What can be written down whole. Types hide personal data in their `Debug`; here it is what counts.
pub(crate) trait Written {
    fn write(&self) -> String;
}

/// Writes what `Debug` shows whole.
pub(crate) fn debug(value: &impl Debug) -> String {
    format!("{value:?}")
}

macro_rules! whole_in_debug {
    ($($type:ty),+ $(,)?) => {$(
        impl Written for $type {
            fn write(&self) -> String {
                debug(self)
            }
        }
    )+};
}

whole_in_debug!(
    (),
    bool,
    u64,
    kartotek::BulkOutcome,
    kartotek::CodeAttempt,
    kartotek::Dependent,
    kartotek::ExportSummary,
    kartotek::FieldProblem,
    kartotek::ParticipantId,
    kartotek::ParticipantLink,
    kartotek::Submitted,
    kartotek::Revision,
    kartotek::Tombstone,
    kartotek::UndoReport,
);

impl Written for String {
    fn write(&self) -> String {
        self.clone()
    }
}

impl<T: Written> Written for Vec<T> {
    fn write(&self) -> String {
        let lines: Vec<String> = self.iter().map(|item| format!("\n  {}", item.write())).collect();
        format!("{} of them{}", lines.len(), lines.concat())
    }
}

impl<T: Written> Written for Option<T> {
    fn write(&self) -> String {
        self.as_ref().map_or_else(|| "nothing".to_owned(), T::write)
    }
}

impl<T: Written, U: Written> Written for (T, U) {
    fn write(&self) -> String {
        format!("{} and {}", self.0.write(), self.1.write())
    }
}

impl<T: Written> Written for Result<T> {
    fn write(&self) -> String {
        match self {
            Ok(value) => value.write(),
            Err(error) => error.write(),
        }
    }
}

impl Written for Error {
    fn write(&self) -> String {
        let fields = match self {
            Self::Conflict(conflict) => conflict.fields.as_slice(),
            _ => &[],
        };
        let fields = fields.iter().map(|both| (both.field.as_ref(), &both.stored, &both.given));
        format!("{:?} {self} {:?}", self.kind(), fields.collect::<Vec<_>>())
    }
}

impl Written for CustomerProfile {
    fn write(&self) -> String {
        let Self {
            kind,
            title,
            given_name,
            additional_names,
            family_name,
            name_prefix,
            name_suffix,
            nickname,
            phonetic_name,
            entered_name,
            emails,
            phones,
            addresses,
            gender,
            language,
            birthday,
            company,
            organisation_number,
            activity_code,
            website,
            credit_limit,
            payment_term_days,
            risk_rating,
            enabled,
            registered_at,
            last_visit_at,
            origin,
            note,
            external_ids,
            shared_login,
        } = self;
        let mut parts = vec![format!("{kind:?}")];
        for (name, text) in [
            ("title", title),
            ("given_name", given_name),
            ("additional_names", additional_names),
            ("family_name", family_name),
            ("name_prefix", name_prefix),
            ("name_suffix", name_suffix),
            ("nickname", nickname),
            ("phonetic_name", phonetic_name),
            ("entered_name", entered_name),
            ("language", language),
            ("company", company),
            ("organisation_number", organisation_number),
            ("activity_code", activity_code),
            ("website", website),
            ("origin", origin),
            ("note", note),
        ] {
            if !text.is_empty() {
                parts.push(format!("{name} {text:?}"));
            }
        }
        parts.extend(emails.iter().map(|email| format!("email {:?} {:?}", email.address, email.label)));
        let phones = phones.iter();
        parts
            .extend(phones.map(|phone| format!("phone {:?} {:?} {:?}", phone.text, phone.label, phone.e164)));
        parts.extend(addresses.iter().map(|address| serde_json::to_string(address).unwrap()));
        parts.extend(external_ids.iter().map(|id| format!("id {:?} of {:?}", id.id, id.source)));
        parts.push(serde_json::to_string(gender).unwrap());
        parts.push(format!("{birthday:?} {credit_limit:?} {payment_term_days:?} {risk_rating:?} {enabled}"));
        parts.push(format!("{registered_at:?} {last_visit_at:?} {shared_login:?}"));
        parts.join(", ")
    }
}

impl Written for Customer {
    fn write(&self) -> String {
        let Self {
            id,
            number,
            revision,
            created_at,
            updated_at,
            archived_at,
            profile,
            default_group,
            customer_groups,
            contact_groups,
            tags,
        } = self;
        format!(
            "{id} number {number} {revision:?}, created {created_at}, updated {updated_at}, archived \
             {archived_at:?}, {}, group {}, groups {}, lists {}, tags {}",
            profile.write(),
            default_group.write(),
            names(customer_groups),
            names(contact_groups),
            names(tags),
        )
    }
}

impl Written for CollectionRef {
    fn write(&self) -> String {
        format!("{:?} {}", self.name, self.id)
    }
}

fn names(sets: &[CollectionRef]) -> String {
    let names: Vec<String> = sets.iter().map(Written::write).collect();
    format!("[{}]", names.join(", "))
}

impl Written for CustomerDraft {
    fn write(&self) -> String {
        let Self { id, profile, tags, contact_groups, customer_groups, default_group } = self;
        let sets = (tags, contact_groups, customer_groups, default_group);
        format!("{id:?} {{{}}} in {sets:?}", profile.write())
    }
}

impl Written for Collection {
    fn write(&self) -> String {
        let Self { id, kind, name, preset, revision, created_at, archived_at, size } = self;
        format!("{kind:?} {name:?} {id} {revision:?} of {size}, {preset:?}, {created_at} {archived_at:?}")
    }
}

impl Written for TagPreview {
    fn write(&self) -> String {
        format!("{:?} {}", self.state, self.tag.write())
    }
}

impl<T: Written> Written for Page<T> {
    fn write(&self) -> String {
        let next = self.next.as_ref().map(ToString::to_string);
        format!("{}\n  next {next:?}, total {:?}", self.items.write(), self.total)
    }
}

impl Written for ChangeSet {
    fn write(&self) -> String {
        let Self { at, actor, batch, reason, origin } = self;
        format!("{at} {:?} {batch:?} {reason:?} {origin}", actor.to_parts())
    }
}

impl Written for OldValue {
    fn write(&self) -> String {
        format!("{} {:?}", self.field, self.text)
    }
}

impl Written for HistoryEntry {
    fn write(&self) -> String {
        let old: Vec<String> = self.change.old.iter().map(Written::write).collect();
        let Self { seq, set, change } = self;
        format!("{seq} {} {:?} {:?} {old:?}", set.write(), change.entity, change.action)
    }
}

impl Written for FieldChange {
    fn write(&self) -> String {
        let Self { field, old, new } = self;
        format!("{field} {old:?} {:?} → {new:?} {:?}", old.to_text(), new.to_text())
    }
}

impl Written for CustomerChange {
    fn write(&self) -> String {
        let Self { seq, set, action, fields } = self;
        let fields: Vec<String> = fields.iter().map(Written::write).collect();
        format!("{seq} {} {action:?} {fields:?}", set.write())
    }
}

impl Written for RegisterSettings {
    fn write(&self) -> String {
        serde_json::to_string(self).unwrap()
    }
}

impl Written for ImportBatch {
    fn write(&self) -> String {
        format!("{self:?} {:?} {}", self.actor().to_parts(), self.is_undone())
    }
}

impl Written for RowProblem {
    fn write(&self) -> String {
        let Self { row, line, outcome, code, column, field, text, hint } = self;
        format!("row {row} line {line} {outcome:?} {code} {column:?} {field:?} {text:?} {hint}")
    }
}

impl Written for ImportReport {
    fn write(&self) -> String {
        let Self {
            batch,
            end,
            counts,
            problems,
            problem_count,
            problem_codes,
            error_rows,
            archived,
            repeated,
            changed_since_plan,
            replaced,
            notices,
        } = self;
        format!(
            "{batch} {end:?} {counts:?} {problem_count} {problem_codes:?} {error_rows} {archived} {repeated} \
             {changed_since_plan:?} {replaced} {notices:?} {}",
            problems.write(),
        )
    }
}

impl Written for SavedMapping {
    fn write(&self) -> String {
        debug(self)
    }
}
