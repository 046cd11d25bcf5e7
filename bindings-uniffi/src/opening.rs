//! How registers are opened.

use kartotek::{CodeOptions, Pepper, RecoveryKey, RegisterBuilder, RegisterSettings, SqliteOptions};
use kartotek::{SystemRandomness, ThrottlePolicy};

use crate::customers::defaults;
use crate::register::Register;
use crate::worker::{Answer, on_worker};

/// How a register is opened; what is left out is the usual.
#[derive(Debug, uniffi::Record)]
pub struct OpenOptions {
    /// What a new register knows of the business; an existing one keeps its own settings.
    #[uniffi(default = None)]
    pub settings: Option<RegisterSettings>,
    /// What issuing access codes and looking them up needs.
    #[uniffi(default = None)]
    pub codes: Option<CodeOptions>,
    /// How the file is used.
    #[uniffi(default = None)]
    pub sqlite: Option<SqliteOptions>,
}

/// Begins to open a register.
pub(crate) fn builder(options: Option<OpenOptions>) -> RegisterBuilder {
    let mut builder = kartotek::Register::builder();
    let Some(options) = options else { return builder };
    if let Some(settings) = options.settings {
        builder = builder.settings(settings);
    }
    if let Some(codes) = options.codes {
        builder = builder.codes(codes);
    }
    match options.sqlite {
        Some(sqlite) => builder.sqlite(sqlite),
        None => builder,
    }
}

#[uniffi::export]
impl Register {
    /// Opens the register in a file, or makes a new one there.
    #[uniffi::constructor(default(options = None))]
    pub async fn open(path: String, options: Option<OpenOptions>) -> Answer<Self> {
        on_worker(move || builder(options).open(path)).await.map(Self)
    }

    /// Opens the register in a file that must exist.
    #[uniffi::constructor(default(options = None))]
    pub async fn open_existing(path: String, options: Option<OpenOptions>) -> Answer<Self> {
        on_worker(move || builder(options).must_exist().open(path)).await.map(Self)
    }

    /// Makes a register that lives in memory and ends with the app.
    #[uniffi::constructor(default(options = None))]
    pub async fn in_memory(options: Option<OpenOptions>) -> Answer<Self> {
        on_worker(move || builder(options).in_memory()).await.map(Self)
    }
}

/// Makes a pepper that nobody can guess.
#[uniffi::export]
pub fn random_pepper() -> Answer<Pepper> {
    Ok(Pepper::random(&SystemRandomness)?)
}

/// Makes a recovery key that nobody can guess.
#[uniffi::export]
pub fn random_recovery_key() -> Answer<RecoveryKey> {
    Ok(RecoveryKey::random(&SystemRandomness)?)
}

defaults! {
    /// How a file is used where nothing is said.
    usual_sqlite_options: SqliteOptions;
    /// How much guessing of codes is borne where nothing is said.
    usual_throttle_policy: ThrottlePolicy;
}
