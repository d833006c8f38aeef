//! Why the shop says no to an order.

use super::Step;
use crate::values::{EmployeeId, Money};

/// Why the shop says no to an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// No such order.
    #[error("there is no such order")]
    NotFound,
    /// That id is an order already.
    #[error("this order was placed already")]
    AlreadyPlaced,
    /// Somebody stands twice in the list (CW-VAL-001b).
    #[error("employee {0} is already assigned to this order")]
    SameEmployeeTwice(EmployeeId),
    /// Nobody to do the work (K-41).
    #[error("no staff assigned: assign at least one employee before the work starts")]
    NobodyAssigned,
    /// Dearer than the shop takes.
    #[error("the total would be more than {}", Money::LIMIT)]
    TotalTooLarge,
    /// Work began earlier.
    #[error("work on this order has started already")]
    AlreadyStarted,
    /// Work has not begun.
    #[error("work on this order has not started yet")]
    NotStarted,
    /// Work is done.
    #[error("this order is completed already")]
    AlreadyCompleted,
    /// More money than is owed.
    #[error("the amount is more than the {outstanding} that are outstanding")]
    MoreThanDue {
        /// What is owed, in Rupiah.
        outstanding: Money,
    },
}

impl OrderError {
    /// The work steps an order would take instead, where it is the state that does not fit.
    pub const fn allowed_instead(&self) -> Option<&'static [Step]> {
        match self {
            Self::AlreadyStarted => Some(&[Step::Complete]),
            Self::NotStarted => Some(&[Step::Start]),
            Self::AlreadyCompleted => Some(&[]),
            Self::NotFound
            | Self::AlreadyPlaced
            | Self::SameEmployeeTwice(_)
            | Self::NobodyAssigned
            | Self::TotalTooLarge
            | Self::MoreThanDue { .. } => None,
        }
    }
}
