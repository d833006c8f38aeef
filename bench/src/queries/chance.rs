//! Chance that is the same in every run.

/// A small generator (xorshift).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % most.max(1)
    }

    /// One of those, if there are any.
    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).cloned()
    }
}

/// Which parts of a filter are given, and chance for what is said in them.
pub(super) struct Given<'a> {
    parts: u32,
    chance: &'a mut Chance,
}

impl Given<'_> {
    /// One of those, if that part is given.
    pub(super) fn part<T: Clone>(&mut self, number: u32, from: &[T]) -> Option<T> {
        let given = self.parts & (1 << number) != 0;
        if given { self.chance.pick(from) } else { None }
    }

    /// Whether anything is given.
    pub(super) const fn any(&self) -> bool {
        self.parts != 0
    }

    /// Whether that part is given.
    pub(super) const fn is(&self, number: u32) -> bool {
        self.parts & (1 << number) != 0
    }
}

/// Goes through all choices of so many parts: those of one or two of them four times.
pub(super) fn choices(parts: u32, mut each: impl FnMut(Given<'_>)) {
    let mut chance = Chance::new();
    for parts in 0_u32..1 << parts {
        let times = if matches!(parts.count_ones(), 1 | 2) { 4 } else { 1 };
        for _ in 0..times {
            each(Given { parts, chance: &mut chance });
        }
    }
}
