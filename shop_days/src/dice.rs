//! Dice that fall the same way for the same seed, on every machine.

use std::ops::RangeInclusive;

/// SplitMix64: one word of state, arithmetic that wraps, nothing of the platform in it. Good enough
/// to make up a shop's day; no secret may ever depend on it.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Other dice for something that is to fall the same way whatever else was thrown.
    pub(crate) fn aside(seed: u64, what: u64) -> Self {
        let mut dice = Self::new(seed ^ what.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Self::new(dice.throw())
    }

    const fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// One of the numbers below `sides`; 0 if there are none.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        let scaled = (u128::from(self.throw()) * sides as u128) >> 64;
        usize::try_from(scaled).unwrap_or_default() // it is below `sides`
    }

    /// One of a range of whole numbers.
    pub(crate) fn between(&mut self, range: RangeInclusive<i64>) -> i64 {
        let (low, high) = range.into_inner();
        let sides = usize::try_from(high - low + 1).unwrap_or_default();
        low + i64::try_from(self.below(sides)).unwrap_or_default()
    }

    /// Something that happens so often in a hundred times.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Something that happens so often in a thousand times.
    pub(crate) fn per_mille(&mut self, chance: u16) -> bool {
        self.below(1000) < usize::from(chance)
    }

    /// One of a few, which must be some.
    pub(crate) fn pick<T: Copy>(&mut self, few: &[T]) -> T {
        few[self.below(few.len())]
    }

    /// A place in a list, the first ones more often than the last.
    pub(crate) fn towards_front(&mut self, length: usize) -> usize {
        self.below(length).min(self.below(length))
    }

    /// One of a few by weight, which must be some.
    pub(crate) fn weighed<T: Copy>(&mut self, few: &[(T, usize)]) -> T {
        let all: usize = few.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(all);
        for (one, weight) in few {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        few[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dice_fall_as_published() {
        let mut dice = Dice::new(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973];
        assert_eq!([dice.throw(), dice.throw()], expected, "the values of the reference");
    }

    #[test]
    fn every_side_comes_up_and_no_other() {
        let mut dice = Dice::new(7);
        let mut seen = [0; 6];
        for _ in 0..6000 {
            seen[dice.below(6)] += 1;
        }
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
        assert!((0..1000).all(|_| (-3..=3).contains(&dice.between(-3..=3))));
        assert_eq!(dice.below(0), 0);
    }
}
