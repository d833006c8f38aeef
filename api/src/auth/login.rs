//! `POST /auth/login`

use axum::extract::State;
use axum::http::StatusCode;
use domain::user::{Login, User};
use infra::event_log::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::state::Till;
use crate::token::LIFETIME;

/// A name and a password.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct LoginRequest {
    username: String,
    password: String,
}

/// A token and whose it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginReply {
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// Bearer
    token_type: &'static str,
    /// Seconds it is good for.
    expires_in: i64,
    /// Whose it is.
    user: UserReply,
}

/// A login.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserReply {
    id: i64,
    username: String,
    full_name: String,
    role: &'static str,
    employee_id: Option<i64>,
}

impl UserReply {
    pub(crate) fn of(login: &Login) -> Self {
        Self {
            id: login.actor.id.get(),
            username: login.actor.username.get().to_string(),
            full_name: login.actor.full_name.get().to_string(),
            role: login.role.name(),
            employee_id: login.employee_id.map(domain::values::EmployeeId::get),
        }
    }
}

/// Signs in with a name and a password.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = LoginRequest,
    responses((status = 200, body = Envelope<LoginReply>), Refusals))]
pub(crate) async fn login(
    State(till): State<Till>,
    body: Body,
) -> Result<Reply<Envelope<LoginReply>>, ApiError> {
    let any = |text: &str| Ok(text.to_owned());
    let (username, password) = body.read(|f| {
        let (username, password) =
            (f.required("username", text(any)), f.required("password", text(any)));
        Some((username?, password?))
    })?;
    // The same answer for a name that does not exist: nothing is given away.
    let refused = || {
        let message = "the username or the password is wrong";
        ApiError::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILED", message)
    };
    let checked = till.credentials.check(username.trim(), &password).await?;
    let user: Loaded<User> = till.desk.log.load(checked.ok_or_else(refused)?.get()).await?;
    let login = user.state.login().ok_or_else(refused)?;
    Ok(Reply::ok(LoginReply {
        access_token: till.tokens.issue(login)?,
        token_type: "Bearer",
        expires_in: LIFETIME,
        user: UserReply::of(login),
    }))
}
