//! Who is calling. Their role is read anew for each request: a token only says who they are.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use chrono::{SubsecRound, Utc};
use commands::{Call, CommandError};
use domain::user::{Permission, Role, User};
use domain::values::UserId;
use infra::event_log::{Loaded, LogError};

use crate::error::{ApiError, Detail};
use crate::request::RequestInfo;
use crate::state::Till;
use crate::token::Claims;

/// Somebody with a good token.
pub(crate) struct Staff {
    till: Till,
    claims: Claims,
    user_id: UserId,
    request: RequestInfo,
}

impl FromRequestParts<Till> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, till: &Till) -> Result<Self, ApiError> {
        let claims = till.tokens.check(bearer(&parts.headers)?)?;
        let user_id = claims
            .user_id()
            .ok_or_else(|| ApiError::unauthorized("the token names nobody: log in again"))?;
        let unknown = || RequestInfo { id: String::new(), client_ip: None };
        let request = parts.extensions.get::<RequestInfo>().cloned().unwrap_or_else(unknown);
        Ok(Self { till: till.clone(), claims, user_id, request })
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let missing = || ApiError::unauthorized("send a token: Authorization: Bearer …");
    let value = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(missing()) }
}

impl Staff {
    /// The caller's call of a command, now.
    pub(crate) fn call(&self) -> Call {
        Call {
            user_id: self.user_id,
            at: Utc::now().trunc_subsecs(6),
            request_id: self.request.id.clone(),
            client_ip: self.request.client_ip.clone(),
        }
    }

    /// The caller's role, if it has the permission. With the primary away the role of the token
    /// has to do: it serves queries, and commands fail anyway.
    ///
    /// # Errors
    /// 401 for a login that does not exist, 403 without the permission.
    pub(crate) async fn may(&self, permission: Permission) -> Result<Role, ApiError> {
        let role = match self.till.desk.log.load(self.user_id.get()).await {
            Ok(user) => role_of(&user),
            Err(LogError::Unavailable(_)) => self.claims.role_at_login(),
            Err(failure) => return Err(failure.into()),
        };
        let role = role.ok_or(CommandError::UnknownCaller)?;
        if permission.granted_to(role) {
            Ok(role)
        } else {
            Err(CommandError::Forbidden(permission).into())
        }
    }

    /// What was read of a body; if it is wrong, whoever may not call at all is told that first.
    ///
    /// # Errors
    /// 401, 403, or what is wrong with the body.
    pub(crate) async fn said<T>(
        &self,
        permission: Permission,
        read: Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        if read.is_err() {
            self.may(permission).await?;
        }
        read
    }
}

/// `If-Match: "7"`: the version the caller insists on; none, or `*`, insists on nothing.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    number(text.trim_matches('"'), "If-Match", "must be a version such as \"7\"").map(Some)
}

/// `X-Min-Log-Position: 42`: what the caller has written and wants to see.
pub(crate) fn min_position(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let Some(value) = headers.get("x-min-log-position") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    number(text, "X-Min-Log-Position", "must be a position such as 42").map(Some)
}

fn number(text: &str, field: &str, message: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| {
        ApiError::invalid(vec![Detail {
            field: field.to_owned(),
            message: message.to_owned(),
            code: Some("INVALID_FORMAT"),
            allowed: None,
        }])
    })
}

fn role_of(user: &Loaded<User>) -> Option<Role> {
    user.state.login().map(|login| login.role)
}
