//! `POST /users/{id}/erase`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::{Permission, UserError};
use domain::values::Subject;

use super::fields::target;
use crate::body::Body;
use crate::erasure::{EraseRequest, ErasedReply, reason};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Erases what is known about whose a deactivated login is: name, e-mail address, username, passwords,
/// PIN, sessions. What was done with it stays, by its number. There is no way back, and nobody has their
/// own erased.
#[utoipa::path(post, path = "/api/v1/users/{id}/erase", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = EraseRequest,
    responses((status = 200, body = Envelope<ErasedReply>), Refusals))]
pub(crate) async fn erase(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ErasedReply>>, ApiError> {
    let reason = staff.said(Permission::UsersErase, body.read(reason)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::user::erase(&till.desk, &call, target, reason).await?;
    let user = &done.what;
    let login = user.state.login().ok_or(UserError::NotFound)?;
    let not_erased = || ApiError::internal(&"a login was erased, and it does not show");
    let erased_at = login.erased_at.ok_or_else(not_erased)?;
    let reply = ErasedReply::of(Subject::User(login.actor.id), erased_at);
    Ok(Reply::ok(reply).at(user.position).version(user.sequence).replayed(done.replayed))
}
