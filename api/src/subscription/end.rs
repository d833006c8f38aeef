//! `PATCH /water-delivery/subscriptions/{id}/end`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::reply::{SubscriptionReply, changed};
use super::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Nothing is due any more, for good. Orders that were made stay.
#[utoipa::path(patch, path = "/api/v1/water-delivery/subscriptions/{id}/end",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<SubscriptionReply>), Refusals))]
pub(crate) async fn end(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    staff.said(Permission::OrdersUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    changed(&till, &commands::subscription::end(&till.desk, &call, target).await?).await
}
