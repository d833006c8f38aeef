//! Taking in how orders on terms stand.

use chrono::{DateTime, Utc};

use super::{Account, AccountEvent, Debt};
use crate::values::{BusinessDay, CustomerId};

/// Takes in how orders on terms stand.
#[derive(Debug, Clone)]
pub struct MoveDebts {
    /// Whose account.
    pub customer_id: CustomerId,
    /// How each of these orders stands.
    pub debts: Vec<Debt>,
    /// The outlet's day on which it counts.
    pub business_day: BusinessDay,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what moves. What stands so already moves nothing, and neither does what is not owed for and
/// never was.
pub fn move_debts(account: &Account, cmd: MoveDebts) -> Vec<AccountEvent> {
    let moves = |debt: &Debt| match account.debt(debt.order_id) {
        Some(known) => known != debt,
        None => debt.owed.is_positive(),
    };
    let MoveDebts { customer_id, mut debts, business_day, at: occurred_at } = cmd;
    debts.retain(moves);
    if debts.is_empty() {
        return Vec::new();
    }
    vec![AccountEvent::DebtsMoved { customer_id, debts, business_day, occurred_at }]
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{account, debt, moved};
    use super::*;
    use crate::log::replay;
    use crate::values::Month;

    #[test]
    fn what_is_owed_is_the_sum_of_the_orders() {
        let mut events = moved(&Account::default(), vec![debt(7, 50_000, None)]);
        let owed = debt(2, 20_000, Some("2026-11-02"));
        events.extend(moved(&replay(events.clone()), vec![owed.clone()]));
        let account: Account = replay(events.clone());
        assert_eq!(account.owed().get(), 70_000);
        assert_eq!(moved(&account, vec![owed.clone()]), vec![], "it stands so already");
        assert_eq!(moved(&account, vec![debt(9, 0, None)]), vec![], "it never was owed");
        events.extend(moved(&account, vec![owed.settled()]));
        let account: Account = replay(events);
        assert_eq!((account.owed().get(), account.debts().len()), (50_000, 1));
    }

    #[test]
    fn a_month_bills_what_was_delivered_by_its_end_and_is_not_billed() {
        let mut billed = debt(4, 1, Some("2026-11-30"));
        billed.invoice_id = crate::values::InvoiceId::new(1).ok();
        let account = account(vec![
            debt(1, 10, Some("2026-11-30")),
            debt(2, 10, Some("2026-10-31")),
            debt(3, 10, None),
            billed,
            debt(5, 10, Some("2026-12-01")),
            debt(6, 10, Some("2026-10-31")),
        ]);
        let orders = |month| {
            let orders = account.to_invoice(Month::parse(month).unwrap()).into_iter();
            orders.map(crate::values::OrderId::get).collect::<Vec<_>>()
        };
        assert_eq!(orders("2026-09"), [0; 0]);
        assert_eq!(orders("2026-10"), [2, 6]);
        assert_eq!(orders("2026-11"), [2, 6, 1]);
        assert_eq!(orders("2026-12"), [2, 6, 1, 5]);
    }
}
