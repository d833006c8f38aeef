//! `PATCH /users/{id}/reactivate`, `PATCH /users/{id}/activate`

use axum::extract::State;
use domain::user::Permission;

use super::bare::Bare;
use super::details::{UserDetails, changed};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::state::Till;

async fn back(till: &Till, bare: &Bare) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    let (call, target) = bare.told(Permission::UsersUpdate).await?;
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
    bare: Bare,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    back(&till, &bare).await
}

/// The same as reactivating it.
#[utoipa::path(patch, path = "/api/v1/users/{id}/activate", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn activate(
    State(till): State<Till>,
    bare: Bare,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    back(&till, &bare).await
}
