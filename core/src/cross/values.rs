use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use crate::base::{
    AccessCodeId, BatchId, CollectionId, Currency, Cursor, CustomerId, Error, GalleryId, JobGroupId, JobId,
    LocalDate, Money, PartialDate, ParticipantId, RegisterId, RegistrationId, Revision, Rule, Timestamp,
};
use crate::catalogue::FieldValue;
use crate::codes::LinkBase;
use crate::exchange::{NamesTarget, Notice, Target, Undone};
use crate::participants::ConsentDecision;
use crate::registrations::RegisteredCustomer;

use super::KartotekError;

/// Reads what a host gave; what it gets wrong is its error, not a fault of the crossing.
pub(super) fn given<T>(read: Result<T, Error>) -> uniffi::Result<T> {
    read.map_err(|error| KartotekError::from(error).into())
}

/// Types that cross as the text that they write and read.
macro_rules! as_text {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        uniffi::custom_type!($(#[$doc])* $name, String, {
            lower: |value| value.to_string(),
            try_lift: |text| given(text.parse()),
        });
    )+};
}

as_text! {
    AccessCodeId;
    BatchId;
    CollectionId;
    CustomerId;
    GalleryId;
    JobGroupId;
    JobId;
    ParticipantId;
    RegisterId;
    RegistrationId;
    Currency;
    LocalDate;
    Money;
    PartialDate;
    /// What a column of a file is imported as, as the core writes it: the key of a field, `email_2`, `ignore`.
    Target;
    /// What a column of a names list is for, as the core writes it: `given_name`, `guardian_email:2`, `ignore`.
    NamesTarget;
    LinkBase;
}

uniffi::custom_type!(Revision, u32, { lower: |revision| revision.0, try_lift: |count| Ok(Revision(count)) });

uniffi::custom_type!(Timestamp, i64, {
    lower: |at| at.as_micros(),
    try_lift: |micros| Ok(Timestamp::from_micros(micros)),
});

uniffi::custom_type!(Cursor, String, {
    lower: |cursor| cursor.to_string(),
    try_lift: |text| given(text.parse()),
});

/// The stable key of a field in the catalogue, for example `family_name`.
pub(crate) type FieldKey = Cow<'static, str>;

uniffi::custom_type!(FieldKey, String, { remote, lower: |key| key.into_owned(), try_lift: |key| Ok(key.into()) });

/// A stable name that the register alone gives.
pub(crate) type Code = &'static str;

uniffi::custom_type!(Code, String, {
    remote,
    lower: |code| code.to_owned(),
    try_lift: |_code| given(Err(Error::field("code", Rule::ReadOnly))),
});

/// How many there are of each code.
pub(crate) type CountByCode = BTreeMap<String, u64>;

uniffi::custom_type!(CountByCode, HashMap<String, u64>, {
    remote,
    lower: |counts| counts.into_iter().collect(),
    try_lift: |counts| Ok(counts.into_iter().collect()),
});

/// A place in a list, or how many there are.
pub(crate) type Count = usize;

uniffi::custom_type!(Count, u64, {
    remote,
    lower: |count| count as u64,
    try_lift: |count| given(usize::try_from(count).map_err(|_| Error::field("count", Rule::OutOfRange))),
});

/// The sixteen bytes of an id whose kind stands beside it.
pub(crate) type EntityId = [u8; 16];

uniffi::custom_type!(EntityId, String, {
    remote,
    lower: |id| uuid::Uuid::from_bytes(id).hyphenated().to_string(),
    try_lift: |text| given(text.parse().map(CustomerId::to_bytes)),
});

/// A record of any kind as it was seen.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct RecordSeen {
    /// Its id.
    pub id: EntityId,
    /// The revision that was read.
    pub revision: Revision,
}

uniffi::custom_type!(
    /// What somebody should look at, in a sentence.
    Notice, String, {
        lower: |notice| notice.to_string(),
        try_lift: |_text| given(Err(Error::field("notices", Rule::ReadOnly))),
    }
);

/// A path of the file system.
pub(crate) type FilePath = PathBuf;

