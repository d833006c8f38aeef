//! `GET /customers/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::CustomerId;
use projections::customers::{Customers, find};
use projections::runtime::Projection;

use super::reply::CustomerReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One customer.
#[utoipa::path(get, path = "/api/v1/customers/{id}", tag = "customers", security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let missing = || ApiError::not_found("such customer");
    let id = CustomerId::new(id).map_err(|_| missing())?;
    let mut snapshot = till.read_db.snapshot(Customers::NAME, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or_else(missing)?;
    let version = row.version;
    Ok(Reply::ok(CustomerReply::of_row(row, role)).at(snapshot.position).version(version))
}
