//! `GET /audit-log/export`

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use domain::user::Permission;
use projections::ReadError;
use projections::audit_trail::{AuditFilter, AuditTrail, Cursor, Window, traces};
use projections::runtime::Projection;

use super::file::{Format, Lines, file};
use super::filter::filter;
use super::reply::{TraceReply, Written};
use crate::error::ApiError;
use crate::query::{Params, one_of};
use crate::reply::{LOG_POSITION, Refusals};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Lines read at a time.
const CHUNK: u32 = 200;

/// How far a file is.
struct Trail {
    till: Till,
    filter: AuditFilter,
    /// What is written down later is not in it.
    through: i64,
    after: Option<Cursor>,
    done: bool,
}

impl Lines for Trail {
    const NAME: &'static str = "audit-log";
    const COLUMNS: &'static [&'static str] = &[
        "position",
        "createdAt",
        "userId",
        "role",
        "action",
        "entityType",
        "entityId",
        "version",
        "number",
        "outletId",
        "tillId",
        "clientIp",
        "requestId",
        "approvedById",
        "changes",
        "details",
    ];
    type Line = TraceReply;

    fn cells(trace: &TraceReply) -> Result<Vec<String>, serde_json::Error> {
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let changes = trace.changes.as_ref().map(serde_json::to_string).transpose()?;
        Ok(vec![
            trace.position.to_string(),
            trace.created_at.to_rfc3339(),
            id(trace.user.as_ref().map(|user| user.id)),
            text(&trace.role),
            trace.action.clone(),
            trace.entity_type.clone(),
            trace.entity_id.to_string(),
            trace.version.to_string(),
            text(&trace.number),
            id(trace.origin.outlet_id),
            id(trace.origin.till_id),
            text(&trace.origin.client_ip),
            text(&trace.origin.request_id),
            id(trace.approved_by.as_ref().map(|user| user.id)),
            changes.unwrap_or_default(),
            trace.details.to_string(),
        ])
    }

    async fn next(&mut self) -> Result<Option<Vec<TraceReply>>, ReadError> {
        if self.done {
            return Ok(None);
        }
        let window = Window {
            ascending: true,
            after: self.after,
            through: Some(self.through),
            limit: CHUNK,
            offset: 0,
        };
        let mut snapshot = self.till.read_db.snapshot(AuditTrail::NAME, None).await?;
        let found = traces(&mut snapshot, &self.till.log_name, &self.filter, &window).await?;
        self.done = found.len() < CHUNK as usize;
        self.after = found.last().map(|last| last.cursor).or(self.after);
        let masked = |trace| TraceReply::of(trace, Written::Masked);
        Ok(Some(found.into_iter().map(masked).collect()))
    }
}

/// The whole trail, or what a filter leaves of it, as a file, the oldest line first. Data about people
/// is masked: it says whom it is about, and nothing more. A file that ends in an error is not whole.
#[utoipa::path(get, path = "/api/v1/audit-log/export", tag = "audit", security(("bearer" = [])),
    params(("format" = Option<String>, Query, description = "csv, unless it is ndjson"),
        ("filter[userId]" = Option<i64>, Query),
        ("filter[action]" = Option<String>, Query, description = "such as OrderCancelled"),
        ("filter[entityType]" = Option<String>, Query, description = "such as order"),
        ("filter[entityId]" = Option<i64>, Query, description = "with filter[entityType]"),
        ("filter[createdAt][gte]" = Option<String>, Query,
            description = "such as 2026-11-23T03:00:00Z"),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses(
        (status = 200, description = "The file.", content(
            (String = "text/csv"), (String = "application/x-ndjson"))),
        Refusals))]
pub(crate) async fn export(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    staff.may(Permission::AuditReadAll).await?;
    let format = params.take("format", one_of(&Format::ALL, Format::name)).unwrap_or(Format::Csv);
    let filter = filter(&mut params);
    params.finish()?;
    let snapshot = till.read_db.snapshot(AuditTrail::NAME, min_position(&headers)?).await?;
    let through = snapshot.position;
    drop(snapshot);
    let trail = Trail { till, filter, through, after: None, done: false };
    let mut response = file(format, trail);
    response.headers_mut().insert(LOG_POSITION, HeaderValue::from(through));
    Ok(response)
}
