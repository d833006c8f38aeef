//! Random numbers that can be had again.

/// A small generator (xorshift): its seed is printed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        let given = std::env::var("KHARISMA_SEED").ok().and_then(|seed| seed.parse().ok());
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let seed = given.unwrap_or_else(|| now.as_secs() ^ u64::from(now.subsec_nanos()) << 20);
        println!("KHARISMA_SEED={seed}");
        Self(seed | 1)
    }

    /// Another one, whose throws follow from this one's seed.
    pub(crate) fn another(&mut self) -> Self {
        self.up_to(u64::MAX - 1);
        Self(self.0.rotate_left(17) | 1)
    }

    /// From 0 to `most`.
    pub(crate) fn up_to(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % (most + 1)
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.up_to(from.len() as u64 - 1)).unwrap()]
    }
}
