//! The employees' part of a car wash (CW-INC-001).

use serde::{Deserialize, Serialize};

use crate::values::{BasisPoints, Money};

/// How much of a job its employees get, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "amount")]
pub enum CutRule {
    /// Rupiah per job, whatever its price (K-06).
    Fixed(Money),
    /// A share of the price.
    Percent(BasisPoints),
}

impl CutRule {
    /// The employees' part of `gross`, the price without tax. Fractions go to the business; a
    /// fixed cut never exceeds the price.
    #[must_use]
    pub fn of(self, gross: Money) -> Money {
        match self {
            Self::Fixed(cut) => cut.min(gross),
            Self::Percent(share) => share.floor_of(gross),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_those_of_the_papers() {
        let fixed = |cut| CutRule::Fixed(Money::rupiah(cut));
        let percent = |bp| CutRule::Percent(BasisPoints::new(bp).unwrap());
        let cases = [
            ("CUT-02", fixed(75_000), 100_000, 75_000),
            ("CUT-03", percent(3000), 100_000, 30_000),
            ("CUT-04", percent(5000), 100_000, 50_000),
            ("CUT-05", fixed(10_000), 100_000, 10_000),
            ("CUT-06", percent(3000), 200_000, 60_000),
            ("CUT-08", fixed(10_000), 20_000, 10_000),
            ("CUT-09", percent(3000), 50_000, 15_000),
            ("CUT-10", percent(3000), 75_000, 22_500),
            ("CUT-12", percent(3333), 75_000, 24_997),
            ("CUT-13", fixed(10_000), 5_000, 5_000),
        ];
        for (id, rule, price, cut) in cases {
            assert_eq!(rule.of(Money::rupiah(price)), Money::rupiah(cut), "{id}");
        }
    }
}
