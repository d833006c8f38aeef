//! `GET /audit-log/access/export`

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use domain::user::Permission;
use futures_util::stream::try_unfold;
use projections::ReadError;
use projections::access_records::{AccessFilter, BY_AGE, list};
use projections::audit_trail::AuditTrail;
use projections::list::{Paging, Start};
use projections::runtime::Projection;

use super::access::{AccessReply, filter};
use super::export::{Format, quoted};
use super::reply::Written;
use crate::error::ApiError;
use crate::query::{Params, one_of};
use crate::reply::Refusals;
use crate::staff::Staff;
use crate::state::Till;

/// Lines read at a time, each in a short read of its own.
const CHUNK: u32 = 500;

const HEADING: &str =
    "id,createdAt,kind,userId,method,path,outcome,clientIp,userAgent,requestId,times\r\n";

fn line(format: Format, access: &AccessReply) -> Result<String, serde_json::Error> {
    if format == Format::Ndjson {
        return Ok(serde_json::to_string(access)? + "\n");
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        access.id.to_string(),
        access.created_at.to_rfc3339(),
        access.kind.clone(),
        access.user_id.map(|id| id.to_string()).unwrap_or_default(),
        access.method.clone(),
        access.path.clone(),
        access.outcome.clone(),
        text(&access.client_ip),
        text(&access.user_agent),
        text(&access.request_id),
        access.times.to_string(),
    ];
    Ok(cells.map(|cell| quoted(&cell)).join(",") + "\r\n")
}

/// How far a file is.
struct Writing {
    till: Till,
    filter: AccessFilter,
    format: Format,
    /// Where to go on; none at the end.
    start: Option<Start>,
}

impl Writing {
    async fn chunk(&mut self, start: Start) -> Result<String, io::Error> {
        let paging = Paging { start, limit: CHUNK, sort: &BY_AGE, descending: false };
        let read = async {
            let mut snapshot = self.till.read_db.snapshot(AuditTrail::NAME, None).await?;
            list(&mut snapshot, &self.till.log_name, &self.filter, &paging).await
        };
        let page = read.await.map_err(|error: ReadError| {
            tracing::warn!(%error, "a file of the access records is cut off");
            io::Error::other(error)
        })?;
        self.start = page.next.map(Start::After);
        let mut text = String::new();
        for access in page.rows {
            text.push_str(&line(self.format, &AccessReply::of(access, Written::Masked))?);
        }
        Ok(text)
    }
}

/// The access records, or what a filter leaves of them, as a file, the oldest first. Addresses are
/// masked to their network. A file that ends in an error is not whole.
#[utoipa::path(get, path = "/api/v1/audit-log/access/export", tag = "audit",
    operation_id = "export_access", security(("bearer" = [])),
    params(("format" = Option<String>, Query, description = "csv, unless it is ndjson"),
        ("filter[userId]" = Option<i64>, Query),
        ("filter[kind]" = Option<String>, Query,
            description = "login, login_failed, logout, refused or export"),
        ("filter[clientIp]" = Option<String>, Query, description = "such as 192.168.1.7"),
        ("filter[createdAt][gte]" = Option<String>, Query,
            description = "such as 2026-11-23T03:00:00Z"),
        ("filter[createdAt][lte]" = Option<String>, Query)),
    responses(
        (status = 200, description = "The file.", content(
            (String = "text/csv"), (String = "application/x-ndjson"))),
        Refusals))]
pub(crate) async fn export(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
) -> Result<Response, ApiError> {
    staff.may(Permission::AuditReadAll).await?;
    let format = params.take("format", one_of(&Format::ALL, Format::name)).unwrap_or(Format::Csv);
    let mut filter = filter(&mut params);
    params.finish()?;
    // What comes while it is written is not in it.
    filter.to = Some(filter.to.unwrap_or_else(Utc::now));
    let writing = Writing { till, filter, format, start: Some(Start::Page(1)) };
    let chunks = try_unfold((writing, true), async |(mut writing, first)| {
        let Some(start) = writing.start.take() else { return Ok::<_, io::Error>(None) };
        let heading = if first && writing.format == Format::Csv { HEADING } else { "" };
        let text = heading.to_owned() + &writing.chunk(start).await?;
        Ok(Some((Bytes::from(text), (writing, false))))
    });
    let mut response = Body::from_stream(chunks).into_response();
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(format.access_disposition())),
    ];
    response.headers_mut().extend(about);
    Ok(response)
}
