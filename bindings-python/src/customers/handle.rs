use std::path::{Path, PathBuf};

use kartotek::{
    CsvOptions, CsvProfile, CustomerId, ExistingFile, ExportFormat, ExportOptions, FieldProblem, Headings,
    Language, Revision, Sort, Timestamp,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{PyTypeInfo, type_hint_identifier, type_hint_subscript};

use crate::cross::{Cross as _, Given, MAPPING, Taken, arguments, at, either, mapping};
use crate::errors::{Raise as _, exception};
use crate::lists::{Counted, PageOf, Part, Walk, WalkOf, order};
use crate::record;

use super::{Customer, CustomerDraft, CustomerFilter, CustomerProfile};

/// What can be done with customers: ``register.customers``.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> anna = register.customers.create(given_name="Anna", family_name="García", tags=["wedding"])
/// >>> [customer.display_name for customer in register.customers.all(tag="wedding")]
/// ['Anna García']
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Customers {
    pub(crate) register: kartotek::Register,
}

/// Reads a draft that is given as such or by its fields.
fn draft(
    py: Python<'_>,
    given: Option<&Bound<'_, CustomerDraft>>,
    fields: Option<&Bound<'_, PyDict>>,
) -> PyResult<kartotek::CustomerDraft> {
    match (given, fields.filter(|fields| !fields.is_empty())) {
        (Some(_), Some(_)) => {
            Err(PyTypeError::new_err("give a CustomerDraft or its fields by name, not both"))
        }
        (Some(draft), None) => Ok(draft.get().0.clone()),
        (None, fields) => {
            let made = py.get_type::<CustomerDraft>().call((), fields)?;
            Ok(made.cast::<CustomerDraft>()?.get().0.clone())
        }
    }
}

arguments! {
    /// Several drafts, or dictionaries of their fields.
    Drafts: type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Iterable"),
        either!(
            <CustomerDraft as PyTypeInfo>::TYPE_HINT,
            MAPPING
        )
    );
}

/// Reads drafts, or dictionaries of their fields.
fn drafts(given: &Bound<'_, PyAny>) -> PyResult<Vec<kartotek::CustomerDraft>> {
    let py = given.py();
    let items = given.try_iter()?.enumerate().map(|(place, item)| {
        let item = item?;
        let read = match item.cast::<CustomerDraft>() {
            Ok(made) => draft(py, Some(made), None),
            Err(_) => mapping(&item).and_then(|fields| draft(py, None, Some(&fields))),
        };
        read.map_err(|error| at(py, &format!("item {place}"), error))
    });
    items.collect()
}

/// Gives the result of each item: what was made, or the exception.
fn each<'py>(
    py: Python<'py>,
    results: Vec<kartotek::Result<kartotek::Customer>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let items = results.into_iter().map(|result| match result {
        Ok(customer) => customer.to_python(py),
        Err(error) => exception(py, &error),
    });
    PyTuple::new(py, items.collect::<PyResult<Vec<_>>>()?)
}

