//! Having finished work done again.

use domain::order::{self, Order, ReworkOrder, Step};
use domain::values::Notes;
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Has finished work done again, for nothing.
///
/// # Errors
/// [`CommandError`].
pub async fn rework(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    reason: &Notes,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Step::Rework.permission()).await?;
            let by = opened.by.clone();
            let cmd = ReworkOrder { reason: reason.clone(), by, at: call.at };
            let events = order::rework(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
