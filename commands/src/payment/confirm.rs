//! What becomes of money that was announced.

use domain::payment::{self, ConfirmPayment, FailPayment};
use domain::user::Permission;
use domain::values::{Notes, ReferenceNumber};

use super::target::{PaymentTarget, Settled};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// The money came: it counts from now on.
///
/// # Errors
/// [`CommandError`].
pub async fn confirm(
    desk: &Desk,
    call: &Call,
    target: PaymentTarget,
    reference_number: &ReferenceNumber,
) -> Result<Done<Settled>, CommandError> {
    let turns = target.streams(desk).await;
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let cmd = ConfirmPayment {
                outlet: opened.outlet,
                reference_number: reference_number.clone(),
                refunds: opened.ladder,
                by: opened.by.clone(),
                at: call.at,
            };
            let (confirmed, credited) =
                payment::confirm(&opened.payment.state, &opened.order.state, cmd)?;
            opened.save(&attempt, confirmed, credited).await
        })
    })
    .await
}

/// The money will not come.
///
/// # Errors
/// [`CommandError`].
pub async fn fail(
    desk: &Desk,
    call: &Call,
    target: PaymentTarget,
    reason: Option<&Notes>,
) -> Result<Done<Settled>, CommandError> {
    let turns = target.streams(desk).await;
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let reason = reason.cloned().map(|reason| opened.about(reason)).transpose()?;
            let cmd = FailPayment { reason, by: opened.by.clone(), at: call.at };
            let failed = payment::fail(&opened.payment.state, cmd)?;
            opened.save(&attempt, failed, Vec::new()).await
        })
    })
    .await
}
