//! `GET /auth/me`

use super::signed_in::UserReply;
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;

/// Who the caller is.
#[utoipa::path(get, path = "/api/v1/auth/me", tag = "auth", security(("bearer" = [])),
    responses((status = 200, body = Envelope<UserReply>), Refusals))]
pub(crate) async fn me(staff: Staff) -> Result<Reply<Envelope<UserReply>>, ApiError> {
    Ok(Reply::ok(UserReply::of(&staff.login().await?)))
}
