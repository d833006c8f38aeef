//! Who is calling. Their role is read anew for each request: a token only says who they are.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use chrono::{SubsecRound, Utc};
use commands::approval::{self, Challenge, ShownApproval};
use commands::{Call, CommandError};
use domain::user::{Login, Permission, Role, User};
use domain::values::{EmployeeId, TillId, UserId};
use infra::event_log::{IdempotencyKey, Loaded, LogError};
use infra::sessions::{SessionId, Standing};
use uuid::Uuid;

use crate::body::Body;
use crate::error::{ApiError, Detail};
use crate::request::RequestInfo;
use crate::state::Till;
use crate::token::Claims;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Somebody with a good token.
#[derive(Clone)]
pub(crate) struct Staff {
    till: Till,
    claims: Claims,
    user_id: UserId,
    session: SessionId,
    request: RequestInfo,
    asked: Asked,
    till_id: Option<TillId>,
    /// Their role as it was read for this request, once it was.
    role: Option<Role>,
}

/// What makes two requests the same, but for their bodies.
#[derive(Clone)]
struct Asked {
    method: Method,
    path: String,
    key: Option<String>,
    /// Somebody's approval, which does not make it another request.
    approval: Option<String>,
}

impl FromRequestParts<Till> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, till: &Till) -> Result<Self, ApiError> {
        if let Some(let_in) = parts.extensions.remove::<Self>() {
            return Ok(let_in); // by the gate
        }
        let claims = till.tokens.check(bearer(&parts.headers)?)?;
        let user_id = claims
            .user_id()
            .ok_or_else(|| ApiError::unauthorized("the token names nobody: log in again"))?;
        let session = going_on(till, &claims, user_id, parts).await?;
        let unknown = || RequestInfo { id: String::new(), client_ip: None };
        let request = parts.extensions.get::<RequestInfo>().cloned().unwrap_or_else(unknown);
        let asked = Asked {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            key: if parts.method.is_safe() { None } else { idempotency_key(&parts.headers)? },
            approval: parts.headers.get("x-approval").map(|value| {
                // What is no text is no approval either.
                value.to_str().unwrap_or_default().to_owned()
            }),
        };
        // Queries need not know where they come from, nor ask the primary.
        let safe = parts.method.is_safe();
        let till_id = if safe { None } else { crate::till::shown(till, &parts.headers).await? };
        let (till, role) = (till.clone(), None);
        Ok(Self { till, claims, user_id, session, request, asked, till_id, role })
    }
}

/// The session a token was given out for, if it goes on: what ended it counts from the next request
/// on, in every process. With the primary away, and no end known to Redis, the token has to do.
async fn going_on(
    till: &Till,
    claims: &Claims,
    user_id: UserId,
    parts: &Parts,
) -> Result<SessionId, ApiError> {
    let ended = || ApiError::unauthorized("you are signed out: log in again");
    let session = claims.session().ok_or_else(ended)?;
    let must_change = match till.sessions.standing(&session).await? {
        Standing::Good { user, must_change } if user == user_id => must_change,
        Standing::Good { .. } | Standing::Ended => return Err(ended()),
        Standing::Unknown => claims.must_change,
    };
    let path = parts.uri.path();
    let replaces = path.starts_with("/api/v1/users/") && path.ends_with("/password");
    if must_change && !replaces && !path.starts_with("/api/v1/auth/") {
        return Err(ApiError::must_change_password());
    }
    Ok(session)
}

/// `Idempotency-Key`: optional, 1 to 255 printable characters.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else { return Ok(None) };
    let printable = |key: &&str| key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    match value.to_str().ok().map(str::trim).filter(printable) {
        Some(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => {
            let message = "must be 1 to 255 printable characters, such as a UUID";
            Err(ApiError::invalid(vec![Detail::of("Idempotency-Key", message, "INVALID_FORMAT")]))
        }
    }
}

pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let missing = || ApiError::unauthorized("send a token: Authorization: Bearer …");
    let value = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(missing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(missing()) }
}

impl Staff {
    /// Who calls.
    pub(crate) const fn user_id(&self) -> UserId {
        self.user_id
    }

    /// Where they are signed in.
    pub(crate) const fn session(&self) -> &SessionId {
        &self.session
    }

