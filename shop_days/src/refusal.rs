//! Why the shop says no, told apart as far as these days need it.

use domain::catalog::CatalogError;
use domain::customer::CustomerError;
use domain::drawer::DrawerError;
use domain::order::OrderError;
use domain::payment::PaymentError;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $status:literal,)*) => {
        /// Why the shop says no.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Refusal { $($(#[$doc])* $name,)* }

        impl Refusal {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The kind by name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The status an API answers with; where an id of a path decides it, that of the path.
            pub(crate) const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

refusals! {
    /// A value that none can be: an empty reason, a plate of 13 characters, a quantity of nothing.
    BadValue = 400,
    /// Their role may not.
    NotPermitted = 403,
    /// It is not theirs to do.
    NotTheirs = 403,
    /// Nothing of that code or id can be bought.
    UnknownItem = 422,
    /// There is no such customer.
    UnknownCustomer = 422,
    /// The customer gets no new orders.
    InactiveCustomer = 422,
    /// There is no such employee.
    UnknownEmployee = 422,
    /// There is no such order.
    UnknownOrder = 404,
    /// It was taken from view.
    Deleted = 404,
    /// Somebody stands twice in the list.
    SameEmployeeTwice = 409,
    /// Nobody to do the work.
    NobodyAssigned = 422,
    /// Not from where it stands.
    DoesNotFit = 422,
    /// Nothing was ordered.
    NoLines = 400,
    /// Half a shirt.
    NotWhole = 422,
    /// Measured in another way than it is priced.
    MeasureMissing = 422,
    /// More than one order brings.
    TooMuchWater = 422,
    /// Nobody knows whom to bring it to.
    WhoOrders = 400,
    /// A bill must be sent to somebody.
    InvoiceNeedsCustomer = 422,
    /// More off than it costs.
    MoreOffThanPrice = 422,
    /// A discount without a reason.
    ReasonMissing = 400,
    /// More off than the caller may give alone.
    ApprovalRequired = 403,
    /// Dearer than the customer was told.
    PriceChanged = 409,
    /// Longer ago than the shop writes down.
    DateOutOfRange = 400,
    /// Earlier than their role may write down.
    BackdatingForbidden = 403,
    /// It waits already.
    AlreadyQueued = 409,
    /// It does not wait.
    NotQueued = 404,
    /// Nothing left to wait for.
    NothingToWaitFor = 422,
    /// Before others without a reason.
    PriorityReasonMissing = 400,
    /// More money than is owed.
    MoreThanDue = 422,
    /// Nothing, or less.
    AmountOutOfRange = 422,
    /// Less was handed over than is paid.
    TenderedTooLittle = 422,
    /// Change is for cash.
    ChangeWithoutCash = 422,
    /// A transfer without its number.
    ReferenceMissing = 422,
    /// Only what is sent can be announced.
    NotAnnounced = 422,
    /// There is no such payment, or no such refund of it.
    UnknownPayment = 404,
    /// Not from where the payment or the refund stands.
    MoneyDoesNotFit = 422,
    /// Its day is over.
    TooLateToVoid = 422,
    /// Some of it goes back: it is not taken back as a whole.
    RefundStands = 422,
    /// Some of the order's money went back.
    RefundedAlready = 422,
    /// The order was put away.
    PutAway = 422,
    /// More than is left of the payment.
    MoreThanLeft = 422,
    /// Nobody approves what they asked for.
    OwnRefund = 403,
    /// Nobody opened the drawer.
    NoOpenSession = 422,
    /// It is open already.
    AlreadyOpen = 422,
    /// The session the cash went into is counted.
    SessionOver = 422,
    /// It is theirs already.
    HoldsIt = 422,
    /// What is open is not approved.
    NotCounted = 422,
    /// No count waits under that number.
    NothingToReconcile = 422,
    /// It was approved before.
    AlreadyReconciled = 422,
    /// Nobody approves their own count.
    OwnCount = 403,
    /// There is no such item to change.
    NoSuchItem = 404,
    /// The list has that code already.
    CodeTaken = 409,
    /// It was retired before.
    AlreadyRetired = 422,
    /// It can be bought.
    AlreadyOnList = 422,
    /// Another customer has that phone.
    PhoneTaken = 409,
    /// They were never deactivated.
    AlreadyActive = 422,
    /// More containers come back than are out.
    MoreThanLent = 422,
    /// Anything else: these days never mean to.
    Unforeseen = 422,
}

impl From<OrderError> for Refusal {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::NotFound => Self::UnknownOrder,
            OrderError::Deleted => Self::Deleted,
            OrderError::CannotNow { .. } => Self::DoesNotFit,
            OrderError::SameEmployeeTwice(_) => Self::SameEmployeeTwice,
            OrderError::NobodyAssigned => Self::NobodyAssigned,
            OrderError::NoLines => Self::NoLines,
            OrderError::NotWhole { .. } => Self::NotWhole,
            OrderError::MeasureMissing { .. } => Self::MeasureMissing,
            OrderError::TooMuchWater { .. } => Self::TooMuchWater,
            OrderError::WhoOrders => Self::WhoOrders,
            OrderError::InvoiceNeedsCustomer => Self::InvoiceNeedsCustomer,
            OrderError::MoreOffThanPrice { .. } => Self::MoreOffThanPrice,
            OrderError::ReasonMissing => Self::ReasonMissing,
            OrderError::ApprovalRequired { .. } => Self::ApprovalRequired,
            OrderError::PriceChanged { .. } => Self::PriceChanged,
            OrderError::DateOutOfRange { .. } => Self::DateOutOfRange,
            OrderError::BackdatingForbidden => Self::BackdatingForbidden,
            OrderError::AlreadyQueued => Self::AlreadyQueued,
            OrderError::NotQueued => Self::NotQueued,
            OrderError::NothingToWaitFor(_) => Self::NothingToWaitFor,
            OrderError::PriorityReasonMissing => Self::PriorityReasonMissing,
            OrderError::NothingPaid => Self::AmountOutOfRange,
            OrderError::MoreThanDue { .. } => Self::MoreThanDue,
            OrderError::AlreadyPlaced
            | OrderError::OtherService
            | OrderError::PaysTheEditor
            | OrderError::TooManyLines { .. }
            | OrderError::AddressMissing
            | OrderError::TotalTooLarge
            | OrderError::BackdatingReasonMissing
            | OrderError::BeforeStart
            | OrderError::CheckFirst
            | OrderError::PaymentFirst { .. }
            | OrderError::NothingToInvoice
            | OrderError::NothingToWriteOff
            | OrderError::NoWalkIn
            | OrderError::PersonNeeded
            | OrderError::PersonErased
            | OrderError::MoreThanKept { .. } => Self::Unforeseen,
            OrderError::PutAway => Self::PutAway,
            OrderError::RefundedAlready => Self::RefundedAlready,
        }
    }
}

