//! `POST /day-close`

use axum::extract::State;
use commands::day_close::DayToClose;
use domain::day_close::DayBook;
use domain::user::Permission;
use domain::values::{BusinessDay, Outlet, OutletId};
use infra::event_log::Loaded;
use projections::day_book::{self, Reading, read as read_day};
use projections::runtime::Projection;
use utoipa::ToSchema;

use super::reply::DayReply;
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A day to close.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct CloseDayRequest {
    /// The outlet's business day, such as 2026-11-23: today, or one that has passed.
    date: String,
    /// Where; 1 if none is given.
    outlet_id: Option<i64>,
}

fn read(fields: &mut Fields) -> Option<(BusinessDay, OutletId)> {
    let day = fields.required("date", text(BusinessDay::parse));
    let outlet = fields.optional("outletId", number(OutletId::new));
    Some((day?, outlet.unwrap_or(Outlet::first().id)))
}

/// The day's figures, from a journal that knows of all that is in the log now.
async fn figures(till: &Till, outlet: OutletId, day: BusinessDay) -> Result<Reading, ApiError> {
    let head = till.desk.log.head().await?;
    let mut snapshot = till.read_db.snapshot(day_book::DayBook::NAME, Some(head)).await?;
    if snapshot.position < head {
        return Err(ApiError::unavailable(
            "the day was not closed, for its figures are not up to date yet: repeat in a moment",
        ));
    }
    Ok(read_day(&mut snapshot, outlet, day).await?)
}

/// Closes a day: its figures are frozen as they stand now. What is written down for it later is a
/// correction in the next statement. Drawers and orders that are open do not prevent it.
#[utoipa::path(post, path = "/api/v1/day-close", tag = "day close", security(("bearer" = [])),
    request_body = CloseDayRequest,
    responses((status = 201, body = Envelope<DayReply>), Refusals))]
pub(crate) async fn close(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<DayReply>>, ApiError> {
    staff.may(Permission::DayClose).await?;
    let (day, outlet_id) = body.read(read)?;
    let Reading { period, chain, statement, earliest_open } =
        figures(&till, outlet_id, day).await?;
    let day = DayToClose { outlet_id, period, chain, statement, earliest_open };
    let done = commands::day_close::close(&till.desk, &staff.call(&body), &day).await?;
    let book: &Loaded<DayBook> = &done.what;
    let nothing = || ApiError::internal(&"a day was closed, and the books do not show it");
    let reply = Reply::created(DayReply::from(book.state.last().ok_or_else(nothing)?));
    Ok(reply.at(book.position).replayed(done.replayed))
}
