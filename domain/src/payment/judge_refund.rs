//! Letting a refund through, or not.

use chrono::{DateTime, Utc};

use super::{Payment, PaymentError, PaymentEvent, Receipt, Refund, RefundStatus};
use crate::user::{Actor, Role};
use crate::values::{Notes, Personal, RefundId};

/// Lets a refund through.
#[derive(Debug, Clone)]
pub struct ApproveRefund {
    /// Which.
    pub refund_id: RefundId,
    /// The role of who approves.
    pub role: Role,
    /// Who approves.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Does not let a refund through.
#[derive(Debug, Clone)]
pub struct RejectRefund {
    /// Which.
    pub refund_id: RefundId,
    /// Why not; about whom the order is.
    pub reason: Personal<Notes>,
    /// The role of who rejects.
    pub role: Role,
    /// Who rejects.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the refund is approved: by somebody else than who asked, who may give back so
/// much themselves.
///
/// # Errors
/// [`PaymentError::NoSuchRefund`], [`PaymentError::ApprovalRequired`], [`PaymentError::OwnRefund`],
/// [`PaymentError::RefundCannotNow`].
pub fn approve_refund(
    payment: &Payment,
    cmd: ApproveRefund,
) -> Result<Vec<PaymentEvent>, PaymentError> {
    let (receipt, refund) = judged(payment, cmd.refund_id, cmd.role)?;
    if refund.requested_by.id == cmd.by.id {
        return Err(PaymentError::OwnRefund);
    }
    requested(refund, "approve")?;
    Ok(vec![PaymentEvent::RefundApproved {
        payment_id: receipt.id,
        refund_id: refund.id,
        approved_by: Some(cmd.by.clone()),
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

/// Decides whether the refund is rejected; what it had reserved can be asked for again.
///
/// # Errors
/// [`PaymentError::NoSuchRefund`], [`PaymentError::ApprovalRequired`],
/// [`PaymentError::RefundCannotNow`].
pub fn reject_refund(
    payment: &Payment,
    cmd: RejectRefund,
) -> Result<Vec<PaymentEvent>, PaymentError> {
    let (receipt, refund) = judged(payment, cmd.refund_id, cmd.role)?;
    requested(refund, "reject")?;
    Ok(vec![PaymentEvent::RefundRejected {
        payment_id: receipt.id,
        refund_id: refund.id,
        reason: cmd.reason,
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

fn judged(
    payment: &Payment,
    id: RefundId,
    role: Role,
) -> Result<(&Receipt, &Refund), PaymentError> {
    let (receipt, refund) = payment.refund(id)?;
    if role.reaches(refund.required_role) {
        Ok((receipt, refund))
    } else {
        let (amount, role) = (refund.amount, refund.required_role);
        Err(PaymentError::ApprovalRequired { amount, role })
    }
}

fn requested(refund: &Refund, what: &'static str) -> Result<(), PaymentError> {
    if refund.status == RefundStatus::Requested {
        Ok(())
    } else {
        Err(PaymentError::RefundCannotNow { what, status: refund.status })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Both, about, cash, notes, somebody};
    use super::*;
    use crate::order::fixtures::{completed, later};
    use crate::values::Money;

    fn asked() -> (Both, RefundId) {
        let mut both = Both::of(completed(), cash(75_000, None));
        let id = both.ask(60_000);
        (both, id)
    }

    fn approve(refund_id: RefundId, by: i64, role: Role) -> ApproveRefund {
        ApproveRefund { refund_id, role, by: somebody(by), at: later() }
    }

    #[test]
    fn somebody_else_approves_who_may_give_back_so_much() {
        let (mut both, id) = asked();
        let own = approve_refund(&both.payment(), approve(id, 2, Role::Manager)).unwrap_err();
        assert_eq!(own, PaymentError::OwnRefund);
        let below = approve_refund(&both.payment(), approve(id, 3, Role::Cashier)).unwrap_err();
        assert!(matches!(below, PaymentError::ApprovalRequired { role: Role::Manager, .. }));
        both.payment
            .extend(approve_refund(&both.payment(), approve(id, 5, Role::Manager)).unwrap());
        let payment = both.payment();
        let refund = &payment.receipt().unwrap().refunds[0];
        assert_eq!(refund.approved_by, Some(somebody(5)));
        assert!(!refund.approved_automatically());
        let again = approve_refund(&payment, approve(id, 6, Role::Admin)).unwrap_err();
        assert!(matches!(again, PaymentError::RefundCannotNow { .. }));
    }

    #[test]
    fn what_is_rejected_can_be_asked_for_again() {
        let (mut both, refund_id) = asked();
        assert_eq!(both.payment().receipt().unwrap().refundable(), Money::rupiah(15_000));
        let cmd = RejectRefund {
            refund_id,
            reason: about(notes("tidak ada bukti")),
            role: Role::Manager,
            by: somebody(2),
            at: later(),
        };
        both.payment.extend(reject_refund(&both.payment(), cmd.clone()).unwrap());
        assert_eq!(both.payment().receipt().unwrap().refundable(), Money::rupiah(75_000));
        assert!(reject_refund(&both.payment(), cmd).is_err());
        assert_ne!(both.ask(60_000), refund_id);
    }
}