uniffi::custom_type!(FilePath, String, {
    remote,
    lower: |path| path.to_string_lossy().into_owned(),
    try_lift: |text| Ok(text.into()),
});

/// One character.
pub(crate) type Sign = char;

uniffi::custom_type!(Sign, String, {
    remote,
    lower: |sign| sign.to_string(),
    try_lift: |text| given(text.parse().map_err(|_| Error::field("sign", Rule::OutOfRange))),
});

/// The SHA-256 of a file.
pub(crate) type Digest = [u8; 32];

uniffi::custom_type!(Digest, Vec<u8>, {
    remote,
    lower: |digest| digest.to_vec(),
    try_lift: |bytes| given(bytes.try_into().map_err(|_| Error::field("digest", Rule::TooLong))),
});

/// A customer that the undoing of an import left as it is, and why.
#[derive(Debug, Clone, uniffi::Record)]
pub struct KeptCustomer {
    /// The customer.
    pub id: CustomerId,
    /// Why it was left.
    pub outcome: Undone,
}

/// What `UndoReport` names.
pub(crate) type Kept = (CustomerId, Undone);

uniffi::custom_type!(Kept, KeptCustomer, {
    remote,
    lower: |kept| KeptCustomer { id: kept.0, outcome: kept.1 },
    try_lift: |kept| Ok((kept.id, kept.outcome)),
});

/// What somebody decides on pictures, with the wording that they saw.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ConsentGiven {
    /// The decision.
    pub decision: ConsentDecision,
    /// What was asked.
    pub wording: String,
}

/// What a form says of pictures.
pub(crate) type Consent = (ConsentDecision, String);

uniffi::custom_type!(Consent, ConsentGiven, {
    remote,
    lower: |consent| ConsentGiven { decision: consent.0, wording: consent.1 },
    try_lift: |given| Ok((given.decision, given.wording)),
});

#[uniffi::export]
impl RegisteredCustomer {
    /// Returns what stands in a column of the register of a job or a group, by its key; `Empty` of another key.
    #[uniffi::method(name = "value")]
    fn owned_value(&self, column: &str) -> OwnedValue {
        self.value(column).into_owned()
    }
}

/// The value of a field, whatever its kind.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Value {
    /// Nothing was given.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(LocalDate),
    /// A birthday.
    PartialDate(PartialDate),
    /// An instant.
    Time(Timestamp),
    /// An amount of money.
    Money(Money),
    /// Several texts.
    Texts(Vec<String>),
}

// Values are personal data.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        FieldValue::from(self.clone()).fmt(f)
    }
}

impl From<FieldValue<'static>> for Value {
    fn from(value: FieldValue<'static>) -> Self {
        match value {
            FieldValue::Empty => Self::Empty,
            FieldValue::Text(text) => Self::Text(text.into_owned()),
            FieldValue::Integer(number) => Self::Integer(number),
            FieldValue::Boolean(flag) => Self::Boolean(flag),
            FieldValue::Date(date) => Self::Date(date),
            FieldValue::PartialDate(date) => Self::PartialDate(date),
            FieldValue::Time(at) => Self::Time(at),
            FieldValue::Money(money) => Self::Money(money),
            FieldValue::List(texts) => Self::Texts(texts.into_iter().map(Cow::into_owned).collect()),
        }
    }
}

impl From<Value> for FieldValue<'static> {
    fn from(value: Value) -> Self {
        match value {
            Value::Empty => Self::Empty,
            Value::Text(text) => Self::Text(text.into()),
            Value::Integer(number) => Self::Integer(number),
            Value::Boolean(flag) => Self::Boolean(flag),
            Value::Date(date) => Self::Date(date),
            Value::PartialDate(date) => Self::PartialDate(date),
            Value::Time(at) => Self::Time(at),
            Value::Money(money) => Self::Money(money),
            Value::Texts(texts) => Self::List(texts.into_iter().map(Cow::Owned).collect()),
        }
    }
}

/// The value of a field as records hold it.
pub(crate) type OwnedValue = FieldValue<'static>;

uniffi::custom_type!(OwnedValue, Value, { remote, lower: |value| value.into(), try_lift: |value| Ok(value.into()) });
