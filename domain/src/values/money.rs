//! Whole Rupiah and the parts of it. No fractions, no floats (K-01).

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

use super::ValueError;

/// An amount in whole Rupiah, signed.
///
/// Amounts that come in are bounded by [`Money::LIMIT`] at the door, so sums stay far from the
/// ends of `i64`; arithmetic saturates rather than wraps should that ever be untrue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest price or total the shop takes: Rp 100,000,000 (MV-002, K-19).
    pub const LIMIT: Self = Self(100_000_000);

    /// An amount of whole Rupiah.
    pub const fn rupiah(amount: i64) -> Self {
        Self(amount)
    }

    /// A price: from 0 to [`Money::LIMIT`].
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of that.
    pub fn price(amount: i64) -> Result<Self, ValueError> {
        if (0..=Self::LIMIT.0).contains(&amount) {
            Ok(Self(amount))
        } else {
            Err(ValueError::Range { min: 0, max: Self::LIMIT.0 })
        }
    }

    /// The number of Rupiah.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether this is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The part of this that `of` is of `whole`, the fraction dropped; nothing of nothing.
    #[must_use]
    pub fn part(self, of: Self, whole: Self) -> Self {
        let product = i128::from(self.0) * i128::from(of.0);
        let quotient = product.checked_div_euclid(i128::from(whole.0)).unwrap_or(0);
        Self(i64::try_from(quotient).unwrap_or(self.0))
    }

    /// What each of so many comes to on average, half a Rupiah rounded up; nothing over nobody.
    #[must_use]
    pub fn average(self, over: i64) -> Self {
        if over < 1 {
            return Self::ZERO;
        }
        let (amount, over) = (i128::from(self.0), i128::from(over));
        let average = (2 * amount + over).div_euclid(2 * over);
        Self(i64::try_from(average).unwrap_or(self.0))
    }

    /// Splits the amount into `parts` that add up to it: everyone gets the base, the first
    /// (amount mod parts) get one Rupiah more (CW-INC-002, K-04). No parts, no shares.
    #[must_use]
    pub fn split(self, parts: usize) -> Vec<Self> {
        let Ok(count) = i64::try_from(parts) else { return Vec::new() };
        if count == 0 {
            return Vec::new();
        }
        let base = self.0.div_euclid(count);
        let extra = self.0.rem_euclid(count);
        (0..count).map(|i| Self(base + i64::from(i < extra))).collect()
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rp {}", self.0)
    }
}

/// A share in hundredths of a percent: 10,000 is the whole.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// Nothing of it.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const WHOLE: Self = Self(10_000);
    /// Half of it.
    pub const PERCENT_50: Self = Self(5_000);
    /// 30 % of it.
    pub const PERCENT_30: Self = Self(3_000);
    const UNITS: i64 = 10_000;

    /// A share from 0 to 10,000 basis points.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of that.
    pub fn new(bp: i64) -> Result<Self, ValueError> {
        match u16::try_from(bp) {
            Ok(small) if bp <= Self::UNITS => Ok(Self(small)),
            _ => Err(ValueError::Range { min: 0, max: Self::UNITS }),
        }
    }

    /// A share in whole percent, known when this is compiled.
    pub const fn percent<const PERCENT: u16>() -> Self {
        const { assert!(PERCENT <= 100) };
        Self(PERCENT * 100)
    }

    /// What the share leaves of the whole.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(10_000 - self.0)
    }

    /// The share in basis points.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The share of `amount`, the fraction dropped: for cuts and pools, where the business takes
    /// the rest (K-07).
    #[must_use]
    pub fn floor_of(self, amount: Money) -> Money {
        Money(self.scaled(amount, 0))
    }

    /// The share of `amount`, half a Rupiah rounded up: for discounts and tax.
    #[must_use]
    pub fn rounded_of(self, amount: Money) -> Money {
        Money(self.scaled(amount, Self::UNITS / 2))
    }

    fn scaled(self, amount: Money, nudge: i64) -> i64 {
        amount.0.saturating_mul(i64::from(self.0)).saturating_add(nudge).div_euclid(Self::UNITS)
    }
}

