//! Why a day is not closed.

use crate::values::BusinessDay;

/// Why a day is not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayCloseError {
    /// It has not come yet.
    #[error("that day has not come: it is {today} there")]
    Future {
        /// The day it is.
        today: BusinessDay,
    },
    /// It is closed, or lies before one that is.
    #[error("the days of this outlet are closed up to {last}")]
    ClosedUpTo {
        /// The last that is closed.
        last: BusinessDay,
    },
    /// Something happened on an earlier day that is not closed.
    #[error("{earliest} is not closed: close it first")]
    EarlierOpen {
        /// The earliest of them.
        earliest: BusinessDay,
    },
    /// Another day was closed while the figures were being read.
    #[error("another day was closed meanwhile: look again and repeat")]
    Overtaken,
}
