//! Why the shop says no to a payment, or to giving it back.

use super::{CannotSettle, RefundStatus};
use crate::order::OrderError;
use crate::settings::CashRounding;
use crate::user::Role;
use crate::values::Money;

/// Why the shop says no to a payment, or to giving it back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// No such payment.
    #[error("there is no such payment")]
    NotFound,
    /// That id is a payment already.
    #[error("this payment was taken already")]
    AlreadyTaken,
    /// Nothing, less than nothing, or more than the shop takes.
    #[error("the amount must be from 1 to {}", Money::LIMIT.get())]
    AmountOutOfRange,
    /// Less than the smallest coin.
    #[error("coins cannot pay so little: cash comes in multiples of {}", .0.get())]
    LessThanCoins(CashRounding),
    /// The customer handed over less than they pay.
    #[error("the customer handed over less than {due}: ask for more, or take a part payment")]
    TenderedTooLittle {
        /// What they pay in cash, in Rupiah.
        due: Money,
    },
    /// Change is given for cash only.
    #[error("amountTendered is for cash only")]
    ChangeWithoutCash,
    /// A transfer cannot be found again without its number.
    #[error("a bank transfer needs its referenceNumber")]
    ReferenceMissing,
    /// Cash is there, or it is not.
    #[error("only a bank transfer or an e-wallet payment can be pending")]
    NotAnnounced,
    /// The parts do not make the whole.
    #[error("the tenders sum to {sum}, not to the amount")]
    SumDiffers {
        /// What they sum to, in Rupiah.
        sum: Money,
    },
    /// Not from where the payment stands.
    #[error("{what} does not fit a payment that is {status}")]
    CannotNow {
        /// What was asked.
        what: &'static str,
        /// How it stands.
        status: &'static str,
        /// What can be done instead.
        allowed: &'static [&'static str],
    },
    /// The day it was taken on is over.
    #[error("a payment is voided on its own business day: give it back by a refund")]
    TooLateToVoid,
    /// Its money arrived.
    #[error("the bank or the wallet has sent the money of this payment: give it back by a refund")]
    SettledAlready,
    /// Its money cannot be what arrived.
    #[error(transparent)]
    CannotSettle(#[from] CannotSettle),
    /// Some of it went back, or is asked to.
    #[error("a refund of this payment was asked for: a payment is voided as a whole")]
    RefundStands,
    /// Somebody above must do it, or approve it.
    #[error("this needs the approval of somebody else: a {} or above", .role.name())]
    ApprovalRequired {
        /// How much it is about, in Rupiah.
        amount: Money,
        /// The least role that may let it through.
        role: Role,
    },
    /// More than is left of the payment.
    #[error("no more than the {left} that are left of this payment can be given back")]
    MoreThanLeft {
        /// What is left, in Rupiah.
        left: Money,
    },
    /// Nobody asks so often.
    #[error("a refund of this payment was asked for too often")]
    TooManyRefunds,
    /// No such refund.
    #[error("there is no such refund")]
    NoSuchRefund,
    /// Not from where the refund stands.
    #[error("{what} does not fit a refund that is {}", .status.name())]
    RefundCannotNow {
        /// What was asked.
        what: &'static str,
        /// How it stands.
        status: RefundStatus,
    },
    /// Who asks does not approve.
    #[error("nobody approves the refund they asked for: let somebody else do it")]
    OwnRefund,
    /// The order does not take it.
    #[error(transparent)]
    Order(#[from] OrderError),
}