/// A vehicle type's factor on the package price, in hundredths: 150 is 1.5 times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Multiplier(u16);

impl Multiplier {
    /// A factor from 0.01 (1) to 100 (10,000).
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of that.
    pub fn hundredths(value: i64) -> Result<Self, ValueError> {
        match u16::try_from(value) {
            Ok(small) if (1..=10_000).contains(&small) => Ok(Self(small)),
            _ => Err(ValueError::Range { min: 1, max: 10_000 }),
        }
    }

    /// The factor in hundredths.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The price times the factor, half a Rupiah rounded up.
    #[must_use]
    pub fn of(self, price: Money) -> Money {
        Money(price.0.saturating_mul(i64::from(self.0)).saturating_add(50).div_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cut_is_split_without_losing_a_rupiah() {
        let cases: &[(&str, i64, &[i64])] = &[
            ("EMP-01", 50_000, &[25_000, 25_000]),
            ("EMP-02", 50_000, &[16_667, 16_667, 16_666]),
            ("EMP-03", 100_000, &[14_286, 14_286, 14_286, 14_286, 14_286, 14_285, 14_285]),
            ("EMP-05", 10_000, &[3_334, 3_333, 3_333]),
            ("EMP-06", 10_000, &[1_429, 1_429, 1_429, 1_429, 1_428, 1_428, 1_428]),
            ("EMP-08", 30_000, &[30_000]),
            ("EMP-09", 15_000, &[7_500, 7_500]),
            ("EMP-11", 2, &[1, 1, 0]),
        ];
        for (id, cut, shares) in cases {
            let got: Vec<i64> =
                Money::rupiah(*cut).split(shares.len()).iter().map(|m| m.get()).collect();
            assert_eq!(&got, shares, "{id}");
        }
    }

    #[test]
    fn averages_are_rounded_half_up() {
        let cases = [
            (1_050_000, 24, 43_750),
            (100, 3, 33),
            (200, 3, 67),
            (5, 2, 3),
            (-5, 2, -2), // half a Rupiah goes up here, too
            (-7, 2, -3),
            (7, 0, 0),
            (0, 9, 0),
        ];
        for (sum, over, average) in cases {
            let got = Money::rupiah(sum).average(over);
            assert_eq!(got, Money::rupiah(average), "{sum} over {over}");
        }
    }

    #[test]
    fn nobody_means_no_shares() {
        assert!(Money::rupiah(30_000).split(0).is_empty(), "EMP-13");
    }

    #[test]
    fn a_price_has_bounds() {
        assert_eq!(Money::price(0), Ok(Money::ZERO), "VAL-05: free is a legal price");
        assert!(Money::price(-1000).is_err(), "VAL-04");
        assert!(Money::price(100_000_001).is_err());
    }

    #[test]
    fn cuts_floor_and_discounts_round_half_up() {
        let third = BasisPoints::new(3333).unwrap();
        assert_eq!(third.floor_of(Money::rupiah(75_000)), Money::rupiah(24_997), "CUT-12");
        let fifteen = BasisPoints::new(1500).unwrap();
        assert_eq!(fifteen.rounded_of(Money::rupiah(99_999)), Money::rupiah(15_000), "PRC-08");
        assert!(BasisPoints::new(10_001).is_err());
        assert!(BasisPoints::new(-1).is_err());
    }

    proptest! {
        #[test]
        fn shares_add_up_and_differ_by_one_rupiah_at_most(cut in 0_i64..=100_000_000, n in 1_usize..50) {
            let shares = Money::rupiah(cut).split(n);
            prop_assert_eq!(shares.iter().copied().sum::<Money>(), Money::rupiah(cut));
            let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
            prop_assert!(most.get() - least.get() <= 1);
            prop_assert!(shares.is_sorted_by(|a, b| a >= b));
        }
    }
}
