//! `GET /queue`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::user::Permission;
use projections::queue::Entry;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// An order that waits or is being served.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryReply {
    order_id: i64,
    order_number: String,
    service_type: &'static str,
    /// From 1, oldest first.
    position: usize,
    /// pending or in_progress
    status: &'static str,
    customer_name: Option<String>,
    license_plate: Option<String>,
    summary: String,
    bay: Option<String>,
    priority: i64,
    created_at: DateTime<Utc>,
    /// Since it was placed.
    waiting_seconds: i64,
    /// Not known yet.
    estimated_wait_seconds: Option<i64>,
}

/// The whole board, oldest first.
#[utoipa::path(get, path = "/api/v1/queue", tag = "queue", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<EntryReply>>), Refusals))]
pub(crate) async fn board(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<EntryReply>>>, ApiError> {
    staff.may(Permission::QueueRead).await?;
    let at_least = min_position(&headers)?;
    let board = projections::queue::board(&till.board, &till.read_db, at_least).await?;
    let now = Utc::now();
    let entries = (1..).zip(board.entries).map(|(place, entry)| reply(entry, place, now));
    Ok(Reply::ok(entries.collect()).at(board.position))
}

fn reply(entry: Entry, position: usize, now: DateTime<Utc>) -> EntryReply {
    EntryReply {
        order_id: entry.order_id.get(),
        order_number: entry.order_number,
        service_type: entry.service_type.name(),
        position,
        status: if entry.started_at.is_some() { "in_progress" } else { "pending" },
        customer_name: entry.customer_name,
        license_plate: entry.license_plate,
        summary: entry.summary,
        bay: None,
        priority: 0,
        created_at: entry.created_at,
        waiting_seconds: (now - entry.created_at).num_seconds().max(0),
        estimated_wait_seconds: None,
    }
}
