//! Who may give back how much (section "refund authority" of the papers: K-34).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::user::Role;
use crate::values::Money;

/// Who may give back how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundLadder {
    /// A cashier may give back less than this, in Rupiah.
    pub cashier_below: Money,
    /// Up to this much, in Rupiah, nobody else need approve what the one who asks may give back.
    pub self_approve_up_to: Money,
}

impl Default for RefundLadder {
    fn default() -> Self {
        Self { cashier_below: Money::ZERO, self_approve_up_to: Money::rupiah(50_000) }
    }
}

impl RefundLadder {
    /// A manager may give back this much and no more.
    pub const MANAGER_UP_TO: Money = Money::rupiah(500_000);

    /// For so long after a payment customers may complain; later an admin decides.
    const WINDOW: Duration = Duration::days(7);

    /// The least role that may give back `amount` of what was paid at `paid_at`.
    #[must_use]
    pub fn minimum_role(&self, amount: Money, paid_at: DateTime<Utc>, now: DateTime<Utc>) -> Role {
        if amount > Self::MANAGER_UP_TO || now - paid_at > Self::WINDOW {
            Role::Admin
        } else if amount < self.cashier_below {
            Role::Cashier
        } else {
            Role::Manager
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::now;
    use super::*;

    #[test]
    fn refunds_need_the_role_the_papers_say() {
        let cases = [
            ("RFA-01", 49_999, 50_000, Role::Cashier),
            ("RFA-02", 50_000, 50_000, Role::Manager),
            ("RFA-03", 49_999, 0, Role::Manager),
            ("RFA-04", 500_000, 0, Role::Manager),
            ("RFA-05", 500_001, 0, Role::Admin),
        ];
        for (id, amount, cashier_below, minimum) in cases {
            let cashier_below = Money::rupiah(cashier_below);
            let ladder = RefundLadder { cashier_below, ..RefundLadder::default() };
            let role = ladder.minimum_role(Money::rupiah(amount), now(), now());
            assert_eq!(role, minimum, "{id}");
        }
    }

    #[test]
    fn after_the_complaint_window_an_admin_decides() {
        let role = |paid_at| RefundLadder::default().minimum_role(Money::rupiah(1), paid_at, now());
        assert_eq!(role(now() - Duration::days(7)), Role::Manager);
        assert_eq!(role(now() - Duration::days(7) - Duration::seconds(1)), Role::Admin);
    }
}
