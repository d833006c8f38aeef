//! `GET /customers/{id}/orders`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::customer::CustomerError;
use domain::user::Permission;
use projections::customers::{Customers, find};
use projections::orders::{OrderFilter, Orders, Paging};
use projections::runtime::Projection;

use super::{is_deleted, known_id};
use crate::error::ApiError;
use crate::order::OrderReply;
use crate::query::{Params, PathId};
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// The orders of a customer, newest first unless sorted otherwise, with those of the records that
/// were merged with this one.
#[utoipa::path(get, path = "/api/v1/customers/{id}/orders", tag = "customers",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<OrderReply>), Refusals))]
pub(crate) async fn orders(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<OrderReply>>, ApiError> {
    staff.may(Permission::CustomersRead).await?;
    let role = staff.may(Permission::OrdersRead).await?;
    let paging = Paging { ascending: params.sort_by_age(), ..params.paging() };
    let include_deleted = params.flag("includeDeleted").unwrap_or(false);
    params.finish()?;
    let id = known_id(id)?;
    let projections = [Orders::NAME, Customers::NAME];
    let mut snapshot = till.read_db.snapshot_of(&projections, min_position(&headers)?).await?;
    let customer = find(&mut snapshot, id).await?;
    customer.filter(|row| include_deleted || !is_deleted(row)).ok_or(CustomerError::NotFound)?;
    let theirs =
        OrderFilter { customer: Some(id), deleted: include_deleted, ..OrderFilter::default() };
    let (rows, matches) = projections::orders::list(&mut snapshot, &theirs, paging).await?;
    let orders = rows
        .iter()
        .map(|row| OrderReply::of(&row.order, row.version, role))
        .collect::<Result<_, _>>()?;
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(orders, meta).at(snapshot.position))
}
