//! Putting a delivery on an invoice, and giving up what is owed for it.

use chrono::{DateTime, Utc};

use super::{Invoiced, Order, OrderError, OrderEvent, Work};
use crate::user::Actor;
use crate::values::{BusinessDay, InvoiceId, Notes, Personal};

/// Puts a delivery on an invoice.
#[derive(Debug, Clone)]
pub struct InvoiceOrder {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The last day on which it is paid in time.
    pub due_on: BusinessDay,
    /// The outlet's day of it.
    pub business_day: BusinessDay,
    /// Who does; in the name of whoever took the order, if it happens by itself.
    pub by: Option<Actor>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order goes on the invoice: once, delivered, and as long as it is owed for.
///
/// # Errors
/// [`OrderError::NothingToInvoice`], [`OrderError::NotFound`].
pub fn invoice(order: &Order, cmd: InvoiceOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    let amount = ticket.outstanding();
    let delivered = ticket.work == Work::Completed;
    if !delivered || !amount.is_positive() || ticket.invoiced.is_some() {
        return Err(OrderError::NothingToInvoice);
    }
    let InvoiceOrder { invoice_id, due_on, business_day, by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::OrderInvoiced {
        order_id: ticket.id,
        invoice_id,
        amount,
        service_type: ticket.service(),
        outlet_id: ticket.outlet_id,
        due_on,
        business_day,
        by: by.unwrap_or_else(|| ticket.placed_by.clone()),
        occurred_at,
    }])
}

/// Gives up what is owed for an order.
#[derive(Debug, Clone)]
pub struct WriteOffDebt {
    /// Why.
    pub reason: Personal<Notes>,
    /// The outlet's day of it.
    pub business_day: BusinessDay,
    /// Who does.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether what is owed is given up: of an order on an invoice, all of it.
///
/// # Errors
/// [`OrderError::NothingToWriteOff`], [`OrderError::NotFound`].
pub fn write_off(order: &Order, cmd: WriteOffDebt) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    let amount = ticket.outstanding();
    let Some(Invoiced { invoice_id, .. }) = ticket.invoiced.filter(|_| amount.is_positive()) else {
        return Err(OrderError::NothingToWriteOff);
    };
    let WriteOffDebt { reason, business_day, by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::DebtWrittenOff {
        order_id: ticket.id,
        invoice_id,
        amount,
        reason,
        service_type: ticket.service(),
        outlet_id: ticket.outlet_id,
        business_day,
        by,
        occurred_at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{kasir, later, pay};
    use super::super::{CancelOrder, DeleteOrder, cancel, delete};
    use super::*;
    use crate::account::fixtures::{delivered, on_terms};
    use crate::log::replay;
    use crate::order::place;
    use crate::values::{Money, Notes, Outlet, Subject};

    fn bill() -> InvoiceOrder {
        let business_day = BusinessDay::parse("2026-11-30").unwrap();
        InvoiceOrder {
            invoice_id: InvoiceId::new(1).unwrap(),
            due_on: business_day.plus(30),
            business_day,
            by: None,
            at: later(),
        }
    }

    fn give_up() -> WriteOffDebt {
        let subject = Subject::Customer(crate::values::CustomerId::new(1).unwrap());
        let reason = Personal::about(subject, Notes::parse("pailit").unwrap());
        WriteOffDebt { reason, business_day: bill().business_day, by: kasir(), at: later() }
    }

    fn invoiced() -> Vec<OrderEvent> {
        let mut events = delivered(1);
        events.extend(invoice(&replay(events.clone()), bill()).unwrap());
        events
    }

    #[test]
    fn a_delivery_is_billed_once_and_only_if_it_is_owed_for() {
        let ordered: Order = replay(place(&Order::default(), on_terms(1)).unwrap());
        assert_eq!(invoice(&ordered, bill()), Err(OrderError::NothingToInvoice));
        assert_eq!(invoice(&replay(invoiced()), bill()), Err(OrderError::NothingToInvoice));
        let mut paid = delivered(1);
        pay(&mut paid, 50_000);
        assert_eq!(invoice(&replay(paid), bill()), Err(OrderError::NothingToInvoice));
    }

    #[test]
    fn what_stands_on_an_invoice_is_not_called_off_nor_taken_from_view() {
        let order: Order = replay(invoiced());
        let reason = Notes::parse("salah").unwrap();
        let outlet = Outlet::first();
        assert!(cancel(&order, CancelOrder { outlet, reason, by: kasir(), at: later() }).is_err());
        assert!(delete(&order, DeleteOrder { by: kasir(), at: later() }).is_err());
    }

    #[test]
    fn what_is_past_its_day_is_overdue_whatever_was_paid() {
        let mut events = invoiced();
        let stands = |events: &[OrderEvent], day: BusinessDay| {
            let order: Order = replay(events.to_vec());
            order.ticket().unwrap().payment_status_on(day).name()
        };
        let due = bill().due_on;
        assert_eq!(stands(&events, due), "unpaid");
        assert_eq!(stands(&events, due.following()), "overdue", "PST-09");
        pay(&mut events, 20_000);
        assert_eq!(stands(&events, due), "partial");
        assert_eq!(stands(&events, due.following()), "overdue", "PST-09");
        pay(&mut events, 30_000);
        assert_eq!(stands(&events, due.following()), "paid");
    }

    #[test]
    fn what_is_owed_is_given_up_once() {
        assert_eq!(write_off(&replay(delivered(1)), give_up()), Err(OrderError::NothingToWriteOff));
        let mut events = invoiced();
        pay(&mut events, 20_000);
        events.extend(write_off(&replay(events.clone()), give_up()).unwrap());
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!(
            (ticket.written_off, ticket.outstanding()),
            (Money::rupiah(30_000), Money::ZERO)
        );
        assert_eq!(write_off(&order, give_up()), Err(OrderError::NothingToWriteOff));
    }
}
