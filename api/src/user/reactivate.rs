//! `PATCH /users/{id}/reactivate`, `PATCH /users/{id}/activate`

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

async fn back(
    till: &Till,
    staff: &Staff,
    id: i64,
    headers: &HeaderMap,
    body: &Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    staff.said(Permission::UsersUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(body), target(id, headers)?);
    let done = commands::user::reactivate(&till.desk, &call, target).await?;
    // Those that could not be ended when it was deactivated.
    till.sessions.end_all(target.id, None).await?;
    changed(&done)
}

/// Reactivates a login, with the role it had. Its password has to be changed first of all.
#[utoipa::path(patch, path = "/api/v1/users/{id}/reactivate", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn reactivate(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    back(&till, &staff, id, &headers, &body).await
}

/// The same as reactivating it.
#[utoipa::path(patch, path = "/api/v1/users/{id}/activate", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn activate(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    back(&till, &staff, id, &headers, &body).await
}
