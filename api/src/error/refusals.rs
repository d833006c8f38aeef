//! Refusals of everything but orders and payments.

use domain::account::AccountError;
use domain::catalog::CatalogError;
use domain::customer::CustomerError;
use domain::day_close::DayCloseError;
use domain::drawer::DrawerError;
use domain::employee::EmployeeError;
use domain::invoice::InvoiceError;
use domain::outlet::OutletError;
use domain::settings::SettingsError;
use domain::subscription::SubscriptionError;
use domain::till::TillError;
use domain::user::UserError;

use super::ApiError;

impl From<CatalogError> for ApiError {
    fn from(refusal: CatalogError) -> Self {
        let message = refusal.to_string();
        match refusal {
            CatalogError::NotFound | CatalogError::OtherList => Self::not_found("such item"),
            CatalogError::CodeTaken(_) => Self::duplicate(message, "code"),
            CatalogError::BandTaken(_) => Self::duplicate(message, "upToKm"),
            CatalogError::PriceMissing => Self::rule(message, "price", "MISSING_FIELD"),
            CatalogError::WrongUnit(_) => Self::rule(message, "unit", "INVALID_ENUM"),
            CatalogError::AlreadyRetired => Self::wrong_state(message, &["reinstate"]),
            CatalogError::AlreadyActive => Self::wrong_state(message, &["retire"]),
        }
    }
}

impl From<AccountError> for ApiError {
    fn from(refusal: AccountError) -> Self {
        let message = refusal.to_string();
        match refusal {
            AccountError::BeyondLimit { .. } => {
                Self::rule(message, "terms", "CREDIT_LIMIT_EXCEEDED")
            }
        }
    }
}

impl From<InvoiceError> for ApiError {
    fn from(refusal: InvoiceError) -> Self {
        let message = refusal.to_string();
        match refusal {
            InvoiceError::NotFound => Self::not_found("such invoice"),
            InvoiceError::AlreadyIssued => Self::conflict(message, "id"),
            InvoiceError::AlreadyInvoiced(_) => Self::duplicate(message, "month"),
            InvoiceError::NothingToInvoice(_) => Self::rule(message, "month", "INVALID_STATE"),
            InvoiceError::MonthToCome { .. } => Self::rule(message, "month", "INVALID_RANGE"),
            InvoiceError::NoOpenInvoice => Self::rule(message, "customerId", "INVALID_STATE"),
            InvoiceError::NothingOwed { .. } => Self::wrong_state(message, &[]),
            InvoiceError::MoreThanOwed { .. } => Self::rule(message, "amount", "INVALID_AMOUNT"),
            InvoiceError::ApprovalRequired { role, .. } => Self::approval(message, role),
            InvoiceError::Order(refusal) => refusal.into(),
            InvoiceError::Payment(refusal) => refusal.into(),
        }
    }
}

impl From<EmployeeError> for ApiError {
    fn from(refusal: EmployeeError) -> Self {
        let message = refusal.to_string();
        let instead = match refusal {
            EmployeeError::NotFound => return Self::not_found("such employee"),
            EmployeeError::AlreadyRegistered => return Self::duplicate(message, "id"),
            EmployeeError::AlreadyRetired => "reactivate",
            EmployeeError::AlreadyActive | EmployeeError::StillHere => "deactivate",
            EmployeeError::HasWork { .. } | EmployeeError::Erased => {
                return Self::rule(message, "id", "INVALID_STATE");
            }
        };
        Self::wrong_state(message, &[instead])
    }
}

impl From<OutletError> for ApiError {
    fn from(refusal: OutletError) -> Self {
        let message = refusal.to_string();
        match refusal {
            OutletError::NotFound => Self::not_found("such outlet"),
            OutletError::AlreadyOpen => Self::duplicate(message, "id"),
        }
    }
}

