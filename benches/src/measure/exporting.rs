use std::fs;

use kartotek::{CsvProfile, ExistingFile, ExportOptions};

use super::figure::{Figure, compare};
use super::stage::Stage;
use crate::baseline::{Result, exported_columns};

/// Every customer with its tags, as CSV.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (register, baseline) = stage.shared()?;
    let (ours, theirs) = (stage.folder.join("ours.csv"), stage.folder.join("baseline.csv"));
    let options = ExportOptions {
        existing: ExistingFile::Replace,
        ..ExportOptions::csv(CsvProfile::Exchange).with_columns(exported_columns())
    };
    let times =
        compare(3, |_| Ok(register.customers().export_file(&ours, &options)?), |_| baseline.export(&theirs))?;
    let megabytes = fs::metadata(&ours)?.len() / 1_000_000;
    figures.push(stage.time("export", format!("export to CSV ({megabytes} MB)"), times));
    Ok(())
}
