//! Refusals of those who sign in, or choose a password.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};

use domain::values::ValueError;

use super::{ApiError, Detail};
use crate::body::Problem;

impl ApiError {
    /// 401: the same for a name that does not exist, so nothing is given away.
    pub(crate) fn wrong_login() -> Self {
        let message = "the username or the password is wrong";
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILED", message)
    }

    /// 401: the caller's own password.
    pub(crate) fn wrong_password() -> Self {
        let message = "this is not your password";
        let detail = Detail::of("currentPassword", message, "INVALID_CREDENTIALS");
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILED", message).with(vec![detail])
    }

    /// 401: right, but temporary, and too old.
    pub(crate) fn password_expired() -> Self {
        let message = "this temporary password is too old: ask for another";
        let detail = Detail::of("password", message, "PASSWORD_EXPIRED");
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILED", message).with(vec![detail])
    }

    /// 403: whoever signed in with a temporary password has to replace it first.
    pub(crate) fn must_change_password() -> Self {
        let message = "replace your temporary password first: PATCH /users/{id}/password";
        let detail = Detail::of("password", message, "PASSWORD_CHANGE_REQUIRED");
        Self::new(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSIONS", message).with(vec![detail])
    }

    /// 400: a password nobody should have.
    pub(crate) fn new_password(error: ValueError) -> Self {
        let Problem(code, message) = error.into();
        Self::invalid(vec![Detail::of("newPassword", message, code)])
    }

    /// 422: one of the last five.
    pub(crate) fn password_used() -> Self {
        let message = "this is one of your last five passwords: choose another".to_owned();
        Self::rule(message, "newPassword", "PASSWORD_USED_BEFORE")
    }

    /// 401: there is none, or it was used.
    pub(crate) fn wrong_refresh_token() -> Self {
        Self::unauthorized("the refresh token is good for nothing: log in again")
    }

    /// 403: a cookie alone proves nothing, for a browser sends it whoever asks.
    pub(crate) fn csrf() -> Self {
        let message = "send the csrfToken of the login as X-CSRF-Token";
        let detail = Detail::of("X-CSRF-Token", message, "INVALID_TOKEN");
        Self::new(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSIONS", message).with(vec![detail])
    }

    /// 401: too many were wrong for this name.
    pub(crate) fn name_locked(until: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let message = "too many failed attempts: nobody signs in by this name now";
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "ACCOUNT_LOCKED", message);
        error.retry_after = seconds(until, now);
        error
    }

    /// 429: too many were wrong from this address.
    pub(crate) fn too_many_logins(until: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let message = "too many failed attempts from here: wait, and try again";
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", message);
        error.retry_after = seconds(until, now);
        error
    }
}

fn seconds(until: DateTime<Utc>, now: DateTime<Utc>) -> Option<u16> {
    u16::try_from((until - now).num_seconds().max(1)).ok()
}
