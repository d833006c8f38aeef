//! `PATCH /employees/{id}/deactivate`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::employee::EmployeeError;
use domain::user::Permission;
use domain::values::EmployeeId;

use super::reply::{EmployeeReply, changed};
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// A worker left: nobody can assign them any more, and their name is free.
#[utoipa::path(patch, path = "/api/v1/employees/{id}/deactivate", tag = "employees",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<EmployeeReply>), Refusals))]
pub(crate) async fn retire(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<EmployeeReply>>, ApiError> {
    staff.said(Permission::EmployeesWrite, body.read(|_| Some(()))).await?;
    let id = EmployeeId::new(id).map_err(|_| EmployeeError::NotFound)?;
    let version = if_match(&headers)?;
    changed(&commands::employee::retire(&till.desk, &staff.call(&body), id, version).await?)
}
