//! One of every event that can happen to an account and to an invoice, made by the decisions.

use super::InvoiceEvent;
use super::fixtures::{Books, today};
use crate::account::fixtures::{account, debt};
use crate::account::{AccountEvent, MergeAccounts, merge};
use crate::order::OrderEvent;
use crate::order::fixtures::now;
use crate::user::Role;
use crate::values::CustomerId;

fn books() -> Books {
    let mut books = Books::of(2);
    books.run("2026-11", today()).unwrap();
    books.pay_invoice(60_000).unwrap();
    books.write_off(Role::Manager).unwrap();
    books
}

/// One of every event of an invoice.
pub(crate) fn of_invoices() -> Vec<InvoiceEvent> {
    books().log.invoices
}

/// One of every event of an account.
pub(crate) fn of_accounts() -> Vec<AccountEvent> {
    let mut events = books().log.accounts;
    let [from, into] = [1, 2].map(|id| CustomerId::new(id).unwrap());
    let known = account(vec![debt(7, 50_000, Some("2026-11-02"))]);
    let merged = merge(&known, MergeAccounts { from, into, at: now() });
    events.extend(merged.from);
    events.extend(merged.into);
    events
}

/// What invoices do to orders.
pub(crate) fn of_orders() -> Vec<OrderEvent> {
    let made = |event: &OrderEvent| {
        matches!(event, OrderEvent::OrderInvoiced { .. } | OrderEvent::DebtWrittenOff { .. })
    };
    books().log.orders.into_iter().filter(made).collect()
}
