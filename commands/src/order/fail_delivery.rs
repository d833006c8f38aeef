//! Coming back with what was to be brought.

use domain::order::{self, FailDelivery, FailedBecause, Order, Step};
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Says that the driver came back with it.
///
/// # Errors
/// [`CommandError`].
pub async fn fail_delivery(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    reason: FailedBecause,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Step::FailDelivery.permission()).await?;
            let by = opened.by.clone();
            let cmd = FailDelivery { reason, by, at: call.at };
            let events = order::fail_delivery(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
