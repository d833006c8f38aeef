//! Taking out of an order what goes back to the customer, and out of its income what was earned by
//! it.

use chrono::{DateTime, Utc};

use super::{Income, Order, OrderError, OrderEvent, Ticket};
use crate::user::Actor;
use crate::values::{BusinessDay, Money, PaymentId, RefundId};

/// Takes out of an order what goes back to the customer.
#[derive(Debug, Clone)]
pub struct DeductRefund {
    /// The refund.
    pub refund_id: RefundId,
    /// The payment it gives back.
    pub payment_id: PaymentId,
    /// How much, in Rupiah.
    pub amount: Money,
    /// The outlet's day of it.
    pub business_day: BusinessDay,
    /// Who pays it out.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the money can go back: never more than the shop has of the order. What was earned
/// by it is taken back on the day it goes, share by share. A refund opens no debt.
///
/// # Errors
/// [`OrderError::NothingPaid`], [`OrderError::MoreThanKept`], [`OrderError::NotFound`].
pub fn deduct_refund(order: &Order, cmd: DeductRefund) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.placed()?;
    let DeductRefund { refund_id, payment_id, amount, business_day, by, at: occurred_at } = cmd;
    if !amount.is_positive() {
        return Err(OrderError::NothingPaid);
    }
    let kept = ticket.kept();
    if amount > kept {
        return Err(OrderError::MoreThanKept { kept });
    }
    let (order_id, service_type, outlet_id) = (ticket.id, ticket.service(), ticket.outlet_id);
    let mut events = vec![OrderEvent::RefundDeducted {
        order_id,
        refund_id,
        payment_id,
        amount,
        service_type,
        outlet_id,
        business_day,
        by: by.clone(),
        occurred_at,
    }];
    if let Some(completion) = &ticket.completion {
        let then = Ticket { refunded: ticket.refunded + amount, ..ticket.clone() };
        events.extend(then.income_gone(&completion.income, business_day, by, occurred_at));
    }
    Ok(events)
}

impl Ticket {
    /// What is not income any more of what was given back, if anything.
    pub(super) fn income_gone(
        &self,
        income: &Income,
        business_day: BusinessDay,
        by: Actor,
        occurred_at: DateTime<Utc>,
    ) -> Option<OrderEvent> {
        let (before, after) = (self.income_reversed, self.given_back());
        (after > before).then(|| OrderEvent::IncomeReversed {
            order_id: self.id,
            service_type: self.service(),
            outlet_id: self.outlet_id,
            income: income.reversed(&self.price.pricing, before, after),
            business_day,
            by,
            occurred_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{complete_cmd, completed, kasir, later, pay, started};
    use super::super::{PaymentStatus, State, complete};
    use super::*;
    use crate::log::replay;
    use crate::values::Outlet;

    fn give_back(events: &mut Vec<OrderEvent>, amount: i64) -> Result<(), OrderError> {
        let payment_id = PaymentId::new(1).unwrap();
        let cmd = DeductRefund {
            refund_id: RefundId::of(payment_id, 1).unwrap(),
            payment_id,
            amount: Money::rupiah(amount),
            business_day: Outlet::first().business_day(later()),
            by: kasir(),
            at: later(),
        };
        events.extend(deduct_refund(&replay(events.clone()), cmd)?);
        Ok(())
    }

    fn taken_back(events: &[OrderEvent]) -> (i64, i64) {
        let mut sums = (0, 0);
        for event in events {
            if let OrderEvent::IncomeReversed { income, .. } = event {
                sums.0 += income.gross.get();
                sums.1 += income.shares.iter().map(|share| share.amount.get()).sum::<i64>();
            }
        }
        sums
    }

    #[test]
    fn what_goes_back_opens_no_debt_and_is_not_earned() {
        let mut events = completed();
        pay(&mut events, 75_000);
        give_back(&mut events, 25_000).unwrap();
        let order: Order = replay(events.clone());
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.state(), State::Paid);
        assert_eq!((ticket.outstanding(), ticket.kept()), (Money::ZERO, Money::rupiah(50_000)));
        assert_eq!(taken_back(&events), (25_000, 7_500), "30 % of it was Ahmad's");
        give_back(&mut events, 50_000).unwrap();
        let order: Order = replay(events.clone());
        assert_eq!(order.ticket().unwrap().payment_status(), PaymentStatus::Refunded);
        assert_eq!(taken_back(&events), (75_000, 22_500));
    }

    #[test]
    fn no_more_goes_back_than_the_shop_has() {
        let mut events = completed();
        pay(&mut events, 75_000);
        give_back(&mut events, 70_000).unwrap();
        let kept = Money::rupiah(5_000);
        assert_eq!(give_back(&mut events, 5_001), Err(OrderError::MoreThanKept { kept }));
        assert_eq!(give_back(&mut events, 0), Err(OrderError::NothingPaid));
        give_back(&mut events, 5_000).unwrap();
    }

    #[test]
    fn what_went_back_before_the_work_was_done_is_not_earned_either() {
        let mut events = started();
        pay(&mut events, 75_000);
        give_back(&mut events, 30_000).unwrap();
        assert_eq!(taken_back(&events), (0, 0), "nothing was earned yet");
        events.extend(complete(&replay(events.clone()), complete_cmd()).unwrap());
        assert_eq!(taken_back(&events), (30_000, 9_000));
        give_back(&mut events, 45_000).unwrap();
        assert_eq!(taken_back(&events), (75_000, 22_500));
    }
}
