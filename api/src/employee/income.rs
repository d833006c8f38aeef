//! `GET /employees/{id}/income`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::CommandError;
use domain::employee::EmployeeError;
use domain::user::Permission;
use domain::values::EmployeeId;
use projections::employees::Employees;
use projections::income::{BY_DAY, Income, IncomeLine, lines, sums_of};
use projections::orders::Orders;
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::{Params, PathId};
use crate::reply::{Meta, PagedEnvelope, Refusals, Reply};
use crate::reports::EarnerReply;
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// What a worker earned in a period, and by which orders. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmployeeIncomeReply {
    start_date: String,
    end_date: String,
    #[serde(flatten)]
    earner: EarnerReply,
    /// A page of the shares; the sums beside it are those of the whole period.
    lines: Vec<IncomeLineReply>,
}

/// A worker's share of an order.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IncomeLineReply {
    order_id: i64,
    order_number: Option<String>,
    service_type: String,
    /// The business day it is booked on.
    date: String,
    /// completed (the work is done), kept (it was called off, but they had begun) or reversed (it was
    /// taken back with a refund)
    kind: String,
    /// In Rupiah; below 0 if it was taken back.
    share: i64,
}

impl From<IncomeLine> for IncomeLineReply {
    fn from(line: IncomeLine) -> Self {
        Self {
            order_id: line.order_id,
            order_number: line.order_number,
            service_type: line.service_type,
            date: line.business_day.to_string(),
            kind: line.kind,
            share: line.amount.get(),
        }
    }
}

/// Those who may look at reports see everybody's; anybody else what they earn themselves, as the
/// worker behind their login.
async fn may_see(staff: &Staff, employee: i64) -> Result<(), ApiError> {
    let role = staff.may(Permission::EmployeesRead).await?;
    let own = staff.works_as().is_some_and(|worker| worker.get() == employee);
    if own || Permission::ReportsRead.granted_to(role) {
        return Ok(());
    }
    Err(CommandError::Forbidden(Permission::ReportsRead).into())
}

/// What a worker earned in a period, share by share as it was booked: this month unless dates are
/// given. The latest share comes first.
#[utoipa::path(get, path = "/api/v1/employees/{id}/income", tag = "employees",
    security(("bearer" = [])),
    params(("id" = i64, Path),
        ("startDate" = Option<String>, Query, description = "such as 2026-11-01"),
        ("endDate" = Option<String>, Query, description = "such as 2026-11-30"),
        ("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "date or -date"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = PagedEnvelope<EmployeeIncomeReply>), Refusals))]
pub(crate) async fn income(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<PagedEnvelope<EmployeeIncomeReply>>, ApiError> {
    may_see(&staff, id).await?;
    let days = params.days(today());
    let paging = params.paging(std::slice::from_ref(&BY_DAY));
    params.finish()?;
    let id = EmployeeId::new(id).map_err(|_| EmployeeError::NotFound)?;
    let names = [Income::NAME, Employees::NAME, Orders::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(&headers)?).await?;
    let earner = sums_of(&mut snapshot, id, days).await?.ok_or(EmployeeError::NotFound)?;
    let found = lines(&mut snapshot, id, days, &paging).await?;
    let meta = Meta::of(&paging, &found);
    let reply = EmployeeIncomeReply {
        start_date: days.first().to_string(),
        end_date: days.last().to_string(),
        earner: earner.into(),
        lines: found.rows.into_iter().map(Into::into).collect(),
    };
    Ok(Reply::paged(reply, meta).at(snapshot.position))
}
