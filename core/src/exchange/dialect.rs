use std::fmt;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// All of them; the first is taken where a file has one column only.
    pub const ALL: [Delimiter; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// Returns the character.
    #[must_use]
    pub fn as_char(self) -> char {
        char::from(self.as_byte())
    }

    /// Finds the delimiter that a character is.
    #[must_use]
    pub fn of_char(character: char) -> Option<Self> {
        Self::ALL.into_iter().find(|delimiter| delimiter.as_char() == character)
    }

    pub(super) fn as_byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// Line feed, as Unix has it.
    Lf,
    /// Carriage return and line feed (RFC 4180).
    CrLf,
    /// Carriage return alone, as old Macs had it.
    Cr,
}

impl LineEnd {
    /// Returns the characters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// Counts the line ends of a text: LF, CRLF and CR alone, each as one.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let count = |mark: u8| bytes.iter().filter(|byte| **byte == mark).count();
    let (feeds, returns) = (count(b'\n'), count(b'\r'));
    // Nearly every piece has one of them at most.
    let has_both = feeds > 0 && returns > 0;
    let pairs = if has_both { bytes.windows(2).filter(|pair| *pair == b"\r\n").count() } else { 0 };
    (feeds + returns - pairs) as u64
}

/// How a text is cut into rows and cells (RFC 4180 and what people make of it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// What stands around cells that hold a delimiter or a line end: `"` or `'`. Within a cell it
    /// is doubled.
    pub quote: char,
    /// What ends a line; when reading, all three do.
    pub line_end: LineEnd,
    /// Whether the first row holds the headings.
    pub has_header: bool,
    /// Lines above the first row that are not part of the table, such as Excel's `sep=;` or a title;
    /// empty lines between them count.
    pub skipped_lines: u64,
}

impl Default for Dialect {
    /// Commas, double quotes, CRLF and a header, as RFC 4180 has it.
    fn default() -> Self {
        Self {
            delimiter: Delimiter::Comma,
            quote: '"',
            line_end: LineEnd::CrLf,
            has_header: true,
            skipped_lines: 0,
        }
    }
}

impl Dialect {
    pub(super) fn parser(&self) -> csv_core::Reader {
        csv_core::ReaderBuilder::new()
            .delimiter(self.delimiter.as_byte())
            .quote(if self.quote == '\'' { b'\'' } else { b'"' })
            .build()
    }
}

impl fmt::Display for Dialect {
    /// Says it for people, for example `semicolon, CRLF`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let delimiter = match self.delimiter {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
            Delimiter::Pipe => "pipe",
        };
        let line_end = match self.line_end {
            LineEnd::Lf => "LF",
            LineEnd::CrLf => "CRLF",
            LineEnd::Cr => "CR",
        };
        let header = if self.has_header { "" } else { ", no header" };
        write!(f, "{delimiter}, {line_end}{header}")
    }
}
