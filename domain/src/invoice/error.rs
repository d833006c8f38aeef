//! Why the shop says no to an invoice, or to what is to become of it.

use crate::order::OrderError;
use crate::payment::PaymentError;
use crate::user::Role;
use crate::values::{BusinessDay, Money, Month};

/// Why the shop says no to an invoice, or to what is to become of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceError {
    /// No such invoice.
    #[error("there is no such invoice")]
    NotFound,
    /// That id is an invoice already.
    #[error("this invoice was issued already")]
    AlreadyIssued,
    /// There is an invoice of the month for that customer.
    #[error("the customer has an invoice for {0}")]
    AlreadyInvoiced(Month),
    /// Nothing was delivered that is owed for.
    #[error("nothing that was delivered by the end of {0} is owed for")]
    NothingToInvoice(Month),
    /// The month is yet to come.
    #[error("must not lie after the month of {today}")]
    MonthToCome {
        /// The outlet's day.
        today: BusinessDay,
    },
    /// Nothing is owed on any.
    #[error("the customer has no open invoice")]
    NoOpenInvoice,
    /// Nothing is owed on it.
    #[error("nothing is owed any more: this is {status}")]
    NothingOwed {
        /// How it stands.
        status: &'static str,
    },
    /// More money than is owed.
    #[error("the amount is more than the {owed} that are owed")]
    MoreThanOwed {
        /// What is owed, in Rupiah.
        owed: Money,
    },
    /// Somebody above must do it, or approve it.
    #[error("to give up {amount} needs the approval of a {} or above", .role.name())]
    ApprovalRequired {
        /// How much it is about, in Rupiah.
        amount: Money,
        /// The least role that may let it through.
        role: Role,
    },
    /// A delivery on it says no.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The money for it cannot be taken.
    #[error(transparent)]
    Payment(#[from] PaymentError),
}
