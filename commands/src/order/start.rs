//! Beginning the work on an order.

use domain::order::{self, Order, StartOrder};
use domain::user::Permission;
use domain::values::OrderId;
use infra::event_log::Loaded;

use super::change::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Begins the work. `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn start(
    desk: &Desk,
    call: &Call,
    id: OrderId,
    version: Option<i64>,
) -> Result<Done<Loaded<Order>>, CommandError> {
    let target = Target { id, version, permission: Permission::OrdersUpdateStatus };
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let cmd = StartOrder { by: opened.by.clone(), at: call.at };
            let events = order::start(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
