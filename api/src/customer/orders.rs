//! `GET /customers/{id}/orders`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::customers::Customers;
use projections::orders::{OrderFilter, Orders, SORTS};
use projections::runtime::Projection;

use super::{known, known_id};
use crate::error::ApiError;
use crate::order::{OrderReply, list};
use crate::query::{Params, PathId};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// The orders of a customer, newest first unless sorted otherwise, with those of the records that
/// were merged with this one.
#[utoipa::path(get, path = "/api/v1/customers/{id}/orders", tag = "customers",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query,
            description = "createdAt, updatedAt, total or orderNumber; -total is the most first"),
        ("filter[serviceType]" = Option<String>, Query),
        ("filter[status]" = Option<String>, Query),
        ("filter[paymentStatus]" = Option<String>, Query,
            description = "unpaid, partial, overdue (as of today), paid or refunded"),
        ("filter[orderNumber]" = Option<String>, Query,
            description = "a whole number, or what it begins with"),
        ("filter[createdAt][gte]" = Option<String>, Query),
        ("filter[createdAt][lte]" = Option<String>, Query),
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
    let paging = params.paging(SORTS);
    let theirs = list::filter(&mut params, None);
    params.finish()?;
    let id = known_id(id)?;
    let theirs = OrderFilter { customer: Some(id), ..theirs };
    let projections = [Orders::NAME, Customers::NAME];
    let mut snapshot = till.read_db.snapshot_of(&projections, min_position(&headers)?).await?;
    known(&mut snapshot, id, theirs.deleted).await?;
    let found = projections::orders::list(&mut snapshot, &theirs, &paging).await?;
    Ok(Reply::page(&paging, list::shown(found, role)?).at(snapshot.position))
}
