//! `GET /car-wash/orders/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::OrderId;
use projections::orders::{Orders, find};
use projections::runtime::Projection;

use super::reply::OrderReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One order.
#[utoipa::path(get, path = "/api/v1/car-wash/orders/{id}", tag = "car wash",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    let role = staff.may(Permission::OrdersRead).await?;
    let id = OrderId::new(id).map_err(|_| ApiError::not_found("such order"))?;
    let mut snapshot = till.read_db.snapshot(Orders::NAME, min_position(&headers)?).await?;
    let found = find(&mut snapshot, ServiceType::CarWash, id).await?;
    let row = found.ok_or_else(|| ApiError::not_found("such order"))?;
    let reply = OrderReply::of(&row.order, row.version, role)?;
    Ok(Reply::ok(reply).at(snapshot.position).version(row.version))
}
