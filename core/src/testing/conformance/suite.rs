use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::repository::Capabilities;

use super::expect::{Checked, Failure};
use super::{
    Factory, batches, codes, collections, copies, customers, dependents, galleries, gallery_tags, history,
    idempotency, jobs, lists, mappings, matching, participants, registrations, search, settings, units,
};

/// One check of the suite.
#[derive(Clone, Copy)]
pub struct Check {
    /// The aggregate that it is about.
    pub group: &'static str,
    /// The behaviour that it checks.
    pub name: &'static str,
    run: fn(Factory<'_>) -> Checked,
}

impl Check {
    /// Runs the check, if the backend claims to offer what it needs.
    ///
    /// A panic of the backend is a failure.
    #[must_use]
    pub fn run(&self, factory: Factory<'_>) -> Outcome {
        let result = catch_unwind(AssertUnwindSafe(|| {
            if claims(self.group, factory()?.info().capabilities) {
                (self.run)(factory).map(|()| Outcome::Passed)
            } else {
                Ok(Outcome::LeftOut)
            }
        }));
        match result {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(failure)) => Outcome::Failed(failure),
            Err(payload) => Outcome::Failed(Failure::of_panic(payload.as_ref())),
        }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({}::{})", self.group, self.name)
    }
}

/// What running a check gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The backend does as the traits say.
    Passed,
    /// The backend does not claim to offer what is checked.
    LeftOut,
    /// It does something else.
    Failed(Failure),
}

/// Tells whether the checks of a group apply.
fn claims(group: &str, capabilities: Capabilities) -> bool {
    match group {
        "collections" => capabilities.collections,
        "jobs" | "galleries" | "participants" | "registrations" | "codes" | "dependents" => capabilities.jobs,
        "gallery_tags" => capabilities.collections && capabilities.jobs,
        "history" => capabilities.history,
        "search" => capabilities.search,
        "matching" | "batches" | "mappings" => capabilities.matching,
        "idempotency" => capabilities.idempotency,
        "copies" => capabilities.copies,
        _ => true,
    }
}

/// Calls a macro with all checks by group: the one list of them.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_conformance_check {
    ([$($callback:tt)+] $($argument:tt)*) => {
        $($callback)+! {
            ($($argument)*)
            units {
                an_error_stores_nothing
                a_panic_stores_nothing
                a_body_sees_its_own_writes
                a_read_sees_whole_units_of_work
                threads_take_turns
                unsupported_is_answered_where_nothing_is_claimed
                after_shutting_down_every_call_fails
                a_backup_and_a_verification_are_as_claimed
            }
            settings {
                a_new_store_has_neutral_settings
                settings_come_back_with_their_revision
                facts_and_the_register_id_come_back
            }
            customers {
                customers_come_back_as_they_were_stored
                numbers_grow_and_are_not_given_twice
                ids_are_answered_in_the_order_asked_for
                an_id_in_use_is_refused_whole
                an_external_id_in_use_is_refused_whole
                an_update_replaces_every_field
                an_update_of_another_revision_is_a_conflict
                an_update_that_takes_an_external_id_is_refused
                an_external_id_that_was_given_up_is_free
                a_deletion_leaves_a_tombstone
                a_deleted_id_is_never_given_again
                several_are_deleted_as_one_is
                nobody_can_neither_be_changed_nor_deleted
                keys_can_be_stored_anew
                bulk_insertion_changes_nothing_but_speed
                clearing_changes_nothing_but_speed
            }
            lists {
                every_sortable_field_orders_both_ways
                single_tests_agree_with_the_rules
                queries_agree_with_the_rules
                pages_join_into_the_list
                paging_visits_each_customer_once_while_others_write
                a_walk_hands_over_the_whole_list
                a_walk_stops_at_an_error
                a_count_stops_at_its_cap
                lists_by_sets_agree_with_the_rules
                lists_by_typed_text_agree_with_the_rules
                lists_follow_changes
            }
            search {
                what_matches_is_found
                exact_hits_come_first
                search_follows_changes
                a_limit_cuts_the_hits_off
            }
            matching {
                every_key_finds_its_customers_once
                keys_follow_changes
                contents_are_remembered_as_long_as_the_customer
            }
            collections {
                sets_come_back_by_name
                a_name_is_unique_in_its_kind
                a_set_is_renamed_and_archived
                changing_members_says_what_truly_changed
                memberships_show_on_customers
                a_default_group_counts_as_membership
                pairs_are_added_once
                pairs_of_new_customers_are_added_once
                a_deleted_set_leaves_its_members
                a_deleted_customer_leaves_its_sets
                archived_members_are_counted
                sizes_agree_with_the_members
            }
            jobs {
                jobs_come_back_as_they_were_stored
                lists_of_jobs_agree_with_the_rules
                groups_come_back_as_they_were_stored
                groups_of_a_job_come_by_name
                a_name_of_a_group_is_unique_in_its_job
            }
            galleries {
                galleries_come_back_as_they_were_stored
                galleries_are_found_by_whose_they_are
                a_group_and_a_participant_in_a_job_have_one_gallery
            }
            participants {
                participants_come_back_as_they_were_stored
                participants_are_found_by_student_numbers
                lists_of_participants_agree_with_the_rules
                memberships_are_kept_once
                ties_to_customers_are_replaced
                decisions_on_pictures_keep_their_order
                decisions_go_with_their_participant
            }
            registrations {
                registrations_come_back_as_they_were_stored
                lists_of_registrations_agree_with_the_rules
                registrations_are_found_by_group_and_customer
                registrations_are_found_by_customer_and_shared_login
                a_customer_registers_once_in_a_group
                registered_participants_come_by_name
                a_deleted_registration_unties_its_participants
                who_bought_nothing_has_no_total
            }
            dependents {
                what_depends_on_records_is_counted_by_kind
                the_gallery_of_a_group_depends_on_it_once_it_was_shown
            }
            gallery_tags {
                galleries_bear_tags_apart_from_customers
                a_deleted_gallery_leaves_its_tags
                a_deleted_tag_leaves_its_galleries
            }
            history {
                changes_come_back_in_order
                the_history_of_an_entity_is_newest_first
                entities_have_their_changes_in_order
                a_batch_has_its_changes
                old_values_can_be_forgotten
                reasons_are_forgotten_where_one_alone_was_changed
                history_is_of_a_kind_and_an_id
                old_values_can_be_rewritten
                numbers_commit_in_order
                what_was_rolled_back_is_not_told
            }
            idempotency {
                an_answer_is_kept
                old_answers_are_forgotten
            }
            batches {
                a_batch_is_replaced_under_its_id
                the_latest_batches_come_first
            }
            codes {
                codes_come_back_as_they_were_stored
                the_codes_of_a_job_come_in_order
                no_two_codes_have_one_digest
                a_code_is_changed_from_the_revision_before_alone
                a_deleted_code_leaves_its_attempts
                attempts_come_back_newest_first
            }
            copies {
                a_store_filled_with_the_rows_of_another_is_like_it
                rows_go_on_after_a_key
                filling_begins_with_an_empty_store
            }
            mappings {
                a_mapping_is_replaced_under_its_name
                a_deleted_mapping_is_gone
            }
        }
    };
}

