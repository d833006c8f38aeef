//! `PATCH /car-wash/orders/{id}/start`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::OrderId;

use super::changed;
use super::reply::OrderReply;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Begins the work. Somebody must be assigned.
#[utoipa::path(patch, path = "/api/v1/car-wash/orders/{id}/start", tag = "car wash",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn start(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    staff.said(Permission::OrdersUpdateStatus, body.read(|_| Some(()))).await?;
    let id = OrderId::new(id).map_err(|_| ApiError::not_found("such order"))?;
    let version = if_match(&headers)?;
    changed(&commands::order::start(&till.desk, &staff.call(&body), id, version).await?)
}
