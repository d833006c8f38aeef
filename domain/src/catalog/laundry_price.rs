//! What laundry costs a unit: its own price, or the rate of the speed it is done at (K-13).

use super::{LaundryItem, ServiceLevel};
use crate::values::Money;

impl LaundryItem {
    /// What one unit costs at that level, in Rupiah: its own price and the level's surcharge, half a
    /// Rupiah rounded up; or, without a price of its own, the level's rate per kg.
    #[must_use]
    pub fn unit_price(self, level: ServiceLevel) -> Money {
        self.price.map_or(level.rate_per_kg, |own| own + level.surcharge_bp.rounded_of(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{BasisPoints, Unit};

    #[test]
    fn own_prices_go_before_the_rate_by_weight() {
        let level = |rate, bp| ServiceLevel {
            rate_per_kg: Money::rupiah(rate),
            surcharge_bp: BasisPoints::new(bp).unwrap(),
            hours: 8,
        };
        let by_weight = LaundryItem { unit: Unit::Kg, price: None };
        let shirt = LaundryItem { unit: Unit::Pcs, price: Some(Money::rupiah(7_001)) };
        assert_eq!(by_weight.unit_price(level(10_000, 2000)), Money::rupiah(10_000));
        assert_eq!(shirt.unit_price(level(10_000, 0)), Money::rupiah(7_001));
        assert_eq!(shirt.unit_price(level(10_000, 5000)), Money::rupiah(10_502), "half up");
    }
}
