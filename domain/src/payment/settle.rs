//! The money of a card or wallet payment arrives days later, and what was given back of it is taken
//! from the shop: each once, as a line of a settlement ([`crate::settlement::record`]).

use chrono::{DateTime, Utc};

use super::{Payment, PaymentEvent, PaymentMethod, Receipt, RefundStatus, Standing};
use crate::user::Actor;
use crate::values::{BusinessDay, Money, OutletId, RefundId, SettlementId};

/// What each line of a settlement has in common with the others.
#[derive(Debug, Clone)]
pub struct SettleLine {
    /// The settlement.
    pub settlement_id: SettlementId,
    /// The outlet it is for.
    pub outlet_id: OutletId,
    /// The method it is for.
    pub method: PaymentMethod,
    /// The day the money arrived.
    pub settled_on: BusinessDay,
    /// Who writes it down.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Why money that arrived cannot be that of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotSettle {
    /// There is no such payment.
    #[error("there is no such payment")]
    Unknown,
    /// There is no such refund.
    #[error("there is no such refund")]
    UnknownRefund,
    /// It was paid by another method.
    #[error("this was paid by {}, which is not what is settled here", .0.name())]
    OtherMethod(PaymentMethod),
    /// It was paid elsewhere.
    #[error("this was paid at outlet {0}: each outlet is settled by itself")]
    OtherOutlet(OutletId),
    /// No money is due by it.
    #[error("a payment that is {0} brings no money")]
    BringsNothing(&'static str),
    /// The customer does not have it.
    #[error("a refund that is {} costs no money", .0.name())]
    NotPaidOut(RefundStatus),
    /// It arrived already.
    #[error("this is in settlement {0} already")]
    Settled(SettlementId),
    /// Money does not arrive before it is paid.
    #[error("this is of {0}, later than the day the money arrived")]
    Later(BusinessDay),
}

impl SettleLine {
    fn fits(&self, receipt: &Receipt) -> Result<(), CannotSettle> {
        if receipt.method != self.method {
            return Err(CannotSettle::OtherMethod(receipt.method));
        }
        if receipt.outlet_id != self.outlet_id {
            return Err(CannotSettle::OtherOutlet(receipt.outlet_id));
        }
        Ok(())
    }

