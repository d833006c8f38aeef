//! Letting a refund through, or not.

use domain::payment::{self, ApproveRefund, RejectRefund};
use domain::user::Permission;
use domain::values::Notes;

use super::target::{RefundTarget, Settled};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Lets a refund through that somebody else asked for.
///
/// # Errors
/// [`CommandError`].
pub async fn approve_refund(
    desk: &Desk,
    call: &Call,
    target: RefundTarget,
) -> Result<Done<Settled>, CommandError> {
    let turns = target.payment()?.streams(desk).await;
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let (role, by) = (opened.role, opened.by.clone());
            let cmd = ApproveRefund { refund_id: target.id, role, by, at: call.at };
            let approved = payment::approve_refund(&opened.payment.state, cmd)?;
            opened.save(&attempt, approved, Vec::new()).await
        })
    })
    .await
}

/// Does not let a refund through.
///
/// # Errors
/// [`CommandError`].
pub async fn reject_refund(
    desk: &Desk,
    call: &Call,
    target: RefundTarget,
    reason: &Notes,
) -> Result<Done<Settled>, CommandError> {
    let turns = target.payment()?.streams(desk).await;
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let cmd = RejectRefund {
                refund_id: target.id,
                reason: opened.about(reason.clone())?,
                role: opened.role,
                by: opened.by.clone(),
                at: call.at,
            };
            let rejected = payment::reject_refund(&opened.payment.state, cmd)?;
            opened.save(&attempt, rejected, Vec::new()).await
        })
    })
    .await
}
