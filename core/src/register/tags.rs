use std::collections::HashMap;

use crate::base::{CollectionId, CustomerId, EntityKind, ErrorKind, GalleryId, Result, Revision, name_key};
use crate::collections::{BulkOutcome, Collection, CollectionKind};
use crate::customers::{Archived, CustomerFilter};
use crate::galleries::Gallery;
use crate::repository::ReadTx;
use crate::tags::{TagChange, TagPreview, TagState, check_change};

use super::collections::{change_members, create, delete, find_or_make, get, merge, rename, set_archived};
use super::gallery_tags::{change_tags, galleries_in};
use super::idempotency::Arguments;
use super::set_handle::collection_handle;
use super::unit::InBulk;
use super::{Register, Unit};

collection_handle! {
    /// Tags of a register (SPEC B8, A27, A39–A43).
    ///
    /// A tag never changes a customer's record, so that neither revisions nor other people's edits are
    /// in the way.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Register, TagChange};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("lead"))?;
    /// let change = TagChange::add(["wedding"]).and_remove(["lead"]);
    /// assert_eq!(register.tags().apply(&[anna.id], &change)?, [BulkOutcome::Changed]);
    /// assert_eq!(register.customers().get(anna.id)?.tags[0].name, "wedding");
    /// assert!(register.tags().create("  Wedding ").is_err());
    ///
    /// let names: Vec<_> = register.tags().all()?.into_iter().map(|tag| tag.name).collect();
    /// assert_eq!(names, ["lead", "wedding"]);
    /// let lead = register.tags().find_by_name("Lead")?.expect("the draft made it");
    /// register.tags().delete(lead.id)?;
    /// assert!(register.tags().get(lead.id).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    Tags, CollectionKind::Tag, "tags"
}

impl Tags<'_> {
    /// Puts tags on customers and takes others away, in one unit of work (SPEC A39–A42).
    ///
    /// Tags to add that do not exist are made; tags to remove that do not exist change nothing. The
    /// answer has an outcome for each customer, in order: calling again changes nothing.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `tag_in_both` when a tag is in both sets, `Invalid` when a tag to
    /// add cannot have its name, `Unsupported` where the backend has no tags; then nothing is stored.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Register, TagChange};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("vip"))?;
    /// let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// let outcomes = register.tags().apply(&[anna.id, bo.id], &TagChange::add(["VIP"]))?;
    /// assert_eq!(outcomes, [BulkOutcome::Unchanged, BulkOutcome::Changed]);
    /// assert!(register.tags().apply(&[bo.id], &TagChange::add(["vip"]).and_remove(["VIP"])).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn apply(&self, customers: &[CustomerId], change: &TagChange) -> Result<Vec<BulkOutcome>> {
        self.apply_to("tags.apply", customers, change, change_of_customers)
    }

    /// Puts tags on galleries and takes others away, as [`Tags::apply`] does with customers (SPEC A45).
    ///
    /// # Errors
    /// As [`Tags::apply`]; `Unsupported` where the backend has no photo jobs.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, GalleryId, JobDetails, Register, TagChange};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let group = register.job_groups().create(job.id, "4b")?;
    /// let album = register.galleries().of_group(group.id)?.id;
    /// let unknown = GalleryId::from_bytes([0; 16]);
    /// let outcomes = register.tags().apply_to_galleries(&[album, unknown], &TagChange::add(["school"]))?;
    /// assert_eq!(outcomes, [BulkOutcome::Changed, BulkOutcome::NotFound]);
    /// let school = register.tags().find_by_name("School")?.expect("it was made");
    /// assert_eq!(register.tags().galleries(school.id)?[0].id, album);
    /// assert!(register.tags().apply_to_galleries(&[album], &TagChange::add([""])).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn apply_to_galleries(
        &self,
        galleries: &[GalleryId],
        change: &TagChange,
    ) -> Result<Vec<BulkOutcome>> {
        self.apply_to("tags.apply_to_galleries", galleries, change, change_tags)
    }

    fn apply_to<I: InBulk>(
        &self,
        operation: &'static str,
        ids: &[I],
        change: &TagChange,
        apply: impl Fn(&mut Unit<'_>, &[I], &[CollectionId], &[CollectionId]) -> Result<Vec<BulkOutcome>>,
    ) -> Result<Vec<BulkOutcome>> {
        let change = check_change(change)?;
        self.register.outcomes_once(
            operation,
            ids,
            |known| known.tags(&change),
            |unit, ids| apply_change(unit, ids, &change, &apply),
        )
    }

    /// Returns the galleries that bear a tag, the oldest first (SPEC A43). The customers who bear it are a
    /// list: [`CustomerFilter::with_tag`].
    ///
    /// # Errors
    /// `NotFound` where the tag does not exist.
    pub fn galleries(&self, tag: CollectionId) -> Result<Vec<Gallery>> {
        self.register.read(|tx| {
            get(tx, Self::KIND, tag)?;
            let mut galleries = tx.galleries(&galleries_in(tx, Self::KIND, tag)?)?;
            galleries.sort_unstable_by_key(|gallery| gallery.id);
            Ok(galleries)
        })
    }

    /// Returns for each tag whether all, some or none of the selected customers bear it, in the order
    /// of the register's language (SPEC B8, A41, A42). Archived tags appear where they are borne.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no tags.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register, TagState};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("vip"))?;
    /// let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// assert_eq!(register.tags().preview(&[anna.id, bo.id])?[0].state, TagState::Some);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn preview(&self, customers: &[CustomerId]) -> Result<Vec<TagPreview>> {
        self.register.read_with_state(|tx, state| {
            let mut tags = tx.collections(Self::KIND)?;
            tags.sort_by(|a, b| state.collation.compare(&a.name, &b.name));
            let ids: Vec<CollectionId> = tags.iter().map(|tag| tag.id).collect();
            let counts = tx.count_members(&ids, customers)?;
            let selection = CustomerFilter::default().with_ids(customers).with_archived(Archived::Include);
            let selected = super::listing::count(tx, state, &selection, None)?;
            let states = counts.into_iter().map(|bearing| TagState::of(bearing, selected));
            let previews = tags.into_iter().zip(states).map(|(tag, state)| TagPreview { tag, state });
            Ok(previews
                .filter(|preview| preview.tag.archived_at.is_none() || preview.state != TagState::None)
                .collect())
        })
    }

    /// Returns the tags to offer: not archived, and borne by a gallery or at least one customer who is not,
    /// in the order of the register's language (SPEC A43, B8). Their sizes leave archived customers out.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no tags.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("vip"))?;
    /// register.tags().create("never put on")?;
    /// let active = register.tags().active()?;
    /// assert_eq!((active.len(), active[0].name.as_str(), active[0].size), (1, "vip", 1));
    /// register.customers().archive(&[anna.id])?;
    /// assert!(register.tags().active()?.is_empty());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn active(&self) -> Result<Vec<Collection>> {
        self.register.read_with_state(|tx, state| {
            let mut tags = tx.collections(Self::KIND)?;
            let hidden: HashMap<_, _> = tx.count_archived_members(Self::KIND)?.into_iter().collect();
            for tag in &mut tags {
                tag.size -= hidden.get(&tag.id).copied().unwrap_or(0).min(tag.size);
            }
            let on_galleries = on_galleries(tx)?;
            let is_borne = |tag: &Collection| tag.size > 0 || on_galleries.contains_key(&tag.id);
            tags.retain(|tag| is_borne(tag) && tag.archived_at.is_none());
            tags.sort_by(|a, b| state.collation.compare(&a.name, &b.name));
            Ok(tags)
        })
    }

    /// Puts the tag `into` on all who bear `from`, and deletes `from` (SPEC B8). Returns `into`.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when [`Register::expecting`] names another revision of one of them;
    /// `RuleViolated` with the rule `merged_into_itself`.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("weding"))?;
    /// let wedding = register.tags().create("wedding")?;
    /// let merged = register.tags().merge(anna.tags[0].id, wedding.id)?;
    /// assert_eq!((merged.id, merged.size), (wedding.id, 1));
    /// assert_eq!(register.tags().find_by_name("weding")?, None);
    /// assert!(register.tags().merge(wedding.id, wedding.id).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn merge(&self, from: CollectionId, into: CollectionId) -> Result<Collection> {
        self.register.set_once(
            "tags.merge",
            || Arguments::default().id(from).id(into),
            |unit| merge(unit, Self::KIND, from, into),
        )
    }
}