impl From<DrawerError> for ApiError {
    fn from(refusal: DrawerError) -> Self {
        let message = refusal.to_string();
        match refusal {
            DrawerError::NotFound => Self::not_found("such drawer"),
            DrawerError::AlreadyInstalled => Self::duplicate(message, "id"),
            DrawerError::AlreadyOpen { .. } | DrawerError::NotCounted { .. } => {
                Self::wrong_state(message, &["close"])
            }
            DrawerError::NoOpenSession => Self::wrong_state(message, &["open"]),
            DrawerError::SessionOver { .. } | DrawerError::AlreadyReconciled { .. } => {
                Self::wrong_state(message, &[])
            }
            DrawerError::AmountOutOfRange => Self::rule(message, "amount", "INVALID_AMOUNT"),
            DrawerError::DenominationsDiffer { .. } => {
                Self::rule(message, "denominations", "INVALID_AMOUNT")
            }
            DrawerError::HoldsIt => Self::rule(message, "toUsername", "INVALID_STATE"),
            DrawerError::NothingToReconcile { .. } => Self::rule(message, "sessionId", "NOT_FOUND"),
            DrawerError::OwnCount => Self::forbidden(message),
        }
    }
}

impl From<DayCloseError> for ApiError {
    fn from(refusal: DayCloseError) -> Self {
        let message = refusal.to_string();
        match refusal {
            DayCloseError::Future { .. } => Self::rule(message, "date", "INVALID_RANGE"),
            DayCloseError::ClosedUpTo { .. } | DayCloseError::EarlierOpen { .. } => {
                Self::rule(message, "date", "INVALID_STATE")
            }
            DayCloseError::Overtaken => Self::conflict(message, "date"),
        }
    }
}

impl From<SubscriptionError> for ApiError {
    fn from(refusal: SubscriptionError) -> Self {
        let message = refusal.to_string();
        match refusal {
            SubscriptionError::NotFound => Self::not_found("such subscription"),
            SubscriptionError::AlreadyStarted => Self::duplicate(message, "id"),
            SubscriptionError::Ended => Self::wrong_state(message, &[]),
            SubscriptionError::AlreadyPaused => Self::wrong_state(message, &["resume", "end"]),
            SubscriptionError::NotPaused => Self::wrong_state(message, &["pause", "end"]),
            SubscriptionError::TooEarly { field, .. }
            | SubscriptionError::TooLate { field, .. } => {
                Self::rule(message, field, "INVALID_RANGE")
            }
            SubscriptionError::NotDue(_) => Self::rule(message, "due", "INVALID_STATE"),
        }
    }
}

impl From<TillError> for ApiError {
    fn from(refusal: TillError) -> Self {
        let message = refusal.to_string();
        match refusal {
            TillError::NotFound => Self::not_found("such till"),
            TillError::AlreadyEnrolled => Self::duplicate(message, "id"),
            TillError::AlreadyRetired => Self::wrong_state(message, &[]),
        }
    }
}

impl From<SettingsError> for ApiError {
    fn from(refusal: SettingsError) -> Self {
        let message = refusal.to_string();
        match refusal {
            SettingsError::CutOfPackage => Self::rule(message, "serviceType", "INVALID_ENUM"),
            SettingsError::BeforeToday { .. } => {
                Self::rule(message, "effectiveFrom", "INVALID_RANGE")
            }
            SettingsError::LadderFalls => {
                Self::rule(message, "discountLadder.managerUpTo", "INVALID_RANGE")
            }
        }
    }
}

impl From<UserError> for ApiError {
    fn from(refusal: UserError) -> Self {
        let message = refusal.to_string();
        match refusal {
            UserError::NotFound => Self::not_found("such user"),
            UserError::AlreadyRegistered => Self::duplicate(message, "id"),
            UserError::AlreadyInactive | UserError::Inactive => {
                Self::wrong_state(message, &["reactivate"])
            }
            UserError::AlreadyActive | UserError::StillActive => {
                Self::wrong_state(message, &["deactivate"])
            }
            UserError::OwnRole
            | UserError::OwnLogin
            | UserError::OwnPassword
            | UserError::OwnData => Self::forbidden(message),
            UserError::LastAdmin | UserError::Erased => Self::rule(message, "id", "INVALID_STATE"),
        }
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
            | CustomerError::AlreadyErased
            | CustomerError::Owes { .. }
            | CustomerError::HoldsContainers
            | CustomerError::MoreThanLent { .. } => Self::of_named_customer(refusal, "id"),
        }
    }
}

impl ApiError {
    /// A refusal about a customer whom the request's body names in that field.
    pub(super) fn of_named_customer(refusal: CustomerError, field: &str) -> Self {
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
            | CustomerError::IntoThemselves
            | CustomerError::AlreadyErased
            | CustomerError::Owes { .. }
            | CustomerError::HoldsContainers => Self::rule(message, field, "INVALID_STATE"),
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
}
