//! Giving up what is owed on an invoice. One decision over the invoice and its orders.

use chrono::{DateTime, Utc};

use super::{Invoice, InvoiceError, InvoiceEvent};
use crate::approval::{Approver, Needed};
use crate::order::{self, Order, OrderEvent, WriteOffDebt};
use crate::settings::RefundLadder;
use crate::user::{Actor, Role};
use crate::values::{BusinessDay, Money, Notes, OrderId, Personal, Subject};

/// Gives up what is owed on an invoice.
#[derive(Debug, Clone)]
pub struct WriteOffInvoice {
    /// Why.
    pub reason: Notes,
    /// The outlet's day on which it counts.
    pub business_day: BusinessDay,
    /// The role of who says so.
    pub role: Role,
    /// Who approved it, if anybody did.
    pub approver: Option<Approver>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What comes of it: of the invoice, and of each order on it for which something was owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenOff {
    /// Of the invoice.
    pub invoice: Vec<InvoiceEvent>,
    /// Of the orders.
    pub orders: Vec<(OrderId, Vec<OrderEvent>)>,
}

/// The least role that may give up so much.
const fn least_role(amount: Money) -> Role {
    if amount.get() > RefundLadder::MANAGER_UP_TO.get() { Role::Admin } else { Role::Manager }
}

/// Decides whether what is owed is given up: by a manager up to 500,000 Rupiah, above that by an
/// admin. The deliveries are settled by it; what was earned by them stays, and so do the shares.
/// `orders` are those on the invoice for which something is owed.
///
/// # Errors
/// [`InvoiceError::NothingOwed`], [`InvoiceError::ApprovalRequired`], [`InvoiceError::NotFound`],
/// [`InvoiceError::Order`].
pub fn write_off(
    invoice: &Invoice,
    orders: &[&Order],
    cmd: WriteOffInvoice,
) -> Result<WrittenOff, InvoiceError> {
    let WriteOffInvoice { reason, business_day, role, approver, by, at } = cmd;
    let bill = invoice.owing(business_day)?;
    let (invoice_id, amount) = (bill.id, bill.owed());
    let approved_by = Needed { role: least_role(amount), amount }
        .let_through(role, approver.as_ref())
        .map_err(|Needed { role, amount }| InvoiceError::ApprovalRequired { amount, role })?;
    let reason = Personal::about(Subject::Customer(bill.customer_id), reason);
    let mut of_orders = Vec::with_capacity(orders.len());
    for order in orders {
        let ticket = order.placed()?;
        let cmd = WriteOffDebt { reason: reason.clone(), business_day, by: by.clone(), at };
        of_orders.push((ticket.id, order::write_off(order, cmd)?));
    }
    Ok(WrittenOff {
        invoice: vec![InvoiceEvent::InvoiceWrittenOff {
            invoice_id,
            amount,
            reason,
            approved_by,
            business_day,
            by,
            occurred_at: at,
        }],
        orders: of_orders,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Books, today};
    use super::*;

    #[test]
    fn a_manager_gives_up_little_and_an_admin_anything() {
        for (deliveries, by_manager) in [(10, true), (11, false)] {
            let mut books = Books::of(deliveries);
            let bill = books.run("2026-11", today()).unwrap();
            let refused = books.write_off(Role::Cashier).unwrap_err();
            let needs = InvoiceError::ApprovalRequired {
                amount: bill.total,
                role: if by_manager { Role::Manager } else { Role::Admin },
            };
            assert_eq!(refused, needs, "{}", bill.total);
            assert_eq!(books.write_off(Role::Manager).is_ok(), by_manager, "{}", bill.total);
            if !by_manager {
                books.write_off(Role::Admin).unwrap();
            }
            assert_eq!(books.bill().status(today()).name(), "written_off");
            assert_eq!(books.account.owed(), Money::ZERO);
        }
    }

    #[test]
    fn what_is_left_is_given_up_once() {
        let mut books = Books::of(2);
        books.run("2026-11", today()).unwrap();
        books.pay_invoice(60_000).unwrap();
        books.write_off(Role::Manager).unwrap();
        assert_eq!(books.bill().written_off().get(), 40_000);
        let ticket = books.ticket(2);
        assert_eq!((ticket.written_off.get(), ticket.state().name()), (40_000, "paid"));
        let income = &ticket.completion.as_ref().unwrap().income;
        assert_eq!(income.gross.get(), 50_000, "what was earned was earned");
        let refused = books.write_off(Role::Admin).unwrap_err();
        assert_eq!(refused, InvoiceError::NothingOwed { status: "written_off" });
    }
}
