//! What commands and queries fail with.

use axum::http::StatusCode;
use commands::{CommandError, Fault, FaultKind};
use infra::event_log::LogError;
use projections::ReadError;

use super::{ApiError, Detail};

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        let message = error.to_string();
        match error {
            CommandError::UnknownCaller => Self::unauthorized(&message),
            CommandError::Deactivated => Self::deactivated(message),
            CommandError::MustChangePassword => {
                let detail = Detail::of("password", message.clone(), "PASSWORD_CHANGE_REQUIRED");
                Self::forbidden(message).with(vec![detail])
            }
            CommandError::Forbidden(_) | CommandError::NotAssigned => Self::forbidden(message),
            CommandError::Unknown { field, .. } => Self::rule(message, field, "NOT_FOUND"),
            CommandError::Inactive { field, .. } | CommandError::MayNot { field, .. } => {
                Self::rule(message, field, "INVALID_STATE")
            }
            CommandError::Faults(faults) => of_faults(faults, message),
            CommandError::Stale { .. } => Self::conflict(message, "If-Match"),
            CommandError::Order(refusal) => refusal.into(),
            CommandError::Payment(refusal) => refusal.into(),
            CommandError::Tender { which, refusal } => Self::of_tender(which, refusal),
            CommandError::Account(refusal) => refusal.into(),
            CommandError::Invoice(refusal) => refusal.into(),
            CommandError::Employee(refusal) => refusal.into(),
            CommandError::Outlet(refusal) => refusal.into(),
            CommandError::Drawer(refusal) => refusal.into(),
            CommandError::DayClose(refusal) => refusal.into(),
            CommandError::Subscription(refusal) => refusal.into(),
            CommandError::Till(refusal) => refusal.into(),
            CommandError::Settings(refusal) => refusal.into(),
            CommandError::Settlement(refusal) => refusal.into(),
            CommandError::Approval(refusal) => refusal.into(),
            CommandError::User(refusal) => refusal.into(),
            CommandError::Catalog(refusal) => refusal.into(),
            CommandError::Customer(refusal) => refusal.into(),
            CommandError::NamedCustomer { field, refusal } => {
                Self::of_named_customer(refusal, field)
            }
            CommandError::Log(failure) => failure.into(),
        }
    }
}

impl ApiError {
    /// 401, to somebody who has proved who they are.
    fn deactivated(message: String) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "ACCOUNT_DEACTIVATED", message)
    }
}

/// 422: everything the request names and cannot have.
fn of_faults(faults: Vec<Fault>, message: String) -> ApiError {
    let detail = |fault: Fault| {
        let code = match fault.kind {
            FaultKind::Unknown => "NOT_FOUND",
            FaultKind::Missing => "MISSING_FIELD",
            FaultKind::OutOfReach => "INVALID_RANGE",
            FaultKind::Refused => "INVALID_STATE",
        };
        Detail::of(&fault.field, fault.to_string(), code)
    };
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "BUSINESS_RULE_VIOLATION", message)
        .with(faults.into_iter().map(detail).collect())
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
            LogError::Erased { ref subject } => {
                let field = match subject.split('/').next().unwrap_or_default() {
                    "employee" => "employeeId",
                    "user" => "userId",
                    "walk-in" => "orderId",
                    _ => "customerId",
                };
                Self::rule(failure.to_string(), field, "PERSON_ERASED")
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
