//! What must not be shown by accident: `repr` does not show it, and it is not pickled.

use kartotek::SystemRandomness;
use pyo3::PyTypeInfo as _;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;

use crate::arguments::{Object, Taken, Text};
use crate::cross::{Cross, wrong_type};
use crate::errors::Raise as _;

use super::ThrottlePolicy;

/// Makes the class of a key of 256 bits.
macro_rules! key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[pyclass(frozen, module = "kartotek")]
        #[derive(Clone)]
        pub(crate) struct $name(kartotek::$name);

        #[pymethods]
        impl $name {
            /// Makes a key that nobody can guess.
            #[staticmethod]
            fn random(py: Python<'_>) -> PyResult<Self> {
                kartotek::$name::random(&SystemRandomness).map(Self).raise(py)
            }

            /// Takes a key of 32 bytes.
            #[staticmethod]
            fn from_bytes(key: Taken<[u8; 32]>) -> Self {
                Self(kartotek::$name::from_bytes(key.0))
            }

            /// Returns the 32 bytes, to be kept where the register is not.
            fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }

            fn __repr__(&self) -> String {
                format!("{:?}", self.0)
            }
        }
    };
}

key! {
    /// The key under which the typed codes of a register are hashed: the same for ever, and kept elsewhere. It is
    /// not pickled.
    ///
    /// >>> import kartotek
    /// >>> pepper = kartotek.Pepper.random()
    /// >>> pepper
    /// Pepper(…)
    /// >>> len(pepper.as_bytes())
    /// 32
    Pepper
}

key! {
    /// The key under which the secrets of cards are kept, so that they can be printed again. It is not pickled.
    ///
    /// >>> import kartotek
    /// >>> key = kartotek.RecoveryKey.random()
    /// >>> kartotek.CodeOptions(kartotek.Pepper.random(), recovery_key=key)
    /// CodeOptions(…)
    RecoveryKey
}

/// Makes the class of a secret of a card.
macro_rules! secret {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[pyclass(frozen, eq, module = "kartotek")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name(pub(super) kartotek::$name);

        #[pymethods]
        impl $name {
            /// Reads what somebody wrote, in any case. Raises :class:`kartotek.InvalidError` for what it cannot be.
            #[new]
            fn new(py: Python<'_>, text: Text) -> PyResult<Self> {
                text.parse().map(Self).raise(py)
            }

            /// Makes one that nobody can guess.
            #[staticmethod]
            fn random(py: Python<'_>) -> PyResult<Self> {
                kartotek::$name::random(&SystemRandomness).map(Self).raise(py)
            }

            /// Returns it as it is printed: a secret.
            fn expose(&self) -> String {
                self.0.expose()
            }

            // By Python's own hash of texts, which differs from process to process.
            fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
                pyo3::types::PyString::new(py, &self.expose()).hash()
            }

            fn __repr__(&self) -> String {
                format!("{:?}", self.0)
            }
        }

        impl Cross for kartotek::$name {
            const GIVES: PyStaticExpr = $name::TYPE_HINT;

            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(Bound::new(py, $name(self.clone()))?.into_any())
            }

            fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
                let secret = value.cast::<$name>().map_err(|_| wrong_type(stringify!($name), value))?;
                Ok(secret.get().0.clone())
            }
        }
    };
}

secret! {
    /// The secret of a link, 26 symbols: who has it needs nothing else. It is not pickled.
    ///
    /// >>> import kartotek
    /// >>> token = kartotek.LinkToken("00000000000000000000000001")
    /// >>> token, token.expose()
    /// (LinkToken(…), '00000000000000000000000001')
    LinkToken
}

secret! {
    /// The code that is typed, ``XXXX-XXXX-XXXX-C``: its last symbol tells mistyped ones. It is not
    /// pickled.
    ///
    /// >>> import kartotek
    /// >>> code = kartotek.TypedCode("7kx9 qm2t 4hwc y")
    /// >>> code
    /// TypedCode(…)
    /// >>> code.expose()
    /// '7KX9-QM2T-4HWC-Y'
    /// >>> kartotek.TypedCode("7XK9-QM2T-4HWC-Y")
    /// Traceback (most recent call last):
    /// kartotek.errors.InvalidError: code is mistyped: its last symbol does not fit the others
    TypedCode
}

/// What issuing access codes and looking them up needs; nothing of it is stored or pickled.
///
/// The pepper is the same for ever: cards that were printed under another one are found by their links alone.
/// With a recovery key cards can be printed again.
///
/// >>> import kartotek
/// >>> pepper = kartotek.Pepper.random()  # made once, then kept where the register is not
/// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(pepper))
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct CodeOptions(pub(crate) kartotek::CodeOptions);

#[pymethods]
impl CodeOptions {
    #[new]
    #[pyo3(signature = (pepper, *, recovery_key = None, throttle = None))]
    fn new(
        pepper: Object<'_, Pepper>,
        recovery_key: Option<Object<'_, RecoveryKey>>,
        throttle: Option<Object<'_, ThrottlePolicy>>,
    ) -> Self {
        let mut options = kartotek::CodeOptions::new(pepper.0.get().0.clone());
        options.recovery_key = recovery_key.map(|key| key.0.get().0.clone());
        if let Some(throttle) = throttle {
            options.throttle = throttle.0.get().0;
        }
        Self(options)
    }

    fn __repr__(&self) -> &'static str {
        "CodeOptions(…)"
    }
}
