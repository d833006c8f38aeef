//! Beginning the work on an order.

use domain::order::{self, Order, StartOrder};
use domain::user::Permission;
use domain::values::OrderId;
use infra::event_log::Loaded;

use super::change::{Target, change};
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
    change(desk, call, target, async |order, who, _| {
        Ok(order::start(order, StartOrder { by: who.actor(), at: call.at })?)
    })
    .await
}
