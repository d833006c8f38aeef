//! Why the shop does not believe a settlement.

use crate::payment::{CannotSettle, PaymentMethod};
use crate::values::{BusinessDay, Money};

/// Why the shop does not believe a settlement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettlementError {
    /// There is none under that id.
    #[error("there is no such settlement")]
    NotFound,
    /// There is one under that id.
    #[error("this settlement is written down already")]
    AlreadyRecorded,
    /// The money of such payments is there at once.
    #[error("the money of {} payments does not come later", .0.name())]
    NotSettledLater(PaymentMethod),
    /// Money is for something.
    #[error("name the payments whose money this is, or the refunds that were taken off")]
    Nothing,
    /// More than is written down at once.
    #[error("a settlement holds {} payments and refunds at most", Self::MOST_LINES)]
    TooMany,
    /// It has not arrived yet.
    #[error("today is {today}: money that has not arrived cannot be written down")]
    NotYet {
        /// The outlet's day now.
        today: BusinessDay,
    },
    /// Some of the payments and refunds cannot be what it is for.
    #[error("{}", .0.first().map_or_else(String::new, |line| line.why.to_string()))]
    Lines(Vec<WrongLine>),
    /// That is not what these payments bring.
    #[error(
        "received does not fit: these come to {}, so with a fee of 10 % of the payments at most it \
         is from {} to {}", .gross.get(), .least.get(), .gross.get()
    )]
    NotThatMuch {
        /// What was to come, in Rupiah.
        gross: Money,
        /// What comes at least, in Rupiah.
        least: Money,
    },
}

impl SettlementError {
    /// Most payments and refunds of one settlement: they are written down in one stroke.
    pub const MOST_LINES: usize = 500;
}

/// A payment or a refund that a settlement cannot be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongLine {
    /// In which list it was named.
    pub list: List,
    /// Where in the list, from 0.
    pub index: usize,
    /// Why not.
    pub why: WrongLineReason,
}

/// The list something was named in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Of payments.
    Payments,
    /// Of refunds.
    Refunds,
}

/// Why a settlement cannot be for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongLineReason {
    /// It was named before.
    #[error("this is named twice")]
    Twice,
    /// It does not wait for this money.
    #[error(transparent)]
    Cannot(#[from] CannotSettle),
}
