//! What an order may be, where the papers leave it to the owner.

use serde::{Deserialize, Serialize};

use super::{CashRounding, PerService, RefundLadder};
use crate::order::ServiceType;
use crate::values::ValueError;

/// What an order may be, where the papers leave it to the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Whether an order must be paid before it is completed (K-31).
    pub payment_before_completion: PerService<bool>,
    /// Whether work must be looked over before it counts as completed.
    pub quality_check: PerService<bool>,
    /// Most containers on one line of a water order (K-19).
    pub water_quantity_max: i64,
    /// How many days back an order may be dated (K-82).
    pub backdate_days: u16,
    /// How many days ahead an order may be dated (K-82).
    pub ahead_days: u16,
    /// Of what cash payments are multiples.
    pub cash_rounding: CashRounding,
    /// Who may give back how much.
    pub refunds: RefundLadder,
    /// How many days an invoice is due in, where a customer has no number of their own.
    pub invoice_due_days: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            payment_before_completion: PerService::default(),
            quality_check: PerService::default(),
            water_quantity_max: 1_000,
            backdate_days: 30,
            ahead_days: 1,
            cash_rounding: CashRounding::Off,
            refunds: RefundLadder::default(),
            invoice_due_days: 30,
        }
    }
}

impl Limits {
    /// Whether an order of that service must be paid before it is completed.
    pub const fn requires_payment(&self, service: ServiceType) -> bool {
        self.payment_before_completion.get(service)
    }

    /// Whether an order of that service must be looked over before it is completed.
    pub const fn requires_quality_check(&self, service: ServiceType) -> bool {
        self.quality_check.get(service)
    }

    /// A limit for the quantity of a water order.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside 1 to 10,000 (K-19).
    pub fn water_quantity(quantity: i64) -> Result<i64, ValueError> {
        let (min, max) = (1, 10_000);
        if (min..=max).contains(&quantity) {
            Ok(quantity)
        } else {
            Err(ValueError::Range { min, max })
        }
    }

    /// A number of days by which a date may lie aside.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside 0 to 365 (K-82).
    pub fn days(days: i64) -> Result<u16, ValueError> {
        let (min, max) = (0, 365);
        match u16::try_from(days) {
            Ok(small) if days <= max => Ok(small),
            _ => Err(ValueError::Range { min, max }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_first_nothing_is_asked_before_completion() {
        let limits = Limits::default();
        for service in ServiceType::ALL {
            assert!(!limits.requires_payment(service), "K-31: {service:?}");
            assert!(!limits.requires_quality_check(service), "{service:?}");
        }
        let paid_first = PerService::default().with(ServiceType::WaterDelivery, true);
        let limits = Limits { payment_before_completion: paid_first, ..limits };
        assert!(limits.requires_payment(ServiceType::WaterDelivery));
        assert!(!limits.requires_payment(ServiceType::CarWash));
    }

    #[test]
    fn limits_have_limits() {
        assert_eq!(Limits::water_quantity(1), Ok(1));
        assert_eq!(Limits::days(0), Ok(0));
        assert_eq!(Limits::days(365), Ok(365));
        assert!(Limits::water_quantity(0).is_err());
        assert!(Limits::water_quantity(10_001).is_err());
        assert!(Limits::days(-1).is_err());
        assert!(Limits::days(366).is_err());
    }
}
