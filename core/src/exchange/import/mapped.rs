//! What people say about the columns of an import, and mappings that they keep.

use crate::base::{Error, Result};
use crate::mappings::SavedMapping;
use crate::register::Register;

use super::super::by_hand::{Override, Piece};
use super::super::mapping::{Mapping, MappingOptions, OnEmpty};
use super::super::notice::Notice;
use super::super::saved;
use super::super::table::Table;
use super::super::target::{IgnoreReason, Target};
use super::{Import, switched_off};

impl Register {
    /// Returns the mappings that were saved, by name.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps none.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// assert!(register.saved_mappings()?.is_empty());
    /// register.import_source(Source::bytes("Given name\nAnna\n"))?.save_mapping("the fair")?;
    /// assert_eq!(register.saved_mappings()?[0].name, "the fair");
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn saved_mappings(&self) -> Result<Vec<SavedMapping>> {
        self.read_current(|tx| tx.saved_mappings())
    }

    /// Deletes a saved mapping, and tells whether there was one of this name.
    ///
    /// # Errors
    /// As [`Register::saved_mappings`].
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// register.import_source(Source::bytes("Given name\nAnna\n"))?.save_mapping("the fair")?;
    /// assert!(register.delete_saved_mapping("the fair")?);
    /// assert!(!register.delete_saved_mapping("the fair")?);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn delete_saved_mapping(&self, name: &str) -> Result<bool> {
        self.unit(|unit| unit.tx.delete_saved_mapping(name))
    }
}

