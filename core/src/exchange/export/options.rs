use std::borrow::Cow;

use crate::base::Sort;
use crate::catalogue::Language;
use crate::customers::CustomerFilter;
use crate::exchange::Delimiter;

/// What is exported, and how it is written (SPEC B17).
///
/// ```
/// use kartotek::{CsvProfile, CustomerFilter, ExportOptions, Headings, Language, Sort};
///
/// let options = ExportOptions {
///     scope: CustomerFilter::default().with_tag("wedding"),
///     sort: Sort::FamilyName,
///     headings: Headings::Labels(Language::Sv),
///     ..ExportOptions::csv(CsvProfile::Excel).with_columns(["number", "family_name", "email"])
/// };
/// assert_eq!(options.columns, ["number", "family_name", "email"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ExportOptions {
    /// Keys of the fields to write, in this order. None means every field that an import can set or
    /// match on, and the number, in the order of the catalogue.
    pub columns: Vec<Cow<'static, str>>,
    /// Which customers; otherwise all that are not archived.
    pub scope: CustomerFilter,
    /// In which order; otherwise by number.
    pub sort: Sort,
    /// What stands in the first row.
    pub headings: Headings,
    /// The format of the file.
    pub format: ExportFormat,
    /// What happens to a file that is there already.
    pub existing: ExistingFile,
}

impl Default for ExportOptions {
    /// All customers and fields in the `exchange` profile of CSV; an existing file is refused.
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            scope: CustomerFilter::default(),
            sort: Sort::Number,
            headings: Headings::default(),
            format: ExportFormat::default(),
            existing: ExistingFile::default(),
        }
    }
}

impl ExportOptions {
    /// Begins an export to CSV in a profile.
    #[must_use]
    pub fn csv(profile: CsvProfile) -> Self {
        let csv = CsvOptions { profile, ..CsvOptions::default() };
        Self { format: ExportFormat::Csv(csv), ..Self::default() }
    }

    /// Begins an export to a workbook of Excel.
    #[must_use]
    pub fn xlsx() -> Self {
        Self { format: ExportFormat::Xlsx, ..Self::default() }
    }

    /// Begins an export to JSON, an object a line.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ExportOptions, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let mut file = Vec::new();
    /// let options = ExportOptions::json_lines().with_columns(["number", "given_name"]);
    /// register.customers().export_to(&mut file, &options)?;
    /// let anna: serde_json::Value = serde_json::from_slice(&file)?;
    /// assert_eq!(anna["given_name"], "Anna");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn json_lines() -> Self {
        Self { format: ExportFormat::JsonLines, ..Self::default() }
    }

    /// Chooses the columns by the keys of their fields.
    #[must_use]
    pub fn with_columns<K: Into<Cow<'static, str>>>(self, keys: impl IntoIterator<Item = K>) -> Self {
        Self { columns: keys.into_iter().map(Into::into).collect(), ..self }
    }
}

/// What stands in the first row of an exported file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Headings {
    /// The keys of the fields, the same in every language.
    #[default]
    Keys,
    /// What people call the fields in a language. An import recognises both.
    Labels(Language),
}

/// The format of an exported file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ExportFormat {
    /// Comma-separated values.
    Csv(CsvOptions),
    /// A workbook of Excel, `.xlsx`, with a frozen header and filters. Numbers, switches, days and
    /// times are typed, times on the clocks of the register's zone; texts are texts, postcodes and
    /// phones among them. After 1,048,575 rows a further sheet begins. Needs the feature `xlsx`.
    Xlsx,
    /// An object of JSON a customer and line, named by the keys of the fields whatever
    /// [`ExportOptions::headings`] says. Every object has all keys. Numbers and switches are such, an
    /// amount is `{"amount":"12.50","currency":"SEK"}`, lists are arrays, days and instants are texts
    /// of ISO 8601; what is empty is `null`, a list without items `[]`.
    JsonLines,
}

impl Default for ExportFormat {
    fn default() -> Self {
        Self::Csv(CsvOptions::default())
    }
}

/// How CSV is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CsvOptions {
    /// Who will read it.
    pub profile: CsvProfile,
    /// What stands between cells; otherwise what the profile says.
    pub delimiter: Option<Delimiter>,
    /// A name of an encoding in the WHATWG Encoding Standard, for example `windows-1252` or `utf-16le`,
    /// or of a code page of DOS, for example `cp850`; otherwise UTF-8.
    pub encoding: Option<String>,
}

/// Who will read a CSV file (SPEC B17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CsvProfile {
    /// Programs: RFC 4180 with commas, UTF-8 without a mark, texts as they are.
    #[default]
    Exchange,
    /// Spreadsheets: a byte-order mark, a semicolon where the register's locale writes decimals with
    /// a comma, and an apostrophe before texts that would run as formulas; phones with a plus sign
    /// get one too. Numbers and amounts do not. An import takes the apostrophes away.
    Excel,
}

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ExistingFile {
    /// It stays, and the export fails.
    #[default]
    Refuse,
    /// The complete export takes its place.
    Replace,
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ExportSummary {
    /// Customers written; a row each.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
}
