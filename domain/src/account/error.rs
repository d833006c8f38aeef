//! Why a customer gets no more on credit.

use crate::values::Money;

/// Why a customer gets no more on credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// More than they may owe.
    #[error(
        "this goes beyond the customer's credit limit of {limit}: {owed} are owed already, {free} \
         are free"
    )]
    BeyondLimit {
        /// What they may owe, in Rupiah.
        limit: Money,
        /// What they owe without this, in Rupiah.
        owed: Money,
        /// What they may owe besides, in Rupiah.
        free: Money,
    },
}
