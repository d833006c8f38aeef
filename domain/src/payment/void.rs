//! Taking back what was mis-keyed, so that it can be paid again as it was.

use chrono::{DateTime, Duration, Utc};

use super::{Payment, PaymentError, PaymentEvent, PaymentMethod, Refund, Standing, Taken};
use crate::approval::{Approver, Needed};
use crate::order::{self, Order, ReversePayment};
use crate::user::{Actor, Role};
use crate::values::{Notes, Outlet, Personal};

/// Takes back a payment that was mis-keyed.
#[derive(Debug, Clone)]
pub struct VoidPayment {
    /// The order's outlet, whose day counts.
    pub outlet: Outlet,
    /// Why.
    pub reason: Notes,
    /// The role of who says so.
    pub role: Role,
    /// Who lets through what that role may not do alone.
    pub approver: Option<Approver>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// For so long whoever took a payment may take it back.
const OWN: Duration = Duration::minutes(15);

/// Decides whether the payment is taken back: by its own receiver within 15 minutes, else by a
/// manager or with the approval of one; on the business day it was written down on, but cash as long as the drawer session it
/// went into gives it back ([`crate::drawer::give_cash`]); never of a closed order, and never once a
/// refund of it was asked for, or its money has arrived from a bank or a wallet.
///
/// # Errors
/// [`PaymentError::ApprovalRequired`], [`PaymentError::CannotNow`], [`PaymentError::RefundStands`],
/// [`PaymentError::SettledAlready`], [`PaymentError::TooLateToVoid`], [`PaymentError::NotFound`], and those of the order.
pub fn void(payment: &Payment, order: &Order, cmd: VoidPayment) -> Result<Taken, PaymentError> {
    let receipt = payment.taken()?;
    let own = cmd.by.id == receipt.received_by.id && cmd.at - receipt.recorded_at <= OWN;
    let role = if own { cmd.role } else { Role::Manager };
    let approved_by = Needed { role, amount: receipt.amount }
        .let_through(cmd.role, cmd.approver.as_ref())
        .map_err(|Needed { role, amount }| PaymentError::ApprovalRequired { amount, role })?;
    receipt.must_be(Standing::Successful, "void")?;
    if receipt.settlement.is_some() {
        return Err(PaymentError::SettledAlready);
    }
    if receipt.refunds.iter().any(Refund::reserves) {
        return Err(PaymentError::RefundStands);
    }
    let cash = receipt.method == PaymentMethod::Cash;
    let today = cmd.outlet.business_day(cmd.at) == cmd.outlet.business_day(receipt.recorded_at);
    if !cash && !today {
        return Err(PaymentError::TooLateToVoid);
    }
    let reason = Personal::about(order.placed()?.subject(), cmd.reason);
    let reverse = ReversePayment {
        payment_id: receipt.id,
        amount: receipt.amount,
        rounding: receipt.rounding,
        reason: reason.clone(),
        by: cmd.by.clone(),
        at: cmd.at,
    };
    let reversed = order::reverse_payment(order, reverse)?;
    let voided = PaymentEvent::PaymentVoided {
        payment_id: receipt.id,
        outlet_id: receipt.outlet_id,
        invoice_id: receipt.invoice_id,
        amount: receipt.amount,
        rounding: receipt.rounding,
        method: receipt.method,
        reason,
        approved_by,
        business_day: receipt.business_day,
        by: cmd.by,
        occurred_at: cmd.at,
    };
    Ok((vec![voided], reversed))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Both, cash, notes, somebody};
    use super::super::{PaymentMethod as M, TakePayment};
    use super::*;
    use crate::order::fixtures::{completed, kasir, later};
    use crate::order::{CloseOrder, OrderError, close};
    use crate::values::Money;

    fn cmd() -> VoidPayment {
        VoidPayment {
            outlet: Outlet::first(),
            reason: notes("salah metode"),
            role: Role::Cashier,
            approver: None,
            by: kasir(),
            at: later() + Duration::minutes(15),
        }
    }

    fn paid(method: M) -> Both {
        Both::of(completed(), TakePayment { method, ..cash(75_000, None) })
    }

    fn refused(both: &Both, cmd: VoidPayment) -> PaymentError {
        let (payment, order) = both.states();
        void(&payment, &order, cmd).unwrap_err()
    }

    #[test]
    fn what_was_mis_keyed_is_owed_again() {
        let mut both = paid(M::Cash);
        let (payment, order) = both.states();
        both.take_in(void(&payment, &order, cmd()).unwrap());
        let (payment, order) = both.states();
        assert_eq!(payment.receipt().unwrap().status(), "failed");
        assert_eq!(order.ticket().unwrap().outstanding().get(), 75_000);
        assert!(matches!(refused(&both, cmd()), PaymentError::CannotNow { .. }));
    }

    #[test]
    fn its_receiver_for_a_quarter_of_an_hour_then_a_manager() {
        let both = paid(M::Cash);
        let late = || VoidPayment { at: cmd().at + Duration::seconds(1), ..cmd() };
        let another = || VoidPayment { by: somebody(4), ..cmd() };
        for cmd in [late(), another()] {
            let needs = refused(&both, cmd);
            assert!(matches!(needs, PaymentError::ApprovalRequired { role: Role::Manager, .. }));
        }
        let (payment, order) = both.states();
        for cmd in [late(), another()] {
            assert!(void(&payment, &order, VoidPayment { role: Role::Manager, ..cmd }).is_ok());
        }
        let manager = |amount| Approver {
            actor: somebody(5),
            role: Role::Manager,
            amount: Money::rupiah(amount),
        };
        let approved = |amount| VoidPayment { approver: Some(manager(amount)), ..another() };
        let (voided, _) = void(&payment, &order, approved(75_000)).unwrap();
        assert!(matches!(
            &voided[0],
            PaymentEvent::PaymentVoided { approved_by: Some(by), .. } if *by == somebody(5)
        ));
        assert!(void(&payment, &order, approved(74_999)).is_err(), "of another amount");
    }

    #[test]
    fn others_than_cash_on_their_day() {
        let tomorrow =
            || VoidPayment { role: Role::Manager, at: later() + Duration::days(1), ..cmd() };
        assert_eq!(refused(&paid(M::Card), tomorrow()), PaymentError::TooLateToVoid);
        let (payment, order) = paid(M::Cash).states();
        assert!(void(&payment, &order, tomorrow()).is_ok(), "a drawer may be open past midnight");
    }

    #[test]
    fn nothing_of_what_was_put_away_or_given_back() {
        let mut both = paid(M::Cash);
        let put_away = CloseOrder { by: kasir(), at: later() };
        let (_, order) = both.states();
        both.order.extend(close(&order, put_away).unwrap());
        assert_eq!(refused(&both, cmd()), OrderError::PutAway.into());
        let mut both = paid(M::Cash);
        both.ask(1);
        assert_eq!(refused(&both, cmd()), PaymentError::RefundStands);
    }
}
