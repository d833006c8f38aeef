//! Refusals of settlements.

use axum::http::StatusCode;
use domain::payment::CannotSettle;
use domain::settlement::{List, SettlementError, WrongLine, WrongLineReason};

use super::{ApiError, Detail};

impl From<SettlementError> for ApiError {
    fn from(refusal: SettlementError) -> Self {
        let message = refusal.to_string();
        match refusal {
            SettlementError::NotFound => Self::not_found("such settlement"),
            SettlementError::AlreadyRecorded => Self::conflict(message, "id"),
            SettlementError::NotSettledLater(_) => {
                Self::rule(message, "paymentMethod", "INVALID_ENUM")
            }
            SettlementError::Nothing => Self::rule(message, "paymentIds", "MISSING_FIELD"),
            SettlementError::TooMany => Self::rule(message, "paymentIds", "INVALID_LENGTH"),
            SettlementError::NotYet { .. } => Self::rule(message, "settledOn", "INVALID_RANGE"),
            SettlementError::NotThatMuch { .. } => {
                Self::rule(message, "received", "INVALID_AMOUNT")
            }
            SettlementError::Lines(lines) => {
                let (status, code) = (StatusCode::UNPROCESSABLE_ENTITY, "BUSINESS_RULE_VIOLATION");
                Self::new(status, code, message).with(lines.into_iter().map(detail).collect())
            }
        }
    }
}

fn detail(WrongLine { list, index, why }: WrongLine) -> Detail {
    let list = match list {
        List::Payments => "paymentIds",
        List::Refunds => "refundIds",
    };
    let code = match why {
        WrongLineReason::Twice => "DUPLICATE_ENTRY",
        WrongLineReason::Cannot(CannotSettle::Unknown | CannotSettle::UnknownRefund) => "NOT_FOUND",
        WrongLineReason::Cannot(
            CannotSettle::OtherMethod(_)
            | CannotSettle::OtherOutlet(_)
            | CannotSettle::BringsNothing(_)
            | CannotSettle::NotPaidOut(_)
            | CannotSettle::Settled(_)
            | CannotSettle::Later(_),
        ) => "INVALID_STATE",
    };
    Detail::of(&format!("{list}[{index}]"), why.to_string(), code)
}
