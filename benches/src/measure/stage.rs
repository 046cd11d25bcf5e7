use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use kartotek::Register;

use super::figure::{Amount, Figure};
use crate::baseline::{Baseline, Result};
use crate::generator::{FileFormat, Generator, Options};

/// A folder with a file of customers, and the same register twice: one for Kartotek, one for the
/// baseline.
#[derive(Debug)]
pub struct Stage {
    /// How many rows the file has.
    pub rows: u32,
    /// The generated file.
    pub csv: PathBuf,
    /// The folder that all is in.
    pub folder: PathBuf,
}

impl Stage {
    /// Generates the file, unless it is there.
    ///
    /// # Errors
    /// Of the file system.
    pub fn new(folder: &Path, rows: u32) -> Result<Self> {
        let folder = folder.join(rows.to_string());
        fs::create_dir_all(&folder)?;
        let csv = folder.join("customers.csv");
        if !csv.exists() {
            let generator = Generator::new(Options { rows, ..Options::default() })?;
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&csv)?);
            generator.write_file(FileFormat::default(), &mut out)?;
            out.flush()?;
        }
        Ok(Self { rows, csv, folder })
    }

    /// Returns the path of a register filled by the baseline, which is made when it is needed first.
    ///
    /// # Errors
    /// Of the storage, and when Kartotek finds a contradiction in it.
    pub fn filled(&self) -> Result<PathBuf> {
        let path = self.folder.join("filled.db");
        if !path.exists() {
            let new = self.folder.join("filling.db");
            remove(&new);
            let done = Baseline::create(&new)?.import(&self.csv)?;
            eprintln!("filled: {done:?}");
            fs::rename(&new, &path)?;
        }
        Ok(path)
    }

    /// Opens two copies of the filled register that may be changed.
    ///
    /// # Errors
    /// Of the storage.
    pub fn copies(&self) -> Result<(Register, Baseline)> {
        let filled = self.filled()?;
        let copy = |name: &str| -> Result<PathBuf> {
            let path = self.folder.join(name);
            remove(&path);
            fs::copy(&filled, &path)?;
            Ok(path)
        };
        Ok((Register::builder().must_exist().open(copy("ours.db")?)?, Baseline::open(&copy("baseline.db")?)?))
    }

    /// Opens the filled register for both to read.
    ///
    /// # Errors
    /// Of the storage.
    pub fn shared(&self) -> Result<(Register, Baseline)> {
        let path = self.filled()?;
        Ok((Register::builder().must_exist().open(&path)?, Baseline::open(&path)?))
    }

    /// What both needed for the same.
    pub(super) fn time(
        &self,
        target: &'static str,
        what: impl Into<String>,
        (ours, baseline): (Duration, Duration),
    ) -> Figure {
        self.amount(target, what, Amount::Time(ours), Some(Amount::Time(baseline)))
    }

    /// What Kartotek needed for what the baseline does not do.
    pub(super) fn time_alone(&self, target: &'static str, what: impl Into<String>, ours: Duration) -> Figure {
        self.amount(target, what, Amount::Time(ours), None)
    }

    /// What both needed of anything.
    pub(super) fn amount(
        &self,
        target: &'static str,
        what: impl Into<String>,
        ours: Amount,
        baseline: Option<Amount>,
    ) -> Figure {
        let figure = Figure { target, what: what.into(), rows: self.rows, ours, baseline, waits: None };
        let beside = baseline.map_or_else(String::new, |amount| amount.to_string());
        eprintln!("{:<52} {:>9} {beside:>9}", figure.what, figure.ours.to_string());
        figure
    }
}

/// Removes a register with the files beside it.
pub(super) fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        // What is not there need not go.
        let _ = fs::remove_file(PathBuf::from(name));
    }
}
