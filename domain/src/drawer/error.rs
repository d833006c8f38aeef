//! Why something about a drawer was refused.

use super::amounts::MOST_MOVED;
use crate::values::{DrawerSessionId, Money};

/// Why something about a drawer was refused. No refusal depends on what the drawer should hold:
/// whoever counts it cannot find out by trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawerError {
    /// There never was a drawer under that id.
    #[error("there is no such drawer")]
    NotFound,
    /// That id is a drawer already.
    #[error("this drawer is there already")]
    AlreadyInstalled,
    /// One session at a time.
    #[error("session {session_id} of this drawer is open already: close it first")]
    AlreadyOpen {
        /// The open one.
        session_id: DrawerSessionId,
    },
    /// Cash goes in and out of an open session only.
    #[error("no session of this drawer is open: open one with its float first")]
    NoOpenSession,
    /// Nothing, less than nothing, or more than is moved at once.
    #[error("the amount must be from 1 to {}", MOST_MOVED.get())]
    AmountOutOfRange,
    /// A payment is taken back only from the session it went into.
    #[error("session {session_id}, in which this was paid, is counted: its cash does not move")]
    SessionOver {
        /// That session.
        session_id: DrawerSessionId,
    },
    /// Nobody hands a drawer over to themselves.
    #[error("the drawer is theirs already: hand it over to somebody else")]
    HoldsIt,
    /// The notes and coins do not make the count.
    #[error("the denominations make {}, not what was counted", .sum.get())]
    DenominationsDiffer {
        /// What they make.
        sum: Money,
    },
    /// No session of this drawer under that number waits for somebody to look at its count.
    #[error("this drawer has no counted session {session_id} that waits to be reconciled")]
    NothingToReconcile {
        /// The number.
        session_id: DrawerSessionId,
    },
    /// What was not counted cannot be reconciled.
    #[error("session {session_id} is open: close it first")]
    NotCounted {
        /// The session.
        session_id: DrawerSessionId,
    },
    /// Once is enough.
    #[error("session {session_id} is reconciled already")]
    AlreadyReconciled {
        /// The session.
        session_id: DrawerSessionId,
    },
    /// Nobody approves their own count.
    #[error("you counted this drawer, or had it: somebody else approves the count")]
    OwnCount,
}
