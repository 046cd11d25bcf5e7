//! Cards to print: QR symbols, and sheets of cards for a whole job.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use kartotek::{Error, Language};
use pyo3::PyTypeInfo as _;
use pyo3::inspect::{PyStaticConstant, PyStaticExpr};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::arguments::{Object, Taken, Text};
use crate::cross::{Cross, builtin, either, wrong_type};
use crate::errors::{Raise as _, raised_of};
use crate::numbers;
use crate::record::record;

use super::LinkToken;

/// The address that the links of cards begin with, in capitals, which make a small symbol.
///
/// It is http or https without query and fragment; a path is in capitals, since a card that was printed for the wrong
/// address cannot be called back. Raises :class:`kartotek.InvalidError` for another one.
///
/// >>> from kartotek import LinkBase
/// >>> base = LinkBase("https://qr.studio.example/G")
/// >>> base, base.shown()
/// (LinkBase('HTTPS://QR.STUDIO.EXAMPLE/G/'), 'qr.studio.example/G')
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(Clone, PartialEq)]
pub(crate) struct LinkBase(kartotek::LinkBase);

#[pymethods]
impl LinkBase {
    #[new]
    fn new(py: Python<'_>, address: Text) -> PyResult<Self> {
        address.parse().map(Self).raise(py)
    }

    /// Returns the address with a slash at its end.
    fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the link of a token: a secret, as the token is.
    fn link(&self, token: Object<'_, LinkToken>) -> String {
        self.0.link(&token.0.get().0)
    }

    /// Returns the address as people read and type it.
    fn shown(&self) -> String {
        self.0.shown()
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        pyo3::types::PyString::new(py, self.as_str()).hash()
    }

    fn __repr__(&self) -> String {
        format!("LinkBase('{}')", self.as_str())
    }

    fn __getnewargs__(&self) -> (&str,) {
        (self.as_str(),)
    }
}

impl Cross for kartotek::LinkBase {
    const GIVES: PyStaticExpr = LinkBase::TYPE_HINT;
    const TAKES: PyStaticExpr = either!(LinkBase::TYPE_HINT, builtin!("str"));

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, LinkBase(self.clone()))?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        match value.cast::<LinkBase>() {
            Ok(base) => Ok(base.get().0.clone()),
            Err(_) => String::from_python(value)?.parse().raise(value.py()),
        }
    }
}

/// A QR symbol as cards have it: a quarter of it may be bent or dirty. It is not pickled, as its text may be a
/// secret.
///
/// >>> import kartotek
/// >>> base = kartotek.LinkBase("https://studio.example")
/// >>> symbol = kartotek.QrSymbol(base.link(kartotek.LinkToken.random()))
/// >>> symbol
/// <QrSymbol of 33 modules>
/// >>> symbol.svg()[:5], symbol.png(8)[:4]
/// ('<svg ', b'\x89PNG')
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(PartialEq)]
pub(crate) struct QrSymbol(kartotek::QrSymbol);

#[pymethods]
impl QrSymbol {
    /// Makes the smallest symbol of a text. Raises :class:`kartotek.InvalidError` for one that is empty or too
    /// long.
    #[new]
    fn new(py: Python<'_>, text: Text) -> PyResult<Self> {
        py.detach(|| kartotek::QrSymbol::new(&text)).map(Self).raise(py)
    }

    /// How many modules a side has, without the quiet zone.
    #[getter]
    fn modules(&self) -> usize {
        self.0.modules()
    }

    /// Tells whether the module in a row and a column is dark.
    #[pyo3(signature = (row: "int", column: "int"))]
    fn is_dark(
        &self,
        #[pyo3(from_py_with = numbers::row)] row: isize,
        #[pyo3(from_py_with = numbers::column)] column: isize,
    ) -> bool {
        self.0.is_dark(row, column)
    }

    /// Returns the symbol as an SVG document, one unit a module, quiet zone included.
    fn svg(&self) -> String {
        self.0.svg()
    }

    /// Returns the symbol as a PNG file of one bit a pixel, quiet zone included; a module has 1 to 100 pixels a
    /// side.
    #[pyo3(signature = (pixels_per_module: "int"))]
    fn png<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = numbers::pixels_per_module)] pixels_per_module: u32,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let file = py.detach(|| self.0.png(pixels_per_module)).raise(py)?;
        Ok(PyBytes::new(py, &file))
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        pyo3::types::PyString::new(py, &self.svg()).hash()
    }

    fn __repr__(&self) -> String {
        format!("<QrSymbol of {} modules>", self.0.modules())
    }
}

/// What the part of a card that is torn off and handed in asks for: consent and signature, in the wording of the
/// language or in one's own.
///
/// >>> from kartotek import SecondPart
/// >>> SecondPart(wording="We agree to pictures in the yearbook.")
/// SecondPart(wording='We agree to pictures in the yearbook.')
#[pyclass(frozen, eq, hash, module = "kartotek")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct SecondPart {
    /// One's own wording; ``None``: that of the language.
    #[pyo3(get)]
    wording: Option<String>,
}

