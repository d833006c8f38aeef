//! `GET /{service}/orders/{id}` and `GET /orders/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::OrderId;
use projections::orders::one;

use super::path::OrderPath;
use super::reply::OrderReply;
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

type Found = Result<Reply<Envelope<OrderReply>>, ApiError>;

async fn found(
    till: &Till,
    staff: &Staff,
    mut params: Params,
    headers: &HeaderMap,
    service: Option<ServiceType>,
    id: OrderId,
) -> Found {
    let role = staff.may(Permission::OrdersRead).await?;
    let deleted = params.flag("includeDeleted").unwrap_or(false);
    params.finish()?;
    let (view, at_least) = (&till.views.orders, min_position(headers)?);
    let (found, position) = one(view, &till.read_db, service, id, at_least).await?;
    let hidden = |order: &domain::order::Order| {
        order.ticket().is_some_and(|ticket| ticket.deleted_at.is_some()) && !deleted
    };
    let row = found.filter(|row| !hidden(&row.order));
    let row = row.ok_or_else(|| ApiError::not_found("such order"))?;
    let reply = OrderReply::of(&row.order, row.version, role)?;
    Ok(Reply::ok(reply).at(position).version(row.version))
}

/// One order of a service.
#[utoipa::path(get, path = "/api/v1/{service}/orders/{id}", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path),
        ("includeDeleted" = Option<bool>, Query), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    OrderPath { service, id }: OrderPath,
    params: Params,
    headers: HeaderMap,
) -> Found {
    found(&till, &staff, params, &headers, Some(service), id).await
}

/// One order, of whatever service.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "orders", security(("bearer" = [])),
    params(("id" = i64, Path), ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn get_any(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Found {
    let id = OrderId::new(id).map_err(|_| ApiError::not_found("such order"))?;
    found(&till, &staff, params, &headers, None, id).await
}
