//! `POST /users/{id}/password`

use axum::extract::State;
use domain::user::Permission;

use super::bare::Bare;
use super::temporary::{GivenPasswordReply, give};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::state::Till;

/// Gives somebody else a temporary password: it is good for a day, and for setting another; the one
/// before is good for nothing any more. The reply holds it and is never made again, so there is no
/// Idempotency-Key.
#[utoipa::path(post, path = "/api/v1/users/{id}/password", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    responses((status = 200, body = Envelope<GivenPasswordReply>), Refusals))]
pub(crate) async fn reset(
    State(till): State<Till>,
    bare: Bare,
) -> Result<Reply<Envelope<GivenPasswordReply>>, ApiError> {
    let (call, target) = bare.told(Permission::UsersUpdate).await?;
    let user = commands::user::reset_password(&till.desk, &call, target).await?;
    give(&till, &user, Reply::ok).await
}
