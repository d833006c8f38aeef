//! Billing a month's deliveries. One decision over the account, the orders and the invoice.

use chrono::{DateTime, Utc};

use super::{Invoice, InvoiceError, InvoiceEvent, InvoiceLine};
use crate::account::{Account, AccountEvent};
use crate::customer::Record;
use crate::order::{self, InvoiceOrder, Order, OrderEvent};
use crate::user::Actor;
use crate::values::{BusinessDay, InvoiceId, Money, Month, OrderId};

/// Bills a month's deliveries.
#[derive(Debug, Clone)]
pub struct IssueInvoice {
    /// The new invoice's id.
    pub invoice_id: InvoiceId,
    /// Whose account it is.
    pub customer: Record,
    /// The month.
    pub month: Month,
    /// How many days they have to pay.
    pub due_days: u16,
    /// The outlet's day.
    pub today: BusinessDay,
    /// Who has it run; nobody, if it runs by itself.
    pub by: Option<Actor>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What an invoice comes to: of itself, of the account, and of each order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Of the invoice.
    pub invoice: Vec<InvoiceEvent>,
    /// Of the account.
    pub account: Vec<AccountEvent>,
    /// Of the orders, in the order of its lines.
    pub orders: Vec<(OrderId, Vec<OrderEvent>)>,
}

/// Whether a month can be billed: the current one, and every one before.
///
/// # Errors
/// [`InvoiceError::MonthToCome`].
pub fn check_month(month: Month, today: BusinessDay) -> Result<(), InvoiceError> {
    if month > Month::of(today) { Err(InvoiceError::MonthToCome { today }) } else { Ok(()) }
}

/// Decides about the invoice of a month: one for everything that was delivered by the end of the month,
/// is owed for and stands on no invoice yet. It is of the month's last day, or of today, if that has
/// not come. `orders` are those of [`Account::to_invoice`], in that order.
///
/// # Errors
/// [`InvoiceError::MonthToCome`], [`InvoiceError::AlreadyInvoiced`],
/// [`InvoiceError::NothingToInvoice`], [`InvoiceError::Order`].
pub fn issue(
    invoice: &Invoice,
    account: &Account,
    orders: &[&Order],
    cmd: IssueInvoice,
) -> Result<Issued, InvoiceError> {
    let IssueInvoice { invoice_id, customer, month, due_days, today, by, at } = cmd;
    check_month(month, today)?;
    if invoice.bill().is_some() {
        return Err(InvoiceError::AlreadyIssued);
    }
    if account.is_invoiced(month) {
        return Err(InvoiceError::AlreadyInvoiced(month));
    }
    if orders.is_empty() {
        return Err(InvoiceError::NothingToInvoice(month));
    }
    let issued_on = month.last_day().min(today);
    let due_on = issued_on.plus(u64::from(due_days));
    let mut lines = Vec::with_capacity(orders.len());
    let mut of_orders = Vec::with_capacity(orders.len());
    for order in orders {
        let by = by.clone();
        let billed = order::invoice(
            order,
            InvoiceOrder { invoice_id, due_on, business_day: today, by, at },
        )?;
        let ticket = order.placed()?;
        lines.push(InvoiceLine {
            order_id: ticket.id,
            order_number: ticket.number.clone(),
            outlet_id: ticket.outlet_id,
            delivered_on: ticket.completion.as_ref().map_or(today, |done| done.business_day),
            amount: ticket.outstanding(),
        });
        of_orders.push((ticket.id, billed));
    }
    let order_ids = lines.iter().map(|line| line.order_id).collect();
    let total: Money = lines.iter().map(|line| line.amount).sum();
    Ok(Issued {
        invoice: vec![InvoiceEvent::InvoiceIssued {
            invoice_id,
            invoice_number: None,
            customer_id: customer.id,
            customer_name: customer.name,
            month,
            lines,
            total,
            issued_on,
            due_on,
            business_day: today,
            occurred_at: at,
        }],
        account: vec![AccountEvent::DebtsInvoiced {
            customer_id: customer.id,
            invoice_id,
            month,
            order_ids,
            issued_on,
            due_on,
            occurred_at: at,
        }],
        orders: of_orders,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Books, month, today};
    use super::*;

    #[test]
    fn a_months_deliveries_are_billed_once() {
        let mut books = Books::of(2);
        let bill = books.run("2026-11", today()).unwrap();
        let lines: Vec<i64> = bill.lines.iter().map(|line| line.order_id.get()).collect();
        assert_eq!((lines, bill.total.get()), (vec![1, 2], 100_000));
        assert_eq!((bill.issued_on, bill.due_on), (today(), today().plus(30)));
        let again = books.run("2026-11", today()).unwrap_err();
        assert_eq!(again, InvoiceError::AlreadyInvoiced(month("2026-11")));
        books.deliver(3);
        let later = BusinessDay::parse("2027-12-15").unwrap();
        let again = books.run("2026-11", later).unwrap_err();
        assert_eq!(again, InvoiceError::AlreadyInvoiced(month("2026-11")), "a year later too");
        let next = books.run("2026-12", later).unwrap();
        assert_eq!(next.lines[0].order_id.get(), 3, "what came late is on the next");
        assert_eq!(next.issued_on.to_string(), "2026-12-31");
        let nothing = books.run("2027-01", later).unwrap_err();
        assert_eq!(nothing, InvoiceError::NothingToInvoice(month("2027-01")));
    }

    #[test]
    fn no_month_is_billed_before_it_begins() {
        let refused = Books::of(1).run("2026-12", today()).unwrap_err();
        assert_eq!(refused, InvoiceError::MonthToCome { today: today() });
    }

    #[test]
    fn what_is_billed_is_what_is_owed() {
        let mut books = Books::of(3);
        books.pay(1, 50_000);
        books.pay(2, 20_000);
        let bill = books.run("2026-11", today()).unwrap();
        let lines: Vec<i64> = bill.lines.iter().map(|line| line.amount.get()).collect();
        assert_eq!(lines, [30_000, 50_000]);
    }
}
