//! What somebody gets who signed in, or goes on.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use commands::CommandError;
use domain::user::{Login, User};
use infra::event_log::Loaded;
use infra::sessions::{Begun, Device};
use serde::Serialize;
use utoipa::ToSchema;

use super::cookie::{self, Keeping};
use crate::error::ApiError;
use crate::reply::Reply;
use crate::request::RequestInfo;
use crate::state::Till;
use crate::token::{Issue, LIFETIME};

/// Tokens and whose they are.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginReply {
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// To be handed in at `/auth/refresh`, once; not there in cookie mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// In cookie mode: to be sent as `X-CSRF-Token` to `/auth/refresh` and `/auth/logout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
    /// Bearer
    token_type: &'static str,
    /// Seconds the access token is good for.
    expires_in: i64,
    /// Seconds the refresh token is good for.
    refresh_expires_in: i64,
    /// The password is a temporary one: nothing but replacing it is allowed.
    must_change_password: bool,
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

/// The login behind an id, if there is one.
///
/// # Errors
/// 401 for one that is deactivated: whoever has proved who they are may know.
pub(super) async fn login_of(till: &Till, id: i64) -> Result<Option<Login>, ApiError> {
    let user: Loaded<User> = till.desk.log.load(id).await?;
    match commands::known(&user) {
        Ok(login) => Ok(Some(login.clone())),
        Err(CommandError::UnknownCaller) => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Where somebody signs in from.
pub(super) fn device(request: &RequestInfo, headers: &HeaderMap, is_shared: bool) -> Device {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Device { client_ip: request.client_ip.clone(), user_agent: agent.map(str::to_owned), is_shared }
}

/// The reply to somebody who signed in, or goes on.
pub(super) fn reply(
    till: &Till,
    login: &Login,
    must_change: bool,
    begun: Begun,
    keeping: Keeping,
) -> Result<Response, ApiError> {
    let issue = Issue { session: &begun.session, must_change };
    let access_token = till.tokens.issue(login, &issue)?;
    let refresh_expires_in = (begun.expires_at - Utc::now()).num_seconds() + 1; // rounded up
    let csrf = || cookie::csrf_token(till.desk.log.hash(), &begun.session);
    let (refresh_token, csrf_token, cookie) = match keeping {
        Keeping::Body => (Some(begun.refresh_token), None, None),
        Keeping::Cookie => {
            let set = cookie::set(till, &begun.refresh_token, refresh_expires_in)?;
            (None, Some(csrf()), Some((header::SET_COOKIE, set)))
        }
    };
    let reply = Reply::ok(LoginReply {
        access_token,
        refresh_token,
        csrf_token,
        token_type: "Bearer",
        expires_in: LIFETIME,
        refresh_expires_in,
        must_change_password: must_change,
        user: UserReply::of(login),
    });
    let mut response = reply.into_response();
    response.headers_mut().extend(cookie);
    // What holds secrets is kept by nobody on the way.
    response.headers_mut().insert(header::CACHE_CONTROL, no_store());
    Ok(response)
}

const fn no_store() -> axum::http::HeaderValue {
    axum::http::HeaderValue::from_static("no-store")
}
