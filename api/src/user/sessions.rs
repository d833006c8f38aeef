//! `GET /users/me/sessions` and `DELETE /users/me/sessions/{id}`

use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use infra::sessions::{Session, SessionId, Why};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Where somebody is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInSessionReply {
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    started_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    /// When it ends, if it is not refreshed before.
    expires_at: DateTime<Utc>,
    client_ip: Option<String>,
    user_agent: Option<String>,
}

impl SignInSessionReply {
    fn of(session: Session, asking: &SessionId) -> Self {
        Self {
            current: session.id == *asking,
            id: session.id.as_str().to_owned(),
            started_at: session.started_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            client_ip: session.client_ip,
            user_agent: session.user_agent,
        }
    }
}

/// Where one is signed in, the newest first.
#[utoipa::path(get, path = "/api/v1/users/me/sessions", tag = "users", security(("bearer" = [])),
    responses((status = 200, body = Envelope<Vec<SignInSessionReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
) -> Result<Reply<Envelope<Vec<SignInSessionReply>>>, ApiError> {
    let sessions = till.sessions.of(staff.user_id(), Utc::now()).await?;
    let shown = |session| SignInSessionReply::of(session, staff.session());
    Ok(Reply::ok(sessions.into_iter().map(shown).collect()))
}

/// Signs out somewhere else, or here.
#[utoipa::path(delete, path = "/api/v1/users/me/sessions/{id}", tag = "users",
    security(("bearer" = [])), params(("id" = String, Path)),
    responses((status = 204), Refusals))]
pub(crate) async fn end(
    State(till): State<Till>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Reply<()>, ApiError> {
    let missing = || ApiError::not_found("such session of yours");
    let session = SessionId::parse(&id).ok_or_else(missing)?;
    if till.sessions.end(staff.user_id(), &session, Why::SignedOut).await? {
        Ok(Reply::nothing())
    } else {
        Err(missing())
    }
}
