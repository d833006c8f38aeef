//! Who may take how much off a price (section "discount authority" of the papers: FDT 7, K-12).

use serde::{Deserialize, Serialize};

use crate::user::Role;
use crate::values::Money;

/// Up to where each role may take off a price by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DiscountLadder {
    /// A cashier may take off less than this, in Rupiah.
    pub cashier_below: Money,
    /// From this on a second person must approve, whoever asks, in Rupiah.
    pub approval_from: Money,
    /// A manager may take off this much and no more, in Rupiah.
    pub manager_up_to: Money,
}

/// What a discount needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscountAuthority {
    /// The least role that may let it through.
    pub minimum_role: Role,
    /// Whether somebody other than who asks must approve it.
    pub second_person: bool,
}

impl Default for DiscountLadder {
    fn default() -> Self {
        Self {
            cashier_below: Money::rupiah(50_000),
            approval_from: Money::rupiah(200_000),
            manager_up_to: Money::rupiah(500_000),
        }
    }
}

impl DiscountLadder {
    /// What taking `amount` off a price needs.
    #[must_use]
    pub fn authority(&self, amount: Money) -> DiscountAuthority {
        let minimum_role = if amount < self.cashier_below {
            Role::Cashier
        } else if amount <= self.manager_up_to {
            Role::Manager
        } else {
            Role::Admin
        };
        DiscountAuthority { minimum_role, second_person: amount >= self.approval_from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discounts_need_the_role_the_papers_say() {
        let cases = [
            ("DSC-01", 9_999, Role::Cashier, false),
            ("DSC-02", 49_999, Role::Cashier, false),
            ("K-12", 50_000, Role::Manager, false),
            ("DSC-04", 200_000, Role::Manager, true),
            ("DSC-05", 500_000, Role::Manager, true),
            ("DSC-06", 500_001, Role::Admin, true),
        ];
        for (id, amount, minimum_role, second_person) in cases {
            let authority = DiscountLadder::default().authority(Money::rupiah(amount));
            assert_eq!(authority, DiscountAuthority { minimum_role, second_person }, "{id}");
        }
    }
}
