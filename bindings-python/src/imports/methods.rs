//! What a register does with imports.

use std::path::PathBuf;

use kartotek::exchange::DateOrder;
use kartotek::{BatchId, Language, Matching, Repeats};
use pyo3::prelude::*;

use super::options::{
    Between, ChunkRows, Fixed, Header, Joins, Map, Options, Quote, Saved, Sheet, Splits, import_options,
};
use super::source::Rows;
use super::{ImportPlan, ImportReport, Progress, UndoReport, run, undo};
use crate::arguments::{Taken, Text, flag};
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::record::record;
use crate::register::Register;

record! {
    /// What the columns of a kind of file are for, saved under a name.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> plan = register.plan_import(b"Who\nAnna\n", map={"Who": "given_name"})
    /// >>> plan.save_mapping("the fair")
    /// >>> register.saved_mappings()[0].header
    /// 'who'
    /// >>> register.delete_saved_mapping("the fair")
    /// True
    SavedMapping {
        /// Its name; unique.
        name: String,
        /// The folded headings of the files that it fits, one a line; empty for files without headings.
        header: String,
        /// The columns, as JSON.
        columns: String,
    }
}

macro_rules! methods {
    ($($option:ident: $type:ty = $default:tt,)+) => {
        #[pymethods]
        impl Register {
            /// Imports customers from a table: a path, bytes, an open binary file, a table of Arrow, or rows by name,
            /// which are dictionaries, rows of ``sqlite3``, named tuples or dataclasses. Encoding, delimiter and columns
            /// are found out; :meth:`plan_import` tells what, and stores nothing. Rows are counted from
            /// the headings, which are row 1, also those of Python: the first of some dictionaries is row 2.
            ///
            /// What becomes of rows: ``matching`` says what becomes of customers who are here already, ``on_repeat``
            /// of rows about the same one. With ``all_or_nothing`` one bad row keeps all out; otherwise
            /// ``chunk_rows`` (10,000) are stored at a time. Rows that were refused go into ``error_file`` with the
            /// reasons, to be mended and imported again; where no row was refused none is made, and one of an earlier
            /// run stays.
            ///
            /// What columns are for: ``map`` gives columns their fields by heading or place, as in
            /// ``map={"Kund": "family_name", "Intern": "ignore"}``, ``fixed`` gives fields the same text in every row,
            /// ``join`` and ``split`` take :class:`kartotek.Join` and :class:`kartotek.Split`. ``save_mapping`` keeps
            /// all of this under a name, by which files with the same headings are mapped from then on; ``mapping``
            /// names one to use, ``False`` none. Empty cells of the columns ``clear_on_empty`` take the value away, and
            /// so does the text ``clear_token``. ``external_source`` names the system whose ids the file has,
            /// ``date_order`` how dates are read that leave it open.
            ///
            /// How the file is read: ``encoding``, ``delimiter``, ``quote``; ``header`` as ``False``, ``True`` or the
            /// number of a line; ``sheet`` by name or place; ``language`` as a hint for the encoding; ``guarded`` says
            /// whether apostrophes before formulas are taken away.
            ///
            /// ``progress`` is called with :class:`kartotek.ImportProgress`; with ``True`` a bar is shown. Ctrl-C and
            /// whatever it raises stop the import between two chunks, and ``False`` as its answer ends it with
            /// a report. What is stored by then stays, and a note at the exception says how to go on: with ``resume``,
            /// the id of the run, which also ``register.history.imports()`` lists. A ``dry_run`` returns the plan.
            ///
            /// >>> import kartotek
            /// >>> register = kartotek.in_memory()
            /// >>> report = register.import_file(b"Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n")
            /// >>> report.counts.created, report.problems[0].code
            /// (1, 'email_syntax')
            #[pyo3(signature = (source, *, $($option = $default,)+ dry_run: "bool" = false, progress = None))]
            #[allow(clippy::too_many_arguments)]
            fn import_file<'py>(
                &self,
                py: Python<'py>,
                source: Rows<'_>,
                $($option: $type,)+
                #[pyo3(from_py_with = flag)] dry_run: bool,
                progress: Option<Progress>,
            ) -> PyResult<Bound<'py, ImportReport>> {
                let options = Options { $($option),+ };
                let table = (source.read(options.ignored())?, source.path());
                if dry_run {
                    let plan = run::plan(py, &self.0, table, &options, progress.as_ref())?;
                    return Ok(plan.into_super());
                }
                run::run(py, &self.0, table, &options, progress.as_ref())
            }

            /// Plans an import, and stores nothing until it is committed; the options are those of
            /// :meth:`import_file`.
            ///
            /// >>> import kartotek
            /// >>> register = kartotek.in_memory()
            /// >>> plan = register.plan_import(b"Who;Town\nAnna Berg;Lund\n", map={"Who": "entered_name"})
            /// >>> [(column.header, column.target, str(column.evidence)) for column in plan.file.columns]
            /// [('Who', 'entered_name', 'given'), ('Town', 'city', 'heading')]
            /// >>> plan.counts.created, plan.commit().counts.created
            /// (1, 1)
            #[pyo3(signature = (source, *, $($option = $default,)+ progress = None))]
            #[allow(clippy::too_many_arguments)]
            fn plan_import<'py>(
                &self,
                py: Python<'py>,
                source: Rows<'_>,
                $($option: $type,)+
                progress: Option<Progress>,
            ) -> PyResult<Bound<'py, ImportPlan>> {
                let options = Options { $($option),+ };
                let table = (source.read(options.ignored())?, source.path());
                run::plan(py, &self.0, table, &options, progress.as_ref())
            }

            /// Takes an import back: customers whom nobody changed since are as they were before. Ctrl-C stops it,
            /// and the same call goes on.
            fn undo_import(&self, py: Python<'_>, batch: Taken<BatchId>) -> PyResult<UndoReport> {
                undo::undo(py, &self.0, batch.0)
            }

            /// Returns the mappings that were saved, by name.
            ///
            /// >>> import kartotek
            /// >>> register = kartotek.in_memory()
            /// >>> report = register.import_file(b"Who\nAnna\n", map={"Who": "given_name"}, save_mapping="the fair")
            /// >>> [saved.name for saved in register.saved_mappings()]
            /// ['the fair']
            /// >>> register.import_file(b"Who\nBo\n").file.mapping
            /// 'the fair'
            fn saved_mappings(&self, py: Python<'_>) -> PyResult<Given<Vec<kartotek::SavedMapping>>> {
                py.detach(|| self.0.saved_mappings()).map(Given).raise(py)
            }

            /// Deletes a saved mapping, and tells whether there was one of this name.
            fn delete_saved_mapping(&self, py: Python<'_>, name: Text) -> PyResult<bool> {
                py.detach(|| self.0.delete_saved_mapping(&name)).raise(py)
            }
        }
    };
}

import_options!(methods);
