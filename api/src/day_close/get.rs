//! `GET /day-close/{date}`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::BusinessDay;
use projections::day_book::{DayBook, find, read};
use projections::runtime::Projection;

use super::reply::DayReply;
use super::{known, named};
use crate::error::{ApiError, Detail};
use crate::query::Params;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// What a day came to: frozen, if it is closed; else as far as it is known.
#[utoipa::path(get, path = "/api/v1/day-close/{date}", tag = "day close",
    security(("bearer" = [])),
    params(("date" = String, Path, description = "such as 2026-11-23"),
        ("outletId" = Option<i64>, Query, description = "1 if none is given"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<DayReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    date: Result<Path<String>, PathRejection>,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<DayReply>>, ApiError> {
    staff.may(Permission::DayClose).await?;
    let outlet = named(&mut params);
    params.finish()?;
    let date = date.map_or_else(|_| String::new(), |Path(date)| date);
    let day = BusinessDay::parse(&date).map_err(|wrong| {
        ApiError::invalid(vec![Detail::of("date", wrong.to_string(), "INVALID_FORMAT")])
    })?;
    let at_least = min_position(&headers)?;
    known(&till, outlet, at_least).await?;
    let mut snapshot = till.read_db.snapshot(DayBook::NAME, at_least).await?;
    let position = snapshot.position;
    if let Some(closed) = find(&mut snapshot, outlet, day).await? {
        return Ok(Reply::ok(DayReply::from(&closed)).at(position));
    }
    let reading = read(&mut snapshot, outlet, day).await?;
    if reading.period.after.is_some_and(|last| day <= last.business_day) {
        return Err(ApiError::not_found(
            "statement of that day: a later one was closed without it",
        ));
    }
    Ok(Reply::ok(DayReply::so_far(outlet, &reading)).at(position))
}
