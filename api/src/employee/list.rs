//! `GET /employees`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::employee::EmployeeStatus;
use domain::user::Permission;
use projections::employees::{BY_NAME, EmployeeFilter, Employees};
use projections::runtime::Projection;

use super::reply::EmployeeReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

fn status(text: &str) -> Result<EmployeeStatus, String> {
    let lower = text.to_ascii_lowercase();
    let known = EmployeeStatus::ALL.into_iter().find(|status| status.name() == lower);
    known.ok_or_else(|| "must be one of active, inactive".to_owned())
}

/// Who works here, or did, by name.
#[utoipa::path(get, path = "/api/v1/employees", tag = "employees", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("filter[status]" = Option<String>, Query, description = "active or inactive"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<EmployeeReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<EmployeeReply>>, ApiError> {
    staff.may(Permission::EmployeesRead).await?;
    let paging = params.paging_by(&BY_NAME, false);
    let filter = EmployeeFilter { status: params.take("filter[status]", status) };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Employees::NAME, min_position(&headers)?).await?;
    let found = projections::employees::list(&mut snapshot, filter, &paging).await?;
    Ok(Reply::page(&paging, found.map(Into::into)).at(snapshot.position))
}
