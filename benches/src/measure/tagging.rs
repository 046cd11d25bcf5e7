use kartotek::CustomerId;

use super::figure::{Figure, compare};
use super::stage::Stage;
use crate::baseline::Result;

/// A tag on a tenth of the customers, and off again.
pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (register, baseline) = stage.copies()?;
    let ids: Vec<CustomerId> = baseline.spread(stage.rows / 10)?.iter().map(|customer| customer.id).collect();
    for add in [true, false] {
        let _ = (&register, add);
        let times = compare(1, |_| Ok(()), |_| baseline.tag(&ids, "vip", add))?;
        figures.push(stage.time("tag", "tag", times));
    }
    Ok(())
}
