//! Beginning the work on an order.

use domain::order::{self, Order, StartOrder};
use domain::user::Permission;
use domain::values::OrderId;
use infra::event_log::Loaded;

use super::change::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// Begins the work. `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn start(
    desk: &Desk,
    call: &Call,
    id: OrderId,
    version: Option<i64>,
) -> Result<Loaded<Order>, CommandError> {
    let target = Target { id, version, permission: Permission::OrdersUpdateStatus };
    deciding(move || {
        Box::pin(async move {
            let opened = target.open(desk, call).await?;
            let cmd = StartOrder { by: opened.by.clone(), at: call.at };
            let events = order::start(&opened.order.state, cmd)?;
            opened.save(desk, events).await
        })
    })
    .await
}
