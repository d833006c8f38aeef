//! `GET /employees/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::employee::EmployeeError;
use domain::user::Permission;
use domain::values::EmployeeId;
use projections::employees::{Employees, find};
use projections::runtime::Projection;

use super::reply::EmployeeReply;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// One worker.
#[utoipa::path(get, path = "/api/v1/employees/{id}", tag = "employees", security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<EmployeeReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Reply<Envelope<EmployeeReply>>, ApiError> {
    staff.may(Permission::EmployeesRead).await?;
    let id = EmployeeId::new(id).map_err(|_| EmployeeError::NotFound)?;
    let mut snapshot = till.read_db.snapshot(Employees::NAME, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(EmployeeError::NotFound)?;
    let version = row.version;
    Ok(Reply::ok(row.into()).at(snapshot.position).version(version))
}
