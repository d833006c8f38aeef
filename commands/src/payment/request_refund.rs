//! Asking for money to be given back.

use domain::payment::{self, RequestRefund};
use domain::user::Permission;
use domain::values::{Money, Notes};

use super::target::{PaymentTarget, Settled};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What is to be given back.
#[derive(Debug, Clone)]
pub struct WantedRefund {
    /// How much, in Rupiah.
    pub amount: Money,
    /// Why.
    pub reason: Notes,
    /// What shows it.
    pub evidence: Option<Notes>,
}

/// Asks for money to be given back. The new refund is the payment's last.
///
/// # Errors
/// [`CommandError`].
pub async fn request_refund(
    desk: &Desk,
    call: &Call,
    target: PaymentTarget,
    wanted: &WantedRefund,
) -> Result<Done<Settled>, CommandError> {
    let turns = target.streams(desk).await;
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let WantedRefund { amount, reason, evidence } = wanted.clone();
            let cmd = RequestRefund {
                amount,
                reason: opened.about(reason)?,
                evidence: evidence.map(|evidence| opened.about(evidence)).transpose()?,
                ladder: opened.ladder,
                role: opened.role,
                approver: opened.approver.clone(),
                by: opened.by.clone(),
                at: call.at,
            };
            let asked = payment::request_refund(&opened.payment.state, cmd)?;
            opened.save(&attempt, asked, Vec::new()).await
        })
    })
    .await
}
