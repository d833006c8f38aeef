//! `POST /auth/login`

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, SubsecRound, Utc};
use infra::credentials::{Secret, SignIn, SignedIn};
use infra::sessions::Entering;
use utoipa::ToSchema;

use super::cookie::{Keeping, mode};
pub(crate) use super::signed_in::UserReply;
use super::signed_in::{self, LoginReply};
use crate::body::{Body, text};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{Envelope, Refusals};
use crate::request::RequestInfo;
use crate::state::Till;

/// A name and a password.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct LoginRequest {
    username: String,
    password: String,
}

/// Signs in with a name and a password. Five failures in fifteen minutes lock the name for thirty,
/// whether anybody has it or not (401 ACCOUNT_LOCKED); after five from one address the next waits
/// (429). With a temporary password (`mustChangePassword`) nothing but replacing it is allowed.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = LoginRequest,
    params(("mode" = Option<String>, Query,
        description = "`cookie`: the refresh token goes into a cookie of the browser")),
    responses((status = 200, body = Envelope<LoginReply>), Refusals))]
pub(crate) async fn login(
    State(till): State<Till>,
    Extension(request): Extension<RequestInfo>,
    mut params: Params,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let keeping = params.take("mode", mode);
    params.finish()?;
    let any = |text: &str| Ok(text.to_owned());
    let (username, password) = body.read(|f| {
        let (username, password) =
            (f.required("username", text(any)), f.required("password", text(any)));
        Some((username?, password?))
    })?;
    let is_shared = crate::till::shown(&till, &headers).await?.is_some();
    let secret = Secret::Password(password);
    let who = Who { username: &username, secret, is_shared };
    who.sign_in(&till, &request, &headers, keeping.unwrap_or(Keeping::Body)).await
}

/// Somebody who wants to sign in.
pub(super) struct Who<'a> {
    pub(super) username: &'a str,
    pub(super) secret: Secret,
    /// Whether they do so at a shared till.
    pub(super) is_shared: bool,
}

impl Who<'_> {
    pub(super) async fn sign_in(
        self,
        till: &Till,
        request: &RequestInfo,
        headers: &HeaderMap,
        keeping: Keeping,
    ) -> Result<Response, ApiError> {
        let now = Utc::now().trunc_subsecs(6);
        let address = request.client_ip.as_deref();
        let asked = SignIn { username: self.username.trim(), secret: self.secret, address };
        let who = let_in(till.credentials.sign_in(asked, now).await?, now)?;
        let login = signed_in::login_of(till, who.user.get()).await?;
        let login = login.ok_or_else(ApiError::wrong_login)?;
        let must_change = who.must_change || login.must_change_password;
        let who = Entering { must_change, ..who };
        let device = signed_in::device(request, headers, self.is_shared);
        let begun = till.sessions.begin(who, device, now).await?;
        let begun = begun.ok_or_else(ApiError::wrong_login)?; // it was replaced meanwhile
        crate::gate::came(who.user);
        signed_in::reply(till, &login, who.must_change, begun, keeping)
    }
}

fn let_in(outcome: SignedIn, now: DateTime<Utc>) -> Result<Entering, ApiError> {
    match outcome {
        SignedIn::As { user, must_change, as_of } => Ok(Entering { user, must_change, as_of }),
        SignedIn::Expired => Err(ApiError::password_expired()),
        SignedIn::Wrong => Err(ApiError::wrong_login()),
        SignedIn::Locked { until } => Err(ApiError::name_locked(until, now)),
        SignedIn::TooMany { until } => Err(ApiError::too_many_logins(until, now)),
    }
}
