//! `PATCH /users/{id}/deactivate`, `DELETE /users/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;

use super::details::{UserDetails, changed};
use super::fields::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Deactivates a login: it is refused from its next request on, whatever token it shows. Its history
/// is kept, and so are its name and address. Nobody deactivates their own.
#[utoipa::path(patch, path = "/api/v1/users/{id}/deactivate", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn deactivate(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    staff.said(Permission::UsersDelete, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::user::deactivate(&till.desk, &call, target).await?;
    till.sessions.end_all(target.id, None).await?;
    changed(&done)
}

/// The same as deactivating it: no login is ever deleted, for events name it.
#[utoipa::path(delete, path = "/api/v1/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = i64, Path)), responses((status = 204), Refusals))]
pub(crate) async fn delete(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    staff.said(Permission::UsersDelete, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::user::deactivate(&till.desk, &call, target).await?;
    till.sessions.end_all(target.id, None).await?;
    let user = &done.what;
    Ok(Reply::nothing().at(user.position).version(user.sequence).replayed(done.replayed))
}
