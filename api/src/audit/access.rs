//! `GET /audit-log/access`

use std::net::IpAddr;

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use commands::CommandError;
use domain::user::Permission;
use domain::values::UserId;
use infra::access_records::AccessKind;
use projections::access_records::{Access, AccessFilter, BY_AGE, list as list_of};
use projections::audit_trail::AuditTrail;
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::Written;
use crate::error::ApiError;
use crate::query::{Params, id, instant, one_of};
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Somebody who came, was sent away, or took something out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessReply {
    pub id: i64,
    pub created_at: DateTime<Utc>,
    /// login, login_failed, logout, refused or export.
    pub kind: String,
    /// Whose login; null where nobody knows. Names that nobody has are not kept.
    pub user_id: Option<i64>,
    /// Of the request.
    pub method: String,
    /// Of the request.
    pub path: String,
    /// ok, or the code of the refusal.
    pub outcome: String,
    pub client_ip: Option<String>,
    /// What the caller said they are.
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    /// How many this stands for: of a flood the first are kept one by one, the rest is counted.
    pub times: i64,
}

impl AccessReply {
    pub(super) fn of(access: Access, written: Written) -> Self {
        Self {
            id: access.id,
            created_at: access.at,
            kind: access.kind,
            user_id: access.user_id,
            method: access.method,
            path: access.path,
            outcome: access.outcome,
            client_ip: access.client_ip.map(|address| written.address(address)),
            user_agent: access.user_agent,
            request_id: access.request_id,
            times: access.times,
        }
    }
}

/// Takes the filters out of a query.
pub(super) fn filter(params: &mut Params) -> AccessFilter {
    let address = |text: &str| {
        let address = text.parse::<IpAddr>().map(|address| address.to_string());
        address.map_err(|_| "must be an address such as 192.168.1.7".to_owned())
    };
    AccessFilter {
        user: params.take("filter[userId]", id(UserId::new)),
        kind: params.take("filter[kind]", one_of(&AccessKind::ALL, AccessKind::name)),
        client_ip: params.take("filter[clientIp]", address),
        from: params.take("filter[createdAt][gte]", instant),
        to: params.take("filter[createdAt][lte]", instant),
    }
}

/// Who signed in, who tried to, who was refused what they may not, and who took reports and files
/// out; the latest first unless sorted otherwise. A manager sees what they did themselves.
#[utoipa::path(get, path = "/api/v1/audit-log/access", tag = "audit", security(("bearer" = [])),
    operation_id = "list_access",
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before; no page then"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[userId]" = Option<i64>, Query),
        ("filter[kind]" = Option<String>, Query,
            description = "login, login_failed, logout, refused or export"),
        ("filter[clientIp]" = Option<String>, Query, description = "such as 192.168.1.7"),
        ("filter[createdAt][gte]" = Option<String>, Query,
            description = "such as 2026-11-23T03:00:00Z"),
        ("filter[createdAt][lte]" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<AccessReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<AccessReply>>, ApiError> {
    let role = staff.may(Permission::AuditRead).await?;
    let paging = params.paging(std::slice::from_ref(&BY_AGE));
    let mut filter = filter(&mut params);
    params.finish()?;
    if !Permission::AuditReadAll.granted_to(role) {
        let own = staff.user_id();
        if filter.user.is_some_and(|user| user != own) {
            return Err(CommandError::Forbidden(Permission::AuditReadAll).into());
        }
        filter.user = Some(own);
    }
    let mut snapshot = till.read_db.snapshot(AuditTrail::NAME, min_position(&headers)?).await?;
    let found = list_of(&mut snapshot, &till.log_name, &filter, &paging).await?;
    let shown = found.map(|access| AccessReply::of(access, Written::Plainly));
    Ok(Reply::page(&paging, shown).at(snapshot.position))
}
