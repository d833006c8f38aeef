//! `PATCH /car-wash/orders/{id}/complete`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::{Notes, OrderId};
use utoipa::ToSchema;

use super::changed;
use super::reply::OrderReply;
use crate::body::{Body, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// What there is to say about the work.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct CompleteRequest {
    /// Up to 500 characters.
    notes: Option<String>,
}

/// Finishes the work. Income and shares are fixed, the order leaves the queue.
#[utoipa::path(patch, path = "/api/v1/car-wash/orders/{id}/complete", tag = "car wash",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = CompleteRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn complete(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    let read = body.read(|f| Some(f.optional("notes", text(Notes::parse))));
    let notes = staff.said(Permission::OrdersUpdateStatus, read).await?;
    let id = OrderId::new(id).map_err(|_| ApiError::not_found("such order"))?;
    let version = if_match(&headers)?;
    changed(&commands::order::complete(&till.desk, &staff.call(&body), id, version, notes).await?)
}
