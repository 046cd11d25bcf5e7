//! Enumerations as `StrEnum`s of Python, which stand in `kartotek/choices.py`.

use kartotek::CodeState;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::cross::wrong_type;

/// Returns the member of an enumeration with a text.
pub(crate) fn member<'py>(py: Python<'py>, class: &str, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("kartotek.choices")?.getattr(class)?.getattr("_value2member_map_")?.get_item(text)
}

/// Reads a member, or the text of one.
pub(crate) fn text(class: &str, allowed: &[&str], value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>().map_err(|_| wrong_type(class, value))?.to_string();
    if allowed.contains(&text.as_str()) {
        return Ok(text);
    }
    Err(PyValueError::new_err(format!("expected {class}: one of {}", allowed.join(", "))))
}

/// The enumerations, by their names.
mod core {
    pub(super) use kartotek::exchange::{DateOrder, Evidence};
    pub(super) use kartotek::*;
}

/// Lets an enumeration of the core cross as the `StrEnum` of the same name: a line a member, with what it holds
/// where it holds something. One that is forgotten does not compile; where the core may get more, `or` says what
/// stands for those.
macro_rules! choice {
    ($($name:ident $(or $other:literal)? { $($member:ident $(($of:path))? = $text:literal),+ $(,)? })+) => {
        $(
            impl $crate::cross::Cross for core::$name {
                const GIVES: pyo3::inspect::PyStaticExpr =
                    pyo3::type_hint_identifier!("kartotek.choices", stringify!($name));
                const TAKES: pyo3::inspect::PyStaticExpr = $crate::cross::either!(
                    pyo3::type_hint_identifier!("kartotek.choices", stringify!($name)),
                    $crate::cross::literal!($($text),+)
                );

                fn to_python<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                    let text = match self {
                        $(core::$name::$member $(($of))? => $text,)+
                        $(_ => $other,)?
                    };
                    $crate::choice::member(py, stringify!($name), text)
                }

                fn from_python(value: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                    let text = $crate::choice::text(stringify!($name), &[$($text),+], value)?;
                    Ok(match text.as_str() {
                        $($text => core::$name::$member $(($of))?,)+
                        _ => unreachable!("the texts are those that are allowed"),
                    })
                }
            }
        )+

        /// The enumerations with their texts, to compare with those of Python.
        pub(crate) const CHOICES: &[(&str, &[&str])] = &[$((stringify!($name), &[$($text),+])),+];
    };
}

choice! {
    CustomerKind { Person = "person", Company = "company", SharedLogin = "shared_login" }
    RiskRating { Low = "low", Medium = "medium", High = "high" }
    Archived { Exclude = "exclude", Include = "include", Only = "only" }
    RowOutcome {
        Created = "created", Updated = "updated", Unchanged = "unchanged", Skipped = "skipped",
        Ambiguous = "ambiguous", Invalid = "invalid",
    }
    CollectionKind { Tag = "tag", ContactGroup = "contact_group", CustomerGroup = "customer_group" }
    TagState { None = "none", Some = "some", All = "all" }
    BulkOutcome {
        Changed = "changed", Unchanged = "unchanged", NotFound = "not_found", VersionConflict = "version_conflict",
    }
    Context or "staff" {
        Staff = "staff", SelfRegistration = "self_registration", Import = "import", CheckIn = "check_in",
        Sync = "sync",
    }
    Preset { Standard = "standard", Business = "business" }
    Matching {
        CreateOnly = "create_only", UpdateOnly = "update_only", Upsert = "upsert", FillBlanks = "fill_blanks",
        SkipExisting = "skip_existing",
    }
    Repeats { First = "first", Last = "last", Error = "error", Each = "each" }
    ImportStep { Looking = "looking", Storing = "storing" }
    ImportEnd {
        Finished = "finished", Cancelled = "cancelled", RolledBack = "rolled_back", Planned = "planned",
    }
    DateOrder { DayFirst = "day_first", MonthFirst = "month_first" }
    Evidence {
        None = "none", Similar = "similar", Heading = "heading", Key = "key", Layout = "layout", Given = "given",
    }
    Level { Off = "off", Optional = "optional", Recommended = "recommended", Required = "required" }
    Tightening { OnNextEdit = "on_next_edit", Never = "never" }
    LeapDay { February28 = "february_28", March1 = "march_1" }
    Section or "identity" {
        Identity = "identity", Name = "name", Contact = "contact", Address = "address", Person = "person",
        Company = "company", Account = "account", Groups = "groups", Notes = "notes",
    }
    Language or "en" {
        En = "en", Sv = "sv", Nb = "nb", Da = "da", De = "de", Es = "es", Fr = "fr", Bg = "bg",
    }
    JobStatus or "closed" { Planned = "planned", Open = "open", Published = "published", Closed = "closed" }
    GalleryState or "closed" { Draft = "draft", Published = "published", Closed = "closed" }
    Relation or "other" { Guardian = "guardian", Own = "self", Other = "other" }
    ConsentDecision { Granted = "granted", Withdrawn = "withdrawn" }
    TotalOf { Group = "group", Job = "job", Lifetime = "lifetime" }
    // What is proven is given as a `Claim`.
    KnownCustomer or "proven" { Ask = "ask", New = "new" }
    Moves { Report = "report", Apply = "apply", Separate = "separate" }
    CodeState or "revoked" {
        Blank = "blank", Bound = "bound", Active = "active", Suspended = "suspended", Revoked = "revoked",
        Expired = "expired", Rotated = "rotated",
    }
    CodeStorage { Hashed = "hashed", Recoverable = "recoverable" }
    ResolveOutcome or "unknown" {
        Granted = "granted", Unknown = "unknown", Throttled = "throttled", SecondFactor = "second_factor",
        Refused(CodeState::Blank) = "refused_blank", Refused(CodeState::Bound) = "refused_bound",
        Refused(CodeState::Suspended) = "refused_suspended", Refused(CodeState::Revoked) = "refused_revoked",
        Refused(CodeState::Expired) = "refused_expired", Refused(CodeState::Rotated) = "refused_rotated",
    }
}

/// Returns the texts of every enumeration, by its name.
#[pyfunction]
pub(crate) fn _choices() -> Vec<(&'static str, Vec<&'static str>)> {
    CHOICES.iter().map(|(name, texts)| (*name, texts.to_vec())).collect()
}
