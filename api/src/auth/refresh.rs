//! `POST /auth/refresh`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{SubsecRound, Utc};
use infra::sessions::Refreshed;
use utoipa::ToSchema;

use super::cookie::{self, Keeping};
use super::signed_in::{self, LoginReply};
use crate::body::{Body, Problem, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals};
use crate::state::Till;

/// A refresh token; none from a browser, whose cookie has it.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RefreshRequest {
    refresh_token: Option<String>,
}

/// Hands a refresh token in for new tokens: from the body, or from the browser's cookie together with
/// `X-CSRF-Token`. Each is good once; one that comes a second time ends the whole session.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth", request_body = RefreshRequest,
    params(("X-CSRF-Token" = Option<String>, Header, description = "with the cookie")),
    responses((status = 200, body = Envelope<LoginReply>), Refusals))]
pub(crate) async fn refresh(
    State(till): State<Till>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let in_cookie = cookie::shown(&headers);
    let any = |text: &str| Ok(text.to_owned());
    let token = body.read(|f| {
        let token = f.optional("refreshToken", text(any));
        if token.is_none() && in_cookie.is_none() {
            f.refuse("refreshToken", Problem("MISSING_FIELD", "is required".to_owned()));
        }
        Some(token)
    })?;
    let (token, keeping) = match (token, in_cookie) {
        (Some(token), _) => (token, Keeping::Body),
        (None, token) => {
            let token = token.unwrap_or_default();
            let session = till.sessions.any_of_token(token).await?;
            let session = session.ok_or_else(ApiError::wrong_refresh_token)?;
            cookie::check_csrf(till.desk.log.hash(), &session, &headers)?;
            (token.to_owned(), Keeping::Cookie)
        }
    };
    let renewed = match till.sessions.refresh(&token, Utc::now().trunc_subsecs(6)).await? {
        Refreshed::Renewed(renewed) => renewed,
        Refreshed::Unknown => return Err(ApiError::wrong_refresh_token()),
        Refreshed::Reused => {
            tracing::warn!("a refresh token came a second time: its session was ended");
            return Err(ApiError::wrong_refresh_token());
        }
    };
    let login = signed_in::login_of(&till, renewed.user.get()).await?;
    let login = login.ok_or_else(ApiError::wrong_refresh_token)?;
    signed_in::reply(&till, &login, renewed.must_change, renewed.begun, keeping)
}