macro_rules! list_checks {
    (() $($group:ident { $($name:ident)+ })+) => {
        /// Every check, by group.
        pub static CHECKS: &[Check] = &[
            $($(Check { group: stringify!($group), name: stringify!($name), run: $group::$name },)+)+
        ];
    };
}
for_each_conformance_check!([list_checks]);

/// Runs the whole suite on stores that a factory makes.
///
/// ```
/// use std::sync::Arc;
/// use kartotek::SqliteRepository;
/// use kartotek::testing::conformance::{CHECKS, Outcome, conformance};
///
/// let outcome = CHECKS[0].run(&|| Ok(Arc::new(SqliteRepository::in_memory()?)));
/// assert_eq!(outcome, Outcome::Passed);
///
/// let broken = conformance(&|| Err(kartotek::Error::ShutDown));
/// assert_eq!(broken.failed().count(), CHECKS.len());
/// ```
#[must_use]
pub fn conformance(factory: Factory<'_>) -> Report {
    Report { results: CHECKS.iter().map(|check| (*check, check.run(factory))).collect() }
}

/// What the whole suite gave.
#[derive(Debug, Clone)]
pub struct Report {
    /// Each check with its outcome, in the order of [`CHECKS`].
    pub results: Vec<(Check, Outcome)>,
}

impl Report {
    /// Returns the checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &(Check, Outcome)> {
        self.results.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_)))
    }

    fn count(&self, outcome: &Outcome) -> usize {
        self.results.iter().filter(|(_, found)| found == outcome).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (check, outcome) in self.failed() {
            if let Outcome::Failed(failure) = outcome {
                writeln!(f, "{}::{}: {failure}", check.group, check.name)?;
            }
        }
        let (passed, left_out) = (self.count(&Outcome::Passed), self.count(&Outcome::LeftOut));
        write!(f, "{passed} checks passed, {left_out} left out, {} failed", self.failed().count())
    }
}

/// Makes a test of each check of the conformance suite, in a module for each aggregate.
///
/// Takes the name of a function `fn() -> Result<Arc<dyn Repository>>` that makes a new, empty store.
/// See [`conformance`](crate::testing::conformance).
#[macro_export]
macro_rules! conformance_tests {
    ($factory:ident) => {
        $crate::for_each_conformance_check!([$crate::__conformance_tests] $factory);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_tests {
    (($factory:ident) $($group:ident { $($name:ident)+ })+) => {$(
        mod $group {$(
            #[test]
            fn $name() {
                $crate::testing::conformance::assert_check(
                    stringify!($group),
                    stringify!($name),
                    &super::$factory,
                );
            }
        )+}
    )+};
}

/// Runs one check as a test.
///
/// # Panics
/// When it fails.
#[doc(hidden)]
pub fn assert_check(group: &str, name: &str, factory: Factory<'_>) {
    for check in CHECKS.iter().filter(|check| check.group == group && check.name == name) {
        if let Outcome::Failed(failure) = check.run(factory) {
            panic!("{failure}");
        }
    }
}
