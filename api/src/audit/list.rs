//! `GET /audit-log`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::CommandError;
use domain::user::Permission;
use projections::audit_trail::{AuditFilter, AuditTrail, BY_AGE, list as list_of};
use projections::runtime::Projection;

use super::filter::filter;
use super::reply::{TraceReply, Written};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Whoever may see what everybody did asks for what they like; the others see what they did themselves
/// (K-29).
async fn seen(staff: &Staff, asked: AuditFilter) -> Result<AuditFilter, ApiError> {
    let role = staff.may(Permission::AuditRead).await?;
    if Permission::AuditReadAll.granted_to(role) {
        return Ok(asked);
    }
    let own = staff.user_id();
    if asked.user.is_some_and(|user| user != own) {
        return Err(CommandError::Forbidden(Permission::AuditReadAll).into());
    }
    Ok(AuditFilter { user: Some(own), ..asked })
}

/// What was done, by whom, when, from where, and what it was before; the latest first unless sorted
/// otherwise. A manager sees what they did themselves. Pages behind the 10,000th line are asked for
/// with `after`.
#[utoipa::path(get, path = "/api/v1/audit-log", tag = "audit", security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before; no page then"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[userId]" = Option<i64>, Query),
        ("filter[action]" = Option<String>, Query, description = "such as OrderCancelled"),
        ("filter[entityType]" = Option<String>, Query, description = "such as order"),
        ("filter[entityId]" = Option<i64>, Query, description = "with filter[entityType]"),
        ("filter[createdAt][gte]" = Option<String>, Query,
            description = "such as 2026-11-23T03:00:00Z"),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<TraceReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<TraceReply>>, ApiError> {
    staff.may(Permission::AuditRead).await?;
    let paging = params.paging(std::slice::from_ref(&BY_AGE));
    let filter = filter(&mut params);
    params.finish()?;
    let filter = seen(&staff, filter).await?;
    let mut snapshot = till.read_db.snapshot(AuditTrail::NAME, min_position(&headers)?).await?;
    let found = list_of(&mut snapshot, &till.log_name, &filter, &paging).await?;
    let shown = found.map(|trace| TraceReply::of(trace, Written::Plainly));
    Ok(Reply::page(&paging, shown).at(snapshot.position))
}