#[pymethods]
impl SecondPart {
    #[new]
    #[pyo3(signature = (*, wording = None))]
    fn new(wording: Option<Text>) -> Self {
        Self { wording: wording.map(|text| text.0) }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("SecondPart(wording={})", self.wording.clone().into_pyobject(py)?.repr()?))
    }

    #[pyo3(signature = () -> "tuple[tuple[()], dict[str, object]]")]
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let arguments = PyDict::new(py);
        arguments.set_item("wording", &self.wording)?;
        Ok((PyTuple::empty(py), arguments))
    }
}

/// `None` where there is none.
impl Cross for kartotek::SecondPart {
    const GIVES: PyStaticExpr =
        either!(SecondPart::TYPE_HINT, PyStaticExpr::Constant { value: PyStaticConstant::None });

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let wording = match self {
            Self::Consent => None,
            Self::ConsentTo(wording) => Some(wording.clone()),
            _ => return Ok(py.None().into_bound(py)),
        };
        Ok(Bound::new(py, SecondPart { wording })?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Self::None);
        }
        let part = value.cast::<SecondPart>().map_err(|_| wrong_type("SecondPart or None", value))?;
        Ok(part.get().wording.clone().map_or(Self::Consent, Self::ConsentTo))
    }
}

record! {
    /// One card of a sheet. Without a name it has lines to write on: a spare card for who is not on the list. It has
    /// secrets, and is not pickled.
    ///
    /// >>> import kartotek
    /// >>> kartotek.Card(name="Elsa Ek", group="4b", secrets=kartotek.CardSecrets.random()).group
    /// '4b'
    Card {
        /// Who is pictured.
        name: Option<String> = None,
        /// The class or team.
        group: Option<String> = None,
        /// What the symbol holds and what is typed.
        secrets: kartotek::CardSecrets,
    }
}

record! {
    /// The sheets of a job: A4 pages of cards with marks to cut them along, as one PDF.
    ///
    /// >>> import kartotek
    /// >>> sheets = kartotek.CardSheets(link_base="https://studio.example", language="sv", studio="Studio Sol")
    /// >>> spare = kartotek.Card(secrets=kartotek.CardSecrets.random())
    /// >>> sheets.pdf([spare])[:5]
    /// b'%PDF-'
    CardSheets {
        /// The name of the business.
        studio: String = String::new(),
        /// The title of the job.
        job: String = String::new(),
        /// What the links begin with; its short form stands on the cards for those who type.
        link_base: kartotek::LinkBase,
        /// The language of what the cards say; names keep their own letters.
        language: Language,
        /// How many rows a page has, from 3 to 5. A row is one card with a second part, or two without.
        rows: u8 = 4,
        /// What is torn off and handed in, if anything.
        second_part: kartotek::SecondPart = kartotek::SecondPart::None,
        /// What to do with the card, ending where the address follows; ``None``: the wording of the language.
        instructions: Option<String> = None,
    }
    methods {
        /// Makes the PDF, with the cards in their order, and writes it to a path too, if one is given, where no file
        /// is yet.
        ///
        /// Raises :class:`kartotek.InvalidError` for ``rows``, for no ``cards``, and for texts that are too long to
        /// be read in their places.
        #[pyo3(signature = (cards, /, *, path = None))]
        fn pdf<'py>(
            &self,
            py: Python<'py>,
            cards: Taken<Vec<kartotek::Card>>,
            path: Option<Taken<PathBuf>>,
        ) -> PyResult<Bound<'py, PyBytes>> {
            written(py, path.as_ref().map(|path| path.as_path()), || self.0.pdf(cards.0))
        }
    }
}

/// Returns a file that is made, and writes it where no file is yet; there is none before it is known that it can be.
pub(super) fn written<'py>(
    py: Python<'py>,
    path: Option<&Path>,
    make: impl FnOnce() -> kartotek::Result<Vec<u8>> + Send,
) -> PyResult<Bound<'py, PyBytes>> {
    let Some(path) = path else { return Ok(PyBytes::new(py, &py.detach(make).raise(py)?)) };
    let made = py.detach(|| {
        let mut into = File::create_new(path).map_err(Error::from)?;
        let file = make().and_then(|file| {
            into.write_all(&file)?;
            into.sync_all()?;
            Ok(file)
        });
        if file.is_err() {
            // What is left is nobody's file; the first error is the one to tell.
            let _ = std::fs::remove_file(path);
        }
        file
    });
    match made {
        Ok(file) => Ok(PyBytes::new(py, &file)),
        Err(error) => Err(raised_of(py, path, &error)),
    }
}
