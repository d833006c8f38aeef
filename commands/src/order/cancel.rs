//! Calling an order off.

use domain::order::{self, CancelOrder, Order, Step};
use domain::values::Notes;
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Calls an order off; what is to be given back is proposed.
///
/// # Errors
/// [`CommandError`].
pub async fn cancel(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    reason: &Notes,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Cancel.permission()).await?;
            let outlet = opened.ticket()?.outlet_id;
            let outlet = opened.lookups(&attempt).outlet(outlet).await?;
            let (reason, by) = (reason.clone(), opened.by.clone());
            let cmd = CancelOrder { outlet, reason, by, at: call.at };
            let events = order::cancel(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
