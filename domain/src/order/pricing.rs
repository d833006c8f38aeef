//! What an order costs: (package × factor + extras) − discount + tax, tax on the discounted amount.

use serde::{Deserialize, Serialize};

use crate::values::{BasisPoints, Money, Multiplier};

/// The price of an order in its parts, in Rupiah: total = subtotal − discount + tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pricing {
    /// Before discount and tax.
    pub subtotal: Money,
    /// Taken off.
    pub discount: Money,
    /// Added last.
    pub tax: Money,
    /// What the customer pays.
    pub total: Money,
}

impl Pricing {
    /// Discount, then tax, on a subtotal; both rounded half-up.
    #[must_use]
    pub fn of(subtotal: Money, discount: BasisPoints, tax: BasisPoints) -> Self {
        let discount = discount.rounded_of(subtotal);
        let tax = tax.rounded_of(subtotal - discount);
        Self { subtotal, discount, tax, total: subtotal - discount + tax }
    }

    /// What the sale earns, to be shared out: the total without tax, for tax is no income.
    #[must_use]
    pub fn gross(&self) -> Money {
        self.total - self.tax
    }
}

/// The price of a car wash.
#[must_use]
pub fn price_car_wash(
    package: Money,
    factor: Multiplier,
    add_ons: impl Iterator<Item = Money>,
    discount: BasisPoints,
    tax: BasisPoints,
) -> Pricing {
    Pricing::of(factor.of(package) + add_ons.sum(), discount, tax)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Case {
        id: &'static str,
        package: i64,
        factor: i64,
        add_ons: &'static [i64],
        discount_bp: i64,
        tax_bp: i64,
        /// subtotal, discount, tax, total
        expected: [i64; 4],
    }

    fn price(case: &Case) -> [i64; 4] {
        let p = price_car_wash(
            Money::rupiah(case.package),
            Multiplier::hundredths(case.factor).unwrap(),
            case.add_ons.iter().copied().map(Money::rupiah),
            BasisPoints::new(case.discount_bp).unwrap(),
            BasisPoints::new(case.tax_bp).unwrap(),
        );
        [p.subtotal, p.discount, p.tax, p.total].map(Money::get)
    }

    #[test]
    #[rustfmt::skip] // a table
    fn car_washes_cost_what_the_papers_say() {
        let cases = [
            Case { id: "PRC-01", package: 50_000, factor: 150, add_ons: &[], discount_bp: 0, tax_bp: 0, expected: [75_000, 0, 0, 75_000] },
            // The papers print 213,350 for this one, which their own formula does not give.
            Case { id: "PRC-02", package: 80_000, factor: 200, add_ons: &[30_000, 25_000], discount_bp: 1000, tax_bp: 1000, expected: [215_000, 21_500, 19_350, 212_850] },
            Case { id: "PRC-04", package: 80_000, factor: 150, add_ons: &[], discount_bp: 0, tax_bp: 1000, expected: [120_000, 0, 12_000, 132_000] },
            Case { id: "PRC-05", package: 50_000, factor: 100, add_ons: &[20_000, 30_000], discount_bp: 1500, tax_bp: 0, expected: [100_000, 15_000, 0, 85_000] },
            Case { id: "PRC-06", package: 50_000, factor: 100, add_ons: &[], discount_bp: 0, tax_bp: 0, expected: [50_000, 0, 0, 50_000] },
            Case { id: "PRC-08", package: 66_666, factor: 150, add_ons: &[], discount_bp: 1500, tax_bp: 0, expected: [99_999, 15_000, 0, 84_999] },
        ];
        for case in cases {
            assert_eq!(price(&case), case.expected, "{}", case.id);
        }
    }

    proptest! {
        #[test]
        fn the_parts_always_make_the_total(
            subtotal in 0_i64..=100_000_000, discount in 0_i64..=10_000, tax in 0_i64..=10_000,
        ) {
            let p = Pricing::of(
                Money::rupiah(subtotal),
                BasisPoints::new(discount).unwrap(),
                BasisPoints::new(tax).unwrap(),
            );
            prop_assert_eq!(p.total, p.subtotal - p.discount + p.tax);
            prop_assert!(p.discount <= p.subtotal && p.tax >= Money::ZERO && p.total >= Money::ZERO);
        }
    }
}
