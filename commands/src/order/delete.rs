//! Taking an order from view that nothing came of.

use domain::order::{self, DeleteOrder, Order, Step};
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Takes an order from view; the log keeps it.
///
/// # Errors
/// [`CommandError`].
pub async fn delete(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Step::Delete.permission()).await?;
            let by = opened.by.clone();
            let cmd = DeleteOrder { by, at: call.at };
            let events = order::delete(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
