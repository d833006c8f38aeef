//! `GET /employees`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::employees::{EmployeeRow, Employees};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// A paid worker.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmployeeReply {
    id: i64,
    name: String,
    phone: Option<String>,
    hire_date: String,
    /// active
    status: &'static str,
}

impl From<EmployeeRow> for EmployeeReply {
    fn from(row: EmployeeRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            phone: row.phone,
            hire_date: row.hire_date.to_string(),
            status: "active",
        }
    }
}

/// Those who can be assigned, by name.
#[utoipa::path(get, path = "/api/v1/employees", tag = "employees", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<EmployeeReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<EmployeeReply>>, ApiError> {
    staff.may(Permission::EmployeesRead).await?;
    let paging = params.paging();
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Employees::NAME, min_position(&headers)?).await?;
    let (rows, matches) =
        projections::employees::list(&mut snapshot, paging.limit, paging.offset()).await?;
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(rows.into_iter().map(Into::into).collect(), meta).at(snapshot.position))
}
