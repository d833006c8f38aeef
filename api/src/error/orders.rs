//! Refusals of orders and payments.

use axum::http::StatusCode;
use domain::order::{OrderError, Step};
use domain::payment::PaymentError;

use super::{ApiError, Detail};

impl From<OrderError> for ApiError {
    fn from(refusal: OrderError) -> Self {
        let message = refusal.to_string();
        let missing = |field: &str| Self::malformed(message.clone(), field, "MISSING_FIELD");
        match refusal {
            OrderError::NotFound | OrderError::Deleted => Self::not_found("such order"),
            OrderError::NotQueued => Self::not_found("such order in the queue"),
            OrderError::CannotNow { allowed, .. } => {
                let steps: Vec<&str> = allowed.into_iter().map(Step::name).collect();
                Self::wrong_state(message, &steps)
            }
            OrderError::CheckFirst => {
                Self::wrong_state(message, &[Step::SubmitQualityCheck.name()])
            }
            OrderError::NoWalkIn | OrderError::PersonNeeded | OrderError::PersonErased => {
                Self::rule(message, "id", "INVALID_STATE")
            }
            OrderError::NothingToWaitFor(_) => Self::wrong_state(message, &[]),
            OrderError::PaymentFirst { .. } => Self::rule(message, "payment", "INVALID_STATE"),
            OrderError::AlreadyPlaced => Self::conflict(message, "id"),
            OrderError::AlreadyQueued => Self::conflict(message, "orderId"),
            OrderError::SameEmployeeTwice(_) => Self::conflict(message, "employeeIds"),
            OrderError::PriceChanged { .. } => Self::conflict(message, "quotedTotal"),
            OrderError::PaysTheEditor | OrderError::BackdatingForbidden => Self::forbidden(message),
            OrderError::ApprovalRequired { role, .. } => Self::approval(message, role),
            OrderError::NobodyAssigned => Self::rule(message, "employeeIds", "MISSING_FIELD"),
            OrderError::OtherService => Self::rule(message, "serviceType", "INVALID_ENUM"),
            OrderError::TooManyLines { .. } => Self::malformed(message, "lines", "INVALID_LENGTH"),
            OrderError::NotWhole { list, line, .. } => {
                Self::rule(message, &format!("{list}[{line}].quantity"), "INVALID_FORMAT")
            }
            OrderError::MeasureMissing { line, .. } => {
                Self::rule(message, &format!("lines[{line}]"), "MISSING_FIELD")
            }
            OrderError::TooMuchWater { .. } => Self::rule(message, "quantity", "INVALID_RANGE"),
            OrderError::InvoiceNeedsCustomer => Self::rule(message, "terms", "INVALID_ENUM"),
            OrderError::TotalTooLarge => Self::rule(message, "total", "INVALID_AMOUNT"),
            OrderError::MoreOffThanPrice { .. } => {
                Self::rule(message, "discount", "INVALID_AMOUNT")
            }
            OrderError::NothingPaid
            | OrderError::MoreThanDue { .. }
            | OrderError::MoreThanKept { .. } => Self::rule(message, "amount", "INVALID_AMOUNT"),
            OrderError::NothingToInvoice | OrderError::NothingToWriteOff => {
                Self::wrong_state(message, &[])
            }
            OrderError::PutAway | OrderError::RefundedAlready => {
                Self::wrong_state(message, &["refund"])
            }
            OrderError::BeforeStart => Self::rule(message, "completedAt", "INVALID_RANGE"),
            OrderError::DateOutOfRange { field, .. } => {
                Self::malformed(message, field, "INVALID_RANGE")
            }
            OrderError::NoLines => missing("lines"),
            OrderError::WhoOrders => missing("walkIn"),
            OrderError::AddressMissing => missing("address"),
            OrderError::ReasonMissing => missing("overrideReason"),
            OrderError::BackdatingReasonMissing => missing("backdateReason"),
            OrderError::PriorityReasonMissing => missing("reason"),
        }
    }
}

impl From<PaymentError> for ApiError {
    fn from(refusal: PaymentError) -> Self {
        let message = refusal.to_string();
        match refusal {
            PaymentError::Order(refusal) => refusal.into(),
            PaymentError::NotFound => Self::not_found("such payment"),
            PaymentError::NoSuchRefund => Self::not_found("such refund"),
            PaymentError::AlreadyTaken => Self::conflict(message, "id"),
            PaymentError::AmountOutOfRange
            | PaymentError::LessThanCoins(_)
            | PaymentError::SumDiffers { .. }
            | PaymentError::MoreThanLeft { .. } => Self::rule(message, "amount", "INVALID_AMOUNT"),
            PaymentError::TenderedTooLittle { .. } | PaymentError::ChangeWithoutCash => {
                Self::rule(message, "amountTendered", "INVALID_AMOUNT")
            }
            PaymentError::ReferenceMissing => {
                Self::rule(message, "referenceNumber", "MISSING_FIELD")
            }
            PaymentError::NotAnnounced => Self::rule(message, "pending", "INVALID_STATE"),
            PaymentError::CannotNow { allowed, .. } => Self::wrong_state(message, allowed),
            PaymentError::RefundCannotNow { status, .. } => {
                Self::wrong_state(message, status.allowed())
            }
            PaymentError::TooLateToVoid | PaymentError::SettledAlready => {
                Self::wrong_state(message, &["refund"])
            }
            PaymentError::CannotSettle(_) => Self::wrong_state(message, &[]),
            PaymentError::RefundStands | PaymentError::TooManyRefunds => {
                Self::wrong_state(message, &[])
            }
            PaymentError::OwnRefund => Self::forbidden(message),
            PaymentError::ApprovalRequired { role, .. } => Self::approval(message, role),
        }
    }
}

impl ApiError {
    /// 403: not with this role, or not by this person.
    pub(crate) fn forbidden(message: String) -> Self {
        Self::new(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSIONS", message)
    }

    /// A refusal of one part of a split payment: its fields are those of that part.
    pub(super) fn of_tender(which: usize, refusal: PaymentError) -> Self {
        let mut error = Self::from(refusal);
        for detail in &mut error.info.details {
            if ["amount", "amountTendered", "referenceNumber"].contains(&detail.field.as_str()) {
                detail.field = format!("tenders[{which}].{}", detail.field);
            }
        }
        error
    }

    /// 400: one field is out of shape, which only the rules could tell.
    fn malformed(message: String, field: &str, code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message.clone())
            .with(vec![Detail::of(field, message, code)])
    }
}
