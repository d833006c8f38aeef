//! `GET /employees`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::employee::EmployeeStatus;
use domain::user::Permission;
use projections::employees::{EmployeeFilter, Employees};
use projections::runtime::Projection;

use super::reply::EmployeeReply;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Meta, Refusals, Reply};
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
    let paging = params.paging();
    let filter = EmployeeFilter { status: params.take("filter[status]", status) };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Employees::NAME, min_position(&headers)?).await?;
    let (rows, matches) =
        projections::employees::list(&mut snapshot, filter, paging.limit, paging.offset()).await?;
    let meta = Meta::of(paging.page, paging.limit, matches);
    Ok(Reply::page(rows.into_iter().map(Into::into).collect(), meta).at(snapshot.position))
}
