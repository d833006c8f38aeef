//! `GET /employees/{id}/personal-data`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::employee::EmployeeError;
use domain::user::Permission;
use domain::values::EmployeeId;
use projections::audit_trail::AuditTrail;
use projections::employees::{EmployeeRow, Employees, find};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::{TraceReply, history_of};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// What is known about a worker by their record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WorkerDataReply {
    id: i64,
    name: String,
    phone: Option<String>,
    hire_date: String,
    /// Where they work.
    outlet_id: i64,
    /// active, inactive
    status: String,
}

impl From<EmployeeRow> for WorkerDataReply {
    fn from(row: EmployeeRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            phone: row.phone,
            hire_date: row.hire_date.to_string(),
            outlet_id: row.outlet_id,
            status: row.status,
        }
    }
}

/// Everything that is known about a worker as a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmployeeDataReply {
    employee: WorkerDataReply,
    /// What was done to the record, by whom, the newest first; 1,000 lines at most.
    history: Vec<TraceReply>,
    /// Where the rest is: orders hold their name, and what they earned.
    elsewhere: [&'static str; 1],
}

/// Everything that is known about a worker, to be given to them.
#[utoipa::path(get, path = "/api/v1/employees/{id}/personal-data", tag = "employees",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<EmployeeDataReply>), Refusals))]
pub(crate) async fn personal_data(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<EmployeeDataReply>>, ApiError> {
    staff.may(Permission::EmployeesErase).await?;
    params.finish()?;
    let id = EmployeeId::new(id).map_err(|_| EmployeeError::NotFound)?;
    let projections = [Employees::NAME, AuditTrail::NAME];
    let mut snapshot = till.read_db.snapshot_of(&projections, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(EmployeeError::NotFound)?;
    let history = history_of(&mut snapshot, &till, "employee", id.get()).await?;
    let elsewhere = ["GET /employees/{id}/income: the orders they worked on, and what they earned"];
    let reply = EmployeeDataReply { employee: row.into(), history, elsewhere };
    Ok(Reply::ok(reply).at(snapshot.position))
}
