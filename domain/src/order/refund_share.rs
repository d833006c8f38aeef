//! How much of what was paid is to be given back when an order is called off (FEX 1, K-33).

use serde::{Deserialize, Serialize};

use super::{ServiceType, State};
use crate::values::{BasisPoints, Money};

/// What is to be given back of what was paid. A proposal: money moves by a refund only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundProposal {
    /// Which share.
    pub share: BasisPoints,
    /// How much that is, in Rupiah; fractions stay with the shop.
    pub amount: Money,
}

/// The share that is given back of an order called off in that state: all before the work began;
/// then half, of laundry 30 %; nothing once it is done.
pub fn refund_share(service: ServiceType, state: State) -> BasisPoints {
    match state {
        State::Pending => BasisPoints::WHOLE,
        State::InProgress | State::QualityCheck => match service {
            ServiceType::Laundry => BasisPoints::PERCENT_30,
            ServiceType::CarWash | ServiceType::Carpet | ServiceType::WaterDelivery => {
                BasisPoints::PERCENT_50
            }
        },
        State::Completed | State::Paid | State::Closed | State::Cancelled => BasisPoints::ZERO,
    }
}

impl RefundProposal {
    /// What is to be given back of `paid` Rupiah.
    pub fn of(service: ServiceType, state: State, paid: Money) -> Self {
        let share = refund_share(service, state);
        Self { share, amount: share.floor_of(paid) }
    }

    /// The same, but no more than `most` Rupiah: some may have gone back before.
    #[must_use]
    pub fn up_to(self, most: Money) -> Self {
        Self { amount: self.amount.min(most), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_is_as_the_papers_say() {
        use ServiceType::{CarWash, Laundry};
        let cases = [
            ("car wash before", CarWash, State::Pending, 50_000, 10_000, 50_000),
            ("RFP-02", CarWash, State::InProgress, 50_000, 5_000, 25_000),
            ("RFP-03", CarWash, State::Completed, 50_000, 0, 0),
            ("RFP-04", Laundry, State::InProgress, 100_000, 3_000, 30_000),
            ("RFP-05", Laundry, State::Completed, 100_000, 0, 0),
            ("fractions stay", CarWash, State::InProgress, 50_001, 5_000, 25_000),
        ];
        for (id, service, state, paid, bp, amount) in cases {
            let proposal = RefundProposal::of(service, state, Money::rupiah(paid));
            assert_eq!(proposal.share.get(), bp, "{id}");
            assert_eq!(proposal.amount, Money::rupiah(amount), "{id}");
        }
    }
}
