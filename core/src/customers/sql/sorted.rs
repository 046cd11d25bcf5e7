use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use crate::base::Result;

use super::best::{Place, Places};

/// How many bytes of places are kept in memory.
const RUN_BYTES: usize = 16 << 20;

/// Puts any number of places in order in flat memory: what does not fit is sorted piece by piece into
/// temporary files without a name, which are merged at the end.
pub(super) struct Sorted {
    descending: bool,
    run_bytes: usize,
    places: Vec<Place>,
    bytes: usize,
    runs: Vec<File>,
}

impl Sorted {
    pub(super) fn new(descending: bool) -> Self {
        Self { descending, run_bytes: RUN_BYTES, places: Vec::new(), bytes: 0, runs: Vec::new() }
    }

    /// Returns the numbers of all places in order.
    ///
    /// # Errors
    /// Of a temporary file.
    pub(super) fn into_numbers(mut self) -> Result<Vec<i64>> {
        self.places.sort_unstable();
        if self.runs.is_empty() {
            let mut numbers: Vec<i64> = self.places.iter().map(|place| place.number).collect();
            if self.descending {
                numbers.reverse();
            }
            return Ok(numbers);
        }
        self.spill()?;
        let mut runs: Vec<BufReader<File>> = self.runs.into_iter().map(BufReader::new).collect();
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for (at, run) in runs.iter_mut().enumerate() {
            heads.extend(next(run)?.map(|place| Reverse((place, at))));
        }
        let mut numbers = Vec::new();
        while let Some(Reverse((place, at))) = heads.pop() {
            numbers.push(place.number);
            heads.extend(next(&mut runs[at])?.map(|place| Reverse((place, at))));
        }
        if self.descending {
            numbers.reverse();
        }
        Ok(numbers)
    }

    fn spill(&mut self) -> Result<()> {
        self.places.sort_unstable();
        let mut file = BufWriter::new(tempfile::tempfile()?);
        for place in self.places.drain(..) {
            file.write_all(&place.key.len().to_le_bytes())?;
            file.write_all(&place.key)?;
            file.write_all(&place.id)?;
            file.write_all(&place.number.to_le_bytes())?;
        }
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        self.bytes = 0;
        Ok(())
    }
}

impl Places for Sorted {
    fn take(&mut self, place: Place, _text: &str) -> Result<()> {
        self.bytes += size_of::<Place>() + place.key.capacity();
        self.places.push(place);
        if self.bytes > self.run_bytes {
            self.spill()?;
        }
        Ok(())
    }
}

/// Reads the next place of a run; nothing at its end.
fn next(run: &mut BufReader<File>) -> Result<Option<Place>> {
    let mut length = [0; size_of::<usize>()];
    match run.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut key = vec![0; usize::from_le_bytes(length)];
    let (mut id, mut number) = ([0; 16], [0; 8]);
    run.read_exact(&mut key)?;
    run.read_exact(&mut id)?;
    run.read_exact(&mut number)?;
    Ok(Some(Place { key, id, number: i64::from_le_bytes(number) }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_in_files_come_in_the_same_order_as_all_in_memory(
            keys in proptest::collection::vec("[a-c]{0,3}", 0..60),
            descending: bool,
        ) {
            let place = |(number, key): (i64, &String)| {
                Place { key: key.clone().into_bytes(), id: [number.to_le_bytes()[0] ^ 0x5A; 16], number }
            };
            let places: Vec<Place> = (1..).zip(&keys).map(place).collect();
            let mut sorted = Sorted { run_bytes: 300, ..Sorted::new(descending) };
            places.iter().cloned().try_for_each(|place| sorted.take(place, "")).unwrap();

            let mut expected = places;
            expected.sort();
            if descending {
                expected.reverse();
            }
            let expected: Vec<i64> = expected.iter().map(|place| place.number).collect();
            prop_assert_eq!(sorted.into_numbers().unwrap(), expected);
        }
    }
}
