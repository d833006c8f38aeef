//! Taking back what was mis-keyed.

use domain::payment::{self, VoidPayment};
use domain::user::Permission;
use domain::values::Notes;

use super::cash;
use super::target::{PaymentTarget, Settled};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done, drawer};

/// Takes back a payment that was mis-keyed; cash comes out of the drawer session it went into.
///
/// # Errors
/// [`CommandError`].
pub async fn void(
    desk: &Desk,
    call: &Call,
    target: PaymentTarget,
    reason: &Notes,
) -> Result<Done<Settled>, CommandError> {
    let turns = target.streams(desk).await;
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let cmd = VoidPayment {
                outlet: opened.outlet,
                reason: reason.clone(),
                role: opened.role,
                approver: opened.approver.clone(),
                by: opened.by.clone(),
                at: call.at,
            };
            let (voided, reversed) =
                payment::void(&opened.payment.state, &opened.order.state, cmd)?;
            let into = opened.payment.state.receipt().and_then(|receipt| receipt.drawer);
            if let Some(into) = into {
                let drawer = drawer::drawer(&attempt, Some(into.drawer_id)).await?;
                opened.draft.append(&drawer, &cash::given(&drawer, Some(into), &voided)?)?;
            }
            opened.save(&attempt, voided, reversed).await
        })
    })
    .await
}
