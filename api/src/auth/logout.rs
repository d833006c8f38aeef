//! `POST /auth/logout`

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::values::UserId;
use infra::sessions::{SessionId, Why};

use super::cookie;
use super::refresh::RefreshRequest;
use crate::body::{Body, text};
use crate::error::ApiError;
use crate::reply::{Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Ends a session: that of the access token, or else of the refresh token in the body, or else of the
/// browser's cookie together with `X-CSRF-Token`. Its tokens are good for nothing from the next request
/// on, in every process.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth", security(("bearer" = [])),
    request_body = RefreshRequest,
    params(("X-CSRF-Token" = Option<String>, Header, description = "with the cookie")),
    responses((status = 204), Refusals))]
pub(crate) async fn logout(
    State(till): State<Till>,
    mut parts: Parts,
    body: Body,
) -> Result<Response, ApiError> {
    let any = |text: &str| Ok(text.to_owned());
    let token = body.read(|f| Some(f.optional("refreshToken", text(any))))?;
    let (user, session) = if parts.headers.contains_key(header::AUTHORIZATION) {
        let staff = Staff::from_request_parts(&mut parts, &till).await?;
        (staff.user_id(), staff.session().clone())
    } else {
        by_refresh_token(&till, token, &parts.headers).await?
    };
    till.sessions.end(user, &session, Why::SignedOut).await?;
    crate::gate::came(user);
    let mut response = Reply::nothing().into_response();
    if cookie::shown(&parts.headers).is_some() {
        response.headers_mut().insert(header::SET_COOKIE, cookie::clear(&till)?);
    }
    Ok(response)
}

async fn by_refresh_token(
    till: &Till,
    token: Option<String>,
    headers: &HeaderMap,
) -> Result<(UserId, SessionId), ApiError> {
    let in_cookie = if token.is_none() { cookie::shown(headers) } else { None };
    let missing = || ApiError::unauthorized("send a token: Authorization: Bearer …");
    let shown = token.as_deref().or(in_cookie).ok_or_else(missing)?;
    let known = till.sessions.of_token(shown).await?;
    let (user, session) = known.ok_or_else(ApiError::wrong_refresh_token)?;
    if in_cookie.is_some() {
        cookie::check_csrf(till.desk.log.hash(), &session, headers)?;
    }
    Ok((user, session))
}
