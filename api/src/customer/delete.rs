//! `DELETE /customers/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::reply::marked;
use super::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Deletes a customer's record: it is shown only to those who ask for deleted ones, and its phone
/// and membership number are free. Its history is kept.
#[utoipa::path(delete, path = "/api/v1/customers/{id}", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), responses((status = 204), Refusals))]
pub(crate) async fn delete(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    staff.said(Permission::CustomersDelete, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::delete(&till.desk, &call, target).await?;
    Ok(marked(Reply::nothing(), &done))
}
