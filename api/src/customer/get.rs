//! `GET /customers/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::one;
use super::reply::ShownCustomer;
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// One customer. A record that was merged says into which.
#[utoipa::path(get, path = "/api/v1/customers/{id}", tag = "customers", security(("bearer" = [])),
    params(("id" = i64, Path), ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<ShownCustomer>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<ShownCustomer>>, ApiError> {
    let role = staff.may(Permission::CustomersRead).await?;
    let (row, position) = one(&till, id, params, &headers).await?;
    Ok(Reply::ok(ShownCustomer::of(&row, role)?).at(position).version(row.version))
}
