//! Putting away an order that is done and paid.

use domain::order::{self, CloseOrder, Order, Step};
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Puts an order away.
///
/// # Errors
/// [`CommandError`].
pub async fn close(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Step::Close.permission()).await?;
            let by = opened.by.clone();
            let cmd = CloseOrder { by, at: call.at };
            let events = order::close(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
