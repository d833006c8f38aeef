//! What rules need to know of a customer's account.

use serde::{Deserialize, Serialize};

use super::{AccountEvent, Debt};
use crate::values::{CustomerId, Money, Month, OrderId};

/// What a customer owes for orders on terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Orders for which something is owed, by id.
    debts: Vec<Debt>,
    /// Months for which there is an invoice.
    invoiced: Vec<Month>,
    /// Whose account goes on instead of this one.
    merged_into: Option<CustomerId>,
}

impl Account {
    /// Orders for which something is owed, by id.
    pub fn debts(&self) -> &[Debt] {
        &self.debts
    }

    /// What is owed for an order.
    pub fn debt(&self, order: OrderId) -> Option<&Debt> {
        self.debts.iter().find(|debt| debt.order_id == order)
    }

    /// What is owed altogether, delivered or not, in Rupiah.
    pub fn owed(&self) -> Money {
        self.debts.iter().map(|debt| debt.owed).sum()
    }

    /// Whether there is an invoice for that month.
    pub fn is_invoiced(&self, month: Month) -> bool {
        self.invoiced.contains(&month)
    }

    /// What was delivered by the end of that month, is owed for and stands on no invoice yet: oldest
    /// first.
    pub fn to_invoice(&self, month: Month) -> Vec<OrderId> {
        let last = month.last_day();
        let open = |debt: &Debt| {
            let day = debt.delivered_on.filter(|day| *day <= last && debt.invoice_id.is_none())?;
            Some((day, debt.order_id))
        };
        let mut open: Vec<_> = self.debts.iter().filter_map(open).collect();
        open.sort_unstable();
        open.into_iter().map(|(_, order)| order).collect()
    }

    /// Whose account goes on instead of this one, if one does.
    pub const fn merged_into(&self) -> Option<CustomerId> {
        self.merged_into
    }

    pub(super) fn evolve(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::DebtsMoved { debts, .. }
            | AccountEvent::AccountTookOver { debts, .. } => {
                for debt in debts {
                    self.put(debt);
                }
            }
            AccountEvent::DebtsInvoiced { invoice_id, month, order_ids, .. } => {
                self.invoiced.push(month);
                let on_it = |debt: &&mut Debt| order_ids.contains(&debt.order_id);
                for debt in self.debts.iter_mut().filter(on_it) {
                    debt.invoice_id = Some(invoice_id);
                }
            }
            AccountEvent::AccountMergedInto { into, .. } => {
                self.debts.clear();
                self.merged_into = Some(into);
            }
        }
    }

    fn put(&mut self, debt: Debt) {
        self.debts.retain(|known| known.order_id != debt.order_id);
        if debt.owed.is_positive() {
            let place = self.debts.partition_point(|known| known.order_id < debt.order_id);
            self.debts.insert(place, debt);
        }
    }
}
