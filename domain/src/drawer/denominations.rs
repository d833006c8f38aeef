//! Notes and coins, counted one kind after the other.

use serde::{Deserialize, Serialize};

use crate::values::{Money, ValueError};

/// So many notes or coins of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denomination {
    value: Money,
    count: i64,
}

impl Denomination {
    /// The notes and coins of the Rupiah, the largest first.
    pub const VALUES: [i64; 12] =
        [100_000, 75_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50];
    /// Of one kind, at most.
    const MOST: i64 = 100_000;

    /// The value of a note or coin, in Rupiah.
    ///
    /// # Errors
    /// [`ValueError::Format`] if there is none of it.
    pub fn value_of(rupiah: i64) -> Result<Money, ValueError> {
        let wrong = ValueError::Format(
            "must be a note or coin: 100000, 75000, 50000, 20000, 10000, 5000, 2000, 1000, 500, \
             200, 100 or 50",
        );
        Self::VALUES.contains(&rupiah).then(|| Money::rupiah(rupiah)).ok_or(wrong)
    }

    /// How many there can be of one kind: 0 to 100,000.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of that.
    pub fn count_of(count: i64) -> Result<i64, ValueError> {
        let range = ValueError::Range { min: 0, max: Self::MOST };
        (0..=Self::MOST).contains(&count).then_some(count).ok_or(range)
    }

    /// So many of one kind.
    ///
    /// # Errors
    /// [`ValueError`] as for [`Self::value_of`] and [`Self::count_of`].
    pub fn new(value: Money, count: i64) -> Result<Self, ValueError> {
        Ok(Self { value: Self::value_of(value.get())?, count: Self::count_of(count)? })
    }

    /// What one is worth, in Rupiah.
    pub const fn value(self) -> Money {
        self.value
    }

    /// How many.
    pub const fn count(self) -> i64 {
        self.count
    }

    /// What they are worth together, in Rupiah.
    #[must_use]
    pub const fn worth(self) -> Money {
        Money::rupiah(self.value.get().saturating_mul(self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_notes_and_coins_of_the_rupiah_are_counted() {
        let new = |value, count| Denomination::new(Money::rupiah(value), count);
        assert_eq!(new(75_000, 2).unwrap().worth(), Money::rupiah(150_000));
        assert_eq!(new(50, 0).unwrap().worth(), Money::ZERO);
        assert!(new(30_000, 1).is_err());
        assert!(new(1_000, -1).is_err());
        assert!(new(1_000, 100_001).is_err());
    }
}
