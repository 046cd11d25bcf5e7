use kartotek::{CustomerId, FieldProblem, Sort, Timestamp};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{Borrowed, PyTypeInfo};

use crate::arguments::{Seen, Taken, Text, argument};
use crate::arrow::ArrowTable;
use crate::cross::{Given, either};
use crate::errors::Raise as _;
use crate::lists::{After, Counted, PageOf, Part, Walk, WalkOf, order};
use crate::numbers;
use crate::record::{self, record};
use crate::whole::{self, Whole};

use super::export::columns_of;
use super::several::changed;
use super::{Customer, CustomerDraft, CustomerFilter, CustomerProfile};

record! {
    /// What is left of a customer who was deleted.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> register.customers.delete(anna)
    /// >>> register.customers.find(anna.id), register.customers.find_tombstone(anna.id).id == anna.id
    /// (None, True)
    Tombstone {
        /// The id that it had.
        id: CustomerId,
        /// When it was deleted.
        deleted_at: Timestamp,
        /// The customer that took its place, if it was merged.
        merged_into: Option<CustomerId>,
    }
}

/// What can be done with customers: ``register.customers``.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> anna = register.customers.create(given_name="Anna", family_name="García", tags=["wedding"])
/// >>> [customer.display_name for customer in register.customers.all(tag="wedding")]
/// ['Anna García']
///
/// It cannot be pickled: it belongs to a register that is open in this process.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Customers {
    pub(crate) register: kartotek::Register,
}

/// What a customer is made of: a draft, its fields in a dictionary, or the profile of another customer.
pub(crate) struct Draft<'py>(Whole<'py, CustomerDraft>);

