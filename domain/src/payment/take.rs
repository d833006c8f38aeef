//! Taking money for an order. One command over two aggregates: the payment and the order.

use chrono::{DateTime, Utc};

use super::{Payment, PaymentEvent, PaymentMethod};
use crate::order::{self, CreditPayment, Order, OrderError, OrderEvent};
use crate::user::Actor;
use crate::values::{Money, Notes, Outlet, PaymentId, Personal};

/// Takes money for an order.
#[derive(Debug, Clone)]
pub struct TakePayment {
    /// The new payment's id.
    pub payment_id: PaymentId,
    /// The order's outlet.
    pub outlet: Outlet,
    /// How much of the order it pays, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer hands over, in Rupiah. Cash only; the amount itself if not said.
    pub amount_tendered: Option<Money>,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<String>,
    /// What was written down about it.
    pub notes: Option<Notes>,
    /// Who takes it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Why money was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// That id is a payment already.
    #[error("this payment was taken already")]
    AlreadyTaken,
    /// Nothing, less than nothing, or more than the shop takes.
    #[error("the amount must be from 1 to {}", Money::LIMIT.get())]
    AmountOutOfRange,
    /// The customer handed over less than they pay.
    #[error("the customer handed over less than the amount: ask for more, or take a part payment")]
    TenderedTooLittle,
    /// Change is given for cash only.
    #[error("amountTendered is for cash only")]
    ChangeWithoutCash,
    /// A transfer cannot be found again without its number.
    #[error("a bank transfer needs its referenceNumber")]
    ReferenceMissing,
    /// The order does not take it.
    #[error(transparent)]
    Order(#[from] OrderError),
}

/// Decides whether the money is taken, what goes back, and what the order owes then.
///
/// # Errors
/// [`PaymentError`].
pub fn take(
    payment: &Payment,
    order: &Order,
    cmd: TakePayment,
) -> Result<(Vec<PaymentEvent>, Vec<OrderEvent>), PaymentError> {
    if payment.receipt().is_some() {
        return Err(PaymentError::AlreadyTaken);
    }
    let ticket = order.placed()?;
    if !cmd.amount.is_positive() || cmd.amount > Money::LIMIT {
        return Err(PaymentError::AmountOutOfRange);
    }
    let amount_tendered = match (cmd.method, cmd.amount_tendered) {
        (PaymentMethod::Cash, tendered) => Some(tendered.unwrap_or(cmd.amount)),
        (_, None) => None,
        (_, Some(_)) => return Err(PaymentError::ChangeWithoutCash),
    };
    let change = amount_tendered.map_or(Money::ZERO, |tendered| tendered - cmd.amount);
    if change < Money::ZERO {
        return Err(PaymentError::TenderedTooLittle);
    }
    if amount_tendered.is_some_and(|tendered| tendered > Money::LIMIT) {
        return Err(PaymentError::AmountOutOfRange);
    }
    if cmd.method == PaymentMethod::BankTransfer && cmd.reference_number.is_none() {
        return Err(PaymentError::ReferenceMissing);
    }
    let credited = order::credit(
        order,
        CreditPayment {
            payment_id: cmd.payment_id,
            amount: cmd.amount,
            method: cmd.method,
            by: cmd.by.clone(),
            at: cmd.at,
        },
    )?;
    let received = PaymentEvent::PaymentReceived {
        payment_id: cmd.payment_id,
        receipt_number: None,
        order_id: ticket.id,
        outlet_id: cmd.outlet.id,
        amount: cmd.amount,
        method: cmd.method,
        amount_tendered,
        change,
        reference_number: cmd.reference_number,
        notes: cmd.notes.map(|notes| Personal::about(ticket.subject(), notes)),
        received_by: cmd.by,
        occurred_at: cmd.at,
        business_day: cmd.outlet.business_day(cmd.at),
    };
    Ok((vec![received], credited))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::replay;
    use crate::order::fixtures::{completed, kasir, later};

    fn cash(amount: i64, tendered: Option<i64>) -> TakePayment {
        TakePayment {
            payment_id: PaymentId::new(9).unwrap(),
            outlet: Outlet::first(),
            amount: Money::rupiah(amount),
            method: PaymentMethod::Cash,
            amount_tendered: tendered.map(Money::rupiah),
            reference_number: None,
            notes: None,
            by: kasir(),
            at: later(),
        }
    }

    /// An order that owes 75,000.
    fn attempt(cmd: TakePayment) -> Result<(Money, Money), PaymentError> {
        let mut events = completed();
        let (paid, credited) = take(&Payment::default(), &replay(events.clone()), cmd)?;
        events.extend(credited);
        let payment: Payment = replay(paid);
        let order: Order = replay(events);
        Ok((payment.receipt().unwrap().change, order.ticket().unwrap().outstanding()))
    }

    #[test]
    fn cash_gives_change() {
        let (change, due) = attempt(cash(75_000, Some(100_000))).unwrap();
        assert_eq!((change.get(), due.get()), (25_000, 0), "PAY-01");
        let (change, due) = attempt(cash(65_000, Some(65_000))).unwrap();
        assert_eq!((change.get(), due.get()), (0, 10_000), "PAY-10, on 75,000");
        let (change, due) = attempt(cash(75_000, None)).unwrap();
        assert_eq!((change.get(), due.get()), (0, 0));
    }

    #[test]
    fn too_little_and_too_much_are_refused() {
        let refused = attempt(cash(75_000, Some(74_999))).unwrap_err();
        assert_eq!(refused, PaymentError::TenderedTooLittle);
        let outstanding = Money::rupiah(75_000);
        let refused = attempt(cash(75_001, Some(100_000))).unwrap_err();
        assert_eq!(refused, PaymentError::Order(OrderError::MoreThanDue { outstanding }));
        for (id, amount) in [("PAY-08", 0), ("PAY-09", -5), ("K-19", 100_000_001)] {
            let refused = attempt(cash(amount, None)).unwrap_err();
            assert_eq!(refused, PaymentError::AmountOutOfRange, "{id}");
        }
    }

    #[test]
    fn only_cash_gives_change_and_a_transfer_has_a_number() {
        let card = TakePayment { method: PaymentMethod::Card, ..cash(75_000, Some(80_000)) };
        assert_eq!(attempt(card).unwrap_err(), PaymentError::ChangeWithoutCash);
        let transfer = TakePayment { method: PaymentMethod::BankTransfer, ..cash(40_000, None) };
        assert_eq!(attempt(transfer.clone()).unwrap_err(), PaymentError::ReferenceMissing);
        let known = TakePayment { reference_number: Some("BCA-77".to_owned()), ..transfer };
        assert_eq!(attempt(known).unwrap().1, Money::rupiah(35_000), "PAY-07, on 75,000");
    }
}
