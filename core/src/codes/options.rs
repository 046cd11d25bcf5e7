use super::{Pepper, RecoveryKey, ThrottlePolicy};

/// What a host must know to issue access codes and to look them up; nothing of it is stored.
///
/// The pepper is the same for ever: cards that were printed under another one are found by their links
/// alone. Whoever loses the recovery key cannot print cards again, and nothing else.
///
/// ```
/// use kartotek::{CodeOptions, Pepper, Register, SystemRandomness};
///
/// // Made once, then kept where the register is not.
/// let pepper = Pepper::random(&SystemRandomness)?;
/// let register = Register::builder().codes(CodeOptions::new(pepper)).in_memory()?;
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CodeOptions {
    /// The key under which typed codes are hashed.
    pub pepper: Pepper,
    /// The key under which secrets are kept, so that cards can be printed again; without it they are not
    /// kept, and a card that is lost gets a new code.
    pub recovery_key: Option<RecoveryKey>,
    /// How much guessing is borne.
    pub throttle: ThrottlePolicy,
}

impl CodeOptions {
    /// Begins with no recovery key and the standard throttle.
    #[must_use]
    pub fn new(pepper: Pepper) -> Self {
        Self { pepper, recovery_key: None, throttle: ThrottlePolicy::default() }
    }
}
