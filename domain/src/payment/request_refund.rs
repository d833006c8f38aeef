//! Asking for money to be given back.

use chrono::{DateTime, Utc};

use super::{Payment, PaymentError, PaymentEvent, RefundReason, Standing};
use crate::approval::{Approver, Needed};
use crate::settings::RefundLadder;
use crate::user::{Actor, Role};
use crate::values::{Money, Notes, Personal, RefundId};

/// Asks for money to be given back.
#[derive(Debug, Clone)]
pub struct RequestRefund {
    /// How much, in Rupiah.
    pub amount: Money,
    /// Why; about whom the order is.
    pub reason: Personal<Notes>,
    /// What shows it.
    pub evidence: Option<Personal<Notes>>,
    /// Who may give back how much.
    pub ladder: RefundLadder,
    /// The role of who asks.
    pub role: Role,
    /// Who lets through what that role may not give back alone.
    pub approver: Option<Approver>,
    /// Who asks.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the refund may be asked for: by somebody who may give back so much, or with the
/// approval of one, of what is left of the payment. A small one needs nobody else, and what somebody
/// approved with the asking needs nobody again: it is approved at once.
///
/// # Errors
/// [`PaymentError::ApprovalRequired`], [`PaymentError::CannotNow`],
/// [`PaymentError::AmountOutOfRange`], [`PaymentError::MoreThanLeft`],
/// [`PaymentError::TooManyRefunds`], [`PaymentError::NotFound`].
pub fn request_refund(
    payment: &Payment,
    cmd: RequestRefund,
) -> Result<Vec<PaymentEvent>, PaymentError> {
    let receipt = payment.taken()?;
    let RequestRefund { amount, reason, evidence, ladder, role, approver, by, at } = cmd;
    let least = |amount| ladder.minimum_role(amount, receipt.received_at, at);
    let through = Needed { role: least(amount), amount }
        .let_through(role, approver.as_ref())
        .map_err(|Needed { role, amount }| PaymentError::ApprovalRequired { amount, role });
    // Whoever may give back nothing at all is told so, whatever they ask.
    if !role.reaches(least(Money::rupiah(1))) {
        through.clone()?;
    }
    receipt.must_be(Standing::Successful, "refund")?;
    if !amount.is_positive() {
        return Err(PaymentError::AmountOutOfRange);
    }
    let left = receipt.refundable();
    if amount > left {
        return Err(PaymentError::MoreThanLeft { left });
    }
    let approved_by = through?;
    let count = receipt.refunds.len() + 1;
    let refund_id = RefundId::of(receipt.id, count).map_err(|_| PaymentError::TooManyRefunds)?;
    let payment_id = receipt.id;
    let mut events = vec![PaymentEvent::RefundRequested {
        payment_id,
        refund_id,
        order_id: receipt.order_id,
        amount,
        reason: RefundReason::Said(reason),
        evidence,
        required_role: least(amount),
        by: by.clone(),
        occurred_at: at,
    }];
    if approved_by.is_some() || amount <= ladder.self_approve_up_to {
        events.push(PaymentEvent::RefundApproved {
            payment_id,
            refund_id,
            approved_by,
            by,
            occurred_at: at,
        });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use cqrs_es::Aggregate;

    use super::super::TakePayment;
    use super::super::fixtures::{Both, ask, cash, somebody};
    use super::*;
    use crate::order::fixtures::{completed, later};

    fn paid(amount: i64) -> Both {
        Both::of(completed(), cash(amount, None))
    }

    fn statuses(events: &[PaymentEvent]) -> usize {
        events.len()
    }

    #[test]
    fn who_may_give_back_how_much() {
        let ladder =
            |below| RefundLadder { cashier_below: Money::rupiah(below), ..RefundLadder::default() };
        let payment = paid(75_000).payment();
        let asked = request_refund(&payment, ask(25_000, Role::Manager)).unwrap();
        assert_eq!(statuses(&asked), 2, "RFA-07: approved at once");
        let cmd = RequestRefund { ladder: ladder(50_000), ..ask(25_000, Role::Cashier) };
        assert!(request_refund(&payment, cmd).is_ok(), "RFA-09");
        let needs = |role, amount| PaymentError::ApprovalRequired { amount, role };
        let refused = request_refund(&payment, ask(25_000, Role::Cashier)).unwrap_err();
        assert_eq!(refused, needs(Role::Manager, Money::rupiah(25_000)), "K-34");
        let cmd = RequestRefund { ladder: ladder(50_000), ..ask(50_000, Role::Cashier) };
        let refused = request_refund(&payment, cmd).unwrap_err();
        assert_eq!(refused, needs(Role::Manager, Money::rupiah(50_000)), "RFA-02");
    }

    #[test]
    fn nothing_is_no_refund_and_nothing_is_given_back_twice() {
        let payment = paid(75_000).payment();
        for amount in [0, -1] {
            let refused = request_refund(&payment, ask(amount, Role::Manager)).unwrap_err();
            assert_eq!(refused, PaymentError::AmountOutOfRange, "RFA-06");
        }
        let mut both = paid(50_000);
        both.ask(25_000);
        let left = Money::rupiah(25_000);
        let refused = request_refund(&both.payment(), ask(30_000, Role::Manager)).unwrap_err();
        assert_eq!(refused, PaymentError::MoreThanLeft { left }, "RFA-12");
        assert!(request_refund(&both.payment(), ask(25_000, Role::Manager)).is_ok());
    }

    #[test]
    fn a_large_one_waits_for_somebody_else() {
        let payment = paid(75_000).payment();
        let asked = request_refund(&payment, ask(50_000, Role::Manager)).unwrap();
        assert_eq!(asked.len(), 2, "within refundSelfApproveMax");
        let asked = request_refund(&payment, ask(50_001, Role::Manager)).unwrap();
        assert_eq!(asked.len(), 1);
    }

    #[test]
    fn whoever_approves_the_asking_approves_the_refund() {
        let payment = paid(75_000).payment();
        let by =
            |role, amount| Approver { actor: somebody(4), role, amount: Money::rupiah(amount) };
        let cmd =
            |approver| RequestRefund { approver: Some(approver), ..ask(60_000, Role::Cashier) };
        let mut payment_then = payment.clone();
        for event in request_refund(&payment, cmd(by(Role::Manager, 60_000))).unwrap() {
            payment_then.apply(event);
        }
        let refund = &payment_then.receipt().unwrap().refunds[0];
        assert_eq!(refund.status.name(), "approved");
        assert_eq!(refund.approved_by, Some(somebody(4)));
        for approver in [by(Role::Manager, 59_999), by(Role::Cashier, 60_000)] {
            let refused = request_refund(&payment, cmd(approver)).unwrap_err();
            assert!(matches!(refused, PaymentError::ApprovalRequired { .. }));
        }
    }

    #[test]
    fn after_a_week_only_an_admin_gives_back() {
        let payment = paid(75_000).payment();
        let at = later() + chrono::Duration::days(8);
        let cmd = |role| RequestRefund { at, ..ask(1_000, role) };
        let refused = request_refund(&payment, cmd(Role::Manager)).unwrap_err();
        assert!(matches!(refused, PaymentError::ApprovalRequired { role: Role::Admin, .. }));
        assert!(request_refund(&payment, cmd(Role::Admin)).is_ok());
    }

    #[test]
    fn what_is_not_there_is_not_given_back() {
        let announced = super::super::fixtures::announced(75_000);
        let both = Both::of(completed(), TakePayment { ..announced });
        let refused = request_refund(&both.payment(), ask(1, Role::Manager)).unwrap_err();
        assert!(matches!(refused, PaymentError::CannotNow { status: "pending", .. }));
    }
}
