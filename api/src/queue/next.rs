//! `GET /queue/next`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::Utc;
use domain::user::Permission;

use super::reply::EntryReply;
use super::service;
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Whose turn it is: the first of the board whose work has not begun; null if nobody waits (K-88).
#[utoipa::path(get, path = "/api/v1/queue/next", tag = "queue", security(("bearer" = [])),
    params(("filter[serviceType]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Option<EntryReply>>), Refusals))]
pub(crate) async fn next(
    State(till): State<Till>,
    staff: Staff,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Option<EntryReply>>>, ApiError> {
    staff.may(Permission::QueueRead).await?;
    let service = service(params)?;
    let at_least = min_position(&headers)?;
    let (hall, position) =
        projections::queue::board(&till.views.queue, &till.read_db, at_least).await?;
    let now = Utc::now();
    let next = hall.line(now).into_iter().find(|at| {
        at.entry.is_pending() && service.is_none_or(|wanted| wanted == at.entry.service_type)
    });
    Ok(Reply::ok(next.map(|at| EntryReply::in_line(at, now))).at(position))
}
