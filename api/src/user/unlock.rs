//! `PATCH /users/{id}/unlock`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::{Permission, UserError};

use super::details::{UserDetails, changed};
use super::fields::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Wrong passwords and PINs are not held against a login any more, whether it was locked or not.
#[utoipa::path(patch, path = "/api/v1/users/{id}/unlock", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn unlock(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    staff.said(Permission::UsersUpdate, body.read(|_| Some(()))).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::user::unlock(&till.desk, &call, target).await?;
    let login = done.what.state.login().ok_or(UserError::NotFound)?;
    let username = login.actor.username.get().as_str();
    till.credentials.unlock(username).await?;
    changed(&done)
}