impl<'py> Draft<'py> {
    pub(crate) fn read(given: &Bound<'py, PyAny>) -> PyResult<Self> {
        match given.cast::<CustomerProfile>() {
            Ok(profile) => record::fields(profile).map(Whole::Fields).map(Self),
            Err(_) => Whole::read(given).map(Self),
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Draft<'py> {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr =
        either!(Whole::<CustomerDraft>::INPUT_TYPE, <CustomerProfile as PyTypeInfo>::TYPE_HINT);

    fn extract(given: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        argument(&given, || Self::read(&given))
    }
}

/// Reads what a customer is made of, to which its fields may be given by name instead.
pub(crate) fn draft(
    py: Python<'_>,
    call: &str,
    given: Option<Draft<'_>>,
    fields: Option<&Bound<'_, PyDict>>,
) -> PyResult<kartotek::CustomerDraft> {
    let given = given.map(|draft| draft.0);
    Ok(whole::given(py, call, given, fields)?.get().0.clone())
}

#[pymethods]
impl Customers {
    /// Makes a customer, of a draft, of its fields, by name or in a dictionary, or of the profile of another one:
    /// ``help(kartotek.CustomerDraft)`` lists the fields. E-mails, phones and the like within are records, dictionaries
    /// of their fields, or texts.
    ///
    /// Raises :class:`kartotek.InvalidError` with every problem, and :class:`kartotek.AlreadyExistsError` for an
    /// id or external id that is taken.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> register.customers.create(given_name="Anna", emails=["anna@"])
    /// Traceback (most recent call last):
    /// kartotek.errors.InvalidError: email is not an e-mail address
    #[pyo3(signature = (draft = None, /, **fields: "object"))]
    fn create(
        &self,
        py: Python<'_>,
        draft: Option<Draft<'_>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Customer> {
        let draft = self::draft(py, "customers.create", draft, fields)?;
        py.detach(|| self.register.customers().create(draft)).map(Customer).raise(py)
    }

    /// Returns all that is wrong with a draft, and stores nothing.
    #[pyo3(signature = (draft = None, /, **fields: "object"))]
    fn check<'py>(
        &self,
        py: Python<'py>,
        draft: Option<Draft<'py>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Given<Vec<FieldProblem>>> {
        let draft = self::draft(py, "customers.check", draft, fields)?;
        py.detach(|| self.register.customers().check(&draft)).map(Given).raise(py)
    }

    /// Returns a customer. Raises :class:`kartotek.NotFoundError`.
    fn get(&self, py: Python<'_>, id: Taken<CustomerId>) -> PyResult<Customer> {
        py.detach(|| self.register.customers().get(id.0)).map(Customer).raise(py)
    }

    /// Returns a customer, or ``None``.
    fn find(&self, py: Python<'_>, id: Taken<CustomerId>) -> PyResult<Option<Customer>> {
        Ok(py.detach(|| self.register.customers().find(id.0)).raise(py)?.map(Customer))
    }

    /// Returns the customer with a number, or ``None``.
    #[pyo3(signature = (number: "int"))]
    fn find_by_number(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = numbers::number)] number: u64,
    ) -> PyResult<Option<Customer>> {
        Ok(py.detach(|| self.register.customers().find_by_number(number)).raise(py)?.map(Customer))
    }

    /// Returns the customer whom another system calls so, or ``None``.
    fn find_by_external_id(&self, py: Python<'_>, source: Text, id: Text) -> PyResult<Option<Customer>> {
        let found = py.detach(|| self.register.customers().find_by_external_id(&source, &id));
        Ok(found.raise(py)?.map(Customer))
    }

    /// Returns customers in the order asked for, without those that do not exist.
    fn get_many(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<CustomerId>>,
    ) -> PyResult<Given<Vec<kartotek::Customer>>> {
        py.detach(|| self.register.customers().get_many(&ids.0)).map(Given).raise(py)
    }

    /// Returns a customer as it was at an instant, or ``None``.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> eva = register.customers.update(anna, given_name="Eva")
    /// >>> register.customers.as_of(anna.id, anna.updated_at).given_name
    /// 'Anna'
    fn as_of(
        &self,
        py: Python<'_>,
        id: Taken<CustomerId>,
        at: Taken<Timestamp>,
    ) -> PyResult<Option<Customer>> {
        Ok(py.detach(|| self.register.customers().as_of(id.0, at.0)).raise(py)?.map(Customer))
    }

    /// Changes fields of a customer who was read before, or gives it another profile; ``help(kartotek.CustomerProfile)``
    /// lists them.
    ///
    /// Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
    /// :class:`kartotek.InvalidError` with every problem.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> register.customers.update(anna, family_name="García").display_name
    /// 'Anna García'
    #[pyo3(signature = (customer, profile = None, /, **fields: "object"))]
    fn update(
        &self,
        py: Python<'_>,
        customer: Seen<'_, Customer>,
        profile: Option<Whole<'_, CustomerProfile>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Customer> {
        let kartotek::Customer { id, revision, .. } = &customer.0.get().0;
        let profile = changed(py, "customers.update", customer.0.get(), profile, fields)?;
        py.detach(|| self.register.customers().update(*id, *revision, profile)).map(Customer).raise(py)
    }

    /// Returns what depends on a customer, and keeps it from being deleted; nothing where it may go.
    fn dependents(&self, py: Python<'_>, id: Taken<CustomerId>) -> PyResult<Given<Vec<kartotek::Dependent>>> {
        py.detach(|| self.register.customers().dependents(id.0)).map(Given).raise(py)
    }

    /// Returns the link of a customer's private area. Raises :class:`kartotek.RuleViolatedError`
    /// (``no_web_address``) where the settings have no web address.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> settings = register.update_settings(web_address="https://sol.example")
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> register.customers.private_area_link(anna.id) == f"https://sol.example/customers/{anna.id}"
    /// True
    /// >>> register.customers.dependents(anna.id)
    /// ()
    fn private_area_link(&self, py: Python<'_>, id: Taken<CustomerId>) -> PyResult<String> {
        py.detach(|| self.register.customers().private_area_link(id.0)).raise(py)
    }

    /// Deletes a customer who was read before, with its contacts, groups and tags.
    ///
    /// Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something depends on it.
    fn delete(&self, py: Python<'_>, customer: Seen<'_, Customer>) -> PyResult<()> {
        let kartotek::Customer { id, revision, .. } = customer.0.get().0;
        py.detach(|| self.register.customers().delete(id, revision)).raise(py)
    }

    /// Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its end,
    /// ``total`` whether to count, or how far. The filter is given as such or by its parts, which
    /// ``help(kartotek.CustomerFilter)`` lists.
    #[pyo3(signature = (
        filter = None, /, *, sort = None, limit: "int | None" = 50, after = None, total = None, **parts: "object"
    ))]
    #[allow(clippy::too_many_arguments)]
    fn page(
        &self,
        py: Python<'_>,
        filter: Option<Whole<'_, CustomerFilter>>,
        sort: Option<Text>,
        #[pyo3(from_py_with = numbers::limit::<50>)] limit: u32,
        after: Option<After>,
        total: Option<Counted>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PageOf<kartotek::Customer>> {
        let filter = CustomerFilter::read(py, "customers.page", &self.register, filter, parts)?;
        let (sort, part) = (sort_of(sort.as_deref()), Part::new(limit, after, total));
        py.detach(|| self.register.customers().page(&filter, &sort, &part.0)).map(PageOf).raise(py)
    }

    /// Walks over a whole list, page after page behind the scenes.
    #[pyo3(signature = (filter = None, /, *, sort = None, **parts: "object"))]
    fn all(
        &self,
        py: Python<'_>,
        filter: Option<Whole<'_, CustomerFilter>>,
        sort: Option<Text>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<WalkOf<kartotek::Customer>> {
        let filter = CustomerFilter::read(py, "customers.all", &self.register, filter, parts)?;
        let (sort, register) = (sort_of(sort.as_deref()), self.register.clone());
        Ok(Walk::over(move |request| register.customers().page(&filter, &sort, request)))
    }

    /// Counts a list.
    #[pyo3(signature = (filter = None, /, **parts: "object"))]
    fn count(
        &self,
        py: Python<'_>,
        filter: Option<Whole<'_, CustomerFilter>>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let filter = CustomerFilter::read(py, "customers.count", &self.register, filter, parts)?;
        py.detach(|| self.register.customers().count(&filter)).raise(py)
    }

    /// Finds customers by what people type, the best first.
    #[pyo3(signature = (text, /, *, limit: "int | None" = 50))]
    fn search(
        &self,
        py: Python<'_>,
        text: Text,
        #[pyo3(from_py_with = numbers::limit::<50>)] limit: u32,
    ) -> PyResult<Given<Vec<kartotek::Customer>>> {
        py.detach(|| self.register.customers().search(&text, limit)).map(Given).raise(py)
    }

    /// Makes a draft of a typed text that found nobody, with the names, e-mail or phone in it.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> draft = register.customers.draft_from_search("Anna García anna@example.com")
    /// >>> draft.family_name, draft.emails[0].address
    /// ('García', 'anna@example.com')
    fn draft_from_search(&self, py: Python<'_>, text: Text) -> PyResult<CustomerDraft> {
        py.detach(|| self.register.customers().draft_from_search(&text)).map(CustomerDraft).raise(py)
    }

    /// Returns what is left of a customer who was deleted, or ``None``.
    fn find_tombstone(
        &self,
        py: Python<'_>,
        id: Taken<CustomerId>,
    ) -> PyResult<Given<Option<kartotek::Tombstone>>> {
        py.detach(|| self.register.customers().find_tombstone(id.0)).map(Given).raise(py)
    }

    /// Empties a field that a policy switched off, in every customer and in history, and returns how many had it
    /// filled. There is no way back.
    ///
    /// Raises :class:`kartotek.RuleViolatedError` (``field_in_use``) for one that is in use.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> register.customers.purge_field("birthday")  # off by default
    /// 0
    fn purge_field(&self, py: Python<'_>, key: Text) -> PyResult<u64> {
        py.detach(|| self.register.customers().purge_field(&key)).raise(py)
    }

    /// Returns a list as a table of Arrow, for pyarrow, polars, pandas, DuckDB and others, which read it in batches.
    ///
    /// ``columns`` are keys of fields, without them those of an export. Texts, ids and birthdays, which may lack
    /// the year, are texts; numbers ``int64``; instants ``timestamp[us, UTC]``; tags, groups and further contacts
    /// lists of texts; an amount has an ``amount``, a decimal, and a ``currency``. What is empty is null. The filter
    /// is given as such or by its parts.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna", tags=["wedding"])
    /// >>> register.customers.to_arrow(tag="wedding", columns=["number", "given_name"])
    /// <ArrowTable of number, given_name>
    /// >>> other = kartotek.in_memory()
    /// >>> other.import_file(register.customers.to_arrow()).counts.created
    /// 1
    #[pyo3(signature = (filter = None, /, *, columns = None, sort = None, **parts: "object"))]
    fn to_arrow(
        &self,
        py: Python<'_>,
        filter: Option<Whole<'_, CustomerFilter>>,
        columns: Option<Taken<Vec<String>>>,
        sort: Option<Text>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<ArrowTable> {
        let filter = CustomerFilter::read(py, "customers.to_arrow", &self.register, filter, parts)?;
        let keys = columns_of(columns)?;
        ArrowTable::new(&self.register, keys, filter, sort_of(sort.as_deref())).raise(py)
    }
}

/// By number where nothing is said.
pub(super) fn sort_of(sort: Option<&str>) -> Sort {
    let Some(sort) = sort else { return Sort::Number };
    let (field, descending) = order(sort);
    Sort { field: field.into(), descending }
}
