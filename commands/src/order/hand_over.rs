//! Handing a finished order over.

use domain::order::{self, HandOverOrder, Order, Step};
use domain::values::Notes;
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Hands a finished order over to the customer.
///
/// # Errors
/// [`CommandError`].
pub async fn hand_over(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    notes: Option<&Notes>,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Step::HandOver.permission()).await?;
            let by = opened.by.clone();
            let cmd = HandOverOrder { notes: notes.cloned(), by, at: call.at };
            let events = order::hand_over(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
