//! `PATCH /customers/{id}/reactivate`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::reply::{CustomerReply, changed};
use super::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A customer gets orders again.
#[utoipa::path(patch, path = "/api/v1/customers/{id}/reactivate", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn reactivate(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    staff.said(Permission::CustomersUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    changed(&commands::customer::reactivate(&till.desk, &call, target).await?)
}
