//! `PATCH /users/{id}/password`

use axum::extract::{Path, State};
use chrono::Utc;
use domain::user::User;
use domain::values::Password;
use infra::credentials::Proof;
use infra::event_log::Loaded;
use utoipa::ToSchema;

use crate::body::{Body, text};
use crate::error::ApiError;
use crate::reply::{Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A password of one's own choice.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PasswordRequest {
    current_password: String,
    /// 12 to 128 characters: a small letter, a capital, a digit and something else; not the username,
    /// none of the last five.
    new_password: String,
}

/// Replaces one's own password, a temporary one too. One's other sessions end; this one goes on.
#[utoipa::path(patch, path = "/api/v1/users/{id}/password", tag = "users",
    security(("bearer" = [])), params(("id" = i64, Path)),
    request_body = PasswordRequest, responses((status = 204), Refusals))]
pub(crate) async fn replace(
    State(till): State<Till>,
    staff: Staff,
    Path(id): Path<String>,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    let user = staff.user_id();
    if id != user.to_string() {
        return Err(ApiError::forbidden("a password is replaced by its owner".to_owned()));
    }
    let loaded: Loaded<User> = till.desk.log.load(user.get()).await?;
    let login = commands::known(&loaded)?;
    let (name, now) = (login.actor.username.get().as_str(), Utc::now());
    let any = |text: &str| Ok(text.to_owned());
    let (current, new) = body.read(|f| {
        let current = f.required("currentPassword", text(any));
        let new = f.required("newPassword", text(|new| Password::parse(new, name)));
        Some((current?, new?))
    })?;
    match till.credentials.prove_own(name, current, now).await? {
        Proof::Of(owner) if owner == user => {}
        Proof::Of(_) | Proof::Wrong => return Err(ApiError::wrong_password()),
        Proof::Locked { until } => return Err(ApiError::locked(until, now)),
    }
    if till.credentials.was_used(user, &new).await? {
        return Err(ApiError::password_used());
    }
    till.credentials.set(user, name, new.as_str()).await?;
    commands::user::change_password(&till.desk, &staff.call(&body)).await?;
    till.sessions.end_all(user, Some(staff.session())).await?;
    till.sessions.password_replaced(staff.session()).await?;
    Ok(Reply::nothing())
}