#[pymethods]
impl Customers {
    /// Makes a customer, of a draft or of its fields by name.
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
        draft: Option<&Bound<'_, CustomerDraft>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Customer> {
        let draft = self::draft(py, draft, fields)?;
        py.detach(|| self.register.customers().create(draft)).map(Customer).raise(py)
    }

    /// Makes many customers in one unit of work, and returns for each the customer or the exception that says
    /// why it was not made.
    #[pyo3(signature = (drafts) -> "tuple[Customer | Exception, ...]")]
    fn create_many<'py>(&self, py: Python<'py>, drafts: Drafts<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let drafts = self::drafts(&drafts.0)?;
        let made = py.detach(|| self.register.customers().create_many(&drafts)).raise(py)?;
        each(py, made)
    }

    /// Returns all that is wrong with a draft, and stores nothing.
    #[pyo3(signature = (draft = None, /, **fields: "object"))]
    fn check<'py>(
        &self,
        py: Python<'py>,
        draft: Option<&Bound<'py, CustomerDraft>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Given<Vec<FieldProblem>>> {
        let draft = self::draft(py, draft, fields)?;
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
    fn find_by_number(&self, py: Python<'_>, number: u64) -> PyResult<Option<Customer>> {
        Ok(py.detach(|| self.register.customers().find_by_number(number)).raise(py)?.map(Customer))
    }

    /// Returns the customer whom another system calls so, or ``None``.
    fn find_by_external_id(&self, py: Python<'_>, source: &str, id: &str) -> PyResult<Option<Customer>> {
        let found = py.detach(|| self.register.customers().find_by_external_id(source, id));
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
    fn as_of(
        &self,
        py: Python<'_>,
        id: Taken<CustomerId>,
        at: Taken<Timestamp>,
    ) -> PyResult<Option<Customer>> {
        Ok(py.detach(|| self.register.customers().as_of(id.0, at.0)).raise(py)?.map(Customer))
    }

    /// Changes fields of a customer who was read before, or gives it another profile.
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
        customer: &Bound<'_, Customer>,
        profile: Option<&Bound<'_, CustomerProfile>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Customer> {
        let kartotek::Customer { id, revision, profile: stored, .. } = &customer.get().0;
        let profile = match profile {
            Some(profile) => profile.clone(),
            None => Bound::new(py, CustomerProfile(stored.clone()))?,
        };
        let profile = record::replace(&profile, fields)?.get().0.clone();
        py.detach(|| self.register.customers().update(*id, *revision, profile)).map(Customer).raise(py)
    }

    /// Deletes a customer who was read before, with its contacts, groups and tags.
    ///
    /// Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something depends on it.
    fn delete(&self, py: Python<'_>, customer: &Bound<'_, Customer>) -> PyResult<()> {
        let (id, revision): (CustomerId, Revision) = (customer.get().0.id, customer.get().0.revision);
        py.detach(|| self.register.customers().delete(id, revision)).raise(py)
    }

    /// Hides customers from lists, and returns what became of each.
    fn archive(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<CustomerId>>,
    ) -> PyResult<Given<Vec<kartotek::BulkOutcome>>> {
        py.detach(|| self.register.customers().archive(&ids.0)).map(Given).raise(py)
    }

    /// Shows archived customers again, and returns what became of each.
    fn restore(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<CustomerId>>,
    ) -> PyResult<Given<Vec<kartotek::BulkOutcome>>> {
        py.detach(|| self.register.customers().restore(&ids.0)).map(Given).raise(py)
    }

    /// Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its end,
    /// ``total`` whether to count, or how far. The filter is given as such or by its parts.
    #[pyo3(signature = (
        filter = None, /, *, sort = None, limit = 50, after = None, total = None, **parts: "object"
    ))]
    #[allow(clippy::too_many_arguments)]
    fn page(
        &self,
        py: Python<'_>,
        filter: Option<&Bound<'_, CustomerFilter>>,
        sort: Option<&str>,
        limit: u32,
        after: Option<&str>,
        total: Option<Counted<'_>>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PageOf<kartotek::Customer>> {
        let filter = CustomerFilter::read(py, &self.register, filter, parts)?;
        let (sort, part) = (sort_of(sort), Part::new(py, limit, after, total)?);
        py.detach(|| self.register.customers().page(&filter, &sort, &part.0)).map(PageOf).raise(py)
    }

    /// Walks over a whole list, page after page behind the scenes.
    #[pyo3(signature = (filter = None, /, *, sort = None, **parts: "object"))]
    fn all(
        &self,
        py: Python<'_>,
        filter: Option<&Bound<'_, CustomerFilter>>,
        sort: Option<&str>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<WalkOf<kartotek::Customer>> {
        let filter = CustomerFilter::read(py, &self.register, filter, parts)?;
        let (sort, register) = (sort_of(sort), self.register.clone());
        Ok(Walk::over(move |request| register.customers().page(&filter, &sort, request)))
    }

    /// Counts a list.
    #[pyo3(signature = (filter = None, /, **parts: "object"))]
    fn count(
        &self,
        py: Python<'_>,
        filter: Option<&Bound<'_, CustomerFilter>>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let filter = CustomerFilter::read(py, &self.register, filter, parts)?;
        py.detach(|| self.register.customers().count(&filter)).raise(py)
    }

    /// Finds customers by what people type, the best first.
    #[pyo3(signature = (text, /, *, limit = 50))]
    fn search(&self, py: Python<'_>, text: &str, limit: u32) -> PyResult<Given<Vec<kartotek::Customer>>> {
        py.detach(|| self.register.customers().search(text, limit)).map(Given).raise(py)
    }

    /// Writes customers into a file, and returns how many; the ending of the path tells the format: ``.csv``,
    /// ``.xlsx`` or ``.jsonl``.
    ///
    /// ``columns`` are keys of fields; ``headings`` the language of their labels, for example ``sv``, otherwise the
    /// keys. ``for_excel`` writes CSV as spreadsheets open it. A file that is there already is refused unless
    /// ``replace`` is said. The filter is given as such or by its parts.
    #[pyo3(signature = (
        path, filter = None, /, *, columns = None, sort = None, headings = None, for_excel = false,
        replace = false, **parts: "object"
    ))]
    #[allow(clippy::too_many_arguments)]
    fn export_file(
        &self,
        py: Python<'_>,
        path: PathBuf,
        filter: Option<&Bound<'_, CustomerFilter>>,
        columns: Option<Taken<Vec<String>>>,
        sort: Option<&str>,
        headings: Option<&str>,
        for_excel: bool,
        replace: bool,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let options = options(
            CustomerFilter::read(py, &self.register, filter, parts)?,
            sort_of(sort),
            (&path, columns.map_or_else(Vec::new, |keys| keys.0)),
            (headings, for_excel, replace),
        );
        let options = options.raise(py)?;
        Ok(py.detach(|| self.register.customers().export_file(path, &options)).raise(py)?.rows)
    }
}

/// By number where nothing is said.
fn sort_of(sort: Option<&str>) -> Sort {
    let Some(sort) = sort else { return Sort::Number };
    let (field, descending) = order(sort);
    Sort { field: field.into(), descending }
}

/// What is written: the customers in their order, the path and the columns, how headings and cells look.
fn options(
    scope: kartotek::CustomerFilter,
    sort: Sort,
    (path, columns): (&Path, Vec<String>),
    (headings, for_excel, replace): (Option<&str>, bool, bool),
) -> kartotek::Result<ExportOptions> {
    let format = match path.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => ExportFormat::Xlsx,
        Some("jsonl" | "ndjson") => ExportFormat::JsonLines,
        _ => {
            let profile = if for_excel { CsvProfile::Excel } else { CsvProfile::Exchange };
            ExportFormat::Csv(CsvOptions { profile, ..CsvOptions::default() })
        }
    };
    Ok(ExportOptions {
        columns: columns.into_iter().map(Into::into).collect(),
        scope,
        sort,
        headings: match headings {
            Some(language) => Headings::Labels(language.parse::<Language>()?),
            None => Headings::Keys,
        },
        format,
        existing: if replace { ExistingFile::Replace } else { ExistingFile::Refuse },
    })
}
