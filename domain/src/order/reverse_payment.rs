//! Taking a mis-keyed payment out of an order again.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent};
use crate::user::Actor;
use crate::values::{Money, Notes, PaymentId, Personal};

/// Takes a payment out of an order again.
#[derive(Debug, Clone)]
pub struct ReversePayment {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much had come in by it, in Rupiah.
    pub amount: Money,
    /// What coins could not pay of it, in Rupiah.
    pub rounding: Money,
    /// Why.
    pub reason: Personal<Notes>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the payment is taken out again: not of what was put away, and not once money went
/// back to the customer.
///
/// # Errors
/// [`OrderError::PutAway`], [`OrderError::RefundedAlready`], [`OrderError::NothingPaid`],
/// [`OrderError::NotFound`].
pub fn reverse_payment(order: &Order, cmd: ReversePayment) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    if ticket.closed {
        return Err(OrderError::PutAway);
    }
    if ticket.refunded.is_positive() {
        return Err(OrderError::RefundedAlready);
    }
    if !cmd.amount.is_positive() || cmd.amount > ticket.paid {
        return Err(OrderError::NothingPaid);
    }
    let ReversePayment { payment_id, amount, rounding, reason, by, at: occurred_at } = cmd;
    let order_id = ticket.id;
    Ok(vec![OrderEvent::PaymentReversed {
        order_id,
        payment_id,
        amount,
        rounding,
        reason,
        by,
        occurred_at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pay};
    use super::super::{CloseOrder, State, close};
    use super::*;
    use crate::log::replay;

    fn void(events: &[OrderEvent]) -> Result<Vec<OrderEvent>, OrderError> {
        let order: Order = replay(events.to_vec());
        let reason = order.ticket().unwrap().about(Notes::parse("salah ketik").unwrap());
        let cmd = ReversePayment {
            payment_id: PaymentId::new(1).unwrap(),
            amount: Money::rupiah(75_000),
            rounding: Money::ZERO,
            reason,
            by: kasir(),
            at: later(),
        };
        reverse_payment(&order, cmd)
    }

    #[test]
    fn the_order_owes_again() {
        let mut events = completed();
        pay(&mut events, 75_000);
        events.extend(void(&events).unwrap());
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!((ticket.state(), ticket.outstanding().get()), (State::Completed, 75_000));
        assert_eq!(ticket.payment_status().name(), "unpaid");
    }

    #[test]
    fn nothing_is_taken_out_of_what_was_put_away() {
        let mut events = completed();
        pay(&mut events, 75_000);
        let put_away = CloseOrder { by: kasir(), at: later() };
        events.extend(close(&replay(events.clone()), put_away).unwrap());
        assert_eq!(void(&events), Err(OrderError::PutAway));
    }
}
