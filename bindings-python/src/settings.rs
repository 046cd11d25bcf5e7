//! The settings of a register.

use kartotek::LeapDay;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::cross::{Cross, at};

/// The settings of a register.
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(Clone, PartialEq)]
pub(crate) struct RegisterSettings(pub(crate) kartotek::RegisterSettings);

fn read<T: Cross>(name: &str, value: &Bound<'_, PyAny>) -> PyResult<T> {
    T::from_python(value).map_err(|error| at(value.py(), name, error))
}

/// The settings that are texts: a getter each, and a name by which they are changed.
macro_rules! texts {
    ($($(#[$doc:meta])* $field:ident),+ $(,)?) => {
        #[pymethods]
        impl RegisterSettings {
            $(
                $(#[$doc])*
                #[getter]
                fn $field(&self) -> &str {
                    &self.0.$field
                }
            )+

            /// Whether fields of companies are used.
            #[getter]
            fn business_mode(&self) -> bool {
                self.0.business_mode
            }

            /// Whether those who were born on a leap day celebrate on 1 March in other years.
            #[getter]
            fn leap_day_is_march_1(&self) -> bool {
                self.0.leap_day == LeapDay::March1
            }

            fn __repr__(&self) -> String {
                let texts = [$((stringify!($field), &self.0.$field)),+].map(|(name, text)| format!("{name}={text:?}"));
                format!("RegisterSettings({})", texts.join(", "))
            }
        }

        impl RegisterSettings {
            /// Returns the settings with other values of some.
            pub(crate) fn with(&self, changes: Option<&Bound<'_, PyDict>>) -> PyResult<kartotek::RegisterSettings> {
                let mut settings = self.0.clone();
                for (name, value) in changes.into_iter().flat_map(|changes| changes.iter()) {
                    let name: String = name.extract()?;
                    match name.as_str() {
                        $(stringify!($field) => settings.$field = read(&name, &value)?,)+
                        "business_mode" => settings.business_mode = read(&name, &value)?,
                        "leap_day_is_march_1" => {
                            let is_march: bool = read(&name, &value)?;
                            settings.leap_day = if is_march { LeapDay::March1 } else { LeapDay::February28 };
                        }
                        _ => return Err(PyTypeError::new_err(format!("there is no setting {name}"))),
                    }
                }
                Ok(settings)
            }
        }
    };
}

texts! {
    /// What the studio or shop is called.
    name,
    /// The web address that links begin with.
    web_address,
    /// Language and region by which lists are sorted (BCP 47).
    locale,
    /// The time zone (IANA) by which an instant becomes a day.
    zone,
    /// The country (ISO 3166-1 alpha-2) that phone numbers without a prefix are of.
    country,
    /// The currency (ISO 4217).
    currency,
}