impl Import<'_> {
    /// Gives a field the same text in every row, for example a tag or a country.
    ///
    /// # Errors
    /// As [`Import::map`].
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Given name\nAnna\nBo\n"))?;
    /// import.fix("tags".parse()?, "fair 2026")?.run()?;
    /// let tag = register.tags().find_by_name("fair 2026")?;
    /// assert_eq!(tag.map(|tag| tag.size), Some(2));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn fix(self, target: Target, text: impl Into<String>) -> Result<Self> {
        self.with_override(Override::Fixed(target, text.into()))
    }

    /// Joins the texts of several columns into one.
    ///
    /// # Errors
    /// `Import` when there is no such column, or the target is no text.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Given name,Likes,Allergies\nAnna,tea,nuts\n"))?;
    /// import.join(&["Likes", "Allergies"], "; ", "note".parse()?)?.run()?;
    /// assert!(register.customers().find_by_number(1)?.is_some_and(|anna| anna.profile.note == "tea; nuts"));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn join(self, headers: &[&str], between: &str, target: Target) -> Result<Self> {
        let columns = headers.iter().map(|header| (*header).to_owned()).collect();
        self.with_override(Override::Join { columns, between: between.to_owned(), target })
    }

    /// Takes a part of the texts of a column, which are cut at a text; further parts can be taken too.
    ///
    /// # Errors
    /// `Import` when there is no such column.
    ///
    /// ```
    /// use kartotek::exchange::Piece;
    /// use kartotek::{CustomerFilter, Sort, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Who;Where\nAnna Berg;211 20 Malmö\n"))?;
    /// let import = import.split("Who", " ", Piece::First, "given_name".parse()?)?;
    /// let import = import.split("Who", " ", Piece::Rest, "family_name".parse()?)?;
    /// let import = import.split("Where", " ", Piece::Last, "city".parse()?)?;
    /// import.save_mapping("the old register")?.run()?;
    ///
    /// // The same headings, another day.
    /// let import = register.import_source(Source::bytes("Who;Where\nBo Ek;222 22 Lund\n"))?;
    /// assert_eq!(import.mapping().saved.as_deref(), Some("the old register"));
    /// import.run()?;
    /// let all = register.customers().all(&CustomerFilter::default(), &Sort::City);
    /// let cities = all.map(|customer| Ok(customer?.profile.addresses[0].city.clone()));
    /// assert_eq!(cities.collect::<kartotek::Result<Vec<_>>>()?, ["Lund", "Malmö"]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn split(self, header: &str, at: &str, piece: Piece, target: Target) -> Result<Self> {
        let (column, at) = (header.to_owned(), at.to_owned());
        self.with_override(Override::Piece { column, at, piece, target })
    }

    /// Leaves a column out.
    ///
    /// # Errors
    /// `Import` when there is no such column.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Given name,Note\nAnna,tea\n"))?.ignore("Note")?;
    /// assert_eq!(import.mapping().columns[1].target.to_string(), "ignore");
    /// assert!(import.ignore("Shoe size").is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn ignore(self, header: &str) -> Result<Self> {
        self.map(header, Target::Ignored(IgnoreReason::Chosen))
    }

    /// Saves what each column is for under a name; files with the same headings, in any order, are
    /// mapped so from now on, unless several saved mappings fit.
    ///
    /// # Errors
    /// `Invalid` when the name is empty, `Unsupported` where the backend keeps no mappings; `Import` and
    /// `Io` when the file cannot be read to its end, which it is where the first rows do not prove the
    /// order of dates.
    pub fn save_mapping(mut self, name: &str) -> Result<Self> {
        // A guess by the first rows is not worth keeping.
        self.mapping.settle_dates(&self.table)?;
        self.mapping.saved = Some(self.put_mapping(name)?);
        Ok(self)
    }

    /// Stores what each column is for, and returns the name.
    pub(super) fn put_mapping(&self, name: &str) -> Result<String> {
        let saved = saved::save(name, &self.mapping, &self.table)?;
        self.register.unit(|unit| unit.tx.put_saved_mapping(&saved))?;
        Ok(saved.name)
    }

    /// Maps the columns as a saved mapping says; what was mapped by hand before stays.
    ///
    /// # Errors
    /// `Import` when there is none of this name, or it names columns that the file lacks.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = || register.import_source(Source::bytes("Who\nAnna\n"));
    /// file()?.map("Who", "given_name".parse()?)?.save_mapping("the fair")?;
    /// let import = file()?.without_saved_mapping()?.use_mapping("the fair")?;
    /// assert_eq!(import.mapping().columns[0].target.to_string(), "given_name");
    /// assert!(file()?.use_mapping("the market").is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn use_mapping(mut self, name: &str) -> Result<Self> {
        let all = self.register.saved_mappings()?;
        let Some(saved) = all.into_iter().find(|saved| saved.name == name.trim()) else {
            return Err(Error::Import("there is no saved mapping of this name".to_owned()));
        };
        self.mapping_options.saved = Some(saved);
        self.map_again()
    }

    /// Maps the columns as they are understood, without a saved mapping.
    ///
    /// # Errors
    /// As [`Import::map`].
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = || register.import_source(Source::bytes("Who\nAnna\n"));
    /// file()?.map("Who", "given_name".parse()?)?.save_mapping("the fair")?;
    /// assert_eq!(file()?.mapping().saved.as_deref(), Some("the fair"));
    /// assert_eq!(file()?.without_saved_mapping()?.mapping().saved, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn without_saved_mapping(mut self) -> Result<Self> {
        self.mapping_options.saved = None;
        self.map_again()
    }

    /// Returns what somebody should look at before the file is imported: what was guessed, skipped
    /// or left open. It knows the first rows; the notices of the plan and the report know all.
    ///
    /// ```
    /// use kartotek::{Register, Source, exchange::Notice};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("E-mail,E-mail\na@example.com,b@example.com\n"))?;
    /// assert!(import.notices().iter().any(|notice| matches!(notice, Notice::Contested { .. })));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        Notice::of(&self.table, &self.mapping)
    }

    pub(super) fn with_override(mut self, given: Override) -> Result<Self> {
        self.mapping_options.overrides.push(given);
        self.map_again()
    }

    fn map_again(mut self) -> Result<Self> {
        let cleared = self.cleared();
        (self.mapping, self.whole_mapping) = mappings_of(&self.register, &self.table, &self.mapping_options)?;
        for place in cleared {
            if let Some(column) = self.mapping.columns.get_mut(place) {
                column.on_empty = OnEmpty::Clear;
            }
        }
        Ok(self)
    }
}

/// Finds the saved mapping that fits the headings of a table, if exactly one does.
pub(super) fn fitting(register: &Register, table: &Table) -> Result<Option<SavedMapping>> {
    let header = saved::header_of(table);
    if header.is_empty() {
        return Ok(None);
    }
    let saved = match register.saved_mappings() {
        Err(Error::Unsupported(_)) => return Ok(None),
        saved => saved?,
    };
    let mut fitting = saved.into_iter().filter(|saved| saved.header == header);
    Ok(fitting.next().filter(|_| fitting.next().is_none()))
}

/// Finds the mapping without and with the columns whose fields are switched off.
pub(super) fn mappings_of(
    register: &Register,
    table: &Table,
    options: &MappingOptions,
) -> Result<(Mapping, Mapping)> {
    let whole = Mapping::detect(table, options)?;
    let mut mapping = whole.clone();
    switched_off::leave_out(&mut mapping, &register.settings()?);
    Ok((mapping, whole))
}
