//! `GET /users/{id}/personal-data`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::user::{Permission, UserError};
use domain::values::UserId;
use infra::sessions::Session;
use projections::audit_trail::AuditTrail;
use projections::runtime::Projection;
use projections::users::{Users, find};
use serde::Serialize;
use utoipa::ToSchema;

use super::details::UserDetails;
use crate::audit::{TraceReply, history_of};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Where they are signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignedInReply {
    started_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    client_ip: Option<String>,
    user_agent: Option<String>,
}

impl From<Session> for SignedInReply {
    fn from(session: Session) -> Self {
        Self {
            started_at: session.started_at,
            last_used_at: session.last_used_at,
            client_ip: session.client_ip,
            user_agent: session.user_agent,
        }
    }
}

/// Everything that is known about whose a login is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDataReply {
    user: UserDetails,
    /// Where they are signed in.
    sessions: Vec<SignedInReply>,
    /// What was done to the login, by whom, the newest first; 1,000 lines at most.
    history: Vec<TraceReply>,
    /// Where the rest is.
    elsewhere: [&'static str; 2],
}

/// Everything that is known about whose a login is, to be given to them.
#[utoipa::path(get, path = "/api/v1/users/{id}/personal-data", tag = "users",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<UserDataReply>), Refusals))]
pub(crate) async fn personal_data(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<UserDataReply>>, ApiError> {
    staff.may(Permission::UsersErase).await?;
    params.finish()?;
    let id = UserId::new(id).map_err(|_| UserError::NotFound)?;
    let projections = [Users::NAME, AuditTrail::NAME];
    let mut snapshot = till.read_db.snapshot_of(&projections, min_position(&headers)?).await?;
    let row = find(&mut snapshot, id).await?.ok_or(UserError::NotFound)?;
    let history = history_of(&mut snapshot, &till, "user", id.get()).await?;
    let sessions = till.sessions.of(id, Utc::now()).await?;
    let reply = UserDataReply {
        user: row.into(),
        sessions: sessions.into_iter().map(Into::into).collect(),
        history,
        elsewhere: [
            "GET /audit-log?filter[userId]=…: what they did",
            "GET /audit-log/access?filter[userId]=…: when they signed in, and from where",
        ],
    };
    Ok(Reply::ok(reply).at(snapshot.position))
}
