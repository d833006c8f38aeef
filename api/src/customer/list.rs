//! `GET /customers`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::customers::Customers;
use projections::runtime::Projection;

use super::reply::CustomerReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Customers, newest first.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<CustomerReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<CustomerReply>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let paging = params.paging();
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Customers::NAME, min_position(&headers)?).await?;
    let (rows, matches) =
        projections::customers::list(&mut snapshot, paging.limit, paging.offset()).await?;
    let replies = rows.into_iter().map(|row| CustomerReply::of_row(row, role));
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(replies.collect(), meta).at(snapshot.position))
}
