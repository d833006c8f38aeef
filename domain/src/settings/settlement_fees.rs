//! What banks and wallets keep of what customers pay through them.

use serde::{Deserialize, Serialize};

use crate::payment::PaymentMethod;
use crate::values::{BasisPoints, Money, ValueError};

/// What is expected to be kept of each payment when its money comes (section 2.6: 2 to 3 % for
/// wallets; it is a range, so an owner sets it). What is really kept, the settlement says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettlementFees {
    /// Of card payments.
    pub card: BasisPoints,
    /// Of wallet payments.
    pub e_wallet: BasisPoints,
}

impl SettlementFees {
    /// More than this of the payments is no fee but a mistake.
    pub const MOST: BasisPoints = BasisPoints::percent::<10>();

    /// A fee that can be expected, in basis points.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside 0 to 1,000.
    pub fn share(bp: i64) -> Result<BasisPoints, ValueError> {
        let max = i64::from(Self::MOST.get());
        let share = BasisPoints::new(bp).ok().filter(|share| *share <= Self::MOST);
        share.ok_or(ValueError::Range { min: 0, max })
    }

    /// The share that is expected to be kept of payments by that means.
    pub const fn of(&self, method: PaymentMethod) -> BasisPoints {
        match method {
            PaymentMethod::Card => self.card,
            PaymentMethod::EWallet => self.e_wallet,
            PaymentMethod::Cash | PaymentMethod::BankTransfer => BasisPoints::ZERO,
        }
    }

    /// What is expected to be kept of what came in by that means, half a Rupiah rounded up; of what
    /// went back nothing is kept.
    #[must_use]
    pub fn expected(&self, method: PaymentMethod, amount: Money) -> Money {
        self.of(method).rounded_of(amount.max(Money::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_a_tenth_at_most_and_rounded_half_up() {
        assert!(SettlementFees::share(-1).is_err() && SettlementFees::share(1_001).is_err());
        let fees = SettlementFees {
            e_wallet: SettlementFees::share(70).unwrap(),
            ..SettlementFees::default()
        };
        let expected = |method, amount| fees.expected(method, Money::rupiah(amount)).get();
        assert_eq!(expected(PaymentMethod::EWallet, 75_000), 525);
        assert_eq!(expected(PaymentMethod::EWallet, 10_500), 74, "73.5");
        assert_eq!(expected(PaymentMethod::EWallet, -75_000), 0);
        assert_eq!(expected(PaymentMethod::Card, 75_000), 0);
        assert_eq!(expected(PaymentMethod::Cash, 75_000), 0);
    }
}
