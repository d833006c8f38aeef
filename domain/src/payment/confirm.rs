//! What becomes of money that was announced: it came, or it did not.

use chrono::{DateTime, Utc};

use super::take::offer_back;
use super::{Payment, PaymentError, PaymentEvent, Standing, Taken};
use crate::order::{self, CreditPayment, Order};
use crate::settings::RefundLadder;
use crate::user::Actor;
use crate::values::{Money, Notes, Outlet, Personal, ReferenceNumber};

/// Says that the money came.
#[derive(Debug, Clone)]
pub struct ConfirmPayment {
    /// The order's outlet.
    pub outlet: Outlet,
    /// The bank's or the wallet's own number of it.
    pub reference_number: ReferenceNumber,
    /// Who may give back how much: what the order owes no more is offered back.
    pub refunds: RefundLadder,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the money counts from now on. It is there whatever the order owes by now: what it
/// owes no more is offered back.
///
/// # Errors
/// [`PaymentError::CannotNow`], [`PaymentError::NotFound`].
pub fn confirm(
    payment: &Payment,
    order: &Order,
    cmd: ConfirmPayment,
) -> Result<Taken, PaymentError> {
    let receipt = payment.taken()?;
    receipt.must_be(Standing::Pending, "confirm")?;
    let (id, amount, method) = (receipt.id, receipt.amount, receipt.method);
    let ConfirmPayment { outlet, reference_number, refunds, by, at } = cmd;
    let credit = CreditPayment {
        payment_id: id,
        amount,
        rounding: Money::ZERO,
        method,
        arrived: true,
        by: by.clone(),
        at,
    };
    let credited = order::credit(order, credit)?;
    let mut events = vec![PaymentEvent::PaymentConfirmed {
        payment_id: id,
        receipt_number: None,
        outlet_id: receipt.outlet_id,
        invoice_id: order.placed()?.invoiced.map(|invoiced| invoiced.invoice_id),
        amount,
        method,
        reference_number,
        business_day: outlet.business_day(at),
        by: by.clone(),
        occurred_at: at,
    }];
    events.extend(offer_back(order.placed()?, id, amount, refunds, by, at)?);
    Ok((events, credited))
}

/// Says that the money will not come.
#[derive(Debug, Clone)]
pub struct FailPayment {
    /// Why, if anybody knows; about whom the order is.
    pub reason: Option<Personal<Notes>>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the payment has failed.
///
/// # Errors
/// [`PaymentError::CannotNow`], [`PaymentError::NotFound`].
pub fn fail(payment: &Payment, cmd: FailPayment) -> Result<Vec<PaymentEvent>, PaymentError> {
    let receipt = payment.taken()?;
    receipt.must_be(Standing::Pending, "fail")?;
    let FailPayment { reason, by, at: occurred_at } = cmd;
    Ok(vec![PaymentEvent::PaymentFailed { payment_id: receipt.id, reason, by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use cqrs_es::Aggregate;

    use super::super::PaymentMethod;
    use super::super::fixtures::{Both, announced, cash, notes};
    use super::*;
    use crate::order::fixtures::{completed, kasir, later};

    fn came() -> ConfirmPayment {
        ConfirmPayment {
            outlet: Outlet::first(),
            reference_number: ReferenceNumber::parse("BCA-77").unwrap(),
            refunds: RefundLadder::default(),
            by: kasir(),
            at: later(),
        }
    }

    #[test]
    fn money_counts_when_it_came() {
        let mut both = Both::of(completed(), announced(75_000));
        let (payment, order) = both.states();
        assert_eq!(order.ticket().unwrap().outstanding(), Money::rupiah(75_000));
        both.take_in(confirm(&payment, &order, came()).unwrap());
        let (payment, order) = both.states();
        assert_eq!(order.ticket().unwrap().outstanding(), Money::ZERO);
        assert_eq!(payment.receipt().unwrap().status(), "successful");
        let again = confirm(&payment, &order, came()).unwrap_err();
        assert!(matches!(again, PaymentError::CannotNow { status: "successful", .. }));
    }

    #[test]
    fn what_came_after_the_order_was_paid_is_offered_back() {
        let both = Both::of(completed(), announced(75_000));
        let mut order = both.order.clone();
        crate::order::fixtures::pay(&mut order, 50_000);
        let both = Both { order, ..both };
        let (payment, order) = both.states();
        let (events, _) = confirm(&payment, &order, came()).unwrap();
        let mut payment = payment;
        for event in events {
            payment.apply(event);
        }
        let asked = &payment.receipt().unwrap().refunds[0];
        assert_eq!((asked.amount.get(), asked.status.name()), (50_000, "requested"));
    }

    #[test]
    fn what_never_came_pays_nothing() {
        let mut both = Both::of(completed(), announced(75_000));
        let reason = Some(super::super::fixtures::about(notes("batal transfer")));
        let cmd = FailPayment { reason, by: kasir(), at: later() };
        both.payment.extend(fail(&both.payment(), cmd.clone()).unwrap());
        assert_eq!(both.payment().receipt().unwrap().status(), "failed");
        assert!(fail(&both.payment(), cmd.clone()).is_err());
        let (payment, order) = both.states();
        assert!(confirm(&payment, &order, came()).is_err());
        let card = super::super::TakePayment { method: PaymentMethod::Card, ..cash(1, None) };
        let there = Both::of(completed(), card);
        assert!(fail(&there.payment(), cmd).is_err(), "what is there did not fail");
    }
}
