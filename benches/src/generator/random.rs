/// A small deterministic generator (SplitMix64, Steele et al. 2014); not for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// Begins the sequence that belongs to one row of one seed.
    ///
    /// Rows do not depend on each other, so any row can be made without those before it.
    pub(crate) fn for_row(seed: u64, row: u64) -> Self {
        let mut random = Self { state: seed };
        let mixed = random.next() ^ row.wrapping_mul(0xD134_2543_DE82_EF95);
        Self { state: mixed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Gives a number below `bound`, which is above zero.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let high = self.next() >> 32;
        u32::try_from((high * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// Tells true `share` times in a thousand.
    pub(crate) fn per_mille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// Picks one of a list that is not empty, each as likely.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let bound = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items[self.below(bound) as usize]
    }
}

/// Positions of a list, drawn by weight.
#[derive(Debug, Clone)]
pub(crate) struct Weighted {
    sums: Vec<u32>,
}

impl Weighted {
    pub(crate) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let sums = weights.into_iter().scan(0, |sum: &mut u32, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// Weights of a list that is ordered by frequency: the commonest first, after Zipf and Mandelbrot.
    pub(crate) fn by_rank(len: usize) -> Self {
        let ranks = 0..u32::try_from(len).unwrap_or(u32::MAX);
        Self::new(ranks.map(|rank| 1_000_000 / (rank + 4)))
    }

    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let total = self.sums.last().copied().unwrap_or(1);
        let point = random.below(total);
        self.sums.partition_point(|sum| *sum <= point)
    }
}