impl From<PaymentError> for Refusal {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::NotFound | PaymentError::NoSuchRefund => Self::UnknownPayment,
            PaymentError::AlreadyTaken
            | PaymentError::LessThanCoins(_)
            | PaymentError::SumDiffers { .. }
            | PaymentError::SettledAlready
            | PaymentError::CannotSettle(_)
            | PaymentError::TooManyRefunds => Self::Unforeseen,
            PaymentError::NotAnnounced => Self::NotAnnounced,
            PaymentError::CannotNow { .. } | PaymentError::RefundCannotNow { .. } => {
                Self::MoneyDoesNotFit
            }
            PaymentError::TooLateToVoid => Self::TooLateToVoid,
            PaymentError::RefundStands => Self::RefundStands,
            PaymentError::ApprovalRequired { .. } => Self::ApprovalRequired,
            PaymentError::MoreThanLeft { .. } => Self::MoreThanLeft,
            PaymentError::OwnRefund => Self::OwnRefund,
            PaymentError::AmountOutOfRange => Self::AmountOutOfRange,
            PaymentError::TenderedTooLittle { .. } => Self::TenderedTooLittle,
            PaymentError::ChangeWithoutCash => Self::ChangeWithoutCash,
            PaymentError::ReferenceMissing => Self::ReferenceMissing,
            PaymentError::Order(error) => error.into(),
        }
    }
}

impl From<DrawerError> for Refusal {
    fn from(error: DrawerError) -> Self {
        match error {
            DrawerError::NoOpenSession => Self::NoOpenSession,
            DrawerError::AlreadyOpen { .. } => Self::AlreadyOpen,
            DrawerError::SessionOver { .. } => Self::SessionOver,
            DrawerError::HoldsIt => Self::HoldsIt,
            DrawerError::NotCounted { .. } => Self::NotCounted,
            DrawerError::NothingToReconcile { .. } => Self::NothingToReconcile,
            DrawerError::AlreadyReconciled { .. } => Self::AlreadyReconciled,
            DrawerError::OwnCount => Self::OwnCount,
            DrawerError::AmountOutOfRange => Self::AmountOutOfRange,
            DrawerError::NotFound
            | DrawerError::AlreadyInstalled
            | DrawerError::DenominationsDiffer { .. } => Self::Unforeseen,
        }
    }
}

impl From<CatalogError> for Refusal {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::NotFound => Self::NoSuchItem,
            CatalogError::CodeTaken(_) => Self::CodeTaken,
            CatalogError::AlreadyRetired => Self::AlreadyRetired,
            CatalogError::AlreadyActive => Self::AlreadyOnList,
            CatalogError::OtherList
            | CatalogError::PriceMissing
            | CatalogError::WrongUnit(_)
            | CatalogError::BandTaken(_) => Self::Unforeseen,
        }
    }
}

impl From<CustomerError> for Refusal {
    fn from(error: CustomerError) -> Self {
        match error {
            CustomerError::NotFound => Self::UnknownCustomer,
            CustomerError::Inactive => Self::InactiveCustomer,
            CustomerError::AlreadyActive => Self::AlreadyActive,
            CustomerError::MoreThanLent { .. } => Self::MoreThanLent,
            CustomerError::AlreadyRegistered
            | CustomerError::AlreadyErased
            | CustomerError::Owes { .. }
            | CustomerError::HoldsContainers
            | CustomerError::AlreadyInactive
            | CustomerError::Deleted
            | CustomerError::Merged { .. }
            | CustomerError::IntoThemselves
            | CustomerError::NoSuchAddress
            | CustomerError::AddressMissing
            | CustomerError::SeveralAddresses
            | CustomerError::DefaultNeeded
            | CustomerError::TooManyAddresses { .. }
            | CustomerError::SamePlateTwice
            | CustomerError::NoSuchVehicle
            | CustomerError::TooManyVehicles { .. } => Self::Unforeseen,
        }
    }
}
