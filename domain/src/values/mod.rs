//! Values that cannot be wrong once they exist: each has a private field and one door.

mod apportion;
mod business_day;
mod chain_value;
mod contact;
mod containers;
mod day_range;
mod erasure;
mod hash_digits;
mod ids;
mod measure;
mod membership;
mod money;
mod month;
mod password;
mod personal;
mod pin;
mod plate;
mod text;
mod time_window;

pub use business_day::{BusinessDay, CutOff, Outlet, OutletZone};
pub use chain_value::ChainValue;
pub use contact::{EmailAddress, Phone};
pub use containers::ContainerCount;
pub use day_range::DayRange;
pub use erasure::ErasureReason;
pub(crate) use hash_digits::hash_digits;
pub use ids::{
    AddressId, CustomerId, DrawerId, DrawerSessionId, EmployeeId, InvoiceId, OrderId, OutletId,
    PaymentId, ProductId, RefundId, SettlementId, SubscriptionId, TillId, UserId,
};
pub use measure::{Area, Distance, Length, Quantity, Unit};
pub use membership::MembershipNumber;
pub use money::{BasisPoints, Money, Multiplier};
pub use month::Month;
pub use password::Password;
pub use personal::{ERASED, Erasable, Personal, Subject};
pub use pin::Pin;
pub use plate::Plate;
pub use text::{
    Address, AddressLabel, Bay, CatalogCode, CatalogName, City, DrawerName, Notes, OutletAddress,
    OutletName, PersonName, ReferenceNumber, TillName, Username,
};
pub use time_window::TimeWindow;

/// Why a value was refused at its door. The text says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Shorter or longer than allowed.
    #[error("must have {min} to {max} characters")]
    Length {
        /// Fewest characters allowed.
        min: usize,
        /// Most characters allowed.
        max: usize,
    },
    /// A number outside its range.
    #[error("must be from {min} to {max}")]
    Range {
        /// Lowest value allowed.
        min: i64,
        /// Highest value allowed.
        max: i64,
    },
    /// A decimal number outside its range, which is in thousandths.
    #[error("must be from {} to {}, with at most three decimals", measure::decimal(*.min), measure::decimal(*.max))]
    Thousandths {
        /// Lowest value allowed, in thousandths.
        min: i64,
        /// Highest value allowed, in thousandths.
        max: i64,
    },
    /// A number below its least.
    #[error("must be {min} or more")]
    AtLeast {
        /// Lowest value allowed.
        min: i64,
    },
    /// Characters or a form that this value cannot have.
    #[error("{0}")]
    Format(&'static str),
}

pub(crate) fn sized(text: &str, min: usize, max: usize) -> Result<String, ValueError> {
    let text = text.trim();
    let length = text.chars().count();
    if (min..=max).contains(&length) {
        Ok(text.to_owned())
    } else {
        Err(ValueError::Length { min, max })
    }
}
