//! `GET /auth/me`

use axum::extract::State;
use commands::CommandError;
use domain::user::User;
use infra::event_log::Loaded;

use super::login::UserReply;
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Who the caller is.
#[utoipa::path(get, path = "/api/v1/auth/me", tag = "auth", security(("bearer" = [])),
    responses((status = 200, body = Envelope<UserReply>), Refusals))]
pub(crate) async fn me(
    State(till): State<Till>,
    staff: Staff,
) -> Result<Reply<Envelope<UserReply>>, ApiError> {
    let user: Loaded<User> = till.desk.log.load(staff.user_id().get()).await?;
    let login = user.state.login().ok_or(CommandError::UnknownCaller)?;
    Ok(Reply::ok(UserReply::of(login)))
}