impl Arguments {
    /// Adds the names of tags that are put on and taken away.
    pub(super) fn tags(self, change: &TagChange) -> Self {
        self.text(&change.add.join("\n")).text(&change.remove.join("\n"))
    }
}

/// Puts tags on records and takes others away; those to put on are made where they do not exist.
fn apply_change<I>(
    unit: &mut Unit<'_>,
    ids: &[I],
    change: &TagChange,
    apply: impl Fn(&mut Unit<'_>, &[I], &[CollectionId], &[CollectionId]) -> Result<Vec<BulkOutcome>>,
) -> Result<Vec<BulkOutcome>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<_> = change.add.iter().map(|name| (CollectionKind::Tag, name.as_str())).collect();
    let add = find_or_make(unit, &names)?;
    let add: Vec<_> = add.into_iter().map(|tag| tag.id).collect();
    let names: Vec<_> = change.remove.iter().map(|name| (CollectionKind::Tag, name_key(name))).collect();
    let remove = unit.tx.collections_by_name(&names)?;
    let remove: Vec<_> = remove.into_iter().flatten().map(|tag| tag.id).collect();
    apply(unit, ids, &add, &remove)
}

/// Puts tags on customers and takes others away.
///
/// # Errors
/// As [`Tags::apply`].
pub(super) fn tag_customers(
    unit: &mut Unit<'_>,
    customers: &[CustomerId],
    change: &TagChange,
) -> Result<Vec<BulkOutcome>> {
    apply_change(unit, customers, &check_change(change)?, change_of_customers)
}

fn change_of_customers(
    unit: &mut Unit<'_>,
    customers: &[CustomerId],
    add: &[CollectionId],
    remove: &[CollectionId],
) -> Result<Vec<BulkOutcome>> {
    change_members(unit, CollectionKind::Tag, customers, add, remove)
}

/// The tags that galleries bear, with how many.
fn on_galleries(tx: &dyn ReadTx) -> Result<HashMap<CollectionId, u64>> {
    match tx.count_bearers(EntityKind::Gallery) {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(HashMap::new()),
        counts => Ok(counts?.into_iter().collect()),
    }
}
