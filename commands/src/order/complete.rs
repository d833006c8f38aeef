//! Finishing the work on an order.

use domain::order::{self, CompleteOrder, Order};
use domain::user::Permission;
use domain::values::{Notes, OrderId, Outlet};
use infra::event_log::Loaded;

use super::change::Target;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Finishes the work; income and shares are fixed. `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn complete(
    desk: &Desk,
    call: &Call,
    id: OrderId,
    version: Option<i64>,
    notes: Option<Notes>,
) -> Result<Done<Loaded<Order>>, CommandError> {
    let target = Target { id, version, permission: Permission::OrdersUpdateStatus };
    let notes = &notes;
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let cmd = CompleteOrder {
                outlet: Outlet::first(),
                notes: notes.clone(),
                by: opened.by.clone(),
                at: call.at,
            };
            let events = order::complete(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
