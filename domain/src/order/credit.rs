//! Counting a payment towards an order.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Ticket, Work};
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{Money, PaymentId};

/// Counts a payment towards an order.
#[derive(Debug, Clone)]
pub struct CreditPayment {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much comes in, in Rupiah.
    pub amount: Money,
    /// What coins cannot pay of what it settles, in Rupiah: negative where more comes in.
    pub rounding: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// Whether the money is here already, whatever the order owes: a transfer that was announced.
    pub arrived: bool,
    /// Who took it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order takes the money: something, and never more than is outstanding (K-35).
/// Late money, which comes when the order is closed or cancelled, or has come already, is taken
/// whole, and offered back (see [`late`]).
///
/// # Errors
/// [`OrderError::NothingPaid`], [`OrderError::MoreThanDue`], [`OrderError::Deleted`],
/// [`OrderError::NotFound`].
pub fn credit(order: &Order, cmd: CreditPayment) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    if ticket.deleted_at.is_some() && !cmd.arrived {
        return Err(OrderError::Deleted);
    }
    if !cmd.amount.is_positive() {
        return Err(OrderError::NothingPaid);
    }
    let takes_any =
        (cmd.arrived || ticket.is_past_paying()) && cmd.amount + cmd.rounding <= Money::LIMIT;
    if late(ticket, cmd.amount + cmd.rounding).is_positive() && !takes_any {
        return Err(OrderError::MoreThanDue { outstanding: ticket.outstanding() });
    }
    Ok(vec![OrderEvent::PaymentCredited {
        order_id: ticket.id,
        payment_id: cmd.payment_id,
        amount: cmd.amount,
        rounding: cmd.rounding,
        method: cmd.method,
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

/// How much of what a payment would settle the order does not owe, in Rupiah.
pub fn late(ticket: &Ticket, settles: Money) -> Money {
    (settles - ticket.outstanding()).max(Money::ZERO)
}

impl Ticket {
    /// Whether it was put away or called off: money that comes for it now is late.
    pub fn is_past_paying(&self) -> bool {
        self.closed || self.work == Work::Cancelled
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pending};
    use super::super::{CancelOrder, DeleteOrder, cancel, delete};
    use super::*;
    use crate::log::replay;
    use crate::values::{Notes, Outlet};

    fn pay(events: &mut Vec<OrderEvent>, amount: i64) -> Result<(), OrderError> {
        let cmd = CreditPayment {
            payment_id: PaymentId::new(1).unwrap(),
            amount: Money::rupiah(amount),
            rounding: Money::ZERO,
            method: PaymentMethod::Cash,
            arrived: false,
            by: kasir(),
            at: later(),
        };
        events.extend(credit(&replay(events.clone()), cmd)?);
        Ok(())
    }

    #[test]
    fn money_counts_until_nothing_is_due() {
        let mut events = completed();
        pay(&mut events, 74_999).unwrap();
        let order: Order = replay(events.clone());
        assert_eq!(order.ticket().unwrap().payment_status().name(), "partial", "PST-04");
        assert_eq!(order.ticket().unwrap().state().name(), "completed");
        let outstanding = Money::rupiah(1);
        assert_eq!(pay(&mut events, 2), Err(OrderError::MoreThanDue { outstanding }));
        pay(&mut events, 1).unwrap();
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().state().name(), "paid", "TRN-16");
    }

    #[test]
    fn nothing_and_less_is_no_payment() {
        for amount in [0, -1, -50_000, i64::MIN] {
            let mut events = completed();
            assert_eq!(pay(&mut events, amount), Err(OrderError::NothingPaid), "PST-12: {amount}");
        }
    }

    #[test]
    fn late_money_is_taken_whole() {
        let mut events = pending();
        pay(&mut events, 20_000).unwrap();
        let called_off = CancelOrder {
            outlet: Outlet::first(),
            reason: Notes::parse("hujan").unwrap(),
            by: kasir(),
            at: later(),
        };
        events.extend(cancel(&replay(events.clone()), called_off).unwrap());
        pay(&mut events, 55_000).unwrap();
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!((ticket.outstanding(), ticket.paid.get()), (Money::ZERO, 75_000));
        assert_eq!(late(ticket, Money::rupiah(5)), Money::rupiah(5));
    }

    #[test]
    fn nobody_pays_for_what_was_taken_from_view() {
        let mut events = pending();
        let gone = DeleteOrder { by: kasir(), at: later() };
        events.extend(delete(&replay(events.clone()), gone).unwrap());
        assert_eq!(pay(&mut events, 75_000), Err(OrderError::Deleted));
    }

    #[test]
    fn an_order_paid_while_it_waits_is_not_shown_as_paid() {
        let mut events = pending();
        pay(&mut events, 75_000).unwrap();
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!((ticket.state().name(), ticket.payment_status().name()), ("pending", "paid"));
    }
}
