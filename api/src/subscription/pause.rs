//! `PATCH /water-delivery/subscriptions/{id}/pause` and `…/resume`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::BusinessDay;
use utoipa::ToSchema;

use super::reply::{SubscriptionReply, changed};
use super::target;
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Days on which nothing is due, both included.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PauseRequest {
    /// The first: today or later.
    from: String,
    /// The last; without it until it is resumed.
    until: Option<String>,
}

fn read(fields: &mut Fields) -> Option<(BusinessDay, Option<BusinessDay>)> {
    let from = fields.required("from", text(BusinessDay::parse));
    let until = fields.optional("until", text(BusinessDay::parse));
    Some((from?, until))
}

/// Nothing is due for a while: what falls into it is skipped, and it goes on by itself after it.
#[utoipa::path(patch, path = "/api/v1/water-delivery/subscriptions/{id}/pause",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = PauseRequest,
    responses((status = 200, body = Envelope<SubscriptionReply>), Refusals))]
pub(crate) async fn pause(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    let days = staff.said(Permission::OrdersUpdate, body.read(read)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    changed(&till, &commands::subscription::pause(&till.desk, &call, target, days).await?).await
}

/// Ends a pause from today on, or takes back one that has not come.
#[utoipa::path(patch, path = "/api/v1/water-delivery/subscriptions/{id}/resume",
    tag = "water delivery", security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<SubscriptionReply>), Refusals))]
pub(crate) async fn resume(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<SubscriptionReply>>, ApiError> {
    staff.said(Permission::OrdersUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    changed(&till, &commands::subscription::resume(&till.desk, &call, target).await?).await
}
