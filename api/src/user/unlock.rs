//! `PATCH /users/{id}/unlock`

use axum::extract::State;
use domain::user::{Permission, UserError};

use super::bare::Bare;
use super::details::{UserDetails, changed};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::state::Till;

/// Wrong passwords and PINs are not held against a login any more, whether it was locked or not.
#[utoipa::path(patch, path = "/api/v1/users/{id}/unlock", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn unlock(
    State(till): State<Till>,
    bare: Bare,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    let (call, target) = bare.told(Permission::UsersUpdate).await?;
    let done = commands::user::unlock(&till.desk, &call, target).await?;
    let login = done.what.state.login().ok_or(UserError::NotFound)?;
    let username = login.actor.username.get().as_str();
    till.credentials.unlock(username).await?;
    changed(&done)
}
