//! What all handles of photo jobs share.

/// Makes the class of a handle of records, with the methods that such handles share and further ones:
///
/// - `edits Details`: `update`, of a record that was read before, by fields or by its details;
/// - `tells dependents`: what keeps a record from being deleted;
/// - `lists Filter by "field"`: `page`, `all` and `count`, in the order of the field where none is asked for;
/// - `shows customers`: the register of who registered, with its pages, count and export.
macro_rules! record_handle {
    (
        $(#[$meta:meta])*
        $name:ident, $handle:ident of $record:ident($id:ty)
        $(, edits $details:ident)?
        $(, tells $dependents:ident)?
        $(, lists $filter:ident by $sort:literal)?
        $(, shows $customers:ident)?
        { $($methods:tt)* }
    ) => {
        $(#[$meta])*
        #[doc = ""]
        #[doc = "It cannot be pickled: it belongs to a register that is open in this process."]
        #[pyo3::pyclass(frozen, module = "kartotek")]
        pub(crate) struct $name {
            pub(crate) register: kartotek::Register,
        }

        #[pyo3::pymethods]
        impl $name {
            /// Returns one. Raises :class:`kartotek.NotFoundError`.
            fn get(&self, py: pyo3::Python<'_>, id: $crate::arguments::Taken<$id>) -> pyo3::PyResult<$record> {
                use $crate::errors::Raise as _;
                py.detach(|| self.register.$handle().get(id.0)).map($record).raise(py)
            }

            $(
                /// Changes fields of one that was read before, or gives it other details.
                ///
                /// Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
                /// :class:`kartotek.InvalidError` with every problem.
                #[pyo3(signature = (record, details = None, /, **fields: "object"))]
                fn update(
                    &self,
                    py: pyo3::Python<'_>,
                    record: $crate::arguments::Seen<'_, $record>,
                    details: Option<$crate::whole::Whole<'_, $details>>,
                    fields: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<$record> {
                    use $crate::errors::Raise as _;
                    let kartotek::$record { id, revision, details: stored, .. } = &record.0.get().0;
                    let stored = $details(stored.clone());
                    let call = concat!(stringify!($handle), ".update");
                    let details = $crate::whole::changed(py, call, stored, details, fields)?.get().0.clone();
                    py.detach(|| self.register.$handle().update(*id, *revision, details)).map($record).raise(py)
                }
            )?

            $(
                /// Returns what depends on one, and keeps it from being deleted; nothing where it may go.
                fn $dependents(
                    &self,
                    py: pyo3::Python<'_>,
                    id: $crate::arguments::Taken<$id>,
                ) -> pyo3::PyResult<$crate::cross::Given<Vec<kartotek::Dependent>>> {
                    use $crate::errors::Raise as _;
                    py.detach(|| self.register.$handle().$dependents(id.0)).map($crate::cross::Given).raise(py)
                }
            )?

            /// Deletes one. Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something
            /// depends on it.
            fn delete(&self, py: pyo3::Python<'_>, id: $crate::arguments::Taken<$id>) -> pyo3::PyResult<()> {
                use $crate::errors::Raise as _;
                py.detach(|| self.register.$handle().delete(id.0)).raise(py)
            }

            $(
                /// Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its
                /// end, ``total`` whether to count, or how far. The filter is given as such or by its parts.
                #[pyo3(signature = (
                    filter = None, /, *, sort = None, limit: "int | None" = 50, after = None, total = None, **parts: "object"
                ))]
                #[allow(clippy::too_many_arguments)]
                fn page(
                    &self,
                    py: pyo3::Python<'_>,
                    filter: Option<$crate::whole::Whole<'_, $filter>>,
                    sort: Option<$crate::arguments::Text>,
                    #[pyo3(from_py_with = $crate::numbers::limit::<50>)] limit: u32,
                    after: Option<$crate::lists::After>,
                    total: Option<$crate::lists::Counted>,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<$crate::lists::PageOf<kartotek::$record>> {
                    use $crate::errors::Raise as _;
                    let filter = $crate::whole::given(py, concat!(stringify!($handle), ".page"), filter, parts)?.get().0.clone();
                    let (sort, part) =
                        ($crate::lists::sorted(sort.as_deref(), $sort), $crate::lists::Part::new(limit, after, total));
                    let page = py.detach(|| self.register.$handle().page(&filter, &sort, &part.0));
                    page.map($crate::lists::PageOf).raise(py)
                }

                /// Walks over a whole list, page after page behind the scenes.
                #[pyo3(signature = (filter = None, /, *, sort = None, **parts: "object"))]
                fn all(
                    &self,
                    py: pyo3::Python<'_>,
                    filter: Option<$crate::whole::Whole<'_, $filter>>,
                    sort: Option<$crate::arguments::Text>,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<$crate::lists::WalkOf<kartotek::$record>> {
                    let filter = $crate::whole::given(py, concat!(stringify!($handle), ".all"), filter, parts)?.get().0.clone();
                    let (sort, register) = ($crate::lists::sorted(sort.as_deref(), $sort), self.register.clone());
                    Ok($crate::lists::Walk::over(move |request| register.$handle().page(&filter, &sort, request)))
                }

                /// Counts a list.
                #[pyo3(signature = (filter = None, /, **parts: "object"))]
                fn count(
                    &self,
                    py: pyo3::Python<'_>,
                    filter: Option<$crate::whole::Whole<'_, $filter>>,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<u64> {
                    use $crate::errors::Raise as _;
                    let filter = $crate::whole::given(py, concat!(stringify!($handle), ".count"), filter, parts)?.get().0.clone();
                    py.detach(|| self.register.$handle().count(&filter)).raise(py)
                }
            )?

            $(
                /// Returns one page of the register of who registered, a row a registration.
                ///
                /// ``sort`` is the key of a column that sorts, ``total_of`` says of what the rows' totals are the sums.
                /// The filter, a :class:`kartotek.RegistrationFilter`, is given as such or by its parts.
                #[pyo3(signature = (
                    id, filter = None, /, *, sort = None, total_of = None, limit: "int | None" = 50, after = None, total = None,
                    **parts: "object"
                ))]
                #[allow(clippy::too_many_arguments)]
                fn $customers(
                    &self,
                    py: pyo3::Python<'_>,
                    id: $crate::arguments::Taken<$id>,
                    filter: Option<$crate::whole::Whole<'_, $crate::jobs::RegistrationFilter>>,
                    sort: Option<$crate::arguments::Text>,
                    total_of: Option<$crate::arguments::Taken<kartotek::TotalOf>>,
                    #[pyo3(from_py_with = $crate::numbers::limit::<50>)] limit: u32,
                    after: Option<$crate::lists::After>,
                    total: Option<$crate::lists::Counted>,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<$crate::lists::PageOf<kartotek::RegisteredCustomer>> {
                    use $crate::errors::Raise as _;
                    let query = $crate::jobs::registered::query(py, concat!(stringify!($handle), ".", stringify!($customers)), (filter, parts), sort, total_of)?;
                    let part = $crate::lists::Part::new(limit, after, total);
                    let page = py.detach(|| self.register.$handle().$customers(id.0, &query, &part.0));
                    page.map($crate::lists::PageOf).raise(py)
                }

                /// Walks over the whole register of who registered, page after page behind the scenes.
                #[pyo3(signature = (id, filter = None, /, *, sort = None, total_of = None, **parts: "object"))]
                fn all_customers(
                    &self,
                    py: pyo3::Python<'_>,
                    id: $crate::arguments::Taken<$id>,
                    filter: Option<$crate::whole::Whole<'_, $crate::jobs::RegistrationFilter>>,
                    sort: Option<$crate::arguments::Text>,
                    total_of: Option<$crate::arguments::Taken<kartotek::TotalOf>>,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<$crate::lists::WalkOf<kartotek::RegisteredCustomer>> {
                    let query = $crate::jobs::registered::query(py, concat!(stringify!($handle), ".all_customers"), (filter, parts), sort, total_of)?;
                    let (id, register) = (id.0, self.register.clone());
                    Ok($crate::lists::Walk::over(move |request| {
                        register.$handle().$customers(id, &query, request)
                    }))
                }

                /// Counts the rows of the register of who registered.
                #[pyo3(signature = (id, filter = None, /, **parts: "object"))]
                fn count_customers(
                    &self,
                    py: pyo3::Python<'_>,
                    id: $crate::arguments::Taken<$id>,
                    filter: Option<$crate::whole::Whole<'_, $crate::jobs::RegistrationFilter>>,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<u64> {
                    use $crate::errors::Raise as _;
                    let query = $crate::jobs::registered::query(py, concat!(stringify!($handle), ".count_customers"), (filter, parts), None, None)?;
                    py.detach(|| self.register.$handle().count_customers(id.0, &query)).raise(py)
                }

                /// Writes the whole register of who registered into a file, and returns how many rows; the ending of
                /// the path tells the format: ``.csv``, ``.xlsx`` or ``.jsonl``.
                ///
                /// ``headings`` is the language of the columns' labels, for example ``sv``, otherwise the first row has
                /// their keys. ``for_excel`` writes CSV as spreadsheets open it. A file that is there already is
                /// refused unless ``replace`` is said.
                #[pyo3(signature = (
                    id, path, filter = None, /, *, sort = None, total_of = None, headings = None,
                    for_excel: "bool" = false, replace: "bool" = false, **parts: "object"
                ))]
                #[allow(clippy::too_many_arguments)]
                fn export_customers(
                    &self,
                    py: pyo3::Python<'_>,
                    id: $crate::arguments::Taken<$id>,
                    path: $crate::arguments::Taken<std::path::PathBuf>,
                    filter: Option<$crate::whole::Whole<'_, $crate::jobs::RegistrationFilter>>,
                    sort: Option<$crate::arguments::Text>,
                    total_of: Option<$crate::arguments::Taken<kartotek::TotalOf>>,
                    headings: Option<$crate::arguments::Taken<kartotek::Language>>,
                    #[pyo3(from_py_with = $crate::arguments::flag)] for_excel: bool,
                    #[pyo3(from_py_with = $crate::arguments::flag)] replace: bool,
                    parts: Option<&pyo3::Bound<'_, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<u64> {
                    let query = $crate::jobs::registered::query(py, concat!(stringify!($handle), ".export_customers"), (filter, parts), sort, total_of)?;
                    let export = $crate::jobs::registered::export(query, &path, headings, for_excel, replace);
                    let listener = $crate::imports::Listener::default();
                    let hear = &mut |_| listener.check();
                    let handle = self.register.$handle();
                    let written = py.detach(|| handle.export_customers_with(id.0, &*path, &export, hear));
                    listener.raised().map_or(Ok(()), Err)?;
                    let written = written.map_err(|error| $crate::errors::raised_of(py, &path, &error));
                    Ok(written?.rows)
                }
            )?

            $($methods)*
        }
    };
}

pub(crate) use record_handle;
