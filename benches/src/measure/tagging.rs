use std::time::Duration;

use kartotek::{CustomerId, TagChange};

use super::figure::{Figure, median, once};
use super::stage::Stage;
use crate::baseline::Result;

/// How often a tag is put on and taken off again.
const ROUNDS: u32 = 3;

/// A tag on a tenth of the customers, and off again, with history.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (register, baseline) = stage.copies()?;
    // One that few have, so that nearly all are changed.
    let name = "late payer";
    let ids: Vec<CustomerId> = baseline.spread_ids(stage.rows / 10)?;
    let mut all: [Vec<(Duration, Duration)>; 2] = Default::default();
    for _ in 0..ROUNDS {
        for (times, add) in all.iter_mut().zip([true, false]) {
            let change = if add { TagChange::add([name]) } else { TagChange::remove([name]) };
            // The first turn changes all, a second one would change nothing.
            times.push(once(|| Ok(register.tags().apply(&ids, &change)?), || baseline.tag(&ids, name, add))?);
        }
    }
    for ((target, what), times) in [("tag", "tag"), ("untag", "take a tag from")].iter().zip(all) {
        let ours = median(times.iter().map(|times| times.0).collect());
        let theirs = median(times.iter().map(|times| times.1).collect());
        figures.push(stage.time(target, format!("{what} {} customers", ids.len()), (ours, theirs)));
    }
    Ok(())
}
