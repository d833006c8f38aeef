//! Giving back what may be given back.

use domain::payment::{self, PayOutRefund, PaymentMethod};
use domain::user::Permission;
use domain::values::DrawerId;

use super::cash;
use super::target::{RefundTarget, Settled};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Gives an approved refund back, by the means it was paid by; cash comes out of a drawer that is
/// open now, the first outlet's first if none is named.
///
/// # Errors
/// [`CommandError`].
pub async fn pay_out_refund(
    desk: &Desk,
    call: &Call,
    target: RefundTarget,
    drawer_id: Option<DrawerId>,
) -> Result<Done<Settled>, CommandError> {
    let mut turns = target.payment()?.streams(desk).await;
    let drawer = cash::stream(drawer_id);
    if !turns.contains(&drawer) {
        turns.push(drawer);
    }
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::PaymentsCreate).await?;
            let in_cash = opened.payment.state.taken()?.method == PaymentMethod::Cash;
            let drawer = if in_cash {
                Some(cash::drawer_at(&attempt, drawer_id, opened.outlet.id).await?)
            } else {
                None
            };
            let cmd = PayOutRefund {
                refund_id: target.id,
                outlet: opened.outlet,
                drawer: drawer.as_ref().and_then(cash::place),
                ladder: opened.ladder,
                role: opened.role,
                by: opened.by.clone(),
                at: call.at,
            };
            let (paid_out, deducted) =
                payment::pay_out_refund(&opened.payment.state, &opened.order.state, cmd)?;
            if let Some(drawer) = &drawer {
                opened.draft.append(drawer, &cash::given(drawer, None, &paid_out)?)?;
            }
            opened.save(&attempt, paid_out, deducted).await
        })
    })
    .await
}
