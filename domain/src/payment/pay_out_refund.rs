//! Giving back what may be given back, by the means it was paid by (FEX 1).

use chrono::{DateTime, Utc};

use super::{InDrawer, Payment, PaymentError, PaymentEvent, RefundStatus, Taken};
use crate::order::{self, DeductRefund, Order};
use crate::settings::RefundLadder;
use crate::user::{Actor, Role};
use crate::values::{Outlet, RefundId};

/// Gives money back.
#[derive(Debug, Clone)]
pub struct PayOutRefund {
    /// Which refund.
    pub refund_id: RefundId,
    /// The order's outlet, on whose day it goes.
    pub outlet: Outlet,
    /// The drawer cash comes from.
    pub drawer: Option<InDrawer>,
    /// Who may give back how much.
    pub ladder: RefundLadder,
    /// The role of who pays it out.
    pub role: Role,
    /// Who pays it out.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the money goes back: once, after it was approved; by a manager, by a cashier who
/// might have given it back alone, or by whoever is at the till if somebody else approved it.
///
/// # Errors
/// [`PaymentError::NoSuchRefund`], [`PaymentError::ApprovalRequired`],
/// [`PaymentError::RefundCannotNow`], and those of the order.
pub fn pay_out_refund(
    payment: &Payment,
    order: &Order,
    cmd: PayOutRefund,
) -> Result<Taken, PaymentError> {
    let (receipt, refund) = payment.refund(cmd.refund_id)?;
    let (payment_id, amount) = (receipt.id, refund.amount);
    let hands_out = refund.approved_by.is_some() || refund.amount < cmd.ladder.cashier_below;
    let role = if hands_out { Role::Cashier } else { Role::Manager };
    if !cmd.role.reaches(role) {
        return Err(PaymentError::ApprovalRequired { amount, role });
    }
    if refund.status != RefundStatus::Approved {
        let (what, status) = ("pay-out", refund.status);
        return Err(PaymentError::RefundCannotNow { what, status });
    }
    let business_day = cmd.outlet.business_day(cmd.at);
    let deduct = DeductRefund {
        refund_id: refund.id,
        payment_id,
        amount,
        business_day,
        by: cmd.by.clone(),
        at: cmd.at,
    };
    let deducted = order::deduct_refund(order, deduct)?;
    let paid_out = PaymentEvent::RefundPaidOut {
        payment_id,
        refund_id: refund.id,
        outlet_id: receipt.outlet_id,
        amount,
        method: receipt.method,
        drawer: cmd.drawer,
        business_day,
        by: cmd.by,
        occurred_at: cmd.at,
    };
    Ok((vec![paid_out], deducted))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Both, cash, drawer, somebody};
    use super::super::{ApproveRefund, approve_refund};
    use super::*;
    use crate::order::fixtures::{completed, later};
    use crate::values::Money;

    fn pay_out(refund_id: RefundId) -> PayOutRefund {
        PayOutRefund {
            refund_id,
            outlet: Outlet::first(),
            drawer: Some(drawer()),
            ladder: RefundLadder::default(),
            role: Role::Manager,
            by: somebody(2),
            at: later(),
        }
    }

    #[test]
    fn what_was_approved_goes_back_once() {
        let mut both = Both::of(completed(), cash(75_000, None));
        let (small, large) = (both.ask(15_000), both.ask(60_000));
        let (payment, order) = both.states();
        let refused = pay_out_refund(&payment, &order, pay_out(large)).unwrap_err();
        let status = RefundStatus::Requested;
        assert_eq!(refused, PaymentError::RefundCannotNow { what: "pay-out", status });
        both.take_in(pay_out_refund(&payment, &order, pay_out(small)).unwrap());
        let (payment, order) = both.states();
        assert_eq!(order.ticket().unwrap().kept(), Money::rupiah(60_000));
        assert_eq!(payment.receipt().unwrap().refunded(), Money::rupiah(15_000));
        let again = pay_out_refund(&payment, &order, pay_out(small)).unwrap_err();
        assert!(matches!(again, PaymentError::RefundCannotNow { .. }));
    }

    #[test]
    fn a_payment_that_went_back_whole_is_refunded() {
        let mut both = Both::of(completed(), cash(30_000, None));
        let all = both.ask(30_000);
        let (payment, order) = both.states();
        both.take_in(pay_out_refund(&payment, &order, pay_out(all)).unwrap());
        let (payment, order) = both.states();
        assert_eq!(payment.receipt().unwrap().status(), "refunded");
        assert_eq!(order.ticket().unwrap().outstanding(), Money::rupiah(45_000), "no debt reopens");
    }

    #[test]
    fn a_cashier_hands_out_what_they_might_have_given_back() {
        let mut both = Both::of(completed(), cash(75_000, None));
        let id = both.ask(15_000);
        let (payment, order) = both.states();
        let cashier = PayOutRefund { role: Role::Cashier, ..pay_out(id) };
        let refused = pay_out_refund(&payment, &order, cashier.clone()).unwrap_err();
        assert!(matches!(refused, PaymentError::ApprovalRequired { role: Role::Manager, .. }));
        let ladder = RefundLadder { cashier_below: Money::rupiah(15_001), ..cashier.ladder };
        assert!(pay_out_refund(&payment, &order, PayOutRefund { ladder, ..cashier }).is_ok());
    }

    #[test]
    fn a_cashier_hands_out_what_a_manager_approved() {
        let mut both = Both::of(completed(), cash(75_000, None));
        let refund_id = both.ask(60_000);
        let approved =
            ApproveRefund { refund_id, role: Role::Manager, by: somebody(5), at: later() };
        both.payment.extend(approve_refund(&both.payment(), approved).unwrap());
        let (payment, order) = both.states();
        let cashier = PayOutRefund { role: Role::Cashier, ..pay_out(refund_id) };
        assert!(pay_out_refund(&payment, &order, cashier).is_ok());
    }
}
