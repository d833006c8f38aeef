//! `POST /employees/{id}/erase`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::employee::{EmployeeToForget, Target};
use domain::employee::EmployeeError;
use domain::user::Permission;
use domain::values::{EmployeeId, Subject};
use projections::orders::{Orders, open_orders_of};
use projections::runtime::Projection;

use crate::body::Body;
use crate::erasure::{EraseRequest, ErasedReply, reason};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// How many orders that are not done are theirs, and up to which position of the log: all of it.
async fn work_of(till: &Till, id: EmployeeId) -> Result<(i64, i64), ApiError> {
    let head = till.desk.log.head().await?;
    let mut snapshot = till.read_db.snapshot(Orders::NAME, Some(head)).await?;
    if snapshot.position < head {
        return Err(ApiError::unavailable(
            "nothing was erased, for what is theirs to do is not known yet: repeat in a moment",
        ));
    }
    Ok((open_orders_of(&mut snapshot, id).await?, snapshot.position))
}

/// Erases what is known about a worker who left as a person: names and phones, wherever they stand. What
/// they did and earned stays, by their number. There is no way back.
#[utoipa::path(post, path = "/api/v1/employees/{id}/erase", tag = "employees",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = EraseRequest,
    responses((status = 200, body = Envelope<ErasedReply>), Refusals))]
pub(crate) async fn erase(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ErasedReply>>, ApiError> {
    let reason = staff.said(Permission::EmployeesErase, body.read(reason)).await?;
    let id = EmployeeId::new(id).map_err(|_| EmployeeError::NotFound)?;
    let target = Target { id, version: if_match(&headers)? };
    let (open_orders, as_of) = work_of(&till, id).await?;
    let wanted = EmployeeToForget { target, reason, open_orders, as_of };
    let done = commands::employee::erase(&till.desk, &staff.call(&body), wanted).await?;
    let employee = &done.what;
    let known = employee.state.employment().ok_or(EmployeeError::NotFound)?;
    let not_erased =
        || ApiError::internal(&"a worker was erased, and their record does not show it");
    let reply = ErasedReply::of(Subject::Employee(id), known.erased_at.ok_or_else(not_erased)?);
    Ok(Reply::ok(reply).at(employee.position).version(employee.sequence).replayed(done.replayed))
}
