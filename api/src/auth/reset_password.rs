//! `POST /auth/reset-password`

use axum::Extension;
use axum::extract::State;
use chrono::{SubsecRound, Utc};
use commands::Call;
use domain::values::Password;
use utoipa::ToSchema;

use super::signed_in;
use crate::body::{Body, text};
use crate::error::{ApiError, Detail};
use crate::reply::{Refusals, Reply};
use crate::request::RequestInfo;
use crate::state::Till;

/// What the link carried, and the new password.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ResetRequest {
    token: String,
    /// 12 to 128 characters: a small letter, a capital, a digit and something else.
    new_password: String,
}

/// Chooses another password with the link that was sent: once, and within an hour. All sessions of the
/// login end, and what locked its name is forgotten.
#[utoipa::path(post, path = "/api/v1/auth/reset-password", tag = "auth",
    request_body = ResetRequest, responses((status = 204), Refusals))]
pub(crate) async fn reset_password(
    State(till): State<Till>,
    Extension(request): Extension<RequestInfo>,
    body: Body,
) -> Result<Reply<()>, ApiError> {
    let any = |text: &str| Ok(text.to_owned());
    let (token, new) = body.read(|f| {
        let (token, new) = (f.required("token", text(any)), f.required("newPassword", text(any)));
        Some((token?, new?))
    })?;
    let message = "was used, is too old, or never was: ask for another link";
    let wrong = || ApiError::invalid(vec![Detail::of("token", message, "INVALID_TOKEN")]);
    let user = till.credentials.reset_of(&token, Utc::now()).await?.ok_or_else(wrong)?;
    let login = signed_in::login_of(&till, user.get()).await?.ok_or_else(wrong)?;
    let name = login.actor.username.get().as_str();
    let new = Password::parse(&new, name).map_err(ApiError::new_password)?;
    if till.credentials.was_used(user, &new).await? {
        return Err(ApiError::password_used());
    }
    if !till.credentials.use_reset(&token).await? {
        return Err(wrong()); // somebody else was faster
    }
    till.credentials.set(user, name, new.as_str()).await?;
    let call = Call {
        user_id: user,
        at: Utc::now().trunc_subsecs(6),
        request_id: request.id,
        till_id: None,
        client_ip: request.client_ip,
        key: None,
        approval: None,
    };
    commands::user::change_password(&till.desk, &call).await?;
    till.sessions.end_all(user, None).await?;
    crate::gate::came(user);
    till.credentials.unlock(name).await?;
    Ok(Reply::nothing())
}