    /// The caller's call of a command, now, with what they said.
    pub(crate) fn call(&self, body: &Body) -> Call {
        let Asked { method, path, key, approval } = &self.asked;
        let hash = self.till.desk.log.hash();
        let shown = |text: &String| ShownApproval::new(text.clone(), self.asked_for(body));
        let key = key.as_ref().map(|key| {
            let asked = [method.as_str().as_bytes(), path.as_bytes(), &body.said()];
            IdempotencyKey::new(hash, self.user_id.get(), key, &asked)
        });
        Call {
            key,
            approval: approval.as_ref().map(shown),
            user_id: self.user_id,
            at: Utc::now().trunc_subsecs(6),
            request_id: self.request.id.clone(),
            till_id: self.till_id,
            client_ip: self.request.client_ip.clone(),
        }
    }

    fn asked_for(&self, body: &Body) -> approval::Asked {
        let (hash, Asked { method, path, .. }) = (self.till.desk.log.hash(), &self.asked);
        approval::Asked::of(hash, self.user_id, method.as_str(), path, &body.said())
    }

    /// The refusal of a command. What somebody else could let through is refused with a challenge
    /// for this very command, to be answered at `/approvals`.
    pub(crate) fn refused(&self, body: &Body, refusal: CommandError) -> ApiError {
        let (hash, call) = (self.till.desk.log.hash(), self.call(body));
        let Some(lift) = approval::lift(hash, &call, &refusal) else { return refusal.into() };
        let (asked, id) = (self.asked_for(body), Uuid::new_v4().into_bytes());
        let challenge = Challenge::put(self.user_id, asked, lift.needed, call.at, id);
        ApiError::approval_required(refusal.to_string(), lift, challenge.written(hash))
    }

    /// The caller's role, if it has the permission. With the primary away the role of the token
    /// has to do: it serves queries, and commands fail anyway.
    ///
    /// # Errors
    /// 401 for a login that does not exist or is deactivated, 403 without the permission or with a
    /// password that has to be changed.
    pub(crate) async fn may(&self, permission: Permission) -> Result<Role, ApiError> {
        let role = self.role_now().await?;
        if permission.granted_to(role) {
            Ok(role)
        } else {
            Err(CommandError::Forbidden(permission).into())
        }
    }

    /// The caller's login as it is now; with a password that has to be changed, too.
    ///
    /// # Errors
    /// 401 for a login that does not exist or is deactivated, 503 with the primary away.
    pub(crate) async fn login(&self) -> Result<Login, ApiError> {
        let user = self.till.desk.log.load(self.user_id.get()).await?;
        Ok(commands::known(&user)?.clone())
    }

    async fn role_now(&self) -> Result<Role, ApiError> {
        if let Some(role) = self.role {
            return Ok(role);
        }
        let role = match self.till.desk.log.load(self.user_id.get()).await {
            Ok(user) => commands::admitted(&user)?.role,
            Err(LogError::Unavailable(_)) => {
                self.claims.role_at_login().ok_or(CommandError::UnknownCaller)?
            }
            Err(failure) => return Err(failure.into()),
        };
        Ok(role)
    }

    /// Lets a caller in who has the permission. For a command what is remembered of them will do to
    /// be let in, for it is judged under the lock by what they are then; to be sent away it will not.
    ///
    /// # Errors
    /// As [`Self::may`].
    pub(crate) async fn let_in(&mut self, permission: Permission) -> Result<(), ApiError> {
        if !self.asked.method.is_safe() {
            let remembered = self.till.desk.log.recall::<User>(self.user_id.get());
            let role = remembered.as_ref().and_then(role_of);
            if role.is_some_and(|role| permission.granted_to(role)) {
                return Ok(());
            }
        }
        let role = self.role_now().await?;
        self.role = Some(role);
        self.may(permission).await.map(drop)
    }

    /// The caller's role, after a command of theirs that relied on it: for what the reply shows.
    pub(crate) fn role(&self) -> Role {
        let remembered = self.till.desk.log.recall::<User>(self.user_id.get());
        let role = remembered.as_ref().and_then(role_of);
        role.or(self.claims.role_at_login()).unwrap_or(Role::ServiceStaff)
    }

    /// The paid worker behind the caller's login, if there is one; of a caller whose role was asked
    /// for before.
    pub(crate) fn works_as(&self) -> Option<EmployeeId> {
        let remembered = self.till.desk.log.recall::<User>(self.user_id.get())?;
        remembered.state.login()?.employee_id
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
    text.parse().map_err(|_| ApiError::invalid(vec![Detail::of(field, message, "INVALID_FORMAT")]))
}

fn role_of(user: &Loaded<User>) -> Option<Role> {
    user.state.login().map(|login| login.role)
}
