//! `GET /audit-log/access/export`

use axum::extract::State;
use axum::response::Response;
use chrono::Utc;
use domain::user::Permission;
use projections::ReadError;
use projections::access_records::{AccessFilter, BY_AGE, list};
use projections::audit_trail::AuditTrail;
use projections::list::{Paging, Start};
use projections::runtime::Projection;

use super::access::{AccessReply, filter};
use super::file::{Format, Lines, file};
use super::reply::Written;
use crate::error::ApiError;
use crate::query::{Params, one_of};
use crate::reply::Refusals;
use crate::staff::Staff;
use crate::state::Till;

/// Lines read at a time.
const CHUNK: u32 = 500;

/// How far a file is.
struct Records {
    till: Till,
    filter: AccessFilter,
    /// Where to go on; none at the end.
    start: Option<Start>,
}

impl Lines for Records {
    const NAME: &'static str = "access-records";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "createdAt",
        "kind",
        "userId",
        "method",
        "path",
        "outcome",
        "clientIp",
        "userAgent",
        "requestId",
        "times",
    ];
    type Line = AccessReply;

    fn cells(access: &AccessReply) -> Result<Vec<String>, serde_json::Error> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Ok(vec![
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
        ])
    }

    async fn next(&mut self) -> Result<Option<Vec<AccessReply>>, ReadError> {
        let Some(start) = self.start.take() else { return Ok(None) };
        let paging = Paging { start, limit: CHUNK, sort: &BY_AGE, descending: false };
        let mut snapshot = self.till.read_db.snapshot(AuditTrail::NAME, None).await?;
        let page = list(&mut snapshot, &self.till.log_name, &self.filter, &paging).await?;
        self.start = page.next.map(Start::After);
        let masked = |access| AccessReply::of(access, Written::Masked);
        Ok(Some(page.rows.into_iter().map(masked).collect()))
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
    Ok(file(format, Records { till, filter, start: Some(Start::Page(1)) }))
}
