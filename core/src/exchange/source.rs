use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::base::{Error, Result, is_open_register};

/// Where a file's bytes come from; it can be read as often as needed.
///
/// ```
/// use kartotek::exchange::Source;
///
/// let source = Source::bytes("name,e-mail\nAnna,anna@example.com\n");
/// assert_eq!(source.total_bytes()?, 34);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Source {
    origin: Origin,
    /// Whether it is known to be CSV as programs exchange it.
    is_exchange: bool,
}

#[derive(Debug, Clone)]
enum Origin {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
    Spooled(Arc<tempfile::NamedTempFile>),
}

/// How much of a source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceProgress {
    /// Bytes read so far.
    pub done_bytes: u64,
    /// Bytes in all.
    pub total_bytes: u64,
}

pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Source {
    /// Reads a file.
    #[must_use]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::of(Origin::Path(path.into()))
    }

    /// Reads bytes in memory.
    #[must_use]
    pub fn bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self::of(Origin::Bytes(Arc::from(bytes.as_ref())))
    }

    /// Reads a stream to its end into a temporary file, since an import reads its source twice
    /// (SPEC B17).
    ///
    /// # Errors
    /// A storage error when the stream or the temporary file fails.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let pipe = std::io::Cursor::new("Given name\nAnna\n");
    /// let register = Register::in_memory()?;
    /// assert_eq!(register.import_source(Source::stream(pipe)?)?.run()?.counts.created, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn stream(mut stream: impl Read) -> Result<Self> {
        let mut file = tempfile::NamedTempFile::new()?;
        std::io::copy(&mut stream, &mut file)?;
        file.flush()?;
        Ok(Self::of(Origin::Spooled(Arc::new(file))))
    }

    /// Says that it is a table which a program made, in the profile `exchange` of an export: CSV in UTF-8 with
    /// commas, quotes and a row of headings, texts as they are. Nothing of that is then found out.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// // A file of one column might have semicolons for delimiters; this one has not.
    /// let table = Source::bytes("Company\nBerg; Ek; Lund\nSol; Ek; Partners\n").in_exchange_profile();
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(table)?;
    /// assert_eq!(import.mapping().columns.len(), 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn in_exchange_profile(self) -> Self {
        Self { is_exchange: true, ..self }
    }

    /// Tells whether it is known to be CSV as programs exchange it.
    pub(super) fn is_exchange(&self) -> bool {
        self.is_exchange
    }

    fn of(origin: Origin) -> Self {
        Self { origin, is_exchange: false }
    }

    /// Takes a temporary file that was written.
    #[cfg(feature = "xlsx")]
    pub(super) fn spooled(file: tempfile::NamedTempFile) -> Self {
        Self::of(Origin::Spooled(Arc::new(file)))
    }

    /// Returns the name of the file without its folder; empty where it has none.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.origin {
            Origin::Path(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            Origin::Bytes(_) | Origin::Spooled(_) => String::new(),
        }
    }

    /// Tells whether it is the file at a path.
    pub(super) fn is_file(&self, path: &std::path::Path) -> bool {
        let Origin::Path(own) = &self.origin else { return false };
        matches!((own.canonicalize(), path.canonicalize()), (Ok(own), Ok(other)) if own == other)
    }

    /// Returns the number of bytes.
    ///
    /// # Errors
    /// A storage error when the file cannot be read.
    pub fn total_bytes(&self) -> Result<u64> {
        Ok(match &self.origin {
            Origin::Path(path) => std::fs::metadata(path).map_err(Error::of_file(path))?.len(),
            Origin::Bytes(bytes) => bytes.len() as u64,
            Origin::Spooled(file) => file.as_file().metadata()?.len(),
        })
    }

    /// Opens it at its beginning.
    pub(super) fn open(&self) -> Result<SourceReader> {
        let total_bytes = self.total_bytes()?;
        let inner = self.open_raw()?;
        let progress = SourceProgress { done_bytes: 0, total_bytes };
        Ok(SourceReader { inner, digest: Sha256::new(), progress })
    }

    /// Reads stretches from places spread over the whole file, the first from its beginning; all
    /// of it as one stretch where it is small.
    pub(super) fn samples(&self) -> Result<Samples> {
        let total = self.total_bytes()?;
        let mut file = self.open_raw()?;
        if total <= WHOLE_BYTES {
            let mut head = Vec::new();
            file.read_to_end(&mut head)?;
            return Ok(Samples { head, further: Vec::new(), whole: true });
        }
        let head = stretch(&mut file, 0, HEAD_BYTES)?;
        let places = (1..=FURTHER).map(|i| HEAD_BYTES + (total - HEAD_BYTES - FURTHER_BYTES) / FURTHER * i);
        let further = places.map(|place| stretch(&mut file, place & !1, FURTHER_BYTES));
        Ok(Samples { head, further: further.collect::<Result<_>>()?, whole: false })
    }

    /// Opens it at its beginning, uncounted.
    pub(super) fn open_raw(&self) -> Result<Box<dyn ReadSeek>> {
        Ok(match &self.origin {
            Origin::Path(path) if is_open_register(path) => {
                let message = "it is a register that this program has open; copy it with `copy_to`";
                return Err(Error::Import(message.to_owned()));
            }
            Origin::Path(path) => Box::new(File::open(path).map_err(Error::of_file(path))?),
            Origin::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Origin::Spooled(file) => Box::new(file.reopen()?),
        })
    }
}

const WHOLE_BYTES: u64 = 4 << 20;
const HEAD_BYTES: u64 = 1 << 20;
const FURTHER_BYTES: u64 = 64 << 10;
const FURTHER: u64 = 16;

/// Stretches of a file to detect its encoding and dialect from.
pub(super) struct Samples {
    pub(super) head: Vec<u8>,
    /// Each begins at an even place, so that units of UTF-16 stay whole.
    pub(super) further: Vec<Vec<u8>>,
    /// Whether the head is the whole file.
    pub(super) whole: bool,
}

impl Samples {
    pub(super) fn stretches(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(&self.head).chain(&self.further).map(Vec::as_slice)
    }

    /// Goes through lines that are not ASCII, about so many bytes of them, spread over the stretches.
    pub(super) fn lines_beyond_ascii(&self, bytes: usize) -> impl Iterator<Item = &[u8]> {
        let share = bytes / (1 + self.further.len());
        self.stretches().flat_map(move |stretch| {
            let mut taken = 0;
            let lines = stretch.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
            lines.take_while(move |line| {
                let is_wanted = taken < share;
                taken += line.len();
                is_wanted
            })
        })
    }
}

fn stretch(file: &mut Box<dyn ReadSeek>, place: u64, bytes: u64) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(place))?;
    let mut read = Vec::new();
    file.by_ref().take(bytes).read_to_end(&mut read)?;
    Ok(read)
}

/// The bytes of a source, counted and digested on the way.
pub(super) struct SourceReader {
    inner: Box<dyn ReadSeek>,
    digest: Sha256,
    progress: SourceProgress,
}

impl SourceReader {
    pub(super) fn progress(&self) -> SourceProgress {
        self.progress
    }

    /// Returns the SHA-256 of what was read so far.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest.clone().finalize().into()
    }
}

impl Read for SourceReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.digest.update(&buffer[..read]);
        self.progress.done_bytes += read as u64;
        Ok(read)
    }
}

impl std::fmt::Debug for SourceReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceReader").field("progress", &self.progress).finish_non_exhaustive()
    }
}
