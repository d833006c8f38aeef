//! `POST /queue/{orderId}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::reply::{EntryReply, Shown, changed};
use super::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// An order that was taken out of the queue goes to its end. A new order needs no such thing.
#[utoipa::path(post, path = "/api/v1/queue/{orderId}", tag = "queue", security(("bearer" = [])),
    params(("orderId" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 201, body = Envelope<EntryReply>), Refusals))]
pub(crate) async fn join(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Shown, ApiError> {
    staff.said(Permission::QueueUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    changed(&commands::order::join_queue(&till.desk, &call, target).await?, Reply::created)
}
