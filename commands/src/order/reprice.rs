//! Agreeing on another price for an order.

use domain::order::{self, Order, Override, PriceAuthority, RepriceOrder, Step};
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Agrees on another price, until the order is completed.
///
/// # Errors
/// [`CommandError`].
pub async fn reprice(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    wanted: &Override,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Reprice.permission()).await?;
            let ladder = opened.settings(&attempt).await?.ladder();
            let cmd = RepriceOrder {
                wanted: wanted.clone(),
                authority: PriceAuthority {
                    role: opened.role,
                    approver: opened.approver.clone(),
                    ladder,
                },
                editor: opened.editor,
                by: opened.by.clone(),
                at: call.at,
            };
            let events = order::reprice(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
