//! Refusals that somebody else can lift, and of those who would.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use commands::approval::{ApprovalError, Lift};
use domain::user::Role;

use super::{ApiError, Detail};

impl From<ApprovalError> for ApiError {
    fn from(refusal: ApprovalError) -> Self {
        let message = refusal.to_string();
        let detail = match refusal {
            ApprovalError::RoleTooLow { role } => Detail {
                required_role: Some(role.name()),
                ..Detail::of("username", message.clone(), "APPROVAL_REQUIRED")
            },
            ApprovalError::Own => Detail::of("username", message.clone(), "APPROVAL_REQUIRED"),
            ApprovalError::Forged | ApprovalError::Expired | ApprovalError::Elsewhere => {
                Detail::of("approval", message.clone(), "APPROVAL_REQUIRED")
            }
        };
        Self::forbidden(message).with(vec![detail])
    }
}

impl ApiError {
    /// 403: somebody of that role or above must approve it. Of a command, [`crate::staff::Staff::refused`]
    /// says so with a challenge.
    pub(super) fn approval(message: String, role: Role) -> Self {
        let detail = Detail {
            required_role: Some(role.name()),
            ..Detail::of("approval", message.clone(), "APPROVAL_REQUIRED")
        };
        Self::forbidden(message).with(vec![detail])
    }

    /// 403: somebody else has to approve this very command, which `challenge` stands for.
    pub(crate) fn approval_required(message: String, lift: Lift, challenge: String) -> Self {
        let message = match lift.why_not {
            Some(why_not) => format!("{why_not}: {message}"),
            None => message,
        };
        let detail = Detail {
            required_role: Some(lift.needed.role.name()),
            challenge: Some(challenge),
            ..Detail::of("approval", message.clone(), "APPROVAL_REQUIRED")
        };
        Self::forbidden(message).with(vec![detail])
    }

    /// A challenge that cannot be answered: 400 if it is none of ours, 422 if it is too late.
    pub(crate) fn of_challenge(refusal: &ApprovalError) -> Self {
        let message = refusal.to_string();
        if *refusal == ApprovalError::Expired {
            Self::rule(message, "challenge", "INVALID_STATE")
        } else {
            Self::invalid(vec![Detail::of("challenge", message, "INVALID_FORMAT")])
        }
    }

    /// 401: which of the two is wrong is not told.
    pub(crate) fn unproven() -> Self {
        let message = "the username, or the PIN or password, is wrong";
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILED", message)
    }

    /// 401: too many were wrong.
    pub(crate) fn locked(until: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let message = "too many wrong PINs or passwords: nobody is let through by this name now";
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "ACCOUNT_LOCKED", message);
        error.retry_after = u16::try_from((until - now).num_seconds().max(1)).ok();
        error
    }
}
