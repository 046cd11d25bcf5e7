use std::fmt::Write as _;

use kartotek::{JobDetails, Source};

use super::figure::{Figure, once};
use super::stage::Stage;
use crate::baseline::Result;

/// How many rows a names list has, and how many in a class.
const ROWS: u32 = 10_000;
const IN_CLASS: u32 = 25;

/// A names list with guardians into a new job, and the same one again, which changes nothing.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (register, _) = stage.copies()?;
    let job = register.jobs().create(JobDetails::titled("Names"))?.id;
    let mut file = "Student number;Given name;Family name;Class;Parent;E-mail;Phone\n".to_owned();
    for row in 0..ROWS {
        let class = row / IN_CLASS;
        writeln!(
            file,
            "{row};Given{row};Family{class};Class {class};Parent Family{row};parent{row}@example.com;\
             +4670{row:07}"
        )?;
    }
    for (what, created) in [("import", ROWS), ("import again", 0)] {
        let mut made = 0;
        let import = || {
            made = register.jobs().import_names(job, Source::bytes(&file))?.run()?.participants;
            Ok(())
        };
        let (time, _) = once(import, || Ok(()))?;
        if made != u64::from(created) {
            return Err(format!("{made} participants were made").into());
        }
        figures.push(stage.time_alone("names list", format!("{what} {ROWS} names"), time));
    }
    Ok(())
}
