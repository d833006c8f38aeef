//! `POST /auth/switch`

use axum::Extension;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use domain::values::Pin;
use infra::credentials::Secret;
use infra::sessions::Why;
use utoipa::ToSchema;

use super::cookie::{Keeping, mode};
use super::login::Who;
use super::signed_in::LoginReply;
use crate::body::{Body, text};
use crate::error::{ApiError, Detail};
use crate::query::Params;
use crate::reply::{Envelope, Refusals};
use crate::request::RequestInfo;
use crate::staff::Staff;
use crate::state::Till;

/// Who takes over a shared till.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct SwitchRequest {
    username: String,
    /// 6 digits.
    pin: String,
}

/// Changes the person at a shared till, which shows its own token as `X-Till`: with a PIN instead of a
/// password. The session of whoever was there, if their access token comes along, ends. Wrong PINs
/// count as wrong passwords do.
#[utoipa::path(post, path = "/api/v1/auth/switch", tag = "auth", request_body = SwitchRequest,
    params(("mode" = Option<String>, Query, description = "as for a login"),
        ("X-Till" = String, Header, description = "the till's token")),
    responses((status = 200, body = Envelope<LoginReply>), Refusals))]
pub(crate) async fn switch(
    State(till): State<Till>,
    Extension(request): Extension<RequestInfo>,
    mut params: Params,
    mut parts: Parts,
    body: Body,
) -> Result<Response, ApiError> {
    let keeping = params.take("mode", mode);
    params.finish()?;
    let any = |text: &str| Ok(text.to_owned());
    let (username, pin) = body.read(|f| {
        let (name, pin) = (f.required("username", text(any)), f.required("pin", text(Pin::parse)));
        Some((name?, pin?))
    })?;
    if crate::till::shown(&till, &parts.headers).await?.is_none() {
        let missing = Detail::of("X-Till", "is required", "MISSING_FIELD");
        return Err(ApiError::invalid(vec![missing]));
    }
    // Whoever's token is good for nothing has nothing to end.
    let before = if parts.headers.contains_key(header::AUTHORIZATION) {
        Staff::from_request_parts(&mut parts, &till).await.ok()
    } else {
        None
    };
    let who = Who { username: &username, secret: Secret::Pin(pin), is_shared: true };
    let keeping = keeping.unwrap_or(Keeping::Body);
    let response = who.sign_in(&till, &request, &parts.headers, keeping).await?;
    if let Some(before) = before {
        till.sessions.end(before.user_id(), before.session(), Why::Switched).await?;
    }
    Ok(response)
}
