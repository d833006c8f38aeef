//! The one place that knows status codes: refusals and failures become replies here.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use commands::CommandError;
use domain::customer::CustomerError;
use domain::employee::EmployeeError;
use domain::order::{OrderError, Step};
use domain::payment::PaymentError;
use infra::event_log::LogError;
use projections::ReadError;
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

    fn rule(message: String, field: &str, code: &'static str) -> Self {
        let detail = Detail {
            field: field.to_owned(),
            message: message.clone(),
            code: Some(code),
            allowed: None,
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "BUSINESS_RULE_VIOLATION", message)
            .with(vec![detail])
    }

    /// 422: the step does not fit the state; `allowed` are those that do.
    fn wrong_state(message: String, allowed: &[&'static str]) -> Self {
        let mut error = Self::rule(message, "status", "INVALID_STATE");
        for detail in &mut error.info.details {
            detail.allowed = Some(allowed.to_vec());
        }
        error
    }

    fn conflict(message: String, field: &str) -> Self {
        let detail =
            Detail { field: field.to_owned(), message: message.clone(), code: None, allowed: None };
        Self::new(StatusCode::CONFLICT, "CONFLICT", message).with(vec![detail])
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { success: false, error: *self.info };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<EmployeeError> for ApiError {
    fn from(refusal: EmployeeError) -> Self {
        let message = refusal.to_string();
        let instead = match refusal {
            EmployeeError::NotFound => return Self::not_found("such employee"),
            EmployeeError::AlreadyRegistered => {
                return Self::new(StatusCode::CONFLICT, "DUPLICATE_ENTRY", message);
            }
            EmployeeError::AlreadyRetired => "reactivate",
            EmployeeError::AlreadyActive => "deactivate",
        };
        Self::wrong_state(message, &[instead])
    }
}

impl From<CustomerError> for ApiError {
    fn from(refusal: CustomerError) -> Self {
        match refusal {
            CustomerError::NotFound => Self::not_found("such customer"),
            CustomerError::NoSuchAddress => Self::not_found("such address"),
            CustomerError::AlreadyRegistered
            | CustomerError::Inactive
            | CustomerError::AlreadyInactive
            | CustomerError::AlreadyActive
            | CustomerError::Deleted
            | CustomerError::Merged { .. }
            | CustomerError::IntoThemselves
            | CustomerError::AddressMissing
            | CustomerError::SeveralAddresses
            | CustomerError::DefaultNeeded
            | CustomerError::TooManyAddresses { .. }
            | CustomerError::SamePlateTwice
            | CustomerError::NoSuchVehicle
            | CustomerError::TooManyVehicles { .. }
            | CustomerError::MoreThanLent { .. } => Self::of_named_customer(refusal, "id"),
        }
    }
}

impl ApiError {
    /// A refusal about a customer whom the request's body names in that field.
    fn of_named_customer(refusal: CustomerError, field: &str) -> Self {
        let message = refusal.to_string();
        match refusal {
            CustomerError::NotFound => Self::rule(message, field, "NOT_FOUND"),
            CustomerError::AlreadyRegistered => Self::duplicate(message, field),
            CustomerError::SamePlateTwice => Self::duplicate(message, "licensePlate"),
            CustomerError::AlreadyInactive => Self::wrong_state(message, &["reactivate"]),
            CustomerError::AlreadyActive => Self::wrong_state(message, &["deactivate"]),
            CustomerError::Inactive
            | CustomerError::Deleted
            | CustomerError::Merged { .. }
            | CustomerError::IntoThemselves => Self::rule(message, field, "INVALID_STATE"),
            CustomerError::NoSuchAddress => Self::rule(message, "addressId", "NOT_FOUND"),
            CustomerError::AddressMissing => Self::rule(message, "address", "MISSING_FIELD"),
            CustomerError::SeveralAddresses | CustomerError::TooManyAddresses { .. } => {
                Self::rule(message, "address", "INVALID_STATE")
            }
            CustomerError::DefaultNeeded => Self::rule(message, "isDefault", "INVALID_STATE"),
            CustomerError::NoSuchVehicle => Self::rule(message, "licensePlate", "NOT_FOUND"),
            CustomerError::TooManyVehicles { .. } => {
                Self::rule(message, "licensePlate", "INVALID_STATE")
            }
            CustomerError::MoreThanLent { .. } => Self::rule(message, "returned", "INVALID_AMOUNT"),
        }
    }

    /// 409: it is there already.
    fn duplicate(message: String, field: &str) -> Self {
        let detail = Detail {
            field: field.to_owned(),
            message: message.clone(),
            code: Some("DUPLICATE_ENTRY"),
            allowed: None,
        };
        Self::new(StatusCode::CONFLICT, "DUPLICATE_ENTRY", message).with(vec![detail])
    }
}

impl From<OrderError> for ApiError {
    fn from(refusal: OrderError) -> Self {
        let message = refusal.to_string();
        match refusal {
            OrderError::NotFound => Self::not_found("such order"),
            OrderError::SameEmployeeTwice(_) => Self::conflict(message, "employeeIds"),
            OrderError::AlreadyPlaced => Self::conflict(message, "id"),
            OrderError::NobodyAssigned => Self::rule(message, "employeeIds", "MISSING_FIELD"),
            OrderError::TotalTooLarge => Self::rule(message, "total", "INVALID_AMOUNT"),
            OrderError::MoreThanDue { .. } => Self::rule(message, "amount", "INVALID_AMOUNT"),
            OrderError::AlreadyStarted | OrderError::NotStarted | OrderError::AlreadyCompleted => {
                let steps = refusal.allowed_instead().unwrap_or_default();
                let steps: Vec<&str> = steps.iter().copied().map(Step::name).collect();
                Self::wrong_state(message, &steps)
            }
        }
    }
}

impl From<PaymentError> for ApiError {
    fn from(refusal: PaymentError) -> Self {
        let message = refusal.to_string();
        match refusal {
            PaymentError::Order(refusal) => refusal.into(),
            PaymentError::AlreadyTaken => Self::conflict(message, "id"),
            PaymentError::AmountOutOfRange => Self::rule(message, "amount", "INVALID_AMOUNT"),
            PaymentError::TenderedTooLittle | PaymentError::ChangeWithoutCash => {
                Self::rule(message, "amountTendered", "INVALID_AMOUNT")
            }
            PaymentError::ReferenceMissing => {
                Self::rule(message, "referenceNumber", "MISSING_FIELD")
            }
        }
    }
}

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        let message = error.to_string();
        match error {
            CommandError::UnknownCaller => Self::unauthorized(&message),
            CommandError::Forbidden(_) | CommandError::NotAssigned => {
                Self::new(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSIONS", message)
            }
            CommandError::Unknown { field, .. } => Self::rule(message, field, "NOT_FOUND"),
            CommandError::Inactive { field, .. } => Self::rule(message, field, "INVALID_STATE"),
            CommandError::Stale { .. } => Self::conflict(message, "If-Match"),
            CommandError::Order(refusal) => refusal.into(),
            CommandError::Payment(refusal) => refusal.into(),
            CommandError::Employee(refusal) => refusal.into(),
            CommandError::Customer(refusal) => refusal.into(),
            CommandError::NamedCustomer { field, refusal } => {
                Self::of_named_customer(refusal, field)
            }
            CommandError::Catalog(_) | CommandError::User(_) => {
                Self::new(StatusCode::CONFLICT, "DUPLICATE_ENTRY", message)
            }
            CommandError::Log(failure) => failure.into(),
        }
    }
}

impl From<LogError> for ApiError {
    fn from(failure: LogError) -> Self {
        match failure {
            LogError::Conflict => Self::new(
                StatusCode::CONFLICT,
                "CONFLICT",
                "others keep changing the same thing: read it again and repeat",
            ),
            LogError::Claimed { scope } => Self::duplicate(failure.to_string(), scope.field),
            LogError::KeyUsed => Self::conflict(failure.to_string(), "Idempotency-Key"),
            LogError::KeyReused => {
                Self::rule(failure.to_string(), "Idempotency-Key", "IDEMPOTENCY_KEY_REUSED")
            }
            LogError::Busy => Self::unavailable("too many commands at once: repeat in a moment"),
            LogError::Unavailable(reason) => {
                tracing::warn!(reason, "the event log is away");
                Self::unavailable("nothing was saved, for the database is away: repeat in a moment")
            }
            LogError::Parted => {
                tracing::error!(%failure, "this process can append no more");
                Self::unavailable("nothing was saved: repeat in a moment")
            }
            LogError::UnknownOutcome => {
                tracing::error!(%failure, "an outcome is unknown");
                Self::unavailable(
                    "it is not known whether this was saved: repeat it with the same Idempotency-Key",
                )
            }
            LogError::TooLarge { .. } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "VALIDATION_ERROR", failure.to_string())
            }
            LogError::Unreadable { .. }
            | LogError::HistoryParted { .. }
            | LogError::HistoryLeft { .. }
            | LogError::EndsBefore { .. }
            | LogError::Database(_) => Self::internal(&failure),
        }
    }
}

impl From<ReadError> for ApiError {
    fn from(failure: ReadError) -> Self {
        match failure {
            ReadError::Unavailable(reason) => {
                tracing::warn!(reason, "the read database is away");
                Self::unavailable("this cannot be shown now, for the database is away")
            }
            ReadError::Unreadable(_) => Self::internal(&failure),
        }
    }
}
