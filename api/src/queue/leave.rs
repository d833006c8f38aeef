//! `DELETE /queue/{orderId}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Takes an order out of the queue; the order itself goes on as it was.
#[utoipa::path(delete, path = "/api/v1/queue/{orderId}", tag = "queue", security(("bearer" = [])),
    params(("orderId" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204), Refusals))]
pub(crate) async fn leave(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    staff.said(Permission::QueueUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::order::leave_queue(&till.desk, &call, target).await?;
    let order = &done.what;
    Ok(Reply::nothing().at(order.position).version(order.sequence).replayed(done.replayed))
}
