//! `PATCH /users/{id}/deactivate`, `DELETE /users/{id}`

use axum::extract::State;
use commands::Done;
use domain::user::{Permission, User};
use infra::event_log::Loaded;

use super::bare::Bare;
use super::details::{UserDetails, changed};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::state::Till;

async fn gone(till: &Till, bare: &Bare) -> Result<Done<Loaded<User>>, ApiError> {
    let (call, target) = bare.told(Permission::UsersDelete).await?;
    let done = commands::user::deactivate(&till.desk, &call, target).await?;
    till.sessions.end_all(target.id, None).await?;
    Ok(done)
}

/// Deactivates a login: it is refused from its next request on, whatever token it shows. Its history
/// is kept, and so are its name and address. Nobody deactivates their own.
#[utoipa::path(patch, path = "/api/v1/users/{id}/deactivate", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<UserDetails>), Refusals))]
pub(crate) async fn deactivate(
    State(till): State<Till>,
    bare: Bare,
) -> Result<Reply<Envelope<UserDetails>>, ApiError> {
    changed(&gone(&till, &bare).await?)
}

/// The same as deactivating it: no login is ever deleted, for events name it.
#[utoipa::path(delete, path = "/api/v1/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = i64, Path)), responses((status = 204), Refusals))]
pub(crate) async fn delete(State(till): State<Till>, bare: Bare) -> Result<Reply<()>, ApiError> {
    let done = gone(&till, &bare).await?;
    let user = &done.what;
    Ok(Reply::nothing().at(user.position).version(user.sequence).replayed(done.replayed))
}
