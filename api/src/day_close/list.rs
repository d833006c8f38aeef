//! `GET /day-close`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use projections::day_book::{BY_DAY, DayBook, list as closed_days};
use projections::runtime::Projection;

use super::reply::ClosedDayReply;
use super::{known, named};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// The days of an outlet that are closed, the latest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/day-close", tag = "day close", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("outletId" = Option<i64>, Query, description = "1 if none is given"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<ClosedDayReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<ClosedDayReply>>, ApiError> {
    staff.may(Permission::DayClose).await?;
    let paging = params.paging(&[BY_DAY]);
    let outlet = named(&mut params);
    params.finish()?;
    let at_least = min_position(&headers)?;
    known(&till, outlet, at_least).await?;
    let mut snapshot = till.read_db.snapshot(DayBook::NAME, at_least).await?;
    let page = closed_days(&mut snapshot, outlet, &paging).await?.map(|day| (&day).into());
    Ok(Reply::page(&paging, page).at(snapshot.position))
}
