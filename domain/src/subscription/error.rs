//! Why the shop says no to something about a subscription.

use crate::values::BusinessDay;

/// Why something about a subscription was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubscriptionError {
    /// There never was one under that id.
    #[error("there is no such subscription")]
    NotFound,
    /// That id is a subscription already.
    #[error("this subscription was started already")]
    AlreadyStarted,
    /// It is over.
    #[error("this subscription has ended")]
    Ended,
    /// It is paused, or is going to be.
    #[error("this subscription is paused already, or is going to be: resume it first")]
    AlreadyPaused,
    /// It is not paused, nor is it going to be.
    #[error("this subscription is not paused")]
    NotPaused,
    /// A day that cannot be had any more.
    #[error("{field} must be {earliest} or later")]
    TooEarly {
        /// The field that says it.
        field: &'static str,
        /// The first day that can be had.
        earliest: BusinessDay,
    },
    /// A day nobody plans for yet.
    #[error("{field} must be {latest} or earlier")]
    TooLate {
        /// The field that says it.
        field: &'static str,
        /// The last day that can be had.
        latest: BusinessDay,
    },
    /// Something else is due first, or nothing is.
    #[error("nothing is due on {0}")]
    NotDue(BusinessDay),
}
