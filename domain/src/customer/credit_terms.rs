//! How much a customer may owe, and for how long.

use serde::{Deserialize, Serialize};

use crate::values::{Money, ValueError};

/// How much a customer may owe on monthly bills, and for how long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreditTerms {
    /// The most they may owe at a time, in Rupiah; none is no limit.
    pub limit: Option<Money>,
    /// How many days they have to pay an invoice; none is what the shop has set for all.
    pub days: Option<u16>,
}

impl CreditTerms {
    /// A number of days to pay in.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside 1 to 90.
    pub fn days(days: i64) -> Result<u16, ValueError> {
        let (min, max) = (1, 90);
        match u16::try_from(days) {
            Ok(small) if (min..=max).contains(&days) => Ok(small),
            _ => Err(ValueError::Range { min, max }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_is_paid_within_three_months() {
        assert_eq!((CreditTerms::days(1), CreditTerms::days(90)), (Ok(1), Ok(90)));
        assert!(CreditTerms::days(0).is_err() && CreditTerms::days(91).is_err());
    }
}
