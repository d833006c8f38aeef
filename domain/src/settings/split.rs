//! How the income of a service without individual shares is divided (LA-INC-001, CA-INC-001,
//! WA-INC-001).

use serde::{Deserialize, Serialize};

use crate::values::{BasisPoints, Money, ValueError};

/// The employees' pool of a service's income; the business keeps the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IncomeSplit {
    business_bp: BasisPoints,
    employee_bp: BasisPoints,
}

impl IncomeSplit {
    /// A split whose parts make the whole.
    ///
    /// # Errors
    /// [`ValueError::Format`] for parts that do not make 10,000 basis points.
    pub fn new(business_bp: BasisPoints, employee_bp: BasisPoints) -> Result<Self, ValueError> {
        if u32::from(business_bp.get()) + u32::from(employee_bp.get()) == 10_000 {
            Ok(Self { business_bp, employee_bp })
        } else {
            Err(ValueError::Format("businessBp and employeeBp must make 10000 together"))
        }
    }

    /// The split that gives that much to the employees, and the rest to the business.
    pub const fn pool_of(employee_bp: BasisPoints) -> Self {
        Self { business_bp: employee_bp.rest(), employee_bp }
    }

    /// What the business keeps of it.
    pub const fn business_bp(self) -> BasisPoints {
        self.business_bp
    }

    /// What goes to the pool.
    pub const fn employee_bp(self) -> BasisPoints {
        self.employee_bp
    }

    /// The pool of `gross`, the price without tax. Fractions go to the business (K-07).
    #[must_use]
    pub fn pool(self, gross: Money) -> Money {
        self.employee_bp.floor_of(gross)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::super::fixtures::day;
    use super::*;
    use crate::order::ServiceType::{self, Carpet, Laundry, WaterDelivery};

    #[test]
    fn income_is_divided_as_the_papers_say() {
        let cases: [(&str, ServiceType, i64, i64, i64, i64); 10] = [
            ("SPL-01", Laundry, 100_000, 4000, 60_000, 40_000),
            ("SPL-02", Laundry, 250_000, 4000, 150_000, 100_000),
            ("SPL-03", Laundry, 50_000, 4000, 30_000, 20_000),
            ("SPL-04", Carpet, 250_000, 4000, 150_000, 100_000),
            ("SPL-05", Carpet, 775_000, 4000, 465_000, 310_000),
            ("SPL-06", Carpet, 750_000, 4000, 450_000, 300_000),
            ("SPL-08", Laundry, 21_000, 4000, 12_600, 8_400),
            ("SPL-09", WaterDelivery, 50_000, 4000, 30_000, 20_000),
            ("SPL-11", WaterDelivery, 40_000, 0, 40_000, 0),
            ("SPL-12", Laundry, 12_346, 4000, 7_408, 4_938),
        ];
        for (id, service, price, employee_bp, business, pool) in cases {
            let split = IncomeSplit::pool_of(BasisPoints::new(employee_bp).unwrap());
            let price = Money::rupiah(price);
            let divided = (price - split.pool(price), split.pool(price));
            assert_eq!(divided, (Money::rupiah(business), Money::rupiah(pool)), "{id}");
            if employee_bp == 4000 {
                let seeded = Settings::default().split(service, day("2026-11-23"));
                assert_eq!(seeded, split, "{id}: the seed");
            }
        }
    }

    #[test]
    fn the_parts_of_a_split_make_the_whole() {
        let bp = |value| BasisPoints::new(value).unwrap();
        assert_eq!(IncomeSplit::new(bp(6000), bp(4000)), Ok(IncomeSplit::pool_of(bp(4000))));
        assert!(IncomeSplit::new(bp(6000), bp(3999)).is_err());
        assert!(IncomeSplit::new(bp(6001), bp(4000)).is_err());
    }
}