    fn is_not_before(&self, day: BusinessDay) -> Result<(), CannotSettle> {
        if day > self.settled_on { Err(CannotSettle::Later(day)) } else { Ok(()) }
    }
}

/// What a payment waits for, in Rupiah: all that came in by it. What was given back of it is a line
/// of its own ([`waiting_refund`]), for banks send one and take the other on different days.
///
/// # Errors
/// [`CannotSettle`].
pub fn waiting(payment: &Payment, line: &SettleLine) -> Result<Money, CannotSettle> {
    let receipt = payment.receipt().ok_or(CannotSettle::Unknown)?;
    line.fits(receipt)?;
    match receipt.standing {
        Standing::Successful => {}
        Standing::Voided => return Err(CannotSettle::BringsNothing("voided")),
        Standing::Pending | Standing::Failed => {
            return Err(CannotSettle::BringsNothing(receipt.status()));
        }
    }
    if let Some(settlement) = receipt.settlement {
        return Err(CannotSettle::Settled(settlement.settlement_id));
    }
    line.is_not_before(receipt.business_day)?;
    Ok(receipt.amount)
}

/// What the bank or the wallet is going to take for a refund, in Rupiah.
///
/// # Errors
/// [`CannotSettle`].
pub fn waiting_refund(
    payment: &Payment,
    id: RefundId,
    line: &SettleLine,
) -> Result<Money, CannotSettle> {
    let (receipt, refund) = payment.refund(id).map_err(|_| CannotSettle::UnknownRefund)?;
    line.fits(receipt)?;
    let Some((_, _, day)) = refund.paid_out else {
        return Err(CannotSettle::NotPaidOut(refund.status));
    };
    if let Some(settlement_id) = refund.settlement_id {
        return Err(CannotSettle::Settled(settlement_id));
    }
    line.is_not_before(day)?;
    Ok(refund.amount)
}

/// Decides whether the money of a payment arrived, less `fee`.
///
/// # Errors
/// [`CannotSettle`].
pub fn settle(
    payment: &Payment,
    line: &SettleLine,
    fee: Money,
) -> Result<PaymentEvent, CannotSettle> {
    let gross = waiting(payment, line)?;
    Ok(PaymentEvent::PaymentSettled {
        payment_id: payment.receipt().ok_or(CannotSettle::Unknown)?.id,
        settlement_id: line.settlement_id,
        gross,
        fee,
        settled_on: line.settled_on,
        by: line.by.clone(),
        occurred_at: line.at,
    })
}

/// Decides whether a refund was taken from the shop.
///
/// # Errors
/// [`CannotSettle`].
pub fn settle_refund(
    payment: &Payment,
    id: RefundId,
    line: &SettleLine,
) -> Result<PaymentEvent, CannotSettle> {
    let amount = waiting_refund(payment, id, line)?;
    Ok(PaymentEvent::RefundSettled {
        payment_id: payment.receipt().ok_or(CannotSettle::Unknown)?.id,
        refund_id: id,
        settlement_id: line.settlement_id,
        amount,
        settled_on: line.settled_on,
        by: line.by.clone(),
        occurred_at: line.at,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Both, announced, cash, notes, somebody};
    use super::super::{
        PayOutRefund, PaymentError, PaymentMethod as M, TakePayment, VoidPayment, pay_out_refund,
        void,
    };
    use super::*;
    use crate::order::fixtures::{completed, kasir, later};
    use crate::settings::RefundLadder;
    use crate::user::Role;
    use crate::values::Outlet;

    fn line() -> SettleLine {
        SettleLine {
            settlement_id: SettlementId::new(5).unwrap(),
            outlet_id: Outlet::first().id,
            method: M::Card,
            settled_on: Outlet::first().business_day(later()),
            by: kasir(),
            at: later(),
        }
    }

    fn paid(method: M) -> Both {
        Both::of(completed(), TakePayment { method, drawer: None, ..cash(75_000, None) })
    }

    fn given_back(both: &mut Both, amount: i64) -> RefundId {
        let refund_id = both.ask(amount);
        let pay_out = PayOutRefund {
            refund_id,
            outlet: Outlet::first(),
            drawer: None,
            ladder: RefundLadder::default(),
            role: Role::Manager,
            by: somebody(2),
            at: later(),
        };
        let (payment, order) = both.states();
        both.take_in(pay_out_refund(&payment, &order, pay_out).unwrap());
        refund_id
    }

    #[test]
    fn money_arrives_once_and_the_payment_is_not_voided_after() {
        let mut both = paid(M::Card);
        let fee = Money::rupiah(525);
        both.payment.push(settle(&both.payment(), &line(), fee).unwrap());
        let receipt = both.payment().receipt().unwrap().clone();
        let arrived = receipt.settlement.unwrap();
        assert_eq!((arrived.fee, arrived.settled_on), (fee, line().settled_on));
        assert_eq!((receipt.status(), receipt.allowed()), ("successful", vec!["refund"]));
        let again = settle(&both.payment(), &line(), fee);
        assert_eq!(again, Err(CannotSettle::Settled(line().settlement_id)));
        let (payment, order) = both.states();
        let cmd = VoidPayment {
            outlet: Outlet::first(),
            reason: notes("salah metode"),
            role: Role::Admin,
            approver: None,
            by: kasir(),
            at: later(),
        };
        assert_eq!(void(&payment, &order, cmd), Err(PaymentError::SettledAlready));
    }

    #[test]
    fn what_is_given_back_is_taken_by_itself_whenever_that_was() {
        let mut both = paid(M::Card);
        let before = given_back(&mut both, 15_000);
        assert_eq!(waiting(&both.payment(), &line()), Ok(Money::rupiah(75_000)));
        both.payment.push(settle(&both.payment(), &line(), Money::ZERO).unwrap());
        let after = given_back(&mut both, 10_000);
        for (id, amount) in [(before, 15_000), (after, 10_000)] {
            assert_eq!(waiting_refund(&both.payment(), id, &line()), Ok(Money::rupiah(amount)));
            both.payment.push(settle_refund(&both.payment(), id, &line()).unwrap());
            let again = settle_refund(&both.payment(), id, &line());
            assert_eq!(again, Err(CannotSettle::Settled(line().settlement_id)));
        }
    }

    #[test]
    fn what_brings_no_money_waits_for_none() {
        let (refused, card) =
            (|both: &Both| waiting(&both.payment(), &line()).unwrap_err(), M::Card);
        assert_eq!(refused(&paid(M::EWallet)), CannotSettle::OtherMethod(M::EWallet));
        assert_eq!(waiting(&Payment::default(), &line()), Err(CannotSettle::Unknown));
        let pending =
            Both::of(completed(), TakePayment { method: M::EWallet, ..announced(75_000) });
        let wallet = SettleLine { method: M::EWallet, ..line() };
        let waits = waiting(&pending.payment(), &wallet);
        assert_eq!(waits, Err(CannotSettle::BringsNothing("pending")));
        let elsewhere = SettleLine { outlet_id: OutletId::new(2).unwrap(), ..line() };
        let of_first = CannotSettle::OtherOutlet(Outlet::first().id);
        assert_eq!(waiting(&paid(card).payment(), &elsewhere), Err(of_first));
        let early = SettleLine { settled_on: line().settled_on.preceding(), ..line() };
        let of_today = CannotSettle::Later(line().settled_on);
        assert_eq!(waiting(&paid(card).payment(), &early), Err(of_today));
        let mut both = paid(card);
        let id = both.ask(60_000);
        let asked = CannotSettle::NotPaidOut(RefundStatus::Requested);
        assert_eq!(waiting_refund(&both.payment(), id, &line()), Err(asked));
        let no_such = RefundId::new(999).unwrap();
        let unknown = waiting_refund(&both.payment(), no_such, &line());
        assert_eq!(unknown, Err(CannotSettle::UnknownRefund));
    }
}
