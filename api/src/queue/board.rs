//! `GET /queue`

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

/// The whole board: higher priorities first, then first come, first served. A filter leaves others
/// out, and every position as it is.
#[utoipa::path(get, path = "/api/v1/queue", tag = "queue", security(("bearer" = [])),
    params(("filter[serviceType]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<EntryReply>>), Refusals))]
pub(crate) async fn board(
    State(till): State<Till>,
    staff: Staff,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<EntryReply>>>, ApiError> {
    staff.may(Permission::QueueRead).await?;
    let service = service(params)?;
    let at_least = min_position(&headers)?;
    let (hall, position) =
        projections::queue::board(&till.views.queue, &till.read_db, at_least).await?;
    let now = Utc::now();
    let mut line = hall.line(now);
    line.retain(|at| service.is_none_or(|wanted| wanted == at.entry.service_type));
    let entries = line.into_iter().map(|at| EntryReply::in_line(at, now));
    Ok(Reply::ok(entries.collect()).at(position))
}
