//! Counting a payment towards an order.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent};
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{Money, PaymentId};

/// Counts a payment towards an order.
#[derive(Debug, Clone)]
pub struct CreditPayment {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// Who took it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order takes the money: something, and never more than is outstanding (K-35).
///
/// # Errors
/// [`OrderError::NothingPaid`], [`OrderError::MoreThanDue`], [`OrderError::Deleted`],
/// [`OrderError::NotFound`].
pub fn credit(order: &Order, cmd: CreditPayment) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    if ticket.deleted_at.is_some() {
        return Err(OrderError::Deleted);
    }
    if !cmd.amount.is_positive() {
        return Err(OrderError::NothingPaid);
    }
    let outstanding = ticket.outstanding();
    if cmd.amount > outstanding {
        return Err(OrderError::MoreThanDue { outstanding });
    }
    Ok(vec![OrderEvent::PaymentCredited {
        order_id: ticket.id,
        payment_id: cmd.payment_id,
        amount: cmd.amount,
        method: cmd.method,
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pending};
    use super::super::{DeleteOrder, delete};
    use super::*;
    use crate::log::replay;

    fn pay(events: &mut Vec<OrderEvent>, amount: i64) -> Result<(), OrderError> {
        let cmd = CreditPayment {
            payment_id: PaymentId::new(1).unwrap(),
            amount: Money::rupiah(amount),
            method: PaymentMethod::Cash,
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
