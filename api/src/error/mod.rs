//! The one place that knows status codes: refusals and failures become replies here.

mod approvals;
mod commands;
mod orders;
mod refusals;
mod settlements;
mod sign_in;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A field that is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Detail {
    /// Which field.
    pub field: String,
    /// What would be right.
    pub message: String,
    /// What kind of wrong: MISSING_FIELD, INVALID_FORMAT, INVALID_STATE …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// For INVALID_STATE: the steps that could be taken instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<&'static str>>,
    /// For APPROVAL_REQUIRED: the least role that may approve it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_role: Option<&'static str>,
    /// For APPROVAL_REQUIRED: what whoever approves answers at `/approvals`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
}

impl Detail {
    /// What is wrong with a field.
    pub(crate) fn of(field: &str, message: impl Into<String>, code: &'static str) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
            code: Some(code),
            allowed: None,
            required_role: None,
            challenge: None,
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ErrorInfo {
    /// VALIDATION_ERROR, UNAUTHORIZED, INSUFFICIENT_PERMISSIONS, NOT_FOUND, CONFLICT,
    /// BUSINESS_RULE_VIOLATION, SERVICE_UNAVAILABLE …
    pub code: &'static str,
    /// In words.
    pub message: String,
    /// Field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

/// The envelope of a refusal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// Always false.
    pub success: bool,
    /// What went wrong.
    pub error: ErrorInfo,
}

/// The code of a refusal, for those its reply passes on the way out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ErrorCode(pub &'static str);

/// A refusal or a failure, as the caller gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub status: StatusCode,
    pub info: Box<ErrorInfo>,
    /// Seconds after which to try again.
    pub retry_after: Option<u16>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let info = ErrorInfo { code, message: message.into(), details: Vec::new() };
        Self { status, info: Box::new(info), retry_after: None }
    }

    pub(crate) fn with(mut self, details: Vec<Detail>) -> Self {
        self.info.details = details;
        self
    }

    /// 400: the request is out of shape.
    pub(crate) fn invalid(details: Vec<Detail>) -> Self {
        let message = details.first().map_or_else(
            || "the request is out of shape".to_owned(),
            |detail| format!("{} {}", detail.field, detail.message),
        );
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message).with(details)
    }

    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("there is no {what}"))
    }

    /// 408: the body did not arrive in time.
    pub(crate) fn too_slow() -> Self {
        let message = "the body did not arrive in time";
        Self::new(StatusCode::REQUEST_TIMEOUT, "VALIDATION_ERROR", message)
    }

    /// 405
    pub(crate) fn wrong_method() -> Self {
        let message = "this path does not take that method";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "NOT_FOUND", message)
    }

    pub(crate) fn unavailable(message: &str) -> Self {
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", message);
        error.retry_after = Some(1);
        error
    }

    /// Something of ours broke. The caller learns no more than that; the log has the rest.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        let message = "something went wrong on our side; it has been written down";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message)
    }

    pub(super) fn rule(message: String, field: &str, code: &'static str) -> Self {
        let detail = Detail::of(field, message.clone(), code);
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "BUSINESS_RULE_VIOLATION", message)
            .with(vec![detail])
    }

    /// 422: the step does not fit the state; `allowed` are those that do.
    pub(super) fn wrong_state(message: String, allowed: &[&'static str]) -> Self {
        let mut error = Self::rule(message, "status", "INVALID_STATE");
        for detail in &mut error.info.details {
            detail.allowed = Some(allowed.to_vec());
        }
        error
    }

    /// 409: there is one like it already.
    pub(super) fn duplicate(message: String, field: &str) -> Self {
        let detail = Detail::of(field, message.clone(), "DUPLICATE_ENTRY");
        Self::new(StatusCode::CONFLICT, "DUPLICATE_ENTRY", message).with(vec![detail])
    }

    pub(super) fn conflict(message: String, field: &str) -> Self {
        let detail = Detail { code: None, ..Detail::of(field, message.clone(), "") };
        Self::new(StatusCode::CONFLICT, "CONFLICT", message).with(vec![detail])
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = ErrorCode(self.info.code);
        let body = ErrorBody { success: false, error: *self.info };
        let mut response = (self.status, Json(body)).into_response();
        response.extensions_mut().insert(code);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
