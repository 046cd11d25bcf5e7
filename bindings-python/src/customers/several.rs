//! What is done with several customers at once.

use kartotek::{BulkOutcome, CustomerId, Enabled, Revision};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{PyTypeInfo, type_hint_identifier, type_hint_subscript};

use crate::arguments::{Seen, Taken, arguments};
use crate::cross::{Cross, Given, MAPPING, at, either, several, wrong_type};
use crate::errors::{Raise as _, exception};
use crate::whole::{self, Whole};

use super::handle::{Draft, draft};
use super::{Customer, CustomerProfile, Customers};

arguments! {
    /// Several drafts, or what does for them.
    Drafts: type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Iterable"),
        <Draft<'_> as FromPyObject<'_, '_>>::INPUT_TYPE
    );
    /// Customers that were read, each with another profile or with its fields by name.
    Changes: type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Iterable"),
        type_hint_subscript!(
            type_hint_identifier!("builtins", "tuple"),
            <Customer as PyTypeInfo>::TYPE_HINT,
            either!(
                <CustomerProfile as PyTypeInfo>::TYPE_HINT,
                MAPPING
            )
        )
    );
    /// Customers that were read.
    Read: type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Iterable"),
        <Customer as PyTypeInfo>::TYPE_HINT
    );
}

/// Reads each item of an argument; an error says which one is wrong.
fn each_of<'py, T>(
    name: &str,
    given: &Bound<'py, PyAny>,
    read: impl Fn(&Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    let of = |place: usize, error| at(given.py(), &format!("{name}: item {place}"), error);
    let items = several(given, "records").map_err(|error| at(given.py(), name, error))?;
    items.enumerate().map(|(place, item)| read(&item?).map_err(|error| of(place, error))).collect()
}

/// Gives the result of each item: what came of it, or the exception.
fn results<T: Cross>(py: Python<'_>, results: Vec<kartotek::Result<T>>) -> PyResult<Bound<'_, PyTuple>> {
    let items = results.into_iter().map(|result| match result {
        Ok(made) => made.into_python(py),
        Err(error) => exception(py, &error),
    });
    PyTuple::new(py, items.collect::<PyResult<Vec<_>>>()?)
}

/// The profile of a customer with changes, which are another profile or fields by name.
pub(crate) fn changed<'py>(
    py: Python<'py>,
    call: &str,
    customer: &Customer,
    profile: Option<Whole<'py, CustomerProfile>>,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<kartotek::CustomerProfile> {
    let stored = CustomerProfile(customer.0.profile.clone());
    Ok(whole::changed(py, call, stored, profile, fields)?.get().0.clone())
}

/// What `enabled=True` or `False` means.
pub(crate) fn state_of(enabled: bool) -> Enabled {
    if enabled { Enabled::Yes } else { Enabled::No }
}

#[pymethods]
impl Customers {
    /// Makes many customers in one unit of work, and returns for each the customer or the exception that says
    /// why it was not made.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> made = register.customers.create_many([{"given_name": "Anna"}, {"emails": ["bo@"]}])
    /// >>> [type(each).__name__ for each in made]
    /// ['Customer', 'InvalidError']
    #[pyo3(signature = (drafts) -> "tuple[Customer | Exception, ...]")]
    fn create_many<'py>(&self, py: Python<'py>, drafts: Drafts<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let drafts = each_of("drafts", &drafts.0, |item| {
            draft(py, "customers.create_many", Some(Draft::read(item)?), None)
        })?;
        let made = py.detach(|| self.register.customers().create_many(&drafts)).raise(py)?;
        results(py, made)
    }

    /// Changes customers who were read before in one unit of work: pairs of a customer and its new fields by name,
    /// or another profile. Returns for each the customer or the exception that says why it was not changed.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> changed, late = register.customers.update_many([(anna, {"note": "called"}), (anna, {"note": "wrote"})])
    /// >>> changed.note, type(late).__name__
    /// ('called', 'ConflictError')
    #[pyo3(signature = (changes) -> "tuple[Customer | Exception, ...]")]
    fn update_many<'py>(&self, py: Python<'py>, changes: Changes<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let changes = each_of("changes", &changes.0, |pair| {
            let pair: (Bound<'_, PyAny>, Bound<'_, PyAny>) =
                pair.extract().map_err(|_| wrong_type("a pair of a customer and its new fields", pair))?;
            let (customer, change) = (Seen::<Customer>::read(&pair.0)?, Whole::read(&pair.1)?);
            let customer = customer.0.get();
            let profile = changed(py, "customers.update_many", customer, Some(change), None)?;
            Ok((customer.0.id, customer.0.revision, profile))
        })?;
        let made = py.detach(|| self.register.customers().update_many(&changes)).raise(py)?;
        results(py, made)
    }

    /// Deletes customers who were read before in one unit of work, and returns for each ``None`` or the exception
    /// that says why it stays.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> [type(each).__name__ for each in register.customers.delete_many([anna, anna])]
    /// ['NoneType', 'NotFoundError']
    #[pyo3(signature = (customers) -> "tuple[Exception | None, ...]")]
    fn delete_many<'py>(&self, py: Python<'py>, customers: Read<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let seen: Vec<(CustomerId, Revision)> = each_of("customers", &customers.0, |item| {
            let kartotek::Customer { id, revision, .. } = Seen::<Customer>::read(item)?.0.get().0;
            Ok((id, revision))
        })?;
        let gone = py.detach(|| self.register.customers().delete_many(&seen)).raise(py)?;
        results(py, gone.into_iter().map(|gone| gone.map(|()| None::<bool>)).collect())
    }

    /// Lets customers sign in and order, or stops them from it, and returns what became of each.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> outcomes = register.customers.set_enabled([anna.id], False)
    /// >>> register.customers.get(anna.id).enabled
    /// False
    fn set_enabled(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<CustomerId>>,
        enabled: Taken<bool>,
    ) -> PyResult<Given<Vec<BulkOutcome>>> {
        py.detach(|| self.register.customers().set_enabled(&ids.0, state_of(enabled.0))).map(Given).raise(py)
    }

    /// Hides customers from lists, and returns what became of each.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> outcomes = register.customers.archive([anna.id])
    /// >>> register.customers.count(), register.customers.restore([anna.id]), register.customers.count()
    /// (0, (<BulkOutcome.CHANGED: 'changed'>,), 1)
    fn archive(&self, py: Python<'_>, ids: Taken<Vec<CustomerId>>) -> PyResult<Given<Vec<BulkOutcome>>> {
        py.detach(|| self.register.customers().archive(&ids.0)).map(Given).raise(py)
    }

    /// Shows archived customers again, and returns what became of each.
    fn restore(&self, py: Python<'_>, ids: Taken<Vec<CustomerId>>) -> PyResult<Given<Vec<BulkOutcome>>> {
        py.detach(|| self.register.customers().restore(&ids.0)).map(Given).raise(py)
    }
}
