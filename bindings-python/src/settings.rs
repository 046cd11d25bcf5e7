//! The settings of a register.

use kartotek::{Context, Gender, LeapDay, Level, Tightening, When};
use pyo3::exceptions::PyValueError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::type_hint_identifier;

use crate::cross::{Cross, wrong_type};
use crate::record::record;

fn default() -> kartotek::RegisterSettings {
    kartotek::RegisterSettings::default()
}

record! {
    /// The settings of a register. Those that are left out are neutral.
    ///
    /// >>> from kartotek import Context, FieldPolicy, RegisterSettings, in_memory
    /// >>> phone = FieldPolicy(field="phone", level="required", contexts=[Context.SELF_REGISTRATION])
    /// >>> register = in_memory(settings=RegisterSettings(country="SE", policies=[phone]))
    /// >>> form = register.in_context("self_registration")
    /// >>> [(problem.field, problem.rule) for problem in form.customers.check(given_name="Anna")]
    /// [('phone', 'required')]
    RegisterSettings {
        /// What the studio or shop is called.
        name: String = String::new(),
        /// The web address that links begin with.
        web_address: String = String::new(),
        /// Language and region by which lists are sorted (BCP 47).
        locale: String = default().locale,
        /// The time zone (IANA) by which an instant becomes a day.
        zone: String = default().zone,
        /// The country (ISO 3166-1 alpha-2) that phone numbers without a prefix are of.
        country: String = String::new(),
        /// The currency (ISO 4217).
        currency: String = default().currency,
        /// Whether fields of companies are used.
        business_mode: bool = false,
        /// How much each field is wanted; of several that hold for a field the last one counts. The birthday is off
        /// unless a policy says otherwise.
        policies: Vec<kartotek::FieldPolicy> = default().policies,
        /// What a policy that became stricter means for stored records.
        tightening: Tightening = Tightening::default(),
        /// When those who were born on a leap day celebrate in other years.
        leap_day: LeapDay = LeapDay::default(),
        /// The social titles to choose from.
        titles: Vec<kartotek::SocialTitle> = default().titles,
    }
}

record! {
    /// Says how much a field is wanted, in which contexts and when.
    ///
    /// >>> from kartotek import FieldPolicy
    /// >>> FieldPolicy(field="organisation_number", level="required", when="SE").when
    /// 'SE'
    FieldPolicy {
        /// The key of the field, as :func:`kartotek.fields` lists them.
        field: String,
        /// The contexts it holds in; none means all.
        contexts: Vec<Context> = Vec::new(),
        /// How much the field is wanted.
        level: Level,
        /// When it holds: ``always``, in ``business`` mode, or for customers of a country (ISO 3166-1 alpha-2).
        when: When = When::Always,
    }
}

record! {
    /// A social title that customers can choose.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> doctor = kartotek.SocialTitle(code="Dr", label="Doctor")
    /// >>> [title.code for title in register.update_settings(titles=[doctor]).titles]
    /// ['Dr']
    SocialTitle {
        /// What is stored with a customer.
        code: String,
        /// What people see.
        label: String,
        /// The gender that it tells, if it tells one.
        gender: Option<Gender> = None,
    }
}

impl Cross for When {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "str");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = match self {
            Self::Always => "always",
            Self::Business => "business",
            Self::Country(code) => code,
        };
        text.to_owned().to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text: String = value.extract().map_err(|_| wrong_type("a text", value))?;
        match text.as_str() {
            "always" => Ok(Self::Always),
            "business" => Ok(Self::Business),
            code if code.len() == 2 => Ok(Self::Country(text)),
            _ => Err(PyValueError::new_err("expected always, business or the two letters of a country")),
        }
    }
}
