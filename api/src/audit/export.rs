//! `GET /audit-log/export`

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::user::Permission;
use futures_util::stream::try_unfold;
use projections::ReadError;
use projections::audit_trail::{AuditFilter, AuditTrail, Cursor, Window, traces};
use projections::runtime::Projection;

use super::filter::filter;
use super::reply::{TraceReply, Written};
use crate::error::ApiError;
use crate::query::{Params, one_of};
use crate::reply::{LOG_POSITION, Refusals};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Lines read at a time: each read is a short one, and no transaction is held while somebody is slow to
/// take what was read.
const CHUNK: u32 = 200;

/// In which form the file comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A table, for spreadsheets.
    Csv,
    /// A JSON object a line, as `GET /audit-log` shows it.
    Ndjson,
}

impl Format {
    pub(super) const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    const fn disposition(self) -> &'static str {
        match self {
            Self::Csv => "attachment; filename=\"audit-log.csv\"",
            Self::Ndjson => "attachment; filename=\"audit-log.ndjson\"",
        }
    }

    pub(super) const fn access_disposition(self) -> &'static str {
        match self {
            Self::Csv => "attachment; filename=\"access-records.csv\"",
            Self::Ndjson => "attachment; filename=\"access-records.ndjson\"",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Csv => {
                "position,createdAt,userId,role,action,entityType,entityId,version,number,outletId,\
                 tillId,clientIp,requestId,approvedById,changes,details\r\n"
            }
            Self::Ndjson => "",
        }
    }

    fn line(self, trace: &TraceReply) -> Result<String, serde_json::Error> {
        match self {
            Self::Csv => cells(trace),
            Self::Ndjson => Ok(serde_json::to_string(trace)? + "\n"),
        }
    }
}

fn cells(trace: &TraceReply) -> Result<String, serde_json::Error> {
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let changes = trace.changes.as_ref().map(serde_json::to_string).transpose()?;
    let cells = [
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
    ];
    Ok(cells.map(|cell| quoted(&cell)).join(",") + "\r\n")
}

/// A cell as RFC 4180 has it. What a spreadsheet would take for a formula is made text.
pub(super) fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// How far a file is.
struct Writing {
    till: Till,
    filter: AuditFilter,
    format: Format,
    /// What is written down later is not in it.
    through: i64,
    after: Option<Cursor>,
    done: bool,
}

impl Writing {
    async fn chunk(&mut self) -> Result<String, io::Error> {
        let window = Window {
            ascending: true,
            after: self.after,
            through: Some(self.through),
            limit: CHUNK,
            offset: 0,
        };
        let read = async {
            let mut snapshot = self.till.read_db.snapshot(AuditTrail::NAME, None).await?;
            traces(&mut snapshot, &self.till.log_name, &self.filter, &window).await
        };
        let found = read.await.map_err(|error: ReadError| {
            tracing::warn!(%error, "a file of the audit trail is cut off");
            io::Error::other(error)
        })?;
        self.done = found.len() < CHUNK as usize;
        self.after = found.last().map(|last| last.cursor).or(self.after);
        let mut text = String::new();
        for trace in found {
            text.push_str(&self.format.line(&TraceReply::of(trace, Written::Masked))?);
        }
        Ok(text)
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
    let writing = Writing { till, filter, format, through, after: None, done: false };
    let chunks = try_unfold((writing, true), async |(mut writing, first)| {
        if writing.done {
            return Ok::<_, io::Error>(None);
        }
        let mut text = if first { writing.format.heading().to_owned() } else { String::new() };
        text.push_str(&writing.chunk().await?);
        Ok(Some((Bytes::from(text), (writing, false))))
    });
    let mut response = Body::from_stream(chunks).into_response();
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(format.disposition())),
        (LOG_POSITION, HeaderValue::from(through)),
    ];
    response.headers_mut().extend(about);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_one_cell_and_no_formula() {
        for (cell, expected) in [
            ("OrderPlaced", "OrderPlaced"),
            ("", ""),
            (r#"{"a":1,"b":2}"#, r#""{""a"":1,""b"":2}""#),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("@sum,1", "\"'@sum,1\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(quoted(cell), expected);
        }
    }
}
