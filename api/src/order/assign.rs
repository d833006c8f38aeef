//! `PATCH /car-wash/orders/{id}/employees`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::{EmployeeId, OrderId};
use utoipa::ToSchema;

use super::changed;
use super::reply::OrderReply;
use crate::body::{Body, number};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// Who works on it from now on.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct AssignRequest {
    /// All of them, in the order that decides about odd Rupiah.
    employee_ids: Vec<i64>,
}

/// Decides who works on an order, until it is completed.
#[utoipa::path(patch, path = "/api/v1/car-wash/orders/{id}/employees", tag = "car wash",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = AssignRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn assign(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    let read = body.read(|f| Some(f.list("employeeIds", 50, number(EmployeeId::new))));
    let employees = staff.said(Permission::OrdersUpdate, read).await?;
    let id = OrderId::new(id).map_err(|_| ApiError::not_found("such order"))?;
    let version = if_match(&headers)?;
    changed(
        &commands::order::assign(&till.desk, &staff.call(&body), id, version, &employees).await?,
    )
}
